"""Furniture: running headers, footers and page numbers, found by repetition over pages and place, never by fixed margins."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from resolusjon_nlp.reading.lines import VisualLine, most_common

EDGE_LINES = 4
"""Only a page's first and last so many lines can be furniture."""

SAME_PLACE = 0.02
"""Repeated lines stand at the same height to within this share of the page."""

LEAST_SHARE = 0.4
"""A running line stands on at least this share of the pages (odd and even pages may differ)."""

APART = 1.3
"""A lone page number is further from the text than this many line pitches."""

_PAGE_NUMBER = re.compile(r"(?:side|s\.)?\s*[-–—]?\s*\d{1,4}\s*(?:(?:/|av|of|\|)\s*\d{1,4})?\s*[-–—]?", re.IGNORECASE)
_PAGE_OF = re.compile(r"side\s*\d{1,4}(?:\s*(?:/|av|of)\s*\d{1,4})?|\d{1,4}\s*(?:/|av)\s*\d{1,4}", re.IGNORECASE)


class _Edge(NamedTuple):
    position: int
    line: VisualLine
    from_top: bool
    rank: int


def find_furniture(lines: Sequence[VisualLine], *, from_dump: bool) -> set[int]:
    """Indices of the lines that are furniture."""
    pages: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        pages[line.page].append(index)
    edges = [edge for members in pages.values() for edge in _edges(lines, members)]
    found = _repeated(edges, len(pages), from_dump=from_dump) if len(pages) > 1 else set()
    if from_dump:
        return found | {i for i, line in enumerate(lines) if _PAGE_OF.fullmatch(line.text.strip())}
    return found | _page_numbers(lines, pages, found)


def _edges(lines: Sequence[VisualLine], members: list[int]) -> list[_Edge]:
    ordered = sorted(members, key=lambda i: lines[i].top)
    count = min(EDGE_LINES, len(ordered))
    top = [_Edge(i, lines[i], True, rank) for rank, i in enumerate(ordered[:count])]
    bottom = [_Edge(i, lines[i], False, rank) for rank, i in enumerate(reversed(ordered[-count:]))]
    return top + bottom


def _repeated(edges: list[_Edge], pages: int, *, from_dump: bool) -> set[int]:
    groups: dict[tuple[bool, str], list[_Edge]] = defaultdict(list)
    for edge in edges:
        # Digits differ from page to page (numbers, dates of printing), words do not.
        key = re.sub(r"\d+", "#", " ".join(edge.line.text.lower().split()))
        if key:
            groups[edge.from_top, key].append(edge)
    found: set[int] = set()
    for members in groups.values():
        for edge in members:
            alike = {m.line.page for m in members if _same_place(edge, m, from_dump=from_dump)}
            if len(alike) >= max(2, LEAST_SHARE * pages):
                found.add(edge.position)
    return found


def _same_place(one: _Edge, other: _Edge, *, from_dump: bool) -> bool:
    if from_dump:
        return one.rank == other.rank
    return abs(one.line.top / one.line.page_size[1] - other.line.top / other.line.page_size[1]) <= SAME_PLACE


def _page_numbers(lines: Sequence[VisualLine], pages: dict[int, list[int]], known: set[int]) -> set[int]:
    gaps: list[float] = []
    for members in pages.values():
        bottoms = sorted(lines[i].bottom for i in members)
        gaps.extend(below - above for above, below in pairwise(bottoms) if below > above)
    pitch = most_common(gaps, width=1.0) or 0.0
    found: set[int] = set()
    for members in pages.values():
        inner = sorted((i for i in members if i not in known), key=lambda i: lines[i].top)
        if len(inner) < 2:
            continue
        for edge, neighbour in ((inner[0], inner[1]), (inner[-1], inner[-2])):
            distance = abs(lines[edge].bottom - lines[neighbour].bottom)
            if _PAGE_NUMBER.fullmatch(lines[edge].text.strip()) and distance > APART * pitch:
                found.add(edge)
    return found
