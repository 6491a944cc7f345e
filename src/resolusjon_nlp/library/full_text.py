"""The full-text index: its table, and what goes into it and out of it.

What the index holds is derived from the demands, so it is no part of the migrations: a library whose index was built in another way than today
(other columns, other terms) builds it anew when it is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Select, delete, insert, select, text
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table

from resolusjon_nlp.library.index_terms import COLUMNS, INDEX_VERSION, index_row
from resolusjon_nlp.library.schema import FULL_TEXT_TABLE, DemandRow, MetaRow, ResolutionRow
from resolusjon_nlp.records import TaggedResolution

INDEX_KEY = "index"
"""Row of the library's facts that says how its index was built."""

BATCH = 200
"""Resolutions whose terms are held at a time while an index is built."""

_TABLE = sql_table(FULL_TEXT_TABLE, sql_column("rowid"), *(sql_column(name) for name in COLUMNS))


def signature() -> str:
    """How this program builds the index; libraries with another one build theirs anew."""
    return f"{INDEX_VERSION} {' '.join(COLUMNS)}"


def is_current(connection: Connection) -> bool:
    """Whether the library's index is built as this program builds it."""
    return connection.execute(select(MetaRow.value).where(MetaRow.key == INDEX_KEY)).scalar() == signature()


def build(connection: Connection) -> None:
    """Make the index, empty of what was there, and fill it from the demands."""
    connection.execute(text(f"DROP TABLE IF EXISTS {FULL_TEXT_TABLE}"))
    # Diacritics stay, so that a search for "ås" does not find "as".
    connection.execute(
        text(
            f"CREATE VIRTUAL TABLE {FULL_TEXT_TABLE} USING fts5("
            f'{", ".join(COLUMNS)}, tokenize = "unicode61 remove_diacritics 0")'
        )
    )
    ids = connection.execute(select(ResolutionRow.id).order_by(ResolutionRow.id)).scalars().all()
    for start in range(0, len(ids), BATCH):
        records = select(ResolutionRow.record).where(ResolutionRow.id.in_(ids[start : start + BATCH]))
        for (record,) in connection.execute(records).all():
            add(connection, TaggedResolution.model_validate_json(record))
    connection.execute(delete(MetaRow).where(MetaRow.key == INDEX_KEY))
    connection.execute(insert(MetaRow).values(key=INDEX_KEY, value=signature()))


def add(connection: Connection, resolution: TaggedResolution) -> None:
    """Index the demands of a resolution whose rows are there already."""
    numbers = select(DemandRow.ordinal, DemandRow.id).where(DemandRow.resolution_id == resolution.id)
    keys = {row.ordinal: row.id for row in connection.execute(numbers)}
    rows = [
        {"rowid": keys[ordinal], **index_row(resolution, demand)}
        for ordinal, demand in enumerate(resolution.demands)
        if ordinal in keys
    ]
    if rows:
        add_rows(connection, rows)


def add_rows(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    """Index rows: ``rowid`` is a demand's number, the other keys are the columns."""
    connection.execute(_TABLE.insert(), rows)


def remove(connection: Connection, demands: Select[int] | Iterable[int]) -> None:
    """Take demands out of the index, by their numbers."""
    connection.execute(
        _TABLE.delete().where(_TABLE.c.rowid.in_(demands if isinstance(demands, Select) else list(demands)))
    )
