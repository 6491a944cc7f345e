"""The word lists of those who adopt resolutions, compiled: meetings and boards, unions, genres, openings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from resolusjon_nlp.resources import load_yaml

_NOT_OURS = (
    r"(?:kommune|by|bydels|menighets|skole|skule|helse|e-)styre|\w*(?:foretaks|føretaks|folke|opp)møte|distriktsavdeling|barneavdeling|akuttavdeling|føde\w*avdeling|"
    r"\w*sykehus\w*|\w*sjukehus\w*"
)
"""Boards and wards that no union has."""

_ENDINGS = "(?:en|et|a|n|t|ene|ane|i)?"


@dataclass(frozen=True)
class Organisation:
    """A union or its counterpart: usual short name, all names, and type."""

    name: str
    names: tuple[str, ...]
    type: str


@dataclass(frozen=True)
class Adopters:
    """Patterns made from the lists in ``resources/organisations``."""

    organisations: tuple[Organisation, ...]
    meeting: re.Pattern[str]
    opening: re.Pattern[str]
    genre: re.Pattern[str]
    union: re.Pattern[str]
    tails: re.Pattern[str]
    institutions: tuple[str, ...]
    links: frozenset[str]
    by_name: dict[str, Organisation]


@cache
def adopters() -> Adopters:
    """Load and compile the word lists."""
    data = load_yaml("organisations/adopters.yaml")
    listed = load_yaml("organisations/organisations.yaml")["organisations"]
    organisations = tuple(Organisation(o["name"], (o["name"], *o["names"]), o["type"]) for o in listed)
    by_name = {name: organisation for organisation in organisations for name in organisation.names}
    unions = [n for n, o in by_name.items() if o.type in ("union", "confederation")]
    meetings, bare, genres, openings, names, roles, votes = (
        _any_of(words)
        for words in (
            data["meetings"],
            data["bare_meetings"],
            data["genres"],
            data["openings"],
            unions,
            data["roles"],
            data["votes"],
        )
    )
    return Adopters(
        organisations,
        re.compile(
            rf"(?<!\w)(?!{_NOT_OURS})(?:(?:[\w&]+-)?(?:\w+)?(?:{meetings})|(?:{bare})){_ENDINGS}(?:s)?(?!\w)",
            re.IGNORECASE,
        ),
        re.compile(rf"(?:(?:{openings})(?:\s+(?:nr\.?\s*)?\d{{1,2}})?\s*[:,–-]?\s+)+", re.IGNORECASE),
        re.compile(rf"(?:{genres})(?!\w)(?:\s+(?:nr\.?\s*)?\d{{1,2}}(?:[./]\d{{1,2}})?)?", re.IGNORECASE),
        re.compile(rf"(?<![\w-])(?:{names})(?=s?(?!\w)|-)"),
        re.compile(rf",?\s+(?:(?:{roles})\b.*|(?:{votes})\b.*)$"),
        tuple(data["institutions"]),
        frozenset(data["links"]),
        by_name,
    )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def find_union(text: str) -> Organisation | None:
    """The first union named in `text`."""
    match = adopters().union.search(text)
    return None if match is None else adopters().by_name[match.group()]
