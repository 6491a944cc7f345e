"""PostgreSQL, for libraries that many share: how it is reached, and its full-text index."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from resolusjon_nlp.errors import LibraryError
from resolusjon_nlp.library.lookup import AllOf, Find, Lookup, Without

SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")

WRITERS_LOCK = 0x7265736F6C
"""Number of the lock that those who write hold, one at a time, as in SQLite: their transactions are short."""

CONNECT_SECONDS = 10

LAST_POSITION = 16_383
MOST_POSITIONS = 255
"""What PostgreSQL keeps of a text and of a word in it."""


def is_server(where: str) -> bool:
    """Whether `where` names a database on a server, and not a file."""
    return "://" in where


def shown_name(where: str) -> str:
    """`where` as it can be shown: without the password."""
    try:
        return make_url(where).render_as_string(hide_password=True) if is_server(where) else where
    except ArgumentError:
        return where


def connect(where: str, *, wait_seconds: int) -> Engine:
    """An engine for the library at the URL `where`; nothing is opened yet.

    Raises
    ------
    LibraryError
        When it is no URL of PostgreSQL, or the driver is not installed.
    """
    url = _url(where)
    try:
        engine = create_engine(url, connect_args={"connect_timeout": CONNECT_SECONDS}, pool_pre_ping=True)
    except ImportError as error:
        raise LibraryError(
            "Bibliotek på PostgreSQL krever pakken psycopg.",
            advice="Installer den med «pip install 'resolusjon-nlp[postgres]'».",
        ) from error

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes", False):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{wait_seconds}s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")
        else:
            # What one reads in several steps belongs together, though others write meanwhile.
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")

    event.listen(engine, "begin", begin)
    return engine


def _url(where: str) -> URL:
    try:
        url = make_url(where)
    except ArgumentError:
        url = None
    if url is None or url.drivername not in SCHEMES:
        raise LibraryError(
            f"«{shown_name(where)}» kan ikke brukes som bibliotek.",
            advice="Oppgi en fil, for eksempel resolusjoner.db, eller postgresql://bruker@tjener/database.",
        )
    return url.set(drivername="postgresql+psycopg")


def vector(row: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """The text of a ``tsvector`` for the terms of an index row.

    A term is kept as its column's label and itself, so that it is looked up under that label in the index alone; columns follow each other with a gap,
    so that no phrase reaches from one into the next.

    Examples
    --------
    >>> vector({"words": "ja til tog", "names": "ås"}, {"words": "A", "names": "B"})
    "'aja':1A 'atil':2A 'atog':3A 'bås':5B"
    """
    places: dict[str, list[str]] = {}
    position = 1
    for name, label in labels.items():
        for term in row[name].split():
            if position <= LAST_POSITION:
                places.setdefault(_lexeme(label, term), []).append(f"{position}{label}")
            position += 1
        position += 1
    return " ".join(f"{_quoted(word)}:{','.join(found[:MOST_POSITIONS])}" for word, found in places.items())


def ts_query(lookup: Lookup, labels: Mapping[str, str]) -> str:
    """The text of a ``tsquery`` for `lookup`. All terms are quoted, so nothing a user writes is read as syntax.

    Examples
    --------
    >>> ts_query(Find(("keys", "parts"), ("tog",)), {"words": "A", "keys": "B", "parts": "B"})
    "('btog')"
    """
    if isinstance(lookup, Find):
        end = ":*" if lookup.prefix else ""
        ways = (
            " <-> ".join(_quoted(_lexeme(label, term)) for term in lookup.terms) + end
            for label in dict.fromkeys(labels[column] for column in lookup.columns)
        )
        return f"({' | '.join(ways)})"
    if isinstance(lookup, Without):
        unwanted = f"!{ts_query(lookup.unwanted, labels)}"
        return unwanted if lookup.wanted is None else f"({ts_query(lookup.wanted, labels)} & {unwanted})"
    joint = " & " if isinstance(lookup, AllOf) else " | "
    return f"({joint.join(ts_query(part, labels) for part in lookup.among)})"


def _lexeme(label: str, term: str) -> str:
    return label.lower() + term


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
