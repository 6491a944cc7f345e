"""How well a search answers: nDCG and recall against graded judgements, beside plain full-text search on the same demands.

Judgements are of the form of ``corpus/queries.yaml``. Gains are the grades themselves (1 to 3), as trec_eval takes them, discounted by ``log2(rank + 1)``.
"""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from resolusjon_nlp.library import Library
from resolusjon_nlp.library.index_terms import counted_terms, index_row
from resolusjon_nlp.library.query import parse_query
from resolusjon_nlp.library.ranking import Scorer, asked
from resolusjon_nlp.library.surroundings import surroundings
from resolusjon_nlp.norwegian.compounds import split_compound
from resolusjon_nlp.norwegian.stems import stem, stems_of, words_of
from resolusjon_nlp.norwegian.terms import Term, term_of
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


class LibrarySearch:
    """This package's search, as ``resolusjon search`` runs it."""

    def __init__(self, resolutions: Sequence[TaggedResolution]) -> None:
        self._library = Library(":memory:")
        self._library.add(resolutions)
        self._keys = {
            (resolution.id, demand.start): (resolution.id, number)
            for resolution in resolutions
            for number, demand in enumerate(resolution.demands)
        }

    def __call__(self, query: str) -> list[Key]:
        """The best demands."""
        hits = self._library.find(query, limit=RECALL_DEPTH).hits
        return [self._keys[hit.resolution_id, hit.demand.start] for hit in hits]


class RankedSearch:
    """This package's ranking of all demands, with some of what it knows left out: for measuring what each part is worth.

    Parameters
    ----------
    term_of
        What makes a term of a word.
    related, meaning
        Whether other words for the same, and vectors, count.
    """

    def __init__(
        self,
        resolutions: Iterable[TaggedResolution],
        term_of: Callable[[str], Term] = term_of,
        *,
        related: bool = True,
        meaning: bool = True,
    ) -> None:
        self._term_of, self._related, self._meaning = term_of, related, meaning
        self._rows: dict[Key, dict[str, str]] = {}
        self._frequencies: Counter[str] = Counter()

        def terms_of(text: str) -> list[Term]:
            return [term_of(word) for word in words_of(text)]

        for resolution in resolutions:
            for number, demand in enumerate(resolution.demands):
                row = index_row(resolution, demand, terms_of=terms_of)
                self._rows[resolution.id, number] = row
                self._frequencies.update(term for field, term in counted_terms(row) if field == "key")

    def __call__(self, query: str) -> list[Key]:
        """The best demands."""
        words = asked(parse_query(query).root, related=self._related, term_of=self._term_of)
        scorer = Scorer(words, self._frequencies, len(self._rows), meaning=self._meaning)
        scores = dict(zip(self._rows, scorer.scores(list(self._rows.values())), strict=True))
        return sorted(scores, key=lambda key: -scores[key])[:RECALL_DEPTH]


def unbridged(word: str) -> Term:
    """The term of a word in its own written form: Snowball's stem is its key."""
    term = term_of(word)
    pieces = split_compound(term.word)
    parts = tuple(stem(piece) for piece in pieces) if len(pieces) > 1 else ()
    return Term(term.word, stem(term.word), parts, parts, term.folded)


def undivided(word: str) -> Term:
    """The term of a word without what it is put together of."""
    return replace(term_of(word), units=(), parts=())


def systems(resolutions: Sequence[TaggedResolution], *, parts: bool = False) -> dict[str, Search]:
    """The systems that are compared, by the names that tables give them; with `parts` also our own with something left out."""
    compared: dict[str, Search] = {
        "FTS5": PlainSearch(resolutions),
        "FTS5, Snowball": snowball_search(resolutions),
        "resolusjon_nlp": LibrarySearch(resolutions),
    }
    if parts:
        compared |= {
            "… uten bro mellom målformene": RankedSearch(resolutions, unbridged),
            "… uten sammensetninger": RankedSearch(resolutions, undivided),
            "… uten vektorer": RankedSearch(resolutions, meaning=False),
            "… uten synonymer": RankedSearch(resolutions, related=False),
            "… uten vektorer og synonymer": RankedSearch(resolutions, related=False, meaning=False),
        }
    return compared
