"""The full-text index: its tables, and what goes into them and out of them.

What the index holds is derived from the demands, so it is no part of the migrations: a library whose index was built in another way than today
(other columns, other terms) builds it anew when it is opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from resolusjon_nlp.library import postgres
from resolusjon_nlp.library.index_terms import COLUMNS, INDEX_VERSION, LABELS, counted_terms, index_row
from resolusjon_nlp.library.schema import FULL_TEXT_TABLE, PLAIN_TEXT, DemandRow, MetaRow, ResolutionRow
from resolusjon_nlp.records import TaggedResolution

INDEX_KEY = "index"
"""Row of the library's facts that says how its index was built."""

BATCH = 200
"""Resolutions whose terms are held at a time while an index is built."""

Row = Mapping[str, Any]

WORDS = sql_table(FULL_TEXT_TABLE, sql_column("rowid"), *(sql_column(name) for name in COLUMNS))
"""The text of each column by demand; ``rowid`` is the demand's number."""

VECTOR = "terms"
"""Column of the index on PostgreSQL that is searched."""

TERMS = Table(
    "terms",
    MetaData(),
    Column("field", String(10), primary_key=True),
    Column("term", PLAIN_TEXT, primary_key=True),
    Column("demands", Integer, nullable=False),
)
"""In how many demands each counted term occurs."""


def is_current(connection: Connection) -> bool:
    """Whether the library's index is built as this program builds it."""
    return connection.execute(select(MetaRow.value).where(MetaRow.key == INDEX_KEY)).scalar() == _signature()


def _signature() -> str:
    return f"{INDEX_VERSION} {' '.join(COLUMNS)}"


def build(connection: Connection) -> None:
    """Make the index, empty of what was there, and fill it from the demands."""
    create(connection)
    ids = connection.execute(select(ResolutionRow.id).order_by(ResolutionRow.id)).scalars().all()
    for start in range(0, len(ids), BATCH):
        records = select(ResolutionRow.record).where(ResolutionRow.id.in_(ids[start : start + BATCH]))
        for (record,) in connection.execute(records).all():
            add(connection, TaggedResolution.model_validate_json(record))


def create(connection: Connection) -> None:
    """Make the index's tables, empty."""
    connection.execute(text(f"DROP TABLE IF EXISTS {FULL_TEXT_TABLE}"))
    TERMS.drop(connection, checkfirst=True)
    TERMS.create(connection)
    if connection.dialect.name == "postgresql":
        columns = (Column(name, Text, nullable=False) for name in COLUMNS)
        made = Table(FULL_TEXT_TABLE, MetaData(), Column("rowid", Integer, primary_key=True), *columns)
        made.append_column(Column(VECTOR, TSVECTOR, nullable=False))
        made.create(connection)
        connection.execute(text(f"CREATE INDEX {FULL_TEXT_TABLE}_terms ON {FULL_TEXT_TABLE} USING gin ({VECTOR})"))
    else:
        # Diacritics stay, so that a search for "ås" does not find "as".
        connection.execute(
            text(
                f"CREATE VIRTUAL TABLE {FULL_TEXT_TABLE} USING fts5("
                f'{", ".join(COLUMNS)}, tokenize = "unicode61 remove_diacritics 0")'
            )
        )
    connection.execute(delete(MetaRow).where(MetaRow.key == INDEX_KEY))
    connection.execute(insert(MetaRow).values(key=INDEX_KEY, value=_signature()))


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


def add_rows(connection: Connection, rows: Sequence[Row]) -> None:
    """Index rows: ``rowid`` is a demand's number, the other keys are the columns."""
    if connection.dialect.name == "postgresql":
        values = ", ".join(f":{name}" for name in ("rowid", *COLUMNS))
        connection.execute(
            text(
                f"INSERT INTO {FULL_TEXT_TABLE} (rowid, {', '.join(COLUMNS)}, {VECTOR}) VALUES ({values}, CAST(:{VECTOR} AS tsvector))"  # noqa: S608 - constants
            ),
            [{**row, VECTOR: postgres.vector(row, LABELS)} for row in rows],
        )
    else:
        connection.execute(WORDS.insert(), [dict(row) for row in rows])
    _count(connection, rows)


def remove(connection: Connection, demands: Select[int] | Iterable[int]) -> None:
    """Take demands out of the index, by their numbers."""
    chosen = WORDS.c.rowid.in_(demands if isinstance(demands, Select) else list(demands))
    rows = [dict(row._mapping) for row in connection.execute(select(WORDS).where(chosen))]
    _discount(connection, rows)
    connection.execute(WORDS.delete().where(chosen))


def _tally(rows: Sequence[Row]) -> list[dict[str, object]]:
    counts = Counter(pair for row in rows for pair in counted_terms(row))
    return [{"a_field": field, "a_term": term, "number": count} for (field, term), count in sorted(counts.items())]


def _count(connection: Connection, rows: Sequence[Row]) -> None:
    upsert = insert_postgresql if connection.dialect.name == "postgresql" else insert_sqlite
    new = upsert(TERMS).values(
        field=bindparam("a_field"), term=bindparam("a_term"), demands=bindparam("number", type_=Integer)
    )
    statement = new.on_conflict_do_update(
        index_elements=[TERMS.c.field, TERMS.c.term], set_={"demands": TERMS.c.demands + new.excluded.demands}
    )
    if tally := _tally(rows):
        connection.execute(statement, tally)


def _discount(connection: Connection, rows: Sequence[Row]) -> None:
    if not (tally := _tally(rows)):
        return
    this = (TERMS.c.field == bindparam("a_field")) & (TERMS.c.term == bindparam("a_term"))
    connection.execute(update(TERMS).where(this).values(demands=TERMS.c.demands - bindparam("number")), tally)
    connection.execute(delete(TERMS).where(TERMS.c.demands <= 0))
