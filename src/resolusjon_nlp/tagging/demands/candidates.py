"""The sentences that may be demands, each with what layout and rules know of it. Whoever decides, rules or trained model, decides about these.

Every sentence outside dates, signatures, notes and tables is a candidate: a cue says much, but demands without one are found too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from resolusjon_nlp.norwegian.text import fold
from resolusjon_nlp.records import HEADING_TYPES, LIST_TYPES, Block, BlockType
from resolusjon_nlp.tagging.demands.cues import lists
from resolusjon_nlp.tagging.demands.genre import REPORT_CONFIDENCE, is_report
from resolusjon_nlp.tagging.demands.governance import NOTHING, Governor, govern, item_verdict
from resolusjon_nlp.tagging.demands.rules import judge
from resolusjon_nlp.tagging.demands.verdicts import Verdict
from resolusjon_nlp.tagging.extensions import resolution_of

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
OPENING_BLOCKS = 5
"""A document says at its beginning what it is."""

_QUOTATION = re.compile(r"«[^»]*(?:»|$)|“[^”]*(?:”|$)")


@dataclass(frozen=True)
class Candidate:
    """A sentence of a resolution.

    Attributes
    ----------
    start, end
        Offsets into the resolution's text.
    block, block_index
        The block it stands in.
    rank, last
        Which sentence of its block it is, counted from 0, and whether it is the last.
    depth
        Where in the document its block stands: 0 first, 1 last.
    governor
        What its lead-in makes of the list it is an item of; for the lead-in itself, what that makes of the list.
    leads_in
        It stands before a list and leads in to it.
    quoted
        It is part of longer words of somebody else.
    report
        The document reports what was said and done (see :mod:`resolusjon_nlp.tagging.demands.genre`).
    slogans
        The document is, or begins as, a list of slogans for a demonstration.
    verdict
        What the rules say, or None when they find no demand.
    inherited
        The governor that the verdict comes from, when the rules took it from the lead-in.
    """

    start: int
    end: int
    text: str
    block: Block
    block_index: int
    rank: int
    last: bool
    depth: float
    governor: Governor
    leads_in: bool
    quoted: bool
    report: bool
    slogans: bool
    verdict: Verdict | None
    inherited: Governor | None

    @property
    def in_list(self) -> bool:
        """Whether its block is a list item."""
        return self.block.type in LIST_TYPES

    @property
    def is_heading(self) -> bool:
        """Whether its block is a title or heading."""
        return self.block.type in HEADING_TYPES

    @property
    def asks(self) -> bool:
        """Whether it is a question, which is no demand whatever its words."""
        return self.text.rstrip("»”\"') ").endswith("?")

    @property
    def is_excluded(self) -> bool:
        """Whether the definition itself says that this is no demand: a question, a name in a list of names, a lead-in whose items are the demands."""
        listed_name = self.in_list and self.rank == 0 and self.governor.marks_lead_in
        return self.asks or listed_name or (self.leads_in and self.governor.inherits)

    @property
    def passes_rules(self) -> bool:
        """Whether the rules alone take it for a demand."""
        if self.verdict is None or self.quoted or (self.leads_in and not self.governor.marks_lead_in):
            return False
        return not self.report or self.verdict.confidence >= REPORT_CONFIDENCE


def candidates(doc: Doc) -> Iterator[Candidate]:
    """All candidates of `doc`, in the order of the text."""
    resolution = resolution_of(doc)
    whole = resolution.text
    sentences: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for start, end, block_index in doc._.sentences:
        sentences[block_index].append((start, end))
    blocks = resolution.blocks
    governor = NOTHING
    titles: set[str] = set()
    report = is_report(resolution.text)
    slogans = any(lists().slogan_list.search(block.text) for block in blocks[:OPENING_BLOCKS])
    for index, block in enumerate(blocks):
        in_list = block.type in LIST_TYPES
        before_list = not in_list and index + 1 < len(blocks) and blocks[index + 1].type in LIST_TYPES
        if before_list:
            # Both the line before a list and its items ask what governs it.
            governor = govern(blocks, index + 1)
        if block.type in NO_DEMANDS or (block.type in HEADING_TYPES and _is_repeated(block, titles)):
            continue
        quotations = _quotations(block.text)
        for rank, (first, end) in enumerate(sentences[index]):
            start = first + _label(whole[first:end])
            text = whole[start:end]
            last = rank == len(sentences[index]) - 1
            leads_in = before_list and last and (block.type is BlockType.LEAD_IN or text.rstrip().endswith(":"))
            of_list = governor if in_list else NOTHING
            verdict, inherited = _judge(text, block, of_list, first=rank == 0)
            yield Candidate(
                start=start,
                end=end,
                text=text,
                block=block,
                block_index=index,
                rank=rank,
                last=last,
                depth=index / max(1, len(blocks) - 1),
                governor=governor if in_list or leads_in else NOTHING,
                leads_in=leads_in,
                quoted=_is_inside(quotations, start - block.start, end - block.start),
                report=report,
                slogans=slogans,
                verdict=verdict,
                inherited=inherited,
            )


def _quotations(text: str) -> list[tuple[int, int]]:
    """Quoted words, unless the whole block is one quotation."""
    return [match.span() for match in _QUOTATION.finditer(text) if match.end() - match.start() < len(text) - 2]


def _is_inside(quotations: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a sentence stands inside somebody's quoted words that go on beyond it."""
    return any(first <= start and end <= last for first, last in quotations)


def _label(sentence: str) -> int:
    """Characters of a label before the sentence proper: "Resolusjon nr. 3: ", "Vedtak: "."""
    match = lists().label.match(sentence)
    return match.end() if match else 0


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
