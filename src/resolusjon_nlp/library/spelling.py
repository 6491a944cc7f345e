"""Help with typing errors: the nearest words that the library's demands have."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz.distance import OSA
from sqlalchemy import Connection, func, select

from resolusjon_nlp.library.full_text import TERMS
from resolusjon_nlp.library.query import Query, Word, leaves
from resolusjon_nlp.norwegian.synonyms import function_words
from resolusjon_nlp.norwegian.terms import fold, term_of

SHORTEST = 4
"""Shorter words have too many neighbours."""
LONG = 7
"""From so many letters two errors are forgiven, below it one."""


def suggestion(connection: Connection, query: Query) -> str | None:
    """The query with the words that the library does not have put right; None where nothing is near enough."""
    corrected = query.text
    for leaf in leaves(query.root):
        if not isinstance(leaf, Word) or len(leaf.text) < SHORTEST or leaf.text in function_words():
            continue
        if _is_there(connection, leaf.text):
            continue
        if nearest := _nearest(connection, leaf.text):
            corrected = re.sub(rf"(?<!\w){re.escape(leaf.text)}(?!\w)", nearest, corrected, flags=re.IGNORECASE)
    return None if corrected == query.text else corrected


def _is_there(connection: Connection, word: str) -> bool:
    term = term_of(word)
    keys = select(TERMS.c.term).where(TERMS.c.field == "key", TERMS.c.term.in_([term.key, *term.units]))
    return connection.execute(keys.limit(1)).first() is not None


def _nearest(connection: Connection, word: str) -> str | None:
    """The word of the library with the fewest errors between; of several the most frequent."""
    allowed = 1 if len(word) < LONG else 2
    length = func.length(TERMS.c.term)
    statement = select(TERMS.c.term, TERMS.c.demands).where(
        TERMS.c.field == "word", length.between(len(word) - allowed, len(word) + allowed)
    )
    plain = fold(word)[0]
    candidates: Iterable[tuple[int, int, str]] = (
        (
            min(
                OSA.distance(word, form, score_cutoff=allowed), OSA.distance(plain, fold(form)[0], score_cutoff=allowed)
            ),
            -demands,
            form,
        )
        for form, demands in connection.execute(statement)
    )
    best = min(candidates, default=None)
    return best[2] if best is not None and best[0] <= allowed else None
