"""The order that users see, the same in every store: BM25 over what a word is found as, and how near a demand is to the query in meaning.

What counts for how much is in ``resources/norwegian/ranking.yaml``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Self

from resolusjon_nlp.library.index_terms import FOLDED
from resolusjon_nlp.library.meaning import direction, nearness
from resolusjon_nlp.library.query import Node, Phrase, Prefix, Word, leaves
from resolusjon_nlp.norwegian.bridge import PART_JOIN
from resolusjon_nlp.norwegian.synonyms import Degree, Expression, Synonym, function_words, synonyms
from resolusjon_nlp.norwegian.terms import JOINT, Term, fold, is_known, term_of
from resolusjon_nlp.resources import load_yaml
from resolusjon_nlp.tagging.word_vectors import word_vectors

DEGREES: tuple[Degree, ...] = ("same", "near")
MOST_RELATED = 5
LEAST_RELATED = 0.6
"""How many words, and with what cosine, are near enough in meaning to be looked for."""
MOST_EXPRESSIONS = 12
"""So many of the other expressions for a word are looked for, the strongest."""
ENOUGH = 0.3
"""A word found with this strength counts as there."""
UNIT_SYNONYM = 0.7
"""What another word for a unit of a compound counts for, beside the unit itself."""
APART, FAR_APART = 0.5, 0.25
"""What an expression counts for when only some or none of its words are in the demand itself, and the others around it."""
LEAST_RARITY = 0.05
"""A word that is in every demand still counts for something."""


@dataclass(frozen=True)
class Weights:
    """What counts for how much; see the resource."""

    saturation: float
    length: float
    function_word: float
    exact: float
    part: float
    split: float
    some_parts: float
    folded: float
    synonym: float
    near_synonym: float
    context: float
    setting: float
    near: float
    topic: float
    coverage: float
    succession: float
    meaning: float
    context_meaning: float
    near_meaning: float
    topic_meaning: float


@cache
def weights() -> Weights:
    """The weights of the package."""
    return Weights(**load_yaml("norwegian/ranking.yaml"))


@dataclass(frozen=True)
class Asked:
    """A word, phrase or beginning of a query, ready to be scored.

    Attributes
    ----------
    leaf
        What was asked for.
    term
        Its term (of a phrase, that of its first word).
    is_function
        Whether it is a function word beside words with content.
    folded
        Spellings without diacritics; empty where the word is Norwegian as it stands.
    same, near
        Other expressions for it, and for what is next to it.
    units
        Other expressions for each unit of a compound.
    """

    leaf: Word | Phrase | Prefix
    term: Term
    is_function: bool = False
    folded: tuple[str, ...] = ()
    same: tuple[Synonym, ...] = ()
    near: tuple[Synonym, ...] = ()
    units: tuple[tuple[Synonym, ...], ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys whose rarity decides what it, and what other words for it, weigh."""
        others = (key for other in (*self.same, *self.near) for key in other.keys)
        return tuple(dict.fromkeys((self.term.key, *self.term.units, *others)))


def asked(root: Node | None, *, related: bool = True, term_of: Callable[[str], Term] = term_of) -> list[Asked]:
    """What a query asks for; with `related` also other words for it. Another `term_of` is only for measuring what terms are worth."""
    found = list(leaves(root))
    words = [leaf for leaf in found if isinstance(leaf, Word)]
    content = [leaf for leaf in words if leaf.text not in function_words()] or words
    keys = [term_of(leaf.text).key for leaf in content]
    others = {degree: synonyms(keys, degree) if related else [] for degree in DEGREES}
    out = []
    place = 0
    for leaf in found:
        if not isinstance(leaf, Word):
            out.append(Asked(leaf, term_of(leaf.start if isinstance(leaf, Prefix) else leaf.words[0])))
            continue
        if leaf.text in function_words() and leaf not in content:
            out.append(Asked(leaf, term_of(leaf.text), is_function=True))
            continue
        term = term_of(leaf.text)
        same, near = (tuple(other for other in others[degree] if place in other.span) for degree in DEGREES)
        units = tuple(tuple(synonyms([unit])) if related else () for unit in term.units)
        out.append(Asked(leaf, term, False, () if is_known(leaf.text) else fold(leaf.text), same, near, units))
        place += 1
    return out


def related_expressions(words: Sequence[str]) -> dict[str, list[Expression]]:
    """For each of `words` (those with content of a query) other expressions for it, and words whose vectors are nearest."""
    keys = [term_of(word).key for word in words]
    said = [other for degree in DEGREES for other in synonyms(keys, degree)]
    others: dict[str, list[Expression]] = {}
    for place, word in enumerate(words):
        own = [other.keys for other in said if place in other.span]
        units = [other.keys for unit in term_of(word).units for other in synonyms([unit])]
        near = [
            (key.replace(PART_JOIN, JOINT),)
            for key, cosine in word_vectors().related(word, MOST_RELATED)
            if cosine >= LEAST_RELATED
        ]
        others[word] = list(dict.fromkeys([*own[:MOST_EXPRESSIONS], *units[:MOST_EXPRESSIONS], *near]))
    return others


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
    usual_length
        How many words a demand usually has.
    meaning
        Whether vectors count.
    """

    def __init__(
        self,
        words: Sequence[Asked],
        frequencies: Mapping[str, int],
        demands: int,
        *,
        usual_length: float = 17.0,
        meaning: bool = True,
        tuned: Weights | None = None,
    ) -> None:
        self.words = words
        self.tuned = tuned or weights()
        self._frequencies, self._demands = frequencies, max(demands, 1)
        self._usual_length = usual_length
        self._rarity = [self._weight(word) for word in words]
        terms = [word.term for word in words if isinstance(word.leaf, Word)]
        self._query = direction(" ".join(key for term in terms for key in (term.key, *term.parts))) if meaning else None
        self._nearness: dict[str, float] = {}
        self._same = [_Others(word.same, self._idf, rarity) for word, rarity in zip(words, self._rarity, strict=True)]
        self._near = [_Others(word.near, self._idf, rarity) for word, rarity in zip(words, self._rarity, strict=True)]
        self._units = [[_Others(others, self._idf) for others in word.units] for word in words]

    def _idf(self, key: str) -> float:
        seen = min(self._frequencies.get(key, 0), self._demands)
        rarity = math.log(1 + (self._demands - seen + 0.5) / (seen + 0.5))
        return max(LEAST_RARITY, rarity)

    def _weight(self, word: Asked) -> float:
        # Where its words stand apart, a compound is as frequent as the rarest of them.
        apart = max((self._idf(unit) for unit in word.term.units), default=math.inf)
        return min(self._idf(word.term.key), apart) * (self.tuned.function_word if word.is_function else 1.0)

    def scores(self, rows: Sequence[Mapping[str, str]]) -> list[float]:
        """The scores of demands."""
        if self._query is not None:
            self._nearness = nearness((text for row in rows for text in _meant(row)), self._query)
        return [self.score(row) for row in rows]

    def score(self, row: Mapping[str, str]) -> float:
        """The score of a demand, from what the index holds of it; 0 where it has nothing to do with the query."""
        tuned, texts = self.tuned, _Texts(row)
        size = 1 - tuned.length + tuned.length * len(texts.words) / self._usual_length
        strengths = [self._strength(place, texts) for place in range(len(self.words))]
        whole = sum(self._rarity) or 1.0
        pairs = list(zip(self._rarity, strengths, strict=True))
        total = sum(
            rarity * strength * (tuned.saturation + 1) / (strength + tuned.saturation * size)
            for rarity, strength in pairs
        )
        covered = sum(rarity * min(1.0, strength / ENOUGH) for rarity, strength in pairs) / whole
        score = total / whole * float(covered**tuned.coverage) + tuned.succession * self._succession(texts) * covered
        if self._query is not None:
            texts_meant = _meant(row)
            near = self._nearness if self._nearness.keys() >= set(texts_meant) else nearness(texts_meant, self._query)
            weighed = (tuned.meaning, tuned.context_meaning, tuned.near_meaning, tuned.topic_meaning)
            score += sum(weight * near[text] for weight, text in zip(weighed, texts_meant, strict=True))
        return score

    def _strength(self, place: int, texts: _Texts) -> float:
        """How much of a word is in a demand: 1 for once its key."""
        word = self.words[place]
        tuned, leaf, term = self.tuned, word.leaf, word.term
        if isinstance(leaf, Phrase):
            return float(" ".join(leaf.words) in texts.forms)
        if isinstance(leaf, Prefix):
            return float(sum(form.startswith(leaf.start) for form in texts.words))
        own = (
            texts.keys.count(term.key)
            + tuned.part * texts.parts.count(term.key)
            + tuned.exact * (term.word in texts.forms)
        )
        own += term.key in texts.names or term.word in texts.names
        if not own:
            own = max(
                tuned.folded * self._is_folded(word, texts),
                tuned.synonym * self._same[place].said(texts),
                tuned.near_synonym * self._near[place].said(texts),
                self._in_units(place, texts),
            )
        return (
            own
            + tuned.context * self._held(term, texts.context)
            + tuned.setting * (term.key in texts.setting)
            + tuned.near * self._held(term, texts.near)
            + tuned.topic * self._held(term, texts.topic)
        )

    @staticmethod
    def _is_folded(word: Asked, texts: _Texts) -> bool:
        return any(FOLDED + plain in texts.folded or plain in texts.forms for plain in word.folded)

    def _in_units(self, place: int, texts: _Texts) -> float:
        """How much of a compound's words, or of others for them, is in a demand."""
        word = self.words[place]
        if not word.term.units:
            return 0.0
        found = [
            1.0 if unit in texts.own else UNIT_SYNONYM * others.said(texts)
            for unit, others in zip(word.term.units, self._units[place], strict=True)
        ]
        apart, some = self.tuned.split * min(found), self.tuned.some_parts * self._share(word.term.units, found)
        return max(apart, some)

    def _share(self, units: Sequence[str], found: Sequence[float]) -> float:
        """Share of a compound that is found, its rarer words first."""
        rarities = [self._idf(unit) for unit in units]
        return sum(rarity * there for rarity, there in zip(rarities, found, strict=True)) / sum(rarities)

    def _held(self, term: Term, keys: _Held) -> float:
        if term.key in keys:
            return 1.0
        found = [float(unit in keys) for unit in term.units]
        return 0.0 if not any(found) else 1.0 if all(found) else 0.5 * self._share(term.units, found)

    def _succession(self, texts: _Texts) -> float:
        """Share of the query's neighbouring words that stand at most one word apart in the demand."""
        keys = [word.term.key for word in self.words if isinstance(word.leaf, Word) and not word.is_function]
        pairs = list(pairwise(keys))
        return sum(texts.are_near(one, other) for one, other in pairs) / len(pairs) if pairs else 0.0


def _meant(row: Mapping[str, str]) -> tuple[str, ...]:
    """What of an index row has a meaning: the demand itself, its context, its neighbours and its resolution."""
    return (f"{row['keys']} {row['parts']}", row["context"], row["near"], row["topic"])


class _Held(str):
    """Terms with a space around each, so that looking for one takes no more than looking for a string."""

    __slots__ = ()

    def __new__(cls, *texts: str) -> Self:
        """Terms of several texts."""
        return super().__new__(cls, f" {' '.join(texts)} ")

    def __contains__(self, term: object) -> bool:
        """Whether `term` is among them."""
        return super().__contains__(f" {term} ")


class _Texts:
    """An index row, ready for counting."""

    def __init__(self, row: Mapping[str, str]) -> None:
        self.words = row["words"].split()
        self.forms = _Held(row["words"])
        self.keys = row["keys"].split()
        self.parts = row["parts"].split()
        self.names = _Held(row["names"])
        self.own = _Held(row["keys"], row["parts"], row["names"])
        self.context = _Held(row["context"])
        self.setting = _Held(row["setting"])
        self.near = _Held(row["near"])
        self.topic = _Held(row["topic"])
        self.folded = _Held(row["folded"])
        self.around = _Held(self.own, row["context"], row["near"])
        self.everything = frozenset(self.around.split())

    def are_near(self, one: str, other: str) -> bool:
        """Whether two keys stand at most one word apart."""
        if one not in self.keys or other not in self.keys:
            return False
        places = [at for at, key in enumerate(self.keys) if key == one]
        others = [at for at, key in enumerate(self.keys) if key == other]
        return any(0 < abs(first - second) <= 2 for first in places for second in others)


class _Others:
    """Other expressions for a word, ready to be looked for: the strongest first.

    Parameters
    ----------
    others
        The expressions.
    idf
        How rare a key is.
    rarity
        How rare the word itself is: an expression that is commoner says less of what was asked for.
    """

    def __init__(self, others: Iterable[Synonym], idf: Callable[[str], float], rarity: float = 0.0) -> None:
        found: dict[Expression, float] = {}
        for other in others:
            common = min(1.0, max(map(idf, other.keys)) / rarity) if rarity else 1.0
            found[other.keys] = max(found.get(other.keys, 0.0), math.sqrt(other.strength) * common)
        self._strengths = sorted(found.items(), key=lambda one: -one[1])
        keys = {key for expression in found for key in expression}
        self._keys = keys | {part for key in keys for part in key.split(JOINT)}

    def said(self, texts: _Texts) -> float:
        """Whether one of the expressions is in a demand: 1 for all of its words, less where some stand around it."""
        best = 0.0
        if self._keys.isdisjoint(texts.everything):
            return best
        for expression, strength in self._strengths:
            if strength <= best:
                break
            if _all_in(expression, texts.own):
                best = strength
            elif best < strength * APART and _all_in(expression, texts.around):
                share = APART if any(_all_in((key,), texts.own) for key in expression) else FAR_APART
                best = max(best, strength * share)
        return best


def _all_in(expression: Expression, keys: _Held) -> bool:
    return all(key in keys or (JOINT in key and all(part in keys for part in key.split(JOINT))) for key in expression)
