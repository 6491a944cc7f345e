"""Consoles, progress and the pieces of output that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Item = TypeVar("Item")

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


@dataclass
class State:
    """What the global options set."""

    verbose: bool = False
    quiet: bool = False


state = State()


def track(items: Iterable[Item], *, total: int, label: str) -> Iterator[Item]:
    """Yield `items` with a progress bar on standard error (not when it is no terminal, or ``--quiet``)."""
    if state.quiet or not sys.stderr.isatty() or total < 2:
        yield from items
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task(label, total=total)
        for item in items:
            yield item
            progress.advance(task)


def write_line(text: str) -> None:
    """Write a line of data to standard output, untouched by any formatting."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """Tell the user something on standard error."""
    if not state.quiet:
        err.print(text, soft_wrap=True, markup=False)
