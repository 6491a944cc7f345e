"""What is known of a text and a theme together: how much of the lexicon speaks for it, where, and how much the words do.

Themes share one classifier, so that what a title or a strong term is worth is learnt once and not for each theme by itself.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resolusjon_nlp.norwegian.bridge import bridge_key
from resolusjon_nlp.records import HEADING_TYPES, Block, BlockType
from resolusjon_nlp.tagging.themes.lexicon import WEIGHTS, theme_ids, theme_lexicon
from resolusjon_nlp.tagging.themes.scoring import BLOCK_WEIGHT, weigh

OTHER = "annet"
LABELS: tuple[str, ...] = tuple(theme for theme in theme_ids() if theme != OTHER)
"""Themes that a classifier can tell; ``annet`` is none of them."""

NAMES = (
    "share", "weight", "of-heaviest", "of-heaviest-root", "first", "second", "third", "among-four", "rank", "headings-share", "headings-weight", "title-weight",
    "strong-terms", "terms", "blocks", "by-length", "words", "words-behind", "words-first", "words-among-two", "words-among-three", "any",
)  # fmt: skip
"""Features of a pair, in order."""

MOST_RANK = 10
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Evidence:
    """What the lexicon finds in a text: weights by theme, in all, in headings and in titles, and the words themselves."""

    weights: dict[str, float]
    headings: dict[str, float]
    titles: dict[str, float]
    strong: Counter[str]
    blocks: dict[str, int]
    words: dict[str, Counter[str]]
    block_count: int
    length: int


def evidence_of(blocks: Sequence[Block]) -> Evidence:
    """Look a text's blocks up in the lexicon."""
    lexicon = theme_lexicon()
    by_block = [(block, lexicon.hits(block.text, block.start)) for block in blocks]
    hits = [(hit, BLOCK_WEIGHT.get(block.type, 1.0)) for block, found in by_block for hit in found]
    weights, words = weigh(hits)
    headings, _ = weigh((hit, 1.0) for block, found in by_block if block.type in HEADING_TYPES for hit in found)
    titles, _ = weigh((hit, 1.0) for block, found in by_block if block.type is BlockType.TITLE for hit in found)
    where: dict[str, set[int]] = defaultdict(set)
    for index, (_, found) in enumerate(by_block):
        for hit in found:
            if hit.weight >= WEIGHTS["terms"]:
                where[hit.theme].add(index)
    return Evidence(
        weights=weights,
        headings=headings,
        titles=titles,
        strong=Counter(hit.theme for hit, _ in hits if hit.weight >= WEIGHTS["strong"]),
        blocks={theme: len(found) for theme, found in where.items()},
        words=words,
        block_count=max(1, len(blocks)),
        length=max(1, sum(len(block.text.split()) for block in blocks)),
    )


def theme_words(blocks: Sequence[Block]) -> str:
    """A text's words by keys that both written forms share, with the parts of compounds, joined by spaces."""
    keys = []
    for block in blocks:
        if BLOCK_WEIGHT.get(block.type, 1.0) == 0.0:
            continue
        for word in _WORD.findall(block.text):
            key = bridge_key(word)
            keys.append(key)
            if "+" in key:
                keys.extend(key.split("+"))
    return " ".join(keys)


def pair_features(evidence: Evidence, by_words: NDArray[np.float64]) -> NDArray[np.float64]:
    """Features of a text with each theme; shape (themes, features).

    Parameters
    ----------
    evidence
        What the lexicon found.
    by_words
        For each of :data:`LABELS` how much the text's words speak for it (log-odds); shape (themes,).
    """
    total = sum(evidence.weights.values()) + 1e-6
    heaviest = max(evidence.weights.values(), default=1.0)
    in_headings = sum(evidence.headings.values()) + 1e-6
    ranks = {theme: rank for rank, theme in enumerate(sorted(evidence.weights, key=lambda t: -evidence.weights[t]))}
    order = np.argsort(-by_words)
    rows = []
    for index, theme in enumerate(LABELS):
        weight = evidence.weights.get(theme, 0.0)
        rank = ranks.get(theme, len(LABELS))
        rows.append(
            [
                weight / total, np.log1p(weight), weight / heaviest, np.sqrt(weight / heaviest), rank == 0, rank == 1, rank == 2, rank < 4,
                min(rank, MOST_RANK) / MOST_RANK, evidence.headings.get(theme, 0.0) / in_headings, np.log1p(evidence.headings.get(theme, 0.0)),
                np.log1p(evidence.titles.get(theme, 0.0)), np.log1p(evidence.strong.get(theme, 0)), np.log1p(len(evidence.words.get(theme, ()))),
                evidence.blocks.get(theme, 0) / evidence.block_count, weight / np.sqrt(evidence.length), by_words[index],
                by_words[index] - by_words[order[0]], order[0] == index, index in order[:2], index in order[:3], weight > 0,
            ]
        )  # fmt: skip
    return np.asarray(rows, dtype=np.float64)
