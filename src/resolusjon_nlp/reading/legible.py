"""Letters that stand for other letters: found by how often each occurs.

A font without a map to Unicode, or with a wrong one, gives text in which every code is moved or exchanged: ``7RJHQH`` for ``Togene``. In any
language of our files a page's letters occur about as often as the tables here say; exchanged ones do not, and hold no common words.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter

LEAST_LETTERS = 100
"""Fewer letters than this say nothing about how often each occurs …"""

MANY_LETTERS = 150
"""… and fewer than this not enough to tell moved codes from an odd text."""

_FREQUENCIES = (
    # Norwegian, counted in the training part of the sample corpus
    "e15.1 r8.8 t8.2 n7.7 a6.4 s6.1 i5.9 l5.4 o5.0 d4.1 k3.9 g3.8 m3.4 v2.7 f2.3 å2.0 p1.8 u1.7 b1.6 h1.3 ø1.1 j0.9 y0.7 æ0.2",
    # English, after Lewand, Cryptological Mathematics (2000)
    "e12.7 t9.1 a8.2 o7.5 i7.0 n6.7 s6.3 h6.1 r6.0 d4.3 l4.0 c2.8 u2.8 m2.4 w2.4 f2.2 g2.0 y2.0 p1.9 b1.5 v1.0 k0.8 j0.2 x0.2 q0.1 z0.1",
    # Finnish, whose letters without their accents are spread much as the Sámi languages' are
    "a16.0 i10.6 t9.8 n8.7 e8.2 s7.9 o6.2 l5.7 k5.3 u5.1 m3.3 v2.5 r2.3 h1.9 j1.9 y1.9 p1.7 d0.9",
)
_TABLES = tuple({part[0]: float(part[1:]) for part in table.split()} for table in _FREQUENCIES)

_COMMON_WORDS = frozenset(
    "og i er på av for til det en ein som å med vi at den de dei ikke ikkje har må skal om et eit "
    "the of and to in is that we ja lea go ahte dat mii ii on ei leat että".split()
)

UNLIKE, DOUBTFUL = 0.70, 0.88
"""Cosines with the tables above. Pages of text have 0.95 and more, short lists of names 0.9, moved codes 0.3 to 0.85."""

FEW_COMMON, HARDLY_ANY_COMMON = 0.06, 0.015
"""Shares of common words. Running text has 0.15 to 0.4; by chance moved codes give up to 0.06 …"""

FEW_KINDS = 4
"""… of one or two kinds, of a single letter mostly."""

_USUAL_MARKS = frozenset(".,:;-–—()/%&«»\"'?!•·§+*…=’‘”“°_|●○▪■□☐☑✓→")

USUAL_SHARE = 0.65
"""A page with fewer letters, figures and usual marks than this is made of signs that nobody writes."""

_ADDRESS = re.compile(r"\S*(?:://|www\.)\S*")

_BARE = str.maketrans("đŋŧ", "dnt")


def is_scrambled(text: str) -> bool:
    """Whether the letters of a page (or of all that is set in one font) stand for others."""
    text = _ADDRESS.sub(" ", text.lower())
    counts = Counter(text)
    ink = sum(count for character, count in counts.items() if not character.isspace())
    usual = sum(count for character, count in counts.items() if character.isalnum() or character in _USUAL_MARKS)
    if ink >= LEAST_LETTERS and usual < USUAL_SHARE * ink:
        return True
    letters = _letters(counts)
    total = letters.total()
    if total < LEAST_LETTERS:
        return False
    likeness = max(_cosine(letters, table) for table in _TABLES)
    if likeness >= DOUBTFUL:
        return False
    words = [word.strip(".,:;!?()«»") for word in text.split()]
    common = [word for word in words if word in _COMMON_WORDS]
    share = len(common) / len(words)
    if likeness < UNLIKE:
        return share < FEW_COMMON or len(set(common)) < FEW_KINDS
    return total >= MANY_LETTERS and share < HARDLY_ANY_COMMON


def _letters(counts: Counter[str]) -> Counter[str]:
    """Counts of small letters without their accents (æ, ø and å are letters, not accents)."""
    letters: Counter[str] = Counter()
    for character, count in counts.items():
        if character.isalpha():
            bare = character.translate(_BARE)
            letters[bare if bare in "æøå" else unicodedata.normalize("NFD", bare)[0]] += count
    return letters


def _cosine(counts: Counter[str], table: dict[str, float]) -> float:
    product = sum(count * table.get(letter, 0.0) for letter, count in counts.items())
    return product / (math.hypot(*counts.values()) * math.hypot(*table.values()))
