"""Questions to the library's tables. Everything is counted there; texts are fetched only of what is quoted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    distinct,
    exists,
    func,
    select,
)

from resolusjon_nlp.library.filters import Filters
from resolusjon_nlp.library.schema import (
    AppearanceRow,
    DemandRow,
    DemandThemeRow,
    FamilyRow,
    FileRow,
    MentionRow,
    ResolutionRow,
)
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.summaries.records import By

BATCH = 500
"""Numbers in one condition; databases take only so many."""
YEAR_LENGTH = 4

Rows = Sequence[Any]
"""Rows of a result, with a name for each column."""


def chosen(theme: str | None, filters: Filters) -> CTE:
    """The demands that pass: demand_id, resolution_id, key (its family, or a number of its own), kind, addressee and what resolutions are grouped by."""
    statement = select(
        DemandRow.id.label("demand_id"),
        DemandRow.resolution_id,
        # Families have positive numbers, so those of demands without one are told apart by their sign.
        func.coalesce(DemandRow.family_id, -DemandRow.id).label("key"),
        DemandRow.kind,
        DemandRow.addressee,
        DemandRow.addressee_key,
        DemandRow.addressee_type,
        *_groupings(),
    ).join(ResolutionRow, ResolutionRow.id == DemandRow.resolution_id)
    if theme is not None:
        # A join, so that the theme's index is where the database begins.
        statement = statement.join(DemandThemeRow, DemandThemeRow.demand_id == DemandRow.id).where(
            DemandThemeRow.theme == theme
        )
    return statement.where(*replace(filters, theme=None).conditions()).cte("chosen")


def _groupings() -> tuple[ColumnElement[Any], ...]:
    return (
        ResolutionRow.region.label("region"),
        ResolutionRow.organisation.label("organisation"),
        ResolutionRow.body.label("body"),
        func.substr(ResolutionRow.date, 1, YEAR_LENGTH).label("year"),
        ResolutionRow.date.label("date"),
    )


def _by(rows: CTE | Subquery, by: By) -> Select[Any]:
    """`rows` with a column ``value``; by county there is one for each county that the resolution names."""
    if by is not By.COUNTY:
        return select(rows, rows.c[by.value].label("value"))
    named = (
        select(MentionRow.resolution_id, MentionRow.county)
        .where(MentionRow.county.is_not(None))
        .distinct()
        .subquery("named")
    )
    return select(rows, named.c.county.label("value")).outerjoin(named, named.c.resolution_id == rows.c.resolution_id)


def totals(connection: Connection, demands: CTE) -> tuple[int, int]:
    """Demands, and resolutions they stand in."""
    row = connection.execute(
        select(func.count(), func.count(distinct(demands.c.resolution_id))).select_from(demands)
    ).one()
    return int(row[0]), int(row[1])


def counts(connection: Connection, demands: CTE, by: By) -> Rows:
    """value, demands, resolutions."""
    rows = _by(demands, by).subquery()
    return connection.execute(
        select(
            rows.c.value,
            func.count(distinct(rows.c.demand_id)).label("demands"),
            func.count(distinct(rows.c.resolution_id)).label("resolutions"),
        ).group_by(rows.c.value)
    ).all()


def collected(connection: Connection, filters: Filters, by: By) -> dict[str | None, int]:
    """How many resolutions of each group there are, whatever they are about."""
    resolutions = (
        select(ResolutionRow.id.label("resolution_id"), *_groupings())
        .where(*filters.resolution_conditions())
        .subquery()
    )
    rows = _by(resolutions, by).subquery()
    statement = select(rows.c.value, func.count(distinct(rows.c.resolution_id)).label("n")).group_by(rows.c.value)
    return {row.value: row.n for row in connection.execute(statement)}


def collected_in_all(connection: Connection, filters: Filters) -> int:
    """How many resolutions pass the filters, whatever they are about."""
    statement = select(func.count()).select_from(ResolutionRow).where(*filters.resolution_conditions())
    return int(connection.execute(statement).scalar() or 0)


def themes_of(connection: Connection, filters: Filters) -> list[str]:
    """Themes of the demands that pass, most demands first."""
    demands = chosen(None, filters)
    statement = (
        select(DemandThemeRow.theme)
        .join(demands, demands.c.demand_id == DemandThemeRow.demand_id)
        .group_by(DemandThemeRow.theme)
        .order_by(func.count().desc(), DemandThemeRow.theme)
    )
    return list(connection.execute(statement).scalars())


def kinds(connection: Connection, demands: CTE) -> Rows:
    """kind, demands, resolutions; most demands first."""
    number = func.count().label("demands")
    return connection.execute(
        select(demands.c.kind, number, func.count(distinct(demands.c.resolution_id)).label("resolutions"))
        .group_by(demands.c.kind)
        .order_by(number.desc(), demands.c.kind)
    ).all()


def addressees(connection: Connection, demands: CTE) -> Rows:
    """addressee, addressee_type, demands, resolutions; most demands first."""
    number = func.count().label("demands")
    return connection.execute(
        select(
            func.min(demands.c.addressee).label("addressee"),
            demands.c.addressee_type,
            number,
            func.count(distinct(demands.c.resolution_id)).label("resolutions"),
        )
        .group_by(demands.c.addressee_key, demands.c.addressee_type)
        .order_by(number.desc(), demands.c.addressee_key)
    ).all()


def municipalities(connection: Connection, demands: CTE) -> Rows:
    """code, resolutions, mentions; most resolutions first."""
    resolutions = func.count(distinct(MentionRow.resolution_id)).label("resolutions")
    return connection.execute(
        select(MentionRow.code, resolutions, func.count().label("mentions"))
        .where(
            MentionRow.resolution_id.in_(select(demands.c.resolution_id)),
            MentionRow.code.in_(sorted(gazetteer().municipalities)),
            MentionRow.in_organisation.is_(False),
        )
        .group_by(MentionRow.code)
        .order_by(resolutions.desc(), func.count().desc(), MentionRow.code)
    ).all()


def theme_cells(connection: Connection, filters: Filters, by: By) -> Rows:
    """value, column (the theme), demands, resolutions."""
    rows = _by(chosen(None, filters), by).subquery()
    column = DemandThemeRow.theme.label("column")
    return _cells(
        connection, rows, column, select(rows).join(DemandThemeRow, DemandThemeRow.demand_id == rows.c.demand_id)
    )


def year_cells(connection: Connection, demands: CTE, by: By) -> Rows:
    """value, column (the year), demands, resolutions."""
    rows = _by(demands, by).subquery()
    return _cells(connection, rows, rows.c.year.label("column"), select(rows).where(rows.c.year.is_not(None)))


def _cells(connection: Connection, rows: Subquery, column: ColumnElement[Any], base: Select[Any]) -> Rows:
    return connection.execute(
        base.with_only_columns(
            rows.c.value,
            column,
            func.count(distinct(rows.c.demand_id)).label("demands"),
            func.count(distinct(rows.c.resolution_id)).label("resolutions"),
        )
        .where(rows.c.value.is_not(None))
        .group_by(rows.c.value, column)
    ).all()


def _keys(demands: CTE, by: By) -> CTE:
    """What is asked for, each thing once: key, in how many groups (spread), the first of them, demands, resolutions, one demand, the latest date."""
    rows = _by(demands, by).subquery()
    return (
        select(
            rows.c.key,
            func.count(distinct(rows.c.value)).label("spread"),
            func.min(rows.c.value).label("value"),
            func.count(distinct(rows.c.demand_id)).label("demands"),
            func.count(distinct(rows.c.resolution_id)).label("resolutions"),
            func.min(rows.c.demand_id).label("demand_id"),
            func.max(rows.c.date).label("date"),
        )
        .group_by(rows.c.key)
        .cte("keys")
    )


def families(connection: Connection, demands: CTE, by: By, *, limit: int) -> Rows:
    """key, spread, demands, resolutions, label, representative: those that several resolutions share, of most groups first."""
    keys = _keys(demands, by)
    return connection.execute(
        select(keys, FamilyRow.label, FamilyRow.representative_demand_id.label("representative"))
        .join(FamilyRow, FamilyRow.id == keys.c.key)
        .where(keys.c.resolutions > 1)
        .order_by(keys.c.spread.desc(), keys.c.resolutions.desc(), keys.c.demands.desc(), keys.c.key)
        .limit(limit)
    ).all()


def members(connection: Connection, demands: CTE, by: By, keys: Collection[int]) -> Rows:
    """key, demand_id, value of the demands of some families."""
    if not keys:
        return []
    rows = _by(demands, by).subquery()
    return connection.execute(
        select(rows.c.key, rows.c.demand_id, rows.c.value, rows.c.region)
        .where(rows.c.key.in_(sorted(keys)))
        .order_by(rows.c.key, rows.c.date.desc(), rows.c.demand_id)
    ).all()


def only_counts(connection: Connection, demands: CTE, by: By) -> dict[str, int]:
    """How many demands each group has that no other has a like of."""
    keys = _keys(demands, by)
    statement = (
        select(keys.c.value, func.sum(keys.c.demands).label("n")).where(keys.c.spread == 1).group_by(keys.c.value)
    )
    return {row.value: int(row.n) for row in connection.execute(statement)}


def only_demands(connection: Connection, demands: CTE, by: By, *, limit: int) -> Rows:
    """value, demand_id: some of what each group alone asks for; what several resolutions share comes first, then the newest."""
    keys = _keys(demands, by)
    rank = func.row_number().over(
        partition_by=keys.c.value,
        order_by=(keys.c.resolutions.desc(), func.coalesce(keys.c.date, "").desc(), keys.c.demand_id),
    )
    ranked = select(keys.c.value, keys.c.demand_id, rank.label("rank")).where(keys.c.spread == 1).subquery()
    return connection.execute(
        select(ranked.c.value, ranked.c.demand_id).where(ranked.c.rank <= limit).order_by(ranked.c.value, ranked.c.rank)
    ).all()


def families_known(connection: Connection) -> bool:
    """Whether it has been worked out which demands ask for the same."""
    return bool(connection.execute(select(exists().where(DemandRow.family_id.is_not(None)))).scalar())


def demand_texts(connection: Connection, numbers: Collection[int]) -> Iterator[Any]:
    """The demands to be quoted, with their resolutions' headings."""
    statement = select(
        DemandRow.id,
        DemandRow.record,
        DemandRow.page,
        ResolutionRow.id.label("resolution_id"),
        ResolutionRow.title,
        ResolutionRow.body,
        ResolutionRow.organisation,
        ResolutionRow.region,
        ResolutionRow.date,
        ResolutionRow.language,
    ).join(ResolutionRow, ResolutionRow.id == DemandRow.resolution_id)
    for batch in _batches(numbers):
        yield from connection.execute(statement.where(DemandRow.id.in_(batch)))


def paths(connection: Connection, resolutions: Collection[str]) -> dict[str, str]:
    """A path for each resolution: the first by name that could be read."""
    out: dict[str, str] = {}
    statement = (
        select(AppearanceRow.resolution_id, func.min(FileRow.path).label("path"))
        .join(FileRow, FileRow.sha256 == AppearanceRow.sha256)
        .where(FileRow.error_code.is_(None))
        .group_by(AppearanceRow.resolution_id)
    )
    for batch in _batches(resolutions):
        found = connection.execute(statement.where(AppearanceRow.resolution_id.in_(batch)))
        out.update({row.resolution_id: row.path for row in found})
    return out


def _batches(items: Collection[Any]) -> Iterator[list[Any]]:
    listed = sorted(items)
    for start in range(0, len(listed), BATCH):
        yield listed[start : start + BATCH]
