"""How the demands that fit a search are spread: counts by region, place, theme, year, kind and organisation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, String, distinct, func, literal, select, union_all
from sqlalchemy.sql.selectable import CTE

from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library.filters import Filters
from resolusjon_nlp.library.schema import DemandRow, DemandThemeRow, MentionRow, ResolutionRow
from resolusjon_nlp.library.search import matching_demands
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.records import PlaceKind, Record

YEAR_LENGTH = 4


class Facet(StrEnum):
    """What demands are counted by. Each is also a filter, and `Filters` with a value finds as many as are counted for it."""

    REGION = "region"
    COUNTY = "county"
    MUNICIPALITY = "municipality"
    THEME = "theme"
    YEAR = "year"
    KIND = "kind"
    ORGANISATION = "organisation"


class FacetCount(Record):
    """A value of a facet, with the number of demands that have it.

    Attributes
    ----------
    value
        What to filter by: a name, a number of a municipality or county, a theme, a year.
    name
        What to show: the same, but the name of a place.
    demands, resolutions
        How many demands of the search have it, and how many resolutions they stand in.
    """

    facet: Facet
    value: str
    name: str
    demands: int
    resolutions: int


def count_facets(
    connection: Connection, query: str, filters: Filters, *, by: Sequence[Facet | str] = tuple(Facet)
) -> list[FacetCount]:
    """Counts for each of `by`, in that order; the most frequent value first, years in their order.

    A demand counts once for each of its themes, and for each municipality and county that its resolution names. Values that nothing has are left out.

    Raises
    ------
    UsageError
        When `by` names something that demands cannot be counted by.
    """
    facets = [_facet(name) for name in by]
    if not facets:
        return []
    found = matching_demands(connection, query, filters).cte("found")
    rows = connection.execute(union_all(*(_counts(facet, found) for facet in facets))).all()
    counts = [
        FacetCount(
            facet=(facet := Facet(row.facet)),
            value=row.value,
            name=_name(facet, row.value),
            demands=row.demands,
            resolutions=row.resolutions,
        )
        for row in rows
    ]
    return sorted(counts, key=lambda count: (facets.index(count.facet), *_order(count)))


def facet_rows(counts: Iterable[FacetCount]) -> list[dict[str, Any]]:
    """Counts as flat rows."""
    return [count.to_dict() for count in counts]


def _facet(name: Facet | str) -> Facet:
    try:
        return Facet(name)
    except ValueError:
        allowed = ", ".join(facet.value for facet in Facet)
        raise UsageError(f"Krav kan ikke telles etter «{name}».", advice=f"Velg blant: {allowed}.") from None


def _counts(facet: Facet, found: CTE) -> Select[Any]:
    """Value, demands and resolutions of one facet."""
    if facet is Facet.KIND:
        return (
            _select(facet, DemandRow.kind, found).join(DemandRow, DemandRow.id == found.c.id).group_by(DemandRow.kind)
        )
    if facet is Facet.THEME:
        joined = _select(facet, DemandThemeRow.theme, found).join(
            DemandThemeRow, DemandThemeRow.demand_id == found.c.id
        )
        return joined.group_by(DemandThemeRow.theme)
    if facet in (Facet.COUNTY, Facet.MUNICIPALITY):
        value = MentionRow.county if facet is Facet.COUNTY else MentionRow.code
        joined = _select(facet, value, found).join(MentionRow, MentionRow.resolution_id == found.c.resolution_id)
        if facet is Facet.MUNICIPALITY:
            joined = joined.where(MentionRow.code.in_(sorted(gazetteer().municipalities)))
        return joined.where(value.is_not(None)).group_by(value)
    column: Any = {
        Facet.REGION: ResolutionRow.region,
        Facet.ORGANISATION: ResolutionRow.organisation,
        Facet.YEAR: func.substr(ResolutionRow.date, 1, YEAR_LENGTH),
    }[facet]
    joined = _select(facet, column, found).join(ResolutionRow, ResolutionRow.id == found.c.resolution_id)
    return joined.where(column.is_not(None)).group_by(column)


def _select(facet: Facet, value: Any, found: CTE) -> Select[Any]:
    return select(
        literal(facet.value, String).label("facet"),
        value.label("value"),
        func.count(distinct(found.c.id)).label("demands"),
        func.count(distinct(found.c.resolution_id)).label("resolutions"),
    ).select_from(found)


def _order(count: FacetCount) -> tuple[Any, ...]:
    return (count.value,) if count.facet is Facet.YEAR else (-count.demands, count.name)


def _name(facet: Facet, value: str) -> str:
    if facet is Facet.MUNICIPALITY:
        return gazetteer().municipalities[value].name
    return _county_names().get(value, value) if facet is Facet.COUNTY else value


@cache
def _county_names() -> dict[str, str]:
    """Names of counties by number, those of before too."""
    former = {
        entry.code: entry.name for entry in gazetteer().entries if entry.kind is PlaceKind.FORMER_COUNTY and entry.code
    }
    return former | {code: entry.name for code, entry in gazetteer().counties.items()}
