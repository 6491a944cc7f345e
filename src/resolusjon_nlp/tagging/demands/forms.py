"""Demands by form alone: imperatives, subjectless infinitives, slogans."""

from __future__ import annotations

import re

from resolusjon_nlp.norwegian.lexicon import lemmas
from resolusjon_nlp.records import DemandKind
from resolusjon_nlp.tagging.demands.cues import lists
from resolusjon_nlp.tagging.demands.verdicts import Verdict

IMPERATIVE_CONFIDENCE = 0.9
PROSE_IMPERATIVE_CONFIDENCE = 0.62
INFINITIVE_CONFIDENCE = 0.7
SLOGAN_CONFIDENCE = 0.85
EXCLAMATION_CONFIDENCE = 0.75
CLOSING_SLOGAN_CONFIDENCE = 0.6
PREPOSITIONAL_SLOGAN_CONFIDENCE = 0.55

SLOGAN_WORDS = 14
"""Slogans are no longer than this."""

STAND_ALONE_SLOGAN_WORDS = 8
"""In prose only a sentence as short as this is looked at as a slogan."""

EXCLAMATION_WORDS = 6
PREPOSITIONAL_SLOGAN_WORDS = 9

_FIRST_WORD = re.compile(r"[^\W\d_]+")
_NEGATION = re.compile(r"(?:(?i:ikke|ikkje|aldri)\s+)?")
_SUBJECT_NEXT = re.compile(r"\s+(?:vi|me|du|de|dei|man|ein|en av|han|hun|ho|det|den|jeg|eg)\b", re.IGNORECASE)
_NOUN_NEXT = re.compile(r"(?:i|på|for|til|av|er|har|skal|må|som|og|med|fra|frå|om|mot|gir|blir)\b")
_GET_WHAT = re.compile(
    r"(?:en|et|ei|ein|eit|den|det|de|dei|på|inn|ut|opp|ned|fram|bort|slutt|tilbake|attende|mer|meir|flere|fleire|alle|folk|fart|orden|bukt|\w+(?:en|et|a|ene|ane))\b"
)
_FINITE_NEXT = re.compile(r"(?:er|har|var|skal|må|kan|vil|blir|som)\b")
_REJECTING = re.compile(r"nei (?:til|takk)\b", re.IGNORECASE)
_SUPPORTING = re.compile(r"(?:full |vår |all )?(?:støtte til|solidaritet med|honnør til|takk til)\b", re.IGNORECASE)
_CLOSING = re.compile(
    r"\b(?:til|for) (?:alle|folk|ungdom|ungdommen)\b|\b(?:nå|no)$|[–,] (?:nå|no|ikke|ikkje)\b", re.IGNORECASE
)
_PREPOSITIONAL = re.compile(
    r"[A-ZÆØÅ][\w-]*(?:\s[\w-]+){0,3}? (?:for|til|uten|utan|fra|frå|hjem|heim|tilbake|attende|først|framfor|før)\b"
)
_FINITE = re.compile(
    r"\b(?:er|var|har|hadde|kan|vil|må|skal|blir|vert|ble|blei|går|gir|gjev|kommer|kjem|står|sier|seier|møter|møtte)\b"
    r"|\bfr[aå] \w*(?:møte|konferans)\w*",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"\b(?:er|var|har|hadde|blir|vart|ble|takk|gratulerer|velkommen|velkomen|kjære|hei)\b", re.IGNORECASE
)


def imperative_form(sentence: str) -> str | None:
    """Whether the opening word may be an imperative by the dictionary: ``only`` when it is nothing else, ``perhaps`` when it is a noun or adjective too."""
    word = _FIRST_WORD.match(sentence)
    if word is None:
        return None
    form = word.group().lower()
    readings = lemmas(form)
    stems = [lemma for lemma in readings if lemma.pos == "verb" and lemma.text in (form + "e", form + "je", form + "a")]
    if not stems:
        return None
    others = any(lemma.pos != "verb" for lemma in readings)
    return "perhaps" if others else "only"


def judge_form(sentence: str, *, headline: bool, item: bool) -> list[Verdict]:
    """All readings of a sentence as a demand by its form; see :func:`resolusjon_nlp.tagging.demands.rules.judge`."""
    body = sentence.lstrip('«"“–- ')
    shift = len(sentence) - len(body)
    found: list[Verdict] = []
    if (imperative := _imperative(sentence, body, shift, sure=headline or item, headline=headline)) is not None:
        found.append(imperative)
    if (item or (headline and body.lower().startswith("å "))) and (match := lists().infinitive.match(body)):
        found.append(
            Verdict.at(DemandKind.DEMAND, sentence, (shift, shift + match.end()), INFINITIVE_CONFIDENCE, "infinitive")
        )
    words = len(body.split())
    if words <= SLOGAN_WORDS and (headline or item or words <= STAND_ALONE_SLOGAN_WORDS):
        slogan = _slogan(sentence, body, shift, words, headline=headline)
        found.extend([slogan] if slogan is not None else [])
    return found


def _imperative(sentence: str, body: str, shift: int, *, sure: bool, headline: bool) -> Verdict | None:
    negation = _NEGATION.match(body)
    negated = negation.end() if negation else 0
    positive = body[negated : negated + 1].upper() + body[negated + 1 :]
    match = lists().imperative.match(positive)
    if match is None and sure and imperative_form(positive) == "only":
        match = _FIRST_WORD.match(positive)
    if match is None or _SUBJECT_NEXT.match(positive[match.end() :]) or _is_noun(positive, match):
        return None
    # In prose a short sentence opened by an imperative is one too ("Ta folk på alvor!").
    exclaimed = 0.2 if body.rstrip().endswith("!") else 0.0
    confidence = IMPERATIVE_CONFIDENCE if sure else PROSE_IMPERATIVE_CONFIDENCE + exclaimed
    kind = DemandKind.SUPPORT if headline and match.group() in ("Støtt", "Stø") else DemandKind.DEMAND
    return Verdict.at(kind, sentence, (shift, shift + negated + match.end()), confidence, "imperative")


def _is_noun(body: str, match: re.Match[str]) -> bool:
    """Whether the opening word is the noun that looks like the imperative ("Arbeid skal lønne seg", "Løft i lønna")."""
    rest = body[match.end() :].lstrip()
    if match.group() == "Få":
        return _GET_WHAT.match(rest) is None  # "Få vet det": few
    if match.group() in lists().noun_imperatives:
        return _NOUN_NEXT.match(rest) is not None or not rest
    return _FINITE_NEXT.match(rest) is not None


def _slogan(sentence: str, body: str, shift: int, words: int, *, headline: bool) -> Verdict | None:
    core = body.rstrip("»”\"')!. ")
    if match := lists().slogan.match(body):
        kind = DemandKind.DEMAND
        if _REJECTING.match(body):
            kind = DemandKind.REJECTION
        elif _SUPPORTING.match(body):
            kind = DemandKind.SUPPORT
        return Verdict.at(kind, sentence, (shift, shift + match.end()), SLOGAN_CONFIDENCE, "slogan")
    confidence = 0.0
    if body.rstrip("»”\"').").endswith("!") and (headline or words <= EXCLAMATION_WORDS) and not _GREETING.search(body):
        confidence = EXCLAMATION_CONFIDENCE
    elif headline and _CLOSING.search(core):
        confidence = CLOSING_SLOGAN_CONFIDENCE
    elif headline and words <= PREPOSITIONAL_SLOGAN_WORDS and _PREPOSITIONAL.match(body) and not _FINITE.search(body):
        confidence = PREPOSITIONAL_SLOGAN_CONFIDENCE
    return Verdict(DemandKind.DEMAND, None, None, confidence, "slogan") if confidence else None
