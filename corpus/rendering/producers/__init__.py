"""The producers: each turns documents into PDFs in its own way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ..document import Document
from . import canvas, html, latex, office

Order = tuple[Document, Path]
"""A document and where its PDF goes."""

PRODUCERS: dict[str, Callable[[Sequence[Order]], None]] = {
    "libreoffice": office.render,
    "chromium": html.render_with_chromium,
    "weasyprint": html.render_with_weasyprint,
    "reportlab": canvas.render,
    "pdflatex": latex.render,
}
