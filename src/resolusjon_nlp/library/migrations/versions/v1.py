"""Version 1, where migrations begin: libraries of that version already have its tables."""

revision = "v1"
down_revision = None


def upgrade() -> None:
    """Do nothing: what this version is, is there."""
