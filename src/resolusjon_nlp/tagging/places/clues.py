"""What speaks for and against a candidate: clues by name, which ``evidence.py`` weighs.

A clue of a homograph is a clue of its own (``h:first``): that a sentence begins with *Strand* says other things than that it begins with *Trondheim*.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from resolusjon_nlp.norwegian.gazetteer import PlaceEntry
from resolusjon_nlp.records import Block, PlaceKind
from resolusjon_nlp.resources import load_yaml
from resolusjon_nlp.tagging.places.annotation import ORGANISATION, PERSON, Annotation
from resolusjon_nlp.tagging.places.mentions import Mention

SHORT = 2
"""Names of so few letters are homographs whatever the register says: *Hå*, *Re*."""
REACH = 40
"""Characters before a name in which the word before it is looked for."""

_PREVIOUS = re.compile(r"([^\W\d_][\w.-]*)([^\w]*)$")
_NEXT = re.compile(r"\s+([^\W\d_][\w-]*)")
_AND_LOWER = re.compile(
    r"\s+(?:og|eller)\s+(?!(?:i|på|frå|fra|de|vi|eg|jeg)\b|rest|andre|dei|den|det|om|nabo|kommun|heil|hel|all|fleir|fler|region|distrikt|fylk)[a-zæøå]"
)
_ROLE = re.compile(r",\s+([^\W\d_]+)")
_AGAIN = re.compile(r"\s+(?:etter|for|mot|på|og|i|til|ved)\s+([^\W\d_]+)")
_LIST_GAP = re.compile(r"(?:,\s*|\s*[–/-]\s*|,?\s+(?:og|eller|samt|til|mellom)\s+)")
_INITIAL = re.compile(r"(?:[A-ZÆØÅ]\.-?)+")
_CLOSING = ')»”"'

STRONG_PLACE = frozenset({"before:in", "after:municipality", "after:county"})
"""One of these settles that a name is a place, wherever else in the document it stands."""
UNIT = frozenset({"after:municipality", "after:county"})
"""*Sel kommune* is no person, whoever else bears the name."""
PLACED = STRONG_PLACE | {"organisation", "institution", "beside place"}
"""What a name has by itself that makes it a place although somebody bears it as a surname."""
PERSON_CLUES = frozenset({"before:speech", "after:speech", "before:title", "before:initial", "before:first name"})


@dataclass(frozen=True)
class _Words:
    inside: frozenset[str]
    way: frozenset[str]
    around: frozenset[str]
    municipality: frozenset[str]
    county: frozenset[str]
    first_names: frozenset[str]
    titles: frozenset[str]
    speech: frozenset[str]
    not_names: frozenset[str]


@cache
def words() -> _Words:
    """The word lists."""
    data = load_yaml("places/context.yaml")
    return _Words(
        frozenset(data["place_prepositions"]),
        frozenset(data["way_prepositions"]),
        frozenset(data["other_prepositions"]),
        frozenset(data["municipality_words"]),
        frozenset(data["county_words"]),
        frozenset(data["first_names"]),
        frozenset(data["person_titles"]),
        frozenset(data["speech_verbs"]),
        frozenset(data["not_names"]),
    )


@dataclass
class Candidate:
    """A mention with what is known of it.

    ``kept`` are its readings at the document's time, ``clues`` those of the text, ``annotated`` those of the trained pipeline; the ``probability`` that it is
    a place is found later.
    """

    mention: Mention
    block: Block
    kept: tuple[PlaceEntry, ...]
    homograph: bool
    clues: list[str] = field(default_factory=list)
    annotated: list[str] = field(default_factory=list)
    probability: float = 0.0

    @property
    def in_list(self) -> bool:
        """Whether another place stands beside it."""
        return "beside place" in self.clues or "beside homograph" in self.clues

    @property
    def surface(self) -> str:
        """The name as it stands in the text."""
        return self.block.text[self.mention.start : self.mention.end]

    @property
    def start(self) -> int:
        """First offset in the resolution's text."""
        return self.block.start + self.mention.start

    @property
    def end(self) -> int:
        """Offset after the last character in the resolution's text."""
        return self.block.start + self.mention.end


def is_word(candidate: Candidate, *, is_first: bool) -> bool:
    """Whether what stands beside shows another name or a word: "Vestre Viken", "Time etter time", and at the head of a sentence "Strand og svaberg"."""
    text, start, end = candidate.block.text, candidate.mention.start, candidate.mention.word_end
    if text[text.rfind(" ", 0, max(0, start - 1)) + 1 : end] in words().not_names:
        return True
    if candidate.homograph and is_first and _AND_LOWER.match(text, end):
        return True
    again = _AGAIN.match(text, end)
    return again is not None and again.group(1) == candidate.surface.lower()


def is_homograph(mention: Mention) -> bool:
    """Whether the name may well be something else than a place."""
    if mention.form == "qualified":
        return False
    return all(entry.homograph for entry in mention.entries) or mention.end - mention.start <= SHORT


def context_clues(candidate: Candidate, *, is_first: bool) -> Iterable[str]:
    """Clues of form, position and neighbouring words."""
    mention, text = candidate.mention, candidate.block.text
    yield _kind(candidate.kept[0], homograph=candidate.homograph)
    if mention.used > 1:
        yield "several words"
    if mention.form != "plain":
        yield f"form:{mention.form}"
    if is_first:
        yield "first"
    if text.strip(" .,;:!?") == text[mention.start : mention.word_end]:
        yield "alone"
    if mention.word_end > mention.end and mention.form == "plain":
        yield "genitive"
    previous, gap = _before(text, mention.start)
    following = _NEXT.match(text, mention.word_end)
    after = following.group(1) if following else ""
    yield from _clues_before(previous, gap, is_first=is_first)
    yield from _clues_after(candidate, after, is_first=is_first)
    if text[mention.word_end : mention.word_end + 1] in _CLOSING and "(" in gap:
        yield "in brackets"
    if mention.start > 0 and text[mention.start - 1] == "-":
        yield "after hyphen"


def _clues_after(candidate: Candidate, after: str, *, is_first: bool) -> Iterable[str]:
    mention, text, lists = candidate.mention, candidate.block.text, words()
    if after.lower() in lists.municipality:
        yield "after:municipality"
    elif after.lower() in lists.county:
        yield "after:county"
    elif after.lower() in lists.speech:
        yield "after:speech"
    elif after[:1].isupper() and mention.form != "capitals":
        yield "after:capital"
    elif is_first and text[mention.word_end : mention.word_end + 1] == ":":
        yield "after:colon"
    elif (role := _ROLE.match(text, mention.word_end)) is not None and role.group(1).lower() in lists.titles:
        yield "after:title"
    elif _AND_LOWER.match(text, mention.word_end):
        yield "after:and"
    elif after:
        yield "after:word"


def _clues_before(previous: str, gap: str, *, is_first: bool) -> Iterable[str]:
    if is_first:
        return
    if gap == " ":
        yield _word_before(previous)
    elif gap == ". " and len(previous) == 1 and previous.isupper():
        yield "before:initial"
    elif previous.lower() in words().speech and gap.strip() in ("", ":"):
        yield "before:speech"
    else:
        yield "before:mark"


def _word_before(word: str) -> str:
    lists = words()
    if _INITIAL.fullmatch(word):
        return "before:initial"
    if word in lists.first_names:
        return "before:first name"
    lower = word.lower()
    listed = {"title": lists.titles, "in": lists.inside, "to": lists.way, "of": lists.around, "speech": lists.speech}
    for clue, known in listed.items():
        if lower in known:
            return f"before:{clue}"
    return "before:capital" if word[:1].isupper() else "before:word"


def _before(text: str, start: int) -> tuple[str, str]:
    """The word before `start` and what stands between."""
    match = _PREVIOUS.search(text[max(0, start - REACH) : start])
    return (match.group(1), match.group(2)) if match else ("", "")


def _kind(entry: PlaceEntry, *, homograph: bool) -> str:
    if entry.kind is PlaceKind.FORMER_COUNTY:
        return "kind:county"
    # Too few districts are words too ("Lister") for weights of their own.
    return "kind:municipality" if homograph and entry.kind is PlaceKind.DISTRICT else f"kind:{entry.kind.value}"


def document_clues(
    candidate: Candidate, *, counties: Container[str], settled: frozenset[str], surnames: frozenset[str]
) -> Iterable[str]:
    """Clues of the rest of the document: counties its places lie in, names settled elsewhere, surnames."""
    if any(entry.county is not None and entry.county in counties for entry in candidate.kept):
        yield "county"
    if candidate.surface in settled:
        # "Sola skinner" may well follow "flyplassen på Sola".
        yield "settled, first" if candidate.homograph and "first" in candidate.clues else "settled"
    if candidate.surface in surnames and UNIT.isdisjoint(candidate.clues):
        # Knut Moss may well live in Moss.
        yield "surname" if PLACED.isdisjoint(candidate.clues) else "surname, placed"


def neighbour_clues(candidates: Sequence[Candidate], index: int) -> Iterable[str]:
    """Whether a place stands beside the candidate in a list."""
    here = candidates[index]
    found = ""
    for other, left, right in ((index - 1, index - 1, index), (index + 1, index, index + 1)):
        if not 0 <= other < len(candidates) or candidates[other].block is not here.block:
            continue
        start, end = candidates[left].mention.word_end, candidates[right].mention.start
        if end - start <= REACH and _LIST_GAP.fullmatch(here.block.text, start, end):
            found = "beside homograph" if candidates[other].homograph and not found else "beside place"
    if found:
        yield found


def is_list_gap(between: str) -> bool:
    """Whether this stands between two names of a list."""
    return len(between) <= REACH and _LIST_GAP.fullmatch(between) is not None


def annotation_clues(candidate: Candidate, annotation: Annotation, persons: frozenset[str]) -> Iterable[str]:
    """Clues of the trained pipeline; nothing where it did not run."""
    if not annotation.present:
        return
    first = ", first" if "first" in candidate.clues else ""
    if candidate.mention.form != "compound":
        if annotation.is_proper_noun(candidate.start):
            yield "proper noun"
        else:
            yield f"other word{first}"
    entity = annotation.entity(candidate.start, candidate.end)
    if entity is None:
        yield f"entity:none{first}"
    else:
        longer = entity.end - entity.start > candidate.end - candidate.start + 1
        label = "WORK" if entity.label in ("PROD", "EVT", "MISC") else entity.label
        yield f"entity:{label}{'+' if longer and label in (PERSON, ORGANISATION, 'WORK') else ''}"
        if entity.label == PERSON and not PERSON_CLUES.isdisjoint(candidate.clues):
            yield "person speaks"
    if candidate.surface in persons and UNIT.isdisjoint(candidate.clues):
        yield "person elsewhere" if PLACED.isdisjoint(candidate.clues) else "person elsewhere, placed"
