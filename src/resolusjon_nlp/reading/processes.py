"""Child processes that need nothing of the program that starts them.

With the ``spawn`` method a child first imports its parent's main module, so that a plain script without an ``if __name__ == "__main__"`` guard
would start itself over and over. Readers need only this package; they are started with the main module out of sight.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import Any

_MAIN = "__main__"
_lock = threading.Lock()


@contextmanager
def _main_out_of_sight() -> Iterator[None]:
    """Show an empty main module while a child's start is prepared."""
    with _lock:
        real = sys.modules[_MAIN]
        sys.modules[_MAIN] = ModuleType(_MAIN)
        try:
            yield
        finally:
            sys.modules[_MAIN] = real


class ReaderProcess(SpawnProcess):
    """A spawned process that does not import the parent's main module."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 - multiprocessing's name for it
        with _main_out_of_sight():
            return SpawnProcess._Popen(process_obj)


class ReaderContext(SpawnContext):
    """A multiprocessing context that starts :class:`ReaderProcess`."""

    Process = ReaderProcess
