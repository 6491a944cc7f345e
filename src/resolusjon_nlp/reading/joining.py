"""From the lines of a block to running text, with a map back to the source.

A hyphen at a line's end is decided by evidence, and every decision is recorded: the raw line keeps its hyphen, the join says what became
of it, so that nothing is lost and anything can be undone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from resolusjon_nlp.norwegian.compounds import is_compound
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.norwegian.hyphenation import hyphen_rules
from resolusjon_nlp.norwegian.lexicon import is_word, lemmas
from resolusjon_nlp.reading.characters import HYPHENS, SOFT_HYPHENS, SUPERSCRIPT_DIGITS, is_simple, pieces, plain
from resolusjon_nlp.reading.lines import Slice, VisualLine
from resolusjon_nlp.records import HyphenJoin, Segment

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_PART = re.compile(r"([\w.]+(?:-[\w.]+)*)$")
_FIRST_WORD = re.compile(r"\s*([^\W_]+)")

_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LEVEL_MARK = re.compile(r"(?<=[^\W\d_][.,;:!?»])\d{1,2}(?=\s|$)")
"""A note's number close after a sentence's stop; some fonts draw it raised without saying so."""

_UNIT = re.compile(r"(?<![^\W\d_])[kcdm]?m$")
_TIGHT = re.compile(r"(?:[^\W\d_][–—](?<!\s.)|\d[–—]|\w/)$")
"""A dash or slash that stands close to the word before it ("Oslo–Bergen", "og/eller") stands close to the next one as well."""

SHORTEST_NOUN = 4

Action = Literal["removed", "kept", "suspended"]


@dataclass
class Joined:
    """Text of one block; segment and join offsets are relative to it."""

    text: str = ""
    segments: list[Segment] = field(default_factory=list)
    joins: list[HyphenJoin] = field(default_factory=list)


class Vocabulary:
    """The words a document itself uses away from line ends: its best lexicon for hyphens."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.words: Counter[str] = Counter()
        for line in lines:
            text = plain(line)
            found = list(_WORD.finditer(text))
            for match in found:
                at_edge = match.end() >= len(text) - 1 and text[-1:] in HYPHENS
                if not at_edge:
                    self.words[match.group().lower()] += 1

    def __contains__(self, word: str) -> bool:
        return self.words[word.lower()] > 0


def join_lines(
    lines: Sequence[VisualLine],
    slices: Sequence[Slice],
    vocabulary: Vocabulary,
    *,
    note_marks: frozenset[str] = frozenset(),
    as_rows: bool = False,
) -> Joined:
    """Join the slices of a block into running text.

    Parameters
    ----------
    note_marks
        Numbers of the document's footnotes: raised figures that refer to them are left out of the text.
    as_rows
        Keep each line on a line of its own, as the rows of a table are.
    """
    out = _Writer(note_marks)
    for piece in slices:
        raw = lines[piece.line].text
        start, end = _trimmed(raw, piece.start, piece.end)
        if start == end:
            continue
        if out.text and as_rows:
            out.text += "\n"
        elif out.text:
            out.connect(raw, start, end, vocabulary)
        out.copy(raw, piece.line, start, end)
    return out.finished()


def _trimmed(raw: str, start: int, end: int) -> tuple[int, int]:
    while start < end and raw[start].isspace():
        start += 1
    while end > start and raw[end - 1].isspace():
        end -= 1
    return start, end


class _Writer:
    """Collects running text with the raw place each part came from."""

    def __init__(self, note_marks: frozenset[str]) -> None:
        self.note_marks = note_marks
        self.text = ""
        self.segments: list[Segment] = []
        self.joins: list[HyphenJoin] = []
        self.last_raw = ""

    def copy(self, raw: str, line: int, start: int, end: int) -> None:
        self.last_raw = raw[end - 1]
        skipped = self._references(raw, start, end)
        if not skipped and is_simple(raw, start, end) and "  " not in raw[start:end]:
            self._append(raw[start:end], line, start, end)
            return
        for piece in pieces(raw, start, end):
            if piece.start in skipped:
                continue
            if piece.text and not (piece.text == " " and (not self.text or self.text.endswith(" "))):
                self._append(piece.text, line, piece.start, piece.end)

    def _references(self, raw: str, start: int, end: int) -> set[int]:
        """Places of raised figures that refer to a footnote; those after a unit ("m²") are powers."""
        if not self.note_marks:
            return set()
        found: set[int] = set()
        for match in _LEVEL_MARK.finditer(raw, start, end):
            if match.group() in self.note_marks:
                found.update(range(match.start(), match.end()))
        for match in _RAISED.finditer(raw, start, end):
            if match.group().translate(SUPERSCRIPT_DIGITS) in self.note_marks and not _UNIT.search(
                raw[: match.start()]
            ):
                found.update(range(match.start(), match.end()))
        return found

    def connect(self, raw: str, start: int, end: int, vocabulary: Vocabulary) -> None:
        """Bridge what is written so far and the line that begins at ``raw[start]``."""
        if self.last_raw not in HYPHENS:
            if not (_TIGHT.search(self.text) and raw[start].isalnum()):
                self._space()
            return
        soft = self.last_raw in SOFT_HYPHENS
        text = self.text.rstrip(SOFT_HYPHENS)
        before = _LAST_PART.search(text.removesuffix("-"))
        follows = _FIRST_WORD.match(plain(raw[start:end]))
        if before is None or follows is None or text.endswith((" -", " –")):
            self._space()
            return
        action, evidence = decide_hyphen(before.group(1), follows.group(1), vocabulary, soft=soft)
        if action == "removed":
            self._strip(HYPHENS)
        elif not self.text.endswith("-"):
            # A soft hyphen or ¬ printed where a real one belongs.
            self._strip(SOFT_HYPHENS)
            self.text += "-"
        offset = len(self.text)
        if action == "suspended":
            self._space()
        self.joins.append(HyphenJoin(offset=offset, action=action, hyphen=self.last_raw, evidence=evidence))

    def finished(self) -> Joined:
        self._strip(" ")
        return Joined(self.text, self.segments, self.joins)

    def _append(self, text: str, line: int, start: int, end: int) -> None:
        """Add `text`, which stands for ``raw[start:end]``; characters that map one to one form one segment."""
        at = len(self.text)
        self.text += text
        last = self.segments[-1] if self.segments else None
        if (
            last is not None
            and (last.line, last.end, last.line_end) == (line, at, start)
            and len(text) == end - start
            and last.end - last.start == last.line_end - last.line_start
        ):
            self.segments[-1] = Segment(last.start, at + len(text), line, last.line_start, end)
        else:
            self.segments.append(Segment(at, at + len(text), line, start, end))

    def _strip(self, characters: str) -> None:
        """Take `characters` off the end again."""
        self.text = self.text.rstrip(characters)
        while self.segments and self.segments[-1].end > len(self.text):
            last = self.segments.pop()
            if last.start < len(self.text):
                kept = len(self.text) - last.start
                self.segments.append(
                    Segment(last.start, len(self.text), last.line, last.line_start, last.line_start + kept)
                )

    def _space(self) -> None:
        if self.text and not self.text.endswith(" "):
            self.text += " "


def decide_hyphen(before: str, after: str, vocabulary: Vocabulary, *, soft: bool = False) -> tuple[Action, str]:
    """Decide what a line-end hyphen between `before` and `after` is.

    Parameters
    ----------
    before, after
        The letters on both sides, without the hyphen; `before` may itself hold hyphens (``nær-``, ``Aurskog``, ``ikke-lov``).
    vocabulary
        The document's own words.
    soft
        The character is one that is only ever a sign of hyphenation.

    Returns
    -------
    action, evidence
        ``removed``, ``kept`` or ``suspended``, and which evidence settled it.
    """
    last = before.rsplit("-", 1)[-1]
    whole, split = last + after, f"{last}-{after}"
    if after.lower() in hyphen_rules().coordinators and not soft and whole not in vocabulary and not is_word(whole):
        return "suspended", "coordination"
    if (before + after) in vocabulary or whole in vocabulary:
        return "removed", "document"
    if f"{before}-{after}" in vocabulary or split in vocabulary:
        return "kept", "document"
    if soft:
        return "removed", "soft hyphen"
    if after[:1].isupper():
        return ("removed", "capitals") if before.isupper() and len(before) > 4 else ("kept", "capital")
    return _by_language(before, last, after)


def _by_language(before: str, last: str, after: str) -> tuple[Action, str]:
    """Decide by what is known of Norwegian words and names; `last` is the part of `before` after its last hyphen."""
    rules = hyphen_rules()
    whole, split = last + after, f"{last}-{after}"
    if is_word(split):
        return "kept", "lexicon"
    places = gazetteer().by_name
    if whole in places or whole.removesuffix("s") in places:
        return "removed", "place"
    if last in places and not (is_word(last) and is_word(whole)):
        # "Volda-sjukehuset" and "Oslobudsjettet" are both right; what is on the page is not taken away without need.
        return "kept", "place"
    if is_word(whole):
        return "removed", "lexicon"
    if any(character.isdigit() for character in last) or last.isupper() or last.lower() in rules.abbreviations:
        return "kept", "abbreviation"
    if last.lower() in rules.hyphenated_prefixes:
        return "kept", "prefix"
    if last[:1].isupper() and not is_word(last) and _is_noun(after) and not is_compound(whole):
        return "kept", "name"  # "Oslofjord-området"
    if before.count("-") > 1:
        return "kept", "phrase"  # "sykle-til-jobben-aksjonen"
    if _is_adjective(last) and _is_adjective(after):
        return "kept", "adjectives"  # "faglig-politisk"
    return "removed", "default"


def _is_noun(word: str) -> bool:
    found = lemmas(word.lower())
    return len(word) >= SHORTEST_NOUN and bool(found) and found[0].pos == "noun"


def _is_adjective(word: str) -> bool:
    found = lemmas(word.lower())
    return bool(found) and found[0].pos == "adj" and word.lower().endswith(_OF_A_KIND)


_OF_A_KIND = ("lig", "lige", "leg", "lege", "isk", "iske", "nal", "nale", "sial", "siale")
"""Endings of adjectives that are put side by side rather than compounded."""
