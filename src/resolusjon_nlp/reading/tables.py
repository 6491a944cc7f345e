"""Tables: runs of rows whose cells stand under one another, read row by row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import TypeVar

from resolusjon_nlp.reading.fragments import MARKER_CHARACTERS, Fragment

Item = TypeVar("Item")

CELL_CHARACTERS = 18
"""Cells hold fewer characters than this at the median; columns of running text hold more."""

LONG_CELL = 30
"""… and no more than one cell in so many is longer than this."""

ONE_IN = 8

MANY_CELLS = 3
"""With so many cells a row, two rows make a table; with two cells it takes three rows."""

ALIGNED = 0.8
"""Cells stand under one another when their left edges, right edges or middles are within this many type sizes."""

FIGURES_IN_CELL = 3
"""A cell holds a figure when one in so many of its characters is a digit ("201,4 kr")."""

CELL_GAP = 1.0
"""Cells are further apart than this many type sizes."""

HEAD_GAP = 1.8
"""A table's head is no further from it than this many of its row steps."""

FIGURES = 0.5
"""Two-celled rows are a table only when figures make up this share of the second cells' rows."""


def table_runs(rows: Sequence[Sequence[Fragment[Item]]]) -> list[tuple[int, int]]:
    """(first, last) of each run of rows that is a table, in order."""
    runs: list[tuple[int, int]] = []
    start = 0
    while start < len(rows):
        end = start
        while end + 1 < len(rows) and _continue(rows[end], rows[end + 1]):
            end += 1
        if end > start and _is_table(rows[start : end + 1]):
            runs.append((start - _has_head(rows, start, end), end))
        start = end + 1
    return runs


def _has_head(rows: Sequence[Sequence[Fragment[Item]]], first: int, last: int) -> bool:
    """Whether the row above a table holds the heads of its columns: as many cells, no further off than the rows are from each other."""
    if first == 0 or not 2 <= len(rows[first]) - 1 <= len(rows[first - 1]) <= len(rows[first]):
        return False
    step = max(lower[0].baseline - upper[0].baseline for upper, lower in pairwise(rows[first : last + 1]))
    return rows[first][0].baseline - rows[first - 1][0].baseline <= HEAD_GAP * step


def _continue(upper: Sequence[Fragment[Item]], lower: Sequence[Fragment[Item]]) -> bool:
    """Whether two rows have their cells in the same columns."""
    if (
        len(upper) < 2
        or len(lower) < 2
        or abs(len(upper) - len(lower)) > 1
        or not (_is_open(upper) and _is_open(lower))
    ):
        return False
    fewer, more = sorted((upper, lower), key=len)
    return sum(any(_under(one, other) for other in more) for one in fewer) >= len(fewer) - (len(fewer) > MANY_CELLS)


def _is_open(row: Sequence[Fragment[Item]]) -> bool:
    """Whether the gaps of a row are wider than justified text has them."""
    return all(
        after.x0 - before.x1 > CELL_GAP * after.size for before, after in pairwise(sorted(row, key=lambda f: f.x0))
    )


def _under(one: Fragment[Item], other: Fragment[Item]) -> bool:
    tolerance = ALIGNED * one.size
    return (
        abs(one.x0 - other.x0) <= tolerance
        or abs(one.x1 - other.x1) <= tolerance
        or abs(one.x0 + one.x1 - other.x0 - other.x1) <= 2 * tolerance
    )


def _is_table(rows: Sequence[Sequence[Fragment[Item]]]) -> bool:
    cells = [fragment.characters for row in rows for fragment in sorted(row, key=lambda f: f.x0)[1:]]
    long = sum(fragment.characters > LONG_CELL for row in rows for fragment in row)
    if (
        median(cells) > CELL_CHARACTERS
        or long * ONE_IN > sum(len(row) for row in rows)
        or any(sorted(row, key=lambda f: f.x0)[0].characters <= MARKER_CHARACTERS for row in rows[1:])
    ):
        return False
    with_figures = sum(
        any(fragment.figures * FIGURES_IN_CELL >= fragment.characters for fragment in row) for row in rows
    )
    if sum(len(row) >= MANY_CELLS for row in rows) >= 2:
        return with_figures >= max(1, len(rows) // 3)
    return len(rows) > 2 and with_figures >= FIGURES * len(rows) and _is_even(rows)


def _is_even(rows: Sequence[Sequence[Fragment[Item]]]) -> bool:
    """Whether the rows stand as close as the lines of one block."""
    gaps = [lower[0].baseline - upper[0].baseline for upper, lower in pairwise(rows)]
    return max(gaps) <= 1.6 * min(gaps)
