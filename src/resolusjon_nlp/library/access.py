"""A look into an open library for the rooms that come after it: its tables, for reading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from resolusjon_nlp.library.library import Library


@contextmanager
def reading(library: Library) -> Iterator[Connection]:
    """A connection to the tables of :mod:`resolusjon_nlp.library.schema`, to read by; whatever is read inside it is from one moment."""
    with library._engine.connect() as connection:
        yield connection
