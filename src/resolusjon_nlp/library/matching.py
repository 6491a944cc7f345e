"""The only place where a search speaks the language of the database's full-text index: FTS5 on SQLite, ``tsquery`` on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Select, String, bindparam, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

from resolusjon_nlp.library.filters import Filters
from resolusjon_nlp.library.fts5 import match_expression
from resolusjon_nlp.library.full_text import FACETS, INDEX, WORDS, labels
from resolusjon_nlp.library.index_terms import COLUMNS
from resolusjon_nlp.library.lookup import Find, Lookup, Without, all_of, any_of
from resolusjon_nlp.library.postgres import ts_query
from resolusjon_nlp.library.schema import INDEX_TABLE, DemandRow


def narrow(statement: Select[Any], lookup: Lookup) -> Select[Any]:
    """`statement`, which selects from demands, narrowed to those that fit `lookup`."""
    if isinstance(lookup, Without) and lookup.wanted is None:
        return statement.where(DemandRow.id.not_in(_numbers(lookup.unwanted)))
    # Joined, SQLite may ask the index about one demand after the other, which takes seconds in a large library.
    return statement.where(DemandRow.id.in_(_numbers(lookup)))


def within(lookup: Lookup, filters: Filters) -> Lookup:
    """`lookup` with what the index knows of `filters`, so that rare places and themes are not looked for among all that fits."""
    wanted = [any_of([Find((FACETS,), (term,)) for term in terms]) for terms in filters.index_terms()]
    is_negative = isinstance(lookup, Without) and lookup.wanted is None
    return lookup if is_negative or not wanted else all_of([lookup, *wanted])


def _numbers(lookup: Lookup) -> Select[Any]:
    return select(INDEX.c.rowid).where(_Fits(lookup)).correlate(None)


def candidates(
    connection: Connection, tiers: Iterable[Lookup], filters: Filters, *, limit: int, nested: bool = False
) -> list[int]:
    """Numbers of the demands that are worth a closer look: those that fit the first of `tiers`, then the second, until there are `limit`.

    What fits a tier is taken by number, the newest first, since both databases give that order without looking at all that fits; so the strictest
    tier should come first. A demand is named once.

    Parameters
    ----------
    nested
        Whether the last tier holds all that the others do. Where there is room for all of it, that alone is asked for, and its order given.
    """
    asked = list(tiers)
    if nested and len(asked) > 1:
        # Mostly fewer fit than there is room for.
        everything = _newest(connection, asked[-1], filters, limit + 1)
        if len(everything) <= limit:
            return everything
    found: dict[int, None] = {}
    for lookup in asked:
        if len(found) < limit:
            found.update(dict.fromkeys(_newest(connection, lookup, filters, limit)))
    return list(found)[:limit]


def _newest(connection: Connection, lookup: Lookup, filters: Filters, limit: int) -> list[int]:
    statement = select(DemandRow.id)
    if isinstance(lookup, Without) and lookup.wanted is None:
        narrowed, order = narrow(statement, lookup), cast("ColumnElement[int]", DemandRow.id)
    else:
        narrowed = statement.join(INDEX, INDEX.c.rowid == DemandRow.id).where(_Fits(within(lookup, filters)))
        order = INDEX.c.rowid
    chosen = narrowed.where(*filters.conditions()).order_by(order.desc()).limit(limit)
    return list(connection.execute(chosen).scalars())


def index_texts(connection: Connection, demands: Iterable[int]) -> dict[int, dict[str, str]]:
    """What the index holds of demands, by their numbers: a text for each column."""
    rows = connection.execute(select(WORDS).where(WORDS.c.rowid.in_(list(demands))))
    return {row.rowid: {name: getattr(row, name) for name in COLUMNS} for row in rows}


class _Fits(FunctionElement[bool]):
    """That a demand of the index fits a lookup."""

    # Called a truth value, it would be compared with 1 on SQLite, which FTS5 does not take.
    type = NullType()  # type: ignore[assignment]
    inherit_cache = True

    def __init__(self, lookup: Lookup) -> None:
        super().__init__(
            bindparam("fts5", match_expression(lookup, labels()), String, unique=True),
            bindparam("tsquery", ts_query(lookup, labels()), String, unique=True),
        )


@compiles(_Fits, "sqlite")
def _fits_sqlite(element: _Fits, compiler: SQLCompiler, **options: Any) -> str:
    expression, _ = element.clauses
    return f"{INDEX_TABLE} MATCH {compiler.process(expression, **options)}"


@compiles(_Fits, "postgresql")
def _fits_postgresql(element: _Fits, compiler: SQLCompiler, **options: Any) -> str:
    _, expression = element.clauses
    return f"{INDEX_TABLE}.terms @@ CAST({compiler.process(expression, **options)} AS tsquery)"
