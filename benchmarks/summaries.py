"""Time and memory of summaries over a large library: ``python benchmarks/summaries.py [--resolutions 10000] [--folder DIR] [--json FILE]``.

A library of generated resolutions (``generated_library.py``), eight demands each, of which some are in families and the others in one of their own. Measured, each in
a process of its own, so that memory is told apart: `summarise` for all themes and for one, the same with the report as HTML, and as a peer what one would
write with pandas: read every resolution's record, make a table of the demands, and count by theme with region, year, organisation, kind and addressee.
The peer neither quotes nor says what is common; it is the least that any way of doing it over the records needs.

Memory is the most that the process held over what it held before (imports and the open library), in MiB; SQLite's cache and the part of the
file that it maps into memory are in it.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import json
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
from generated_library import DEMANDS, Generator, write
from sqlalchemy import insert, select, text

from resolusjon_nlp.library import Library
from resolusjon_nlp.library.database import writing
from resolusjon_nlp.library.schema import DemandThemeRow, FamilyRow
from resolusjon_nlp.summaries import summarise
from resolusjon_nlp.tagging.themes.lexicon import theme_ids

SEED = 1
CHUNK = 2_500
THEME = "samferdsel"
FAMILIES_OF_A_THEME = 40
SHARED = 0.3
"""Share of the demands that others are like."""


def fill(library: Library, resolutions: int) -> None:
    """Generate resolutions until the library holds so many, and put their demands into families."""
    have = library.counts()
    waiting = islice(Generator(SEED).resolutions(resolutions * DEMANDS), have["resolutions"], None)
    number = have["demands"] + 1
    while chunk := list(islice(waiting, CHUNK)):
        with writing(library._engine) as connection:
            number = write(connection, iter(chunk), first_demand=number)
    with writing(library._engine) as connection:
        if connection.execute(select(FamilyRow.id).limit(1)).first() is None:
            families = dict(_families(connection.execute(select(DemandThemeRow.demand_id, DemandThemeRow.theme))))
            sizes: dict[int, list[int]] = {}
            for demand, family in families.items():
                sizes.setdefault(family, []).append(demand)
            rows = [
                {"id": family, "representative_demand_id": members[0], "size": len(members), "label": f"familie {family}"}
                for family, members in sizes.items()
            ]  # fmt: skip
            connection.execute(insert(FamilyRow), rows)
            connection.execute(
                text("UPDATE demands SET family_id = :family WHERE id = :demand"),
                [{"demand": demand, "family": family} for demand, family in families.items()],
            )
            # As many list items as in real texts: what they go on from is read from the whole record.
            connection.execute(
                text("UPDATE demands SET record = json_set(record, '$.position', 'list') WHERE id % 4 = 0")
            )


def _families(rows: Any) -> Iterator[tuple[int, int]]:
    chance = random.Random(SEED)  # noqa: S311 - nothing to keep secret
    order = {theme: number for number, theme in enumerate(theme_ids())}
    alone = len(order) * FAMILIES_OF_A_THEME
    for demand, theme in rows:
        if chance.random() < SHARED:
            yield demand, 1 + order[theme] * FAMILIES_OF_A_THEME + chance.randrange(FAMILIES_OF_A_THEME)
        else:
            alone += 1
            yield demand, alone


def all_themes(library: Library) -> object:
    """All themes."""
    return summarise(library)


def one_theme(library: Library) -> object:
    """One theme."""
    return summarise(library, THEME)


def all_themes_html(library: Library) -> object:
    """All themes, with the report."""
    return summarise(library).report("html")


def one_theme_html(library: Library) -> object:
    """One theme, with the report."""
    return summarise(library, THEME).report("html")


def pandas_counts(library: Library) -> object:
    """The peer."""
    with library._engine.connect() as connection:
        records = pd.read_sql_query(text("SELECT record FROM resolutions"), connection)["record"].map(json.loads)
    demands = pd.DataFrame(
        {**demand, **{name: record[name] for name in ("id", "region", "organisation", "date")}}
        for record in records
        for demand in record["demands"]
    ).explode("themes")
    demands["year"] = demands["date"].str[:4]
    columns = ("region", "year", "organisation", "kind", "addressee")
    return [demands.groupby(["themes", name])["id"].agg(["size", "nunique"]) for name in columns]


TASKS: dict[str, Callable[[Library], object]] = {
    "summarise, all themes": all_themes,
    "summarise, one theme": one_theme,
    "with HTML report, all themes": all_themes_html,
    "with HTML report, one theme": one_theme_html,
    "pandas over all records, counts only": pandas_counts,
}
REPEATS = 3


def most_memory() -> int:
    """The most memory this process has held, in KiB. (``ru_maxrss`` would count what its parent held before it.)"""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0])


def measure(name: str, path: Path) -> dict[str, float]:
    """Seconds (the best of some, and the first) and MiB of one task, in this process."""
    with Library(path, create=False) as library:
        before = most_memory()
        times = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            TASKS[name](library)
            times.append(time.perf_counter() - start)
        after = most_memory()
    return {
        "seconds": round(min(times), 2),
        "first seconds": round(times[0], 2),
        "MiB": round((after - before) / 1024, 1),
    }


def main() -> None:
    """Fill, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__.split(":", 1)[0] if __doc__ else None)
    parser.add_argument("--resolutions", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, help="where the library is kept for the next run")
    parser.add_argument("--json", type=Path, help="where the result is written")
    parser.add_argument("--task", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.task:
        sys.stdout.write(json.dumps(measure(given.task, given.folder)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"summaries-{given.resolutions}.db"
        with Library(path) as library:
            fill(library, given.resolutions)
            sizes = library.counts()
        result: dict[str, Any] = {
            "library": {"resolutions": sizes["resolutions"], "demands": sizes["demands"]},
            "python": platform.python_version(),
        }
        for name in TASKS:
            command = [sys.executable, __file__, "--task", name, "--folder", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - this very file
            result[name] = json.loads(done.stdout)
            print(f"{name}: {result[name]}", flush=True)
    if given.json:
        given.json.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
