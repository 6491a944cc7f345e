"""Is this sentence a demand, and of what kind? Rules over cues and clauses, each with its own confidence.

The rules decide alone where no trained model is loaded, and say which cue and which rule spoke.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from resolusjon_nlp.records import DemandKind
from resolusjon_nlp.tagging.demands.addressees import addressee_in
from resolusjon_nlp.tagging.demands.clauses import NEGATION, PASSIVE_AFTER, Clause, last_match
from resolusjon_nlp.tagging.demands.cues import Cue, lists
from resolusjon_nlp.tagging.demands.forms import SLOGAN_WORDS, judge_form
from resolusjon_nlp.tagging.demands.verdicts import Verdict

LEAST_CONFIDENCE = 0.5
"""A sentence below this is no demand."""

SUBJECTLESS_LOSS = 0.15
"""How much surer "Vi krever" is than "Krever" alone at the head of a line."""

OWN_DUTY = 0.75
WE_SHALL = 0.7
MOVEMENT_ACT = 0.8
HARDSHIP = 0.45
HARDSHIP_THEREFORE = 0.65
THEREFORE_GAIN = 0.06
PASSIVE_GAIN = 0.05
MOST_DEONTIC = 0.97

NORM = 0.5
"""How likely a bare "skal" is a norm; what speaks for or against it follows."""

NORM_HEADLINE, NORM_UNIVERSAL, NORM_VERB, NORM_PASSIVE, PLAN = 0.3, 0.14, 0.1, 0.06, 0.2

Reading = tuple[DemandKind, float]

_LETTER = re.compile(r"[^\W\d_]")
_OPINION = re.compile(r"\b(?:mener|meiner|synes|synest)\b")
_UNIVERSAL = re.compile(
    r"(?:alle|ingen|det|den|dei|de|man|ein|en|et|eit|hver|kvar|hvert|kvart|unge|barn|eldre)\b", re.IGNORECASE
)
_THEREFORE = re.compile(
    r"(?:derfor|difor|dermed|nå|no|samtidig|samstundes|i stedet|i staden|her|da|då)\b", re.IGNORECASE
)
_NORM_AFTER = re.compile(r"\s+(?:ikke|ikkje|aldri|alltid|kunne|ha|være|vere|få|sikre|sikres|gjelde|gjelda)\b")
_CONDITIONAL = re.compile(
    r"\b(?:hvis|dersom|om)\s+(?:vi|Norge|Noreg|kommunene|de|dei|man|ein)\b[^.]*\bskal\b", re.IGNORECASE
)
_PURPOSE = re.compile(r"\bfor at\b[^,]*$")
_ADMITTED = re.compile(r"\s+(?:\w+\s+){0,2}?(?:ha vært|ha vore|innrømmes|sies å|seiast å|sjølvsagt|vi\s+spørre)")
_PERFECT = re.compile(
    r"\s+(?:\w+\s+)?ha\s+(?:vært|vore|blitt|fått|gjort|sagt|forklart|hatt|kommet|komme|tatt|teke|skjedd|brukt|sett)\b"
)
_YOU = re.compile(r"\b(?:du|dere|de du)\s*$|^\s*du\b", re.IGNORECASE)
_RELATIVE = re.compile(r"\bsom\s+$|\bsom\b[^,]{0,12}$")
_UNDEFINED = re.compile(r"\b(?:mange|noen|de|dei|som|når|hver|kvar)\b")
_NOT_AGAINST = re.compile(r"\bikk(?:e|je)\s+i ?mot\b")

_SUBJECTLESS = frozenset({"ber", "krever", "forventer", "vil-at"})
_YES_NO = frozenset({"nei-til", "ja-til"})
_NEED = frozenset({"trenger", "trengs"})


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
    verdicts = [*judge_form(sentence, headline=headline, item=item), *_judge_cues(sentence, headline=headline)]
    best = max(verdicts, key=_rank, default=None)
    if best is None or best.confidence < LEAST_CONFIDENCE:
        return None
    if best.kind is not DemandKind.DEMAND:
        return best
    if not headline and lists().practical.search(sentence):
        return None
    if best.addressee is None:
        # Of coordinated demands the passive ones name nobody; another one may.
        named = (v.addressee for v in verdicts if v.addressee is not None and v.confidence >= LEAST_CONFIDENCE)
        best = replace(best, addressee=next(named, None))
    return best


def _rank(verdict: Verdict) -> tuple[float, int]:
    """Surest first; of equals the one whose cue comes first."""
    return (round(verdict.confidence, 2), -verdict.cue_span[0] if verdict.cue_span else 0)


def _judge_cues(sentence: str, *, headline: bool) -> list[Verdict]:
    found = []
    for cue in lists().cues:
        for match in cue.pattern.finditer(sentence):
            clause = Clause(sentence, *match.span("cue"))
            if clause.is_subordinate or clause.is_reported:
                continue
            reading = _READERS[cue.speaker](cue, clause, headline)
            if reading is None:
                continue
            kind, confidence = _with_negation(reading[0], clause), reading[1]
            addressee = addressee_in(clause, cue) if kind is DemandKind.DEMAND else None
            found.append(Verdict.at(kind, sentence, match.span("cue"), confidence, cue.id, addressee))
    return found


def _with_negation(kind: DemandKind, clause: Clause) -> DemandKind:
    """ "Vi støtter ikke" rejects."""
    if kind is DemandKind.SUPPORT and NEGATION.search(clause.sentence[clause.start : clause.end + 12]):
        return DemandKind.REJECTION
    return kind


def _read_self(cue: Cue, clause: Clause, headline: bool) -> Reading | None:
    """Cues that need the body as subject: krever, støtter, avviser, vil …"""
    confidence = cue.confidence
    if not clause.has_self_subject and not (headline and clause.start == 0):
        if cue.id not in _SUBJECTLESS or clause.start != 0:
            return None
        confidence -= SUBJECTLESS_LOSS
    if cue.id == "vi-vil" and (lists().courtesy.match(clause.after) or lists().undergone.match(clause.after)):
        return None
    if cue.id == "forventer" and NEGATION.search(clause.after[:25]):
        return None
    if cue.id == "imot" and _NOT_AGAINST.search(clause.cue):
        return None
    kind = DemandKind.COMMITMENT if cue.id == "vil-at" and lists().offer.match(clause.after) else cue.kind
    return kind, confidence


def _read_opinion(cue: Cue, clause: Clause, headline: bool) -> Reading | None:
    """Judgements ("er uholdbart at") count when the body gives them as its own."""
    if clause.has_self_subject:
        return cue.kind, cue.confidence
    opinion = last_match(_OPINION, clause.sentence[: clause.start])
    if opinion is None or not Clause(clause.sentence, *opinion.span()).has_self_subject:
        return None
    return cue.kind, cue.confidence


def _read_slogan(cue: Cue, clause: Clause, headline: bool) -> Reading | None:
    if not headline and len(clause.sentence.split()) > SLOGAN_WORDS:
        return None
    return cue.kind, cue.confidence


def _read_any(cue: Cue, clause: Clause, headline: bool) -> Reading | None:
    """Cues that whoever is the subject: "det er viktig at", "trengs", "ja til"."""
    if cue.id in _YES_NO and len(clause.sentence[: clause.start].split()) > 1 and not clause.has_self_subject:
        return None
    if cue.id in _NEED and (_RELATIVE.search(clause.before) or _UNDEFINED.search(clause.before[:12].lower())):
        return None
    return cue.kind, cue.confidence


def _read_deontic(cue: Cue, clause: Clause, headline: bool) -> Reading | None:
    """A clause with må, bør, skal: a wish, a duty of one's own, or a mere fact."""
    opening = clause.sentence.lstrip('«"“–- ')
    if lists().factual_opening.match(opening) and not headline:
        return None
    if _YOU.search(clause.before) or _YOU.match(clause.after) or _PERFECT.match(clause.after):
        return None  # what the reader must do to get somewhere; what is said to have happened
    acts = _agent_is_subject(clause)
    if clause.has_movement_subject and not acts:
        return None if cue.id == "kan-ikke" else (DemandKind.COMMITMENT, max(cue.confidence, OWN_DUTY))
    if clause.has_we_subject:
        return _read_we(cue, clause)
    if cue.id == "må":
        if lists().hardship.match(clause.after) and not acts and not clause.has_movement_subject:
            return DemandKind.DEMAND, HARDSHIP_THEREFORE if _THEREFORE.match(opening) else HARDSHIP
        if _ADMITTED.match(clause.after):
            return None
    if cue.id == "skal":
        return DemandKind.DEMAND, _norm_confidence(clause, opening, headline=headline)
    confidence = cue.confidence
    confidence += THEREFORE_GAIN if _THEREFORE.match(opening) else 0.0
    confidence += PASSIVE_GAIN if PASSIVE_AFTER.match(clause.after) else 0.0
    return DemandKind.DEMAND, min(confidence, MOST_DEONTIC)


def _read_we(cue: Cue, clause: Clause) -> Reading:
    """ "Vi skal" and "vi må kjempe" bind the movement; "vi må bygge" asks it of society."""
    if cue.id == "skal":
        return DemandKind.COMMITMENT, WE_SHALL
    act = re.sub(r"^\s*(?:vi|me)\b", "", clause.after, flags=re.IGNORECASE)
    if lists().movement.match(act.lstrip()):
        return DemandKind.COMMITMENT, MOVEMENT_ACT
    return DemandKind.DEMAND, min(cue.confidence, OWN_DUTY)


def _agent_is_subject(clause: Clause) -> bool:
    return (
        lists().agent.search(clause.before) is not None
        and not clause.has_we_subject
        and not lists().movement_noun.search(clause.before)
    )


def _norm_confidence(clause: Clause, opening: str, *, headline: bool) -> float:
    """How likely "skal" is a norm and no plan."""
    if lists().plan.match(clause.after) or _CONDITIONAL.search(clause.sentence) or _PURPOSE.search(clause.before):
        return PLAN
    return (
        NORM
        + NORM_HEADLINE * headline
        + NORM_UNIVERSAL * bool(_UNIVERSAL.match(opening))
        + NORM_VERB * bool(_NORM_AFTER.match(clause.after))
        + NORM_PASSIVE * bool(PASSIVE_AFTER.match(clause.after))
    )


_READERS: dict[str, Callable[[Cue, Clause, bool], Reading | None]] = {
    "self": _read_self,
    "opinion": _read_opinion,
    "slogan": _read_slogan,
    "any": _read_any,
    "deontic": _read_deontic,
}
