"""PostgreSQL, for libraries that many share: how it is reached, and its full-text index."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from resolusjon_nlp.errors import LibraryError
from resolusjon_nlp.library.index_terms import IN_ORDER
from resolusjon_nlp.library.lookup import AllOf, Find, Lookup, Without

SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")

WRITERS_LOCK = 0x7265736F6C
"""Number of the lock that those who write hold, one at a time, as in SQLite: their transactions are short."""

CONNECT_SECONDS = 10

LAST_PLACE = 16_383
MOST_PLACES = 255
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
    """The text of a ``tsvector`` for an index row: each term after the label of its column, with its places where their order matters.

    Examples
    --------
    >>> vector({"words": "ja til ja", "keys": "ja til ja"}, {"words": "a", "keys": "b"})
    "'aja':1,3 'atil':2 'bja' 'btil'"
    """
    places: dict[str, list[str]] = {}
    for place, term in enumerate(row[IN_ORDER].split()[:LAST_PLACE], start=1):
        places.setdefault(labels[IN_ORDER] + term, []).append(str(place))
    in_order = [f"{_quoted(word)}:{','.join(found[:MOST_PLACES])}" for word, found in places.items()]
    others = (labels[name] + term for name in labels if name != IN_ORDER for term in row[name].split())
    return " ".join([*in_order, *map(_quoted, dict.fromkeys(others))])


def ts_query(lookup: Lookup, labels: Mapping[str, str]) -> str:
    """The text of a ``tsquery`` for `lookup`. All terms are quoted, so nothing a user writes is read as syntax.

    Examples
    --------
    >>> ts_query(Find(("keys", "parts"), ("tog",)), {"words": "a", "keys": "b", "parts": "b"})
    "('btog')"
    """
    if isinstance(lookup, Find):
        end = ":*" if lookup.prefix else ""
        ways = (
            " <-> ".join(_quoted(label + term) for term in lookup.terms) + end
            for label in dict.fromkeys(labels[column] for column in lookup.columns)
        )
        return f"({' | '.join(ways)})"
    if isinstance(lookup, Without):
        unwanted = f"!{ts_query(lookup.unwanted, labels)}"
        return unwanted if lookup.wanted is None else f"({ts_query(lookup.wanted, labels)} & {unwanted})"
    joint = " & " if isinstance(lookup, AllOf) else " | "
    return f"({joint.join(ts_query(part, labels) for part in lookup.among)})"


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
