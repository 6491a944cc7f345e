"""Which way a demand pulls: whether its words want a thing to come, stay, shrink or go, and what negations turn around."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from resolusjon_nlp.norwegian.bridge import bridge_key
from resolusjon_nlp.resources import load_yaml

DIRECTIONS = ("more", "keep", "less", "end", "negation")
TURNING = frozenset({"less", "end", "negation"})
"""Directions that turn around what they stand with; two of them cancel out ("nei til nedlegging")."""

PARTICLE_REACH = 6
"""Words between a verb and its particle ("legge fengselet på Vik ned")."""


@dataclass(frozen=True)
class Words:
    """The lists of ``resources/comparing/directions.yaml``, by key."""

    direction: Mapping[str, str]
    phrases: Mapping[str, Mapping[str, str]]
    breaks: frozenset[str]
    said_by_all: frozenset[str]


@cache
def direction_words() -> Words:
    """Load the lists."""
    data = load_yaml("comparing/directions.yaml")
    phrases: dict[str, dict[str, str]] = {}
    for (verb, particle), direction in data["phrases"]:
        phrases.setdefault(bridge_key(verb), {})[bridge_key(particle)] = direction
    return Words(
        direction={bridge_key(word): name for name in DIRECTIONS for word in data[name]},
        phrases=phrases,
        breaks=frozenset(data["clause_breaks"]),
        said_by_all=frozenset(bridge_key(word) for word in data["said_by_all"]),
    )


@dataclass(frozen=True)
class Stance:
    """Directions of a text's words.

    Attributes
    ----------
    directions
        For each word its direction, or None.
    clauses
        For each word the number of its clause.
    signs
        For each word -1 where an odd number of turning words stands in its clause (itself not counted), else 1.
    counts
        How many words of each direction.
    """

    directions: tuple[str | None, ...]
    clauses: tuple[int, ...]
    signs: tuple[int, ...]
    counts: Mapping[str, int]

    @property
    def sign(self) -> int:
        """-1 where an odd number of turning words stands in the whole text, else 1."""
        return -1 if sum(self.counts.get(name, 0) for name in TURNING) % 2 else 1


def stance(forms: Sequence[str], keys: Sequence[str], breaks: Sequence[bool]) -> Stance:
    """Directions of words.

    Parameters
    ----------
    forms, keys
        Lower-case words of a text and their keys.
    breaks
        Whether a mark that ends a clause stands before each word.
    """
    words = direction_words()
    clauses, clause = [], 0
    for form, broken in zip(forms, breaks, strict=True):
        clause += broken or form in words.breaks
        clauses.append(clause)
    directions = [_direction(words, key) for key in keys]
    for index, key in enumerate(keys):
        particles = words.phrases.get(key)
        if particles is None:
            continue
        for after in range(index + 1, min(index + 1 + PARTICLE_REACH, len(keys))):
            if clauses[after] != clauses[index]:
                break
            if keys[after] in particles:
                directions[index] = particles[keys[after]]
                directions[after] = None
                break
    turning: Counter[int] = Counter()
    for name, number in zip(directions, clauses, strict=True):
        if name in TURNING:
            turning[number] += 1
    signs = tuple(
        -1 if (turning[number] - (name in TURNING)) % 2 else 1 for name, number in zip(directions, clauses, strict=True)
    )
    return Stance(tuple(directions), tuple(clauses), signs, Counter(name for name in directions if name))


def _direction(words: Words, key: str) -> str | None:
    """Direction of a key, or of the last part of a compound (``innleie+forbud``)."""
    return words.direction.get(key) or words.direction.get(key.rpartition("+")[2])
