"""Who is told to act: found by form, in the nominative, never guessed."""

from __future__ import annotations

import re

from resolusjon_nlp.records import AddresseeType
from resolusjon_nlp.tagging.demands.clauses import Clause, last_match
from resolusjon_nlp.tagging.demands.cues import Cue, lists

OBJECT_REACH = 60
"""Characters after "ber", "oppfordrer" … in which the one asked is named."""

_OBJECT_CUES = frozenset({"ber", "stiller-krav"})
_THAT_CUES = frozenset({"krever", "forventer", "vil-at", "mener-riktig", "på-tide", "ber"})
_STOPS = re.compile(r"\b(?:om|til|å|at|for|ved|mot)\b|[,.:;]")
_TOLD = re.compile(
    r"(?:\b(?:at|av|fra|frå|ber|bed|til)|oppfordrer|oppfordrar|oppmodar|utfordrer|utfordrar|krever|krev)$",
    re.IGNORECASE,
)
_RESTRICTION = re.compile(
    r" (?:i|på|fra|frå) (?:[A-ZÆØÅ][\w-]*(?: (?:og|eller) [A-ZÆØÅ][\w-]*)?|fylket|kommunen|regionen|landet|dalen)(?!\w)"
)
"""What restricts a name after it, and is part of it."""

_PASSIVE = re.compile(r"^\s+(?:\w+\s+){0,2}?\w{3,}(?:es|ast)\b", re.IGNORECASE)


def addressee_in(clause: Clause, cue: Cue) -> str | None:
    """The addressee a demand names, or None.

    With a deontic cue it is the active subject ("Regjeringen må"); with "ber", "oppfordrer" the object; with "krever at", "forventer at"
    the subject of the clause, unless that clause is passive or its subject only receives.
    """
    if cue.speaker == "deontic":
        return _deontic_agent(clause)
    if cue.id in _OBJECT_CUES and (found := _object_agent(clause)):
        return found
    if cue.id == "krever" and (match := re.match(r"(?:\s+(?:\w+)){0,6}?\s+(?:av|fra|frå)\s+", clause.after)):
        agent = lists().agent.match(clause.after, match.end())
        if agent is not None:
            return nominative(agent.group())
    if cue.id in _THAT_CUES:
        return _that_agent(clause)
    return None


def lead_in_addressee(text: str) -> str | None:
    """The one a lead-in turns to, before the colon ("Vi krever at regjeringen:", "Til kommunestyrene i Østfold:")."""
    stripped = text.rstrip(" :")
    for found in lists().agent.finditer(stripped):
        before = stripped[: found.start()].rstrip()
        after = stripped[found.end() :].strip()
        told = _TOLD.search(before)
        deontic = re.match(r"(?:\w+\s+){0,3}?(?:må|lyt|skal|bør)\b", after)
        speaks = re.match(r"(?:krever|krev|mener|meiner|vil|ber|forventer|støtter)\b", after)
        inverted = re.search(r"\b(?:må|lyt|skal|bør)$", before)
        if (told or deontic or inverted) and not speaks:
            where = _RESTRICTION.match(stripped, found.end())
            return nominative(found.group() + (where.group() if where else ""))
    return None


def nominative(name: str) -> str:
    """Lower case unless a name; a ministry's is one."""
    ministry = name.endswith("departementet") and name != "Departementet"
    return name if name[:1].isupper() and (ministry or _is_name(name)) else name[:1].lower() + name[1:]


def addressee_type(name: str | None) -> AddresseeType | None:
    """The class of an addressee."""
    if name is None:
        return None
    for pattern, kind in lists().agent_types:
        if pattern.fullmatch(name) or pattern.fullmatch(name[:1].upper() + name[1:]):
            return kind
    return AddresseeType.OTHER


def _is_name(name: str) -> bool:
    lowered = name[:1].lower() + name[1:]
    return not any(pattern.fullmatch(lowered) for pattern, _ in lists().agent_types)


def _deontic_agent(clause: Clause) -> str | None:
    if lists().receiving.match(clause.after) or _PASSIVE.match(clause.after):
        subject_inverted = re.match(r"\s+", clause.after)
        agent = lists().agent.match(clause.after, subject_inverted.end()) if subject_inverted else None
        if agent is None:
            return None
    before = clause.sentence[clause.clause_start : clause.start]
    agent = last_match(lists().agent, before)
    if agent is not None and not _governed(before, agent) and len(before[agent.end() :].split()) <= 6:
        rest = before[agent.end() :]
        if not re.search(r"\b(?:sin|sitt|sine|si|som)\b", rest) or len(rest.split()) > 3:
            return nominative(agent.group())
    inverted = re.match(r"\s+(?:(?:derfor|difor|nå|no|også|òg|både|alle|norske?)\s+)?", clause.after)
    if inverted is not None:
        agent = lists().agent.match(clause.after, inverted.end())
        if (
            agent is not None
            and not lists().receiving.match(clause.after[agent.end() :])
            and not _PASSIVE.match(clause.after[agent.end() :])
        ):
            following = clause.after[agent.end() :]
            if not re.match(r"s?\s+(?:sin|sitt|sine|si)\b", following):
                return nominative(agent.group())
    return None


def _governed(before: str, agent: re.Match[str]) -> bool:
    """Whether a preposition or genitive takes the word out of the subject: "støtten fra regjeringen"."""
    left = before[: agent.start()].rstrip()
    return bool(
        re.search(r"\b(?:av|fra|frå|til|med|for|på|i|hos|om|mot|mellom|blant|etter|under|ved)$", left, re.IGNORECASE)
    )


def _object_agent(clause: Clause) -> str | None:
    window = clause.after[:OBJECT_REACH]
    for match in lists().agent.finditer(window):
        between = window[: match.start()]
        if not _STOPS.search(between) or between.strip() in ("til",):
            return nominative(match.group())
        return None
    return None


def _that_agent(clause: Clause) -> str | None:
    if re.search(r"\bat$", clause.sentence[: clause.end]):
        begin = len(clause.after) - len(clause.after.lstrip())
    else:
        at = re.search(r"\bat\s+", clause.after)
        if at is None or at.start() > OBJECT_REACH:
            return None
        begin = at.end()
    agent = lists().agent.match(clause.after, begin)
    if agent is None:
        return None
    rest = clause.after[agent.end() :]
    if re.match(
        r"s?\s+(?:\w+\s+){0,1}(?:får|blir|vert|er|har|gis|sikres|kompenseres|slipper|slepp)\b", rest
    ) or _PASSIVE.match(rest):
        return None
    if re.match(r"\s+(?:sin|sitt|sine|si)\s", rest) or re.match(r"\s+\w+(?:es|ast)\b", rest):
        return None
    return nominative(agent.group())
