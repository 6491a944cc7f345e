"""Pages read by recognising their letters: the logic with a stand-in for Tesseract, and Tesseract itself where it is installed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from conftest import TEXT
from pdfs import LEFT, Run, draw, flow, picture_pdf, scan
from resolusjon_nlp.errors import OcrError, TooLargeError
from resolusjon_nlp.reading import ocr, tesseract
from resolusjon_nlp.reading.limits import Limits
from resolusjon_nlp.reading.lines import RawDocument
from resolusjon_nlp.reading.ocr import with_recognised_pages
from resolusjon_nlp.reading.repair import read_with_repair
from resolusjon_nlp.reading.tesseract import RecognisedLine, TesseractError, Word, parse_hocr

needs_tesseract = pytest.mark.skipif(
    tesseract.missing() is not None, reason=f"Tesseract is not ready: {tesseract.missing()}"
)

SEEN = ("Ja til tog hele døgnet", "Togene mellom Gjøvik og Oslo står", "oftere enn de går.")


def line(text: str, y: float, *, confidence: float = 95.0, angle: int = 0, slope: float = 0.0) -> RecognisedLine:
    """A line as Tesseract sees it at 300 dots an inch: 45 pixels high, 20 pixels a letter, from 300 pixels on."""
    words, x = [], 300.0
    for word in text.split():
        words.append(Word(word, x, x + 20.0 * len(word), confidence))
        x += 20.0 * (len(word) + 1)
    return RecognisedLine(tuple(words), 300.0, y - 34, y + 11, y, slope, 45.0, angle)


def painted(image: Image.Image, lines: Sequence[RecognisedLine]) -> Sequence[RecognisedLine]:
    """The lines, with strokes in the picture where their words are said to be."""
    pen = ImageDraw.Draw(image)
    for seen in lines:
        for word in seen.words:
            for x in range(int(word.x0) + 2, int(word.x1), 10):
                pen.rectangle((x, seen.baseline - 24, x + 4, seen.baseline), fill=0)
    return lines


@dataclass
class Recogniser:
    """Sees the same lines on every page, and counts the pages; or fails."""

    lines: Sequence[RecognisedLine] = tuple(line(text, 400.0 + 60 * i) for i, text in enumerate(SEEN))
    error: TesseractError | None = None
    calls: list[tuple[int, int]] = field(default_factory=list)

    def __call__(self, image: Any, *, seconds: float, resolution: int) -> Sequence[RecognisedLine]:
        self.calls.append(image.size)
        if self.error is not None:
            raise self.error
        return painted(image, self.lines)


def recognised(
    path: Path,
    recogniser: Recogniser | None = None,
    *,
    ocr: bool | None = None,
    limits: Limits | None = None,
    started: float | None = None,
) -> RawDocument:
    limits, data = limits or Limits(), path.read_bytes()
    return with_recognised_pages(
        read_with_repair(data, password=None, limits=limits),
        data,
        password=None,
        limits=limits,
        ocr=ocr,
        started=time.monotonic() if started is None else started,
        recogniser=recogniser or Recogniser(),
    )


def codes(document: RawDocument) -> list[str]:
    return [warning.code for warning in document.warnings]


def texts(document: RawDocument) -> list[str]:
    return [line.text for line in document.lines]


@pytest.fixture(autouse=True)
def _as_if_installed(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("skipif") is None:
        monkeypatch.setattr(tesseract, "missing", lambda: None)


def test_scanned_page_is_recognised_and_says_so(tmp_path: Path) -> None:
    document = recognised(picture_pdf(tmp_path / "s.pdf", page_number="3"))
    assert codes(document) == ["ocr-page"]
    assert texts(document) == list(SEEN)
    assert all(line.recognised for line in document.lines)


def test_only_pages_without_text_are_recognised(tmp_path: Path) -> None:
    draw(tmp_path / "a.pdf", flow(TEXT))
    picture_pdf(tmp_path / "b.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as whole, pikepdf.open(tmp_path / "b.pdf") as picture:
        whole.pages.insert(0, picture.pages[0])
        whole.pages.append(picture.pages[0])
        whole.save(tmp_path / "c.pdf")
    recogniser = Recogniser()
    document = recognised(tmp_path / "c.pdf", recogniser)
    assert len(recogniser.calls) == 2
    assert [(warning.code, warning.page) for warning in document.warnings] == [("ocr-page", 1), ("ocr-page", 3)]
    assert [line.page for line in document.lines] == sorted(line.page for line in document.lines)
    assert {line.page for line in document.lines if line.recognised} == {1, 3}
    assert TEXT[0][1] in [line.text for line in document.lines if line.page == 2]


def test_broken_text_layer_gives_way_to_what_is_seen(tmp_path: Path) -> None:
    moved = "".join(chr(max(33, ord(c) - 29)) for c in "Togene mellom Gjøvik og Oslo står oftere enn de går")
    path = draw(tmp_path / "b.pdf", [[Run(LEFT, 700 - 15 * i, moved) for i in range(8)]])
    document = recognised(path)
    assert codes(document) == ["ocr-page"]
    assert texts(document) == list(SEEN)


def test_text_drawn_as_curves_is_recognised_but_blank_pages_are_blank(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "k.pdf"))
    for x in range(72, 520, 6):
        for y in range(300, 780, 16):
            canvas.rect(x, y, 3, 8, stroke=0, fill=1)
    canvas.showPage()
    canvas.line(72, 400, 520, 400)
    canvas.showPage()
    canvas.setFillGray(0.2)
    canvas.rect(0, 0, 600, 850, fill=1)
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    assert codes(recognised(tmp_path / "k.pdf")) == ["ocr-page", "blank-page", "blank-page", "blank-page"]
    curves, *_ = recognised(tmp_path / "k.pdf", ocr=False).warnings
    assert (curves.code, curves.page) == ("scanned-page", 1)


@pytest.mark.parametrize(
    ("recogniser", "arguments", "code", "says"),
    [
        (Recogniser(), {"ocr": False}, "scanned-page", "--no-ocr"),
        (Recogniser(lines=()), {}, "scanned-page", "fant ingen tekst"),
        (Recogniser(lines=(line("Side 3", 400),)), {}, "scanned-page", "fant ingen tekst"),
        (Recogniser(error=TesseractError("x", timed_out=True)), {}, "scanned-page", "for lang tid"),
        (Recogniser(error=TesseractError("x")), {}, "scanned-page", "mislyktes"),
        (Recogniser(), {"started": -1e9}, "scanned-page", "--max-seconds"),
        (Recogniser(lines=[line("uleselig håndskrift på et ark", 400, confidence=31)]), {}, "ocr-poor", "Skann den"),
    ],
)
def test_pages_that_are_not_or_hardly_read_say_why(
    tmp_path: Path, recogniser: Recogniser, arguments: dict[str, Any], code: str, says: str
) -> None:
    document = recognised(picture_pdf(tmp_path / "s.pdf"), recogniser, **arguments)
    assert codes(document) == [code]
    assert says in document.warnings[0].message
    assert document.warnings[0].message.startswith("Side 1 er")
    assert bool(document.lines) is (code == "ocr-poor")


def test_without_tesseract_the_warning_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "missing", lambda: "Installer X.")
    document = recognised(picture_pdf(tmp_path / "s.pdf"))
    assert codes(document) == ["scanned-page"]
    assert document.warnings[0].message.endswith("Installer X.")
    with pytest.raises(OcrError, match="Installer X"):
        tesseract.require()


def test_limits_hold_for_recognised_pages(tmp_path: Path) -> None:
    with pytest.raises(TooLargeError, match="--max-page-characters"):
        recognised(picture_pdf(tmp_path / "s.pdf"), limits=Limits(page_characters=40))
    with pikepdf.open(tmp_path / "s.pdf", allow_overwriting_input=True) as pdf:
        pdf.pages[0].MediaBox = [0, 0, 14_000, 14_000]
        pdf.save()
    recogniser = Recogniser()
    assert codes(recognised(tmp_path / "s.pdf", recogniser)) == ["scanned-page"]
    assert recogniser.calls == []
    with pikepdf.open(tmp_path / "s.pdf", allow_overwriting_input=True) as pdf:
        pdf.pages[0].MediaBox = [0, 0, 2_400, 3_400]
        pdf.save()
    recognised(tmp_path / "s.pdf", recogniser)
    width, height = recogniser.calls[0]
    assert width * height <= ocr.MOST_PIXELS * 1.01


def test_page_laid_askew_is_set_level(tmp_path: Path) -> None:
    lines = [line(text, 400.0 + 60 * i, slope=0.02) for i, text in enumerate(SEEN)]
    document = recognised(picture_pdf(tmp_path / "s.pdf"), Recogniser(lines=lines))
    assert texts(document) == list(SEEN)
    level = [seen.bottom for seen in document.lines]
    assert [round(after - before, 1) for before, after in pairwise(level)] == [14.4, 14.4]


def test_turned_page_is_turned_back_and_a_stamp_on_its_side_keeps_its_words(tmp_path: Path) -> None:
    upright = Recogniser().lines

    class Turned(Recogniser):
        def __call__(self, image: Any, *, seconds: float, resolution: int) -> Sequence[RecognisedLine]:
            self.calls.append(image.size)
            lying = [line(text, 400.0 + 60 * i, angle=90) for i, text in enumerate(SEEN)]
            return lying if len(self.calls) == 1 else painted(image, [*upright, line("MOTTATT 3 mai", 900, angle=270)])

    recogniser = Turned()
    document = recognised(picture_pdf(tmp_path / "s.pdf"), recogniser)
    assert recogniser.calls == [recogniser.calls[0], recogniser.calls[0][::-1]]
    assert texts(document) == [*SEEN, "MOTTATT 3 mai"]
    assert document.lines[-1].column != document.lines[0].column


@pytest.mark.parametrize(
    ("hocr", "words", "baseline", "size", "angle"),
    [
        (
            "<span class='ocr_line' title=\"bbox 297 424 1190 469; baseline -0.001 -10; x_size 45; x_descenders 10\">"
            "<span class='ocrx_word' title='bbox 297 425 463 459; x_wconf 96'>sk&amp;l</span> "
            "<span class='ocrx_word' title='bbox 480 425 500 459; x_wconf 7'>\n<strong>på</strong></span></span>",
            [("sk&l", 297.0, 463.0, 96.0), ("på", 480.0, 500.0, 7.0)],
            459.0,
            45.0,
            0,
        ),
        (
            "<span class='ocr_header' title='bbox 1 2 30 40; textangle 180; x_size 20.5'>"
            "<span class='ocrx_word' title='bbox 1 2 30 40; x_wconf 50'>Ja</span></span>",
            [("Ja", 1.0, 30.0, 50.0)],
            40.0,
            20.5,
            180,
        ),
        # a word without a box, and a line that is left without words
        ("<span class='ocr_line' title='bbox 1 2 3 4'><span class='ocrx_word' title=''>x</span></span>", None, 0, 0, 0),
        ("<span class='ocr_line' title='bbox 1 2 3 4'></span>", None, 0, 0, 0),
        ("<p>sludder <span class='ocrx_word' title='bbox 1 2 3 4'>uten linje</span>", None, 0, 0, 0),
    ],
)
def test_parse_hocr(
    hocr: str, words: list[tuple[str, float, float, float]] | None, baseline: float, size: float, angle: int
) -> None:
    lines = parse_hocr(hocr)
    if words is None:
        assert lines == ()
        return
    (found,) = lines
    assert [(word.text, word.x0, word.x1, word.confidence) for word in found.words] == words
    assert (found.baseline, found.size, found.angle) == (baseline, size, angle)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw(tmp_path_factory.mktemp("drawn") / "t.pdf", flow(TEXT))


@needs_tesseract
@pytest.mark.parametrize("how", [{}, {"skew": 1.0}, {"turn": 90}, {"turn": 180}, {"dpi": 150}])
def test_tesseract_reads_scanned_norwegian(tmp_path: Path, drawn: Path, how: dict[str, Any]) -> None:
    document = recognised(scan(drawn, tmp_path / "s.pdf", **how), tesseract.recognise)  # type: ignore[arg-type]
    assert codes(document) == ["ocr-page"]
    assert document.lines[0].text == TEXT[0][1]
    assert document.lines[0].bold or how == {"dpi": 150}  # too coarse to tell
    assert document.lines[0].size > 1.2 * document.lines[2].size
    assert not document.lines[2].bold
    read = " ".join(line.text for line in document.lines)
    assert "Vedtatt av årsmøtet i Fagforbundet Gjøvik 14. mars 2024" in read
    assert "står oftere enn de går" in read


@needs_tesseract
def test_tesseract_stops_in_time(tmp_path: Path, drawn: Path) -> None:
    limits = Limits(seconds=0.2)
    document = recognised(scan(drawn, tmp_path / "s.pdf"), tesseract.recognise, limits=limits)  # type: ignore[arg-type]
    assert codes(document) == ["scanned-page"]
    assert "tid" in document.warnings[0].message.lower()


def test_text_layer_of_a_scanned_file_is_used_as_it_is(tmp_path: Path, drawn: Path) -> None:
    recogniser = Recogniser()
    document = recognised(scan(drawn, tmp_path / "l.pdf", layer=True), recogniser)
    assert codes(document) == []
    assert recogniser.calls == []
    assert document.lines[0].text == TEXT[0][1]
    assert not any(line.recognised for line in document.lines)
