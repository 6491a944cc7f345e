"""Families of like demands: keeping them right when demands go.

Which demands belong together is decided elsewhere; here it is only seen to that a family's size and representative are those of the demands it still has.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, func, select, update

from resolusjon_nlp.library.schema import DemandRow, FamilyRow


def families_of(connection: Connection, resolution_id: str) -> set[int]:
    """Families that the demands of a resolution belong to."""
    statement = select(DemandRow.family_id).where(
        DemandRow.resolution_id == resolution_id, DemandRow.family_id.is_not(None)
    )
    return {number for number in connection.execute(statement).scalars() if number is not None}


def refresh_families(connection: Connection, families: Collection[int]) -> None:
    """Count the members of `families` anew; those without any go, and a lost representative gives way to the oldest member."""
    for number in sorted(families):
        members = DemandRow.family_id == number
        size, oldest = connection.execute(select(func.count(), func.min(DemandRow.id)).where(members)).one()
        if not size:
            connection.execute(delete(FamilyRow).where(FamilyRow.id == number))
            continue
        connection.execute(update(FamilyRow).where(FamilyRow.id == number).values(size=size))
        connection.execute(
            update(FamilyRow)
            .where(FamilyRow.id == number, FamilyRow.representative_demand_id.is_(None))
            .values(representative_demand_id=oldest)
        )
