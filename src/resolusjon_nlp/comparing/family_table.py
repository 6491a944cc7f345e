"""Families as records and tables: what is asked for, how often, by whom, where and when, first of all by whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, distinct, func, select

from resolusjon_nlp.comparing.families import update_families
from resolusjon_nlp.library import Filters, Library
from resolusjon_nlp.library.schema import DemandRow, FamilyRow, ResolutionRow
from resolusjon_nlp.records import Record

YEAR_LENGTH = 4
BATCH = 400
SEPARATOR = "|"
"""Between several values of a table's cell."""


class FamilySource(Record):
    """One of a family's demands, with where it stands."""

    resolution_id: str
    ordinal: int
    text: str
    title: str | None
    body: str | None
    organisation: str | None
    region: str | None
    date: str | None
    page: int | None


class Family(Record):
    """Demands that ask for the same.

    Attributes
    ----------
    label
        The demand that is most like all others of the family.
    demands, resolutions
        How many there are (that pass the filters).
    regions, organisations
        Who demands it and how often, the most frequent first.
    years
        How many demands each year, in order.
    first
        The earliest of them.
    sources
        All of them, oldest first.
    """

    family: int
    label: str
    demands: int
    resolutions: int
    regions: dict[str, int]
    organisations: dict[str, int]
    years: dict[str, int]
    first: FamilySource
    sources: tuple[FamilySource, ...]


def list_families(
    library: Library,
    *,
    filters: Filters | None = None,
    least: int = 2,
    limit: int | None = None,
    **conditions: str | None,
) -> list[Family]:
    """Families with demands in at least so many resolutions, the most widespread first.

    Parameters
    ----------
    filters, **conditions
        Which demands count: a :class:`Filters`, or its fields as keywords.
    least
        Resolutions that must demand it; 1 lists every demand that stands alone too.
    limit
        How many families; None for all.

    Notes
    -----
    Demands that have come in since families were last looked at are placed first.
    """
    narrowed = filters or Filters(**conditions)
    for _ in update_families(library):
        pass
    with library.reading() as connection:
        ids = _largest(connection, narrowed.conditions(), least, limit)
        return _read(connection, ids, narrowed.conditions())


def _largest(
    connection: Connection, conditions: Sequence[ColumnElement[bool]], least: int, limit: int | None
) -> list[int]:
    resolutions = func.count(distinct(DemandRow.resolution_id))
    statement = (
        select(DemandRow.family_id)
        .join(ResolutionRow, ResolutionRow.id == DemandRow.resolution_id)
        .where(DemandRow.family_id.is_not(None), *conditions)
        .group_by(DemandRow.family_id)
        .having(resolutions >= least)
        .order_by(resolutions.desc(), func.count().desc(), DemandRow.family_id)
        .limit(limit)
    )
    return [number for number in connection.execute(statement).scalars() if number is not None]


def _read(connection: Connection, ids: Sequence[int], conditions: Sequence[ColumnElement[bool]]) -> list[Family]:
    found: list[Family] = []
    for start in range(0, len(ids), BATCH):
        batch = list(ids[start : start + BATCH])
        labels = connection.execute(select(FamilyRow.id, FamilyRow.label).where(FamilyRow.id.in_(batch)))
        label_of = {row.id: row.label for row in labels}
        members: dict[int, list[FamilySource]] = {number: [] for number in batch}
        statement = (
            select(
                DemandRow.family_id,
                DemandRow.resolution_id,
                DemandRow.ordinal,
                DemandRow.text,
                DemandRow.page,
                ResolutionRow.title,
                ResolutionRow.body,
                ResolutionRow.organisation,
                ResolutionRow.region,
                ResolutionRow.date,
            )
            .join(ResolutionRow, ResolutionRow.id == DemandRow.resolution_id)
            .where(DemandRow.family_id.in_(batch), *conditions)
            .order_by(ResolutionRow.earliest.asc().nulls_last(), DemandRow.resolution_id, DemandRow.ordinal)
        )
        for row in connection.execute(statement).mappings():
            facts = dict(row)
            members[facts.pop("family_id")].append(FamilySource(**facts))
        found.extend(_family(number, label_of[number], members[number]) for number in batch)
    return found


def _family(number: int, label: str, sources: Sequence[FamilySource]) -> Family:
    years = Counter(source.date[:YEAR_LENGTH] for source in sources if source.date)
    return Family(
        family=number,
        label=label,
        demands=len(sources),
        resolutions=len({source.resolution_id for source in sources}),
        regions=dict(Counter(source.region for source in sources if source.region).most_common()),
        organisations=dict(Counter(source.organisation for source in sources if source.organisation).most_common()),
        years=dict(sorted(years.items())),
        first=sources[0],
        sources=tuple(sources),
    )


def family_rows(several: Sequence[Family]) -> list[dict[str, Any]]:
    """One flat row for each family."""
    return [
        {
            "family": one.family,
            "label": one.label,
            "demands": one.demands,
            "resolutions": one.resolutions,
            "regions": SEPARATOR.join(one.regions),
            "organisations": SEPARATOR.join(one.organisations),
            "years": SEPARATOR.join(f"{year}:{count}" for year, count in one.years.items()),
            "first_date": one.first.date,
            "first_body": one.first.body,
            "first_resolution_id": one.first.resolution_id,
            "first_page": one.first.page,
        }
        for one in several
    ]


FAMILY_COLUMNS = (
    "family", "label", "demands", "resolutions", "regions", "organisations", "years", "first_date", "first_body", "first_resolution_id", "first_page",
)  # fmt: skip


def families(
    library: Library, *, filters: Filters | None = None, least: int = 2, **conditions: str | None
) -> pd.DataFrame:
    """Table of families of demands, one row each, the most widespread first; see :func:`list_families`.

    Returns
    -------
    pandas.DataFrame
        ``regions`` and ``organisations`` are separated by ``|``, the most frequent first; ``years`` are ``2023:2|2024:1``. ``first_…`` is the earliest.

    Examples
    --------
    >>> with Library(":memory:") as library:
    ...     families(library).shape
    (0, 11)
    """
    rows = family_rows(list_families(library, filters=filters or Filters(**conditions), least=least))
    return pd.DataFrame(rows, columns=list(FAMILY_COLUMNS))
