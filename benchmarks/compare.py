"""Comparing one resolution with a large library: ``python benchmarks/compare.py [--resolutions 10000] [--json FILE]``.

Speed and memory on a library of generated resolutions (``generated_library.py``), each figure from a process of its own:
:func:`resolusjon_nlp.compare` on real texts, and adding one resolution with its families, beside the plain way: all demands read, scikit-learn's
TF-IDF over their words fitted, cosines taken. Quality on the sample corpus' dev families: how high a demand's like ones in other resolutions stand,
by the pair classifier over the library's candidates and by TF-IDF over all demands (mean average precision).
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from generated_library import DEMANDS, Generator, write
from sqlalchemy import Connection, insert, select, update

from resolusjon_nlp import Filters, Library, TaggedResolution, compare
from resolusjon_nlp.comparing.candidates import candidate_ids, read_candidates
from resolusjon_nlp.comparing.families import update_families
from resolusjon_nlp.comparing.model import pair_model
from resolusjon_nlp.library.schema import DemandRow, FamilyRow
from resolusjon_nlp.samples import samples

SEED = 1
CHUNK = 1_000
TEXTS = 12
"""Real texts that are compared."""
FEW = 6
CANDIDATES = 50
Ranking = Callable[[int], list[int]]


def fill(path: Path, resolutions: int) -> None:
    """Generate a library and give the last demands in it families, so that adding to it finds some."""
    with Library(path) as library:
        generated = Generator(SEED).resolutions(resolutions * DEMANDS)
        number = 1
        while chunk := list(islice(generated, CHUNK)):
            with library.writing() as connection:
                number = write(connection, iter(chunk), first_demand=number)


def texts() -> list[TaggedResolution]:
    """Real resolutions, by the sample corpus' training gold."""
    return [sample.gold for sample in samples("train") if sample.gold.demands][:TEXTS]


def measure_ours(path: Path) -> dict[str, Any]:
    """Seconds for each comparison, the first with everything that has to be loaded, and for adding one."""
    with Library(path) as library:
        times = []
        for text in texts():
            begin = time.perf_counter()
            compare(text, library)
            times.append(time.perf_counter() - begin)
        added = []
        for text in texts()[:FEW]:
            begin = time.perf_counter()
            library.add([text.model_copy(update={"id": f"new-{text.id}"})])
            with library.writing() as connection:
                _only(connection, f"new-{text.id}")
            for _ in update_families(library):
                pass
            added.append(time.perf_counter() - begin)
        return {
            **_times(times[1:]),
            "first_seconds": round(times[0], 3),
            "add_median_seconds": round(statistics.median(added), 3),
            "memory_mb": _memory(),
        }


def _only(connection: Connection, resolution: str) -> None:
    """Leave only one resolution's demands without a family: the generated ones are taken as placed, in a family of all."""
    if connection.execute(select(FamilyRow.id).where(FamilyRow.id == 1)).first() is None:
        connection.execute(insert(FamilyRow).values(id=1, representative_demand_id=1, size=1, label="generated"))
        others = update(DemandRow).where(DemandRow.resolution_id != resolution, DemandRow.family_id.is_(None))
        connection.execute(others.values(family_id=1))


def measure_plain(path: Path) -> dict[str, Any]:
    """The same with TF-IDF over all demands, which are read and fitted for each comparison, as no index is kept."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - its import is part of neither

    times = []
    for text in texts()[:FEW]:
        begin = time.perf_counter()
        with Library(path) as library, library.reading() as connection:
            demands = list(connection.execute(select(DemandRow.text)).scalars())
        vectorizer = TfidfVectorizer()
        matrix = vectorizer.fit_transform(demands)
        cosines = vectorizer.transform([demand.text for demand in text.demands]) @ matrix.T
        np.asarray(cosines.todense()).argsort(axis=1)
        times.append(time.perf_counter() - begin)
    return {**_times(times), "memory_mb": _memory()}


def _times(times: list[float]) -> dict[str, float]:
    return {"median_seconds": round(statistics.median(times), 3), "longest_seconds": round(max(times), 3)}


def _memory() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def measure_quality() -> dict[str, float]:
    """Mean average precision of a family member's like demands in other resolutions, over the dev split."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    families = {
        (sample.gold.id, ordinal): name for sample in samples("dev") for ordinal, name in enumerate(sample.families)
    }
    with Library(":memory:") as library:
        library.add(sample.gold for sample in samples("dev"))
        with library.reading() as connection:
            rows = connection.execute(
                select(DemandRow.id, DemandRow.resolution_id, DemandRow.ordinal, DemandRow.text)
            ).all()
            known = read_candidates(connection, [row.id for row in rows])

            def ours(number: int) -> list[int]:
                own = known[number]
                ids = candidate_ids(connection, own.profile, Filters(), limit=CANDIDATES, apart_from=own.resolution_id)
                scores = pair_model().probabilities(own.profile, [known[i].profile for i in ids])[:, :2].sum(axis=1)
                return [ids[index] for index in np.argsort(-scores)]

            matrix = TfidfVectorizer().fit_transform([row.text for row in rows])
            cosines = np.asarray((matrix @ matrix.T).todense())
            place = {row.id: index for index, row in enumerate(rows)}

            def plain(number: int) -> list[int]:
                order = np.argsort(-cosines[place[number]])
                return [rows[i].id for i in order if rows[i].resolution_id != known[number].resolution_id]

            family = {row.id: families[row.resolution_id, row.ordinal] for row in rows}
            resolution = {row.id: row.resolution_id for row in rows}
            return {
                "ours": _precision(ours, family, resolution),
                "tf-idf": _precision(plain, family, resolution),
            }


def _precision(ranking: Ranking, family: Mapping[int, str | None], resolution: Mapping[int, str]) -> float:
    values = []
    for number, name in family.items():
        wanted = {o for o, other in family.items() if name and other == name and resolution[o] != resolution[number]}
        if wanted:
            hits = [rank for rank, other in enumerate(ranking(number), start=1) if other in wanted]
            values.append(sum(count / rank for count, rank in enumerate(hits, start=1)) / len(wanted))
    return round(float(np.mean(values)), 4)


def main() -> None:
    """Measure and print, and write JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resolutions", type=int, default=10_000)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", choices=("ours", "plain"), help=argparse.SUPPRESS)
    parser.add_argument("--library", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        print(json.dumps((measure_ours if options.only == "ours" else measure_plain)(options.library)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "library.db"
        begin = time.perf_counter()
        fill(path, options.resolutions)
        print(f"{options.resolutions} resolutions generated in {time.perf_counter() - begin:.0f} s", flush=True)
        results = {}
        for name in ("plain", "ours"):
            command = [sys.executable, __file__, "--only", name, "--library", str(path)]
            found = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - this file
            results[name] = json.loads(found.stdout)
            print(f"{name:>6}: {results[name]}", flush=True)
    report = {
        "resolutions": options.resolutions,
        "demands": options.resolutions * DEMANDS,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "compare": results["ours"],
        "tf-idf": results["plain"],
        "ratio of medians": round(results["ours"]["median_seconds"] / results["plain"]["median_seconds"], 3),
        "mean average precision, dev families": measure_quality(),
    }
    print(json.dumps(report, indent=1))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
