"""Speed of search in a large library: ``python benchmarks/search.py [--demands 1000000] [--folder DIR] [--postgres URL] [--json FILE]``.

A library of generated resolutions (``generated_library.py``) is searched for two words with one or two filters, as :meth:`Library.search` does it, beside
plain FTS5 on the same rows: an index of the demands' texts as SQLite makes it by default, asked for both words, joined with the same tables under the same
filters, ranked by its ``bm25``, giving the columns that a hit is made of. Each query runs with both in turn, so that other work on the machine
meets both. Then real texts are ingested into libraries of several sizes: the time for each must not grow.

A folder keeps the library of each size for the next run. One of a million demands takes 3.5 GB and some ten minutes.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import json
import platform
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from generated_library import DEMANDS, Generator, write
from spacy.language import Language
from sqlalchemy import Connection, Select, func, select, text
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table

from resolusjon_nlp.library import Filters, Library
from resolusjon_nlp.library.database import writing
from resolusjon_nlp.library.hits import read_hits
from resolusjon_nlp.library.query import parse_query
from resolusjon_nlp.library.schema import DemandRow, ResolutionRow
from resolusjon_nlp.samples import samples
from resolusjon_nlp.tagging.pipeline import load

SEED = 1
QUERY_SEED = 2
CHUNK = 2_500
"""Resolutions in a transaction of the generator."""
HITS = 20
WARM_UP = 20
"""Queries that run before the clock does: a server that has just started is not what one waits for."""
FILES = 25
"""Texts that are ingested into each library."""


def fill(library: Library, demands: int) -> None:
    """Generate demands until the library holds `demands`; what is half there from an earlier run is gone on with."""
    have = library.counts()["demands"]
    if have >= demands:
        return
    resolutions = islice(Generator(SEED).resolutions(demands), -(-have // DEMANDS), None)
    start, number = time.perf_counter(), have + 1
    while chunk := list(islice(resolutions, CHUNK)):
        with writing(library._engine) as connection:
            number = write(connection, iter(chunk), first_demand=number)
        print(f"  {number - 1:,} demands after {time.perf_counter() - start:,.0f} s", flush=True)


def make_plain(connection: Connection) -> None:
    """An index of the demands' texts as SQLite makes it by default."""
    if not connection.execute(text("SELECT name FROM sqlite_master WHERE name = 'plain_words'")).first():
        connection.execute(text("CREATE VIRTUAL TABLE plain_words USING fts5(text)"))
        connection.execute(text("INSERT INTO plain_words (rowid, text) SELECT id, text FROM demands"))


def plain_statement(words: Sequence[str], filters: Filters) -> Select[Any]:
    """The search with plain FTS5: what a hit is made of, best first."""
    plain = sql_table("plain_words", sql_column("rowid"))
    columns: tuple[Any, ...] = (
        DemandRow.id, DemandRow.record, DemandRow.page, ResolutionRow.id, ResolutionRow.title, ResolutionRow.body, ResolutionRow.organisation,
        ResolutionRow.region, ResolutionRow.date,
    )  # fmt: skip
    statement: Select[Any] = select(*columns).join(ResolutionRow, ResolutionRow.id == DemandRow.resolution_id)
    statement = statement.join(plain, plain.c.rowid == DemandRow.id).where(*filters.conditions())
    expression = " ".join(f'"{word}"' for word in words)
    return (
        statement.where(text("plain_words MATCH :words").bindparams(words=expression))
        .order_by(text("rank"))
        .limit(HITS)
    )


@dataclass(frozen=True)
class Time:
    """How long something took, by the clock and of the processor, in seconds. Other work on the machine adds to the first alone."""

    clock: float
    processor: float


def time_of(work: Callable[[], object]) -> Time:
    """How long something takes."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return Time(time.perf_counter() - clock, time.process_time() - processor)


def percentiles(times: Sequence[Time]) -> dict[str, float]:
    """Median, 95th percentile and mean in milliseconds."""
    out: dict[str, float] = {}
    for kind, values in (
        ("", [each.clock for each in times]),
        (" of the processor", [each.processor for each in times]),
    ):
        ordered = sorted(values)
        out[f"p50 ms{kind}"] = round(1000 * statistics.median(ordered), 2)
        out[f"p95 ms{kind}"] = round(1000 * ordered[int(0.95 * (len(ordered) - 1))], 2)
        out[f"mean ms{kind}"] = round(1000 * statistics.fmean(ordered), 2)
    return out


OURS, PLAIN, PLAIN_HITS = "search", "plain FTS5", "plain FTS5, with our hits made of its rows"


def search_times(library: Library, queries: Sequence[tuple[str, dict[str, str]]], *, plain: bool) -> dict[str, Any]:
    """Times of the searches, beside plain FTS5's where there is one: its rows alone, and made into the hits that a search gives."""
    names = (OURS, PLAIN, PLAIN_HITS) if plain else (OURS,)
    times: dict[str, list[Time]] = {name: [] for name in names}
    found: list[int] = []
    with library._engine.connect() as connection:
        for number, (query, conditions) in enumerate(queries):
            works = _works(library, connection, query, Filters(**conditions), found)
            # What comes later finds at hand what the first has read, so they take turns.
            for turn in range(len(names)):
                name = names[(number + turn) % len(names)]
                taken = time_of(works[name])
                if number >= WARM_UP:
                    times[name].append(taken)
    result: dict[str, Any] = {"queries": len(times[OURS]), "with hits": sum(map(bool, found[WARM_UP:]))}
    result |= {name: percentiles(taken) for name, taken in times.items()}
    for name in names[1:]:
        result[f"{OURS}: {name}"] = {
            measure.replace(" ms", ""): round(value / result[name][measure], 2)
            for measure, value in result[OURS].items()
        }
    return result


def _works(
    library: Library, connection: Connection, query: str, filters: Filters, found: list[int]
) -> dict[str, Callable[[], object]]:
    statement, root = plain_statement(query.split(), filters), parse_query(query).root

    def plain_hits() -> object:
        chosen = [(row[0], 0.0, True) for row in connection.execute(statement)]
        return read_hits(connection, chosen, root, first_rank=1, related=False)

    return {
        OURS: lambda: found.append(len(library.search(query, filters=filters, limit=HITS))),
        PLAIN: lambda: connection.execute(statement).all(),
        PLAIN_HITS: plain_hits,
    }


def ingest_time(library: Library, nlp: Language, folder: Path) -> dict[str, float]:
    """Milliseconds for each of some texts that the library does not have yet, from the file to the last row; the library is left as it was."""
    files = sorted(folder.glob("*.txt"))
    reports = list(library.ingesting(files[:2], nlp=nlp))
    times = []
    waiting = library.ingesting(files[2:], nlp=nlp)
    for _ in files[2:]:
        times.append(time_of(lambda: reports.append(next(waiting))))
    for file in files:
        file.write_text("Et brev uten krav.\n", "utf-8")
    library.ingest(files, nlp=nlp)
    return percentiles(times)


def texts_into(folder: Path) -> Path:
    """A folder of sample resolutions as text."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, sample in enumerate(samples()[:FILES]):
        (folder / f"{number:03}.txt").write_text(sample.gold.text, "utf-8")
    return folder


def main() -> None:
    """Generate, measure, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--demands", type=int, default=1_000_000, help="demands of the largest library")
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--folder", type=Path, help="where libraries are kept (default: a temporary folder)")
    parser.add_argument("--postgres", help="URL of an empty database, which is filled and searched too")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        record = measure(folder, Path(temporary) / "texts", arguments.demands, arguments.queries, arguments.postgres)
    print(json.dumps(record, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def measure(folder: Path, texts: Path, demands: int, queries: int, server: str | None) -> dict[str, Any]:
    """All figures."""
    asked = list(Generator(SEED).queries(queries + WARM_UP, seed=QUERY_SEED))
    nlp = load()
    record: dict[str, Any] = {
        "demands": demands, "python": platform.python_version(), "sqlite": sqlite3.sqlite_version, "ingest, ms for each resolution": {},
    }  # fmt: skip
    for size in (demands // 1000, demands // 100, demands // 10, demands):
        with Library(folder / f"generated-{size}.db") as library:
            fill(library, size)
            record["ingest, ms for each resolution"][f"{size:,} demands"] = ingest_time(library, nlp, texts_into(texts))
            if size == demands:
                with writing(library._engine) as connection:
                    make_plain(connection)
                record["SQLite"] = search_times(library, asked, plain=True)
                record["SQLite"]["megabytes"] = (folder / f"generated-{size}.db").stat().st_size >> 20
    if server:
        with Library(server) as library:
            fill(library, demands)
            with library._engine.connect() as connection:
                record["server"] = connection.execute(select(func.version())).scalar()
            record["PostgreSQL"] = search_times(library, asked, plain=False)
    return record


if __name__ == "__main__":
    main()
