"""Search over demands: a user's words become a safe full-text query, ranked by BM25 over exact words, stems and context."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, select, table, text
from sqlalchemy import column as sql_column

from resolusjon_nlp.library.filters import Filters
from resolusjon_nlp.library.schema import FULL_TEXT_TABLE, AppearanceRow, DemandRow, FileRow, ResolutionRow
from resolusjon_nlp.norwegian.stems import stem, words_of
from resolusjon_nlp.records import Demand, Record

WEIGHTS = (4.0, 6.0, 1.0)
"""BM25 weights of exact words, stems, and context (title, lead-in, addressee). A word that fits exactly scores in both of the first two."""

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


def match_expression(query: str, *, any_word: bool = False) -> str | None:
    """The full-text expression of a user's query; None when it holds no word.

    Words must all occur (any of them with `any_word`), in any inflection that shares their stem; ``"…"`` is a phrase as it stands, ``word*``
    a beginning. Nothing the user writes reaches the index unquoted.
    """
    terms = []
    for phrase, word in _PART.findall(query):
        if phrase:
            words = words_of(phrase)
            if words:
                terms.append(f'words : "{" ".join(words)}"')
            continue
        for part in words_of(word):
            if word.endswith("*") and part == words_of(word)[-1]:
                terms.append(f'words : "{part}" *')
            elif len(part) < LEAST_STEM:
                terms.append(f'words : "{part}"')
            else:
                terms.append(f'(words : "{part}" OR {{stems context}} : "{stem(part)}")')
    if not terms:
        return None
    return (" OR " if any_word else " AND ").join(terms)


def search_demands(
    connection: Connection, query: str, filters: Filters, *, limit: int | None = None, offset: int = 0
) -> list[SearchHit]:
    """Demands that fit, best first; with an empty query all that pass the filters, newest first."""
    expression = match_expression(query)
    rows = _run(connection, expression, filters, limit, offset)
    if not rows and expression is not None and " AND " in expression:
        rows = _run(connection, match_expression(query, any_word=True), filters, limit, offset)
    paths = _paths(connection, {row["resolution_id"] for row in rows})
    return [_hit(rank, row, query, paths) for rank, row in enumerate(rows, start=offset + 1)]


def count_demands(connection: Connection, query: str, filters: Filters) -> int:
    """How many demands fit in all."""
    expression = match_expression(query)
    statement = _statement(expression, filters).with_only_columns(func.count()).order_by(None)
    found = connection.execute(statement, _parameters(expression)).scalar() or 0
    if not found and expression is not None and " AND " in expression:
        expression = match_expression(query, any_word=True)
        statement = _statement(expression, filters).with_only_columns(func.count()).order_by(None)
        found = connection.execute(statement, _parameters(expression)).scalar() or 0
    return int(found)


def _run(
    connection: Connection, expression: str | None, filters: Filters, limit: int | None, offset: int
) -> list[Mapping[str, Any]]:
    statement = _statement(expression, filters).limit(limit).offset(offset)
    return [dict(row._mapping) for row in connection.execute(statement, _parameters(expression))]


def _parameters(expression: str | None) -> dict[str, str]:
    return {} if expression is None else {"expression": expression}


def _statement(expression: str | None, filters: Filters) -> Select[*tuple[Any, ...]]:
    words = table(FULL_TEXT_TABLE, sql_column("rowid"))
    weights = ", ".join(str(weight) for weight in WEIGHTS)
    distance: ColumnElement[float] = literal_column(
        "0.0" if expression is None else f"bm25({FULL_TEXT_TABLE}, {weights})"
    )
    statement: Select[*tuple[Any, ...]] = select(
        DemandRow.resolution_id,
        DemandRow.record,
        DemandRow.page,
        ResolutionRow.title,
        ResolutionRow.body,
        ResolutionRow.organisation,
        ResolutionRow.region,
        ResolutionRow.date,
        (-distance).label("score"),
    ).join(ResolutionRow, ResolutionRow.id == DemandRow.resolution_id)
    if expression is None:
        statement = statement.order_by(
            ResolutionRow.latest.desc().nulls_last(), DemandRow.resolution_id, DemandRow.ordinal
        )
    else:
        statement = (
            statement.join(words, words.c.rowid == DemandRow.id)
            .where(text(f"{FULL_TEXT_TABLE} MATCH :expression"))
            .order_by(distance, DemandRow.id)
        )
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
