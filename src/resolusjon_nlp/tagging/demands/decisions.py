"""What is decided about each candidate, by the rules or by the trained model: demand or not, kind, cue, addressee, confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Doc, Span

from resolusjon_nlp.records import DemandKind
from resolusjon_nlp.tagging.demands.candidates import Candidate
from resolusjon_nlp.tagging.demands.clauses import Clause
from resolusjon_nlp.tagging.demands.cues import lists
from resolusjon_nlp.tagging.demands.features import features
from resolusjon_nlp.tagging.demands.model import DemandModel
from resolusjon_nlp.tagging.demands.rules import LEAST_CONFIDENCE
from resolusjon_nlp.tagging.demands.told import addressee_in_sentence


@dataclass(frozen=True)
class Decision:
    """A candidate taken for a demand.

    ``cue_span`` are offsets into the document's text; ``threshold`` is what `confidence` must reach when the caller sets none.
    """

    kind: DemandKind
    cue: str | None
    cue_span: tuple[int, int] | None
    addressee: str | None
    confidence: float
    threshold: float


def by_rules(found: Sequence[Candidate]) -> list[Decision | None]:
    """What the rules decide of each candidate; None where they find no demand."""
    decisions: list[Decision | None] = []
    for candidate in found:
        verdict = candidate.verdict
        if verdict is None or not candidate.passes_rules:
            decisions.append(None)
            continue
        cue, span = _cue_of_verdict(candidate)
        decisions.append(Decision(verdict.kind, cue, span, verdict.addressee, verdict.confidence, LEAST_CONFIDENCE))
    return decisions


def by_model(model: DemandModel, doc: Doc, found: Sequence[Candidate]) -> list[Decision | None]:
    """What the model decides of each candidate of a parsed Doc, whatever its probability."""
    rows = features(doc, found)
    probabilities = model.probabilities(rows)
    open_to_doubt = np.array([not candidate.is_excluded for candidate in found], dtype=bool)
    threshold = model.settings.threshold_for(probabilities[open_to_doubt])
    decisions: list[Decision | None] = []
    for candidate, probability, likeliest in zip(found, probabilities, model.kinds_of(rows), strict=True):
        confidence = _confidence(candidate, float(probability))
        if confidence < threshold / 2:
            decisions.append(None)  # far from a demand: spare the search for cue and addressee
            continue
        kind = _led_kind(candidate) or _negated(candidate, likeliest)
        cue, span = _cue(candidate, kind)
        addressee = _addressee(doc, candidate) if kind is DemandKind.DEMAND else None
        decisions.append(Decision(kind, cue, span, addressee, confidence, threshold))
    return decisions


def _confidence(candidate: Candidate, probability: float) -> float:
    """The model's probability, unless the definition itself decides; the lead-in to a list of names is a demand."""
    if candidate.is_excluded:
        return 0.0
    if candidate.leads_in and candidate.governor.marks_lead_in and candidate.verdict is not None:
        return max(probability, candidate.verdict.confidence)
    return probability


def _led_kind(candidate: Candidate) -> DemandKind | None:
    """The kind a lead-in with a cue gives its items."""
    if candidate.inherited is None or candidate.inherited.cue is None or candidate.verdict is None:
        return None
    return candidate.verdict.kind


def _negated(candidate: Candidate, kind: DemandKind) -> DemandKind:
    """ "Vi støtter ikke" rejects, however alike the words are to support."""
    verdict = candidate.verdict
    rejects = kind is DemandKind.SUPPORT and verdict is not None and verdict.kind is DemandKind.REJECTION
    return DemandKind.REJECTION if rejects else kind


def _cue_of_verdict(candidate: Candidate) -> tuple[str | None, tuple[int, int] | None]:
    verdict = candidate.verdict
    if verdict is None:
        return None, None
    if candidate.inherited is not None:
        return verdict.cue, candidate.inherited.cue_span
    if verdict.cue_span is None:
        return verdict.cue, None
    return verdict.cue, (candidate.start + verdict.cue_span[0], candidate.start + verdict.cue_span[1])


def _cue(candidate: Candidate, kind: DemandKind) -> tuple[str | None, tuple[int, int] | None]:
    """The cue the rules name, else the likeliest cue words in the sentence, those of the decided kind and outside subordinate clauses first."""
    if candidate.verdict is not None:
        return _cue_of_verdict(candidate)
    best: tuple[bool, bool, float, int] | None = None
    chosen: tuple[int, int] | None = None
    for cue in lists().cues:
        for match in cue.pattern.finditer(candidate.text):
            start, end = match.span("cue")
            rank = (
                not Clause(candidate.text, start, end).is_subordinate,
                cue.kind is kind,
                cue.confidence,
                -start,
            )
            if best is None or rank > best:
                best, chosen = rank, (start, end)
    if chosen is None:
        return None, None
    return candidate.text[slice(*chosen)], (candidate.start + chosen[0], candidate.start + chosen[1])


def _addressee(doc: Doc, candidate: Candidate) -> str | None:
    """Who is told to act: in the sentence itself, else in the line that leads in to it."""
    own = _in_span(doc.char_span(candidate.start, candidate.end, alignment_mode="expand"))
    if candidate.inherited is None:
        return own or (candidate.verdict.addressee if candidate.verdict is not None else None)
    governor = candidate.inherited
    led = None
    if governor.lead_in_span is not None:
        led = _in_span(doc.char_span(*governor.lead_in_span, alignment_mode="expand"))
    return own or led or governor.addressee


def _in_span(span: Span | None) -> str | None:
    return None if span is None or not len(span) else addressee_in_sentence(span)
