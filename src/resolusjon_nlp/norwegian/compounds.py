"""Take Norwegian compounds apart: ``kommuneøkonomien`` → kommune + økonomien, ``arbeidstakere`` → arbeid(s) + takere.

Every cut of a word into known first parts and a known last part costs bits: what the dictionary's own compounds say of how surprising each
part is in its place. The cheapest cut is taken when it is cheaper than a simple word of that length would be. Derivations stay whole
(``overføring``, ``medlemskap``): particles are no first parts and suffixes no last ones.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.norwegian.lexicon import Lexicon, Link, lexicon
from resolusjon_nlp.norwegian.text import common_start
from resolusjon_nlp.resources import load_yaml

SHORTEST_COMPOUND = 5
LONGEST_COMPOUND = 60
"""No Norwegian word is longer; strings that are come from broken text and would cost time."""
SIMPLE_BITS, SIMPLE_BITS_PER_LETTER = 14.0, 1.7
"""What a simple word costs, by its length: fitted on the dev half of ``tests/norwegian/gold/compounds.tsv``."""
INFLECTION_BITS = 0.5
"""What it costs that the last part is inflected."""
UNSEEN_LAST_BITS, SHORTEST_UNSEEN_LAST = 18.0, 4
"""A noun that ends no compound of the dictionary may still end one, when it is not short."""
SCORE_BITS = 4.0
"""So many bits apart from an even choice, a cut is plausible with a score of 1 / (1 + 1/e)."""
CONSONANTS = frozenset("bcdfghjklmnpqrstvwxz")
HYPHENS = frozenset("-‐‑")


@dataclass(frozen=True)
class Part:
    """One part of a compound.

    Attributes
    ----------
    text
        The part as it stands in the word, its linking letter left out.
    start, end
        Its offsets in the word (code points of the NFC form).
    link
        The linking letter or hyphen that follows it, or an empty string.
    lemma
        The part's lemma, in lower case (``økonomi`` for ``økonomien``).
    """

    text: str
    start: int
    end: int
    link: str
    lemma: str


@dataclass(frozen=True)
class Compound:
    """A word and its parts; one part where it is no compound.

    Attributes
    ----------
    word
        The word, NFC.
    parts
        In order. Texts and links put together give the word back.
    score
        Plausibility that the word is a compound with these parts, from 0 to 1; 0 for a word of one part.
    """

    word: str
    parts: tuple[Part, ...]
    score: float


@dataclass(frozen=True)
class _Cut:
    bits: float
    parts: tuple[Part, ...]


@lru_cache(maxsize=50_000)
def analyse_compound(word: str) -> Compound:
    """Take `word` apart.

    Parameters
    ----------
    word
        A word in any case, with or without hyphens. Put into NFC first.

    Returns
    -------
    Compound
        With one part where `word` is not put together, or nothing is known of its parts.
    """
    word = unicodedata.normalize("NFC", word)
    pieces = list(_hyphen_pieces(word))
    if len(pieces) == 1:
        cut, score = _cut_or_whole(word, 0)
        return Compound(word, cut, score)
    parts: list[Part] = []
    for start, end, hyphen in pieces:
        cut, _ = _cut_or_whole(word[start:end], start)
        parts.extend(cut[:-1])
        parts.append(Part(cut[-1].text, cut[-1].start, cut[-1].end, hyphen, cut[-1].lemma))
    return Compound(word, tuple(parts), 1.0)


def split_compound(word: str) -> tuple[str, ...]:
    """The parts of `word` as they stand in it, linking letters and hyphens left out; only the word itself where it is no compound."""
    return tuple(part.text for part in analyse_compound(word).parts)


def is_compound(word: str) -> bool:
    """Whether `word` is put together of two or more known words."""
    return len(analyse_compound(word).parts) > 1


def compound_score(word: str) -> float:
    """Plausibility of `word` as a compound, from 0 (none of its cuts is known) to 1; above 0.5 it is taken for one."""
    word = unicodedata.normalize("NFC", word)
    if any(letter in HYPHENS for letter in word):
        return analyse_compound(word).score
    cut = _cut(word)
    return _score(word, cut) if cut else 0.0


@cache
def _rules() -> tuple[frozenset[str], frozenset[str]]:
    """Forms that are never a last part, and lemmas that stay whole."""
    data = load_yaml("norwegian/compounds.yaml")
    return frozenset(data["never_last"]), frozenset(data["whole"])


def _hyphen_pieces(word: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and following hyphen of each piece between single inner hyphens."""
    start = 0
    for at in range(1, len(word) - 1):
        if word[at] in HYPHENS and word[at - 1] not in HYPHENS and word[at + 1] not in HYPHENS:
            yield start, at, word[at]
            start = at + 1
    yield start, len(word), ""


def _cut_or_whole(word: str, offset: int) -> tuple[tuple[Part, ...], float]:
    cut = _cut(word)
    score = _score(word, cut) if cut else 0.0
    if cut and score > 0.5:
        return tuple(part for coarse in cut.parts for part in _finer(coarse, offset)), score
    return (Part(word, offset, offset + len(word), "", _whole_lemma(word)),), 0.0


def _finer(part: Part, offset: int) -> Iterator[Part]:
    """Parts of a part that is a compound itself (``kommunestyre|representant``), moved by `offset`."""
    *before, last = _cut_or_whole(part.text, part.start + offset)[0]
    yield from before
    yield Part(last.text, last.start, last.end, part.link, last.lemma if before else part.lemma)


def _score(word: str, cut: _Cut) -> float:
    margin = SIMPLE_BITS + SIMPLE_BITS_PER_LETTER * len(word) - cut.bits
    return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, margin / SCORE_BITS))))


def _whole_lemma(word: str) -> str:
    found = lexicon().lemmas(word)
    return found[0].text if found else word.lower()


def _cut(word: str) -> _Cut | None:
    """The best cut of `word`, or of its lemma where the inflected last part is unknown (``takere``)."""
    if cut := _best_cut(word):
        return cut
    for lemma in lexicon().lemmas(word):
        same = common_start(lemma.text, word.lower())
        if lemma.text != word.lower() and (cut := _best_cut(lemma.text)) and cut.parts[-1].start < same:
            last = cut.parts[-1]
            whole = Part(word[last.start :], last.start, len(word), "", last.lemma)
            firsts = (Part(word[p.start : p.end], p.start, p.end, p.link, p.lemma) for p in cut.parts[:-1])
            return _Cut(cut.bits + INFLECTION_BITS, (*firsts, whole))
    return None


def _best_cut(word: str) -> _Cut | None:
    lower = word.lower()
    if not SHORTEST_COMPOUND <= len(word) <= LONGEST_COMPOUND or len(lower) != len(word) or not lower.isalpha():
        return None
    never_last, whole = _rules()
    if lower in whole or any(lemma.text in whole for lemma in lexicon().lemmas(lower)):
        return None
    if word[0].isupper() and word in gazetteer().by_name:
        # Lillestrøm is no little stream
        return None
    words = lexicon()
    best: dict[int, _Cut] = {0: _Cut(0.0, ())}
    result: _Cut | None = None
    for start in range(len(word)):
        before = best.get(start)
        if before is None:
            continue
        if start and lower[start:] not in never_last and (last := _last(words, lower[start:])):
            bits, lemma = last
            if result is None or before.bits + bits < result.bits:
                part = Part(word[start:], start, len(word), "", lemma)
                result = _Cut(before.bits + bits, (*before.parts, part))
        for first in words.prefixes(lower[start:]):
            if (found := words.as_first(first)) is None:
                continue
            bits, link = found
            for end in _ends(lower, start, first):
                if end < len(word) and (end not in best or before.bits + bits < best[end].bits):
                    part = _first_part(words, word, start, end, link)
                    best[end] = _Cut(before.bits + bits, (*before.parts, part))
    return result


def _ends(lower: str, start: int, first: str) -> Iterator[int]:
    """Where the next part may begin: after `first`, or one letter earlier where three equal consonants are written as two."""
    end = start + len(first)
    yield end
    if len(first) > 2 and first[-1] == first[-2] and first[-1] in CONSONANTS and end > start + 2:
        yield end - 1


def _first_part(words: Lexicon, word: str, start: int, end: int, link: Link) -> Part:
    linked = link is not Link.NONE
    text = word[start : end - linked]
    lower = text.lower()
    if end < len(word) and not linked and not words.is_word(lower) and words.is_word(lower + lower[-1]):
        return Part(text, start, end, "", lower + lower[-1])
    found = () if linked else words.lemmas(lower)
    lemma = lower if not found or any(f.text == lower and f.pos == "noun" for f in found) else found[0].text
    # the letter of a link is given back in the word's own case
    return Part(text, start, end - linked, word[end - linked : end], lemma)


def _last(words: Lexicon, form: str) -> tuple[float, str] | None:
    """Cheapest reading of `form` as a last part: bits and lemma."""
    readings = dict.fromkeys([form, *(lemma.text for lemma in words.lemmas(form))])
    if form.endswith("s") and not words.is_word(form):
        readings |= dict.fromkeys(lemma.text for lemma in words.lemmas(form[:-1]))
    if form.endswith("e") and words.is_word(form):
        readings[form[:-1]] = None
    best: tuple[float, str] | None = None
    for lemma in readings:
        if found := words.as_last(lemma):
            bits = found[0] + (INFLECTION_BITS if lemma != form else 0.0)
            if best is None or bits < best[0]:
                best = bits, lemma
    if best is None and len(form) >= SHORTEST_UNSEEN_LAST:
        nouns = [lemma.text for lemma in words.lemmas(form) if lemma.pos == "noun"]
        if nouns and words.frequency(form) > 1:
            return UNSEEN_LAST_BITS, nouns[0]
    return best
