"""ReportLab: glyphs set one line at a time, so that the text layer holds exactly what a layout asks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..document import Document, Piece
from ..layout import Style
from .tools import SOFT_HYPHEN, ProducerError, hyphenate, library

_MM = 72 / 25.4
_FILES = {
    "Liberation Sans": "LiberationSans-{}.ttf",
    "Liberation Serif": "LiberationSerif-{}.ttf",
    "DejaVu Sans": "DejaVuSans{}.ttf",
    "DejaVu Serif": "DejaVuSerif{}.ttf",
}
_WHOLE = ("title", "heading", "date", "body", "signature")
"""Blocks that are neither hyphenated nor justified."""

_NARROWER = tuple(step / 2 for step in range(60))
"""Millimetres by which a measure may be narrower than the layout's."""

_FACES = {"Regular": "", "Bold": "-Bold"}
_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts", Path("/Library/Fonts"))


@dataclass(frozen=True)
class _Word:
    """A word, or a part of one: ``glue`` is what stands before it, ``end`` what is drawn when a line ends after it."""

    text: str
    glue: str
    end: str


def render(orders: Sequence[tuple[Document, Path]]) -> None:
    """Draw documents; each is laid out twice so that the number of pages is known."""
    for document, target in orders:
        narrower = _best_measure(document, target)
        pages = _Setter(document, target, 0, narrower).draw()
        _Setter(document, target, pages, narrower).draw()


def _best_measure(document: Document, target: Path) -> float:
    """By how much to narrow the measure so that as many lines as can be end in a hyphen of the source.

    Such line ends are rare (one line in a hundred), and what becomes of their hyphens is what readers of PDFs get wrong.
    """
    counts = {narrower: _Setter(document, target, 0, narrower).kept_hyphens() for narrower in _NARROWER}
    return min(counts, key=lambda narrower: (-counts[narrower], narrower))


@cache
def _font(family: str, face: str) -> str:
    """Register one face of a family and give its name.

    Raises
    ------
    ProducerError
        When the family's file is nowhere to be found.
    """
    pattern = _FILES[family].format(face if "Liberation" in family else _FACES[face])
    path = next((found for folder in _FOLDERS if folder.is_dir() for found in sorted(folder.rglob(pattern))), None)
    if path is None:
        raise ProducerError(f"no font file {pattern}")
    name = f"{family} {face}".replace(" ", "")
    library("reportlab.pdfbase.pdfmetrics").registerFont(library("reportlab.pdfbase.ttfonts").TTFont(name, str(path)))
    return name


class _Setter:
    """Sets one document on the pages of one PDF."""

    def __init__(self, document: Document, target: Path, pages: int, narrower: float) -> None:
        self.document, self.layout, self.pages = document, document.layout, pages
        self.width, self.height = (length * _MM for length in self.layout.page_size)
        top, right, bottom, left = (length * _MM for length in self.layout.margins)
        self.left, self.measure = left, self.width - left - right - narrower * _MM
        self.ceiling, self.floor = self.height - top, bottom
        self.canvas: Any = library("reportlab.pdfgen.canvas").Canvas(
            str(target), pagesize=(self.width, self.height), invariant=1, pageCompression=1
        )
        self.canvas.setTitle(document.parts[0].title or document.name)
        self.metrics: Any = library("reportlab.pdfbase.pdfmetrics")
        self.page, self.y, self.kept = 0, 0.0, 0

    def draw(self) -> int:
        """Set all pieces and save; returns the number of pages."""
        self._next_page()
        for piece in self.document.pieces:
            self._piece(piece)
        self.canvas.showPage()
        self.canvas.save()
        return self.page

    def kept_hyphens(self) -> int:
        """How many lines would end in a hyphen of the source; nothing is drawn."""
        for piece in self.document.pieces:
            size, face, shift, indent = self._measures(piece)
            for _ in self._lines(piece.text, face, size, self.measure - shift, indent, whole=piece.type in _WHOLE):
                pass
        return self.kept

    def _next_page(self) -> None:
        if self.page:
            self.canvas.showPage()
        self.page += 1
        if self.layout.rotated:  # ReportLab itself turns the media box
            self.canvas.setPageRotation(90)
            self.canvas.translate(self.height, 0)
            self.canvas.rotate(90)
        self.y = self.ceiling
        size = self.layout.size * 0.8
        for lines, start in ((self.layout.header, self.height - 14 * _MM), (self.layout.footer, 14 * _MM)):
            for number, line in enumerate(self.document.lines(lines, str(self.page), str(self.pages))):
                for share, cell in zip((0, 0.5, 1), line, strict=True):
                    x = self.left + share * (self.measure - self._width(cell, "Regular", size))
                    self._show(cell, x, start - number * size * 1.3, "Regular", size)

    def _measures(self, piece: Piece) -> tuple[float, str, float, float]:
        """Size and face of a piece, how far it is set in, and how far its first line more than the others."""
        layout = self.layout
        style: Style = {"title": layout.title_style, "heading": layout.heading_style}.get(piece.type, frozenset())
        scale = {"title": layout.title_size, "heading": layout.heading_size, "footnote": 0.85}.get(piece.type, 1.0)
        indent = layout.indent * _MM if piece.type in ("paragraph", "lead_in") else 0.0
        return (
            layout.size * scale,
            "Bold" if "bold" in style else "Regular",
            layout.size * 2.2 if piece.marker else 0.0,
            indent,
        )

    def _piece(self, piece: Piece) -> None:
        layout = self.layout
        size, face, shift, indent = self._measures(piece)
        leading = size * (1.25 if piece.type == "title" else layout.leading)
        if piece.type == "heading":
            self.y -= layout.gap * 0.6
        lines = list(self._lines(piece.text, face, size, self.measure - shift, indent, whole=piece.type in _WHOLE))
        if piece.type in ("heading", "lead_in", "title") and self.y - leading * (len(lines) + 2) < self.floor:
            self._next_page()
        for number, (words, spread) in enumerate(lines):
            if self.y - leading < self.floor:
                self._next_page()
            self.y -= leading
            x = self.left + shift + (indent if number == 0 else 0)
            if number == 0 and piece.marker:
                self._show(piece.marker + " ", self.left + layout.size * 0.8, self.y, face, size)
            for word in words:
                self._show(word, x, self.y, face, size)
                x += self._width(word, face, size) + spread
        self.y -= layout.title_gap if piece.type == "title" else layout.gap

    def _lines(
        self, text: str, face: str, size: float, measure: float, indent: float, *, whole: bool
    ) -> Iterator[tuple[list[str], float]]:
        """Break a text; each line is its words, with the space after them, and what is added to each space."""
        line: list[str] = []
        room = measure - indent
        words = list(_words(text, self.document.language if self.layout.hyphenate and not whole else ""))
        pending = ""
        for index, word in enumerate(words):
            glue = word.glue if line or pending else ""
            last = index + 1 == len(words) or words[index + 1].glue == " "
            end = "" if last else word.end
            if self._width("".join(line) + pending + glue + word.text + self._end(end), face, size) > room and (
                line or pending
            ):
                ending = pending + (self._end(words[index - 1].end) if glue == "" else "")
                if glue == " ":
                    ending += " "
                self.kept += pending.endswith("-")
                yield self._filled([*line, ending], face, size, room, whole=whole)
                line, pending, room = [], word.text, measure
            elif glue == " ":
                line.append(pending + " ")
                pending = word.text
            else:
                pending += word.text
        yield [*line, pending], 0.0

    def _filled(self, words: list[str], face: str, size: float, room: float, *, whole: bool) -> tuple[list[str], float]:
        if whole or self.layout.align == "left" or len(words) < 2:
            return words, 0.0
        return words, (room - self._width("".join(words).rstrip(), face, size)) / (len(words) - 1)

    def _end(self, mark: str) -> str:
        return self.layout.line_end_hyphen if mark == SOFT_HYPHEN else ""

    def _drawn(self, text: str) -> str:
        if self.layout.ligatures:
            text = text.replace("ffi", "\ufb03").replace("ff", "\ufb00").replace("fi", "\ufb01").replace("fl", "\ufb02")
        return unicodedata.normalize("NFD", text) if self.layout.decomposed else text

    def _width(self, text: str, face: str, size: float) -> float:
        return float(self.metrics.stringWidth(self._drawn(text), _font(self.layout.font, face), size))

    def _show(self, text: str, x: float, y: float, face: str, size: float) -> None:
        name, drawn = _font(self.layout.font, face), self._drawn(text)
        missing = {letter for letter in drawn if ord(letter) not in self.metrics.getFont(name).face.charToGlyph}
        if missing:
            raise ProducerError(f"{self.document.name}: {name} lacks {sorted(missing)}")
        if drawn.strip():
            self.canvas.setFont(name, size)
            self.canvas.drawString(x, y, drawn)


def _words(text: str, language: str) -> Iterator[_Word]:
    """Cut a text where a line may end: at spaces, after hyphens and, when a language is given, inside words."""
    for token in (hyphenate(text, language) if language else text).split(" "):
        parts = re.split(f"({SOFT_HYPHEN}|(?<=\\w-)(?=[^\\W\\d]))", token)
        glue, kept = " ", [part for part in parts if part is not None]
        for index in range(0, len(kept), 2):
            mark = kept[index + 1] if index + 1 < len(kept) else ""
            if kept[index]:
                yield _Word(kept[index], glue, mark)
                glue = ""
