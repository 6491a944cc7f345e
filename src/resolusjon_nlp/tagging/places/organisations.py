"""Is a place name only part of an organisation's name? "LO i Bergen", "Regionkonferansen i Akershus", "UNN Narvik", "Førde sjukehus"."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from resolusjon_nlp.reading.adopters import adopters
from resolusjon_nlp.resources import load_yaml
from resolusjon_nlp.tagging.places.annotation import ORGANISATION, Entity

REACH = 90
"""Characters before a name in which its organisation's head stands."""
AHEAD = 60
"""Characters after it."""
LEAST_SPORT = 2
"""Different words in a block that make it a report of a match, one of them at least a word of sport alone: unions have struggles and victories too."""
LEAST_SPORT_IN_TEXT = 4
"""Different words of sport alone in a text that make all of it one."""

_CAPITAL_NEXT = re.compile(r" ([A-ZÆØÅ][a-zæøå][\w-]+|[A-ZÆØÅ]{2,5}(?![\w]))")
_WORDS = re.compile(r"[^\W\d_]+")
_CAPITALISED = re.compile(r"(?<![\w-])[A-ZÆØÅ](?!\d)[\w&]+")
_WINDOW_STARTS = re.compile(r"(?<!\bavd)[.!?:;\n]\s")
_BETWEEN = re.compile(r"(?:\s+|-|(?:i|på|for|ved|og|av|avd\.?|avdeling|&|\d+|[A-ZÆØÅ][\w-]*)(?!\w))*")
_BUILDING = re.compile(r"(?<!syke)(?<!sjuke)huset$|salen$|hallen$")
_PLURAL = re.compile(
    r"\w(?:klubbene|klubbane|lagene|avdelingene|avdelingane|foreningene|foreiningane)\s+(?:i|på)$", re.IGNORECASE
)
_MET = re.compile(r"(?:(?<!\w)(?:samla|samlet|konferanse|møte|vedtatt|vedteke)|,)\s+(?:i|på|ved)$", re.IGNORECASE)
_PREPOSITION = re.compile(r"\s(?:i|på)$")
_JOINED = re.compile(r"\s+og\s+|\s*/\s*")
_COORDINATED = re.compile(r"([A-ZÆØÅ][\w-]*)(?:,\s+[A-ZÆØÅ][\w-]*)*(?:\s+og\s+|\s*/\s*)$")


@dataclass(frozen=True)
class _Patterns:
    before: re.Pattern[str]
    after: re.Pattern[str]
    after_genitive: re.Pattern[str]
    municipal: re.Pattern[str]
    sport: frozenset[str]
    sport_or_struggle: frozenset[str]
    no_head: frozenset[str]


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _patterns() -> _Patterns:
    lists = adopters()
    listed = load_yaml("organisations/organisations.yaml")
    context = load_yaml("places/context.yaml")
    heads = _any_of([name for name in lists.by_name if lists.by_name[name].type != "other"])
    institutions = _any_of(listed["institutions"] + context["institutions"])
    nouns, definite = _any_of(context["institution_nouns"]), _any_of(context["institution_heads"])
    meetings = "|".join(load_yaml("organisations/adopters.yaml")["branch_meetings"])
    meeting = rf"(?:(?<![\w-])(?i:(?:\w+)?(?:{meetings})(?:en|et|a|n|t))|(?:(?<=s )|(?<=sin )|(?<=sitt ))(?i:(?:{meetings}))(?!\w))"
    link = r"(?:\s+(?:i|på|for|ved|avd\.?|avdeling|avd\.?\s*\d+|avdeling\s+\d+|region|fylke|distrikt|lokalt|Ung|ung|Stat|Kommune|Norge|\([A-ZÆØÅ]{2,8}\)))*"
    tail = r"(?:\s+(?:[A-ZÆØÅ][\w-]*|i|på|for|og|&))*"
    unit = r"(?:-(?:laget|lag|klubben|ungdommen|ungdom|foreningen|avdelingen|fylket))"
    schools = r"(?:videregående|vidaregåande|offentlige|kristne|private|interkommunale)\s+"
    before = "|".join(
        (
            rf"(?<![\w-])(?:{heads}){unit}?s?{link}",
            rf"{meeting}(?:\s+(?:i|for|på|ved|av|til))(?:\s+(?:{heads}){link}{tail})?",
            rf"(?<![\w-])(?:{institutions})(?:\s+HF)?",
            r"(?<![\w-])(?i:samorganisasjonen|samorganisasjon|fagforening|fagforeining|lokallaget)\s+(?:i|på|ved|for)",
            # "Nordland fengsel Bodø", "Moss lufthavn Rygge", "Bø vidaregåande skule avdeling Seljord"
            rf"(?<![\w-])[A-ZÆØÅ][\w-]+\s+(?:{schools})?\w*(?:{nouns})(?:\s+HF)?(?:,?\s+(?:avd\.?|avdeling))?",
            # "Høgskulen i", "Statsarkivet i", not where a sentence begins: "Fengselet i" is any prison there
            rf"(?<=[\wæøå,] )[A-ZÆØÅ][\wæøå]*(?:{definite})\s+(?:i|på|for)",
        )
    )
    followers = _any_of(context["organisation_followers"])
    return _Patterns(
        re.compile(rf"(?:{before})(?:\s+(?i:indre|ytre|øvre|nedre|nordre|søndre|midtre))?\s*$"),
        re.compile(rf"\s+(?:(?:{followers})(?!\w)|(?:{schools})?\w*(?:{nouns})s?(?!\w))"),
        re.compile(rf"\s+(?:{followers})(?!\w)"),
        re.compile(rf"(?:{_any_of(context['municipality_words'] + context['county_words'])})s?(?!\w)"),
        frozenset(context["sport_words"]),
        frozenset(context["sport_words"] + context["sport_or_struggle"]),
        frozenset(context["no_organisation_heads"]),
    )


def in_organisation(text: str, start: int, end: int, word_end: int | None = None) -> bool:
    """Whether the words around say that the name ``text[start:end]``, with its genitive up to `word_end`, belongs to an organisation's name."""
    if word_end is not None and word_end > end:
        # "Bergens Tidende" is a newspaper; "Innlandets sykehus" are several
        if _patterns().after_genitive.match(text, word_end, word_end + AHEAD):
            return True
    elif heads_institution(text, end):
        return True
    window = _WINDOW_STARTS.split(text[max(0, start - REACH) : start])[-1]
    if window[-1:] and not window[-1].isspace():
        return False
    return bool(window) and _patterns().before.search(window) is not None


def heads_institution(text: str, end: int) -> bool:
    """Whether what follows a name makes an institution of it ("Vik fengsel"): then it is a place, whatever else it may mean."""
    return _patterns().after.match(text, end, end + AHEAD) is not None


def names_body(text: str, start: int, follows_place: bool) -> bool:
    """Whether a name at `start` of an adopting body's line belongs to the body, and does not only say where it met.

    `follows_place` is whether another place stands before it in the line.
    """
    before = text[:start].rstrip()
    if before.endswith(",") or _PLURAL.search(before):
        return False
    return _MET.search(before) is None and not (follows_place and _PREPOSITION.search(before))


def shares_organisation(text: str, start: int, end: int) -> bool:
    """Whether a name is coordinated with one that is part of an organisation's name ("LO i Asker og Bærum", not "Helse Nord og Alstahaug kommune")."""
    if _patterns().municipal.match(text, end + 1):
        return False
    offset = max(0, start - AHEAD)
    match = _COORDINATED.search(text[offset:start])
    if match is None:
        return False
    first = offset + match.start(1)
    return in_organisation(text, first, first + len(match.group(1)))


def shares_following(text: str, end: int, following: tuple[int, int] | None) -> bool:
    """Whether the next name, at `following`, is coordinated with one that ends at `end` and heads an organisation ("Asker og Bærum politidistrikt")."""
    if following is None or not _JOINED.fullmatch(text, end, following[0]):
        return False
    return heads_institution(text, following[1])


def heads_name(text: str, end: int, *, following: int | None) -> bool:
    """Whether a name opens a longer one ("Sunnfjord Industri", "Oslo SV"): a capital after it that no place begins with.

    `following` is where the next place name of the text begins, if any.
    """
    match = _CAPITAL_NEXT.match(text, end)
    return match is not None and match.start(1) != following and match.group(1) not in _patterns().no_head


def entity_holds(text: str, start: int, end: int, entity: Entity | None, names: Collection[tuple[int, int]]) -> bool:
    """Whether the trained pipeline sees an organisation whose name has more to it than ``text[start:end]`` and other places (`names`).

    There must be another word with a capital, in the same block: the pipeline takes "Nord- og Sunnfjord" and "Innlandets sykehus" for
    organisations too. A municipality's own name is none.
    """
    if entity is None or entity.label != ORGANISATION or entity.end - entity.start <= end - start + 1:
        return False
    if "\n" in text[entity.start : entity.end] or _patterns().municipal.search(text, end, max(end, entity.end)):
        return False
    return any(
        match.group() not in _patterns().no_head
        and _BUILDING.search(match.group()) is None
        and not any(first <= match.start() < last for first, last in names)
        and _BETWEEN.fullmatch(text, min(match.end(), end), max(match.start(), start)) is not None
        for match in _CAPITALISED.finditer(text, entity.start, entity.end)
    )


def is_club(block: str, entity: Entity | None, *, in_report: bool) -> bool:
    """Whether the pipeline sees an organisation in a name that stands in a report of a match: clubs go by the name of their town.

    `in_report` says that of the whole text, a block says it by words of sport of its own.
    """
    if entity is None or entity.label != ORGANISATION:
        return False
    found = _words_of(block)
    return in_report or (
        not found.isdisjoint(_patterns().sport) and len(found & _patterns().sport_or_struggle) >= LEAST_SPORT
    )


def is_report(text: str) -> bool:
    """Whether a whole text is the report of a match."""
    return len(_words_of(text) & _patterns().sport) >= LEAST_SPORT_IN_TEXT


def _words_of(text: str) -> set[str]:
    return set(_WORDS.findall(text.lower()))
