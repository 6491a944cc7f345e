"""Take Norwegian compounds apart: ``kommuneøkonomien`` → kommune + økonomien, ``arbeidstakere`` → arbeid(s) + takere.

Every cut of a word into known first parts and a known last part costs bits: what the dictionary's own compounds say of how surprising each
part is in its place. The cheapest cut is taken when it is cheaper than a simple word of that length would be. Derivations stay whole
(``overføring``, ``medlemskap``): particles are no first parts and suffixes no last ones.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator
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
UNSEEN_LAST_BITS, SHORTEST_UNSEEN_LAST, LONG_UNSEEN_LAST = 18.0, 4, 7
"""A noun that ends no compound of the dictionary may still end one, when it is not short and has been seen, or is long."""
UNSEEN_FIRST_BITS, SHORTEST_UNSEEN_FIRST = 18.0, 3
"""The same for a noun that begins none; tried only where the dictionary's parts explain nothing."""
SHORTENED_BITS = 6.0
"""What it costs to see two consonants as three (``busstopp``)."""
SCORE_BITS = 4.0
"""So many bits apart from an even choice, a cut is plausible with a score of 1 / (1 + 1/e)."""
_ING = re.compile(r"ing(?:a|en|er|ene|ar|ane)?s?$")
LONGEST_ING_TAIL = 5
"""A last part in -ing must be this long where the word could be derived from a verb (``lagring``, from lagre)."""
SEEN = 2
"""Count class from which a form has been seen in texts."""
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
def _rules() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Forms that are never a last part, lemmas that stay whole, and forms that are never a first part."""
    data = load_yaml("norwegian/compounds.yaml")
    return frozenset(data["never_last"]), frozenset(data["whole"]), frozenset(data["never_first"])


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
    """The best cut of `word`; of a known form, that of its lemma (``klubbene`` is klubb, not klubb and bene)."""
    lower = word.lower()
    known = lexicon().lemmas(word)
    if not known or known[0].text == lower:
        return _best_cut(word)
    lemma = known[0].text
    cut = _best_cut(lemma)
    if cut is None or cut.parts[-1].start >= common_start(lemma, lower):
        return None
    last = cut.parts[-1]
    firsts = (Part(word[p.start : p.end], p.start, p.end, p.link, p.lemma) for p in cut.parts[:-1])
    return _Cut(cut.bits, (*firsts, Part(word[last.start :], last.start, len(word), "", last.lemma)))


def _best_cut(word: str) -> _Cut | None:
    lower = word.lower()
    if not SHORTEST_COMPOUND <= len(word) <= LONGEST_COMPOUND or len(lower) != len(word) or not lower.isalpha():
        return None
    whole = _rules()[1]
    if lower in whole or any(lemma.text in whole for lemma in lexicon().lemmas(lower)):
        return None
    if word[0].isupper() and (word in gazetteer().by_name or word.removesuffix("s") in gazetteer().by_name):
        # Lillestrøm is no little stream
        return None
    return _search(word, lower, _seen_firsts) or _search(word, lower, _unseen_firsts)


_Firsts = Callable[[Lexicon, str], Iterator[tuple[str, float, Link]]]


def _search(word: str, lower: str, firsts: _Firsts) -> _Cut | None:
    """The cheapest way through `word`, by its first parts from left to right."""
    words, never_last = lexicon(), _rules()[0]
    shortest_last = _shortest_last(words, lower)
    best: dict[int, _Cut] = {0: _Cut(0.0, ())}
    result: _Cut | None = None
    for start in range(len(word)):
        before = best.get(start)
        if before is None:
            continue
        tail = lower[start:]
        if start and len(tail) >= shortest_last and tail not in never_last and (last := _last(words, tail)):
            bits, lemma = last
            if result is None or before.bits + bits < result.bits:
                result = _Cut(before.bits + bits, (*before.parts, Part(word[start:], start, len(word), "", lemma)))
        for first, bits, link in firsts(words, tail):
            for end, extra in _ends(start, first):
                after = before.bits + bits + extra
                if end < len(word) and (end not in best or after < best[end].bits):
                    best[end] = _Cut(after, (*before.parts, _first_part(words, word, start, end, first, link)))
    return result


def _shortest_last(words: Lexicon, lower: str) -> int:
    """``lagring`` is made of lagre, not of lag and ring: no short last part in -ing where the verb exists."""
    if match := _ING.search(lower):
        verb = lower[: match.start()] + "e"
        if any(lemma.pos == "verb" and lemma.text == verb for lemma in words.lemmas(verb)):
            return LONGEST_ING_TAIL + len(match.group()) - len("ing")
    return 1


def _seen_firsts(words: Lexicon, tail: str) -> Iterator[tuple[str, float, Link]]:
    for first in words.prefixes(tail):
        if found := words.as_first(first):
            yield first, *found


def _unseen_firsts(words: Lexicon, tail: str) -> Iterator[tuple[str, float, Link]]:
    """First parts of the dictionary's compounds, and all its nouns with and without a linking s."""
    yield from _seen_firsts(words, tail)
    never_first = _rules()[2]
    for form in words.form_prefixes(tail):
        if len(form) < SHORTEST_UNSEEN_FIRST or form in never_first or words.frequency(form) < SEEN:
            continue
        if any(lemma.pos == "noun" and lemma.text == form for lemma in words.lemmas(form)):
            yield form, UNSEEN_FIRST_BITS, Link.NONE
            if tail[len(form) :].startswith("s") and len(form) > SHORTEST_UNSEEN_FIRST:
                yield form + "s", UNSEEN_FIRST_BITS, Link.S


def _ends(start: int, first: str) -> Iterator[tuple[int, float]]:
    """Where the next part may begin, and what that costs: after `first`, or a letter earlier (``buss`` in ``busstopp``)."""
    end = start + len(first)
    yield end, 0.0
    if len(first) > 2 and first[-1] == first[-2] and first[-1] in CONSONANTS:
        yield end - 1, SHORTENED_BITS


def _first_part(words: Lexicon, word: str, start: int, end: int, first: str, link: Link) -> Part:
    if end < start + len(first):
        return Part(word[start:end], start, end, "", first)
    if link is not Link.NONE:
        return Part(word[start : end - 1], start, end - 1, word[end - 1], first[:-1])
    if word[end : end + 1].lower() == first[-1] and not words.is_word(first) and words.is_word(first + first[-1]):
        # the list of parts has "trafik" too, as it stands before another k
        first += first[-1]
    found = words.lemmas(first)
    is_noun = any(lemma.text == first and lemma.pos == "noun" for lemma in found)
    return Part(word[start:end], start, end, "", first if is_noun or not found else found[0].text)


def _last(words: Lexicon, form: str) -> tuple[float, str] | None:
    """Cheapest reading of `form` as a last part: bits and lemma."""
    readings = dict.fromkeys([form, *(lemma.text for lemma in words.lemmas(form))])
    if form.endswith("e") and words.is_word(form):
        readings[form[:-1]] = None
    best: tuple[float, str] | None = None
    for lemma in readings:
        if found := words.as_last(lemma):
            bits = found[0] + (INFLECTION_BITS if lemma != form else 0.0)
            if best is None or bits < best[0]:
                best = bits, lemma
    if best is None and len(form) >= SHORTEST_UNSEEN_LAST:
        is_long = len(form) >= LONG_UNSEEN_LAST
        found_lemmas = [
            lemma.text for lemma in words.lemmas(form) if lemma.pos == "noun" or (is_long and lemma.pos == "adj")
        ]
        if found_lemmas and (is_long or words.frequency(form) >= SEEN):
            return UNSEEN_LAST_BITS, found_lemmas[0]
    return best
