"""Opening the library, whichever database keeps it, and writing to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

from resolusjon_nlp.errors import LibraryError
from resolusjon_nlp.library import postgres
from resolusjon_nlp.library.upgrading import exists, is_ready, make_ready

BUSY_SECONDS = 60
"""How long a writer waits for another one."""

CACHE_KILOBYTES = 32_768
MAPPED_BYTES = 1 << 31
"""How much of a file SQLite keeps of its own, and may look at in place."""

_BUSY = ("locked", "lock timeout")
"""How SQLite and PostgreSQL say that somebody else wrote all that time."""

_FORBIDDEN = ("readonly", "permission denied")
"""How they say that one may only read."""


def open_engine(where: Path | str, *, create: bool = True) -> Engine:
    """Open the library at `where`: a path, ``:memory:`` for one that is not kept, or a URL of PostgreSQL.

    Its tables are created when it is new, and upgraded when they are of an older version.

    Raises
    ------
    LibraryError
        When there is something else, a library of a newer version, or none although `create` is false.
    """
    address = str(where)
    on_server = postgres.is_server(address)
    name = postgres.shown_name(address) if on_server else address
    engine = postgres.connect(address, wait_seconds=BUSY_SECONDS) if on_server else _open_file(address, create=create)
    try:
        # One in memory is always new, so there is nothing that could be missing.
        _prepare(engine, name, create=create or address == ":memory:")
    except DatabaseError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        if on_server and isinstance(error, OperationalError):
            raise LibraryError(
                f"Får ikke åpnet «{name}» ({reason}).",
                advice="Se etter at tjeneren kjører og at databasen, brukeren og passordet er riktige.",
            ) from error
        raise LibraryError(
            f"«{name}» er ikke et bibliotek, eller det kan ikke skrives ({reason}).",
            advice="Oppgi et annet med --library.",
        ) from error
    finally:
        # Nothing holds a connection of the check, also where the library cannot be used.
        if address != ":memory:":
            engine.dispose()
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that may write: one at a time over all processes, kept when the block ends and undone when it fails.

    Raises
    ------
    LibraryError
        When others have written all the time that one waits, or one may not write.
    """
    try:
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection
    except (OperationalError, ProgrammingError) as error:
        if any(word in str(error.orig) for word in _FORBIDDEN):
            raise LibraryError(
                "Biblioteket kan bare leses.", advice="Be den som eier det, om lov til å skrive, eller bruk et annet."
            ) from error
        if any(word in str(error.orig) for word in _BUSY):
            raise LibraryError(
                "Andre skriver til biblioteket, og det ble ikke ledig.", advice="Prøv en gang til om litt."
            ) from error
        raise


def _open_file(path: str, *, create: bool) -> Engine:
    if path != ":memory:":
        _check_file(Path(path), create=create)
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _check_file(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise LibraryError(f"«{path}» er en mappe.", advice="Oppgi en fil, for eksempel resolusjoner.db.")
    if not path.exists():
        if not create:
            raise LibraryError(
                f"Biblioteket «{path}» finnes ikke.",
                advice="Lag det med «resolusjon ingest MAPPE», eller oppgi et annet med --library.",
            )
        if not path.absolute().parent.is_dir():
            raise LibraryError(
                f"Mappen «{path.absolute().parent}» finnes ikke.",
                advice="Lag den først, eller oppgi et annet sted med --library.",
            )


def _configure(connection: Any, _: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    # Searches look up thousands of rows all over the file; reading each page by a call of its own would take most of their time.
    cursor.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
    cursor.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
    cursor.close()


def _begin(connection: Any) -> None:
    # The driver's own transactions begin too late to keep two writers apart.
    immediate = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _prepare(engine: Engine, name: str, *, create: bool) -> None:
    # Looked at without the writers' lock first: most libraries are ready, and readers wait for nobody.
    with engine.connect() as connection:
        if is_ready(connection, name):
            return
        if not create and not exists(connection):
            raise LibraryError(
                f"Det er ikke noe bibliotek i «{name}» ennå.",
                advice="Lag det med «resolusjon ingest MAPPE», eller oppgi et annet med --library.",
            )
    with writing(engine) as connection:
        make_ready(connection, name)
