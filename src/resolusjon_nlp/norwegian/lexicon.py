"""The words of Norwegian: which forms exist in bokmål and nynorsk, how frequent they are, and what they are forms of.

Compiled from Norsk ordbank by ``scripts/build_lexicon.py``; ``resources/norwegian/README.md`` names sources and licences. Everything is asked for
in any case and looked up in lower case; a genitive counts as its noun. The archive is read on the first question and takes about a tenth of a second.

The archive ``lexicon.zip`` holds two tries that number their words, and tables indexed by those numbers:

``forms.marisa``, ``flags.bin``
    All forms; per form one byte: two bits of language, five bits of count class.
``analyses.bin``, ``rules.json``
    Per form a little-endian 16-bit index into the list of analyses. An analysis is a list of (letters to take off, letters to put there,
    part of speech, languages), the likeliest first.
``parts.marisa``, ``parts.bin``
    Words that stand in compounds; per word three bytes: class of its count as first part, as last part, and its link.
"""

from __future__ import annotations

import json
import math
import sys
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from io import BytesIO

import marisa_trie

from resolusjon_nlp import resources
from resolusjon_nlp.records import Language

LEXICON_FILE = "lexicon.zip"
BOKMAL, NYNORSK = 1, 2
BITS = {"nb": BOKMAL, "nn": NYNORSK}
COUNT_BITS = 5
POS = ("noun", "verb", "adj", "adv", "prep", "pron", "det", "conj", "subj", "interj", "part", "name")
"""Coarse parts of speech; ``subj`` are subjunctions, ``part`` the infinitive marker."""

NOUNS = frozenset({"noun", "name"})
"""Parts of speech that have a genitive."""


class Link(IntEnum):
    """What joins a first part to the next."""

    NONE = 0
    S = 1
    E = 2


@dataclass(frozen=True)
class Lemma:
    """What a form may be a form of.

    Attributes
    ----------
    text
        The lemma, in lower case.
    pos
        One of `POS`.
    languages
        The written forms in which the form is a form of this lemma.
    """

    text: str
    pos: str
    languages: frozenset[Language]


_LANGUAGES: tuple[frozenset[Language], ...] = (
    frozenset(),
    frozenset({"nb"}),
    frozenset({"nn"}),
    frozenset({"nb", "nn"}),
)


def count_class(count: float, *, steps: int = 1) -> int:
    """Logarithmic class of a count: 1 for less than one, then one class for each doubling (`steps` classes for each)."""
    return 1 if count < 1 else 2 + int(steps * math.log2(count))


class Lexicon:
    """The compiled lexicon. Take it from `lexicon`, which reads it once."""

    def __init__(self, archive: bytes) -> None:
        with zipfile.ZipFile(BytesIO(archive)) as members:
            self._members = {name: members.read(name) for name in members.namelist()}
        self._forms = marisa_trie.Trie()
        self._forms.frombytes(self._members.pop("forms.marisa"))
        self._flags = self._members.pop("flags.bin")

    def languages(self, form: str) -> frozenset[Language]:
        """The written forms in which `form` is a word."""
        number = self._number(form.lower())
        return _LANGUAGES[0 if number is None else self._flags[number] >> COUNT_BITS]

    def is_word(self, form: str, language: Language | None = None) -> bool:
        """Whether `form` is a word of `language`, or of either written form."""
        number = self._number(form.lower())
        if number is None:
            return False
        return language is None or bool(self._flags[number] >> COUNT_BITS & BITS[language])

    def frequency(self, form: str) -> int:
        """Count class of `form`: 0 unknown, 1 known and never seen, 2 seen once, then one more for each doubling (``og`` has 21).

        Counted in 15 million words of public documents and the training part of the treebank, both written forms together.
        """
        number = self._number(form.lower())
        return 0 if number is None else self._flags[number] & (1 << COUNT_BITS) - 1

    def lemmas(self, form: str, language: Language | None = None) -> tuple[Lemma, ...]:
        """What `form` may be a form of, the likeliest first; empty for unknown forms and forms that nothing explains.

        Bokmål analyses are the dictionary's; nynorsk ones are worked out from paradigms, since its list holds forms
        and lemmas apart, and have not been measured on their own.
        """
        lower = form.lower()
        number = self._number(lower)
        if number is None:
            return ()
        is_genitive = lower not in self._forms
        if is_genitive:
            lower = lower[:-1]
        found = []
        for strip, ending, pos, bits in self._rules[self._analyses[number]]:
            if (language is None or bits & BITS[language]) and not (is_genitive and pos not in NOUNS):
                found.append(Lemma(lower[: len(lower) - strip] + ending, pos, _LANGUAGES[bits]))
        return tuple(found)

    def _number(self, lower: str) -> int | None:
        """Number of a form, or of the noun that it is the genitive of (the dictionary has no genitives)."""
        number: int | None = self._forms.get(lower)
        if number is None and lower.endswith("s"):
            number = self._forms.get(lower[:-1])
            if number is None or not any(
                pos in ("noun", "name") for _, _, pos, _ in self._rules[self._analyses[number]]
            ):
                return None
        return number

    def all_forms(self) -> Iterator[str]:
        """Every form of both written forms, in alphabetical order."""
        yield from self._forms.iterkeys()

    def prefixes(self, text: str) -> list[str]:
        """All words of compounds that `text` (lower case) begins with, shortest first."""
        return list(self._parts.prefixes(text))

    def form_prefixes(self, text: str) -> list[str]:
        """All forms that `text` (lower case) begins with, shortest first."""
        return list(self._forms.prefixes(text))

    def as_first(self, part: str) -> tuple[float, Link] | None:
        """Bits of surprise at `part` (lower case, link included) as a compound's first part, and its link; None where it is none."""
        return self._part(part, 0)

    def as_last(self, lemma: str) -> tuple[float, Link] | None:
        """Bits of surprise at `lemma` (lower case) as a compound's last part; None where it is none."""
        return self._part(lemma, 1)

    def _part(self, part: str, column: int) -> tuple[float, Link] | None:
        number = self._parts.get(part)
        if number is None:
            return None
        value = self._part_classes[3 * number + column]
        if value == 0:
            return None
        return self._part_totals[column] - (value - 2) / 4, Link(self._part_classes[3 * number + 2])

    @cached_property
    def _analyses(self) -> array[int]:
        numbers = array("H")
        numbers.frombytes(self._members["analyses.bin"])
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers

    @cached_property
    def _rules(self) -> list[list[tuple[int, str, str, int]]]:
        rules: list[list[tuple[int, str, str, int]]] = json.loads(self._members["rules.json"])
        return rules

    @cached_property
    def _parts(self) -> marisa_trie.Trie:
        trie = marisa_trie.Trie()
        trie.frombytes(self._members["parts.marisa"])
        return trie

    @cached_property
    def _part_classes(self) -> bytes:
        return self._members["parts.bin"]

    @cached_property
    def _part_totals(self) -> tuple[float, float]:
        totals = []
        for column in (0, 1):
            classes = self._part_classes[column::3]
            totals.append(math.log2(sum(2 ** ((value - 2) / 4) for value in classes if value)))
        return totals[0], totals[1]


@cache
def lexicon() -> Lexicon:
    """The lexicon of the package, read on the first call."""
    return Lexicon(files(resources).joinpath("norwegian", LEXICON_FILE).read_bytes())


def is_word(form: str, language: Language | None = None) -> bool:
    """Whether `form` is a word of `language`, or of either written form; see `Lexicon.is_word`."""
    return lexicon().is_word(form, language)


def frequency(form: str) -> int:
    """Count class of `form`, 0 where it is unknown; see `Lexicon.frequency`."""
    return lexicon().frequency(form)


@lru_cache(maxsize=50_000)
def lemmas(form: str, language: Language | None = None) -> tuple[Lemma, ...]:
    """What `form` may be a form of, the likeliest first; see `Lexicon.lemmas`."""
    return lexicon().lemmas(form, language)
