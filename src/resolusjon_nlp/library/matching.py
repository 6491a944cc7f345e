"""The only place where a search speaks the language of the database's full-text index."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, literal_column, select, text
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table

from resolusjon_nlp.library.fts5 import match_expression
from resolusjon_nlp.library.index_terms import COLUMNS, WEIGHTS
from resolusjon_nlp.library.lookup import Lookup, Without
from resolusjon_nlp.library.schema import FULL_TEXT_TABLE, DemandRow

_INDEX = sql_table(FULL_TEXT_TABLE, sql_column("rowid"), *(sql_column(name) for name in COLUMNS))


def narrow(statement: Select[Any], lookup: Lookup) -> Select[Any]:
    """`statement`, which selects from demands, narrowed to those that fit `lookup`."""
    if isinstance(lookup, Without) and lookup.wanted is None:
        matching = select(_INDEX.c.rowid).where(_matches(lookup.unwanted)).correlate(None)
        return statement.where(DemandRow.id.not_in(matching))
    return statement.join(_INDEX, _INDEX.c.rowid == DemandRow.id).where(_matches(lookup))


def distance(lookup: Lookup) -> ColumnElement[float]:
    """How far a demand of a narrowed statement is from `lookup`, by the store's own measure: the nearest first."""
    if isinstance(lookup, Without) and lookup.wanted is None:
        return literal_column("0.0")
    return literal_column(f"bm25({FULL_TEXT_TABLE}, {', '.join(map(str, WEIGHTS))})")


def index_texts(connection: Connection, demands: Iterable[int]) -> dict[int, dict[str, str]]:
    """What the index holds of demands, by their numbers: a text for each column."""
    rows = connection.execute(select(_INDEX).where(_INDEX.c.rowid.in_(list(demands))))
    return {row.rowid: {name: getattr(row, name) for name in COLUMNS} for row in rows}


def _matches(lookup: Lookup) -> ColumnElement[bool]:
    name = f"expression_{abs(hash(lookup)):x}"
    return text(f"{FULL_TEXT_TABLE} MATCH :{name}").bindparams(bindparam(name, match_expression(lookup)))  # type: ignore[return-value]
