"""Opening the library: the engine, its settings, and the check that its tables are ours."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError

from resolusjon_nlp.errors import LibraryError
from resolusjon_nlp.library.upgrading import is_ready, make_ready

BUSY_SECONDS = 60
"""How long a writer waits for another one."""


def open_engine(where: Path | str, *, create: bool = True) -> Engine:
    """Open the SQLite library at `where` (``:memory:`` for one that is not kept), creating its tables when it is new
    and upgrading them when they are of an older version.

    Raises
    ------
    LibraryError
        When the file is something else, of a newer version, or missing although `create` is false.
    """
    path = str(where)
    if "://" in path:
        raise LibraryError(
            f"«{path}» kan ikke brukes som bibliotek.", advice="Oppgi stien til en fil, for eksempel resolusjoner.db."
        )
    in_memory = path == ":memory:"
    if not in_memory:
        _check_file(Path(path), create=create)
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    try:
        _prepare(engine, path)
    except (DatabaseError, OperationalError) as error:
        engine.dispose()
        raise LibraryError(
            f"«{path}» er ikke et bibliotek, eller den kan ikke skrives ({error.orig}).",
            advice="Oppgi en annen fil med --library.",
        ) from error
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
    cursor.close()


def _begin(connection: Any) -> None:
    # The driver's own transactions begin too late to keep two writers apart.
    immediate = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _prepare(engine: Engine, name: str) -> None:
    # Looked at without the writers' lock first: most libraries are ready, and readers wait for nobody.
    with engine.connect() as connection:
        if is_ready(connection, name):
            return
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        make_ready(connection, name)
