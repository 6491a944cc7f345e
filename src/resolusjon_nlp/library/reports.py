"""What an ingest says of each file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class IngestStatus(StrEnum):
    """What became of a file."""

    NEW = "new"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    FAILED = "failed"


@dataclass(frozen=True)
class IngestReport:
    """One file's outcome. ``code`` and ``message`` say why it failed, or what to know of it."""

    path: str
    status: IngestStatus
    resolutions: int = 0
    demands: int = 0
    code: str | None = None
    message: str | None = None
