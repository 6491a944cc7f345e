"""From candidates to linked places: is it a place here, which one, and which code was in force.

A name that is nothing else is taken as it stands. A homograph must earn it: by a preposition before it, a word such as ``kommune`` after it,
places beside it in a list, its county's company in the document, or case in mid-sentence; a first name or title before it speaks against.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache

from resolusjon_nlp.norwegian.gazetteer import PlaceEntry, gazetteer
from resolusjon_nlp.norwegian.sentences import sentence_spans
from resolusjon_nlp.records import Block, BlockType, Place, PlaceKind, Resolution
from resolusjon_nlp.resources import load_yaml
from resolusjon_nlp.tagging.places.mentions import Mention, name_index, split_at_and
from resolusjon_nlp.tagging.places.organisations import in_organisation

SURE = 0.97
COMPOUND = 0.85
UNDECIDED = 0.5
LEAST_EVIDENCE = 1.0
"""A homograph needs this sum of evidence to be a place."""

_PREVIOUS = re.compile(r"([^\W\d_][\w.-]*)([^\w]*)$")
_NEXT = re.compile(r"^\s+([^\W\d_]+)")
_LIST_GAP = re.compile(r"^(?:,\s*|\s+(?:og|eller|samt|til|mellom)\s+|\s*[–/-]\s*|,?\s+(?:og|eller|samt)\s+)$")


@dataclass(frozen=True)
class _Words:
    prepositions: frozenset[str]
    municipality: frozenset[str]
    county: frozenset[str]
    first_names: frozenset[str]
    titles: frozenset[str]


@cache
def _words() -> _Words:
    data = load_yaml("places/context.yaml")
    return _Words(
        frozenset(data["place_prepositions"]),
        frozenset(data["municipality_words"]),
        frozenset(data["county_words"]),
        frozenset(data["first_names"]),
        frozenset(data["person_titles"]),
    )


@dataclass
class _Candidate:
    mention: Mention
    block: Block
    entries: tuple[PlaceEntry, ...]
    evidence: float
    is_ordinary: bool
    """Only a place bears this name."""


def link_places(resolution: Resolution) -> tuple[Place, ...]:
    """All places of a resolution, in the order of the text."""
    year = int(resolution.date[:4]) if resolution.date else None
    candidates = [
        candidate
        for block in resolution.blocks
        if block.type not in (BlockType.FURNITURE, BlockType.TOC)
        for candidate in _candidates(block, year)
    ]
    counties = _counties(candidates, resolution)
    settled = {_surface(c) for i, c in enumerate(candidates) if _is_place(candidates, i, counties, frozenset())}
    places = []
    for index, candidate in enumerate(candidates):
        if not _is_place(candidates, index, counties, settled):
            continue
        place = _place(candidate, counties, year, resolution)
        places.append(place)
    return tuple(sorted(places, key=lambda place: place.start))


def _candidates(block: Block, year: int | None) -> list[_Candidate]:
    starts = {start + _opening(block.text[start:]) for start, _ in sentence_spans(block.text)}
    out = []
    for mention in _mentions(block.text, year):
        entries = _timely(mention.entries, year)
        homograph = (
            all(entry.homograph for entry in mention.entries) or len(block.text[mention.start : mention.end]) <= 2
        )
        evidence = _evidence(block, mention, is_first=mention.start in starts)
        if evidence is None:
            continue
        out.append(_Candidate(mention, block, entries, evidence, not homograph and mention.form != "compound"))
    return out


def _mentions(text: str, year: int | None) -> Iterator[Mention]:
    """Candidates, with joint names cut in two where no such unit existed."""
    for mention in name_index().mentions(text):
        entry = mention.entries[0]
        gone = entry.kind is PlaceKind.FORMER_COUNTY and year is not None and not _in_force(entry, year)
        if " og " in entry.name and (entry.kind is PlaceKind.DISTRICT or gone):
            yield from split_at_and(text, mention)
        else:
            yield mention


def _in_force(entry: PlaceEntry, year: int) -> bool:
    return (entry.valid_from or year) <= year <= (entry.valid_to or year)


def _opening(sentence: str) -> int:
    return len(sentence) - len(sentence.lstrip('«"“–- ('))


def _timely(entries: tuple[PlaceEntry, ...], year: int | None) -> tuple[PlaceEntry, ...]:
    """Readings by likelihood at the time: a town that was a municipality then is that municipality, later it is the town."""
    kinds = {entry.kind for entry in entries}
    if PlaceKind.FORMER_MUNICIPALITY in kinds and PlaceKind.TOWN in kinds:
        former = next(e for e in entries if e.kind is PlaceKind.FORMER_MUNICIPALITY)
        was_one = year is not None and former.valid_to is not None and year <= former.valid_to
        drop = PlaceKind.TOWN if was_one or year is None else PlaceKind.FORMER_MUNICIPALITY
        entries = tuple(e for e in entries if e.kind is not drop)
    return entries


def _evidence(block: Block, mention: Mention, *, is_first: bool) -> float | None:
    """Evidence that a name stands for a place here; None where it certainly does not."""
    words = _words()
    text = block.text
    before = _PREVIOUS.search(text[: mention.start])
    previous, gap = (before.group(1), before.group(2)) if before else ("", "")
    following = _NEXT.match(text[mention.word_end :])
    after = following.group(1) if following else ""
    if gap == " " and (
        previous in words.first_names
        or (previous.lower() in words.titles and mention.form == "plain" and after[:1].islower() is False)
    ):
        return None
    if gap == " " and previous in words.first_names:
        return None
    if gap == ". " and len(previous) == 1 and previous.isupper():
        return None  # an initial before a surname
    score = 0.0
    if gap == " " and previous.lower() in words.prepositions:
        score += 1.0 if previous.lower() not in ("om", "som", "over", "mot") else 0.6
    if after.lower() in words.municipality or after.lower() in words.county:
        score += 1.5
    if mention.form == "capitals":
        score -= 0.3
    elif not is_first:
        score += 0.6
    if (
        text[mention.end : mention.end + 1] in ("s", "’", "'")
        and mention.word_end > mention.end
        and mention.form == "plain"
    ):
        score += 0.2
    if (
        after[:1].isupper()
        and after.lower() not in words.municipality
        and not is_first
        and gap == " "
        and previous[:1].isupper()
    ):
        score -= 0.6
    return score


def _counties(candidates: Sequence[_Candidate], resolution: Resolution) -> Counter[str]:
    """Counties that the document's unambiguous places lie in, its own region counting thrice."""
    found: Counter[str] = Counter()
    for candidate in candidates:
        counties = {entry.county for entry in candidate.entries if entry.county}
        if candidate.is_ordinary and len(counties) == 1:
            found[counties.pop()] += 1
    for entry in gazetteer().by_name.get(resolution.region or "", ()):
        if entry.county:
            found[entry.county] += 3
        for member in entry.members[:60]:
            found[member[:2]] += 1
    return found


def _surface(candidate: _Candidate) -> str:
    return candidate.block.text[candidate.mention.start : candidate.mention.end]


def _is_place(candidates: Sequence[_Candidate], index: int, counties: Counter[str], settled: Set[str]) -> bool:
    """Whether a candidate is a place; `settled` are names known to be places in this document."""
    candidate = candidates[index]
    if candidate.is_ordinary:
        return candidate.evidence > -0.5 or candidate.mention.form == "capitals"
    if candidate.mention.form in ("compound", "ellipsis"):
        return True
    evidence = candidate.evidence
    if _has_place_beside(candidates, index):
        evidence += 0.7
    if any(entry.county in counties for entry in candidate.entries):
        evidence += 0.35
    if in_organisation(candidate.block.text, candidate.mention.start, candidate.mention.end):
        evidence += 0.8
    if _surface(candidate) in settled:
        evidence += 0.6
    if candidate.block.text.strip(" .,;") == _surface(candidate):
        evidence += 0.7
    return evidence >= LEAST_EVIDENCE


def _has_place_beside(candidates: Sequence[_Candidate], index: int) -> bool:
    here = candidates[index]
    for other, left, right in (
        (index - 1, index - 1, index),
        (index + 1, index, index + 1),
    ):
        if not 0 <= other < len(candidates) or candidates[other].block is not here.block:
            continue
        between = here.block.text[candidates[left].mention.word_end : candidates[right].mention.start]
        if _LIST_GAP.match(between) and (candidates[other].is_ordinary or candidates[other].evidence >= 0.6):
            return True
    return False


def _place(candidate: _Candidate, counties: Counter[str], year: int | None, resolution: Resolution) -> Place:
    mention, block = candidate.mention, candidate.block
    entry, confidence, rivals = _choose(candidate, counties)
    start, end = block.start + mention.start, block.start + mention.end
    if mention.form == "compound":
        confidence = min(confidence, COMPOUND)
    elif not candidate.is_ordinary:
        confidence = min(confidence, round(0.6 + 0.12 * min(candidate.evidence, 2.5), 2))
    undecided = len(rivals) > 1
    inside = (
        (
            block.type is BlockType.BODY
            and mention.form != "compound"
            and not block.text[: mention.start].rstrip().endswith(",")
        )
        or in_organisation(block.text, mention.start, mention.end)
        or _shares_organisation(block.text, mention.start)
    )
    return Place(
        start=start,
        end=end,
        surface=block.text[mention.start : mention.end],
        kind=entry.kind,
        code=None if undecided else entry.code,
        code_then=None if undecided else gazetteer().code_in(entry, year),
        name=entry.name,
        county=None if undecided else entry.county,
        in_organisation=inside,
        members=entry.members,
        candidates=tuple(code for rival in rivals if (code := rival.code)) if undecided else (),
        confidence=UNDECIDED if undecided else confidence,
    )


def _choose(candidate: _Candidate, counties: Counter[str]) -> tuple[PlaceEntry, float, tuple[PlaceEntry, ...]]:
    """The reading, how sure it is, and (more than one) the readings between which nothing decides."""
    entries = candidate.entries
    following = _NEXT.match(candidate.block.text[candidate.mention.word_end :])
    after = following.group(1).lower() if following else ""
    if after in _words().county and (
        named := [e for e in entries if e.kind in (PlaceKind.COUNTY, PlaceKind.FORMER_COUNTY)]
    ):
        return named[0], SURE, ()
    if after in _words().municipality and (
        named := [e for e in entries if e.kind in (PlaceKind.MUNICIPALITY, PlaceKind.FORMER_MUNICIPALITY)]
    ):
        entries = tuple(named)
    first_kind = entries[0].kind
    rivals = tuple(e for e in entries if e.kind is first_kind)
    towns = tuple(e for e in entries if e.kind not in (first_kind, PlaceKind.CITY_DISTRICT))
    if len(rivals) == 1 and not (candidate.mention.entries[0].homograph and towns):
        return rivals[0], SURE, ()
    pool = rivals if len(rivals) > 1 else (*rivals, *towns)
    scored = sorted(pool, key=lambda e: -counties.get(e.county or "", 0))
    best, second = counties.get(scored[0].county or "", 0), counties.get(scored[1].county or "", 0)
    if best > second:
        return scored[0], 0.9 if second == 0 else 0.8, ()
    if len(rivals) == 1:
        return rivals[0], 0.8, ()
    return rivals[0], UNDECIDED, rivals


def _shares_organisation(text: str, start: int) -> bool:
    """Whether a name is coordinated with one that is part of an organisation's name ("LO i Asker og Bærum")."""
    match = re.search(r"([A-ZÆØÅ][\w-]*)(?:,\s+[A-ZÆØÅ][\w-]*)*\s+og\s+$", text[max(0, start - 60) : start])
    if match is None:
        return False
    first = max(0, start - 60) + match.start(1)
    return in_organisation(text, first, first + len(match.group(1)))
