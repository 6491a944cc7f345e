"""From demands to pairs with features, with the shares of like and unlike ones as they are met in use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from pairs_recipe.texts import FOLDS, Group, Item, fold_of, relation
from resolusjon_nlp.comparing.features import matter_features, pull_features
from resolusjon_nlp.comparing.model import Relation
from resolusjon_nlp.comparing.profiles import Profile

MOST_CORPUS = {"train": None, "further": 120_000}
"""So many pairs of a split are taken, the unlike ones at random."""
CANDIDATES = 10
"""Others that look most like a demand; ``likely`` pairs are of these."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs as arrays of equal length.

    Attributes
    ----------
    matter
        Features, shape (pairs, features).
    pull
        Named features, for pairs about the same question and those that may be taken for such; empty for the others.
    relations, sources, folds
        Labels, where the pairs are from, and by which fold they are held out.
    questions
        Family or group of the first of the pair.
    members
        Whether both are in families.
    apart
        Whether they stand in different resolutions.
    likely
        Whether one is among the other's likeliest candidates.
    """

    matter: Floats
    pull: NDArray[np.object_]
    relations: NDArray[np.str_]
    sources: NDArray[np.str_]
    folds: NDArray[np.int64]
    questions: NDArray[np.str_]
    members: NDArray[np.bool_]
    apart: NDArray[np.bool_]
    likely: NDArray[np.bool_]

    def __getitem__(self, chosen: NDArray[np.bool_]) -> Pairs:
        """Some of them."""
        return Pairs(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


Pair = tuple[Item, Item, Relation, str, int, bool]
"""Two demands, their relation, source, fold, and whether one is among the other's likeliest."""


def needs_pull(pair: Pair) -> bool:
    """Whether it matters which way a pair pulls; for all unlike pairs of a large corpus the features would not fit into memory."""
    return pair[2] in (Relation.SAME, Relation.OPPOSED) or pair[5] or pair[3] == "dev" or pair[3] == "test"


def featured(pairs: Sequence[Pair]) -> Pairs:
    """Features of pairs."""
    matter = np.stack([matter_features(one.profile, other.profile) for one, other, *_ in pairs])
    return Pairs(
        matter,
        np.array(
            [
                pull_features(pair[0].profile, pair[1].profile, float(row[0])) if needs_pull(pair) else {}
                for pair, row in zip(pairs, matter, strict=True)
            ],
            dtype=object,
        ),
        np.array([pair[2].value for pair in pairs]),
        np.array([pair[3] for pair in pairs]),
        np.array([pair[4] for pair in pairs]),
        np.array([pair[0].family or pair[0].resolution for pair in pairs]),
        np.array([pair[0].family is not None and pair[1].family is not None for pair in pairs]),
        np.array([pair[0].resolution != pair[1].resolution for pair in pairs]),
        np.array([pair[5] for pair in pairs]),
    )


def corpus_pairs(items: Sequence[Item], most: int | None = None, seed: int = 1) -> list[Pair]:
    """Pairs of members of families with each other and with all other demands; within a resolution only members of families.

    What is in no family may still say the same as something else, but not as a member of a family: those were marked wherever they occur.
    """
    members = [item for item in items if item.family is not None]
    likely = {frozenset((id(a), id(b))) for a in members for b in likeliest(a, items)}
    found: list[Pair] = []
    unlike: list[Pair] = []
    seen = set()
    for one in members:
        for other in items:
            both = frozenset((id(one), id(other)))
            if one is other or both in seen or (one.resolution == other.resolution and other.family is None):
                continue
            seen.add(both)
            known = relation(one.family, other.family)
            pair = (one, other, known, one.split, fold_of(one.family or ""), both in likely)
            (unlike if known is Relation.DIFFERENT and both not in likely else found).append(pair)
    if most is not None and len(found) + len(unlike) > most:
        kept = np.random.default_rng(seed).choice(len(unlike), max(0, most - len(found)), replace=False)
        unlike = [unlike[index] for index in sorted(kept)]
    return found + unlike


def likeliest(one: Item, items: Sequence[Item], count: int = CANDIDATES) -> list[Item]:
    """Demands of other resolutions whose words, with what they stand among, are most like those of `one`."""
    others = [other for other in items if other.resolution != one.resolution]
    scores = np.array([likeness(one.profile, other.profile) for other in others])
    return [others[index] for index in np.argsort(-scores)[:count]]


def likeness(one: Profile, other: Profile) -> float:
    """Cosine of the words of both, with what they stand among."""
    a, b = one.whole, other.whole
    small, large = (a, b) if len(a.weights) < len(b.weights) else (b, a)
    product = sum(weight * large.weights.get(key, 0.0) for key, weight in small.weights.items())
    return product / (a.length * b.length or 1.0)


def group_pairs(several: Sequence[Group], seed: int = 1) -> Iterator[Pair]:
    """Pairs inside each group, and each sentence with some of other groups: the nearest by meaning, and any."""
    fold = {group.name: number % FOLDS for number, group in enumerate(several)}
    for group in several:
        inside = ("groups", fold[group.name], False)
        for side in (group.same, group.opposed):
            for one, other in combinations(side, 2):
                yield (one, other, Relation.SAME, *inside)
        for one in group.same:
            for other in group.opposed:
                yield (one, other, Relation.OPPOSED, *inside)
        for one in group.same + group.opposed:
            for other in group.related:
                yield (one, other, Relation.RELATED, *inside)
    everything = [item for group in several for item in group.same + group.opposed + group.related]
    means = np.stack([item.profile.said.mean for item in everything])
    random = np.random.default_rng(seed)
    by_group: dict[str, list[int]] = defaultdict(list)
    for index, item in enumerate(everything):
        by_group[item.resolution].append(index)
    for index, one in enumerate(everything):
        cosines = means @ means[index]
        cosines[by_group[one.resolution]] = -2.0
        for other in (*np.argsort(-cosines)[:4], *random.choice(len(everything), 4)):
            if everything[other].resolution != one.resolution:
                yield (one, everything[other], Relation.DIFFERENT, "groups", fold[one.resolution], False)
