"""Libraries of older versions are brought to today's, whole or not at all."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from resolusjon_nlp.library import Library, full_text
from resolusjon_nlp.library.schema import LIBRARY_VERSION, WORDS_TABLE, Base

VERSION_1 = Path(__file__).parent / "data" / "version1.sqlite"
"""Made by the program when its libraries were of version 1, from three texts, a copy of one and an empty PDF."""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return Path(shutil.copy(VERSION_1, tmp_path / "gammelt.db"))


def test_library_of_version_1_opens_with_all_it_held(old: Path) -> None:
    with Library(old) as library:
        assert library.counts() == {"files": 4, "failed": 1, "resolutions": 3, "demands": 8}
        assert {hit.title for hit in library.search("kryssingsspor")} == {"Ja til tog"}
        assert {hit.title for hit in library.search("", region="FOLLO")} == {"Bygg boliger på Ås"}
        assert {hit.title for hit in library.search("", addressee="regjeringa")} == {"Lytt til lærarane"}
        assert {hit.title for hit in library.search("", organisation="fagforbundet")} == {"Ja til tog"}
    with Library(old) as library:
        assert library.counts()["demands"] == 8


def test_upgraded_library_takes_files(old: Path, tmp_path: Path) -> None:
    file = tmp_path / "ny.txt"
    file.write_text("Ja til ferje\n\nStaten må bygge flere ferjekaier i Nordland.\n", encoding="utf-8")
    with Library(old) as library:
        assert [report.status.value for report in library.ingest(file)] == ["new"]
        assert len(library.search("ferjekaier")) == 1


def references(connection: Connection) -> set[tuple[object, ...]]:
    """Foreign keys of all tables as SQLite itself tells them: table, where to, columns, what happens on deletion."""
    return {
        (table, *row[2:7])
        for table in Base.metadata.tables
        for row in connection.execute(text(f"PRAGMA foreign_key_list({table})"))
    }


def test_upgraded_library_has_the_tables_of_a_new_one(old: Path) -> None:
    with Library(":memory:") as library, library._engine.connect() as connection:
        of_a_new_one = references(connection)
    with Library(old) as library, library._engine.connect() as connection:
        assert references(connection) == of_a_new_one
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _: kind != "table" or name in Base.metadata.tables}
        )
        # References added to a table later are not seen by the comparison, but above.
        differences = compare_metadata(context, Base.metadata)
        assert [each for each in differences if each[0] not in ("add_fk", "remove_fk")] == []
        assert context.get_current_revision() == f"v{LIBRARY_VERSION}"
    with Library(":memory:") as library, library._engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == f"v{LIBRARY_VERSION}"


def test_upgrade_that_fails_leaves_the_old_library(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(full_text, "build", fail)
        with pytest.raises(RuntimeError):
            Library(old)
    with sqlite3.connect(old) as connection:
        assert connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone() == ("1",)
        assert not connection.execute("SELECT name FROM sqlite_master WHERE name = 'families'").fetchall()
    with Library(old) as library:
        assert library.count("kryssingsspor") == 1


def test_index_built_in_another_way_is_built_anew(old: Path) -> None:
    with Library(old) as library, library._engine.begin() as connection:
        connection.execute(text("UPDATE meta SET value = 'else' WHERE key = 'index'"))
        connection.execute(text(f"DROP TABLE {WORDS_TABLE}"))
    with Library(old) as library:
        assert library.count("kryssingsspor") == 1
