"""Place names at the beginning of compounds: "Oslobudsjettet", "bergenspolitikken", "Tromsø-flyet", but neither "Selvstyre" nor "Hurdalsplattformen"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from resolusjon_nlp.norwegian.gazetteer import PlaceEntry
from resolusjon_nlp.norwegian.lexicon import is_word
from resolusjon_nlp.resources import load_yaml

LEAST_NAME = 4
"""Shorter names are not looked for inside words."""
LEAST_FREE_NAME = 5
"""Shorter names need a head of the list: *Oslo* and *Moss* begin words by chance."""
LEAST_HEAD = 4
"""Letters of a head that is on no list."""

_LINK = re.compile(r"(?:s|e)?-?")


@dataclass(frozen=True)
class _Lists:
    heads: tuple[str, ...]
    no_heads: tuple[str, ...]
    not_compounds: frozenset[str]
    areas: tuple[str, ...]
    organisations: tuple[str, ...]
    stems: dict[str, str]


@cache
def _lists() -> _Lists:
    data = load_yaml("places/context.yaml")
    return _Lists(
        tuple(data["compound_heads"]),
        tuple(data["no_compound_heads"]),
        frozenset(data["not_compounds"]),
        tuple(data["area_heads"]),
        tuple(data["organisation_compounds"]),
        data["compound_stems"],
    )


@cache
def stems() -> Mapping[str, str]:
    """Shortened names that only compounds have, with the name each stands for (``lofot``: Lofoten)."""
    return _lists().stems


def place_part(whole: str, names: Mapping[str, tuple[PlaceEntry, ...]]) -> int | None:
    """Length of the place name that the compound `whole` begins with; None when it begins with none.

    `names` are the register's by their lower-case form, shortened ones among them.
    """
    lists = _lists()
    lower = whole.lower()
    if lower in lists.not_compounds:
        return None
    for length in range(len(lower) - 2, LEAST_NAME - 1, -1):
        entries = names.get(lower[:length])
        if entries and _is_compound(whole, lower, length, entries, lists):
            return length
    return None


def _is_compound(whole: str, lower: str, length: int, entries: tuple[PlaceEntry, ...], lists: _Lists) -> bool:
    rest = lower[length:]
    link = _LINK.match(rest)
    tails = {rest.lstrip("-"), rest[link.end() :] if link else rest}
    if any(tail.startswith(lists.no_heads) for tail in (*tails, lower.rsplit("-", 1)[-1])):
        return False
    listed = any(tail.startswith(lists.heads) for tail in tails)
    hyphen = rest.startswith("-") or rest.startswith("s-")
    capital = whole[0].isupper()
    if all(entry.homograph for entry in entries):
        return listed and hyphen and capital
    if listed:
        return True
    if hyphen and capital:
        return whole[-len(rest) + 1].islower() or whole[length + 1].islower()
    return (
        length >= LEAST_FREE_NAME
        and not is_word(lower)
        and any(len(tail) >= LEAST_HEAD and is_word(tail) for tail in tails)
    )


def is_area(whole: str) -> bool:
    """Whether a compound is an area around the place it begins with ("Stavanger-regionen", "Osloområdet"; "Mosseregionen" is a name)."""
    lower = whole.lower()
    return lower.endswith(_lists().areas) or ("-" in whole and lower.endswith("regionen"))


def is_organisation(whole: str) -> bool:
    """Whether a compound is the name of an institution ("Finnmarkssykehuset"; "Volda-sjukehuset" only tells which hospital is meant)."""
    return whole[0].isupper() and "-" not in whole and whole.lower().endswith(_lists().organisations)
