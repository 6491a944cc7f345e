"""Other words for what a query asks for, from the thesaurus: what says the same, and what is near it, as keys."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from resolusjon_nlp.norwegian.bridge import PART_JOIN
from resolusjon_nlp.norwegian.stems import words_of
from resolusjon_nlp.norwegian.terms import JOINT
from resolusjon_nlp.norwegian.thesaurus import Keys, thesaurus
from resolusjon_nlp.resources import load_yaml

Expression = tuple[str, ...]
"""Keys of the words of an expression, function words left out."""
Degree = Literal["same", "near"]
NEGATIONS = frozenset({"ikke", "ikkje", "uten", "utan"})
"""Left out, they would leave the contrary."""
_Others = dict[Degree, tuple[Expression, ...]]


@dataclass(frozen=True, slots=True)
class Synonym:
    """Another expression for some words that stand in a row.

    Attributes
    ----------
    span
        Which of the words are meant.
    keys
        Of the expression, all of which must be there.
    strength
        Share of the thesaurus's entries for these words that have the expression: of a word of several meanings, each counts for less.
    """

    span: range
    keys: Expression
    strength: float


def synonyms(keys: Sequence[str], degree: Degree = "same") -> list[Synonym]:
    """What else says the same as some of the words with `keys`, which stand in a row, or something near it; the strongest first.

    Parameters
    ----------
    keys
        As :func:`~resolusjon_nlp.norwegian.terms.term_of` gives them, function words left out. Of words that say something together (*hele stillinger*) each is not
        looked up by itself.
    """
    found: list[Synonym] = []
    for span in _spans(keys):
        said = tuple(keys[span.start : span.stop])
        for other, strength in _others(said, degree):
            # What holds the very words is found by them.
            if not set(said) <= set(other):
                found.append(Synonym(span, other, strength))
    return sorted(found, key=lambda one: -one.strength)


def _spans(keys: Sequence[str]) -> Iterator[range]:
    """What of `keys` the thesaurus has; nothing inside something longer."""
    covered = 0
    for start in range(len(keys)):
        for end in range(len(keys), max(start, covered), -1):
            if tuple(keys[start:end]) in _entries():
                yield range(start, end)
                covered = end
                break


@lru_cache(maxsize=4096)
def _others(said: Expression, degree: Degree) -> tuple[tuple[Expression, float], ...]:
    entries = _entries().get(said, ())
    counts = Counter(other for entry in entries for other in _concepts()[entry][degree] if other != said)
    return tuple((other, count / len(entries)) for other, count in counts.items())


@cache
def _concepts() -> tuple[_Others, ...]:
    """Expressions of each entry of the thesaurus."""
    return tuple(
        {"same": _expressions(concept.terms, concept.keys), "near": _expressions(concept.near, concept.near_keys)}
        for concept in thesaurus().concepts
    )


@cache
def _entries() -> dict[Expression, tuple[int, ...]]:
    """Numbers of the entries for each expression."""
    entries: dict[Expression, list[int]] = defaultdict(list)
    for number, others in enumerate(_concepts()):
        for expression in others["same"]:
            entries[expression].append(number)
    return {expression: tuple(numbers) for expression, numbers in entries.items()}


def _expressions(phrases: Iterable[str], keys: Iterable[Keys]) -> tuple[Expression, ...]:
    found: dict[Expression, None] = {}
    for phrase, phrase_keys in zip(phrases, keys, strict=True):
        words = words_of(phrase)
        bare = tuple(
            key.replace(PART_JOIN, JOINT)
            for word, key in zip(words, phrase_keys, strict=True)
            if word not in function_words()
        )
        # What is left of *en gang til* or *ikke tillate* says something else.
        if bare and NEGATIONS.isdisjoint(words) and (len(bare) > 1 or len(words) == 1):
            found[bare] = None
    return tuple(found)


@cache
def function_words() -> frozenset[str]:
    """Words that say nothing about what is asked for."""
    return frozenset(load_yaml("norwegian/query.yaml")["function_words"])
