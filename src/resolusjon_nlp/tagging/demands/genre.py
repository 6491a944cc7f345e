"""Is this a resolution, or a report of what was said and done? Minutes and news notes tell in the past tense and do not say "we"."""

from __future__ import annotations

import re
from functools import cache

from resolusjon_nlp.resources import load_yaml

PAST_SHARE = 0.45
"""Share of past forms among frequent verb forms from which a text tells more than it wants."""

WE_SHARE = 0.010
"""A text that says "we" at least so often (by words) speaks for itself, in whatever tense."""

LEAST_VERBS = 6
"""Fewer verbs than this say nothing of the tense."""

REPORT_CONFIDENCE = 0.94
"""In a report only what is as sure as this is taken for the body's own demand."""

_WORD = re.compile(r"[^\W\d_]+")


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    data = load_yaml("demands/context.yaml")
    return frozenset(data["past_words"]), frozenset(data["present_words"]), frozenset(data["first_person"])


def is_report(text: str) -> bool:
    """Whether `text` (a whole document) reports instead of demanding."""
    past_words, present_words, first_person = _lists()
    words = [word.lower() for word in _WORD.findall(text)]
    past = sum(word in past_words for word in words)
    verbs = past + sum(word in present_words for word in words)
    if verbs < LEAST_VERBS:
        return False
    return past >= PAST_SHARE * verbs and sum(word in first_person for word in words) < WE_SHARE * len(words)
