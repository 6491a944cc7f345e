"""From lexicon hits to themes of a resolution and of a demand."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from resolusjon_nlp.records import Block, BlockType, ThemeScore
from resolusjon_nlp.tagging.themes.lexicon import Hit, theme_lexicon

UNCERTAIN = "usikker"
MOST_THEMES = 4
MOST_DEMAND_THEMES = 2
MOST_EVIDENCE = 8

BLOCK_WEIGHT: Mapping[BlockType, float] = {
    BlockType.TITLE: 4.0,
    BlockType.HEADING: 2.0,
    BlockType.LEAD_IN: 1.3,
    BlockType.BULLET: 1.3,
    BlockType.NUMBERED: 1.3,
    BlockType.DATE: 0.0,
    BlockType.BODY: 0.0,
    BlockType.SIGNATURE: 0.0,
    BlockType.FOOTNOTE: 0.3,
    BlockType.FURNITURE: 0.0,
    BlockType.TOC: 0.0,
}
"""How much a word says by where it stands (1.0 in a paragraph)."""

RELATIVE_SHARE = 0.3
"""Themes after the first need this share of its weight."""

LEAST_WEIGHT = 1.3
"""Less than this weight in all is no basis for a label."""

HALF_SURE = 4.0
"""The weight at which a label's score is one half."""

OUTWEIGHED = {"helse_omsorg": "sykehus"}
"""A theme that gives way when the other one leads: hospitals are not municipal care."""

OUTWEIGHED_SHARE = 0.6

CONTEXT = 0.25
"""How much the resolution's own themes count for a demand that says little by itself."""


def weigh(hits: Iterable[tuple[Hit, float]]) -> tuple[dict[str, float], dict[str, Counter[str]]]:
    """Weight and evidence of each theme; a term said again adds less each time."""
    seen: dict[tuple[str, str], list[float]] = defaultdict(list)
    evidence: dict[str, Counter[str]] = defaultdict(Counter)
    for hit, factor in hits:
        if factor > 0:
            seen[hit.theme, hit.term.lower()].append(hit.weight * factor)
            evidence[hit.theme][hit.term.lower()] += 1
    weights: dict[str, float] = defaultdict(float)
    for (theme, _), values in seen.items():
        weights[theme] += max(values) * (1.0 + math.log(sum(values) / max(values)))
    return dict(weights), evidence


def resolution_themes(blocks: Iterable[Block]) -> tuple[ThemeScore, ...]:
    """One to four themes, most central first; ``usikker`` when the words do not carry any."""
    lexicon = theme_lexicon()
    hits = [
        (hit, BLOCK_WEIGHT.get(block.type, 1.0)) for block in blocks for hit in lexicon.hits(block.text, block.start)
    ]
    weights, evidence = weigh(hits)
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < LEAST_WEIGHT:
        return (ThemeScore(theme=UNCERTAIN, score=0.0),)
    first, top = ranked[0]
    chosen = [
        (theme, weight)
        for theme, weight in ranked[: 2 * MOST_THEMES]
        if weight >= max(LEAST_WEIGHT, RELATIVE_SHARE * top)
        and not (OUTWEIGHED.get(theme) == first and weight < OUTWEIGHED_SHARE * top)
    ]
    return tuple(
        ThemeScore(
            theme=theme,
            score=round(weight / (weight + HALF_SURE), 3),
            evidence=tuple(word for word, _ in evidence[theme].most_common(MOST_EVIDENCE)),
        )
        for theme, weight in chosen[:MOST_THEMES]
    )


def demand_themes(text: str, resolution: tuple[ThemeScore, ...]) -> tuple[str, ...]:
    """One or two themes of a demand: from its own words, leaning on the resolution's themes."""
    weights, _ = weigh((hit, 1.0) for hit in theme_lexicon().hits(text))
    own = [score.theme for score in resolution if score.theme != UNCERTAIN]
    for rank, theme in enumerate(own):
        if theme in weights:
            weights[theme] += CONTEXT * 4 / (1 + rank)
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    chosen = [theme for theme, weight in ranked if weight >= 1.0 and weight >= 0.4 * ranked[0][1]]
    return tuple(chosen[:MOST_DEMAND_THEMES]) or tuple(own[:1])
