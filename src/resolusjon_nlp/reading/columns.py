"""Columns: from fragments of rows to whole lines in reading order.

A gutter is a vertical strip that no fragment crosses over a run of neighbouring rows with text on both sides. Above, below and between
such runs the page reads in rows; within a run each side is read to its end before the next (and may itself hold columns).
"""

from __future__ import annotations

from typing import TypeVar

from resolusjon_nlp.reading.fragments import MARKER_CHARACTERS, Fragment
from resolusjon_nlp.reading.tables import table_runs

Item = TypeVar("Item")

LEAST_ROWS = 4
"""A side of a gutter needs this many rows of text."""

FEW_ROWS = 2
"""… or this many where earlier pages of the file have the gutter."""

LEAST_CHARACTERS = 12
"""… with this many characters each on the average, or it is a column of figures in a table, read row by row."""

EDGE_SHARE = 0.25
"""Gutters lie further than this share of the text's width from its edges."""

ALIGNMENT = 0.6
"""Left edges within this many glyph sizes of each other are one edge."""


SIDE_GAP = 0.5
"""Pieces further left of the text's edge than this many type sizes stand beside it."""

SIDE_SHARE = 0.4
"""So many of the rows must begin at the text's edge."""

SIDE = -3
"""Column of what stands beside the text."""

TABLE = -2
"""Column of the rows of a table."""

FAR = 3.5
"""Pieces of a row more than this many glyph sizes apart are lines of their own."""

HANGING = 5.0
"""A list item's text may begin this many glyph sizes right of its column's edge."""

Row = list[Fragment[Item]]
Placed = tuple[tuple[int, ...], list[Fragment[Item]]]


def reading_order(fragments: list[Fragment[Item]], gutters: list[float] | None = None) -> list[Placed[Item]]:
    """Group fragments into lines, in reading order.

    Parameters
    ----------
    gutters
        Right edges of the gutters that earlier pages of the file have, which a few rows are enough to see again; those of this page are added.

    Returns
    -------
    list of (column, fragments)
        One entry a line. ``column`` identifies the run and side the line stands in: lines of the same column may form a paragraph.
    """
    rows = _rows(fragments)
    known = [] if gutters is None else gutters
    lines: list[Placed[Item]] = []
    start = 0
    for first, last in table_runs(rows):
        lines.extend(_ordered(rows[start:first], (), known))
        lines.extend(((TABLE,), row) for row in rows[first : last + 1])
        start = last + 1
    return lines + _ordered(rows[start:], (), known)


def _rows(fragments: list[Fragment[Item]]) -> list[Row[Item]]:
    rows: list[Row[Item]] = []
    for fragment in sorted(fragments, key=lambda f: (f.baseline, f.x0)):
        if rows and fragment.baseline - rows[-1][0].baseline <= 0.25 * fragment.size:
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    return rows


DEEPEST = 60
"""Runs within runs on one page; pages have a handful, and only a damaged one goes on for ever."""


def _ordered(rows: list[Row[Item]], column: tuple[int, ...], gutters: list[float]) -> list[Placed[Item]]:
    found = _widest_run(rows, gutters) if len(column) < DEEPEST else None
    if found is None:
        return _with_sides(rows, column)
    gutter, first, last = found
    if last - first + 1 >= LEAST_ROWS:
        gutters.append(gutter)
    left: list[Row[Item]] = []
    right: list[Row[Item]] = []
    for row in rows[first : last + 1]:
        for side, part in ((left, [f for f in row if f.x1 <= gutter]), (right, [f for f in row if f.x1 > gutter])):
            if part:
                side.append(part)
    above = _ordered(rows[:first], (*column, 0), gutters) if first else []
    below = _ordered(rows[last + 1 :], (*column, 0), gutters) if last + 1 < len(rows) else []
    return [*above, *_ordered(left, (*column, 1), gutters), *_ordered(right, (*column, 2), gutters), *below]


def _with_sides(rows: list[Row[Item]], column: tuple[int, ...]) -> list[Placed[Item]]:
    """Rows in order; what stands beside them, left of the text's own edge, comes before the rows it stands beside."""
    edge = _text_edge(rows)
    placed: list[Placed[Item]] = []
    beside: list[Placed[Item]] = []
    waiting: list[Placed[Item]] = []
    sides = [[f for f in row if edge is not None and f.x1 < edge - SIDE_GAP * f.size] for row in rows]
    for index, (row, side) in enumerate(zip(rows, sides, strict=True)):
        main = [f for f in row if f not in side]
        goes_on = bool(beside) and index + 1 < len(rows) and bool(sides[index + 1])
        if not side and goes_on:
            waiting += [(column, part) for part in _apart(row)]  # rows beside each other may not share their baselines
            continue
        if (
            not side
            or (main and sum(f.characters for f in side) <= MARKER_CHARACTERS)
            or (not main and not beside and not _overlaps_next(rows, index))
        ):
            placed += [*beside, *waiting, *((column, part) for part in _apart(row))]
            beside, waiting = [], []
            continue
        beside.append(((*column, SIDE), side))
        if main:
            waiting += [(column, part) for part in _apart(main)]
    return [*placed, *beside, *waiting]


def _overlaps_next(rows: list[Row[Item]], index: int) -> bool:
    """Whether the next row stands so close that it is beside this one rather than below it."""
    return index + 1 < len(rows) and rows[index + 1][0].baseline - rows[index][0].baseline < rows[index][0].size


def _text_edge(rows: list[Row[Item]]) -> float | None:
    """The left edge that most rows keep to, where others begin left of it with a piece of their own; None where none do."""
    if len(rows) < LEAST_ROWS:
        return None
    starts = [(f.x0, f.size) for row in rows for f in (min(row, key=lambda f: f.x0),)]
    edge, size = max(starts, key=lambda start: sum(abs(other - start[0]) <= SIDE_GAP * start[1] for other, _ in starts))
    if sum(abs(other - edge) <= SIDE_GAP * size for other, _ in starts) < SIDE_SHARE * len(rows):
        return None
    has_sides = any(
        f.x1 < edge - SIDE_GAP * f.size and any(abs(g.x0 - edge) <= SIDE_GAP * g.size for g in row)
        for row in rows
        for f in row
    )
    return edge if has_sides else None


def _apart(row: Row[Item]) -> list[list[Fragment[Item]]]:
    """A row's pieces where they are too far apart to be read as one line (left and right of a header, say)."""
    parts: list[list[Fragment[Item]]] = []
    for fragment in sorted(row, key=lambda f: f.x0):
        before = parts[-1][-1] if parts else None
        # A list marker or number keeps its text, however far the tab stop.
        if before is not None and (
            fragment.x0 - before.x1 <= FAR * fragment.size or before.characters <= MARKER_CHARACTERS
        ):
            parts[-1].append(fragment)
        else:
            parts.append([fragment])
    return parts


def _widest_run(rows: list[Row[Item]], gutters: list[float]) -> tuple[float, int, int] | None:
    """The gutter with the longest run of rows: its x, and the first and last row of the run."""
    if len(rows) < (FEW_ROWS if gutters else LEAST_ROWS):
        return None
    left_edge = min(f.x0 for row in rows for f in row)
    right_edge = max(f.x1 for row in rows for f in row)
    width = right_edge - left_edge
    candidates = sorted(
        {
            round(fragment.x0, 1): fragment.size
            for row in rows
            for fragment in row
            if left_edge + EDGE_SHARE * width < fragment.x0 < right_edge - EDGE_SHARE * width
        }.items()
    )
    best: tuple[float, float, int, int] | None = None
    for x, size in candidates:
        known = any(abs(gutter - x) <= size for gutter in gutters)
        run = _run_at(rows, x, size, FEW_ROWS if known else LEAST_ROWS)
        if run is None:
            continue
        # Of edges with runs as long, the one with the wider strip before it: a marker's, not its text's.
        strip = x - max(f.x1 for row in rows[run[1] : run[2] + 1] for f in row if f.x1 <= x)
        weight = run[0] + min(strip / size, 10.0)
        if best is None or weight > best[0]:
            best = (weight, x - 0.2 * size, run[1], run[2])
    return None if best is None else best[1:]


def _run_at(rows: list[Row[Item]], x: float, size: float, least: int) -> tuple[int, int, int] | None:
    """The longest run of rows that keep clear of the strip left of `x`, with text on both sides."""
    strip = (x - FRAGMENT_STRIP * size, x - 0.1 * size)
    best: tuple[int, int, int] | None = None
    start = 0
    for end in range(len(rows) + 1):
        if end < len(rows) and not any(f.x0 < strip[1] and f.x1 > strip[0] for f in rows[end]):
            continue
        run = _trimmed(rows, start, end - 1, x, size, least)
        if run is not None and (best is None or run[0] > best[0]):
            best = run
        start = end + 1
    return best


FRAGMENT_STRIP = 0.8

FOOTER_ROWS = 1
"""A page ends in no more rows than this that cross its gutter and are no text of their own."""


def _trimmed(
    rows: list[Row[Item]], first: int, last: int, x: float, size: float, least: int
) -> tuple[int, int, int] | None:
    both_sides = [
        index
        for index in range(first, last + 1)
        if any(abs(f.x0 - x) <= ALIGNMENT * size or f.x0 > x for f in rows[index])
    ]
    if len(both_sides) < least:
        return None
    first, last = both_sides[0], both_sides[-1]
    # Rows of the left side may go on below the last of the right one; they belong to the run as long as they keep to their side.
    left_rows = [i for i in range(first, last + 1) if any(f.x1 < x for f in rows[i])]
    right_text = sum(f.characters for i in range(first, last + 1) for f in rows[i] if f.x0 >= x - ALIGNMENT * size)
    left_text = sum(f.characters for i in range(first, last + 1) for f in rows[i] if f.x1 < x)
    aligned = sum(1 for i in both_sides if any(-ALIGNMENT * size <= f.x0 - x <= HANGING * size for f in rows[i]))
    if len(left_rows) < least or aligned < least or aligned < len(both_sides) / 2:
        return None
    if right_text < LEAST_CHARACTERS * len(both_sides) or left_text < LEAST_CHARACTERS * len(left_rows):
        return None
    # Take in the left side's rows above and below that keep clear of the gutter and stop short of it.
    return (len(both_sides) + len(left_rows), first, _extended(rows, last, x))


def _extended(rows: list[Row[Item]], last: int, x: float) -> int:
    """Last row below `last` whose fragments all end left of the gutter and line up with the left column.

    Where nothing but a footer comes after them, they may stand further down.
    """
    left_margin = min((f.x0 for row in rows[: last + 1] for f in row if f.x1 < x), default=0.0)
    pitch = _pitch(rows, last)
    keeps = [all(left_margin - 1 <= f.x0 and f.x1 < x for f in row) for row in rows]
    crossing = next((i for i in range(last + 1, len(rows)) if not keeps[i]), len(rows))
    to_the_end = len(rows) - crossing <= FOOTER_ROWS
    while last + 1 < crossing:
        near = pitch is None or rows[last + 1][0].baseline - rows[last][0].baseline <= 1.6 * pitch
        if not near and not to_the_end:
            break
        last += 1
    return last


def _pitch(rows: list[Row[Item]], last: int) -> float | None:
    gaps = sorted(rows[i + 1][0].baseline - rows[i][0].baseline for i in range(max(0, last - 6), last) if i + 1 <= last)
    return gaps[len(gaps) // 2] if gaps else None
