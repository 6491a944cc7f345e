"""Component ``resolusjon_demands``: demands with kind, cue, addressee and position, into ``doc._.demands``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from resolusjon_nlp.records import HEADING_TYPES, LIST_TYPES, Block, BlockType, Demand, Place, Position
from resolusjon_nlp.tagging.components import Configured
from resolusjon_nlp.tagging.demands.addressees import addressee_type
from resolusjon_nlp.tagging.demands.candidates import Candidate, candidates
from resolusjon_nlp.tagging.demands.decisions import Decision, by_model, by_rules
from resolusjon_nlp.tagging.demands.model import NAME, DemandModel, load_demand_model, model_folder
from resolusjon_nlp.tagging.extensions import places_of, register_extensions, themes_of
from resolusjon_nlp.tagging.themes.model import load_theme_model
from resolusjon_nlp.tagging.themes.model import model_folder as theme_model_folder
from resolusjon_nlp.tagging.themes.scoring import demand_themes

SPANS_KEY = "demands"
RULES = "rules"
"""Instead of a model: the rules alone decide."""

STAND_ALONE_WORDS = 9
"""A paragraph of one line no longer than this that stands alone is a list-like line, not prose."""


class DemandTagger(Configured):
    """Finds the demands of a Doc sentence by sentence.

    The trained model decides where the Doc is parsed; elsewhere (spaCy's bare tokenizer, texts too long to be parsed) the rules decide, which are among the model's
    features too.

    Parameters
    ----------
    model
        ``resolusjon_demands`` for the one that comes with the package, the folder of another, or ``rules``.
    threshold
        Demands below this confidence are left out; None for the model's own threshold, or that of the rules.
    """

    def __init__(self, model: str, threshold: float | None) -> None:
        self.settings = {"model": model, "threshold": threshold}

    def __call__(self, doc: Doc) -> Doc:
        """Tag `doc`; ``doc.spans["demands"]`` holds the same spans as tokens."""
        demands = tuple(self._demand(doc, candidate, decision) for candidate, decision in self.decide(doc))
        doc._.demands = demands
        spans = (doc.char_span(d.start, d.end, label=d.kind.value, alignment_mode="expand") for d in demands)
        doc.spans[SPANS_KEY] = SpanGroup(doc, name=SPANS_KEY, spans=[span for span in spans if span is not None])
        return doc

    def decide(self, doc: Doc) -> Iterator[tuple[Candidate, Decision]]:
        """The candidates of `doc` that are demands, with what was decided about each."""
        found = self.candidates_of(doc)
        model = self.model_for(doc)
        decisions = by_rules(found) if model is None else by_model(model, doc, found)
        threshold = self.settings["threshold"]
        for candidate, decision in zip(found, decisions, strict=True):
            if decision is not None and decision.confidence >= (decision.threshold if threshold is None else threshold):
                yield candidate, decision

    def candidates_of(self, doc: Doc) -> list[Candidate]:
        """All candidates of `doc`."""
        return list(candidates(doc))

    def model_for(self, doc: Doc) -> DemandModel | None:
        """The model that decides about `doc`; None where the rules do."""
        name = self.settings["model"]
        if name == RULES or not doc.has_annotation("DEP"):
            return None
        return load_demand_model(model_folder() if name == NAME else Path(name))

    def _demand(self, doc: Doc, candidate: Candidate, decision: Decision) -> Demand:
        start, end = candidate.start, candidate.end
        places = [place for place in places_of(doc) if start <= place.start < end]
        return Demand(
            start=start,
            end=end,
            text=candidate.text,
            kind=decision.kind,
            cue=decision.cue,
            cue_span=decision.cue_span,
            addressee=decision.addressee,
            addressee_type=addressee_type(decision.addressee),
            position=_position(candidate.block),
            themes=self._themes(doc, candidate),
            places=_codes(places),
            block=candidate.block_index,
            regions=candidate.block.regions,
            confidence=round(decision.confidence, 3),
        )

    def _themes(self, doc: Doc, candidate: Candidate) -> tuple[str, ...]:
        if self.settings["model"] == RULES:
            return demand_themes(candidate.text, themes_of(doc))
        return load_theme_model(theme_model_folder()).demand_themes(
            candidate.text, candidate.block.text, themes_of(doc)
        )


@Language.factory(
    "resolusjon_demands",
    default_config={"model": NAME, "threshold": None},
    assigns=["doc._.demands", "doc.spans"],
)
def make_demands(nlp: Language, name: str, model: str, threshold: float | None) -> DemandTagger:
    """Make the component (entry point ``resolusjon_demands``)."""
    register_extensions()
    return DemandTagger(model, threshold)


def _position(block: Block) -> Position:
    if block.type in HEADING_TYPES:
        return Position.TITLE
    if block.type in LIST_TYPES:
        return Position.LIST
    if block.type is BlockType.PARAGRAPH and len(block.text.split()) <= STAND_ALONE_WORDS:
        return Position.LIST
    return Position.BODY


def _codes(places: list[Place]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.code for place in places if place.code is not None and not place.in_organisation))
