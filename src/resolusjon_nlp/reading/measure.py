"""A document's own measures: type size, line pitch, margins. All later thresholds are relative to these."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from resolusjon_nlp.reading.lines import VisualLine, gap_between, line_gaps, most_common, quantile

SAME_SIZE = 0.06
"""Sizes within this share of each other are one size."""


FLUSH = 0.3
"""Right edges within this many type sizes are one edge."""

JUSTIFIED_SHARE = 0.7
"""A column is justified when this share of its broken lines ends at one edge …"""

LEAST_BROKEN = 5
"""… of so many at least."""

OTHER_COLOR = 60
"""Colours that differ by more than this in red, green or blue are two."""

UNBROKEN = 10.0
"""Times the longest line: as good as no margin."""

LONGEST_LINE = 130.0
"""A text file whose text stands mostly on lines of more letters than any page is wide has a paragraph on each line."""


@dataclass(frozen=True)
class Measures:
    """What is usual in a document.

    ``pitch`` is the usual distance between lines of the body size; ``left`` and ``right`` give each column's margins, ``right`` being how
    far lines reach that had to be broken. ``justified`` are the columns whose broken lines all reach that far. ``color`` is the usual one. ``shifts`` tells how
    far a page's column stands from the usual place, as left and right pages of a book do.
    """

    size: float
    bold: bool
    pitch: float
    left: dict[tuple[int, ...], float]
    right: dict[tuple[int, ...], float]
    from_dump: bool
    justified: frozenset[tuple[int, ...]] = frozenset()
    color: tuple[int, int, int] = (0, 0, 0)
    shifts: dict[tuple[int, tuple[int, ...]], float] = field(default_factory=dict)

    @classmethod
    def of(cls, lines: Sequence[VisualLine], *, from_dump: bool) -> Measures:
        """Measure `lines` (furniture already taken out)."""
        sizes: Counter[float] = Counter()
        bold = total = 0
        for line in lines:
            sizes[max(0.5, round(line.size * 2) / 2)] += len(line.text)
            bold += len(line.text) if line.bold else 0
            total += len(line.text)
        size = sizes.most_common(1)[0][0] if sizes else 1.0
        body = [line for line in lines if abs(line.size - size) <= max(0.5, SAME_SIZE * size)] or list(lines)
        pitch = 1.0 if from_dump else most_common(line_gaps(body), width=0.05 * size) or size * 1.2
        columns: dict[tuple[int, ...], list[VisualLine]] = defaultdict(list)
        for line in body:
            columns[line.column].append(line)
        wrapped = _wrapped(lines)
        # A text file in which no line goes on from the last has a paragraph on each line.
        unbroken = UNBROKEN if from_dump and (not wrapped or _has_long_lines(lines)) else 1.0
        left, right = {}, {}
        justified = set()
        shifts: dict[tuple[int, tuple[int, ...]], float] = {}
        for column, members in columns.items():
            left[column] = most_common([line.x0 for line in members], width=0.3 * size) or min(m.x0 for m in members)
            if not from_dump:
                shifts |= _page_shifts(members, left[column], size)
            reach = [line.x1 - shifts.get((line.page, column), 0.0) for line in wrapped if line.column == column]
            everything = [line.x1 - shifts.get((line.page, column), 0.0) for line in members]
            flush = most_common(reach, width=FLUSH * size)
            if not from_dump and flush is not None and len(reach) >= LEAST_BROKEN:
                full = sum(abs(x1 - flush) <= FLUSH * size for x1 in reach)
                if full >= JUSTIFIED_SHARE * len(reach):
                    justified.add(column)
            # Estimated widths scatter, so the longest line of a dump says less than the upper part of all broken ones.
            reach = reach if reach and unbroken == 1.0 else everything
            right[column] = unbroken * quantile(
                reach, 0.85 if from_dump and unbroken == 1.0 and len(reach) > 5 else 1.0
            )
        colors = Counter(line.color for line in body for _ in range(len(line.text)))
        return cls(
            size,
            bold > 0.6 * max(total, 1),
            pitch,
            left,
            right,
            from_dump,
            frozenset(justified),
            colors.most_common(1)[0][0] if colors else (0, 0, 0),
            shifts,
        )

    def same_size(self, one: VisualLine, other: VisualLine) -> bool:
        """Whether two lines are set in one size."""
        return abs(one.size - other.size) <= max(0.3, SAME_SIZE * max(one.size, other.size))

    def is_large(self, line: VisualLine) -> bool:
        """Whether a line is set clearly larger than the body."""
        return not self.from_dump and line.size > 1.1 * self.size

    def is_colored(self, line: VisualLine) -> bool:
        """Whether a line is set in another colour than the body."""
        return (
            not self.from_dump
            and max(abs(one - other) for one, other in zip(line.color, self.color, strict=True)) > OTHER_COLOR
        )

    def left_of(self, line: VisualLine) -> float:
        """Left margin of a line's column."""
        return self.left[line.column] + self._shift(line) if line.column in self.left else line.x0

    def right_of(self, line: VisualLine) -> float:
        """Right margin of a line's column."""
        return (self.right.get(line.column) or max(self.right.values(), default=line.x1)) + self._shift(line)

    def _shift(self, line: VisualLine) -> float:
        return self.shifts.get((line.page, line.column), 0.0)

    def room(self, line: VisualLine) -> float:
        """Empty width at the end of a line."""
        return self.right_of(line) - line.x1

    def is_gap(self, upper: VisualLine, lower: VisualLine, *, factor: float) -> bool:
        """Whether two lines stand further apart than `factor` times the pitch of the larger of them."""
        gap = gap_between(upper, lower)
        if gap is None:
            return False
        scale = max(1.0, max(upper.size, lower.size) / self.size) if not self.from_dump else 1.0
        return gap > factor * self.pitch * scale


def _page_shifts(members: Sequence[VisualLine], left: float, size: float) -> dict[tuple[int, tuple[int, ...]], float]:
    """How far each page's lines of a column stand from its usual left edge, where left and right edge have moved alike."""
    pages: dict[int, list[VisualLine]] = defaultdict(list)
    for line in members:
        pages[line.page].append(line)
    usual = [line.x1 for lines in pages.values() for line in lines if abs(line.x0 - left) <= FLUSH * size]
    found = {}
    for page, lines in pages.items():
        page_left = most_common([line.x0 for line in lines], width=FLUSH * size)
        if len(lines) < LEAST_BROKEN or page_left is None or abs(page_left - left) <= FLUSH * size:
            continue
        shift = page_left - left
        if abs(max(line.x1 for line in lines) - max(usual) - shift) <= size:
            found[page, lines[0].column] = shift
    return found


def _has_long_lines(lines: Sequence[VisualLine]) -> bool:
    """Whether more than half of a dump's text stands on lines that no page has room for."""
    widths = [line.x1 for line in lines]
    return sum(width for width in widths if width > LONGEST_LINE) > sum(widths) / 2


def _wrapped(lines: Sequence[VisualLine]) -> list[VisualLine]:
    """Lines that end because the line was full: the next goes on in lower case."""
    return [
        upper
        for upper, lower in pairwise(lines)
        if upper.column == lower.column
        and lower.text.lstrip()[:1].islower()
        and upper.text.rstrip()[-1:] not in ".!?:;"
        and len(upper.text.split()) >= 3
    ]
