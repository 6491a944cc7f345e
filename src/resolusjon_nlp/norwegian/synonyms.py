"""Words that say the same, or nearly, in matters that unions speak of: ``resources/norwegian/synonyms.yaml``, as keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

from resolusjon_nlp.norwegian.terms import terms_of
from resolusjon_nlp.resources import load_yaml

Expression = tuple[str, ...]
"""Keys of the words of an expression, function words left out."""
Degree = Literal["same", "near"]


def synonyms(keys: Sequence[str], degree: Degree = "same") -> list[tuple[range, Expression]]:
    """What else says the same as some of the words with `keys`, which stand in a row.

    Returns
    -------
    list of (range, keys)
        Which of the words are meant, and the keys of an expression for them, all of which must be there.
    """
    table = _table(degree)
    found: list[tuple[range, Expression]] = []
    for start in range(len(keys)):
        for end in range(start + 1, len(keys) + 1):
            expression = tuple(keys[start:end])
            found.extend((range(start, end), other) for other in table.get(expression, ()))
    return found


@cache
def _table(degree: Degree) -> dict[Expression, tuple[Expression, ...]]:
    others: dict[Expression, dict[Expression, None]] = defaultdict(dict)
    for group in load_yaml("norwegian/synonyms.yaml")[degree]:
        expressions = list(dict.fromkeys(filter(None, map(_expression, group))))
        for expression in expressions:
            others[expression].update(dict.fromkeys(other for other in expressions if other != expression))
    return {expression: tuple(found) for expression, found in others.items()}


def _expression(text: str) -> Expression:
    return tuple(term.key for term in terms_of(text) if term.word not in function_words())


@cache
def function_words() -> frozenset[str]:
    """Words that say nothing about what is asked for."""
    return frozenset(load_yaml("norwegian/query.yaml")["function_words"])


def without_function_words(words: Iterable[str]) -> list[str]:
    """`words` with content; all of them where none has any."""
    given = list(words)
    return [word for word in given if word not in function_words()] or given
