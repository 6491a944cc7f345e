"""Version 3: what resolutions are filtered by stands with their demands too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v3"
down_revision = "v2"

COLUMNS: tuple[tuple[str, sa.types.TypeEngine[str]], ...] = (
    ("body_key", sa.Text()),
    ("organisation_key", sa.Text()),
    ("region_key", sa.Text()),
    ("earliest", sa.String(10)),
    ("latest", sa.String(10)),
    ("language", sa.String(2)),
)


def upgrade() -> None:
    """Add the columns and fill them from the resolutions."""
    for name, kind in COLUMNS:
        op.add_column("demands", sa.Column(name, kind))
    names = [name for name, _ in COLUMNS]
    demands = sa.table("demands", sa.column("resolution_id"), *map(sa.column, names))
    resolutions = sa.table("resolutions", sa.column("id"), *map(sa.column, names))
    values = {
        name: sa.select(resolutions.c[name]).where(resolutions.c.id == demands.c.resolution_id).scalar_subquery()
        for name in names
    }
    op.execute(sa.update(demands).values(values))
