"""Adopting bodies: which line names one, and what it is called in the nominative."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from resolusjon_nlp.norwegian.dates import find_dates
from resolusjon_nlp.resources import load_yaml

LONGEST_BODY = 16
"""A body's name has no more words than this."""

_NOT_OURS = (
    r"(?:kommune|by|bydels|menighets|skole|skule|helse|e-)styre|\w*(?:foretaks|føretaks|folke|opp)møte|distriktsavdeling|barneavdeling|akuttavdeling|føde\w*avdeling|"
    r"\w*sykehus\w*|\w*sjukehus\w*"
)
"""Boards and wards that no union has."""

_ENDINGS = "(?:en|et|a|n|t|ene|ane|i)?"
_SPEAKS = re.compile(
    r"\b(?:krever|krev|mener|meiner|støtter|stør|støttar|vil|ber|oppfordrer|oppmodar|forventer|må|skal|kan|er|har|ser|viser|fordømmer|protesterer|ønsker|ynskjer|var|"
    r"vedtok|vedtar|slår|frykter|reagerer)\b"
)
_LINKS = frozenset(
    "i på ved og av for frå fra til avd. avd avdeling region fylke omland omegn distrikt nr. & under med".split()
)
"""Words that link the parts of a body's name."""

_EDGES = " .,;:–-()"
_ADOPTING = re.compile(r"vedt|uttal|fråsegn|resolusjon|behand|hands|\bfor\b", re.IGNORECASE)
_PLACE_AFTER = re.compile(r",\s+(?!avd)[A-ZÆØÅ][\w-]+(?:\s+(?:i|og)?\s*[A-ZÆØÅ][\w-]+){0,2}\s*$")
_TRAILING = re.compile(r"\s+(?:til|i|på|av|den|for)$")


_DATE_FILLER = re.compile(
    r"\b(?:vedtatt|vedteke|vedtekne|behandlet|behandla|dato|den|dagen|enstemmig|samrøystes|einstemmig|på|i|av|møte|kl|mandag|tirsdag|onsdag|torsdag|fredag|"
    r"lørdag|søndag|måndag|tysdag|laurdag|sundag)\b|[\s.,:;()–-]+|\d{1,2}[.:]\d{2}\b",
    re.IGNORECASE,
)


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
    by_name: dict[str, Organisation]


@cache
def adopters() -> Adopters:
    """Load and compile the word lists."""
    data = load_yaml("organisations/adopters.yaml")
    listed = load_yaml("organisations/organisations.yaml")["organisations"]
    organisations = tuple(Organisation(o["name"], (o["name"], *o["names"]), o["type"]) for o in listed)
    by_name = {name: organisation for organisation in organisations for name in organisation.names}
    unions = [n for n, o in by_name.items() if o.type in ("union", "confederation")]
    meetings = "|".join(re.escape(word) for word in sorted(data["meetings"], key=len, reverse=True))
    genres = "|".join(re.escape(word) for word in sorted(data["genres"], key=len, reverse=True))
    openings = "|".join(re.escape(word) for word in sorted(data["openings"], key=len, reverse=True))
    names = "|".join(re.escape(name) for name in sorted(unions, key=len, reverse=True))
    return Adopters(
        organisations,
        re.compile(rf"(?<!\w)(?!{_NOT_OURS})(?:[\w&]+-)?(?:\w+)?(?:{meetings}){_ENDINGS}(?:s)?(?!\w)", re.IGNORECASE),
        re.compile(rf"(?:(?:{openings})(?:\s+(?:nr\.?\s*)?\d{{1,2}})?\s*[:,–-]?\s+)+", re.IGNORECASE),
        re.compile(rf"(?:{genres})(?!\w)(?:\s+(?:nr\.?\s*)?\d{{1,2}}(?:[./]\d{{1,2}})?)?", re.IGNORECASE),
        re.compile(rf"(?<![\w-])(?:{names})(?=s?(?!\w)|-)"),
        by_name,
    )


def is_body_line(text: str) -> bool:
    """Whether a short line names the adopting body and nothing else (a date apart)."""
    if text.rstrip().endswith((":", "!", "?")):
        return False
    return parse_body(text) is not None


def is_date_line(text: str) -> bool:
    """Whether a line says when (and perhaps where) something was adopted, and nothing else."""
    dates = find_dates(text)
    if len(dates) != 1:
        return False
    around = text[: dates[0].start] + " " + text[dates[0].end :]
    rest = _DATE_FILLER.sub(" ", around).split()
    return len(rest) == 0 or (len(rest) <= 2 and all(word[:1].isupper() for word in rest) and len(text.split()) <= 8)


def parse_body(text: str) -> str | None:
    """The adopting body that a line such as ``Enstemmig vedtatt av årsmøtet i FO Rogaland 3. mai 2021`` names, in the nominative.

    None when the line is something else, a sentence or a title for instance.
    """
    lists = adopters()
    rest = _without_dates(text)
    # "Behandlet på … og endelig vedtatt av …": the last adopter counts.
    rest = re.split(r"\b(?:endelig|endeleg)\s+(?:vedtatt|vedteke|vedteken)\s+(?:av|på|i|frå|fra)\s+", rest)[-1]
    opened = lists.opening.match(rest)
    had_opening = bool(opened and _ADOPTING.search(opened.group()))
    rest = _PLACE_AFTER.sub("", (rest[opened.end() :] if opened else rest).strip(_EDGES))
    rest = _TRAILING.sub("", rest).strip(_EDGES)
    if not rest or len(rest.split()) > LONGEST_BODY or _SPEAKS.search(rest):
        return None
    meeting = lists.meeting.search(rest)
    if meeting is not None and (meeting.start() == 0 or _names_before(rest[: meeting.start()])):
        # Names of unions may hold common nouns ("Skolenes landsforbund").
        if not _only_names(lists.union.sub("Union", rest[meeting.end() :])):
            return None
    else:
        union = lists.union.match(rest)
        if union is None or not (had_opening or _is_branch(rest[union.end() :])) or ("," in rest and not had_opening):
            return None
    return rest[0].upper() + rest[1:]


def _only_names(tail: str) -> bool:
    """Whether what follows a meeting's name names it further: names, numbers, and what prepositions govern; no clause."""
    governed = False
    for word in tail.replace(",", " ").split():
        if not (word[:1].isupper() or word[:1].isdigit() or word in _LINKS or governed):
            return False
        governed = word in _LINKS
    return True


def _without_dates(text: str) -> str:
    for date in reversed(find_dates(text, bare_years=True)):
        text = f"{text[: date.start].rstrip(' (–-')} {text[date.end :].lstrip(' )')}"
    return re.sub(r"\s+(?:den|dato|datert|dagen)(?=\s*(?:$|[.,;]))", "", " ".join(text.split()))


def _names_before(text: str) -> bool:
    """Whether what stands before the meeting's name is part of it ("LOs", "Fagforbundet Innlandets")."""
    words = text.split()
    return len(words) <= 5 and all(
        word[:1].isupper() or word in ("og", "i", "&") or word[:1].isdigit() for word in words
    )


def _is_branch(tail: str) -> bool:
    """Whether what follows a union's name makes it a branch: a place, a numbered branch, a company."""
    words = tail.strip(" -–").split()
    return (
        0 < len(words) <= 7
        and any(word[:1].isupper() for word in words)
        and all(word[:1].isupper() or word[:1].isdigit() or word in _LINKS for word in words)
    )


def find_union(text: str) -> Organisation | None:
    """The first union named in `text`."""
    match = adopters().union.search(text)
    return None if match is None else adopters().by_name[match.group()]
