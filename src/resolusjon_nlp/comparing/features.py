"""What the classifier is told of two demands: how alike they are in what they speak of, and whether they pull the same way.

Every feature is symmetric: the order of the two says nothing.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from resolusjon_nlp.comparing.profiles import CONCEPT_MARK, Profile, Side

WORDS = (
    "cosine", "cosine-squared", "without-places", "grams", "mean", "soft", "soft-without-places", "aligned", "concepts",
    "contained-most", "contained-least", "heaviest-shared", "shared", "longest", "shortest",
)  # fmt: skip
"""Features of the demands' own words, in order."""

SETTING = (
    "wholes", "soft-wholes", "mean-wholes", "mean-around", "mean-crossed", "around", "crossed-most", "crossed-least", "around-known",
    "themes", "themes-known", "same-addressee", "other-addressee", "same-places", "other-places", "same-numbers", "other-numbers", "titles",
    "soft-and-wholes", "aligned-and-around", "mean-and-around", "nothing-shared", "nothing-shared-but-around",
)  # fmt: skip
"""Features of what they stand among and of what else is known, in order."""

MATTER = (*WORDS, *SETTING)
"""Features of what two demands speak of, in order."""

NEAR = ("mean", "soft", "aligned", "concepts")
"""Those of the own words that say whether two demands have anything to do with each other."""
NEAR_COLUMNS = [MATTER.index(name) for name in NEAR]

SHORT = 12
STRONG = 4.0
LITTLE = 0.15
"""Demands whose own words are aligned so little have nothing in common but what they stand among."""
SIGN = 0.5
"""Scale of the few features that are no marks."""
ALIKE, NEARLY = 0.65, 0.5
"""Cosines from which words count as partly the same."""
Floats = NDArray[np.float64]
Words = NDArray[np.float32]


def matter_features(one: Profile, other: Profile) -> Floats:
    """What two demands speak of, shape (features,)."""
    a, b = one.said, other.said
    shared = a.weights.keys() & b.weights.keys()
    in_both = sum(min(a.weights[key], b.weights[key]) for key in shared)
    contained = sorted((in_both / (a.total or 1.0), in_both / (b.total or 1.0)))
    exact, between = _matches(a, b)
    cosine = _cosine(a, b)
    crossed = sorted((_cosine(a, other.around), _cosine(one.around, b)))
    known = bool(one.around.weights) and bool(other.around.weights)
    addressed = one.addressee is not None and other.addressee is not None
    placed, numbered = bool(one.places and other.places), bool(one.numbers and other.numbers)
    lengths = sorted((one.word_count, other.word_count))
    soft, aligned, mean = _soft(a, b, exact, between), _aligned(a, b, exact, between), float(a.mean @ b.mean)
    soft_wholes = _soft(one.whole, other.whole, *_matches(one.whole, other.whole))
    mean_around = float(one.around.mean @ other.around.mean) if known else 0.0
    return np.array(
        (
            cosine, cosine * cosine, _cosine(a, b, without=a.places | b.places), len(one.grams & other.grams) / (min(len(one.grams), len(other.grams)) or 1),
            mean, soft, _soft(a, b, exact, between, without=a.places | b.places), aligned,
            sum(key.startswith(CONCEPT_MARK) for key in shared) ** 0.5, contained[1], contained[0],
            max((min(a.weights[key], b.weights[key]) for key in shared), default=0.0) / 8, math.log1p(len(shared)),
            math.log1p(lengths[1]), math.log1p(lengths[0]),
            _cosine(one.whole, other.whole), soft_wholes, float(one.whole.mean @ other.whole.mean),
            mean_around, max(float(a.mean @ other.around.mean), float(one.around.mean @ b.mean)),
            _cosine(one.around, other.around), crossed[1], crossed[0], known,
            len(one.themes & other.themes) / (len(one.themes | other.themes) or 1), bool(one.themes and other.themes),
            addressed and one.addressee == other.addressee, addressed and one.addressee != other.addressee,
            bool(one.places & other.places), placed and not one.places & other.places,
            bool(one.numbers & other.numbers), numbered and not one.numbers & other.numbers,
            (one.position == "title") + (other.position == "title"),
            math.sqrt(max(0.0, soft * soft_wholes)), aligned * mean_around, mean * mean_around, aligned < LITTLE, (aligned < LITTLE) * mean_around,
        ),
        dtype=np.float64,
    )  # fmt: skip


def pull_features(one: Profile, other: Profile, matter: float) -> dict[str, float]:
    """Which way two demands pull: named features.

    A mark that only one of the two has is a feature of its own name (what is for a thing is worded otherwise than what is against it), a direction or kind
    that both have is ``both …``; besides, whether shared words have the same sign in both, in groups ``sign …``.

    Parameters
    ----------
    matter
        How alike they are in their words: the feature ``cosine``.
    """
    row = dict.fromkeys(one.marks ^ other.marks, 1.0)
    for name in one.marks & other.marks:
        if name.startswith(("direction ", "kind ")):
            row[f"both {name}"] = 1.0
    a, b = one.said, other.said
    shared = [key for key in a.weights.keys() & b.weights.keys() if key in a.signs and key in b.signs]
    weights = [min(a.weights[key], b.weights[key]) for key in shared]
    signed = sum(weight * a.signs[key] * b.signs[key] for key, weight in zip(shared, weights, strict=True))
    agreement = signed / (sum(weights) or 1.0)
    row["sign shared"] = SIGN * agreement
    row["sign shared, much"] = SIGN * agreement * (sum(weights) > STRONG)
    row["sign whole, short"] = (
        SIGN * one.stance.sign * other.stance.sign * (max(one.word_count, other.word_count) <= SHORT)
    )
    row["matter"] = SIGN * matter
    return row


def _cosine(one: Side, other: Side, *, without: frozenset[str] = frozenset()) -> float:
    a, b = one.weights, other.weights
    if len(a) > len(b):
        a, b = b, a
    product = sum(weight * b[key] for key, weight in a.items() if key in b and key not in without)
    if not without:
        return product / (one.length * other.length or 1.0)
    lengths = [sum(w * w for key, w in side.items() if key not in without) ** 0.5 for side in (a, b)]
    return product / (lengths[0] * lengths[1] or 1.0)


def _matches(one: Side, other: Side) -> tuple[list[tuple[int, int]], Words]:
    """Places of words in both, and the cosines of all words' vectors, shape (words of one, words of other)."""
    exact = [(one.columns[key], other.columns[key]) for key in one.weights.keys() & other.weights.keys()]
    return exact, np.asarray(one.vectors @ other.vectors.T, dtype=np.float32)


def _graded(cosines: Words, threshold: float, exact: list[tuple[int, int]]) -> Words:
    """How far words count as the same: 1 where they are, else by how much their cosine passes the threshold."""
    graded = np.clip((cosines - threshold) / (1 - threshold), 0.0, 1.0)
    for row, column in exact:
        graded[row, column] = 1.0
    return np.asarray(graded, dtype=np.float32)


def _soft(
    one: Side, other: Side, exact: list[tuple[int, int]], between: Words, *, without: frozenset[str] = frozenset()
) -> float:
    """Soft cosine (Sidorov et al. 2014): words of near vectors count as partly the same."""
    if not one.weights or not other.weights:
        return 0.0
    a, b = (_kept(side, without) for side in (one, other))
    lengths = float(a @ _inside(one) @ a) * float(b @ _inside(other) @ b)
    return float(a @ _graded(between, ALIKE, exact) @ b) / (math.sqrt(lengths) or 1.0)


@lru_cache(maxsize=4096)
def _inside(side: Side) -> Words:
    """How far the words of a text count as the same as each other."""
    return _graded(side.vectors @ side.vectors.T, ALIKE, [(i, i) for i in range(len(side.weights))])


def _kept(side: Side, without: frozenset[str]) -> Words:
    if not without:
        return side.values
    values = side.values.copy()
    for key in without & side.weights.keys():
        values[side.columns[key]] = 0.0
    return values


def _aligned(one: Side, other: Side, exact: list[tuple[int, int]], between: Words) -> float:
    """How well each one's words find a like word in the other; harmonic mean of both directions."""
    if not one.weights or not other.weights or not one.total or not other.total:
        return 0.0
    graded = _graded(between, NEARLY, exact)
    ahead = float((graded.max(axis=1) * one.values).sum()) / one.total
    back = float((graded.max(axis=0) * other.values).sum()) / other.total
    return 2 * ahead * back / (ahead + back) if ahead + back else 0.0
