"""Headers and footers that stand on one page only: weighed by what speaks for them, since no repetition does.

Evidence: small print, pieces far apart in one row, a page number or address, a place in the page's margin, words that the document says elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from resolusjon_nlp.reading.adopters import adopters
from resolusjon_nlp.reading.bodies import is_body_line, is_date_line
from resolusjon_nlp.reading.characters import SUPERSCRIPT_DIGITS
from resolusjon_nlp.reading.imprint import ADDRESS, NUMBERED, PAGE_NUMBER
from resolusjon_nlp.reading.lines import VisualLine, on_one_row, quantile
from resolusjon_nlp.reading.markers import find_marker

MOST_ROWS = 3
"""A header or footer has no more rows than this."""

SET_APART = 1.6
"""It is further from the text than this many line pitches …"""

FAR_APART = 2.5
"""… and this counts as evidence of its own."""

SMALL_PRINT = 0.92
"""Type smaller than this share of the body's."""

IN_MARGIN = 0.9
"""A row stands in the margin when its distance from the page's edge is below this share of the text's side margin."""

PIECES_APART = 4.0
"""Pieces of one row further apart than this many type sizes are set left and right (or left, middle, right)."""

FILLED = 0.65
"""Pieces that fill more than this share of their row are columns of text."""

ENOUGH = 2
"""So many kinds of evidence make a header or footer."""

LONGEST = 16
"""Rows with more words are text."""

_ADOPTED = re.compile(
    r"\b(?:vedtatt|vedteke|vedteken|vedtok|behandla|behandlet|enstemmig|einstemmig|samrøystes)\b", re.IGNORECASE
)
_NEGATED = re.compile(r"\b(?:ikke|ikkje|ingen)\b", re.IGNORECASE)
"""A note that nothing was adopted is no adoption."""

_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)\s*$")
_NOT_WORDS = re.compile(r"[\W\d_]+")
_FOOTNOTE = re.compile(r"([\d*†¹²³⁴]{1,2})[.)]?\s*[^\W\d]")
_REFERENCE = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+|(?<=[^\W\d_][.,;:!?»])\d{1,2}(?=\s|$)")

Row = list[int]


def lone_furniture(
    lines: Sequence[VisualLine], ordered: Mapping[int, list[int]], known: set[int], pitch: float, size: float
) -> set[int]:
    """Lines of headers and footers at the edges of pages.

    Parameters
    ----------
    ordered
        Line numbers of each page, top to bottom.
    known
        Furniture found already.
    pitch, size
        The document's usual line pitch and type size.
    """
    said = _sayings(lines)
    side = _side_margin(lines, size)
    found: set[int] = set()
    for members in ordered.values():
        for from_top in (True, False):
            sequence = [i for i in (members if from_top else members[::-1]) if i not in known]
            group, distance = _edge_rows(lines, sequence, pitch)
            beside = any(on_one_row(lines[i], lines[j]) for row in group for i in row for j in members if j in known)
            if group and beside + _weigh(lines, group, distance, from_top, side, size, said) >= ENOUGH:
                found.update(i for row in group for i in row)
    return found


def _edge_rows(lines: Sequence[VisualLine], sequence: Sequence[int], pitch: float) -> tuple[list[Row], float]:
    """The rows at an edge up to the first wide gap, and that gap in pitches; nothing when it never comes."""
    rows: list[Row] = []
    for index in sequence:
        line = lines[index]
        if rows and on_one_row(line, lines[rows[-1][0]]):
            rows[-1].append(index)
            continue
        if rows:
            distance = abs(line.bottom - lines[rows[-1][0]].bottom) / max(pitch, 1.0)
            if distance > SET_APART:
                return rows, distance
        if len(rows) == MOST_ROWS:
            break
        rows.append([index])
    return [], 0.0


def _weigh(
    lines: Sequence[VisualLine],
    rows: Sequence[Row],
    distance: float,
    from_top: bool,
    side: float,
    size: float,
    said: Mapping[str, int],
) -> int:
    """How many kinds of evidence speak for a header or footer; negative where something rules it out."""
    members = [lines[i] for row in rows for i in row]
    texts = [" ".join(lines[i].text for i in sorted(row, key=lambda i: lines[i].x0)).strip() for row in rows]
    if any(_is_text(text, said) for text in texts) or any(line.size > 1.05 * size for line in members):
        return -1
    edge = max if from_top else min
    outermost = edge(members, key=lambda line: line.bottom)
    height = outermost.page_size[1]
    from_edge = outermost.bottom if from_top else height - outermost.bottom
    small = all(line.size < SMALL_PRINT * size for line in members)
    numbered = any(
        text.startswith(f"{outermost.page} ")
        or NUMBERED.search(text)
        or PAGE_NUMBER.fullmatch(text)
        or ADDRESS.search(text)
        for text in texts
    )
    weight = small + numbered
    # What names a body may be its line, however small; of other small print at a page's edge there is no doubt.
    weight += (small or numbered) and not any(is_body_line(text) for text in texts)
    weight += any(_is_spread(lines, row) for row in rows)
    weight += from_edge < IN_MARGIN * side
    weight += distance > FAR_APART
    weight += any(_is_said_elsewhere(text, said) for text in texts)
    return weight


def _is_text(text: str, said: Mapping[str, int]) -> bool:
    """Whether a row is text that belongs to the resolution: a date, an adoption, a list item, a footnote, a long line."""
    marker = find_marker(text)
    return (
        len(text.split()) > LONGEST
        or (_ADOPTED.search(text) is not None and _NEGATED.search(text) is None)
        or is_date_line(text)
        or (
            marker is not None
            and (marker.kind not in ("number", "bare_number", "dash") or marker.text.endswith((".", ")")))
        )
        or (text[:1].islower() and not (NUMBERED.search(text) or ADDRESS.search(text)))
        or _is_footnote(text, said)
        or adopters().genre.fullmatch(text.strip(" .:–-")) is not None
        or text.endswith((":", ";", ","))
    )


def _is_footnote(text: str, said: Mapping[str, int]) -> bool:
    """Whether a line opens with a mark that the text refers to; without a reference a figure there is the page's number."""
    match = _FOOTNOTE.match(text)
    if match is None or PAGE_NUMBER.fullmatch(text):
        return False
    return not match.group(1).isdigit() or match.group(1) in said or text.endswith(".")


def _is_spread(lines: Sequence[VisualLine], row: Row) -> bool:
    pieces = sorted((lines[i] for i in row), key=lambda line: line.x0)
    span = pieces[-1].x1 - pieces[0].x0
    if sum(piece.x1 - piece.x0 for piece in pieces) > FILLED * span:
        return False  # two columns of text
    return any(after.x0 - before.x1 > PIECES_APART * after.size for before, after in pairwise(pieces))


def _side_margin(lines: Sequence[VisualLine], size: float) -> float:
    """How far the text stands from the sides of the page, in points."""
    body = [line.x0 for line in lines if abs(line.size - size) <= 0.06 * size]
    return quantile(body, 0.1)


def _key(text: str) -> str:
    return _NOT_WORDS.sub("", text.lower())


def _sayings(lines: Iterable[VisualLine]) -> dict[str, int]:
    """How often each line's words stand in the document, figures and signs apart; and which numbers of notes it refers to."""
    said: dict[str, int] = {}
    for line in lines:
        for reference in _REFERENCE.findall(line.text):
            said[reference.translate(SUPERSCRIPT_DIGITS)] = 1
        key = _key(line.text)
        if key:
            said[key] = said.get(key, 0) + 1
    return said


def _is_said_elsewhere(text: str, said: Mapping[str, int]) -> bool:
    """Whether a line is said again, as the title is in a header, perhaps cut off with an ellipsis."""
    key = _key(text)
    if len(key) < 4:
        return False
    if _ELLIPSIS.search(text):
        return sum(count for other, count in said.items() if other.startswith(key)) > 1
    return said.get(key, 0) > 1
