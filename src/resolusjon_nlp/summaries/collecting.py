"""Making a summary: the counts, what is asked for in several places and in one, and the quotes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import PurePath
from typing import Any

from sqlalchemy import CTE, Connection

from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library import Filters, Library
from resolusjon_nlp.library.access import reading
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.records import DemandKind
from resolusjon_nlp.summaries import queries
from resolusjon_nlp.summaries.places import county_names, municipality_points
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
    Source,
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


class _Collector:
    """Asks for one summary's parts."""

    def __init__(self, connection: Connection, filters: Filters, by: By, quotes: int) -> None:
        self._connection = connection
        self._filters = filters
        self._by = by
        self._quotes = quotes
        self._counted = ALWAYS if by in ALWAYS else (*ALWAYS, by)
        self._collected = {each: queries.collected(connection, filters, each) for each in self._counted}
        self._in_all = queries.collected_in_all(connection, filters)
        self._draft = _Draft()

    def summary(self, groups: int) -> Summary:
        theme = self._filters.theme
        top = self._one(theme, groups=groups, quotes=self._quotes)
        themes = []
        if theme is None:
            for each in queries.themes_of(self._connection, self._filters):
                themes.append(self._one(each, groups=min(groups, GROUPS_OF_EACH), quotes=0))
        self._draft.fetch(self._connection)
        quote = self._draft.quote
        filters = {
            name: value for name, value in asdict(self._filters).items() if value is not None and name != "theme"
        }
        return Summary(
            **top(quote),
            themes=tuple(ThemeSummary(**one(quote)) for one in themes),
            cells=self._cells(theme),
            compared_by=self._by,
            filters=filters,
            families_known=queries.families_known(self._connection),
            sources=self._draft.sources,
        )

    def _one(
        self, theme: str | None, *, groups: int, quotes: int
    ) -> Callable[[Callable[[int], Quote]], dict[str, Any]]:
        """The fields of one theme's summary, once the quotes are there."""
        connection, by = self._connection, self._by
        demands = queries.chosen(theme, self._filters)
        number, resolutions = queries.totals(connection, demands)
        counted = {each: self._counts(demands, each) for each in self._counted}
        families = queries.families(connection, demands, by, limit=groups) if groups else []
        members: dict[int, list[Any]] = defaultdict(list)
        for row in queries.members(connection, demands, by, [row.key for row in families]):
            members[row.key].append(row)
        alone = queries.only_demands(connection, demands, by, limit=quotes) if quotes else []
        alone_counts = queries.only_counts(connection, demands, by)
        self._draft.want(row.demand_id for rows in members.values() for row in rows)
        self._draft.want(row.demand_id for row in alone)
        present = {count.value for count in counted[by] if count.value is not None}
        fields: dict[str, Any] = {
            "theme": theme,
            "demands": number,
            "resolutions": resolutions,
            "collected": self._in_all,
            **{f"by_{each.value}": counts for each, counts in counted.items()},
            "trend": _trend(counted[By.YEAR]),
            "kinds": tuple(KindCount(**row._mapping) for row in queries.kinds(connection, demands)),
            "addressees": tuple(
                AddresseeCount(
                    addressee=row.addressee, type=row.addressee_type, demands=row.demands, resolutions=row.resolutions
                )
                for row in queries.addressees(connection, demands)
            ),
            "municipalities": _municipalities(queries.municipalities(connection, demands)),
        }

        def finish(quote: Callable[[int], Quote]) -> dict[str, Any]:
            fields["groups"] = tuple(self._group(row, members[row.key], present, quote) for row in families)
            fields["only"] = self._only(alone, alone_counts, counted[by], quote)
            return fields

        return finish

    def _counts(self, demands: CTE, by: By) -> tuple[GroupCount, ...]:
        collected = self._collected[by]
        counts = [
            GroupCount(
                value=row.value,
                name=self._name(by, row.value),
                demands=row.demands,
                resolutions=row.resolutions,
                collected=collected.get(row.value, 0),
            )
            for row in queries.counts(self._connection, demands, by)
        ]
        if by is By.YEAR:
            return tuple(
                sorted(_with_silent_years(counts, collected), key=lambda count: (count.value is None, count.value))
            )
        return tuple(sorted(counts, key=lambda count: (count.value is None, -count.demands, count.name or "")))

    @staticmethod
    def _name(by: By, value: str | None) -> str | None:
        return county_names().get(value, value) if by is By.COUNTY and value is not None else value

    def _group(self, row: Any, members: Sequence[Any], present: set[str], quote: Callable[[int], Quote]) -> DemandGroup:
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
            representative=quote(shown),
            members=tuple(quote(number) for number in numbers),
        )

    def _only(
        self, rows: Iterable[Any], numbers: dict[str, int], counts: Iterable[GroupCount], quote: Callable[[int], Quote]
    ) -> tuple[OnlyGroup, ...]:
        quoted: dict[str, list[Quote]] = defaultdict(list)
        for row in rows:
            quoted[row.value].append(quote(row.demand_id))
        return tuple(
            OnlyGroup(value=count.value, name=count.name or count.value, demands=numbers[count.value], quotes=tuple(quoted[count.value]))
            for count in counts
            if count.value is not None and numbers.get(count.value)
        )  # fmt: skip

    def _cells(self, theme: str | None) -> tuple[Cell, ...]:
        if theme is not None and self._by is By.YEAR:
            return ()
        if theme is None:
            rows = queries.theme_cells(self._connection, self._filters, self._by)
        else:
            rows = queries.year_cells(self._connection, queries.chosen(theme, self._filters), self._by)
        cells = (
            Cell(
                value=row.value,
                name=self._name(self._by, row.value) or row.value,
                column=row.column,
                demands=row.demands,
                resolutions=row.resolutions,
            )
            for row in rows
        )
        return tuple(sorted(cells, key=lambda cell: (cell.name, cell.column)))


class _Draft:
    """Gathers which demands are to be quoted, fetches them together and numbers their sources."""

    def __init__(self) -> None:
        self._wanted: set[int] = set()
        self._quotes: dict[int, Quote] = {}
        self.sources: tuple[Source, ...] = ()

    def want(self, numbers: Iterable[int]) -> None:
        self._wanted.update(numbers)

    def quote(self, number: int) -> Quote:
        return self._quotes[number]

    def fetch(self, connection: Connection) -> None:
        rows = list(queries.demand_texts(connection, self._wanted))
        resolutions = {row.resolution_id: row for row in rows}
        # Newest first; sorting is stable, so what has the same date stays in the order of its id.
        ordered = sorted(sorted(resolutions), key=lambda identifier: resolutions[identifier].date or "", reverse=True)
        paths = queries.paths(connection, ordered)
        numbers = {identifier: number for number, identifier in enumerate(ordered, start=1)}
        self.sources = tuple(
            Source(
                number=numbers[identifier],
                file=PurePath(paths[identifier]).name if identifier in paths else None,
                **_heading(resolutions[identifier]),
            )
            for identifier in ordered
        )
        self._quotes = {row.id: _quote(row, numbers[row.resolution_id]) for row in rows}


def _heading(row: Any) -> dict[str, str | None]:
    return {name: getattr(row, name) for name in ("resolution_id", "title", "body", "organisation", "region", "date")}


def _quote(row: Any, source: int) -> Quote:
    regions = row.record.get("regions") or [{}]
    return Quote(
        demand_id=row.id,
        start=row.record["start"],
        end=row.record["end"],
        text=row.record["text"],
        kind=DemandKind(row.record["kind"]),
        addressee=row.record.get("addressee"),
        page=row.page,
        line=regions[0].get("line"),
        language=row.language,
        source=source,
        **_heading(row),
    )


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
    )
