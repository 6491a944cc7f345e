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
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from resolusjon_nlp.library import fts5, postgres
from resolusjon_nlp.library.facet_terms import demand_facets, resolution_facets
from resolusjon_nlp.library.index_terms import COLUMNS, INDEX_VERSION, LABELS, counted_terms, index_row
from resolusjon_nlp.library.schema import (
    INDEX_TABLE,
    PLAIN_TEXT,
    WORDS_TABLE,
    DemandRow,
    MentionRow,
    MetaRow,
    ResolutionRow,
)
from resolusjon_nlp.records import TaggedResolution

FACETS = "facets"
"""Column for what demands are filtered by, after the columns that words are looked up in."""

FACETS_LABEL = "h"

INDEX_KEY = "index"
"""Row of the library's facts that says how its index was built."""

BATCH = 200
"""Resolutions whose terms are held at a time while an index is built."""

Row = Mapping[str, Any]

WORDS = Table(
    WORDS_TABLE,
    MetaData(),
    Column("rowid", Integer, primary_key=True, autoincrement=False),
    *(Column(name, Text, nullable=False) for name in (*COLUMNS, FACETS)),
)
"""The text of each column by demand; ``rowid`` is the demand's number."""

INDEX = sql_table(INDEX_TABLE, sql_column("rowid"), sql_column("terms"))
"""Where they are looked up: ``terms`` is of FTS5 on SQLite, and a ``tsvector`` on PostgreSQL."""

TERMS = Table(
    "terms",
    MetaData(),
    Column("field", String(10), primary_key=True),
    Column("term", PLAIN_TEXT, primary_key=True),
    Column("demands", Integer, nullable=False),
)
"""In how many demands each counted term occurs."""


def labels() -> dict[str, str]:
    """The letter before the terms of each column."""
    return {**LABELS, FACETS: FACETS_LABEL}


def is_current(connection: Connection) -> bool:
    """Whether the library's index is built as this program builds it."""
    return connection.execute(select(MetaRow.value).where(MetaRow.key == INDEX_KEY)).scalar() == _signature()


def _signature() -> str:
    return f"{INDEX_VERSION} {' '.join(f'{name}:{label}' for name, label in labels().items())}"


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
    for name in (INDEX_TABLE, WORDS_TABLE, TERMS.name):
        connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
    WORDS.create(connection)
    TERMS.create(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"CREATE TABLE {INDEX_TABLE} (rowid INTEGER PRIMARY KEY, terms tsvector NOT NULL)"))
        connection.execute(text(f"CREATE INDEX demand_index_terms ON {INDEX_TABLE} USING gin (terms)"))
    else:
        # Diacritics stay, so that a search for "ås" does not find "as". The texts are not kept twice.
        connection.execute(
            text(
                f"CREATE VIRTUAL TABLE {INDEX_TABLE} USING fts5("
                "terms, content = '', tokenize = 'unicode61 remove_diacritics 0')"
            )
        )
    connection.execute(delete(MetaRow).where(MetaRow.key == INDEX_KEY))
    connection.execute(insert(MetaRow).values(key=INDEX_KEY, value=_signature()))


def add(connection: Connection, resolution: TaggedResolution) -> None:
    """Index the demands of a resolution whose rows are there already."""
    numbers = select(DemandRow.ordinal, DemandRow.id).where(DemandRow.resolution_id == resolution.id)
    keys = {row.ordinal: row.id for row in connection.execute(numbers)}
    mentions = select(MentionRow.code, MentionRow.county).where(MentionRow.resolution_id == resolution.id)
    places = [(row.code, row.county) for row in connection.execute(mentions)]
    shared = resolution_facets(resolution.organisation, places)
    rows = [
        {
            "rowid": keys[ordinal],
            **index_row(resolution, demand),
            FACETS: " ".join([*demand_facets(demand.themes), *shared]),
        }
        for ordinal, demand in enumerate(resolution.demands)
        if ordinal in keys
    ]
    if rows:
        add_rows(connection, rows)


def add_rows(connection: Connection, rows: Sequence[Row]) -> None:
    """Index rows: ``rowid`` is a demand's number, the other keys are the columns."""
    connection.execute(insert(WORDS), [dict(row) for row in rows])
    on_server = connection.dialect.name == "postgresql"
    values = "CAST(:terms AS tsvector)" if on_server else ":terms"
    terms_of = postgres.vector if on_server else fts5.document
    connection.execute(
        text(f"INSERT INTO {INDEX_TABLE} (rowid, terms) VALUES (:rowid, {values})"),  # noqa: S608 - constants
        [{"rowid": row["rowid"], "terms": terms_of(row, labels())} for row in rows],
    )
    _count(connection, rows)


def remove(connection: Connection, demands: Select[int] | Iterable[int]) -> None:
    """Take demands out of the index, by their numbers."""
    chosen = WORDS.c.rowid.in_(demands if isinstance(demands, Select) else list(demands))
    rows = [dict(row._mapping) for row in connection.execute(select(WORDS).where(chosen))]
    if not rows:
        return
    _discount(connection, rows)
    if connection.dialect.name == "postgresql":
        connection.execute(INDEX.delete().where(INDEX.c.rowid.in_([row["rowid"] for row in rows])))
    else:
        # An index that does not keep its texts must be told what it forgets.
        connection.execute(
            text(f"INSERT INTO {INDEX_TABLE} ({INDEX_TABLE}, rowid, terms) VALUES ('delete', :rowid, :terms)"),  # noqa: S608 - constants
            [{"rowid": row["rowid"], "terms": fts5.document(row, labels())} for row in rows],
        )
    connection.execute(delete(WORDS).where(chosen))


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
