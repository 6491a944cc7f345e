"""The texts to learn from, as keys: public documents, proposals and promises, and this project's own training texts."""

from __future__ import annotations

import csv
import lzma
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from resolusjon_nlp.evaluation.gold import gold_record
from resolusjon_nlp.evaluation.markup import read_sources
from resolusjon_nlp.norwegian.bridge import bridge_key
from resolusjon_nlp.norwegian.stems import words_of
from resolusjon_nlp.samples import corpus_folder, samples

PUBLIC = "text/public_norwegian_tokenised.txt.xz"
TABLES = (("demands/storting_propositions_2010-2011.csv", "body"), ("demands/holderdeord_lofter.csv", "tekst"))

OWN_WEIGHT = 4
"""How often this project's own texts and the tables are read: they speak of what resolutions speak of, and are few."""

SHORTEST = 2


def own_texts() -> Iterator[str]:
    """Texts of the corpus to train on; none of dev or test."""
    for sample in samples("train"):
        yield sample.gold.text
    for source in read_sources(corpus_folder() / "further"):
        yield gold_record(source).text


def paragraphs(shared: Path) -> Iterator[str]:
    """All texts, a paragraph at a time."""
    with lzma.open(shared / PUBLIC, "rt", encoding="utf-8") as file:
        yield from file
    near: list[str] = [part for text in own_texts() for part in text.split("\n\n")]
    for name, column in TABLES:
        with (shared / name).open(encoding="utf-8", newline="") as table:
            near.extend(row[column] for row in csv.DictReader(table))
    for _ in range(OWN_WEIGHT):
        yield from near


def keys_of_words(counts: Counter[str], least: int) -> dict[str, str]:
    """The key of each word seen at least so often."""
    return {
        word: bridge_key(word)
        for word, count in counts.items()
        if count >= least and len(word) >= SHORTEST and not word.isdigit()
    }


def count_words(shared: Path) -> Counter[str]:
    """How often each lower-case word stands in all texts."""
    counts: Counter[str] = Counter()
    for paragraph in paragraphs(shared):
        counts.update(words_of(paragraph))
    return counts
