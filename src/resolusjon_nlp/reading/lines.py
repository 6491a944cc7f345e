"""What the engines hand on: visual lines with text, boxes and type, and nothing decided yet."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from resolusjon_nlp.records import ReadingWarning

SAME_ROW = 0.3
"""Baselines within this share of the type size are one."""


@dataclass(frozen=True, slots=True)
class VisualLine:
    """One line as it stands in the source.

    Coordinates are the engine's own (points for PDF, estimated character widths for dumps) with the origin at the top left; only ratios
    of them are used. ``xs`` holds the left edge of each character of ``text`` and, last, the right edge of the line. ``role`` is set where the
    page itself shows what a line is. ``recognised`` is
    true for lines read from a picture (OCR).
    """

    text: str
    page: int
    top: float
    bottom: float
    xs: Sequence[float] = field(hash=False)
    size: float
    bold: bool = False
    font: str = ""
    color: tuple[int, int, int] = (0, 0, 0)
    column: tuple[int, ...] = ()
    number: int | None = None
    page_size: tuple[float, float] = (1.0, 1.0)
    role: Literal["", "line-number", "table-row"] = ""
    recognised: bool = False

    def __post_init__(self) -> None:
        # An edge for every character of a file adds up: as machine floats they take an eighth of the memory.
        object.__setattr__(self, "xs", array("f", self.xs))

    @property
    def x0(self) -> float:
        """Left edge of the first character that is no space."""
        return self.x_at(len(self.text) - len(self.text.lstrip()))

    @property
    def x1(self) -> float:
        """Right edge of the last character that is no space."""
        return self.xs[len(self.text.rstrip())]

    def x_at(self, index: int) -> float:
        """Left edge of the character at `index`."""
        return self.xs[min(index, len(self.xs) - 1)]

    def first_word_width(self, start: int = 0) -> float:
        """Width of the first word from `start` on."""
        match = re.compile(r"\s*(\S+)").match(self.text, start)
        return 0.0 if match is None else self.x_at(match.end()) - self.x_at(match.start(1))

    def box(self) -> tuple[float, float, float, float]:
        """Box as shares of the page, clipped to it."""
        width, height = self.page_size
        shares = (self.x0 / width, self.top / height, self.x1 / width, self.bottom / height)
        return tuple(round(min(1.0, max(0.0, share)), 4) for share in shares)  # type: ignore[return-value]


@dataclass(frozen=True)
class RawDocument:
    """All lines of a file in reading order.

    ``from_dump`` is true where widths are estimates and gaps are counted in blank lines.
    """

    lines: tuple[VisualLine, ...]
    media_type: str
    pages: int | None = None
    from_dump: bool = False
    warnings: tuple[ReadingWarning, ...] = ()


@dataclass(frozen=True)
class Slice:
    """Part of a visual line that belongs to a block: characters ``start`` to ``end`` of line number ``line`` of the document."""

    line: int
    start: int
    end: int


@dataclass
class Draft:
    """A block on its way: its type may still change, its slices do not."""

    type: str
    slices: list[Slice] = field(default_factory=list)
    marker: str | None = None
    level: int | None = None


def gap_between(upper: VisualLine, lower: VisualLine) -> float | None:
    """Distance from bottom to bottom of two lines in one column, or None where it means nothing (other page or column)."""
    if upper.page != lower.page or upper.column != lower.column or lower.bottom <= upper.bottom:
        return None
    return lower.bottom - upper.bottom


def on_one_row(one: VisualLine, other: VisualLine) -> bool:
    """Whether two lines of a page stand on one baseline, and so are pieces of one row."""
    return abs(one.bottom - other.bottom) < SAME_ROW * one.size


def most_common(values: Sequence[float], *, width: float) -> float | None:
    """Centre of the fullest bin of `values`, with bins of `width`; the smallest of equals."""
    if not values:
        return None
    ordered = sorted(values)
    best: tuple[int, float] = (0, 0.0)
    start = 0
    for end, value in enumerate(ordered):
        while value - ordered[start] > width:
            start += 1
        members = end - start + 1
        if members > best[0]:
            best = (members, (ordered[start] + value) / 2)
    return best[1]


def quantile(values: Sequence[float], share: float) -> float:
    """The `share` quantile of `values` (nearest rank); 0.0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def line_gaps(lines: Sequence[VisualLine]) -> list[float]:
    """All gaps between neighbouring lines that mean something."""
    gaps = (gap_between(upper, lower) for upper, lower in pairwise(lines))
    return [gap for gap in gaps if gap is not None]
