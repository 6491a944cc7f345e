"""Opening the library: the engine, its settings, and the check that its tables are ours."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError

from resolusjon_nlp.errors import LibraryError
from resolusjon_nlp.library.schema import FULL_TEXT_SQLITE, LIBRARY_VERSION, Base, MetaRow

BUSY_SECONDS = 60
"""How long a writer waits for another one."""


def open_engine(where: Path | str, *, create: bool = True) -> Engine:
    """Open the SQLite library at `where` (``:memory:`` for one that is not kept), creating its tables when it is new.

    Raises
    ------
    LibraryError
        When the file is something else, of another version, or missing although `create` is false.
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
    # SQLite's own lower() knows ASCII only, and "ÅS" must equal "Ås".
    connection.create_function(
        "lower_nb", 1, lambda value: value.lower() if isinstance(value, str) else value, deterministic=True
    )
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


def _prepare(engine: Engine, path: str) -> None:
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        tables = set(inspect(connection).get_table_names())
        if tables and "meta" not in tables:
            raise LibraryError(
                f"«{path}» er en database, men ikke et resolusjonsbibliotek.",
                advice="Oppgi en annen fil med --library.",
            )
        if "meta" in tables:
            version = connection.execute(text("SELECT value FROM meta WHERE key = 'version'")).scalar()
            if version != str(LIBRARY_VERSION):
                raise LibraryError(
                    f"Biblioteket «{path}» er av versjon {version}; dette programmet bruker versjon {LIBRARY_VERSION}.",
                    advice="Les filene inn i et nytt bibliotek med «resolusjon ingest».",
                )
            return
        Base.metadata.create_all(connection)
        connection.execute(text(FULL_TEXT_SQLITE))
        connection.execute(MetaRow.__table__.insert().values(key="version", value=str(LIBRARY_VERSION)))  # type: ignore[attr-defined]
