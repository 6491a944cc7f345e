"""Is a place name only part of an organisation's name? "LO i Bergen", "Regionkonferansen i Akershus", "UNN Narvik"."""

from __future__ import annotations

import re
from functools import cache

from resolusjon_nlp.reading.adopters import adopters
from resolusjon_nlp.resources import load_yaml

REACH = 90
"""Characters before a name in which its organisation's head stands."""


@cache
def _before() -> re.Pattern[str]:
    lists = adopters()
    listed = load_yaml("organisations/organisations.yaml")
    names = sorted((n for n in lists.by_name if lists.by_name[n].type != "other"), key=len, reverse=True)
    heads = "|".join(re.escape(name) for name in names)
    institutions = "|".join(re.escape(name) for name in sorted(listed["institutions"], key=len, reverse=True))
    meetings = "|".join(load_yaml("organisations/adopters.yaml")["branch_meetings"])
    meeting = rf"(?:(?<![\w-])(?i:(?:\w+)?(?:{meetings})(?:en|et|a|n|t))|(?<=s )(?i:(?:{meetings}))(?!\w))"
    link = r"(?:\s+(?:i|på|for|ved|avd\.?|avdeling|avd\.?\s*\d+,?|region|fylke|distrikt|lokalt|Ung|ung|Stat|Kommune|Norge))*"
    tail = r"(?:\s+(?:[A-ZÆØÅ][\w-]*|i|på|for|og|&))*"
    return re.compile(
        rf"(?:(?:(?<![\w-])(?:{heads})(?:-(?:laget|lag|klubben|ungdommen|ungdom|foreningen|avdelingen|fylket))?s?{link}|{meeting}(?:\s+(?:i|for|på|ved|av|til))(?:\s+(?:{heads}){link}{tail})?|"
        rf"(?<![\w-])(?:{institutions})(?:\s+HF)?|(?<![\w-])(?:samorganisasjonen|samorganisasjon|fagforening|fagforeining|lokallaget)\s+(?:i|på|ved|for))\s*)$",
    )


@cache
def _followers() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in load_yaml("places/context.yaml")["organisation_followers"])
    return re.compile(rf"\s+(?:{words})(?![\w])")


def in_organisation(text: str, start: int, end: int) -> bool:
    """Whether the name ``text[start:end]`` belongs to an organisation's name around it."""
    window = text[max(0, start - REACH) : start]
    window = re.split(r"[.!?:;\n]\s", window)[-1]
    if _followers().match(text[end : end + 40]):
        return True
    if window[-1:] and not window[-1].isspace():
        return False
    return _before().search(window) is not None
