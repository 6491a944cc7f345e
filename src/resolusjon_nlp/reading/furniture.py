"""Furniture: running headers, footers and page numbers, found by repetition over pages and place, never by fixed margins."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from resolusjon_nlp.norwegian.dates import find_dates
from resolusjon_nlp.reading.adopters import adopters
from resolusjon_nlp.reading.bodies import is_body_line, is_date_line
from resolusjon_nlp.reading.imprint import ADDRESS, PAGE_NUMBER
from resolusjon_nlp.reading.lines import VisualLine, most_common, on_one_row
from resolusjon_nlp.reading.margins import lone_furniture
from resolusjon_nlp.reading.markers import find_marker

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

AS_FREQUENT = 0.5
"""Half as frequent is about as frequent."""

IMPRINT_WORDS = 14
LEASTADDRESSES = 2
TITLE_LINES = 8
"""The title of a dump is among its first so many lines."""

INDENTED = 2.0
"""A page's own number this many type sizes from the left margin is no item's."""


_FOOTNOTE = re.compile(r"[\d*†¹²³⁴]{1,2}[.)]?\s*[^\W\d]")

_PAGE_OF = re.compile(r"side\s*\d{1,4}(?:\s*(?:/|av|of)\s*\d{1,4})?|\d{1,4}\s*(?:/|av)\s*\d{1,4}", re.IGNORECASE)


_SIGNS = re.compile(r"[-–—|·•]+")


class _Edge(NamedTuple):
    position: int
    line: VisualLine
    from_top: bool
    rank: int


def find_furniture(lines: Sequence[VisualLine], *, from_dump: bool) -> set[int]:
    """Indices of the lines that are furniture."""
    numbers = {index for index, line in enumerate(lines) if line.role == "line-number"}
    if numbers:
        others = [index for index in range(len(lines)) if index not in numbers]
        found = find_furniture([lines[index] for index in others], from_dump=from_dump)
        return numbers | {others[index] for index in found}
    pages: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        pages[line.page].append(index)
    ordered = {page: sorted(members, key=lambda i: lines[i].top) for page, members in pages.items()}
    edges = [edge for members in ordered.values() for edge in _edges(lines, members)]
    repeated = _repeated(edges, len(pages), from_dump=from_dump) if len(pages) > 1 else {}
    if from_dump:
        numbers = {i for i, line in enumerate(lines) if _PAGE_OF.fullmatch(line.text.strip())}
        return set(repeated) | numbers | _said_again(lines) | set(_letterhead(lines, range(len(lines)), set()))
    pitch = _pitch(lines, ordered)
    certain = max(3.0, CERTAIN_SHARE * len(pages))
    found = {
        index
        for index, count in repeated.items()
        if count >= certain or _stands_apart(index, repeated, lines, ordered[lines[index].page], pitch)
    }
    found |= _page_numbers(lines, ordered, found, pitch)
    return found | _set_apart(lines, ordered, found, pitch)


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
        # "Sak 7.1" and "Sak 7.2" on top of two pages are two headings, not one header.
        if find_dates(edge.line.text) and is_body_line(edge.line.text):
            continue  # "Vedtatt på årsmøtet i …, 29. januar 2025" under each of several resolutions
        if key and not adopters().genre.fullmatch(edge.line.text.strip(" .:–-")):
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
    """The usual distance between lines: of distances that are about as frequent, the smallest, since gaps between paragraphs are larger."""
    gaps: list[float] = []
    for members in ordered.values():
        bottoms = sorted(lines[i].bottom for i in members)
        gaps.extend(below - above for above, below in pairwise(bottoms) if below > above)
    usual = most_common(gaps, width=1.0) or 0.0
    count = sum(abs(gap - usual) <= 1.0 for gap in gaps)
    size = most_common([line.size for line in lines], width=0.5) or 0.0
    closer = most_common([gap for gap in gaps if size <= gap < usual - 1.0], width=1.0)
    if closer is not None and sum(abs(gap - closer) <= 1.0 for gap in gaps) >= AS_FREQUENT * count:
        return closer
    return usual


def _page_numbers(
    lines: Sequence[VisualLine], ordered: Mapping[int, list[int]], known: set[int], pitch: float
) -> set[int]:
    found: set[int] = set()
    for members in ordered.values():
        inner = [i for i in members if i not in known]
        for sequence in (inner, inner[::-1]):
            row = _first_row(lines, sequence)
            numbers = [i for i in row if PAGE_NUMBER.fullmatch(lines[i].text.strip())]
            if not numbers or len(row) == len(sequence):
                continue
            apart = abs(lines[row[0]].bottom - lines[sequence[len(row)]].bottom) > APART * pitch
            left = min(lines[i].x0 for i in inner)
            own = any(
                lines[i].text.strip() == str(lines[i].page) and lines[i].x0 > left + INDENTED * lines[i].size
                for i in numbers
            )
            if apart or len(row) > 1 or own:
                # What stands beside a page number at the edge is a running line as well.
                found.update(i for i in row if _may_be_imprint(lines[i]))
    return found


def _first_row(lines: Sequence[VisualLine], sequence: Sequence[int]) -> list[int]:
    """The lines at the start of `sequence` that share a baseline."""
    return [i for i in sequence if on_one_row(lines[i], lines[sequence[0]])][:EDGE_LINES]


def _set_apart(
    lines: Sequence[VisualLine], ordered: Mapping[int, list[int]], known: set[int], pitch: float
) -> set[int]:
    """Letterheads and footers that do not repeat: small print and addresses at a page's edge, far from its text."""
    size = most_common([line.size for line in lines for _ in range(len(line.text) // 20 + 1)], width=0.5) or 0.0
    found: set[int] = set()
    for members in ordered.values():
        for sequence in (members, members[::-1]):
            found.update(_letterhead(lines, sequence, known))
    return found | lone_furniture(lines, ordered, known | found, pitch, size)


def _letterhead(lines: Sequence[VisualLine], sequence: Sequence[int], known: set[int]) -> list[int]:
    """The lines at one edge up to the last of two or more addresses."""
    edge = [i for i in sequence if i not in known][: 2 * EDGE_LINES]
    addresses = [
        rank
        for rank, i in enumerate(edge)
        if ADDRESS.search(lines[i].text) and len(lines[i].text.split()) <= IMPRINT_WORDS
    ]
    if len(addresses) < LEASTADDRESSES:
        return []
    group = edge[: addresses[-1] + 1]
    return group if all(_may_be_imprint(lines[i]) or _names_sender(lines[i].text) for i in group) else []


def _names_sender(text: str) -> bool:
    """Whether a line is a name alone, as the sender's in a letterhead."""
    return is_body_line(text) and not find_dates(text) and text[:1].isupper() and "vedt" not in text.lower()


def _may_be_imprint(line: VisualLine) -> bool:
    """Whether nothing speaks against it: no footnote, date or adopting body, no more than a line's worth of words."""
    text = line.text.strip()
    return (
        len(text.split()) <= IMPRINT_WORDS
        and not _FOOTNOTE.match(text)
        and not is_date_line(text)
        and (not is_body_line(text) or text.endswith(str(line.page)))
    )


def _said_again(lines: Sequence[VisualLine]) -> set[int]:
    """In a dump without page breaks: lines said again word for word (figures apart) that stand as headers and footers do.

    They interrupt a sentence, open or end the dump, or stand beside such a line. The title may be said in a header as well: its own line,
    near the top but not the first, stays.
    """
    # Headers are mirrored on left and right pages: "LO 2016", "2016 LO".
    keys = [re.sub(r"\d+", "#", " ".join(sorted(_SIGNS.sub(" ", line.text).split()))) for line in lines]
    groups: dict[str, list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        if (
            key
            and len(key.split()) <= IMPRINT_WORDS
            and not find_dates(lines[index].text)
            and not _is_item(lines[index].text)
        ):
            groups[key].append(index)
    repeated = {key: members for key, members in groups.items() if len(members) > 1}
    found: set[int] = set()
    inner = [index for index, line in enumerate(lines) if not _PAGE_OF.fullmatch(line.text.strip())] or [0]
    for key, members in repeated.items():
        at_edge = members[0] == inner[0] or members[-1] == inner[-1]
        interrupts = any(_interrupts(lines, index) for index in members)
        beside = any(
            keys[i] != key and keys[i] in repeated for m in members for i in (m - 1, m + 1) if 0 <= i < len(keys)
        )
        if at_edge or interrupts or (beside and len(members) > 2):
            found.update(members)
            own = [index for index in members if 0 < index < TITLE_LINES and not _interrupts(lines, index)]
            if own and len(members) > 2 - (members[0] > 0):
                found.discard(own[0])
    return found


def _is_item(text: str) -> bool:
    marker = find_marker(text)
    return marker is not None and marker.kind not in ("dash", "number", "bare_number")


def _interrupts(lines: Sequence[VisualLine], index: int) -> bool:
    """Whether the lines around one are parts of one sentence."""
    if not 0 < index < len(lines) - 1:
        return False
    before, after = lines[index - 1].text.rstrip(), lines[index + 1].text.lstrip()
    return before[-1:] not in ".!?:" and after[:1].islower()
