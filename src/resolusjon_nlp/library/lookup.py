"""What a store is asked for: terms in columns of the index, combined. Each store writes it in its own query language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Find:
    """Demands that hold `terms`, one right after the other, in one of `columns` (names of :data:`~resolusjon_nlp.library.index_terms.COLUMNS`;
    several terms only in :data:`~resolusjon_nlp.library.index_terms.IN_ORDER`).

    With `prefix` the last of them is only the beginning of a term. Terms are lower-case letters and digits.
    """

    columns: tuple[str, ...]
    terms: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """Demands that fit all of `among` (two or more)."""

    among: tuple[Lookup, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Demands that fit at least one of `among` (two or more)."""

    among: tuple[Lookup, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Demands that fit `wanted` and do not fit `unwanted`; with `wanted` None, all that do not."""

    wanted: Lookup | None
    unwanted: Lookup


Lookup = Find | AllOf | AnyOf | Without


def all_of(among: list[Lookup]) -> Lookup:
    """Conjunction, without a wrapper around a single one."""
    kept = tuple(dict.fromkeys(among))
    return kept[0] if len(kept) == 1 else AllOf(kept)


def any_of(among: list[Lookup]) -> Lookup:
    """Disjunction, without a wrapper around a single one."""
    kept = tuple(dict.fromkeys(among))
    return kept[0] if len(kept) == 1 else AnyOf(kept)
