"""Several resolutions in one file: where each begins.

Two kinds of evidence: headings that number the resolutions ("Uttalelse 1: …", "Sak 7.2"), and headings set as the title is, each followed by
a date or adopting body of its own. A table of contents is no resolution; what stands before the first one stays with it, as headings and
contents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from resolusjon_nlp.reading.adopters import adopters
from resolusjon_nlp.reading.labels import BlockView, type_weight
from resolusjon_nlp.reading.measure import Measures

LEAST_WORDS = 40
"""A part with fewer words than this is no resolution."""

OWN_HEAD_SHARE = 0.6
"""So many of the parts must have a date or body line of their own, when only type sets them apart."""

OPENING_WORDS = 25
_CASE = re.compile(r"\s*sak\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?P<first>\d{1,2})(?:(?P<mark>[./])(?P<second>\d{1,2}))?")


def split_views(views: Sequence[BlockView], measures: Measures) -> list[list[BlockView]]:
    """Cut labelled blocks into resolutions; one part where nothing shows that there are more."""
    starts = _numbered_starts(views) or _styled_starts(views, measures)
    if len(starts) < 2:
        return [list(views)]
    starts = [_with_lines_above(views, start, after) for start, after in zip(starts, [-1, *starts], strict=False)]
    for start in starts:
        views[start].starts_part = True
    bounds = [0, *starts[1:], len(views)]
    parts = [list(views[first:last]) for first, last in pairwise(bounds)]
    if any(_words(part) < LEAST_WORDS for part in parts):
        return [list(views)]
    return parts


def _with_lines_above(views: Sequence[BlockView], start: int, after: int) -> int:
    """Where a resolution begins whose title stands at `start`: date and body may stand above it, at the top of its page.

    `after` is where the resolution before it begins.
    """
    first = start
    page = views[start].lines[0].page
    while (
        first - 1 > after and views[first - 1].draft.type in ("body", "date") and views[first - 1].lines[0].page == page
    ):
        first -= 1
    return first if first > 0 and views[first - 1].lines[-1].page != page else start


def frame_of(parts: Sequence[Sequence[BlockView]]) -> list[BlockView]:
    """What stands before the first of several resolutions: a title page, a table of contents; nothing where there is one resolution."""
    if len(parts) < 2:
        return []
    for index, view in enumerate(parts[0]):
        if view.starts_part:
            return list(parts[0][:index])
    return []


def _words(views: Sequence[BlockView]) -> int:
    return sum(view.words for view in views if view.draft.type != "toc")


def _numbered_starts(views: Sequence[BlockView]) -> list[int]:
    """Blocks that open with a genre and a number, when the numbers of one series rise ("Sak 7.1", "Sak 7.2"; not "Sak 38/19" among them)."""
    series: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for index, view in enumerate(views):
        opening = _opening(view)
        if opening is None:
            continue
        name, number = opening
        members = series.setdefault(name, [])
        if not members or number > members[-1][1]:
            members.append((index, number))
    found = [members for members in series.values() if len(members) > 1]
    if not found:
        return []
    starts = [index for index, _ in min(found)]
    # Minutes number their items as well ("Sak 3. Valg"); a resolution has a date or body of its own.
    if any(_CASE.match(views[index].text) for index in starts):
        return _with_own_heads(views, starts, demanded=OWN_HEAD_SHARE)
    return starts


def _opening(view: BlockView) -> tuple[tuple[str, ...], int] | None:
    """The series a block's opening belongs to (genre, mark between the figures, the fixed figure), and its number in it."""
    if view.draft.type not in ("heading", "title", "paragraph", "body") or view.words > OPENING_WORDS:
        return None
    match = adopters().genre.match(view.text)
    number = _NUMBER.search(match.group()) if match is not None else None
    if match is None or number is None:
        return None
    rest = view.text[match.end() :].lstrip()
    if rest and rest[0] not in ":.–—-" and view.draft.type == "paragraph":
        return None
    genre = match.group()[: number.start()].lower().strip()
    first, mark, second = number.group("first"), number.group("mark") or "", number.group("second")
    if mark == ".":
        return (genre, mark, first), int(second)
    return (genre, mark, second or ""), int(first)


def _styled_starts(views: Sequence[BlockView], measures: Measures) -> list[int]:
    """Headings in the title's type, when most of the parts they open have a date or body line of their own."""
    headings = [(i, type_weight(view, measures)) for i, view in enumerate(views) if view.draft.type == "heading"]
    if measures.from_dump or len(headings) < 2:
        return []
    largest = max(weight for _, weight in headings)
    starts = [i for i, weight in headings if weight == largest]
    if len(starts) < 2 or len(starts) == len(headings):
        return [] if len(starts) < 2 else _with_own_heads(views, starts, demanded=1.0)
    return _with_own_heads(views, starts, demanded=OWN_HEAD_SHARE)


def _with_own_heads(views: Sequence[BlockView], starts: list[int], *, demanded: float) -> list[int]:
    bounds = [*starts, len(views)]
    own = sum(
        any(view.draft.type in ("date", "body") for view in views[first:last]) for first, last in pairwise(bounds)
    )
    return starts if own >= demanded * len(starts) else []
