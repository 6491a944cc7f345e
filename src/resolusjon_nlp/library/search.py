"""Search over demands: a user's words become a safe full-text query, ranked by BM25 over exact words, stems and context."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, select

from resolusjon_nlp.library.filters import Filters
from resolusjon_nlp.library.lookup import Lookup
from resolusjon_nlp.library.matching import distance, narrow
from resolusjon_nlp.library.planning import partial, plan
from resolusjon_nlp.library.query import parse_query
from resolusjon_nlp.library.schema import AppearanceRow, DemandRow, FileRow, ResolutionRow
from resolusjon_nlp.norwegian.stems import stem, words_of
from resolusjon_nlp.records import Demand, Record

SNIPPET_WORDS = 40
MARK = "**"
"""What surrounds a found word in a snippet."""

LEAST_STEM = 3
"""Shorter words are searched as they stand: their stems are other words."""

_PART = re.compile(r'"([^"]*)"|(\S+)')


class SearchHit(Record):
    """A row of a search: a demand with what it stands in."""

    rank: int
    score: float
    resolution_id: str
    path: str
    title: str | None
    body: str | None
    organisation: str | None
    region: str | None
    date: str | None
    page: int | None
    demand: Demand
    snippet: str


def search_demands(
    connection: Connection, query: str, filters: Filters, *, limit: int | None = None, offset: int = 0
) -> list[SearchHit]:
    """Demands that fit, best first; with an empty query all that pass the filters, newest first."""
    parsed = parse_query(query)
    narrowed = parsed.narrowed(filters)
    rows = _run(connection, plan(parsed.root), narrowed, limit, offset)
    if not rows and (looser := partial(parsed.root)) is not None:
        rows = _run(connection, looser, narrowed, limit, offset)
    paths = _paths(connection, {row["resolution_id"] for row in rows})
    return [_hit(rank, row, query, paths) for rank, row in enumerate(rows, start=offset + 1)]


def count_demands(connection: Connection, query: str, filters: Filters) -> int:
    """How many demands fit in all."""
    parsed = parse_query(query)
    narrowed = parsed.narrowed(filters)
    found = _count(connection, plan(parsed.root), narrowed)
    looser = partial(parsed.root)
    return _count(connection, looser, narrowed) if not found and looser is not None else found


def matching_demands(connection: Connection, query: str, filters: Filters) -> Select[int, str]:
    """A statement for the number and resolution of each demand that :func:`search_demands` finds."""
    parsed = parse_query(query)
    narrowed = parsed.narrowed(filters)
    lookup = plan(parsed.root)
    looser = partial(parsed.root)
    if looser is not None and not _count(connection, lookup, narrowed):
        lookup = looser
    return _statement(lookup, narrowed).with_only_columns(DemandRow.id, DemandRow.resolution_id).order_by(None)


def _count(connection: Connection, lookup: Lookup | None, filters: Filters) -> int:
    statement = _statement(lookup, filters).with_only_columns(func.count()).order_by(None)
    return int(connection.execute(statement).scalar() or 0)


def _run(
    connection: Connection, lookup: Lookup | None, filters: Filters, limit: int | None, offset: int
) -> list[Mapping[str, Any]]:
    statement = _statement(lookup, filters).limit(limit).offset(offset)
    return [dict(row._mapping) for row in connection.execute(statement)]


def _statement(lookup: Lookup | None, filters: Filters) -> Select[*tuple[Any, ...]]:
    far: ColumnElement[float] = literal_column("0.0") if lookup is None else distance(lookup)
    statement: Select[*tuple[Any, ...]] = select(
        DemandRow.resolution_id,
        DemandRow.record,
        DemandRow.page,
        ResolutionRow.title,
        ResolutionRow.body,
        ResolutionRow.organisation,
        ResolutionRow.region,
        ResolutionRow.date,
        (-far).label("score"),
    ).join(ResolutionRow, ResolutionRow.id == DemandRow.resolution_id)
    if lookup is None:
        statement = statement.order_by(
            ResolutionRow.latest.desc().nulls_last(), DemandRow.resolution_id, DemandRow.ordinal
        )
    else:
        statement = narrow(statement, lookup).order_by(far, DemandRow.id)
    return statement.where(*filters.conditions())


def _paths(connection: Connection, ids: set[str]) -> dict[str, str]:
    """For each resolution the first path it was ingested from."""
    statement = (
        select(AppearanceRow.resolution_id, FileRow.path)
        .join(FileRow, FileRow.sha256 == AppearanceRow.sha256)
        .where(AppearanceRow.resolution_id.in_(ids), FileRow.error_code.is_(None))
        .order_by(FileRow.ingested_at.desc(), FileRow.path.desc())
    )
    return {row.resolution_id: row.path for row in connection.execute(statement)}


def _hit(rank: int, row: Mapping[str, Any], query: str, paths: Mapping[str, str]) -> SearchHit:
    demand = Demand.model_validate(row["record"])
    return SearchHit(
        rank=rank,
        score=round(float(row["score"]), 3),
        resolution_id=row["resolution_id"],
        path=paths.get(row["resolution_id"], ""),
        title=row["title"],
        body=row["body"],
        organisation=row["organisation"],
        region=row["region"],
        date=row["date"],
        page=row["page"],
        demand=demand,
        snippet=snippet(demand.text, query),
    )


def snippet(text: str, query: str) -> str:
    """The part of `text` around the words of `query`, which stand between ``**``."""
    wanted = set(words_of(query)) | {stem(word) for word in words_of(query) if len(word) >= LEAST_STEM}
    prefixes = tuple(words_of(part)[-1] for _, part in _PART.findall(query) if part.endswith("*") and words_of(part))
    words = list(re.finditer(r"\S+", text))
    found = [i for i, match in enumerate(words) if _is_wanted(match.group(), wanted, prefixes)]
    first = max(0, (found[0] if found else 0) - SNIPPET_WORDS // 3)
    if len(words) - first < SNIPPET_WORDS:
        first = max(0, len(words) - SNIPPET_WORDS)
    shown = words[first : first + SNIPPET_WORDS]
    out = []
    for i, match in enumerate(shown, start=first):
        out.append(_marked(match.group()) if i in found else match.group())
    ellipsis_before, ellipsis_after = ("… " if first else ""), (" …" if first + SNIPPET_WORDS < len(words) else "")
    return f"{ellipsis_before}{' '.join(out)}{ellipsis_after}"


def _is_wanted(token: str, wanted: set[str], prefixes: tuple[str, ...]) -> bool:
    return any(
        word in wanted or stem(word) in wanted or (prefixes and word.startswith(prefixes)) for word in words_of(token)
    )


def _marked(token: str) -> str:
    core = re.match(r"(\W*)(.*?)(\W*)$", token, re.S)
    return token if core is None else f"{core.group(1)}{MARK}{core.group(2)}{MARK}{core.group(3)}"
