"""Is this sentence a demand, and of what kind? Rules over cues and clauses, each with its own confidence.

The rules decide alone where no trained model is loaded, and say which cue and which rule spoke.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from resolusjon_nlp.records import DemandKind
from resolusjon_nlp.tagging.demands.addressees import addressee_in
from resolusjon_nlp.tagging.demands.clauses import Clause
from resolusjon_nlp.tagging.demands.cues import Cue, lists

LEAST_CONFIDENCE = 0.5
"""A sentence below this is no demand."""

EXCLAMATION_CONFIDENCE = 0.75
IMPERATIVE_CONFIDENCE = 0.9
INFINITIVE_CONFIDENCE = 0.7
SLOGAN_CONFIDENCE = 0.85
SLOGAN_WORDS = 14

_LETTER = re.compile(r"[^\W\d_]")
_NEI_TIL = re.compile(r"^nei til\b", re.IGNORECASE)
_SUPPORT_OPENING = re.compile(r"^(?:full |vår |all )?(?:støtte til|solidaritet med|honnør til|takk til)\b", re.IGNORECASE)
_UNIVERSAL = re.compile(r"^(?:alle|ingen|det|den|dei|de|man|ein|en|et|eit|hver|kvar|hvert|kvart|unge|barn|eldre)\b", re.IGNORECASE)
_THEREFORE = re.compile(r"^(?:derfor|difor|dermed|nå|no|samtidig|samstundes|i stedet|i staden|her|da|då)\b", re.IGNORECASE)
_PASSIVE_AFTER = re.compile(r"^\s+(?:\w+\s+){0,3}?\w{2,}(?:es|ast)\b|^\s+(?:\w+\s+){0,4}?(?:bli|verte|verta)\s+\w+", re.IGNORECASE)
_PLAN_AFTER = re.compile(
    r"^\s+(?:(?:nå|no|også|òg|ikke|ikkje|snart|etter planen)\s+)*(?:behandle|handsame|handsama|legge fram|leggje fram|vedta|stemme|røyste|møtes|møtast|møte|kutte|kutta|spare|spara|kåre|velge|velje|innlede|åpne|opne|feire|være ferdig|vere ferdig|sende|sendes|"
    r"skje|holdes|haldast|avholdes|gå til valg|ha valg|forhandle)\b",
    re.IGNORECASE,
)
_FINITE = re.compile(r"\b(?:er|var|har|hadde|kan|vil|må|skal|blir|vert|ble|blei|går|gir|gjev|kommer|kjem|står|sier|seier|møter|møtte|fra (?:møte|konferans|årsmøte)\w*)\b", re.IGNORECASE)
_SUBJECT_NEXT = re.compile(r"\s+(?:vi|me|du|de|dei|man|ein|en av|han|hun|ho|det|den|jeg|eg)\b", re.IGNORECASE)
_PREPOSITIONAL_SLOGAN = re.compile(r"^[A-ZÆØÅ][\w-]*(?:\s[\w-]+){0,3}? (?:for|til|uten|utan|fra|frå|hjem|heim|tilbake|attende|først|framfor|før)\b")
_CONDITIONAL_TAIL = re.compile(r"\b(?:hvis|dersom|om)\s+(?:vi|Norge|Noreg|kommunene|de|dei|man|ein)\b[^.]*\bskal\b", re.IGNORECASE)


@dataclass(frozen=True)
class Verdict:
    """A sentence judged to be a demand. ``cue_start`` and ``cue_end`` are offsets into the sentence (None for a verbless slogan)."""

    kind: DemandKind
    cue: str | None
    cue_start: int | None
    cue_end: int | None
    addressee: str | None
    confidence: float
    rule: str


def judge(sentence: str, *, headline: bool, item: bool) -> Verdict | None:
    """Judge one sentence.

    Parameters
    ----------
    sentence
        Its text, without list marker.
    headline
        It is a title or heading: imperatives and slogans count there.
    item
        It is the first sentence of a list item: imperatives and subjectless infinitives count there.
    """
    if not _LETTER.search(sentence) or sentence.rstrip("»”\"') ").endswith("?"):
        return None
    verdicts = [*_forms(sentence, headline=headline, item=item), *_cued(sentence, headline=headline)]
    best = max(verdicts, key=_rank, default=None)
    if best is None or best.confidence < LEAST_CONFIDENCE:
        return None
    if best.kind is DemandKind.DEMAND and best.addressee is None:
        # Of coordinated demands the passive ones name nobody; another one may.
        named = next((v.addressee for v in verdicts if v.addressee is not None and v.confidence >= LEAST_CONFIDENCE), None)
        best = replace(best, addressee=named)
    if best.kind is DemandKind.DEMAND and not headline and lists().practical.search(sentence):
        return None
    return best


def _rank(verdict: Verdict) -> tuple[float, int]:
    earlier = 0 if verdict.cue_start is None else -verdict.cue_start
    return (round(verdict.confidence, 2), earlier)


def _forms(sentence: str, *, headline: bool, item: bool) -> list[Verdict]:
    """Demands by form: imperatives, infinitives, slogans."""
    found: list[Verdict] = []
    lists_ = lists()
    body = sentence.lstrip("«\"“–- ")
    shift = len(sentence) - len(body)
    words = len(body.split())
    if match := re.match(r"(?:(?i:ikke|ikkje|aldri)\s+)?", body):
        negated = match.end()
    positive = body[negated : negated + 1].upper() + body[negated + 1 :]
    if (match := lists_.imperative.match(positive)) and not _SUBJECT_NEXT.match(positive[match.end() :]):
        # In prose a short sentence opened by an imperative is one too ("Ta folk på alvor!"), unless the word is the noun or name it also can be.
        sure = IMPERATIVE_CONFIDENCE if headline or item else 0.62 + (0.2 if body.rstrip().endswith("!") else 0.0)
        kind = DemandKind.SUPPORT if match.group() in ("Støtt", "Stø") and headline else DemandKind.DEMAND
        if not _is_noun_use(positive, match):
            found.append(_verdict(kind, sentence, shift, shift + negated + match.end(), sure, "imperative"))
    if (item or (headline and body.lower().startswith("å "))) and (match := lists_.infinitive.match(body)):
        found.append(_verdict(DemandKind.DEMAND, sentence, shift + match.start(), shift + match.end(), INFINITIVE_CONFIDENCE, "infinitive"))
    if headline or item or words <= 8:
        found.extend(_slogans(sentence, body, shift, words, headline=headline))
    return found


def _slogans(sentence: str, body: str, shift: int, words: int, *, headline: bool) -> list[Verdict]:
    lists_ = lists()
    found: list[Verdict] = []
    if words > SLOGAN_WORDS:
        return found
    if match := lists_.slogan.match(body):
        kind = DemandKind.DEMAND
        if _NEI_TIL.match(body):
            kind = DemandKind.REJECTION
        elif _SUPPORT_OPENING.match(body):
            kind = DemandKind.SUPPORT
        found.append(_verdict(kind, sentence, shift + match.start(), shift + match.end(), SLOGAN_CONFIDENCE, "slogan"))
    elif body.rstrip("»”\"').").endswith("!") and (headline or words <= 6) and not _has_finite_fact(body):
        found.append(Verdict(DemandKind.DEMAND, None, None, None, None, EXCLAMATION_CONFIDENCE, "exclamation"))
    elif headline and re.search(r"\b(?:til|for) (?:alle|folk|ungdom|ungdommen)\b|\b(?:nå|no)$|[–,] (?:nå|no|ikke|ikkje)\b", body.rstrip("!. "), re.IGNORECASE):
        found.append(Verdict(DemandKind.DEMAND, None, None, None, None, 0.6, "slogan"))
    elif headline and words <= 9 and _PREPOSITIONAL_SLOGAN.match(body) and not _FINITE.search(body):
        found.append(Verdict(DemandKind.DEMAND, None, None, None, None, 0.55, "slogan"))
    return found


def _has_finite_fact(body: str) -> bool:
    return bool(re.search(r"\b(?:er|var|har|hadde|blir|vart|ble|takk|gratulerer|velkommen|velkomen|kjære|hei)\b", body, re.IGNORECASE))


def _is_noun_use(body: str, match: re.Match[str]) -> bool:
    """Whether the opening word is the noun that looks like the imperative ("Krav om …", "Arbeid skal lønne seg", "Løft i lønna")."""
    rest = body[match.end() :].lstrip()
    word = match.group()
    if word in ("Arbeid", "Løft", "Vern", "Press", "Start", "Slutt", "Vis", "Del", "Lag", "Tal", "Svar", "Tak", "Mål", "Lån", "Ha", "Vel", "Set", "Lov", "Kutt", "Vent", "Krev", "Syn", "Tap", "Lønn", "Løn", "Lys", "Stopp", "Kom", "Bruk", "Skatt", "Plant", "Reis", "Vilje", "Satsing", "Sats", "Få"):
        if word in ("Få", "Ha") and re.match(r"(?:\w+) (?:er|har|kan|vil|vet|veit)\b", rest):
            return True
        if word in ("Arbeid", "Løft", "Vern", "Lån", "Tap", "Skatt", "Lønn", "Løn", "Lov", "Lag", "Press", "Mål", "Kutt", "Start", "Slutt", "Tal", "Svar", "Tak", "Del"):
            return bool(re.match(r"(?:i|på|for|til|av|er|har|skal|må|som|og|med|fra|frå|om|mot|gir|blir)\b", rest)) or not rest
    return bool(re.match(r"(?:er|har|var|skal|må|kan|vil|blir|som)\b", rest))


def _cued(sentence: str, *, headline: bool) -> list[Verdict]:
    return [
        verdict
        for cue in lists().cues
        for match in cue.pattern.finditer(sentence)
        if (verdict := _weigh(cue, match, sentence, headline=headline)) is not None
    ]


def _weigh(cue: Cue, match: re.Match[str], sentence: str, *, headline: bool) -> Verdict | None:
    start, end = match.span("cue")
    clause = Clause(sentence, start, end)
    confidence = cue.confidence
    if clause.is_subordinate or clause.is_reported:
        return None
    kind = cue.kind
    if cue.speaker == "self":
        if not clause.has_self_subject and not (headline and start == 0):
            if not (cue.id in ("ber", "krever", "forventer", "vil-at") and start == 0):
                return None
            confidence -= 0.15
        if cue.id == "vi-vil" and (lists().courtesy.match(clause.after) or re.match(r"\s+(?:\w+\s+){0,2}?(?:oppleve|merke|få|miste|bli|ha|tape|se|sjå|måtte|kunne|trenge|treng)\b", clause.after)):
            return None
        if cue.id == "forventer" and re.search(r"\b(?:ikke|ikkje)\b", clause.after[:25]):
            return None
        if cue.id == "vil-at" and re.match(r"\s+å\s+(?:bidra|delta|være med|arbeide|jobbe|takke|gratulere|rette|minne|understreke)", clause.after):
            kind = DemandKind.COMMITMENT
    elif cue.speaker == "opinion":
        if not (clause.has_self_subject or re.search(r"\b(?:mener|meiner|synes|synest)\b", sentence[:start])):
            return None
        if not clause.has_self_subject and not _opinion_of_self(sentence, start):
            return None
    elif cue.id in ("nei-til", "ja-til") and len(sentence[:start].split()) > 1 and not clause.has_self_subject:
        return None
    elif cue.speaker == "slogan":
        if not headline and len(sentence.split()) > SLOGAN_WORDS:
            return None
    elif cue.speaker == "deontic":
        adjusted = _deontic(cue, clause, confidence, headline=headline)
        if adjusted is None:
            return None
        kind, confidence = adjusted
    if cue.id in ("trenger", "trengs") and (re.search(r"\bsom\s+$|\bsom\b[^,]{0,12}$", clause.before) or re.search(r"\b(?:mange|noen|de|dei|som|når|hver|kvar)\b", clause.before[:12].lower())):
        return None
    if kind is DemandKind.REJECTION and cue.id == "imot" and re.search(r"\bikk(?:e|je)\s+i ?mot\b", match.group()):
        return None
    if kind is DemandKind.SUPPORT and re.search(r"\b(?:ikke|ikkje|aldri)\b", sentence[start : end + 12]):
        kind = DemandKind.REJECTION
    addressee = None if kind is not DemandKind.DEMAND else addressee_in(sentence, clause, cue)
    return replace(_verdict(kind, sentence, start, end, confidence, cue.id), addressee=addressee)


def _opinion_of_self(sentence: str, start: int) -> bool:
    match = None
    for match in re.finditer(r"\b(?:mener|meiner|synes|synest)\b", sentence[:start]):
        pass
    return match is not None and Clause(sentence, *match.span()).has_self_subject


def _deontic(cue: Cue, clause: Clause, confidence: float, *, headline: bool) -> tuple[DemandKind, float] | None:
    """Kind and confidence of a clause with må, bør, skal: a wish, a duty of one's own, or a mere fact."""
    sentence = clause.sentence
    opening = sentence.lstrip("«\"“–- ")
    if lists().factual_opening.match(opening) and not headline:
        return None
    own = clause.has_movement_subject or clause.has_we_subject
    if clause.has_movement_subject and not _agent_is_subject(clause):
        return (DemandKind.COMMITMENT, max(confidence, 0.75)) if cue.id != "kan-ikke" else None
    if clause.has_we_subject:
        if cue.id == "skal":
            return DemandKind.COMMITMENT, 0.7
        if lists().movement.match(clause.after) or lists().movement.match(re.sub(r"^\s*vi\b", "", clause.after, flags=re.IGNORECASE).lstrip() or " "):
            return DemandKind.COMMITMENT, 0.8
        return DemandKind.DEMAND, min(confidence, 0.75)
    if cue.id == "må" and not own and lists().hardship.match(clause.after) and not _agent_is_subject(clause):
        return (DemandKind.DEMAND, 0.45) if not _THEREFORE.match(opening) else (DemandKind.DEMAND, 0.65)
    if cue.id == "må" and re.match(r"\s+(?:\w+\s+){0,2}?(?:ha vært|ha vore|innrømmes|sies å|seiast å|sjølvsagt|vi\s+spørre)", clause.after):
        return None
    if cue.id == "skal":
        return DemandKind.DEMAND, _skal_confidence(clause, opening, headline=headline)
    if _THEREFORE.match(opening):
        confidence += 0.06
    if _PASSIVE_AFTER.match(clause.after):
        confidence += 0.05
    return DemandKind.DEMAND, min(confidence, 0.97)


def _agent_is_subject(clause: Clause) -> bool:
    return lists().agent.search(clause.before) is not None and not clause.has_we_subject and not lists().movement_noun.search(clause.before)


def _skal_confidence(clause: Clause, opening: str, *, headline: bool) -> float:
    """How likely "skal" is a norm and no plan."""
    confidence = 0.5
    if _PLAN_AFTER.match(clause.after):
        return 0.2
    if headline:
        confidence += 0.3
    if _UNIVERSAL.match(opening):
        confidence += 0.14
    if re.match(r"\s+(?:ikke|ikkje|aldri|alltid|kunne|ha|være|vere|få|sikre|sikres|gjelde|gjelda)\b", clause.after):
        confidence += 0.1
    if _PASSIVE_AFTER.match(clause.after):
        confidence += 0.06
    if _CONDITIONAL_TAIL.search(clause.sentence) or re.search(r"\bfor at\b[^,]*$", clause.before):
        return 0.2
    return confidence


def _verdict(kind: DemandKind, sentence: str, start: int, end: int, confidence: float, rule: str) -> Verdict:
    return Verdict(kind, sentence[start:end], start, end, None, round(min(confidence, 0.99), 3), rule)
