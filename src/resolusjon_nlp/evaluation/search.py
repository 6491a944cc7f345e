"""How well a search answers: nDCG and recall against graded judgements, beside plain full-text search on the same demands.

Judgements are of the form of ``corpus/queries.yaml``. Gains are the grades themselves (1 to 3), as trec_eval takes them, discounted by ``log2(rank + 1)``.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from resolusjon_nlp.library.surroundings import surroundings
from resolusjon_nlp.norwegian.stems import stems_of, words_of
from resolusjon_nlp.records import TaggedResolution

DEPTH = 10
"""Hits that nDCG looks at."""
RECALL_DEPTH = 50
CLEARLY_RELEVANT = 2
"""Grade from which a demand must be found for recall."""

Key = tuple[str, int]
"""A demand: its resolution's id, and its own number in it (0-based, in text order)."""
Search = Callable[[str], Sequence[Key]]
"""A system: a query's best demands, best first."""


@dataclass(frozen=True)
class Judged:
    """A query with its judgements.

    Attributes
    ----------
    id, query, language, split
        As in the file.
    tests
        What the query is there to test (``compound-split``, ``nb-nn`` …).
    grades
        Grade of each relevant demand, 1 to 3; others are not relevant.
    """

    id: str
    query: str
    language: str
    split: str
    tests: tuple[str, ...]
    grades: Mapping[Key, int]


def read_judged(path: Path, resolutions: Mapping[str, str]) -> list[Judged]:
    """Read judgements.

    Parameters
    ----------
    path
        The YAML file.
    resolutions
        For each source the id of its resolution.
    """
    return [
        Judged(
            id=entry["id"],
            query=entry["query"],
            language=entry["language"],
            split=entry["split"],
            tests=tuple(entry["tests"]),
            grades={(resolutions[row["source"]], row["demand"]): row["grade"] for row in entry["relevant"]},
        )
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["queries"]
    ]


def ndcg(found: Sequence[Key], grades: Mapping[Key, int], depth: int = DEPTH) -> float:
    """Normalised discounted cumulative gain of the first `depth` of `found`."""

    def gain(values: Iterable[int]) -> float:
        return sum(value / math.log2(rank + 1) for rank, value in enumerate(values, start=1))

    best = gain(sorted(grades.values(), reverse=True)[:depth])
    return gain(grades.get(key, 0) for key in found[:depth]) / best if best else 0.0


def recall(found: Sequence[Key], grades: Mapping[Key, int], depth: int = RECALL_DEPTH) -> float:
    """Share of the clearly relevant demands that are among the first `depth` of `found`."""
    wanted = {key for key, grade in grades.items() if grade >= CLEARLY_RELEVANT}
    return len(wanted & set(found[:depth])) / len(wanted) if wanted else 1.0


@dataclass(frozen=True)
class Figures:
    """Means over queries."""

    queries: int
    ndcg: float
    recall: float


def measure(search: Search, queries: Sequence[Judged]) -> Figures:
    """Means of a system over `queries`."""
    found = [(search(judged.query), judged.grades) for judged in queries]
    count = max(1, len(found))
    return Figures(
        queries=len(found),
        ndcg=sum(ndcg(keys, grades) for keys, grades in found) / count,
        recall=sum(recall(keys, grades) for keys, grades in found) / count,
    )


def groups(queries: Sequence[Judged]) -> dict[str, list[Judged]]:
    """All queries, those of each written form, and those of each thing that they test."""
    labels = sorted({label for judged in queries for label in judged.tests})
    return {
        "alle": list(queries),
        "bokmål": [judged for judged in queries if judged.language == "nb"],
        "nynorsk": [judged for judged in queries if judged.language == "nn"],
        **{label: [judged for judged in queries if label in judged.tests] for label in labels},
    }


class PlainSearch:
    """SQLite's full-text search as anybody would set it up, over each demand with its title, lead-in and addressee: the system to be measured against.

    Parameters
    ----------
    resolutions
        Whose demands are searched.
    terms
        The words of a text (:func:`~resolusjon_nlp.norwegian.stems.words_of`), or their Snowball stems.
    """

    def __init__(self, resolutions: Iterable[TaggedResolution], terms: Callable[[str], list[str]] = words_of) -> None:
        self._terms = terms
        self._keys: list[Key] = []
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(
            "CREATE VIRTUAL TABLE t USING fts5(demand, context, tokenize = 'unicode61 remove_diacritics 0')"
        )
        for resolution in resolutions:
            for number, demand in enumerate(resolution.demands):
                context = (resolution.title, surroundings(resolution.blocks, demand).lead_in, demand.addressee)
                texts = (" ".join(terms(demand.text)), " ".join(terms(" ".join(filter(None, context)))))
                self._connection.execute(
                    "INSERT INTO t (rowid, demand, context) VALUES (?, ?, ?)", (len(self._keys), *texts)
                )
                self._keys.append((resolution.id, number))

    def __call__(self, query: str) -> list[Key]:
        """Demands with any of the words, by BM25."""
        words = " OR ".join(f'"{word}"' for word in self._terms(query))
        if not words:
            return []
        rows = self._connection.execute(
            "SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t), rowid LIMIT 1000", (words,)
        )
        return [self._keys[row] for (row,) in rows]


def snowball_search(resolutions: Iterable[TaggedResolution]) -> PlainSearch:
    """The same over Snowball's Norwegian stems."""
    return PlainSearch(resolutions, stems_of)
