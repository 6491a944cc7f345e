"""Questions to the library's tables. Everything is counted there; texts are fetched only of what is quoted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    String,
    Subquery,
    distinct,
    exists,
    func,
    literal,
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
from resolusjon_nlp.summaries.records import By

BATCH = 500
"""Numbers in one condition; databases take only so many."""
YEAR_LENGTH = 4

Rows = Sequence[Any]
"""Rows of a result, with a name for each column."""


def chosen(filters: Filters, *, by_theme: bool = False) -> CTE:
    """The demands that pass: theme, demand_id, resolution_id, key (its family, or a number of its own), kind, addressee and what resolutions are grouped by.

    With `by_theme` each demand is there once for each of its themes (or for that of `filters`); otherwise once, and its ``theme`` is NULL. All that is counted below is counted for
    each ``theme`` apart.
    """
    themed = by_theme or filters.theme is not None
    statement = select(
        (DemandThemeRow.theme if themed else literal(None, String)).label("theme"),
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
    if themed:
        statement = statement.join(DemandThemeRow, DemandThemeRow.demand_id == DemandRow.id)
    if filters.theme is not None:
        statement = statement.where(DemandThemeRow.theme == filters.theme)
    return statement.where(*replace(filters, theme=None).conditions()).cte("chosen")


def _groupings() -> tuple[ColumnElement[Any], ...]:
    return (
        ResolutionRow.region.label("region"),
        ResolutionRow.organisation.label("organisation"),
        ResolutionRow.body.label("body"),
        func.substr(ResolutionRow.date, 1, YEAR_LENGTH).label("year"),
        ResolutionRow.date.label("date"),
    )


def _by(rows: CTE | Subquery, by: By) -> Subquery:
    """`rows` with a column ``value``; by county there is one for each county that the resolution names."""
    if by is not By.COUNTY:
        return select(rows, rows.c[by.value].label("value")).subquery()
    named = (
        select(MentionRow.resolution_id, MentionRow.county)
        .where(MentionRow.county.is_not(None))
        .distinct()
        .subquery("named")
    )
    joined = select(rows, named.c.county.label("value"))
    return joined.outerjoin(named, named.c.resolution_id == rows.c.resolution_id).subquery()


def _numbers(rows: CTE | Subquery) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Demands, and resolutions they stand in, where a demand is one row."""
    return func.count().label("demands"), func.count(distinct(rows.c.resolution_id)).label("resolutions")


def totals(connection: Connection, demands: CTE) -> Rows:
    """theme, demands, resolutions; most demands first."""
    number, resolutions = _numbers(demands)
    statement = select(demands.c.theme, number, resolutions).group_by(demands.c.theme)
    return connection.execute(statement.order_by(number.desc(), demands.c.theme)).all()


def counts(connection: Connection, demands: CTE, by: By) -> Rows:
    """theme, value, demands, resolutions."""
    rows = _by(demands, by)
    statement = select(rows.c.theme, rows.c.value, *_numbers(rows)).group_by(rows.c.theme, rows.c.value)
    return connection.execute(statement).all()


def collected(connection: Connection, filters: Filters, by: By) -> dict[str | None, int]:
    """How many resolutions of each group there are, whatever they are about."""
    resolutions = (
        select(ResolutionRow.id.label("resolution_id"), *_groupings())
        .where(*filters.resolution_conditions())
        .subquery()
    )
    rows = _by(resolutions, by)
    statement = select(rows.c.value, func.count().label("n")).group_by(rows.c.value)
    return {row.value: row.n for row in connection.execute(statement)}


def collected_in_all(connection: Connection, filters: Filters) -> int:
    """How many resolutions pass the filters, whatever they are about."""
    statement = select(func.count()).select_from(ResolutionRow).where(*filters.resolution_conditions())
    return int(connection.execute(statement).scalar() or 0)


def kinds(connection: Connection, demands: CTE) -> Rows:
    """theme, kind, demands, resolutions; most demands first."""
    number, resolutions = _numbers(demands)
    statement = select(demands.c.theme, demands.c.kind, number, resolutions)
    return connection.execute(
        statement.group_by(demands.c.theme, demands.c.kind).order_by(number.desc(), demands.c.kind)
    ).all()


def addressees(connection: Connection, demands: CTE) -> Rows:
    """theme, addressee, type, demands, resolutions; most demands first."""
    number, resolutions = _numbers(demands)
    groups = (demands.c.theme, demands.c.addressee_key, demands.c.addressee_type)
    name = func.min(demands.c.addressee).label("addressee")
    statement = select(demands.c.theme, name, demands.c.addressee_type.label("type"), number, resolutions)
    return connection.execute(
        statement.group_by(*groups).order_by(number.desc(), demands.c.addressee_key, demands.c.addressee_type)
    ).all()


def places(connection: Connection, demands: CTE) -> Rows:
    """theme, code, resolutions, mentions of what the resolutions name, not only municipalities; most resolutions first."""
    standing = select(demands.c.theme, demands.c.resolution_id).distinct().subquery()
    resolutions = func.count(distinct(MentionRow.resolution_id)).label("resolutions")
    mentions = func.count().label("mentions")
    return connection.execute(
        select(standing.c.theme, MentionRow.code, resolutions, mentions)
        .join(MentionRow, MentionRow.resolution_id == standing.c.resolution_id)
        .where(MentionRow.code.is_not(None), MentionRow.in_organisation.is_(False))
        .group_by(standing.c.theme, MentionRow.code)
        .order_by(resolutions.desc(), mentions.desc(), MentionRow.code)
    ).all()


def year_cells(connection: Connection, demands: CTE, by: By) -> Rows:
    """value, year, demands, resolutions."""
    rows = _by(demands, by)
    return connection.execute(
        select(rows.c.value, rows.c.year, *_numbers(rows))
        .where(rows.c.value.is_not(None), rows.c.year.is_not(None))
        .group_by(rows.c.value, rows.c.year)
    ).all()


def _keys(demands: CTE, by: By) -> CTE:
    """What is asked for, each thing once: theme, key, in how many groups (spread), how often outside of any (apart), one of them, demands, resolutions, one
    demand, the latest date.
    """
    rows = _by(demands, by)
    return (
        select(
            rows.c.theme,
            rows.c.key,
            func.count(distinct(rows.c.value)).label("spread"),
            (func.count() - func.count(rows.c.value)).label("apart"),
            func.min(rows.c.value).label("value"),
            # A demand is there once for each county, but once otherwise; telling rows apart takes long.
            (func.count(distinct(rows.c.demand_id)) if by is By.COUNTY else func.count()).label("demands"),
            func.count(distinct(rows.c.resolution_id)).label("resolutions"),
            func.min(rows.c.demand_id).label("demand_id"),
            func.max(rows.c.date).label("date"),
        )
        .group_by(rows.c.theme, rows.c.key)
        .cte("keys")
    )


def families(connection: Connection, demands: CTE, by: By, *, limit: int) -> Rows:
    """theme, key, demands, resolutions, label, representative: what several resolutions share, of most groups first, at most `limit` of a theme."""
    keys = _keys(demands, by)
    order = (keys.c.spread.desc(), keys.c.resolutions.desc(), keys.c.demands.desc(), keys.c.key)
    rank = func.row_number().over(partition_by=keys.c.theme, order_by=order).label("rank")
    ranked = select(keys, rank).where(keys.c.resolutions > 1, keys.c.key > 0).subquery()
    return connection.execute(
        select(ranked, FamilyRow.label, FamilyRow.representative_demand_id.label("representative"))
        .join(FamilyRow, FamilyRow.id == ranked.c.key)
        .where(ranked.c.rank <= limit)
        .order_by(ranked.c.theme, ranked.c.rank)
    ).all()


def members(connection: Connection, demands: CTE, by: By, keys: Collection[int]) -> Rows:
    """theme, key, demand_id, value, region of the demands of some families; the newest first."""
    rows = _by(demands, by)
    statement = select(rows.c.theme, rows.c.key, rows.c.demand_id, rows.c.value, rows.c.region)
    order = (rows.c.key, func.coalesce(rows.c.date, "").desc(), rows.c.demand_id)
    found: list[Any] = []
    for batch in _batches(keys):
        found += connection.execute(statement.where(rows.c.key.in_(batch)).order_by(*order))
    return found


def only_counts(connection: Connection, demands: CTE, by: By) -> dict[str, int]:
    """How many demands each group has that no other has a like of."""
    keys = _keys(demands, by)
    statement = select(keys.c.value, func.sum(keys.c.demands).label("demands"))
    found = connection.execute(statement.where(*_alone(keys)).group_by(keys.c.value))
    return {row.value: int(row.demands) for row in found}


def _alone(keys: CTE) -> tuple[ColumnElement[bool], ...]:
    """That one group asks for it and nobody else: a body without a region, say, is somebody else too."""
    return keys.c.spread == 1, keys.c.apart == 0


def only_demands(connection: Connection, demands: CTE, by: By, *, limit: int) -> Rows:
    """value, demand_id: some of what each group alone asks for; what several resolutions share comes first, then the newest."""
    keys = _keys(demands, by)
    rank = func.row_number().over(
        partition_by=keys.c.value,
        order_by=(keys.c.resolutions.desc(), func.coalesce(keys.c.date, "").desc(), keys.c.demand_id),
    )
    ranked = select(keys.c.value, keys.c.demand_id, rank.label("rank")).where(*_alone(keys)).subquery()
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


def records(connection: Connection, resolutions: Collection[str]) -> Iterator[tuple[str, str]]:
    """Resolutions' ids and whole records, as JSON."""
    statement = select(ResolutionRow.id, ResolutionRow.record)
    for batch in _batches(resolutions):
        for row in connection.execute(statement.where(ResolutionRow.id.in_(batch))):
            yield row.id, row.record


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
