"""What a comparison gives: records, JSON in and out."""

from __future__ import annotations

from resolusjon_nlp.comparing.model import Relation
from resolusjon_nlp.records import Offset, Record, Share


class ComparedResolution(Record):
    """The resolution that was compared. ``id`` is its own, whether it is in the library or not."""

    id: str
    title: str | None


class NearestResolution(Record):
    """A resolution of the library that is like the compared one.

    Attributes
    ----------
    score
        Likeness, 0 to 1: half by what share of the compared demands it says too, half by the words of all demands.
    themes_in_common
        In the order of the compared resolution.
    demands_in_common
        How many of the compared demands it says too.
    demands_opposed
        How many it says the contrary of.
    """

    resolution_id: str
    path: str
    title: str | None
    body: str | None
    region: str | None
    date: str | None
    score: Share
    themes_in_common: tuple[str, ...]
    demands_in_common: int
    demands_opposed: int


class DemandMatch(Record):
    """A demand of the library beside one of the compared; ``text`` is at ``start`` to ``end`` of its resolution's text, ``score`` the probability of the relation."""

    resolution_id: str
    path: str
    title: str | None
    body: str | None
    region: str | None
    date: str | None
    page: int | None
    start: Offset
    end: Offset
    text: str
    relation: Relation
    score: Share


class ComparedDemand(Record):
    """A demand of the compared resolution; ``novel`` where nobody in the library (that passes the filters) says the same."""

    start: Offset
    end: Offset
    text: str
    novel: bool
    matches: tuple[DemandMatch, ...]


class ThemeShare(Record):
    """A theme's share of the demands here, and in the library (that pass the filters)."""

    theme: str
    here: Share
    corpus: Share


class Comparison(Record):
    """A resolution against the library.

    Attributes
    ----------
    nearest
        Most alike first.
    demands
        Each of the resolution's demands, in order.
    distinctive_terms
        Words that this resolution says more than the library does, most distinctive first.
    theme_profile
        Themes of this resolution's demands first, then the library's most frequent others.
    """

    resolution: ComparedResolution
    nearest: tuple[NearestResolution, ...]
    demands: tuple[ComparedDemand, ...]
    distinctive_terms: tuple[str, ...]
    theme_profile: tuple[ThemeShare, ...]
