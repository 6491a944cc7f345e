"""Cue words and context lists for demands, compiled from ``resources/demands``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from resolusjon_nlp.reading.adopters import adopters
from resolusjon_nlp.records import AddresseeType, DemandKind
from resolusjon_nlp.resources import load_yaml

ACRONYM = r"(?!EØS|EU/EØS|AS|ASA|AFP|KI|CO2|TV)[A-ZÆØÅ]{3,6}"
"""An agency or company by its initials (NVE, DNB): whoever has a name can be told to act."""

Speaker = Literal["self", "any", "opinion", "slogan", "deontic"]


@dataclass(frozen=True)
class Cue:
    """A pattern that makes a sentence a demand, and who must be its subject for that."""

    id: str
    kind: DemandKind
    speaker: Speaker
    confidence: float
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Lists:
    """Everything the rules look up."""

    cues: tuple[Cue, ...]
    imperative: re.Pattern[str]
    infinitive: re.Pattern[str]
    slogan: re.Pattern[str]
    commit: re.Pattern[str]
    movement: re.Pattern[str]
    self_subject: re.Pattern[str]
    movement_noun: re.Pattern[str]
    agent: re.Pattern[str]
    agent_types: tuple[tuple[re.Pattern[str], AddresseeType], ...]
    receiving: re.Pattern[str]
    hardship: re.Pattern[str]
    factual_opening: re.Pattern[str]
    practical: re.Pattern[str]
    courtesy: re.Pattern[str]
    undergone: re.Pattern[str]
    offer: re.Pattern[str]
    plan: re.Pattern[str]
    noun_imperatives: frozenset[str]
    verb_adverbs: re.Pattern[str]
    fronting: frozenset[str]
    reporting: re.Pattern[str]
    subordinator: re.Pattern[str]
    reason_leadin: re.Pattern[str]
    demand_leadin: re.Pattern[str]
    label: re.Pattern[str]
    greeting: re.Pattern[str]
    slogan_list: re.Pattern[str]


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(str(word)) for word in sorted(words, key=lambda w: -len(str(w))))


def _after(verbs: list[str], words_between: int) -> re.Pattern[str]:
    """One of `verbs` right after a modal, with so many words between at the most."""
    return re.compile(rf"\s+(?:\w+\s+){{0,{words_between}}}?(?:{_alternatives(verbs)})\b", re.IGNORECASE)


def _agent_pattern(name: str) -> str:
    """A name as a pattern; ``*`` stands for the first part of a word or for a proper name before a noun."""
    if name.startswith("* "):
        return rf"[A-ZÆØÅ][\w-]*(?: og [A-ZÆØÅ][\w-]*)? {re.escape(name[2:])}"
    if name.startswith("*"):
        # "Direktoratet" opens a sentence, "Helsedirektoratet" is one word with what the star stands for.
        return rf"(?:(?:[\w-]+- og )?[\w-]*{re.escape(name[1:])}|{re.escape(name[1].upper() + name[2:])})"
    if name.endswith(" *"):
        return rf"{re.escape(name[:-2])} [A-ZÆØÅ][\w-]*(?: og [A-ZÆØÅ][\w-]*)?"
    # A common noun may open the sentence.
    first = name[0]
    return (f"[{first.lower()}{first.upper()}]" if first.islower() else re.escape(first)) + re.escape(name[1:])


@cache
def lists() -> Lists:
    """Load and compile all lists once."""
    cues, context = load_yaml("demands/cues.yaml"), load_yaml("demands/context.yaml")
    commit = _alternatives(cues["commit_verbs"])
    agents: dict[str, list[str]] = context["agents"]
    everyone = sorted((name for names in agents.values() for name in names), key=len, reverse=True)
    agent = f"(?:{'|'.join(_agent_pattern(name) for name in everyone)}|{ACRONYM})(?![\\w-])"
    union_names = _alternatives([n for n, o in adopters().by_name.items() if o.type in ("union", "confederation")])
    nouns = _alternatives(context["self_nouns"])
    meeting = adopters().meeting.pattern.removeprefix(r"(?<!\w)").removesuffix(r"(?!\w)")
    return Lists(
        cues=tuple(
            Cue(
                entry["id"],
                DemandKind(entry["kind"]),
                entry["speaker"],
                entry["confidence"],
                re.compile(entry["pattern"].replace("{commit}", commit), re.IGNORECASE),
            )
            for entry in cues["cues"]
        ),
        imperative=re.compile(rf"(?:{_alternatives(cues['imperatives'])})(?!\w)"),
        infinitive=re.compile(rf"(?:[åÅ]\s+)?(?:{_alternatives(cues['infinitives'])})(?!\w)", re.IGNORECASE),
        slogan=re.compile(cues["slogan_openings"], re.IGNORECASE),
        commit=re.compile(rf"(?:\w+\s+){{0,4}}?(?:{commit})\b", re.IGNORECASE),
        movement=re.compile(rf"(?:\w+\s+){{0,3}}?(?:{_alternatives(cues['movement_verbs'])})\b", re.IGNORECASE),
        self_subject=re.compile(rf"(?<![\w-])(?:(?i:{nouns})|(?:{union_names})s?|(?i:{meeting}))(?![\w])"),
        movement_noun=re.compile(
            rf"(?<![\w-])(?:(?i:{_alternatives(context['movement_nouns'])})|(?:{union_names})s?|(?i:{meeting}))(?![\w-])"
        ),
        agent=re.compile(rf"(?<![\w-])(?:{agent})(?:(?:, (?:{agent}))* og (?:{agent}))?(?![\w-])"),
        agent_types=tuple(
            (re.compile("|".join(_agent_pattern(name) for name in names)), AddresseeType(kind))
            for kind, names in agents.items()
        ),
        receiving=re.compile(
            rf"\s+(?:(?:ikke|ikkje|også|òg|no|nå|aldri)\s+)?(?:{_alternatives(context['receiving_verbs'])})\b",
            re.IGNORECASE,
        ),
        hardship=re.compile(rf"\s+(?:\w+\s+){{0,2}}?(?:{_alternatives(context['hardship_verbs'])})\b", re.IGNORECASE),
        factual_opening=re.compile(context["factual_openings"], re.IGNORECASE),
        practical=re.compile(context["practical"], re.IGNORECASE),
        courtesy=re.compile(rf"\s+(?:\w+\s+){{0,3}}?(?:{_alternatives(context['courtesy_verbs'])})\b", re.IGNORECASE),
        undergone=_after(context["undergone_verbs"], 2),
        offer=_after(context["offer_verbs"], 1),
        plan=_after(context["plan_verbs"], 2),
        noun_imperatives=frozenset(context["noun_imperatives"]),
        verb_adverbs=re.compile(rf"(?:\s+(?:{_alternatives(context['verb_adverbs'])})(?!\w))*\s*", re.IGNORECASE),
        fronting=frozenset(context["fronting_words"]),
        reporting=re.compile(rf"\b(?:{_alternatives(context['reporting_verbs'])})\b", re.IGNORECASE),
        subordinator=re.compile(rf"\b(?:{_alternatives(context['subordinators'])})\b", re.IGNORECASE),
        reason_leadin=re.compile(context["reason_leadins"], re.IGNORECASE),
        demand_leadin=re.compile(context["demand_leadins"], re.IGNORECASE),
        label=re.compile(context["labels"], re.IGNORECASE),
        greeting=re.compile(context["greetings"], re.IGNORECASE),
        slogan_list=re.compile(context["slogan_lists"], re.IGNORECASE),
    )
