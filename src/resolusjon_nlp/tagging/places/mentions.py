"""Where a name of the register stands in a text: surfaces, genitives, capitals, ellipsis and compounds. Nothing is decided here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from resolusjon_nlp.norwegian.gazetteer import Gazetteer, PlaceEntry, gazetteer
from resolusjon_nlp.records import PlaceKind
from resolusjon_nlp.resources import load_yaml

LONGEST_NAME = 7
"""Words and hyphens in the longest name of the register."""

LEAST_COMPOUND = 4
"""Shorter names are not looked for inside words."""

_WORD = re.compile(r"[^\W\d_]+\.(?=[^\W\d_])|[^\W\d_]+|\d+|[-–/&]")
_GENITIVE = re.compile(r"(?:s|['’]s?)$")
_LINK = re.compile(r"(?:s|e)?-?")
_GAPS = ("", " ", "\n", "\u00a0")
"""What may stand between two words of one name: nothing beside a hyphen, a space, the end of a line."""
_GOES_ON = re.compile(r"-([^\W\d_]+)")
_BROKEN = re.compile(r"\u00ad\n?(?=[a-zæøå])|- ?\n(?=[a-zæøå])")
_AND = r"\s+(?:og|eller|samt|til)\s+"
_SHARED_TAIL = re.compile(rf"(-?)((?:,\s+[A-ZÆØÅ]\w+-?)*){_AND}([A-ZÆØÅ]\w+)([-\s])([A-ZÆØÅ]\w+)")
_SHARED_ENDING = re.compile(r"-\s+(?:og|eller|samt)\s+([A-ZÆØÅ][^\W\d_]+)")

Word = tuple[str, int, int]
"""A word or mark of a text with its first and last offset (the latter exclusive)."""


def words_of(text: str) -> list[Word]:
    """Words, numbers and the marks that join names, in order."""
    return [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]


@dataclass(frozen=True)
class Mention:
    """A candidate: ``text[start:end]`` may stand for one of `entries`.

    ``form`` is ``plain``, ``capitals`` (an upper-case line), ``compound``, ``ellipsis`` or ``broken`` (divided between two lines); ``word_end`` is the end of
    the whole word. ``index`` and ``used`` say which of the text's words it covers.
    """

    start: int
    end: int
    entries: tuple[PlaceEntry, ...]
    form: str
    word_end: int
    index: int = 0
    used: int = 1


@dataclass(frozen=True)
class _Context:
    heads: tuple[str, ...]
    not_compounds: frozenset[str]


@cache
def _context() -> _Context:
    data = load_yaml("places/context.yaml")
    return _Context(tuple(data["compound_heads"]), frozenset(data["not_compounds"]))


class NameIndex:
    """The register's names by their words."""

    def __init__(self, register: Gazetteer) -> None:
        self._exact: dict[tuple[str, ...], tuple[PlaceEntry, ...]] = {}
        self._upper: dict[tuple[str, ...], tuple[PlaceEntry, ...]] = {}
        self._compound: dict[str, tuple[PlaceEntry, ...]] = {}
        for name, entries in register.by_name.items():
            words = tuple(match.group() for match in _WORD.finditer(name))
            kept = tuple(e for e in entries if not (e.kind is PlaceKind.COUNTY and e.name == "Oslo"))
            self._exact[words] = self._exact.get(words, ()) + kept
            self._upper[tuple(word.upper() for word in words)] = self._exact[words]
            if len(words) == 1 and len(name) >= LEAST_COMPOUND:
                self._compound[name.lower()] = kept
        self._singles = {words[0] for words in self._exact if len(words) == 1}

    def mentions(self, text: str, words: list[Word] | None = None) -> Iterator[Mention]:
        """Candidates in `text` (with its `words`), left to right, the longest at each word."""
        words = words_of(text) if words is None else words
        index = 0
        while index < len(words):
            found = self._at(text, words, index)
            if found is None:
                index += 1
                continue
            mention, used = found
            yield replace(mention, index=index, used=used)
            index += used

    def _at(self, text: str, words: list[Word], index: int) -> tuple[Mention, int] | None:
        word, start, _ = words[index]
        if not word[0].isalpha():
            return None
        if word[0].isupper():
            for length in range(min(LONGEST_NAME, len(words) - index), 0, -1):
                part = words[index : index + length]
                if not _is_run(text, part):
                    continue
                for genitive in (False, True):
                    names = _names(part, genitive=genitive)
                    if names is None:
                        continue
                    last_end = part[-1][2] - (len(part[-1][0]) - len(names[-1]))
                    if self._continues(text, last_end if not genitive else part[-1][2]):
                        continue
                    entries = self._exact.get(names)
                    form = "plain"
                    if entries is None and all(n.isupper() for n in names) and sum(map(len, names)) >= 2:
                        entries, form = self._upper.get(names), "capitals"
                    if entries:
                        return Mention(start, last_end, entries, form, part[-1][2]), length
            divided = (
                self._ellipsis(text, words, index)
                or self._joined_ellipsis(text, words, index)
                or self._broken(text, words, index)
            )
            if divided is not None:
                return divided
        return self._inside_word(text, words, index)

    def _continues(self, text: str, end: int) -> bool:
        """Whether a hyphenated word goes on after `end` ("Oslo-skolen"; "Ørland-Bjugn" are two names, as with a dash)."""
        match = _GOES_ON.match(text, end)
        return match is not None and match.group(1) not in self._singles

    def _ellipsis(self, text: str, words: list[Word], index: int) -> tuple[Mention, int] | None:
        """ "Nord-" in "Nord- og Sør-Odal", "Øvre" in "Øvre og Nedre Eiker"."""
        match = _SHARED_TAIL.match(text, words[index][2])
        if match is None or (match.group(1) == "-") != (match.group(4) == "-"):
            return None
        first, start, end = words[index]
        stop = end + len(match.group(1))
        core = match.group(5)
        for tail in (core, _GENITIVE.sub("", core)):
            name = (first, "-", tail) if match.group(4) == "-" else (first, tail)
            entries = self._exact.get(name)
            if entries:
                return Mention(start, stop, entries, "ellipsis", stop), 1 + len(match.group(1))
        return None

    def _joined_ellipsis(self, text: str, words: list[Word], index: int) -> tuple[Mention, int] | None:
        """ "Nord-" in "Nord- og Sunnhordland", where the names are written in one."""
        first, start, end = words[index]
        match = _SHARED_ENDING.match(text, end)
        if match is None:
            return None
        other = match.group(1)
        for cut in range(3, len(other) - 3):
            for tail in (other[cut:], _GENITIVE.sub("", other[cut:])):
                if (other in self._singles or _GENITIVE.sub("", other) in self._singles) and (
                    entries := self._exact.get((first + tail,))
                ):
                    return Mention(start, end + 1, entries, "ellipsis", end + 1), 2
        return None

    def _broken(self, text: str, words: list[Word], index: int) -> tuple[Mention, int] | None:
        """ "Ullens-" at the end of a line, "aker" on the next (also with a soft hyphen)."""
        first, start, end = words[index]
        match = _BROKEN.match(text, end)
        last = next((i for i in (index + 1, index + 2) if i < len(words) and match and words[i][1] == match.end()), None)
        if last is None:
            return None
        rest, _, stop = words[last]
        for tail in (rest, _GENITIVE.sub("", rest)):
            entries = self._exact.get((first + tail,))
            if entries:
                return Mention(start, stop - (len(rest) - len(tail)), entries, "broken", stop), last - index + 1
        return None

    def _inside_word(self, text: str, words: list[Word], index: int) -> tuple[Mention, int] | None:
        word, start, end = words[index]
        whole_end = end
        used = 1
        while (
            index + used + 1 < len(words)
            and words[index + used][0] == "-"
            and words[index + used][1] == whole_end
            and words[index + used + 1][1] == words[index + used][2]
        ):
            whole_end = words[index + used + 1][2]
            used += 2
        whole = text[start:whole_end].lower()
        context = _context()
        if whole in context.not_compounds or (start > 0 and text[start - 1] == "-"):
            return None
        for length in range(len(whole) - 2, LEAST_COMPOUND - 1, -1):
            entries = self._compound.get(whole[:length])
            if not entries:
                continue
            rest = whole[length:]
            link = _LINK.match(rest)
            tails = {rest.lstrip("-"), rest[link.end() :] if link else rest}
            if any(tail.startswith(context.heads) for tail in tails):
                homograph = all(entry.homograph for entry in entries)
                if homograph and (not word[0].isupper() or "-" not in whole):
                    continue
                return Mention(start, start + length, entries, "compound", whole_end), used
        return None


def _is_run(text: str, part: list[Word]) -> bool:
    """Whether words are joined by single spaces or by nothing but a hyphen."""
    return all(text[left[2] : right[1]] in _GAPS for left, right in pairwise(part))


def _names(part: list[Word], *, genitive: bool) -> tuple[str, ...] | None:
    words = tuple(word for word, _, _ in part)
    if not genitive:
        return words
    last = words[-1]
    if not last.endswith(("s", "S")) or len(last) < 3:
        return None
    return (*words[:-1], last[:-1])


def split_at_and(text: str, mention: Mention) -> list[Mention]:
    """The two names of a joint one ("Vestfold og Telemark" before there was such a county)."""
    surface = text[mention.start : mention.end]
    match = re.search(r"\s+og\s+", surface)
    if match is None:
        return [mention]
    parts = []
    for start, end in ((mention.start, mention.start + match.start()), (mention.start + match.end(), mention.end)):
        found = next(name_index().mentions(text[start:end]), None)
        if found is None:
            return [mention]
        last = end == mention.end
        parts.append(
            Mention(
                start,
                end,
                found.entries,
                mention.form,
                mention.word_end if last else end,
                mention.index + (mention.used - found.used if last else 0),
                found.used,
            )
        )
    return parts


@cache
def name_index() -> NameIndex:
    """The index over the whole register, made once."""
    return NameIndex(gazetteer())
