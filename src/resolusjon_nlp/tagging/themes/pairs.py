"""What is known of a text and a theme together: how much of the lexicon speaks for it, where, and how much the words do.

Themes share one classifier, so that what a title or a strong term is worth is learnt once and not for each theme by itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resolusjon_nlp.records import HEADING_TYPES, Block, BlockType
from resolusjon_nlp.tagging.themes.lexicon import WEIGHTS, theme_ids, theme_lexicon
from resolusjon_nlp.tagging.themes.scoring import BLOCK_WEIGHT, weigh
from resolusjon_nlp.tagging.themes.views import Said

OTHER = "annet"
LABELS: tuple[str, ...] = tuple(theme for theme in theme_ids() if theme != OTHER)
"""Themes that a classifier can tell; ``annet`` is none of them."""

LEXICON_NAMES = (
    "share", "weight", "of-heaviest", "of-heaviest-root", "first", "second", "third", "among-four", "rank", "headings-share", "headings-weight", "title-weight",
    "strong-terms", "terms", "blocks", "by-length", "any",
)  # fmt: skip
VIEW_NAMES = ("odds", "behind", "first", "among-two", "among-three", "share")
BLOCK_NAMES = ("best-block", "two-best-blocks", "mean-of-blocks", "blocks-led", "first-block", "company")

VIEWS = ("words", "pieces", "vectors")
NAMES = (
    *(f"lexicon.{name}" for name in LEXICON_NAMES),
    *(f"{view}.{name}" for view in VIEWS for name in VIEW_NAMES),
    *(f"words.{name}" for name in BLOCK_NAMES),
    *(f"is.{theme}" for theme in LABELS),
)
"""Features of a pair, in order; the last ones say which theme it is, as some are named more readily than others."""

MOST_RANK = 10


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


def pair_features(evidence: Evidence, said: Said) -> NDArray[np.float64]:
    """Features of a text with each theme; shape (themes, features).

    Parameters
    ----------
    evidence
        What the lexicon found.
    said
        What the first stage says.
    """
    views = [view_features(odds) for odds in (said.words, said.pieces, said.vectors)]
    return np.concatenate([_lexicon_features(evidence), *views, _block_features(said), np.eye(len(LABELS))], axis=1)


def view_features(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds of themes by themselves, beside those of the others, and by rank; shape (themes, 6)."""
    ranks = np.argsort(np.argsort(-odds))
    share = odds - odds.max() - np.log(np.exp(odds - odds.max()).sum())
    return np.stack([odds, odds - odds.max(), ranks == 0, ranks < 2, ranks < 3, share], axis=1)


def _block_features(said: Said) -> NDArray[np.float64]:
    weights = said.lengths / said.lengths.sum()
    led = np.zeros(len(LABELS))
    np.add.at(led, said.blocks.argmax(axis=1), weights)
    two_best = np.sort(said.blocks, axis=0)[-2:].mean(axis=0)
    mean = weights @ (1.0 / (1.0 + np.exp(-said.blocks)))
    return np.stack([said.blocks.max(axis=0), two_best, mean, led, said.blocks[0], said.company], axis=1)


def _lexicon_features(evidence: Evidence) -> NDArray[np.float64]:
    total = sum(evidence.weights.values()) + 1e-6
    heaviest = max(evidence.weights.values(), default=1.0)
    in_headings = sum(evidence.headings.values()) + 1e-6
    ranks = {theme: rank for rank, theme in enumerate(sorted(evidence.weights, key=lambda t: -evidence.weights[t]))}
    rows = []
    for theme in LABELS:
        weight = evidence.weights.get(theme, 0.0)
        rank = ranks.get(theme, len(LABELS))
        rows.append(
            [
                weight / total, np.log1p(weight), weight / heaviest, np.sqrt(weight / heaviest), rank == 0, rank == 1, rank == 2, rank < 4,
                min(rank, MOST_RANK) / MOST_RANK, evidence.headings.get(theme, 0.0) / in_headings, np.log1p(evidence.headings.get(theme, 0.0)),
                np.log1p(evidence.titles.get(theme, 0.0)), np.log1p(evidence.strong.get(theme, 0)), np.log1p(len(evidence.words.get(theme, ()))),
                evidence.blocks.get(theme, 0) / evidence.block_count, weight / np.sqrt(evidence.length), weight > 0,
            ]
        )  # fmt: skip
    return np.asarray(rows, dtype=np.float64)
