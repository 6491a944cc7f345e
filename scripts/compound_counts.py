"""How often a word stands first or last in a compound, counted over the dictionary's own compounds.

Every lemma that can be cut in two known words, with or without a linking letter, is a witness. Where it can be cut in several ways,
or may be no compound at all, its vote is shared by what the counts of the round before make likely (expectation maximisation).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

ROUNDS = 6
SHORTEST_PART = 2
SHORTEST_COMPOUND = 5
SIMPLE_BITS, SIMPLE_BITS_PER_LETTER = 10.0, 1.7
"""What it costs, in bits, that a word of so many letters is no compound: about the entropy of Norwegian letters in simple words."""
UNSEEN = 0.05
"""The count of a part that no compound has borne out yet."""


def count_parts(
    lemmas: Iterable[tuple[str, str]],
    firsts: Mapping[str, float],
    lasts: Mapping[tuple[str, str], float],
) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    """Return expected counts of first parts (linking letter included) and of last parts (lemma, part of speech).

    Parameters
    ----------
    lemmas
        Lemma and part of speech of the possible compounds.
    firsts, lasts
        What may stand first and last, each with a weight to start from.
    """
    cuts = {word: found for word in set(lemmas) if (found := _cuts(*word, firsts, lasts))}
    first_counts, last_counts = dict(firsts), dict(lasts)
    for _ in range(ROUNDS):
        first_total, last_total = sum(first_counts.values()), sum(last_counts.values())
        next_first: dict[str, float] = defaultdict(lambda: UNSEEN)
        next_last: dict[tuple[str, str], float] = defaultdict(lambda: UNSEEN)
        for (word, _), found in cuts.items():
            simple = 2.0 ** -(SIMPLE_BITS + SIMPLE_BITS_PER_LETTER * len(word))
            shares = [
                first_counts.get(first, UNSEEN) / first_total * last_counts.get(last, UNSEEN) / last_total
                for first, last in found
            ]
            total = simple + math.fsum(shares)
            for (first, last), share in zip(found, shares, strict=True):
                next_first[first] += share / total
                next_last[last] += share / total
        first_counts, last_counts = next_first, next_last
    return dict(first_counts), dict(last_counts)


def _cuts(
    word: str, pos: str, firsts: Mapping[str, float], lasts: Mapping[tuple[str, str], float]
) -> list[tuple[str, tuple[str, str]]]:
    if len(word) < SHORTEST_COMPOUND or "-" in word:
        return []
    return [
        (word[:at], (word[at:], pos))
        for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
        if (word[at:], pos) in lasts and word[:at] in firsts
    ]
