"""Component ``resolusjon_demands``: demands with kind, cue, addressee and position, into ``doc._.demands``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from resolusjon_nlp.norwegian.text import fold
from resolusjon_nlp.records import HEADING_TYPES, LIST_TYPES, Block, BlockType, Demand, Place, Position
from resolusjon_nlp.tagging.components import Configured
from resolusjon_nlp.tagging.demands.addressees import addressee_type
from resolusjon_nlp.tagging.demands.genre import REPORT_CONFIDENCE, is_report
from resolusjon_nlp.tagging.demands.governance import NOTHING, Governor, govern, item_verdict
from resolusjon_nlp.tagging.demands.rules import judge
from resolusjon_nlp.tagging.demands.verdicts import Verdict
from resolusjon_nlp.tagging.extensions import places_of, register_extensions, resolution_of, themes_of
from resolusjon_nlp.tagging.themes.scoring import demand_themes

SPANS_KEY = "demands"
NO_DEMANDS = frozenset(
    {
        BlockType.DATE,
        BlockType.BODY,
        BlockType.SIGNATURE,
        BlockType.FOOTNOTE,
        BlockType.TOC,
        BlockType.TABLE,
        BlockType.FURNITURE,
    }
)
_QUOTATION = re.compile(r"«[^»]*(?:»|$)|“[^”]*(?:”|$)")
STAND_ALONE_WORDS = 9
"""A paragraph of one line no longer than this that stands alone is a list-like line, not prose."""


class DemandTagger(Configured):
    """Finds the demands of a Doc sentence by sentence; list items inherit from their lead-in.

    Parameters
    ----------
    threshold
        Demands below this confidence are left out.
    """

    def __init__(self, threshold: float) -> None:
        self.settings = {"threshold": threshold}

    def __call__(self, doc: Doc) -> Doc:
        """Tag `doc`; ``doc.spans["demands"]`` holds the same spans as tokens."""
        threshold = float(self.settings["threshold"])
        demands = tuple(demand for demand in _find(doc) if demand.confidence >= threshold)
        doc._.demands = demands
        spans = (doc.char_span(d.start, d.end, label=d.kind.value, alignment_mode="expand") for d in demands)
        doc.spans[SPANS_KEY] = SpanGroup(doc, name=SPANS_KEY, spans=[span for span in spans if span is not None])
        return doc


@Language.factory("resolusjon_demands", default_config={"threshold": 0.5}, assigns=["doc._.demands", "doc.spans"])
def make_demands(nlp: Language, name: str, threshold: float) -> DemandTagger:
    """Make the component (entry point ``resolusjon_demands``)."""
    register_extensions()
    return DemandTagger(threshold)


def _find(doc: Doc) -> Iterator[Demand]:
    resolution = resolution_of(doc)
    sentences: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for start, end, block in doc._.sentences:
        sentences[block].append((start, end))
    governor = NOTHING
    titles: set[str] = set()
    least = REPORT_CONFIDENCE if is_report(resolution.text) else 0.0
    for index, block in enumerate(resolution.blocks):
        in_list = block.type in LIST_TYPES
        before_list = (
            not in_list and index + 1 < len(resolution.blocks) and resolution.blocks[index + 1].type in LIST_TYPES
        )
        if before_list:
            # Both the line before a list and its items ask what governs it.
            governor = govern(resolution.blocks, index + 1)
        if block.type in NO_DEMANDS or (block.type in HEADING_TYPES and _is_repeated(block, titles)):
            continue
        for rank, (start, end) in enumerate(sentences[index]):
            text = doc.text[start:end]
            last = rank == len(sentences[index]) - 1
            leads_in = last and (block.type is BlockType.LEAD_IN or text.rstrip().endswith(":"))
            if before_list and leads_in and not governor.marks_lead_in:
                continue
            if _is_inside_quotation(block.text, start - block.start, end - block.start):
                continue
            verdict, inherited = _judge(text, block, governor if in_list else NOTHING, first=rank == 0)
            if verdict is not None and verdict.confidence >= least:
                yield _demand(doc, start, end, index, block, verdict, inherited)


def _is_inside_quotation(text: str, start: int, end: int) -> bool:
    """Whether a sentence stands inside somebody's quoted words that go on beyond it."""
    return any(
        match.start() <= start and end <= match.end() and match.end() - match.start() < len(text) - 2
        for match in _QUOTATION.finditer(text)
    )


def _is_repeated(block: Block, titles: set[str]) -> bool:
    """A title said again, as in a table of contents, counts once."""
    key = fold(block.text)
    if key in titles:
        return True
    titles.add(key)
    return False


def _judge(text: str, block: Block, governor: Governor, *, first: bool) -> tuple[Verdict | None, Governor | None]:
    if block.type in LIST_TYPES and first:
        verdict = item_verdict(text, governor)
        return verdict, governor if verdict is not None and verdict.rule == "lead-in" else None
    return judge(text, headline=block.type in HEADING_TYPES, item=False), None


def _demand(
    doc: Doc, start: int, end: int, index: int, block: Block, verdict: Verdict, inherited: Governor | None
) -> Demand:
    cue_span = None
    if inherited is not None:
        cue_span = inherited.cue_span
    elif verdict.cue_span is not None:
        cue_span = (start + verdict.cue_span[0], start + verdict.cue_span[1])
    places = [place for place in places_of(doc) if start <= place.start < end]
    text = doc.text[start:end]
    return Demand(
        start=start,
        end=end,
        text=text,
        kind=verdict.kind,
        cue=verdict.cue,
        cue_span=cue_span,
        addressee=verdict.addressee,
        addressee_type=addressee_type(verdict.addressee),
        position=_position(block),
        themes=demand_themes(text, themes_of(doc)),
        places=_codes(places),
        block=index,
        regions=block.regions,
        confidence=verdict.confidence,
    )


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
