"""Making a library's tables, and bringing those of older libraries to today's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, MetaData, inspect, select, text

from resolusjon_nlp.errors import LibraryError
from resolusjon_nlp.library import full_text
from resolusjon_nlp.library.schema import LIBRARY_VERSION, Base, MetaRow

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_KEY = "version"


def is_ready(connection: Connection, name: str) -> bool:
    """Whether the library is there and as this program keeps it.

    Raises
    ------
    LibraryError
        When it is another database, or a library of a newer version.
    """
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return False
    if MetaRow.__tablename__ not in tables:
        raise LibraryError(
            f"«{name}» er en database, men ikke et resolusjonsbibliotek.", advice="Oppgi et annet med --library."
        )
    version = _version(connection)
    if version > LIBRARY_VERSION:
        raise LibraryError(
            f"Biblioteket «{name}» er av versjon {version}; dette programmet kjenner versjon {LIBRARY_VERSION} og eldre.",
            advice="Oppgrader programmet, eller les filene inn i et nytt bibliotek med «resolusjon ingest».",
        )
    return version == LIBRARY_VERSION and full_text.is_current(connection)


def exists(connection: Connection) -> bool:
    """Whether there are any tables."""
    return bool(inspect(connection).get_table_names())


def make_ready(connection: Connection, name: str) -> None:
    """Make or upgrade the library, in the transaction of `connection`: all of it happens, or nothing."""
    # Another process may have done it between our look and our lock.
    if is_ready(connection, name):
        return
    if not exists(connection):
        _create_tables(connection)
        connection.execute(MetaRow.__table__.insert().values(key=VERSION_KEY, value=str(LIBRARY_VERSION)))  # type: ignore[attr-defined]
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        connection.execute(
            text("INSERT INTO alembic_version (version_num) VALUES (:name)"), {"name": f"v{LIBRARY_VERSION}"}
        )
    else:
        _migrate(connection)
    if not full_text.is_current(connection):
        full_text.build(connection)


def _create_tables(connection: Connection) -> None:
    # A copy, as PostgreSQL adds a constraint of a circle by itself, and the tables would keep in mind for SQLite that it is not theirs.
    tables = MetaData()
    for table in Base.metadata.tables.values():
        table.to_metadata(tables)
    tables.create_all(connection)


def _version(connection: Connection) -> int:
    value = connection.execute(select(MetaRow.value).where(MetaRow.key == VERSION_KEY)).scalar()
    return int(value) if value is not None and value.isdigit() else 0


def _migrate(connection: Connection) -> None:
    version = _version(connection)
    if version == LIBRARY_VERSION:
        return
    # Here, as few libraries are old and all would pay for the import.
    from alembic import command  # noqa: PLC0415

    config = _configuration(connection)
    if "alembic_version" not in inspect(connection).get_table_names():
        command.stamp(config, f"v{version}")
    command.upgrade(config, "head")
    connection.execute(
        MetaRow.__table__.update().where(MetaRow.key == VERSION_KEY).values(value=str(LIBRARY_VERSION))  # type: ignore[attr-defined]
    )


def _configuration(connection: Connection) -> Config:
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", "resolusjon_nlp.library:migrations")
    config.attributes["connection"] = connection
    return config
