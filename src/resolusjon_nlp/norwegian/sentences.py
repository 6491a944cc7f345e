"""Where sentences end in Norwegian running text: a stop is no end after abbreviations, ordinals and initials.

Works within one block; that blocks end sentences is for the caller to know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from resolusjon_nlp.norwegian.lexicon import lemmas
from resolusjon_nlp.resources import load_yaml

_STOP = re.compile(r"(?:[.!?…]+|:)[\"'»”’)\]]*(?=\s+|$)")
_LAST_WORD = re.compile(r"(\S+)$")
_OPENS = re.compile(r"\s*[\"'«“(\[–-]*\s*([A-ZÆØÅÁČĐŊŠŦŽ]|\d)")
_INITIALS = re.compile(r"(?:[A-ZÆØÅ]\.-?)+")
_ENUMERATOR = re.compile(r"\d{1,2}\.")
_FUNCTION_WORDS = frozenset({"pron", "det", "adv", "prep", "conj", "subj", "part"})
_ORDINAL = re.compile(r"\d{1,4}\.$")
_CLAUSE = re.compile(r"\s+[A-ZÆØÅ]\w+\s+\w")
_MONTH = re.compile(r"\s+(?:[Mm]ai|[Mm]ars)\b")
REACH = 120
"""Characters around a stop that are looked at; longer words are cut."""


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(load_yaml("norwegian/abbreviations.yaml")["abbreviations"])


@cache
def _closing_abbreviations() -> frozenset[str]:
    return frozenset(load_yaml("norwegian/abbreviations.yaml")["closing"])


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of `text`, white space left out.

    A colon ends a sentence only where a capital follows and what follows is a clause of its own; such cases are too rare to be told by
    form, so it never does here.
    """
    start = _skip(text, 0)
    for match in _STOP.finditer(text):
        if match.group().startswith(":") or not _ends(text, start, match):
            continue
        if match.end() > start:
            yield start, match.end()
        start = _skip(text, match.end())
    end = len(text.rstrip())
    if end > start:
        yield start, end


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    # Only what is near is looked at, and nothing is cut off and copied: a text of stops only would take the square of its length.
    end = match.end()
    if _skip(text, end) == len(text):
        return True
    if not _OPENS.match(text, end):
        # "Nei! sa de" goes on in lower case; so does everything after an abbreviation.
        return False
    if match.group()[0] in "!?…" or len(match.group().rstrip("\"'»”’)]")) > 1:
        return True
    stop = match.start() + 1
    word = _LAST_WORD.search(text[max(start, stop - REACH) : stop])
    last = word.group(1).lstrip('(«"“[') if word else ""
    if last.lower() in _abbreviations():
        return last.lower() in _closing_abbreviations() and _begins_with_function_word(text[end : end + REACH])
    before = text[max(start, stop - len(last) - REACH) : stop - len(last)].rstrip()
    if _ENUMERATOR.fullmatch(last) and (not before or before.endswith((":", ";"))):
        # the number of a list item that stands in running text, after a colon or a sentence's end
        return False
    if _ORDINAL.fullmatch(last):
        # "1. Mai-toget" hardly occurs; a number that ends a sentence is usually a year or follows a word for what it counts.
        return len(last) == 5 or bool(_CLAUSE.match(text, end) and not _MONTH.match(text, end))
    return not _INITIALS.fullmatch(last)


def _begins_with_function_word(text: str) -> bool:
    """Whether a sentence is likely to begin here: "m.m. Det haster", but not "kr. Solberg"."""
    word = re.match(r"\s*([A-ZÆØÅ][a-zæøå]+)\b", text)
    found = lemmas(word.group(1).lower()) if word else ()
    return bool(found) and found[0].pos in _FUNCTION_WORDS
