"""What the picture shows of recognised lines."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from resolusjon_nlp.reading.ink import Ink, shows_something
from resolusjon_nlp.reading.tesseract import RecognisedLine, Word

SIZE, TOP, BASELINE = 45.0, 100.0, 134.0


def picture(paper: int = 255) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("L", (1200, 800), paper)
    return image, ImageDraw.Draw(image)


def strokes(pen: ImageDraw.ImageDraw, x: int, *, width: int = 4, ink: int = 0, down: float = 0.0) -> None:
    for left in range(x, x + 200, 20):
        pen.rectangle((left, TOP + 4 + down, left + width - 1, BASELINE + down), fill=ink)


def line(*words: Word, down: float = 0.0) -> RecognisedLine:
    return RecognisedLine(words, words[0].x0, TOP + down, BASELINE + 11 + down, BASELINE + down, 0.0, SIZE)


TEXT = Word("elektrifisere", 300, 500, 90.0)


@pytest.mark.parametrize(
    ("mark", "seen", "wanted"),
    [
        ("disc", "*", "•"),
        ("disc", "«", "•"),
        ("disc", ".", "•"),
        ("disc", "1", "1"),  # a figure or letter is believed
        ("disc", "o", "o"),
        ("full stop", "*", "*"),
        ("dash", "—", "—"),
        ("star", "*", "*"),
        ("nothing", "—", None),
    ],
)
def test_mended_reads_dots_and_drops_what_is_not_there(mark: str, seen: str, wanted: str | None) -> None:
    image, pen = picture()
    strokes(pen, 300)
    if mark == "disc":
        pen.ellipse((200, 110, 214, 124), fill=0)
    elif mark == "full stop":
        pen.ellipse((200, 127, 207, 134), fill=0)
    elif mark == "dash":
        pen.rectangle((200, 116, 230, 120), fill=0)
    elif mark == "star":
        for a, b in ((200, 214), (214, 200)):
            pen.line((a, 110, b, 124), fill=0, width=2)
    mended = Ink(image).mended(line(Word(seen, 198, 232, 60.0), TEXT))
    assert mended is not None
    texts = [word.text for word in mended.words]
    assert texts == ([TEXT.text] if wanted is None else [wanted, TEXT.text])


def test_mended_line_without_ink_is_no_line() -> None:
    image, pen = picture()
    strokes(pen, 800)
    assert Ink(image).mended(line(TEXT)) is None


@pytest.mark.parametrize(("paper", "ink"), [(255, 0), (235, 120), (200, 90)])
def test_are_bold_on_clean_and_faded_paper(paper: int, ink: int) -> None:
    image, pen = picture(paper)
    for row in range(8):
        strokes(pen, 300, down=60.0 * row, ink=ink, width=6 if row == 2 else 4)
    found = Ink(image)
    lines = [found.mended(line(TEXT, down=60.0 * row)) for row in range(8)]
    assert found.are_bold([seen for seen in lines if seen is not None]) == [row == 2 for row in range(8)]
    assert found.are_bold([]) == []


def test_shows_something() -> None:
    image, pen = picture()
    assert not shows_something(np.asarray(image))
    pen.rectangle((0, 0, 1200, 300), fill=60)
    pen.line((0, 500, 1200, 500), fill=0)
    assert not shows_something(np.asarray(image))
    for row in range(6):
        for x in (100, 300, 500, 700):
            strokes(pen, x, down=250 + 60.0 * row)
    assert shows_something(np.asarray(image))
