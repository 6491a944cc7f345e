"""The texts to learn from, as keys: public documents, proposals and promises, and this project's own short texts.

The corpus' resolutions are left out, those to train on too: what compares them learns from how near their words are, and must not find them
nearer than those of texts nobody has seen.
"""

from __future__ import annotations

import csv
import lzma
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml

from resolusjon_nlp.norwegian.bridge import bridge_key
from resolusjon_nlp.norwegian.stems import words_of
from resolusjon_nlp.samples import corpus_folder

PUBLIC = "text/public_norwegian_tokenised.txt.xz"
TABLES = (("demands/storting_propositions_2010-2011.csv", "body"), ("demands/holderdeord_lofter.csv", "tekst"))

NEAR_WEIGHT = 4
"""How often this project's short texts and the tables are read: they speak of what resolutions speak of, and are few."""

SHORTEST = 2


def short_texts() -> Iterator[str]:
    """Short resolutions that are in no other use but for themes (``corpus/short``)."""
    for path in sorted((corpus_folder() / "short").glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["texts"]:
            yield f"{entry['title']}\n\n{entry['text']}"


def paragraphs(shared: Path) -> Iterator[str]:
    """All texts, a paragraph at a time."""
    with lzma.open(shared / PUBLIC, "rt", encoding="utf-8") as file:
        yield from file
    near: list[str] = [part for text in short_texts() for part in text.split("\n\n")]
    for name, column in TABLES:
        with (shared / name).open(encoding="utf-8", newline="") as table:
            near.extend(row[column] for row in csv.DictReader(table))
    for _ in range(NEAR_WEIGHT):
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
