"""Families stay right when demands go."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from resolusjon_nlp.library import Library
from resolusjon_nlp.library.schema import DemandRow, FamilyRow, ResolutionRow


@pytest.fixture
def filled(tmp_path: Path, library: Library) -> Library:
    """A library of two resolutions whose demands are one family, represented by one of the first."""
    for name in ("tog", "ferje"):
        (tmp_path / f"{name}.txt").write_text(f"Ja til {name}\n\nStaten må satse på {name} i Nord-Norge.\n", "utf-8")
    library.ingest(tmp_path)
    with library._engine.connect().execution_options(writes=True) as connection, connection.begin():
        first = connection.execute(
            select(DemandRow.id).join(ResolutionRow).where(ResolutionRow.title == "Ja til tog")
        ).scalars()
        demands = connection.execute(select(DemandRow.id)).scalars().all()
        connection.execute(
            insert(FamilyRow).values(id=1, representative_demand_id=first.first(), size=len(demands), label="satse")
        )
        connection.execute(update(DemandRow).values(family_id=1))
    return library


def families(library: Library) -> list[tuple[int, bool]]:
    """Size of each family, and whether its representative is a member."""
    with library._engine.connect() as connection:
        members = set(connection.execute(select(DemandRow.id).where(DemandRow.family_id == 1)).scalars())
        rows = connection.execute(select(FamilyRow.size, FamilyRow.representative_demand_id)).all()
        return [(row.size, row.representative_demand_id in members) for row in rows]


def test_families_follow_their_members(filled: Library, tmp_path: Path) -> None:
    assert families(filled) == [(filled.counts()["demands"], True)]
    (tmp_path / "tog.txt").write_text("Et brev uten krav.\n", "utf-8")
    filled.ingest(tmp_path)
    assert families(filled) == [(filled.counts()["demands"], True)]
    (tmp_path / "ferje.txt").write_text("Enda et brev uten krav.\n", "utf-8")
    filled.ingest(tmp_path)
    assert families(filled) == []
