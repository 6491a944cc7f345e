"""What a rendered PDF holds: its glyphs in the order of the content stream, and where lines end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pdfplumber

HYPHENS = "-\u2010\u2011\u00ad"
_IGNORED = frozenset("-\u2010\u2011\u00ad\u2212\u2013\u2014•▪●\uf0b7\uf0a7◦")
_SPACING_ACCENTS = {
    "\u02da": "\u030a",
    "\u00b4": "\u0301",
    "\u0060": "\u0300",
    "\u02c6": "\u0302",
    "\u00a8": "\u0308",
    "\u02c7": "\u030c",
}
_LEADER = re.compile(r"\.{4,}")


@dataclass(frozen=True)
class Glyph:
    """One glyph that shows something; ``page`` counts from 1, ``top`` and ``bottom`` from the page's upper edge."""

    text: str
    page: int
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """Height of the glyph's box."""
        return max(self.bottom - self.top, 1.0)


@dataclass(frozen=True)
class Page:
    """The glyphs of one page, without white space, and the page's height."""

    glyphs: tuple[Glyph, ...]
    height: float
    lines: tuple[str, ...] = ()


def fold(text: str) -> str:
    """The alignment key: compatibility forms, lower case, no white space, hyphens or bullets."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in text.casefold() if not letter.isspace() and letter not in _IGNORED)


def read_pages(path: Path) -> list[Page]:
    """Read all glyphs of a PDF, page by page, in the order in which they are drawn."""
    pages = []
    with pdfplumber.open(path) as pdf:
        for number, page in enumerate(pdf.pages, start=1):
            glyphs = [
                Glyph(
                    str(char["text"]),
                    number,
                    float(char["x0"]),
                    float(char["x1"]),
                    float(char["top"]),
                    float(char["bottom"]),
                )
                for char in page.chars
                if str(char["text"]).strip()
            ]
            lines = tuple(page.extract_text(x_tolerance_ratio=0.12).split("\n"))
            pages.append(Page(tuple(_composed(glyphs)), float(page.height), lines))
            page.close()
    return pages


def _composed(glyphs: Sequence[Glyph]) -> Iterator[Glyph]:
    """Put accents on their letters, whether they come after them (Unicode) or before them (TeX)."""
    held: Glyph | None = None
    waiting = ""
    for glyph in glyphs:
        if glyph.text in _SPACING_ACCENTS:
            waiting = _SPACING_ACCENTS[glyph.text]
        elif held is not None and unicodedata.combining(glyph.text[0]):
            held = replace(held, text=unicodedata.normalize("NFC", held.text + glyph.text))
        else:
            if held is not None:
                yield held
            held, waiting = replace(glyph, text=unicodedata.normalize("NFC", glyph.text + waiting)), ""
    if held is not None:
        yield held


class Stream:
    """Glyphs with their alignment key: ``key[i]`` comes from ``glyphs[owner[i]]``."""

    def __init__(self, glyphs: Sequence[Glyph]) -> None:
        self.glyphs = list(glyphs)
        letters: list[str] = []
        self.owner: list[int] = []
        for index, glyph in enumerate(self.glyphs):
            folded = fold(glyph.text)
            letters.append(folded)
            self.owner += [index] * len(folded)
        self.key = "".join(letters)

    def places(self, key: str) -> Iterator[tuple[int, int]]:
        """Ranges of glyphs that read as `key`, from the last to the first."""
        start = self.key.rfind(key) if key else -1
        while start >= 0:
            yield self.owner[start], self.owner[start + len(key) - 1] + 1
            start = self.key.rfind(key, 0, start + len(key) - 1)

    def without(self, first: int, last: int) -> Stream:
        """The stream less the glyphs from `first` up to `last`."""
        return Stream(self.glyphs[:first] + self.glyphs[last:])

    def without_leaders(self) -> Stream:
        """The stream less rows of dots such as tables of contents have."""
        stream = self
        while match := _LEADER.search(stream.key):
            stream = stream.without(stream.owner[match.start()], stream.owner[match.end() - 1] + 1)
        return stream

    def line_ends(self) -> list[int]:
        """Indices of the glyphs after which a line ends."""
        pairs = zip(self.glyphs, self.glyphs[1:], strict=False)
        return [index for index, (glyph, after) in enumerate(pairs) if breaks_between(glyph, after)]


def breaks_between(glyph: Glyph, after: Glyph) -> bool:
    """Whether a line ends between two glyphs that follow each other."""
    if glyph.page != after.page:
        return True
    apart = abs((glyph.top + glyph.bottom) - (after.top + after.bottom)) / 2
    return apart > 0.55 * max(glyph.height, after.height) or after.x0 < glyph.x0 - 2 * glyph.height
