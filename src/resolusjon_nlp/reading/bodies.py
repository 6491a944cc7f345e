"""Lines at a resolution's head and foot: which name the adopting body, which give the date, and what the body is called in the nominative."""

from __future__ import annotations

import re
from functools import lru_cache

from resolusjon_nlp.norwegian.dates import find_dates
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.norwegian.lexicon import is_word
from resolusjon_nlp.reading.adopters import Adopters, adopters

LONGEST_BODY = 16
"""A body's name has no more words than this."""

MOST_NAMES_BEFORE = 5
"""Words before a meeting's name that still name its owner ("Fagforbundet Møre og Romsdals fylkesmøte")."""

BRANCH_WORDS = 7

LONGEST_ACRONYM = 4

_OWNING = frozenset({"og", "i", "&", "sin", "si", "sitt", "sine"})
"""Small words inside an owner's name, nynorsk's "LO Vestland sitt regionråd" among them."""

NO_OWNERS = frozenset(
    {*"en et ei den det de dei vår vårt våre min hver kvar denne dette disse desse ny nytt ingen alle".split()}
)
"""Words that make a meeting's noun a common noun ("En avdeling")."""

_SPEAKS = re.compile(
    r"\b(?:krever|krev|mener|meiner|støtter|stør|støttar|vil|ber|oppfordrer|oppmodar|forventer|må|skal|kan|er|har|ser|viser|fordømmer|protesterer|ønsker|ynskjer|var|"
    r"vedtar|slår|frykter|reagerer)\b"
)
_EDGES = " .,;:–-()"
_ADOPTING = re.compile(r"vedt|uttal|fråsegn|resolusjon|behand|hands|melding|\bfor\b|\bfra\b|\bfrå\b", re.IGNORECASE)
_ADOPTED_IT = re.compile(r"\s+(?:vedtok|vedtatt|vedteke|vedteken|behandlet|behandla|handsama|fatta|fattet)(?!\w).*$")
"""What follows the body where the line says what it did ("… vedtok på møte i Hammerfest")."""

_FINALLY = re.compile(r"\b(?:endelig|endeleg)\s+(?:vedtatt|vedteke|vedteken)\s+(?:av|på|i|frå|fra)\s+")
_RECIPIENT = re.compile(r"\s+til\s+.*$")
_PLACE_AFTER = re.compile(r",\s+(?!avd)[A-ZÆØÅ][\w-]+(?:\s+(?:i|og)?\s*[A-ZÆØÅ][\w-]+){0,2}(?:\s+i)?\s*$")
_GENITIVE = re.compile(r"s$")
_MET_AT = re.compile(r"\s+(?:i|på)\s+[A-ZÆØÅ][\w-]+$")
_TRAILING = re.compile(r"\s+(?:til|i|på|av|den|for|holdt|avholdt|halde)$")
_BEFORE_A_DATE = re.compile(
    r",?\s+(?:den|dato|datert|dagen|(?:man|måne|tirs|tys|ons|tors|fre|lør|laur|søn|sun)dag)(?:\s+den)?(?=\s*(?:$|[.,;]))",
    re.IGNORECASE,
)

_DATE_FILLER = re.compile(
    r"\b(?:vedtatt|vedteke|vedteken|vedtekne|vedtatte|behandlet|behandla|sted|stad|og|dato|den|dagen|enstemmig|einstemmig|samrøystes|på|i|av|møte|møtet|kl|mandag|tirsdag|onsdag|torsdag|fredag|"
    r"lørdag|søndag|måndag|tysdag|laurdag|sundag)\b|[\s.,:;()–-]+|\d{1,2}[.:]\d{2}\b",
    re.IGNORECASE,
)


def is_body_line(text: str) -> bool:
    """Whether a short line names the adopting body and nothing else (a date apart)."""
    stripped = text.rstrip()
    if stripped.endswith(("!", "?")) or (stripped.endswith(":") and not _ADOPTED_IT.search(stripped)):
        return False
    return parse_body(text) is not None


@lru_cache(maxsize=2000)
def is_date_line(text: str) -> bool:
    """Whether a line says when (and perhaps where) something was adopted, and nothing else."""
    dates = find_dates(text)
    if len(dates) != 1:
        return False
    around = text[: dates[0].start] + " " + text[dates[0].end :]
    rest = _DATE_FILLER.sub(" ", around).split()
    return len(rest) == 0 or (len(rest) <= 2 and all(word[:1].isupper() for word in rest) and len(text.split()) <= 8)


@lru_cache(maxsize=2000)
def parse_body(text: str) -> str | None:
    """The adopting body that a line such as ``Enstemmig vedtatt av årsmøtet i FO Rogaland 3. mai 2021`` names, in the nominative.

    None when the line is something else, a sentence or a title for instance.
    """
    if len(text.split()) > 2 * LONGEST_BODY:
        return None
    lists = adopters()
    rest = _without_dates(_out_of_capitals(text) if text.isupper() else text)
    # "Behandlet på … og endelig vedtatt av …": the last adopter counts.
    rest = _FINALLY.split(rest)[-1]
    opened = lists.opening.match(rest)
    had_opening = bool(opened and _ADOPTING.search(opened.group()))
    rest = (rest[opened.end() :] if opened else rest).strip(_EDGES)
    for tail in (_ADOPTED_IT, lists.tails, _RECIPIENT, _PLACE_AFTER, _TRAILING):
        cut = tail.sub("", rest).strip(_EDGES)
        if tail is not _RECIPIENT or (had_opening and not _belongs_to(rest, cut, lists)):
            rest = cut
    if not rest or len(rest.split()) > LONGEST_BODY or _SPEAKS.search(rest):
        return None
    at_meeting = opened is not None and opened.group().lower().split()[-1:] == ["på"]
    body = _of_meeting(rest, lists, at_meeting=at_meeting) or _of_branch(rest, lists, had_opening=had_opening)
    return None if body is None else body[0].upper() + body[1:]


def _belongs_to(whole: str, before: str, lists: Adopters) -> bool:
    """Whether "til" names whose meeting it is ("årsmøtet til LO i Bergen") rather than who gets the letter."""
    after = whole[len(before) :].removeprefix(" til ")
    meeting = lists.meeting.search(before)
    return meeting is not None and meeting.end() == len(before) and lists.union.match(after) is not None


def _out_of_capitals(text: str) -> str:
    """A line in capitals as it would be written: names keep their form, other words are small."""
    lists = adopters()
    names = {name.upper(): name for name in lists.by_name}
    places = gazetteer().by_name
    out = []
    for word in text.split():
        bare = word.strip(_EDGES)
        plain = "-".join(part.capitalize() for part in bare.split("-"))
        if bare in names:
            spelled = names[bare]
        elif bare.removesuffix("S") in names and bare.endswith("S"):
            spelled = names[bare.removesuffix("S")] + "s"
        elif plain in places or plain.removesuffix("s") in places:
            spelled = plain
        elif bare.lower() in lists.links or is_word(bare) or lists.meeting.fullmatch(bare):
            spelled = bare.lower()
        else:
            spelled = bare if len(bare) <= LONGEST_ACRONYM else plain
        out.append(word.replace(bare, spelled) if bare else word)
    return " ".join(out)


def _of_meeting(rest: str, lists: Adopters, *, at_meeting: bool) -> str | None:
    """A body that is a meeting or board, its owner's name before or after it."""
    meeting = lists.meeting.search(rest)
    if meeting is None:
        return None
    # Names of unions may hold common nouns ("Skolenes landsforbund").
    tail = lists.union.sub("Union", rest[meeting.end() :])
    if not _only_names(tail, lists):
        return None
    if at_meeting and meeting.start() == 0 and not _is_definite(meeting.group()):
        # "Vedtatt på medlemsmøte i FO Rogaland": the occasion is named, and whose it was.
        branch = rest[meeting.end() :].removeprefix(" i ").strip()
        if _names_a_branch(branch, lists):
            return branch
    before = rest[: meeting.start()]
    owner = before.rstrip()
    if owner.endswith(",") and _names_a_branch(owner.strip(_EDGES), lists):
        return f"{meeting.group()} i {owner.strip(_EDGES)}"
    if not owner and not tail.strip() and not _is_definite(meeting.group()):
        return None
    union = lists.union.match(owner)
    if union is not None and _is_branch(_GENITIVE.sub("", owner[union.end() :]), lists):
        # "LO Vestlands regionkonferanse i Bergen": the owner names the branch, so the place is where it met.
        rest = rest[: meeting.end()] + _MET_AT.sub("", rest[meeting.end() :])
    return rest if not owner or _names_before(lists.union.sub("Union", owner)) else None


def _is_definite(word: str) -> bool:
    """Whether a meeting's noun stands in the definite form, as a name without more must."""
    return word.endswith(("en", "et", "a", "ene", "ane"))


def _of_branch(rest: str, lists: Adopters, *, had_opening: bool) -> str | None:
    """A body that is a union's branch, without a meeting's name."""
    union = lists.union.match(rest)
    if union is None or lists.meeting.search(rest):
        return None
    known = had_opening or _is_branch(rest[union.end() :], lists)
    return rest if known and _only_names(rest[union.end() :], lists) and ("," not in rest or had_opening) else None


def _names_a_branch(text: str, lists: Adopters) -> bool:
    union = lists.union.match(text)
    return union is not None and (union.end() == len(text) or _is_branch(text[union.end() :], lists))


def _only_names(tail: str, lists: Adopters) -> bool:
    """Whether what follows a meeting's name names it further: names, numbers, and what prepositions govern; no clause."""
    governed = False
    for word in tail.replace(",", " ").split():
        if not (_may_be_named(word, lists) or governed):
            return False
        governed = word in lists.links
    return True


def _may_be_named(word: str, lists: Adopters) -> bool:
    """Whether a word may stand in a name: a capital, a number, a link, or an institution's noun."""
    return word[:1].isupper() or word[:1].isdigit() or word in lists.links or word.endswith(lists.institutions)


def _without_dates(text: str) -> str:
    for date in reversed(find_dates(text, bare_years=True)):
        text = f"{text[: date.start].rstrip(' (–-')} {text[date.end :].lstrip(' )')}"
    return _BEFORE_A_DATE.sub("", " ".join(text.split()))


def _names_before(text: str) -> bool:
    """Whether what stands before the meeting's name is part of it ("LOs", "Fagforbundet Innlandets")."""
    words = text.split()
    return len(words) <= MOST_NAMES_BEFORE and all(
        (word[:1].isupper() and word.lower() not in NO_OWNERS) or word in _OWNING or word[:1].isdigit()
        for word in words
    )


def _is_branch(tail: str, lists: Adopters) -> bool:
    """Whether what follows a union's name makes it a branch: a place, a numbered branch, a company."""
    words = tail.strip(" -–").split()
    return (
        0 < len(words) <= BRANCH_WORDS
        and any(word[:1].isupper() for word in words)
        and all(_may_be_named(word, lists) for word in words)
    )
