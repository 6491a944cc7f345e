"""Lists that are open while lines are gathered into blocks: items within items, and lists without marks."""

from __future__ import annotations

import re
from typing import NamedTuple

from resolusjon_nlp.reading.lines import VisualLine
from resolusjon_nlp.reading.markers import Marker
from resolusjon_nlp.reading.measure import Measures

SAME_EDGE = 0.6
"""Left edges within this many type sizes are the same."""

_LOW = re.compile(r"[\s\"'«“(]*[a-zæøåáéèóòôäöü]")


def starts_low(text: str) -> bool:
    """Whether a line goes on in lower case."""
    return _LOW.match(text) is not None


class OpenItem(NamedTuple):
    """An item that the next line may continue: its mark, where that stands, where its text begins, and the page and column."""

    marker: Marker
    marker_x: float
    text_x: float
    place: tuple[int, tuple[int, ...]]


class OpenLists:
    """The list items that the next line may continue or follow, outermost first.

    ``bare`` is the left edge of a list without marks: lines in lower case under a colon.
    """

    def __init__(self) -> None:
        self.items: list[OpenItem] = []
        self.bare: float | None = None

    @property
    def current(self) -> OpenItem | None:
        """The innermost open item."""
        return self.items[-1] if self.items else None

    def open(self, marker: Marker, line: VisualLine) -> None:
        """Begin an item; lists further in, and others of its kind, end."""
        tolerance = SAME_EDGE * line.size
        item = OpenItem(marker, line.x0, line.x_at(marker.end), (line.page, line.column))
        while self.items and (self.items[-1].marker_x > line.x0 + tolerance or self._is_sibling(self.items[-1], item)):
            self.items.pop()
        self.items.append(item)
        self.bare = None

    @staticmethod
    def _is_sibling(one: OpenItem, other: OpenItem) -> bool:
        return one.marker.family == other.marker.family and len(one.marker.path) == len(other.marker.path)

    def after_block(self, before: VisualLine | None, line: VisualLine, measures: Measures) -> None:
        """A block without a mark has begun with `line`: all lists end, and under a colon one without marks may begin."""
        self.items = []
        low = starts_low(line.text)
        if before is not None and before.text.rstrip().endswith(":") and low and not measures.from_dump:
            self.bare = line.x0
        elif self.bare is not None and not (low and abs(line.x0 - self.bare) <= SAME_EDGE * line.size):
            self.bare = None

    def close(self) -> None:
        """End all lists."""
        self.items, self.bare = [], None

    def stands_with(self, line: VisualLine) -> bool:
        """Whether `line` is in the column of the innermost open item."""
        return self.current is not None and self.current.place == (line.page, line.column)

    def awaits(self, marker: Marker, line: VisualLine, *, from_dump: bool) -> bool:
        """Whether `marker` is the next number of an open list, or the first under it."""
        return any(
            marker.follows(item.marker)
            and (
                from_dump
                or item.place != (line.page, line.column)
                or len(marker.path) > len(item.marker.path)
                or abs(item.marker_x - line.x0) <= SAME_EDGE * line.size
                or _flush_right(item, marker, line)
            )
            for item in self.items
        )


def _flush_right(item: OpenItem, marker: Marker, line: VisualLine) -> bool:
    """Whether two numbers of unequal length end at the same edge, so that their texts begin there."""
    return abs(item.text_x - line.x_at(marker.end)) <= SAME_EDGE * line.size
