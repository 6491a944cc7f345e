"""Which place does a name stand for? Several municipalities share a name, towns bear the name of municipalities elsewhere, and names outlive what they named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from resolusjon_nlp.norwegian.gazetteer import PlaceEntry, gazetteer
from resolusjon_nlp.records import PlaceKind, Resolution
from resolusjon_nlp.tagging.places.clues import Candidate, is_list_gap

CERTAIN = 1.0
ALONE_IN_COUNTY = 0.97
MORE_IN_COUNTY = 0.9
BY_KIND = 0.85
"""Shares right of a reading: the only one; of several, one whose county the document names and the others' not; whose county it names more often; the
more important kind where nothing else tells."""

OWN_REGION = 3
BLOCK = 2
BESIDE = 8
NAMED = 100
"""Weight of the adopting body's region, of places in the same block, of neighbours in a list, and of "Lund i Kristiansand", against one place elsewhere in the
document."""
MOST_MEMBERS = 60

_LIES_IN = re.compile(r"\s+(?:i|på)\s+|,?\s+\(|,\s+")

COUNTIES = (PlaceKind.COUNTY, PlaceKind.FORMER_COUNTY)
MUNICIPALITIES = (PlaceKind.MUNICIPALITY, PlaceKind.FORMER_MUNICIPALITY)
AREAS = (PlaceKind.DISTRICT, PlaceKind.REGION)


@dataclass
class Surroundings:
    """Counties and municipalities that the document's certain places lie in; ``named`` those that the text says a name lies in, ``beside`` those
    of its neighbours in a list, by the name's offset."""

    counties: Counter[str] = field(default_factory=Counter)
    by_block: dict[int, Counter[str]] = field(default_factory=dict)
    named: dict[int, frozenset[str]] = field(default_factory=dict)
    beside: dict[int, frozenset[str]] = field(default_factory=dict)

    def weight(self, entry: PlaceEntry, candidate: Candidate) -> float:
        """How much speaks for a reading."""
        near = self.by_block.get(candidate.block.start, Counter())
        named = self.named.get(candidate.start, frozenset())
        beside = self.beside.get(candidate.start, frozenset())
        keys = {key for key in (entry.county, entry.code) if key}
        return sum(
            self.counties[key] + BLOCK * near[key] + BESIDE * (key in beside) + NAMED * (key in named) for key in keys
        )


def surroundings(candidates: Sequence[Candidate], resolution: Resolution) -> Surroundings:
    """Counties that unambiguous names lie in, the region of the adopting body counting more."""
    found = Surroundings()
    for candidate in candidates:
        if candidate.homograph or candidate.mention.form == "compound":
            continue
        keys = _counties_and_members(candidate.kept)
        for key in keys:
            found.counties[key] += 1
            found.by_block.setdefault(candidate.block.start, Counter())[key] += 1
    for left, right in pairwise(candidates):
        between = left.block.text[left.mention.word_end : right.mention.start]
        if left.block is right.block and _LIES_IN.fullmatch(between) and not right.homograph:
            found.named[left.start] = frozenset(_codes(right.kept[0]))
        if left.block is right.block and is_list_gap(between):
            for here, other in ((left, right), (right, left)):
                if not other.homograph:
                    known = found.beside.get(here.start, frozenset())
                    found.beside[here.start] = known | _counties_and_members(other.kept)
    for entry in gazetteer().by_name.get(resolution.region or "", ()):
        for county in _counties_of(entry):
            found.counties[county] += OWN_REGION
        for member in entry.members[:MOST_MEMBERS]:
            found.counties[member[:2]] += 1
            found.counties[member] += OWN_REGION
    return found


def _counties_of(entry: PlaceEntry) -> tuple[str, ...]:
    """Counties of 2024; what is known of a name says so in today's."""
    if entry.kind is PlaceKind.FORMER_COUNTY:
        return entry.now
    return (entry.county,) if entry.county else ()


def _counties_and_members(entries: Sequence[PlaceEntry]) -> set[str]:
    counties = {code for entry in entries for code in _counties_of(entry)}
    if len({entry.county for entry in entries if entry.county}) == 1:
        return counties
    areas = [entry for entry in entries if entry.kind in AREAS]
    # A landsdel covers too much to say where a name lies.
    return set(areas[0].members) if areas and areas[0].kind is PlaceKind.DISTRICT else set()


def _codes(entry: PlaceEntry) -> set[str]:
    """What a place lies in or is: its municipality's code, or its county's; members of a district."""
    if entry.kind in COUNTIES:
        return {entry.county or "", *entry.now}
    return {entry.code or "", *entry.now, *entry.members}


def at_the_time(entries: tuple[PlaceEntry, ...], year: int | None) -> tuple[PlaceEntry, ...]:
    """Readings by likelihood: a town that was a municipality then is that municipality, later it is the town."""
    kinds = {entry.kind for entry in entries}
    if PlaceKind.FORMER_MUNICIPALITY in kinds and PlaceKind.TOWN in kinds:
        former = next(e for e in entries if e.kind is PlaceKind.FORMER_MUNICIPALITY)
        was_one = year is not None and former.valid_to is not None and year <= former.valid_to
        drop = PlaceKind.TOWN if was_one or year is None else PlaceKind.FORMER_MUNICIPALITY
        entries = tuple(e for e in entries if e.kind is not drop)
    if year is not None and PlaceKind.DISTRICT in kinds:
        # Sunnfjord and Senja were there long before the municipalities of that name
        not_yet = [e for e in entries if e.kind is PlaceKind.MUNICIPALITY and gazetteer().code_in(e, year) is None]
        entries = (*(e for e in entries if e not in not_yet), *not_yet)
    return entries


def choose(candidate: Candidate, around: Surroundings) -> tuple[PlaceEntry, float, tuple[PlaceEntry, ...]]:
    """The reading, how sure it is (a share), and the readings between which nothing decides, when there are such."""
    entries = candidate.kept
    if "after:county" in candidate.clues and (meant := [e for e in entries if e.kind in COUNTIES]):
        return meant[0], CERTAIN, ()
    if "after:municipality" in candidate.clues and (meant := [e for e in entries if e.kind in MUNICIPALITIES]):
        entries = tuple(meant)
    elif {PlaceKind.MUNICIPALITY, PlaceKind.DISTRICT} <= {e.kind for e in entries} and not candidate.in_list:
        return entries[0], BY_KIND, ()  # Who says Sunnfjord may mean either.
    first_kind = entries[0].kind
    rivals = tuple(e for e in entries if e.kind is first_kind)
    named = around.named.get(candidate.start, frozenset())
    others = tuple(
        e for e in entries if e.kind is not first_kind and (e.kind is not PlaceKind.CITY_DISTRICT or e.code in named)
    )
    if len(rivals) == 1 and not (candidate.homograph and others):
        return rivals[0], CERTAIN, ()
    pool = rivals if len(rivals) > 1 else (*rivals, *others)
    weights = {index: around.weight(entry, candidate) for index, entry in enumerate(pool)}
    order = sorted(weights, key=lambda index: -weights[index])
    best, second = weights[order[0]], weights[order[1]]
    if best > second:
        return pool[order[0]], ALONE_IN_COUNTY if second == 0 else MORE_IN_COUNTY, ()
    if len(rivals) == 1:
        return rivals[0], BY_KIND, ()
    return rivals[0], 1 / len(rivals), rivals
