"""The order that users see, the same in every store: BM25 over what a word is found as, and how near a demand is to the query in meaning.

What counts for how much is in ``resources/norwegian/ranking.yaml``.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from resolusjon_nlp.library.index_terms import FOLDED
from resolusjon_nlp.library.query import Node, Phrase, Prefix, Word, function_words, leaves
from resolusjon_nlp.norwegian.bridge import PART_JOIN
from resolusjon_nlp.norwegian.terms import JOINT, Term, fold, is_known, term_of
from resolusjon_nlp.resources import load_yaml
from resolusjon_nlp.tagging.word_vectors import word_vectors

MOST_RELATED = 12
"""Related words of a word that are looked for."""
LEAST_RELATED = 0.5
"""Cosine that a related word must have."""
SEVERAL = 0.3
"""A word that counts for less than this is not there at all."""
Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """What counts for how much; see the resource."""

    saturation: float
    length: float
    function_word: float
    exact: float
    key: float
    name: float
    part: float
    split: float
    folded: float
    some_parts: float
    related: float
    context: float
    setting: float
    near: float
    coverage: float
    succession: float
    meaning: float


@dataclass(frozen=True)
class Asked:
    """A word, phrase or beginning of a query, ready to be scored.

    Attributes
    ----------
    leaf
        What was asked for.
    term
        Its term (of a phrase, that of its first word).
    folded
        Spellings without diacritics; empty where the word is Norwegian as it stands.
    related
        Keys of related words with their cosines.
    """

    leaf: Word | Phrase | Prefix
    term: Term
    folded: tuple[str, ...] = ()
    related: Mapping[str, float] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys whose rarity decides what the word weighs."""
        return (self.term.key, *self.term.units)


@cache
def weights() -> Weights:
    """The weights of the package."""
    return Weights(**load_yaml("norwegian/ranking.yaml"))


def asked(root: Node | None, *, related: bool) -> list[Asked]:
    """What a query asks for, with related words where those shall count."""
    found = []
    for leaf in leaves(root):
        if isinstance(leaf, Word):
            alone = fold(leaf.text) if not is_known(leaf.text) else ()
            near = _related(leaf.text) if related and leaf.text not in function_words() else {}
            found.append(Asked(leaf, term_of(leaf.text), alone, near))
        else:
            found.append(Asked(leaf, term_of(leaf.start if isinstance(leaf, Prefix) else leaf.words[0])))
    return found


def _related(word: str) -> dict[str, float]:
    return {
        key.replace(PART_JOIN, JOINT): cosine
        for key, cosine in word_vectors().related(word, MOST_RELATED)
        if cosine >= LEAST_RELATED
    }


class Scorer:
    """Scores demands against one query.

    Parameters
    ----------
    words
        What is asked for.
    frequencies
        In how many demands of the library each key occurs.
    demands
        How many demands the library has.
    meaning
        Whether the meaning of the whole counts.
    """

    def __init__(
        self,
        words: Sequence[Asked],
        frequencies: Mapping[str, int],
        demands: int,
        *,
        meaning: bool = True,
        tuned: Weights | None = None,
    ) -> None:
        self.words = words
        self.tuned = tuned or weights()
        self.rarity = [self._rarity(word, frequencies, max(demands, 1)) for word in words]
        self._query = _mean_vector(key for word in words for key in (word.term.key,)) if meaning and words else None

    def _rarity(self, word: Asked, frequencies: Mapping[str, int], demands: int) -> float:
        seen = max(frequencies.get(key, 0) for key in (word.term.key,))
        if word.term.units:
            # Words that stand apart are no rarer than the rarest of them.
            seen = max(seen, min(frequencies.get(unit, 0) for unit in word.term.units))
        rarity = math.log(1 + (demands - min(seen, demands) + 0.5) / (seen + 0.5))
        is_function = isinstance(word.leaf, Word) and word.leaf.text in function_words() and len(self.words) > 1
        return rarity * (self.tuned.function_word if is_function else 1.0)

    def score(self, row: Mapping[str, str], usual_length: float) -> float:
        """The score of a demand; 0 where it has nothing to do with the query.

        Parameters
        ----------
        row
            What the index holds of it.
        usual_length
            Mean number of words of a demand.
        """
        tuned, texts = self.tuned, _Texts(row)
        size = 1 - tuned.length + tuned.length * len(texts.words) / max(usual_length, 1.0)
        strengths = [self._strength(word, texts) for word in self.words]
        whole = sum(self.rarity) or 1.0
        total = sum(
            rarity * strength * (tuned.saturation + 1) / (strength + tuned.saturation * size)
            for rarity, strength in zip(self.rarity, strengths, strict=True)
        )
        covered = sum(
            rarity * min(1.0, strength / SEVERAL) for rarity, strength in zip(self.rarity, strengths, strict=True)
        )
        score = total / whole * (covered / whole) ** tuned.coverage
        score += tuned.succession * self._succession(texts) * (covered / whole)
        if self._query is not None:
            score += tuned.meaning * self._nearness(texts)
        return score

    def _strength(self, asked_word: Asked, texts: _Texts) -> float:
        """How much of a word is in a demand: 1 for once its key."""
        tuned, leaf, term = self.tuned, asked_word.leaf, asked_word.term
        if isinstance(leaf, Phrase):
            return float(f" {' '.join(leaf.words)} " in texts.running)
        if isinstance(leaf, Prefix):
            return float(sum(word.startswith(leaf.start) for word in texts.words))
        own = tuned.key * texts.keys[term.key]
        own += tuned.exact * (term.word in texts.word_set)
        own += tuned.part * texts.parts[term.key]
        own += tuned.name * (term.key in texts.names or term.word in texts.names)
        if not own and term.units:
            held = [unit in texts.keys or unit in texts.parts for unit in term.units]
            own = tuned.split if all(held) else tuned.some_parts * sum(held) / len(held)
        if not own and asked_word.folded:
            folded = any(FOLDED + plain in texts.folded or plain in texts.word_set for plain in asked_word.folded)
            own = tuned.folded * folded
        if own < tuned.split and asked_word.related:
            own = max(own, tuned.related * max((cosine for key, cosine in asked_word.related.items() if key in texts.keys or key in texts.parts), default=0.0))
        return (
            own
            + tuned.context * _held(term, texts.context)
            + tuned.setting * _held(term, texts.setting)
            + tuned.near * _held(term, texts.near)
        )

    def _succession(self, texts: _Texts) -> float:
        """Share of the query's neighbouring words that stand together in the demand, at most one word apart."""
        keys = [word.term.key for word in self.words if isinstance(word.leaf, Word) and word.leaf.text not in function_words()]
        if len(keys) < 2:
            return 0.0
        pairs = list(zip(keys, keys[1:], strict=False))
        return sum(texts.are_near(one, other) for one, other in pairs) / len(pairs)

    def _nearness(self, texts: _Texts) -> float:
        vector = _mean_vector(texts.key_list)
        if vector is None or self._query is None:
            return 0.0
        return max(0.0, float(vector @ self._query))


class _Texts:
    """An index row, taken apart for counting."""

    def __init__(self, row: Mapping[str, str]) -> None:
        self.words = row["words"].split()
        self.word_set = frozenset(self.words)
        self.running = f" {row['words']} "
        self.key_list = row["keys"].split()
        self.keys = Counter(self.key_list)
        self.parts = Counter(row["parts"].split())
        self.names = frozenset(row["names"].split())
        self.context = frozenset(row["context"].split())
        self.setting = frozenset(row["setting"].split())
        self.near = frozenset(row["near"].split())
        self.folded = frozenset(row["folded"].split())

    def are_near(self, one: str, other: str) -> bool:
        """Whether two keys stand at most one word apart."""
        places = [at for at, key in enumerate(self.key_list) if key == one]
        others = [at for at, key in enumerate(self.key_list) if key == other]
        return any(0 < abs(first - second) <= 2 for first in places for second in others)


def _held(term: Term, keys: Collection[str]) -> float:
    if term.key in keys:
        return 1.0
    return float(all(unit in keys for unit in term.units)) if term.units else 0.0


def _mean_vector(keys: Iterable[str]) -> Vector | None:
    """Direction of the keys' vectors together, the rare ones first."""
    known = word_vectors()
    found = [
        (known.rarity(key), vector)
        for key in (key.replace(JOINT, PART_JOIN) for key in keys)
        if (vector := known.vector(key)) is not None
    ]
    if not found:
        return None
    total = np.sum([max(rarity - COMMON, 0.0) * vector for rarity, vector in found], axis=0)
    size = float(np.linalg.norm(total))
    return np.asarray(total / size, dtype=np.float32) if size else None


COMMON = 5.0
"""Surprise (ln) of words so frequent that they say nothing of what a text is about."""
