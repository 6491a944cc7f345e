"""What is known of a demand and a theme together: the demand's own words, the block it stands in, and the resolution's themes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from resolusjon_nlp.records import ThemeScore
from resolusjon_nlp.tagging.themes.lexicon import WEIGHTS, theme_lexicon
from resolusjon_nlp.tagging.themes.pairs import LABELS
from resolusjon_nlp.tagging.themes.scoring import weigh
from resolusjon_nlp.tagging.themes.views import FirstStage, words_of

DEMAND_NAMES = (
    "weight", "share", "heaviest", "strong", "block-weight", "block-share", "words", "words-behind", "vectors", "vectors-behind", "resolution", "most-central",
    "second", "among", "weight-if-among", "weight-if-most-central",
)  # fmt: skip
"""Features of a pair of demand and theme, in order."""

UNNAMED = math.log(0.03 / 0.97)
"""Log-odds of a theme that the resolution was not given."""

SURE = 0.99


def demand_features(
    text: str, block: str, resolution: Sequence[ThemeScore], first_stage: FirstStage
) -> NDArray[np.float64]:
    """Features of a demand with each theme; shape (themes, features).

    Parameters
    ----------
    text, block
        The demand, and the whole block it stands in.
    resolution
        The resolution's themes, most central first.
    """
    own, around = _weights(text), _weights(block)
    counts = Counter(words_of(text).split())
    words = first_stage.words.log_odds(counts)
    vectors = first_stage.by_vector(counts)
    odds, ranks = np.full(len(LABELS), UNNAMED), np.full(len(LABELS), len(LABELS))
    for rank, theme in enumerate(resolution):
        if theme.theme in LABELS:
            column = LABELS.index(theme.theme)
            score = min(max(theme.score, 1.0 - SURE), SURE)
            odds[column], ranks[column] = math.log(score / (1.0 - score)), rank
    weight = np.log1p(own)
    among, central = ranks < len(LABELS), ranks == 0
    return np.stack(
        [
            weight, own / (own.sum() + 1e-6), (own == own.max()) & (own > 0), own >= WEIGHTS["strong"], np.log1p(around), around / (around.sum() + 1e-6), words,
            words - words.max(), vectors, vectors - vectors.max(), odds, central, ranks == 1, among, weight * among, weight * central,
        ],
        axis=1,
    ).astype(np.float64)  # fmt: skip


def spoken_for(rows: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The themes that a demand's own words speak for, by the lexicon or by the first stage; shape (themes,)."""
    by_lexicon, by_words = (rows[..., DEMAND_NAMES.index(name)] for name in ("weight", "words"))
    return np.asarray((by_lexicon > 0.0) | (by_words > 0.0))


def with_ground(probabilities: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """`probabilities`, zero for themes that neither the resolution has nor the demand's own words speak for (where some theme has such ground); shape (…, themes)."""
    ground = spoken_for(rows) | (rows[..., DEMAND_NAMES.index("among")] > 0.0)
    return np.asarray(np.where(ground | ~ground.any(axis=-1, keepdims=True), probabilities, 0.0))


def _weights(text: str) -> NDArray[np.float64]:
    weights, _ = weigh((hit, 1.0) for hit in theme_lexicon().hits(text))
    return np.array([weights.get(theme, 0.0) for theme in LABELS])
