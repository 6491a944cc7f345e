"""Making a summary: the counts, what is asked for in several places and in one, and the quotes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import CTE, Connection

from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library import Filters, Library
from resolusjon_nlp.library.access import reading
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.summaries import queries
from resolusjon_nlp.summaries.places import county_names, municipality_points
from resolusjon_nlp.summaries.quoting import Quoting
from resolusjon_nlp.summaries.records import (
    AddresseeCount,
    By,
    Cell,
    DemandGroup,
    GroupCount,
    KindCount,
    MunicipalityCount,
    OnlyGroup,
    Period,
    Quote,
    Summary,
    ThemeSummary,
)

GROUPS = 10
"""Families that are quoted, unless one asks for more or fewer."""
QUOTES = 3
"""What a group alone asks for: so many are quoted."""
GROUPS_OF_EACH = 3
"""Families that are quoted of each theme in a summary of all."""
ALWAYS = (By.REGION, By.COUNTY, By.YEAR, By.ORGANISATION)


def summarise(
    library: Library,
    theme: str | None = None,
    *,
    by: By | str = By.REGION,
    groups: int = GROUPS,
    quotes: int = QUOTES,
    filters: Filters | None = None,
    **conditions: str | None,
) -> Summary:
    """What the resolutions of a library ask for on a theme, or on all: counts, likenesses and quotes.

    Everything is counted or quoted; nothing is worded anew.

    Parameters
    ----------
    library
        An open library.
    theme
        A label of the codebook; None for all themes.
    by
        What is compared: ``region``, ``county``, ``year``, ``organisation`` or ``body``.
    groups
        How many families of like demands are quoted (at most 3 of each theme in a summary of all). Those from most groups come first.
    quotes
        How many demands are quoted of what each group alone asks for.
    filters, **conditions
        As in :meth:`Library.search`: ``since="2022"``, ``organisation="LO"`` …

    Returns
    -------
    Summary
        With ``to_frame(part)`` for pandas, ``chart(name)``, ``report(format)`` and ``save(path)``.

    Raises
    ------
    UsageError
        When `theme`, `by` or a filter means nothing, or `theme` and the filters name different themes.

    Examples
    --------
    >>> with Library(":memory:") as library:
    ...     summarise(library, "samferdsel").demands
    0
    """
    wanted = filters or Filters(**conditions)
    if theme is not None and wanted.theme not in (None, theme):
        raise UsageError("Temaet er oppgitt to ganger, og ikke likt.", advice="Oppgi det bare én gang.")
    wanted = replace(wanted, theme=theme or wanted.theme)
    dimension = _by(by)
    with reading(library) as connection:
        return _Collector(connection, wanted, dimension, quotes).summary(groups)


def _by(name: By | str) -> By:
    try:
        return By(name)
    except ValueError:
        allowed = ", ".join(by.value for by in By)
        raise UsageError(f"Krav kan ikke sammenlignes etter «{name}».", advice=f"Velg blant: {allowed}.") from None


Rows = Mapping[str | None, Sequence[Any]]
"""Rows by the theme they are of."""


class _Collector:
    """Asks for one summary's parts: each is asked for once, for all themes together."""

    def __init__(self, connection: Connection, filters: Filters, by: By, quotes: int) -> None:
        self._connection = connection
        self._filters = filters
        self._by = by
        self._quotes = quotes
        self._counted = ALWAYS if by in ALWAYS else (*ALWAYS, by)
        self._collected = {each: queries.collected(connection, filters, each) for each in self._counted}
        self._in_all = queries.collected_in_all(connection, filters)
        self._quoting = Quoting()

    def summary(self, groups: int) -> Summary:
        theme = self._filters.theme
        demands = queries.chosen(self._filters)
        top = self._parts(demands, groups=groups)
        only = self._only(demands)
        each = None
        if theme is None:
            themed = queries.chosen(self._filters, by_theme=True)
            each = self._parts(themed, groups=min(groups, GROUPS_OF_EACH))
        self._quoting.fetch(self._connection)
        themes = tuple(ThemeSummary(**self._fields(one, each)) for one in each.themes) if each else ()
        filters = {
            name: value for name, value in asdict(self._filters).items() if value is not None and name != "theme"
        }
        whole = self._fields(theme, top)
        return Summary(
            **whole,
            only=only(whole[f"by_{self._by.value}"]),
            themes=themes,
            cells=self._theme_cells(themes) if theme is None else self._year_cells(),
            compared_by=self._by,
            filters=filters,
            families_known=queries.families_known(self._connection),
            sources=self._quoting.sources,
        )

    def _parts(self, demands: CTE, *, groups: int) -> _Parts:
        connection, by = self._connection, self._by
        families = queries.families(connection, demands, by, limit=groups) if groups else []
        members = queries.members(connection, demands, by, {row.key for row in families})
        wanted = {(row.theme, row.key) for row in families}
        self._quoting.want(row.demand_id for row in members if (row.theme, row.key) in wanted)
        return _Parts(
            totals={row.theme: row for row in queries.totals(connection, demands)},
            counts={each: _by_theme(queries.counts(connection, demands, each)) for each in self._counted},
            kinds=_by_theme(queries.kinds(connection, demands)),
            addressees=_by_theme(queries.addressees(connection, demands)),
            places=_by_theme(queries.places(connection, demands)),
            families=_by_theme(families),
            members=_by_theme(members),
        )

    def _fields(self, theme: str | None, parts: _Parts) -> dict[str, Any]:
        """The fields of one theme's summary."""
        counted = {each: self._counts(rows.get(theme, ()), each) for each, rows in parts.counts.items()}
        present = {count.value for count in counted[self._by] if count.value is not None and count.demands}
        members: dict[int, list[Any]] = defaultdict(list)
        for row in parts.members.get(theme, ()):
            members[row.key].append(row)
        total = parts.totals.get(theme)
        return {
            "theme": theme,
            "demands": total.demands if total else 0,
            "resolutions": total.resolutions if total else 0,
            "collected": self._in_all,
            **{f"by_{each.value}": counts for each, counts in counted.items()},
            "trend": _trend(counted[By.YEAR]),
            "kinds": tuple(
                KindCount(kind=row.kind, demands=row.demands, resolutions=row.resolutions)
                for row in parts.kinds.get(theme, ())
            ),
            "addressees": tuple(
                AddresseeCount(addressee=row.addressee, type=row.type, demands=row.demands, resolutions=row.resolutions)
                for row in parts.addressees.get(theme, ())
            ),
            "municipalities": _municipalities(parts.places.get(theme, ())),
            "groups": tuple(self._group(row, members[row.key], present) for row in parts.families.get(theme, ())),
        }

    def _counts(self, rows: Sequence[Any], by: By) -> tuple[GroupCount, ...]:
        collected = self._collected[by]
        counts = [
            GroupCount(
                value=row.value,
                name=self._name(by, row.value),
                demands=row.demands,
                resolutions=row.resolutions,
                collected=collected.get(row.value, 0),
            )
            for row in rows
        ]
        if by is By.YEAR:
            with_silent = _with_silent_years(counts, collected)
            return tuple(sorted(with_silent, key=lambda count: (count.value is None, count.value)))
        return tuple(sorted(counts, key=lambda count: (count.value is None, -count.demands, count.name or "")))

    @staticmethod
    def _name(by: By, value: str | None) -> str | None:
        return county_names().get(value, value) if by is By.COUNTY and value is not None else value

    def _group(self, row: Any, members: Sequence[Any], present: set[str]) -> DemandGroup:
        numbers = list(dict.fromkeys(member.demand_id for member in members))
        values = {member.value for member in members if member.value is not None}
        shown = row.representative if row.representative in numbers else numbers[0]
        return DemandGroup(
            family=row.key,
            label=row.label,
            size=row.demands,
            resolutions=row.resolutions,
            regions=tuple(sorted({member.region for member in members if member.region is not None})),
            values=tuple(sorted(self._name(self._by, value) or value for value in values)),
            everywhere=len(values) > 1 and values == present,
            representative=self._quoting.quote(shown),
            members=tuple(self._quoting.quote(number) for number in numbers),
        )

    def _only(self, demands: CTE) -> Callable[[Iterable[GroupCount]], tuple[OnlyGroup, ...]]:
        """Asks what each group alone has, and makes records of it when the quotes and the groups' names are there."""
        numbers = queries.only_counts(self._connection, demands, self._by)
        limit = self._quotes
        rows = queries.only_demands(self._connection, demands, self._by, limit=limit) if limit else []
        self._quoting.want(row.demand_id for row in rows)

        def records(counts: Iterable[GroupCount]) -> tuple[OnlyGroup, ...]:
            quoted: dict[str, list[Quote]] = defaultdict(list)
            for row in rows:
                quoted[row.value].append(self._quoting.quote(row.demand_id))
            return tuple(
                OnlyGroup(
                    value=count.value,
                    name=count.name or count.value,
                    demands=numbers[count.value],
                    quotes=tuple(quoted[count.value]),
                )
                for count in counts
                if count.value is not None and count.value in numbers
            )

        return records

    def _theme_cells(self, themes: Iterable[ThemeSummary]) -> tuple[Cell, ...]:
        cells = (
            Cell(
                value=count.value,
                name=count.name or count.value,
                column=one.theme or "",
                demands=count.demands,
                resolutions=count.resolutions,
            )
            for one in themes
            for count in one.counts_by(self._by)
            if count.value is not None and count.demands
        )
        return tuple(sorted(cells, key=lambda cell: (cell.name, cell.column)))

    def _year_cells(self) -> tuple[Cell, ...]:
        if self._by is By.YEAR:
            return ()
        cells = (
            Cell(
                value=row.value,
                name=self._name(self._by, row.value) or row.value,
                column=row.year,
                demands=row.demands,
                resolutions=row.resolutions,
            )
            for row in queries.year_cells(self._connection, queries.chosen(self._filters), self._by)
        )
        return tuple(sorted(cells, key=lambda cell: (cell.name, cell.column)))


def _by_theme(rows: Iterable[Any]) -> Rows:
    out: dict[str | None, list[Any]] = defaultdict(list)
    for row in rows:
        out[row.theme].append(row)
    return out


@dataclass(frozen=True)
class _Parts:
    """The rows a summary is made of."""

    totals: Mapping[str | None, Any]
    counts: Mapping[By, Rows]
    kinds: Rows
    addressees: Rows
    places: Rows
    families: Rows
    members: Rows

    @property
    def themes(self) -> list[str | None]:
        """Most demands first."""
        return list(self.totals)


def _with_silent_years(counts: Sequence[GroupCount], collected: dict[str | None, int]) -> list[GroupCount]:
    """Years in which resolutions were collected but nothing of this was asked for are part of the picture."""
    there = {count.value for count in counts}
    silent = [
        GroupCount(value=year, name=year, demands=0, resolutions=0, collected=number)
        for year, number in collected.items()
        if year is not None and year not in there
    ]
    return [*counts, *silent]


def _trend(years: Sequence[GroupCount]) -> tuple[Period, ...]:
    """The years in two halves of about as many resolutions."""
    dated = [(int(count.value), count) for count in years if count.value is not None]
    if len(dated) < 2:
        return ()
    total = sum(count.collected for _, count in dated)
    halves = [abs(2 * sum(count.collected for _, count in dated[:cut]) - total) for cut in range(1, len(dated))]
    cut = halves.index(min(halves)) + 1
    return tuple(_period(half) for half in (dated[:cut], dated[cut:]))


def _period(years: Sequence[tuple[int, GroupCount]]) -> Period:
    return Period(
        first=years[0][0],
        last=years[-1][0],
        demands=sum(count.demands for _, count in years),
        resolutions=sum(count.resolutions for _, count in years),
        collected=sum(count.collected for _, count in years),
    )


def _municipalities(rows: Iterable[Any]) -> tuple[MunicipalityCount, ...]:
    known, points = gazetteer().municipalities, municipality_points()
    return tuple(
        MunicipalityCount(
            code=row.code,
            name=known[row.code].name,
            county=county_names()[row.code[:2]],
            resolutions=row.resolutions,
            mentions=row.mentions,
            lat=points[row.code][0],
            lon=points[row.code][1],
        )
        for row in rows
        if row.code in known
    )
