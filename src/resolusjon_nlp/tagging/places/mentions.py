"""Where a name of the register stands in a text: surfaces, genitives, capitals, ellipsis and compounds. Nothing is decided here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from resolusjon_nlp.norwegian.gazetteer import Gazetteer, PlaceEntry, gazetteer
from resolusjon_nlp.records import PlaceKind
from resolusjon_nlp.tagging.places.compounds import LEAST_NAME, is_area, place_part, stems

LONGEST_NAME = 7
"""Words and hyphens in the longest name of the register."""

WHOLE_NAMES = frozenset({"Mo i Rana"})
"""Names with a preposition that are not split into a place and where it lies."""

_WORD = re.compile(r"[^\W\d_]+\.(?=[^\W\d_])|[^\W\d_]+|\d+|[-–/&]")
_GENITIVE = re.compile(r"(?:s|['’]s?)$")
_GAPS = ("", " ", "\n", "\u00a0")
"""What may stand between two words of one name: nothing beside a hyphen, a space, the end of a line."""
_GOES_ON = re.compile(r"-([^\W\d_]+)")
_BROKEN = re.compile(r"\u00ad\n?(?=[a-zæøå])|- ?\n(?=[a-zæøå])")
_AND = r"\s+(?:og|eller|samt|til)\s+"
_SHARED_TAIL = re.compile(rf"(-?)((?:,\s+[A-ZÆØÅ]\w+-?)*){_AND}([A-ZÆØÅ]\w+)([-\s])([A-ZÆØÅ]\w+)")
_SHARED_ENDING = re.compile(r"-\s+(?:og|eller|samt)\s+([A-ZÆØÅ][^\W\d_]+)")
_JOINT = re.compile(r"\s+og\s+")
_LIES_IN = re.compile(r"\s+(?:i|på)\s+")

Word = tuple[str, int, int]
"""A word or mark of a text with its first and last offset (the latter exclusive)."""


def words_of(text: str) -> list[Word]:
    """Words, numbers and the marks that join names, in order."""
    return [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]


@dataclass(frozen=True)
class Mention:
    """A candidate: ``text[start:end]`` may stand for one of `entries`.

    ``form`` is ``plain``, ``capitals`` (an upper-case line), ``compound``, ``ellipsis``, ``broken`` (divided between two lines) or ``qualified`` (the
    text says where it lies); ``word_end`` is the end of
    the whole word. ``index`` and ``used`` say which of the text's words it covers.
    """

    start: int
    end: int
    entries: tuple[PlaceEntry, ...]
    form: str
    word_end: int
    index: int = 0
    used: int = 1


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
            if len(words) == 1 and len(name) >= LEAST_NAME:
                self._compound[name.lower()] = kept
        for stem, name in stems().items():
            self._compound.setdefault(stem, self._exact[(name,)])
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
                        around = length in (1, 3) and is_area(text[start : part[-1][2]])
                        area = self._inside_word(text, words, index) if around else None
                        return area or (Mention(start, last_end, entries, form, part[-1][2]), length)
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
        last = next(
            (i for i in (index + 1, index + 2) if i < len(words) and match and words[i][1] == match.end()), None
        )
        if last is None:
            return None
        rest, _, stop = words[last]
        for tail in (rest, _GENITIVE.sub("", rest)):
            entries = self._exact.get((first + tail,))
            if entries:
                return Mention(start, stop - (len(rest) - len(tail)), entries, "broken", stop), last - index + 1
        return None

    def _inside_word(self, text: str, words: list[Word], index: int) -> tuple[Mention, int] | None:
        _, start, end = words[index]
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
        if start > 0 and text[start - 1] == "-":
            return None
        length = place_part(text[start:whole_end], self._compound)
        if length is None:
            return None
        return Mention(
            start, start + length, self._compound[text[start : start + length].lower()], "compound", whole_end
        ), used


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
    match = _JOINT.search(text, mention.start, mention.end)
    if match is None:
        return [mention]
    found = [
        next(name_index().mentions(text[start:end]), None)
        for start, end in ((mention.start, match.start()), (match.end(), mention.end))
    ]
    if found[0] is None or found[1] is None:
        return [mention]
    return [
        replace(mention, end=match.start(), entries=found[0].entries, word_end=match.start(), used=found[0].used),
        replace(
            mention,
            start=match.end(),
            entries=found[1].entries,
            index=mention.index + mention.used - found[1].used,
            used=found[1].used,
        ),
    ]


def split_at_in(text: str, mention: Mention) -> list[Mention]:
    """A name and where it lies ("Os i Østerdalen"): two mentions, the first of them no longer ambiguous."""
    match = _LIES_IN.search(text, mention.start, mention.end)
    if match is None or mention.entries[0].name in WHOLE_NAMES:
        return [mention]
    where = next(name_index().mentions(text[match.end() : mention.end]), None)
    if where is None or where.end != mention.end - match.end():
        return [mention]
    return [
        replace(
            mention, end=match.start(), form="qualified", word_end=match.start(), used=mention.used - where.used - 1
        ),
        replace(
            mention,
            start=match.end(),
            entries=where.entries,
            form="plain",
            index=mention.index + mention.used - where.used,
            used=where.used,
        ),
    ]


@cache
def name_index() -> NameIndex:
    """The index over the whole register, made once."""
    return NameIndex(gazetteer())
