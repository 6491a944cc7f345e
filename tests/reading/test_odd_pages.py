"""Pages that are odd but whole are read as they look, by every engine."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from conftest import TEXT
from pdfs import LEFT, Run, draw, flow
from resolusjon_nlp.reading.engines import pdfium_engine, pdfplumber_engine
from resolusjon_nlp.reading.engines.base import Engine
from resolusjon_nlp.reading.reader import read

RUNS = flow(TEXT)[0]


@pytest.fixture(params=[pdfium_engine, pdfplumber_engine], ids=lambda engine: engine.name)
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.param
    return found


def text_of(path: Path, engine: Engine) -> str:
    record = read(path, engines=(engine,), ocr=False)
    assert record.source.warnings == ()
    return record.resolutions[0].text


def canvas_of(path: Path, size: tuple[float, float] = (595, 842)) -> Canvas:
    return Canvas(str(path), pagesize=size, invariant=1)


def turned(path: Path) -> Path:
    """Drawn upwards on a page that is turned when shown."""
    canvas = canvas_of(path, (842, 595))
    canvas.translate(842, 0)
    canvas.rotate(90)
    show(canvas, RUNS)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = 90
        pdf.save(path)
    return path


def lying(path: Path) -> Path:
    """A page in landscape with wide lines."""
    canvas = canvas_of(path, (1000, 842))
    show(canvas, RUNS)
    return path


def scaled_up(path: Path) -> Path:
    """Fonts of size 1, scaled up."""
    canvas = canvas_of(path)
    for run in RUNS:
        canvas.saveState()
        canvas.translate(run.x, run.y)
        canvas.scale(run.size, run.size)
        canvas.setFont(run.font, 1)
        canvas.drawString(0, 0, run.text)
        canvas.restoreState()
    canvas.save()
    return path


def scrambled(path: Path) -> Path:
    """Letters drawn one by one in any order."""
    letters = []
    for run in RUNS:
        x = run.x
        for letter in run.text:
            letters.append(Run(x, run.y, letter, run.font, run.size))
            x += stringWidth(letter, run.font, run.size)
    random.Random(1).shuffle(letters)  # noqa: S311 - no secret
    return draw(path, [[letter for letter in letters if letter.text != " "]])


def without_spaces(path: Path) -> Path:
    """Words set tight, without space characters."""
    words = []
    for run in RUNS:
        x = run.x
        for word in run.text.split():
            words.append(Run(x, run.y, word, run.font, run.size))
            x += stringWidth(word, run.font, run.size) + 0.22 * run.size
    return draw(path, [words])


def show(canvas: Canvas, runs: list[Run]) -> None:
    for run in runs:
        canvas.setFont(run.font, run.size)
        canvas.drawString(run.x, run.y, run.text)
    canvas.save()


@pytest.mark.parametrize("make", [turned, lying, scaled_up, scrambled, without_spaces])
def test_page_is_read_as_it_looks(tmp_path: Path, make: Callable[[Path], Path], engine: Engine) -> None:
    assert text_of(make(tmp_path / "odd.pdf"), engine) == text_of(draw(tmp_path / "even.pdf", [RUNS]), engine)


def test_dust_is_measured_too(tmp_path: Path, engine: Engine) -> None:
    # found by fuzzing: all type smaller than a quarter of a point
    dust = [Run(run.x, run.y, run.text, run.font, 0.15 if run.size < 12 else 0.2) for run in RUNS]
    assert "Togene mellom" in text_of(draw(tmp_path / "d.pdf", [dust]), engine)


LONG = [
    "Ferjene over fjorden må gå hele natta, og takstene må ned til det de var før kommune",
    "reformen. Ungdommen på øyene kommer ikke hjem fra trening, og de som arbeider skift",
    "på verftet, må sove i bilen. Fylkestinget har lovet bedre tilbud i fire år.",
]


@pytest.mark.parametrize("code", ["002D", "2010", "00AD"], ids=["hyphen", "U+2010", "soft hyphen"])
def test_word_broken_over_lines_is_joined(tmp_path: Path, code: str, engine: Engine) -> None:
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    texts = [LONG[0] + "-", *LONG[1:]]
    path = draw(tmp_path / "h.pdf", [[Run(LEFT, 700 - 15 * row, text, "Vera", 9) for row, text in enumerate(texts)]])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            if "/ToUnicode" in font:
                characters = font.ToUnicode.read_bytes()
                assert b"<002D>" in characters
                font.ToUnicode.write(characters.replace(b"<002D>", f"<{code}>".encode()))
        pdf.save(path)
    assert "kommunereformen" in text_of(path, engine)


def test_soft_hyphens_within_words_leave_no_trace(tmp_path: Path, engine: Engine) -> None:
    # browsers keep the places where a word could have been broken, and draw them as nothing
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    font = pdfmetrics.getFont("Vera")
    font.face.charWidths[0xAD] = 0
    texts = [text.replace("ferj", "fer\u00adj").replace("arbeider", "ar\u00adbei\u00adder") for text in LONG]
    runs = [Run(LEFT, 700 - 15 * row, text, "Vera", 9) for row, text in enumerate(texts)]
    assert "arbeider skift" in text_of(draw(tmp_path / "m.pdf", [runs]), engine)


def test_ring_drawn_over_its_letter(tmp_path: Path, engine: Engine) -> None:
    # LaTeX with OT1 fonts draws å as a ring and an a
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    canvas = canvas_of(tmp_path / "r.pdf")
    for row, text in enumerate(LONG):
        x, y = LEFT, 700 - 15 * row
        canvas.setFont("Vera", 9)
        for letter in text:
            if letter == "å":
                canvas.drawString(x + (stringWidth("a", "Vera", 9) - stringWidth("\u02da", "Vera", 9)) / 2, y, "\u02da")
            canvas.drawString(x, y, letter.replace("å", "a"))
            x += stringWidth(letter.replace("å", "a"), "Vera", 9)
    canvas.save()
    text = text_of(tmp_path / "r.pdf", engine)
    assert "gå hele natta" in text
    assert "må sove" in text
    assert "\u02da" not in text


@pytest.mark.parametrize("number", range(3))
def test_line_numbers_in_the_margin_are_no_text(tmp_path: Path, number: int, engine: Engine) -> None:
    first, step, x = [(1, 1, 40.0), (5, 5, 40.0), (1, 1, 545.0)][number]
    runs = list(flow(TEXT * 3, bottom=100)[0])
    heights = sorted({run.y for run in runs}, reverse=True)
    margin = [
        Run(x, y, str(row), "Helvetica", 8)
        for row, y in enumerate(heights, start=1)
        if row >= first and (row - first) % step == 0
    ]
    plain = text_of(draw(tmp_path / "p.pdf", [runs]), engine)
    assert text_of(draw(tmp_path / "n.pdf", [[*margin, *runs]]), engine) == plain
