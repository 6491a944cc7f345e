"""From the probabilities of themes to the set of them that is named."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CONSIDERED = 12
"""So many of the likeliest themes are reckoned with; the others hardly ever come true."""


def best_set(probabilities: Floats, most: int) -> list[int]:
    """Indices of the likeliest themes, as many (one to `most`) as give the highest expected Jaccard with those that truly hold.

    The themes are taken to hold or not independently of one another, each with its probability: an unlikely second theme beside a sure first one is
    left out, while of several that are equally likely more are named.

    Parameters
    ----------
    probabilities
        Calibrated, shape (themes,).
    """
    order = np.argsort(-probabilities)[:CONSIDERED]
    likely = probabilities[order]
    expected = [_expected_jaccard(likely[:size], likely[size:]) for size in range(1, min(most, len(order)) + 1)]
    return [int(index) for index in order[: int(np.argmax(expected)) + 1]]


def _expected_jaccard(named: Floats, others: Floats) -> float:
    """Mean of hits / (named + missed) over how many of the named and of the others hold."""
    hits, missed = _how_many(named), _how_many(others)
    jaccard = np.arange(len(hits))[:, None] / (len(named) + np.arange(len(missed)))[None, :]
    return float(hits @ jaccard @ missed)


def _how_many(probabilities: Sequence[float] | Floats) -> Floats:
    """Probability that none, one, two … of independent events happen; shape (events + 1,)."""
    distribution = np.array([1.0])
    for probability in probabilities:
        distribution = np.convolve(distribution, [1.0 - probability, probability])
    return distribution
