"""HTML for Chromium and WeasyPrint: one page description, two programs that make PDFs of it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from ..document import Document, Piece
from ..layout import Layout, Style
from .tools import EPOCH, hyphenate, library, run_program, steady

_BOXES = ("left", "center", "right")


def render_with_chromium(orders: Sequence[tuple[Document, Path]]) -> None:
    """Print documents with a headless browser, one process a file."""
    program = next(
        (name for name in ("chromium", "chromium-browser", "google-chrome") if shutil.which(name)), "chromium"
    )
    for document, target in orders:
        with tempfile.TemporaryDirectory() as folder:
            room = Path(folder)
            (room / "page.html").write_text(page(document), encoding="utf-8")
            options = [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-pdf-header-footer",
                f"--user-data-dir={room / 'profile'}",
            ]
            run_program([program, *options, "--print-to-pdf=page.pdf", "page.html"], folder=room)
            steady(room / "page.pdf")
            shutil.copyfile(room / "page.pdf", target)


def render_with_weasyprint(orders: Sequence[tuple[Document, Path]]) -> None:
    """Render documents with WeasyPrint in this process."""
    weasyprint = library("weasyprint")
    os.environ["SOURCE_DATE_EPOCH"] = str(EPOCH)
    for document, target in orders:
        weasyprint.HTML(string=page(document)).write_pdf(str(target), pdf_identifier=b"0" * 16)
        steady(target)


def page(document: Document) -> str:
    """Write a document as a web page with its style sheet."""
    kinds = [piece.type for piece in document.pieces]
    flow = [_element(document, piece) for piece in document.pieces]
    across = kinds.index("title") + 1 if "title" in kinds and document.layout.columns > 1 else 0
    body = "\n".join([*flow[:across], '<main class="flow">', *flow[across:], "</main>"])
    title = escape(document.parts[0].title or document.name)
    return (
        f'<!DOCTYPE html><html lang="{document.language}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_sheet(document)}</style></head><body>{body}</body></html>"
    )


def _element(document: Document, piece: Piece) -> str:
    text = (
        hyphenate(piece.text, document.language)
        if document.layout.soft_hyphens and piece.type not in ("title", "heading")
        else piece.text
    )
    classes = piece.type + (" break" if piece.new_page else "") + (" cover" if piece.cover else "")
    html = escape(text, quote=False)
    if piece.marker:
        html = f'<span class="mark">{escape(piece.marker)}</span>{html}'
    if piece.note:
        html += f'<span class="note">{escape(piece.note)}</span>'
    tag = {"title": "h1", "heading": "h2"}.get(piece.type, "p")
    return f'<{tag} class="{classes}">{html}</{tag}>'


def _letters(style: Style) -> str:
    centred = " text-align: center;" if "centred" in style else " text-align: left;"
    weight = "bold" if "bold" in style else "normal"
    return f"font-weight: {weight}; font-style: {'italic' if 'italic' in style else 'normal'};{centred}"


def _sheet(document: Document) -> str:
    layout = document.layout
    width, height = layout.page_size
    top, right, bottom, left = layout.margins
    hyphens = "auto" if layout.hyphenate else "manual"
    drawn = f"hyphenate-character: '{layout.line_end_hyphen}';" if layout.name.endswith("spalter") else ""
    hang = "padding-left: 14mm; text-indent: -6mm;" if layout.hanging else ""
    if not layout.bullet:
        hang = "padding-left: 0; text-indent: 0;"
    numbered = "padding-left: 14mm; text-indent: -8mm;"
    first_title = "margin-top: 45mm;" if layout.title_page else ""
    return f"""
@page {{ size: {width}mm {height}mm; margin: {top}mm {right}mm {bottom}mm {left}mm; {_margin_boxes(document)} }}
html {{ font: {layout.size}pt/{layout.leading} "{layout.font}"; }}
body {{ margin: 0; }}
.flow {{ columns: {layout.columns}; column-gap: 9mm; column-fill: {"balance" if layout.columns > 1 else "auto"}; }}
p, h1, h2 {{ margin: 0 0 {layout.gap}pt 0; orphans: 2; widows: 2; }}
p {{ text-align: {layout.align}; hyphens: {hyphens}; {drawn} }}
p.paragraph, p.lead_in {{ text-indent: {layout.indent}mm; }}
h1 {{ font-size: {layout.title_size * layout.size:.1f}pt; line-height: 1.15; margin-bottom: {layout.title_gap}pt; hyphens: manual; {_letters(layout.title_style)} }}
h2 {{ font-size: {layout.heading_size * layout.size:.1f}pt; margin: {layout.gap * 0.8:.1f}pt 0 {layout.gap * 0.4:.1f}pt 0; hyphens: manual; break-after: avoid;
  {_letters(layout.heading_style)} }}
p.date, p.body {{ hyphens: manual; {_letters(layout.adopted_style)} }}
p.bullet {{ {hang} }}
p.numbered {{ {numbered} }}
.mark {{ display: inline-block; text-indent: 0; min-width: 6mm; }}
p.numbered .mark {{ min-width: 8mm; }}
p.signature {{ text-align: left; }}
p.footnote, .note {{ font-size: {layout.size * 0.82:.1f}pt; }}
.note {{ float: footnote; line-height: 1.2; text-align: left; }}
::footnote-marker {{ content: counter(footnote) " "; }}
.break {{ break-before: page; }}
h1.cover {{ {first_title} }}
"""


def _margin_boxes(document: Document) -> str:
    layout: Layout = document.layout
    out = ""
    for edge, lines in (("top", document.lines(layout.header)), ("bottom", document.lines(layout.footer))):
        for box, cells in zip(_BOXES, zip(*lines, strict=True), strict=False):
            if any(cells):
                style = f'font: {layout.size * 0.82:.1f}pt/1.3 "{layout.font}"; white-space: pre; vertical-align: middle; color: #333;'
                out += f"@{edge}-{box} {{ content: {_content(cells)}; text-align: {box}; {style} }} "
    return out


def _content(cells: Sequence[str]) -> str:
    r"""Lines of one margin box as a CSS value; ``\A`` is a new line."""
    parts: list[str] = []
    for number, cell in enumerate(cells):
        text = cell.replace("\\", "\\\\").replace('"', '\\"')
        text = text.replace("{pages}", '" counter(pages) "').replace("{page}", '" counter(page) "')
        parts.append(("" if number == 0 else '"\\A" ') + f'"{text}"')
    return " ".join(parts)
