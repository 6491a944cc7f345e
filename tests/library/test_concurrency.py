"""Several processes at one library, and processes that are killed: nothing is lost, doubled or half there."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import Counter
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text

from resolusjon_nlp.library import Library, full_text
from resolusjon_nlp.library.database import writing
from resolusjon_nlp.library.index_terms import counted_terms
from resolusjon_nlp.library.schema import INDEX_TABLE, DemandRow, DocumentRow, ResolutionRow

FILES = 30
PATIENCE = 90
SPAWN = multiprocessing.get_context("spawn")

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder of small resolutions, each with one demand of its own."""
    folder = tmp_path / "mange"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number:02}.txt").write_text(
            f"Ja til tog nummer {number}\n\nVedtatt av årsmøtet i Fagforbundet Gjøvik 14. mars 2024\n\n"
            f"Staten må bygge {number + 2} kryssingsspor.\n",
            encoding="utf-8",
        )
    return folder


def ingest(where: str, folder: Path) -> None:
    with Library(where) as library:
        library.ingest(folder)


def write_half_and_wait(where: str, ready: object) -> None:
    """Write a resolution without its demands, and never get further."""
    with Library(where) as library, writing(library._engine) as connection:
        connection.execute(insert(DocumentRow).values(sha256="0" * 64, tagger="halv", source={}))
        connection.execute(insert(ResolutionRow).values(id="halv", record="{}"))
        ready.set()  # type: ignore[attr-defined]
        time.sleep(PATIENCE)


def start(target: object, *arguments: object) -> BaseProcess:
    process = SPAWN.Process(target=target, args=arguments)  # type: ignore[arg-type]
    process.start()
    return process


def kill(process: BaseProcess) -> None:
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()


def wait_for_files(where: str, least: int) -> None:
    deadline = time.monotonic() + PATIENCE
    with Library(where) as library:
        while library.counts()["files"] < least:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def check_whole(library: Library) -> None:
    """The index and the counts of terms are those of the demands that are there."""
    with library._engine.connect() as connection:
        demands = set(connection.execute(select(DemandRow.id)).scalars())
        rows = [dict(row._mapping) for row in connection.execute(select(full_text.WORDS))]
        assert {row["rowid"] for row in rows} == demands
        assert set(connection.execute(select(full_text.INDEX.c.rowid)).scalars()) == demands
        counted = {(row.field, row.term): row.demands for row in connection.execute(select(full_text.TERMS))}
        assert counted == Counter(pair for row in rows for pair in counted_terms(row))
        assert connection.execute(select(func.count(DemandRow.id))).scalar() == len(demands)
        if connection.dialect.name == "sqlite":
            connection.execute(text(f"INSERT INTO {INDEX_TABLE} ({INDEX_TABLE}) VALUES ('integrity-check')"))  # noqa: S608 - a constant
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).first() is None


def test_killed_ingest_loses_and_doubles_nothing(where: str, many: Path) -> None:
    process = start(ingest, where, many)
    wait_for_files(where, 4)
    kill(process)
    with Library(where) as library:
        partial = library.counts()
        assert 4 <= partial["files"] == partial["resolutions"] < FILES
        check_whole(library)
        reports = library.ingest(many)
        assert sum(report.status.value == "unchanged" for report in reports) == partial["files"]
        assert library.counts()["resolutions"] == library.count("kryssingsspor") == FILES
        check_whole(library)


def test_killed_in_the_middle_of_a_file_leaves_nothing_of_it(where: str, many: Path) -> None:
    ready = SPAWN.Event()
    with Library(where) as library:
        library.ingest(many / "00.txt")
        before = library.counts()
    process = start(write_half_and_wait, where, ready)
    assert ready.wait(PATIENCE)
    with Library(where) as library:
        assert library.counts() == before  # readers neither see it nor wait for it
    kill(process)
    with Library(where) as library:
        assert library.counts() == before
        check_whole(library)
        assert [report.status.value for report in library.ingest(many / "01.txt")] == ["new"]


def test_several_writers_do_not_double(where: str, many: Path) -> None:
    # All make the library, too: it is not there yet.
    processes = [start(ingest, where, many) for _ in range(3)]
    for process in processes:
        process.join(PATIENCE)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    with Library(where) as library:
        assert library.counts() | {"demands": 0} == {"files": FILES, "failed": 0, "resolutions": FILES, "demands": 0}
        assert library.count("kryssingsspor") == FILES
        check_whole(library)


def test_readers_see_whole_resolutions_while_one_ingests(where: str, many: Path) -> None:
    with Library(where):
        process = start(ingest, where, many)
    with Library(where) as library:
        seen = 0
        deadline = time.monotonic() + PATIENCE
        while process.is_alive():
            assert time.monotonic() < deadline
            hits = library.search("kryssingsspor", limit=None)
            assert len(hits) >= seen
            seen = len(hits)
            for hit in hits[-2:]:
                assert hit.path
                assert hit.demand in library.get(hit.resolution_id).demands
        assert process.exitcode == 0
        assert library.count("kryssingsspor") == FILES
