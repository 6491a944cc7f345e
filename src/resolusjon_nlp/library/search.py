"""Search over demands: the store finds those that fit, and a few hundred are put in the order of :mod:`resolusjon_nlp.library.ranking`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, distinct, func, select

from resolusjon_nlp.library.filters import Filters
from resolusjon_nlp.library.full_text import TERMS
from resolusjon_nlp.library.hits import BATCH, SearchHit, read_hits
from resolusjon_nlp.library.lookup import Lookup
from resolusjon_nlp.library.matching import candidates, index_texts, narrow, within
from resolusjon_nlp.library.planning import loose, partial, plain_words, plan, tiers
from resolusjon_nlp.library.query import Node, parse_query
from resolusjon_nlp.library.ranking import Scorer, asked, related_expressions
from resolusjon_nlp.library.schema import DemandRow, ResolutionRow
from resolusjon_nlp.library.spelling import suggestion

WINDOW = 300
"""So many of the demands that fit are put in order, those that fit most strictly and of them the newest; the others follow, the newest first."""
LOOSE_WINDOW = 300
"""The same for those that fit in part."""
FEW = 50
"""Where fewer fit, a search with related words goes on with what fits in part."""
LEAST_OF_BEST = 0.35
"""What fits in part must have this share of the best hit's score."""

Scored = tuple[int, float, bool]
"""A demand's number, its score, and whether it holds the whole query."""


class Sort(StrEnum):
    """What hits are sorted by."""

    RELEVANCE = "relevance"
    DATE = "date"


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes
    ----------
    hits
        The page that was asked for.
    total
        How many demands fit (in a grouped search: how many families and demands without one).
    others
        How many more there are that fit in part or say the same in other words; they stand among the hits.
    any_word
        Whether no demand holds all words, so that `total` counts those that hold any.
    suggestion
        The query with typing errors put right, where that seems wanted.
    """

    hits: list[SearchHit]
    total: int
    others: int = 0
    any_word: bool = False
    suggestion: str | None = None


def find_demands(
    connection: Connection,
    query: str,
    filters: Filters,
    *,
    limit: int | None = None,
    offset: int = 0,
    sort: Sort = Sort.RELEVANCE,
    related: bool = False,
    grouped: bool = False,
    counted: bool = True,
) -> Found:
    """Demands that fit, best first; with an empty query all that pass the filters, newest first.

    Parameters
    ----------
    limit, offset
        How many hits, and how many to skip.
    sort
        By relevance, or the newest first.
    related
        Also rank by meaning and other words for the same and, where few demands fit, go on with those that fit in part.
    grouped
        Only the best of each family of like demands.
    counted
        Whether `total` is wanted, which costs as much again in large libraries.
    """
    parsed = parse_query(query)
    narrowed = parsed.narrowed(filters)
    lookup, any_word, nearest = _settled(connection, parsed.root, narrowed, WINDOW)
    if lookup is None or sort is Sort.DATE:
        order: list[Scored] = _page(connection, lookup, narrowed, limit, offset, grouped=grouped)
        others = 0
    else:
        order, others = _ranked(connection, parsed.root, nearest, narrowed, related=related)
        if grouped:
            order = _best_of_family(connection, order)
        order = _sliced(connection, lookup, narrowed, order, limit, offset, whole=not any_word, grouped=grouped)
        if any_word:
            order = [(number, score, False) for number, score, _ in order]
    hits = read_hits(connection, order, parsed.root, first_rank=offset + 1, related=related)
    if grouped:
        hits = _with_families(connection, hits, lookup, narrowed)
    total = _count(connection, lookup, narrowed, grouped=grouped) if counted else len(hits)
    wrong = suggestion(connection, parsed) if counted and (any_word or not total) else None
    return Found(hits, total, others, any_word, wrong)


def search_demands(
    connection: Connection, query: str, filters: Filters, *, limit: int | None = None, offset: int = 0, **how: Any
) -> list[SearchHit]:
    """The hits of :func:`find_demands`, without their number."""
    return find_demands(connection, query, filters, limit=limit, offset=offset, counted=False, **how).hits


def count_demands(connection: Connection, query: str, filters: Filters) -> int:
    """How many demands fit in all."""
    parsed = parse_query(query)
    narrowed = parsed.narrowed(filters)
    lookup, _, _ = _settled(connection, parsed.root, narrowed)
    return _count(connection, lookup, narrowed)


def matching_demands(connection: Connection, query: str, filters: Filters) -> Select[int, str]:
    """A statement for the number and resolution of each demand that :func:`search_demands` finds."""
    parsed = parse_query(query)
    narrowed = parsed.narrowed(filters)
    lookup, _, _ = _settled(connection, parsed.root, narrowed)
    return _fitting(lookup, narrowed, DemandRow.id, DemandRow.resolution_id)


def _settled(
    connection: Connection, root: Node | None, filters: Filters, window: int = 1
) -> tuple[Lookup | None, bool, list[int]]:
    """What is looked up: all words or, where no demand holds them, any of them; which of the two; and the first `window` that fit."""
    lookup, looser = plan(root), partial(root)
    if lookup is None:
        return None, False, []
    if (found := candidates(connection, tiers(root), filters, limit=window, nested=True)) or looser is None:
        return lookup, False, found
    return looser, True, candidates(connection, [looser], filters, limit=window)


def _fitting(lookup: Lookup | None, filters: Filters, *columns: Any) -> Select[Any]:
    statement = select(*columns).select_from(DemandRow)
    statement = statement.join(ResolutionRow, ResolutionRow.id == DemandRow.resolution_id)
    if lookup is not None:
        statement = narrow(statement, within(lookup, filters))
    return statement.where(*filters.conditions())


def _count(connection: Connection, lookup: Lookup | None, filters: Filters, *, grouped: bool = False) -> int:
    counted: ColumnElement[int] = func.count(distinct(_family())) if grouped else func.count()
    return int(connection.execute(_fitting(lookup, filters, counted)).scalar() or 0)


def _family() -> ColumnElement[int]:
    """A number that the demands of a family share; a demand without one is its own."""
    return func.coalesce(DemandRow.family_id, -DemandRow.id)


def _page(
    connection: Connection,
    lookup: Lookup | None,
    filters: Filters,
    limit: int | None,
    offset: int,
    *,
    grouped: bool,
) -> list[Scored]:
    """A page in an order that the store makes itself: the newest first."""
    newest = (ResolutionRow.latest.desc().nulls_last(), DemandRow.resolution_id, DemandRow.ordinal)
    statement = _fitting(lookup, filters, DemandRow.id, DemandRow.family_id).order_by(*newest)
    if not grouped:
        return [(row.id, 0.0, True) for row in connection.execute(statement.limit(limit).offset(offset))]
    seen: set[int] = set()
    kept: list[Scored] = []
    for row in connection.execute(statement):
        family = row.family_id or -row.id
        if family not in seen:
            seen.add(family)
            kept.append((row.id, 0.0, True))
        if limit is not None and len(kept) >= offset + limit:
            break
    return kept[offset:]


def _ranked(
    connection: Connection, root: Node | None, whole: Sequence[int], filters: Filters, *, related: bool
) -> tuple[list[Scored], int]:
    """The store's best (`whole`) in our order, and how many there are among them that fit in part only."""
    others: list[int] = []
    if related and len(whole) < FEW:
        looser = loose(root, related_expressions([word.text for word in plain_words(root)]))
        held = set(whole)
        near = candidates(connection, looser, filters, limit=LOOSE_WINDOW)
        others = [number for number in near if number not in held]
    scorer = _scorer(connection, root, related=related)
    texts: dict[int, dict[str, str]] = {}
    numbers = [*whole, *others]
    for start in range(0, len(numbers), BATCH):
        texts.update(index_texts(connection, numbers[start : start + BATCH]))
    known = frozenset(whole)
    there = [number for number in numbers if number in texts]
    scores = scorer.scores([texts[number] for number in there])
    scored = [(number, score, number in known) for number, score in zip(there, scores, strict=True)]
    least = LEAST_OF_BEST * max((score for _, score, _ in scored), default=0.0)
    kept = [one for one in scored if one[2] or one[1] >= least]
    return sorted(kept, key=lambda one: (-one[1], one[0])), sum(not fits for _, _, fits in kept)


def _scorer(connection: Connection, root: Node | None, *, related: bool) -> Scorer:
    words = asked(root, related=related)
    keys = sorted({key for word in words for key in word.keys})
    statement = select(TERMS.c.term, TERMS.c.demands).where(TERMS.c.field == "key", TERMS.c.term.in_(keys))
    frequencies = {row.term: row.demands for row in connection.execute(statement)}
    # The highest number is known at once, and near enough to the number of demands.
    demands = connection.execute(select(func.max(DemandRow.id))).scalar() or 0
    return Scorer(words, frequencies, int(demands), meaning=related)


def _sliced(
    connection: Connection,
    lookup: Lookup,
    filters: Filters,
    order: list[Scored],
    limit: int | None,
    offset: int,
    *,
    whole: bool,
    grouped: bool,
) -> list[Scored]:
    """The page of `order` that is asked for; beyond it the others that fit follow, the newest first."""
    end = None if limit is None else offset + limit
    if grouped or (end is not None and end <= len(order)) or sum(fits for _, _, fits in order) < WINDOW:
        return order[offset:end]
    numbers = connection.execute(
        _fitting(lookup, filters, DemandRow.id).order_by(DemandRow.id.desc()).limit(end)
    ).scalars()
    known = {number for number, _, _ in order}
    return [*order, *((number, 0.0, whole) for number in numbers if number not in known)][offset:end]


def _best_of_family(connection: Connection, order: Sequence[Scored]) -> list[Scored]:
    """`order` with only the first of each family."""
    families = _families(connection, [number for number, _, _ in order])
    seen: set[int] = set()
    kept = []
    for one in order:
        family = families.get(one[0])
        if family is None or family not in seen:
            kept.append(one)
        if family is not None:
            seen.add(family)
    return kept


def _families(connection: Connection, numbers: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for start in range(0, len(numbers), BATCH):
        statement = select(DemandRow.id, DemandRow.family_id).where(
            DemandRow.id.in_(numbers[start : start + BATCH]), DemandRow.family_id.is_not(None)
        )
        found.update({row.id: row.family_id for row in connection.execute(statement)})
    return found


def _with_families(
    connection: Connection, hits: Sequence[SearchHit], lookup: Lookup | None, filters: Filters
) -> list[SearchHit]:
    """Hits with the size and the regions of their families, as far as they fit the search."""
    families: Collection[int] = sorted({hit.family for hit in hits if hit.family is not None})
    if not families:
        return list(hits)
    statement = _fitting(lookup, filters, DemandRow.family_id, ResolutionRow.region, func.count().label("demands"))
    statement = statement.where(DemandRow.family_id.in_(families)).group_by(DemandRow.family_id, ResolutionRow.region)
    sizes: dict[int, int] = {}
    regions: dict[int, list[str]] = {}
    for row in connection.execute(statement):
        sizes[row.family_id] = sizes.get(row.family_id, 0) + row.demands
        if row.region is not None:
            regions.setdefault(row.family_id, []).append(row.region)
    return [
        hit.model_copy(
            update={
                "family_size": max(1, sizes.get(hit.family, 1)),
                "family_regions": tuple(sorted(regions.get(hit.family, []))),
            }
        )
        if hit.family is not None
        else hit
        for hit in hits
    ]
