"""Two engines behind one seam: what the fast one gives is what the careful one gives."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from pdfs import LEFT, Run, draw, picture_pdf
from resolusjon_nlp.reading.characters import SOFT_HYPHENS, plain
from resolusjon_nlp.reading.engines import pdfium_engine, pdfplumber_engine
from resolusjon_nlp.reading.engines.base import Engine, PageContent
from resolusjon_nlp.reading.limits import Limits
from resolusjon_nlp.reading.lines import VisualLine
from resolusjon_nlp.reading.pdf import read_pdf
from resolusjon_nlp.reading.reader import read
from resolusjon_nlp.samples import corpus_folder

ENGINES: tuple[Engine, ...] = (pdfium_engine, pdfplumber_engine)
PDFS = sorted((corpus_folder() / "pdf").rglob("*.pdf"))


def lines(data: bytes, engine: Engine) -> tuple[VisualLine, ...]:
    return read_pdf(data, engine, limits=Limits()).lines


def spelled(line: VisualLine) -> str:
    """Text with ligatures taken apart, and all line-end hyphens alike: PDFium does not tell a soft one from a hard one."""
    text = line.text
    return plain(text[:-1] + "-" if text[-1:] in SOFT_HYPHENS else text)


@pytest.mark.parametrize("path", PDFS[::4], ids=lambda p: p.stem)
def test_engines_give_the_same_lines(path: Path) -> None:
    fast, careful = (lines(path.read_bytes(), engine) for engine in ENGINES)
    assert [spelled(line) for line in fast] == [spelled(line) for line in careful]
    for one, other in zip(fast, careful, strict=True):
        assert (one.bold, one.page, one.column) == (other.bold, other.page, other.column)
        assert one.bottom == pytest.approx(other.bottom, abs=0.2)
        assert one.size == pytest.approx(other.size, rel=0.02)
        assert one.color == pytest.approx(other.color, abs=8)
        assert one.box() == pytest.approx(other.box(), abs=0.005)


@pytest.mark.parametrize("path", PDFS[1::8], ids=lambda p: p.stem)
def test_engines_give_the_same_blocks(path: Path) -> None:
    fast, careful = (read(path, engines=(engine,)) for engine in ENGINES)
    assert [[(b.type, b.text) for b in r.blocks] for r in fast.resolutions] == [
        [(b.type, b.text) for b in r.blocks] for r in careful.resolutions
    ]


def page(path: Path, engine: Engine) -> PageContent:
    with engine.open(path.read_bytes(), password=None) as pdf:
        (content,) = pdf.pages(page_characters=10_000)
    assert content is not None
    return content


@pytest.mark.parametrize("engine", ENGINES, ids=lambda e: e.name)
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_engine_turns_pages_upright(tmp_path: Path, engine: Engine, rotation: int) -> None:
    plain_file = draw(tmp_path / "a.pdf", [[Run(LEFT, 700, "Opp og fram"), Run(LEFT, 650, "under")]])
    turned_file = tmp_path / "b.pdf"
    with pikepdf.open(plain_file) as pdf:
        pdf.pages[0].rotate(rotation, relative=False)
        pdf.save(turned_file)
    found = lines(turned_file.read_bytes(), engine)
    assert [line.text for line in found] == ["Opp og fram", "under"]
    assert page(turned_file, engine).size == pytest.approx((595, 842) if rotation in (0, 180) else (842, 595), abs=1)
    # level with the text: the second line stands 50 points below the first
    assert found[1].bottom - found[0].bottom == pytest.approx(50, abs=0.1)
    assert found[0].x0 == pytest.approx(found[1].x0, abs=0.3)


@pytest.mark.parametrize("engine", ENGINES, ids=lambda e: e.name)
def test_engine_measures_from_the_corner_of_what_is_shown(tmp_path: Path, engine: Engine) -> None:
    path = draw(tmp_path / "a.pdf", [[Run(100, 700, "inne"), Run(10, 820, "skjæremerke")]])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].mediabox = [-20, -30, 595, 842]
        pdf.pages[0].cropbox = [50, 40, 545, 802]
        pdf.save(path)
    (line,) = lines(path.read_bytes(), engine)  # what lies outside the crop box is not on the page
    assert (line.text, line.x0, line.bottom) == ("inne", pytest.approx(50, abs=0.5), pytest.approx(102, abs=0.5))


@pytest.mark.parametrize("engine", ENGINES, ids=lambda e: e.name)
def test_engine_sees_pictures(tmp_path: Path, engine: Engine) -> None:
    for path, expected in (
        (picture_pdf(tmp_path / "p.pdf"), True),
        (draw(tmp_path / "t.pdf", [[Run(LEFT, 700, "tekst")]]), False),
    ):
        with engine.open(path.read_bytes(), password=None) as pdf:
            assert [content.has_images() for content in pdf.pages(page_characters=100) if content] == [expected]
