"""Furniture: running headers, footers and page numbers, found by repetition over pages and place, never by fixed margins."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from resolusjon_nlp.reading.lines import VisualLine, most_common

EDGE_LINES = 4
"""Only a page's first and last so many lines can be furniture."""

SAME_PLACE = 0.02
"""Repeated lines stand at the same height to within this share of the page."""

LEAST_SHARE = 0.4
"""A running line stands on at least this share of the pages (odd and even pages may differ)."""

CERTAIN_SHARE = 0.6
"""What stands on this share of three pages or more is furniture even where it touches the text."""

APART = 1.25
"""Furniture is further from the text than this many line pitches, or set in another size."""

OTHER_SIZE = 0.9

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
    ordered = {page: sorted(members, key=lambda i: lines[i].top) for page, members in pages.items()}
    edges = [edge for members in ordered.values() for edge in _edges(lines, members)]
    repeated = _repeated(edges, len(pages), from_dump=from_dump) if len(pages) > 1 else {}
    if from_dump:
        return set(repeated) | {i for i, line in enumerate(lines) if _PAGE_OF.fullmatch(line.text.strip())}
    pitch = _pitch(lines, ordered)
    certain = max(3.0, CERTAIN_SHARE * len(pages))
    found = {
        index
        for index, count in repeated.items()
        if count >= certain or _stands_apart(index, repeated, lines, ordered[lines[index].page], pitch)
    }
    return found | _page_numbers(lines, ordered, found, pitch)


def _edges(lines: Sequence[VisualLine], ordered: list[int]) -> list[_Edge]:
    count = min(EDGE_LINES, len(ordered))
    top = [_Edge(i, lines[i], True, rank) for rank, i in enumerate(ordered[:count])]
    bottom = [_Edge(i, lines[i], False, rank) for rank, i in enumerate(reversed(ordered[-count:]))]
    return top + bottom


def _repeated(edges: list[_Edge], pages: int, *, from_dump: bool) -> dict[int, int]:
    """Lines that stand at one place on several pages, with how many."""
    groups: dict[tuple[bool, str], list[_Edge]] = defaultdict(list)
    for edge in edges:
        # Digits differ from page to page (numbers, dates of printing), words do not.
        key = re.sub(r"\d+", "#", " ".join(edge.line.text.lower().split()))
        if key:
            groups[edge.from_top, key].append(edge)
    found: dict[int, int] = {}
    for members in groups.values():
        for edge in members:
            alike = {m.line.page for m in members if _same_place(edge, m, from_dump=from_dump)}
            if len(alike) >= max(2, LEAST_SHARE * pages):
                found[edge.position] = len(alike)
    return found


def _same_place(one: _Edge, other: _Edge, *, from_dump: bool) -> bool:
    if from_dump:
        return one.rank == other.rank
    return abs(one.line.top / one.line.page_size[1] - other.line.top / other.line.page_size[1]) <= SAME_PLACE


def _stands_apart(
    index: int, repeated: Mapping[int, int], lines: Sequence[VisualLine], ordered: list[int], pitch: float
) -> bool:
    """Whether the repeated lines around `index` leave a gap to the page's text, or differ from it in size."""
    at = ordered.index(index)
    upper, lower = at, at
    while upper > 0 and ordered[upper - 1] in repeated:
        upper -= 1
    while lower + 1 < len(ordered) and ordered[lower + 1] in repeated:
        lower += 1
    neighbours = [(upper, upper - 1)] if upper > 0 else []
    neighbours += [(lower, lower + 1)] if lower + 1 < len(ordered) else []
    return all(
        abs(lines[ordered[edge]].bottom - lines[ordered[text]].bottom) > APART * pitch
        or lines[ordered[edge]].size < OTHER_SIZE * lines[ordered[text]].size
        for edge, text in neighbours
    )


def _pitch(lines: Sequence[VisualLine], ordered: Mapping[int, list[int]]) -> float:
    gaps: list[float] = []
    for members in ordered.values():
        bottoms = sorted(lines[i].bottom for i in members)
        gaps.extend(below - above for above, below in pairwise(bottoms) if below > above)
    return most_common(gaps, width=1.0) or 0.0


def _page_numbers(
    lines: Sequence[VisualLine], ordered: Mapping[int, list[int]], known: set[int], pitch: float
) -> set[int]:
    found: set[int] = set()
    for members in ordered.values():
        inner = [i for i in members if i not in known]
        if len(inner) < 2:
            continue
        for edge, neighbour in ((inner[0], inner[1]), (inner[-1], inner[-2])):
            distance = abs(lines[edge].bottom - lines[neighbour].bottom)
            if _PAGE_NUMBER.fullmatch(lines[edge].text.strip()) and distance > APART * pitch:
                found.add(edge)
    return found
