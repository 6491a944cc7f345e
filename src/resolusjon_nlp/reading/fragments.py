"""Fragments: the pieces of a row that wide gaps part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

MARKER_CHARACTERS = 4
"""A piece of no more characters than this may be a list marker."""


@dataclass(frozen=True)
class Fragment(Generic[Item]):
    """A piece of a row without wide gaps; ``figures`` counts the digits among its ``characters``."""

    x0: float
    x1: float
    baseline: float
    size: float
    characters: int
    figures: int
    items: tuple[Item, ...]
