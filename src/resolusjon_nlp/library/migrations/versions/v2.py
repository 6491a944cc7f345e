"""Version 2: families of demands, names in lower case to compare by, and places by resolution."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "v2"
down_revision = "v1"

NAMES = (
    ("resolutions", "body", "body_key"),
    ("resolutions", "organisation", "organisation_key"),
    ("resolutions", "region", "region_key"),
    ("demands", "addressee", "addressee_key"),
)


def upgrade() -> None:
    """Add the new tables and columns, and fill what follows from the old ones."""
    op.create_table(
        "families",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "representative_demand_id",
            sa.Integer,
            sa.ForeignKey("demands.id", ondelete="SET NULL", name="family_representative"),
            index=True,
        ),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
    )
    # In words, as SQLite takes a reference only together with its column.
    op.execute("ALTER TABLE demands ADD COLUMN family_id INTEGER REFERENCES families (id) ON DELETE SET NULL")
    op.create_index("ix_demands_family_id", "demands", ["family_id"])
    for table, name, key in NAMES:
        op.add_column(table, sa.Column(key, sa.Text))
        _fill(table, name, key, str.lower)
    for name in ("resolution_id", "code", "county"):
        op.drop_index(f"ix_mentions_{name}", "mentions")
    op.create_index("mention_of_code", "mentions", ["resolution_id", "code"])
    op.create_index("mention_of_county", "mentions", ["resolution_id", "county"])
    op.create_index("ix_resolutions_organisation_key", "resolutions", ["organisation_key"])
    op.create_index("ix_resolutions_region_key", "resolutions", ["region_key"])


def _fill(table: str, name: str, key: str, make: Callable[[str], str]) -> None:
    rows = sa.table(table, sa.column(name), sa.column(key))
    connection = op.get_bind()
    names = connection.execute(sa.select(rows.c[name]).where(rows.c[name].is_not(None)).distinct()).scalars().all()
    for value in names:
        connection.execute(sa.update(rows).where(rows.c[name] == value).values({key: make(value)}))
