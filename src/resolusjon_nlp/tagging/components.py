"""What our components share: configuration that survives being saved, without pickles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Self


class Configured:
    """A component whose only state is a flat dict of settings, stored as JSON."""

    settings: dict[str, Any]

    def to_bytes(self, **_: object) -> bytes:
        """Return the settings as JSON bytes."""
        return json.dumps(self.settings, sort_keys=True).encode()

    def from_bytes(self, data: bytes, **_: object) -> Self:
        """Take over the settings that :meth:`to_bytes` gave."""
        self.settings = json.loads(data) if data else {}
        return self

    def to_disk(self, path: Path | str, **_: object) -> None:
        """Write the settings to a file."""
        Path(path).write_bytes(self.to_bytes())

    def from_disk(self, path: Path | str, **_: object) -> Self:
        """Read the settings that :meth:`to_disk` wrote."""
        return self.from_bytes(Path(path).read_bytes())
