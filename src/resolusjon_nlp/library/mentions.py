"""Mentions of places as tables: one row a mention, or counts by municipality, county, year or place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache
from typing import Any

from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.records import Place, PlaceKind, TaggedResolution

Row = dict[str, Any]

SEPARATOR = "|"
"""Between the candidates of an undecided name."""
YEAR_LENGTH = 4

IN_MUNICIPALITY = frozenset(
    {PlaceKind.MUNICIPALITY, PlaceKind.FORMER_MUNICIPALITY, PlaceKind.TOWN, PlaceKind.CITY_DISTRICT}
)


class Grouping(StrEnum):
    """What mentions are counted by."""

    PLACE = "place"
    MUNICIPALITY = "municipality"
    COUNTY = "county"
    YEAR = "year"


KEYS = {
    Grouping.PLACE: ("code", "name", "kind", "county", "candidates"),
    Grouping.MUNICIPALITY: ("municipality", "municipality_name", "county", "candidates"),
    Grouping.COUNTY: ("county", "county_name"),
    Grouping.YEAR: ("year",),
}
"""Columns that a count is by."""

MENTION_COLUMNS = (
    "resolution_id", "date", "year", "organisation", "region", "title", "surface", "name", "kind", "code", "code_then",
    "municipality", "municipality_name", "county", "county_name", "in_organisation", "candidates", "confidence",
    "start", "end",
)  # fmt: skip


def mention_rows(resolutions: Iterable[TaggedResolution], *, in_organisations: bool = False) -> list[Row]:
    """One row a mention, in the order of the texts; those inside an organisation's name only when asked for."""
    return [
        _mention(resolution, place)
        for resolution in resolutions
        for place in resolution.places
        if in_organisations or not place.in_organisation
    ]


def count_rows(mentions: Iterable[Row], by: Sequence[Grouping | str]) -> list[Row]:
    """Mentions and the resolutions they stand in, by what `by` says, the most frequent first (years in their order).

    Counted by municipality, a town and a former municipality count for the one they lie in; counties and districts are left out, and so are, by county,
    districts and regions that several counties share. A name that nothing decided has a row of its own with its ``candidates``. Without a date, ``year`` is
    None.

    Raises
    ------
    UsageError
        When there is nothing to count by.
    """
    groupings = [_grouping(each) for each in by]
    columns = columns_by(groupings)
    counts: dict[tuple[Any, ...], int] = {}
    inside: dict[tuple[Any, ...], set[str]] = {}
    for row in mentions:
        if not _counts(row, groupings):
            continue
        key = tuple(row[column] for column in columns)
        counts[key] = counts.get(key, 0) + 1
        inside.setdefault(key, set()).add(row["resolution_id"])
    rows = [
        {**dict(zip(columns, key, strict=True)), "mentions": count, "resolutions": len(inside[key])}
        for key, count in counts.items()
    ]
    if groupings == [Grouping.YEAR]:
        return sorted(rows, key=lambda row: row["year"] or 0)
    return sorted(rows, key=lambda row: (-row["mentions"], *(str(row[column] or "") for column in columns)))


def columns_by(by: Sequence[Grouping | str]) -> list[str]:
    """Columns of a count without its figures."""
    groupings = [_grouping(each) for each in by]
    if not groupings:
        raise UsageError(
            "Det mangler noe å telle etter.", advice=f"Velg blant: {', '.join(each.value for each in Grouping)}."
        )
    return list(dict.fromkeys(column for each in groupings for column in KEYS[each]))


def _grouping(name: Grouping | str) -> Grouping:
    try:
        return Grouping(name)
    except ValueError:
        allowed = ", ".join(each.value for each in Grouping)
        raise UsageError(f"Steder kan ikke telles etter «{name}».", advice=f"Velg blant: {allowed}.") from None


def _counts(row: Row, groupings: Sequence[Grouping]) -> bool:
    if Grouping.MUNICIPALITY in groupings:
        return PlaceKind(row["kind"]) in IN_MUNICIPALITY
    return Grouping.COUNTY not in groupings or row["county"] is not None


def _mention(resolution: TaggedResolution, place: Place) -> Row:
    in_municipality = place.kind in IN_MUNICIPALITY
    municipality = place.code if in_municipality else None
    county = _county(place)
    year = resolution.date[:YEAR_LENGTH] if resolution.date else None
    return {
        "resolution_id": resolution.id,
        "date": resolution.date,
        "year": int(year) if year else None,
        "organisation": resolution.organisation,
        "region": resolution.region,
        "title": resolution.title,
        "surface": place.surface,
        "name": place.name,
        "kind": place.kind.value,
        "code": place.code,
        "code_then": place.code_then,
        "municipality": municipality,
        "municipality_name": _municipality_name(municipality, place.name) if in_municipality else None,
        "county": county,
        "county_name": gazetteer().counties[county].name if county else None,
        "in_organisation": place.in_organisation,
        "candidates": SEPARATOR.join(place.candidates) or None,
        "confidence": place.confidence,
        "start": place.start,
        "end": place.end,
    }


def _municipality_name(code: str | None, name: str) -> str:
    entry = gazetteer().municipalities.get(code or "")
    return entry.name if entry else name


def _county(place: Place) -> str | None:
    """The county of 2024 that all of a place lies in."""
    counties = gazetteer().counties
    if place.county in counties:
        return place.county
    if place.kind is PlaceKind.FORMER_COUNTY:
        now = _former_counties().get(place.code or "", ())
        return now[0] if len(now) == 1 else None
    around = {code[:2] for code in (*place.members, *place.candidates)}
    return around.pop() if len(around) == 1 and around <= set(counties) else None


@cache
def _former_counties() -> dict[str, tuple[str, ...]]:
    return {e.code: e.now for e in gazetteer().entries if e.kind is PlaceKind.FORMER_COUNTY and e.code}
