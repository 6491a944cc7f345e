"""What a text can be found by: for each word its form, the key it shares with other inflections and the other written form, the keys of what it is put together of,
and its spelling without diacritics.

All terms are lower-case letters and digits, so that any index keeps them whole: the parts in a compound's key are joined by `JOINT`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from resolusjon_nlp.norwegian.bridge import PART_JOIN, bridge_key
from resolusjon_nlp.norwegian.compounds import analyse_compound
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.norwegian.lexicon import lexicon
from resolusjon_nlp.norwegian.stems import stem, words_of

JOINT = "0"
"""Joins the parts of a compound's key; no word has a zero between letters."""
LONGEST_TERM = 60
"""Longer strings come from broken text and are cut."""
WORD = re.compile(r"[^\W_]+")
"""A word as the index has it: letters and digits."""
_PLAIN = {
    "æ": ("ae", "ae"), "ø": ("o", "oe"), "å": ("a", "aa"), "ö": ("o", "oe"), "ä": ("a", "ae"), "đ": ("d", "d"), "ŋ": ("n", "n"), "ŧ": ("t", "t"),
    "ß": ("ss", "ss"), "ł": ("l", "l"), "ð": ("d", "d"), "þ": ("th", "th"),
}  # fmt: skip
"""Letters without their marks: as somebody without the key types them, and as they are spelt out."""


@dataclass(frozen=True, slots=True)
class Term:
    """What one word can be found by.

    Attributes
    ----------
    word
        The form as it stands, in lower case (NFC).
    key
        What it shares with its other inflections and its counterparts in the other written form (``syke0hus`` for *sjukehuset*).
    units
        Keys of the two or three words that a compound is put together of in the first place (``syke0hus``, ``bemanning``); empty for other words.
    parts
        Keys of all words inside a compound, its units among them; empty for other words.
    folded
        The form without diacritics (``tromso``, ``tromsoe``); empty where it has none.
    """

    word: str
    key: str
    units: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A term where it stands: ``text[start:end]`` (code points of the text as given)."""

    term: Term
    start: int
    end: int


def terms_of(text: str) -> list[Term]:
    """Terms of the words of `text`, in order; hyphens separate words."""
    return [term_of(word) for word in words_of(text)]


def occurrences_of(text: str) -> Iterator[Occurrence]:
    """Terms of the words of `text` (which should be NFC) with their offsets."""
    for match in WORD.finditer(text):
        yield Occurrence(term_of(match.group()), match.start(), match.end())


def term_of(word: str) -> Term:
    """The term of one word, in any case.

    Parameters
    ----------
    word
        Letters and digits only, as `terms_of` finds them.
    """
    lower = unicodedata.normalize("NFC", word).lower()
    return _term("".join(letter for letter in lower if letter.isalnum())[:LONGEST_TERM])


def fold(word: str) -> tuple[str, ...]:
    """`word` in lower case without diacritics: with the letters nearest to it, and spelt out (``ø`` as ``oe``) where that differs."""
    lower = unicodedata.normalize("NFC", word).lower()
    both = ("".join(_PLAIN.get(letter, (letter, letter))[way] for letter in lower) for way in (0, 1))
    bare = (
        "".join(mark for mark in unicodedata.normalize("NFD", spelt) if not unicodedata.combining(mark))
        for spelt in both
    )
    return tuple(dict.fromkeys(bare))


def is_known(word: str) -> bool:
    """Whether `word` is a word of Norwegian or stands in a place name."""
    lower = unicodedata.normalize("NFC", word).lower()
    return lexicon().is_word(lower) or lower in place_words() or len(analyse_compound(lower).parts) > 1


@cache
def place_words() -> frozenset[str]:
    """All words of place names in the register, in lower case."""
    return frozenset(word for name in gazetteer().by_name for word in words_of(name))


@cache
def _municipal_names() -> frozenset[str]:
    """Names of municipalities and counties that look like forms of a word, but are seen more often than the word itself (*Drammen*, *Asker*)."""
    register, words = gazetteer(), lexicon()
    entries = (*register.municipalities.values(), *register.counties.values())
    names = {name.lower() for entry in entries for name in entry.names}
    return frozenset(
        name
        for name in names
        if (lemmas := [lemma.text for lemma in words.lemmas(name)])
        and name not in lemmas
        and words.frequency(name) >= words.frequency(lemmas[0])
    )


@lru_cache(maxsize=200_000)
def _term(form: str) -> Term:
    key = _key(form)
    folded = tuple(plain for plain in fold(form) if plain != form)
    if PART_JOIN not in key:
        return Term(form, key, folded=folded)
    units, parts = _inside(form)
    return Term(form, key.replace(PART_JOIN, JOINT), units, parts, folded)


def _key(form: str) -> str:
    """Key of `form`. Names of municipalities and names that are no words are their own keys: *Hamar* is no form of *ham*."""
    for name in (form, form.removesuffix("s")):
        if name in _municipal_names():
            return name
    if lexicon().is_word(form) or len(form) < 2 or len(analyse_compound(form).parts) > 1:
        return bridge_key(form)
    for name in (form, form.removesuffix("s")):
        if name in place_words():
            return name
    cut = stem(form)
    key = bridge_key(form)
    return cut if key == bridge_key(cut) else key


def _inside(form: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Units and parts of a compound."""
    pieces = analyse_compound(form).parts
    count = len(pieces)
    keys: dict[tuple[int, int], str] = {}
    for first in range(count):
        for after in range(first + 1, count + 1):
            if (first, after) == (0, count):
                continue
            last = pieces[after - 1]
            inner = form[pieces[first].start : last.start] + last.lemma
            if after == first + 1 or lexicon().is_word(inner):
                keys[first, after] = _key(inner).replace(PART_JOIN, JOINT)
    if not keys:
        # The table has the word as a whole, with a key of several parts.
        parts = tuple(dict.fromkeys(bridge_key(form).split(PART_JOIN)))
        return parts, parts
    units = tuple(keys[span] for span in _fewest(keys, count))
    return units, tuple(dict.fromkeys(keys.values()))


def _fewest(spans: dict[tuple[int, int], str], count: int) -> list[tuple[int, int]]:
    """The fewest spans that cover all pieces; of as few, those whose last is longest (``arbeids|tidsordning`` is seldom meant) lose."""
    best: dict[int, list[tuple[int, int]]] = {0: []}
    for end in range(1, count + 1):
        ways = [[*best[start], (start, end)] for start in range(end) if (start, end) in spans and start in best]
        if ways:
            best[end] = min(ways, key=lambda way: (len(way), way[-1][1] - way[-1][0]))
    return best[count]
