"""Small PDFs for the tests, drawn line by line so that each test says where everything stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

LEFT, TOP, SIZE = 72.0, 780.0, 11.0
MEASURE = 450.0


@dataclass(frozen=True)
class Run:
    """A line of text at a place: ``x`` from the left, ``y`` from the bottom, in points."""

    x: float
    y: float
    text: str
    font: str = "Helvetica"
    size: float = SIZE


def draw(path: Path, pages: Sequence[Iterable[Run]], *, encrypt: str | None = None) -> Path:
    """Draw each page's runs."""
    canvas = Canvas(str(path), pagesize=A4, encrypt=encrypt, invariant=1)
    for page in pages:
        for run in page:
            canvas.setFont(run.font, run.size)
            canvas.drawString(run.x, run.y, run.text)
        canvas.showPage()
    canvas.save()
    return path


def wrap(text: str, *, font: str = "Helvetica", size: float = SIZE, measure: float = MEASURE) -> list[str]:
    """Break a paragraph into lines as a typesetter would, greedily and without hyphenation."""
    lines: list[str] = []
    for word in text.split():
        if lines and stringWidth(f"{lines[-1]} {word}", font, size) <= measure:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def flow(
    blocks: Sequence[tuple[str, str]], *, pitch: float = 16.5, gap: float = 0.0, top: float = TOP, bottom: float = 60.0
) -> list[list[Run]]:
    """Set (kind, text) blocks down the pages: ``p``, ``h`` (bold and larger) or a bullet, whose glyph is the kind."""
    pages: list[list[Run]] = [[]]
    y = top
    for kind, text in blocks:
        font, size = ("Helvetica-Bold", 15.0) if kind == "h" else ("Helvetica", SIZE)
        indent = 18.0 if kind not in ("p", "h") else 0.0
        for number, line in enumerate(wrap(text, font=font, size=size, measure=MEASURE - indent)):
            if y < bottom:
                pages.append([])
                y = top
            if indent and number == 0:
                pages[-1].append(Run(LEFT, y, kind, font, size))
            pages[-1].append(Run(LEFT + indent, y, line, font, size))
            y -= pitch
        y -= gap
    return pages


def scan(source: Path, path: Path, *, dpi: int = 200, skew: float = 0.0, turn: int = 0, layer: bool = False) -> Path:
    """The pages of a PDF as pictures, as a scanner makes them: laid askew or turned by degrees, with an invisible text `layer` or none."""
    canvas = Canvas(str(path), invariant=1)
    pdf = pypdfium2.PdfDocument(source)
    for page in pdf:
        picture = page.render(scale=dpi / 72, grayscale=True).to_pil()
        picture = picture.rotate(skew, fillcolor=255, resample=Image.Resampling.BICUBIC).rotate(turn, expand=True)
        width, height = picture.width * 72 / dpi, picture.height * 72 / dpi
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(picture), 0, 0, width, height)
        if layer:
            _draw_invisibly(canvas, page)
        canvas.showPage()
    pdf.close()
    canvas.save()
    return path


def _draw_invisibly(canvas: Canvas, page: pypdfium2.PdfPage) -> None:
    text_page = page.get_textpage()
    for index in range(text_page.count_rects()):
        left, bottom, right, top = text_page.get_rect(index)
        text = canvas.beginText(left, bottom)
        text.setTextRenderMode(3)
        text.setFont("Helvetica", SIZE)
        text.textOut(text_page.get_text_bounded(left, bottom, right, top))
        canvas.drawText(text)


def picture_pdf(path: Path, *, page_number: str | None = None) -> Path:
    """A page that is nothing but a picture, as a scanner makes it."""
    buffer = BytesIO()
    Image.new("L", (200, 280), 230).save(buffer, "PNG")
    buffer.seek(0)
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.drawImage(ImageReader(buffer), 20, 20, 550, 800)
    if page_number:
        canvas.drawString(290, 10, page_number)
    canvas.showPage()
    canvas.save()
    return path
