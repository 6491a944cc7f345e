"""What stands around a demand: the heading and lead-in above it, the sentences before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resolusjon_nlp.norwegian.sentences import sentence_spans
from resolusjon_nlp.records import HEADING_TYPES, LIST_TYPES, Block, BlockType, Demand

SILENT = frozenset(
    {BlockType.FURNITURE, BlockType.FOOTNOTE, BlockType.TABLE, BlockType.TOC, BlockType.DATE, BlockType.BODY}
)
"""Blocks that no sentence goes on in."""

FAR = 2000
"""Characters from a demand beyond which no block is looked at for its neighbourhood."""


@dataclass(frozen=True)
class Surroundings:
    """Texts around a demand; None where there is none.

    Attributes
    ----------
    heading
        The nearest heading above it, without the resolution's own title.
    lead_in
        The lead-in that governs it, where it is a list item.
    before, after
        The sentence before and after it: in its block, else in the neighbouring one.
    """

    heading: str | None
    lead_in: str | None
    before: str | None
    after: str | None


def surroundings(blocks: Sequence[Block], demand: Demand) -> Surroundings:
    """What stands around `demand` in the resolution that consists of `blocks`."""
    if demand.block is None or not 0 <= demand.block < len(blocks):
        return Surroundings(None, None, None, None)
    block = blocks[demand.block]
    start, end = demand.start - block.start, demand.end - block.start
    sentences = list(sentence_spans(block.text))
    earlier = [block.text[first:last] for first, last in sentences if last <= start]
    later = [block.text[first:last] for first, last in sentences if first >= end]
    return Surroundings(
        heading=_heading(blocks, demand.block),
        lead_in=lead_in(blocks, demand),
        before=earlier[-1]
        if earlier
        else _neighbour(blocks[demand.block - 1 :: -1] if demand.block else (), last=True),
        after=later[0] if later else _neighbour(blocks[demand.block + 1 :], last=False),
    )


def neighbourhood(blocks: Sequence[Block], demand: Demand, reach: int = 3) -> str:
    """The `reach` sentences before and after `demand`, over paragraphs and headings."""
    earlier: list[str] = []
    later: list[str] = []
    for block in blocks:
        if block.type in SILENT or block.end + FAR < demand.start or block.start - FAR > demand.end:
            continue
        for first, last in sentence_spans(block.text):
            if block.start + last <= demand.start:
                earlier.append(block.text[first:last])
            elif block.start + first >= demand.end:
                later.append(block.text[first:last])
    return " ".join((*earlier[-reach:], *later[:reach]))


def lead_in(blocks: Sequence[Block], demand: Demand) -> str | None:
    """The sentence that leads in to a list item: the last of the block before the list."""
    if demand.block is None:
        return None
    for block in reversed(blocks[: demand.block]):
        if block.type is BlockType.LEAD_IN:
            spans = list(sentence_spans(block.text))
            return block.text[spans[-1][0] :] if spans else block.text
        if block.type not in LIST_TYPES:
            return None
    return None


def _heading(blocks: Sequence[Block], index: int) -> str | None:
    for block in reversed(blocks[:index]):
        if block.type in HEADING_TYPES:
            return None if block.type is BlockType.TITLE else block.text
    return None


def _neighbour(blocks: Sequence[Block], *, last: bool) -> str | None:
    """The sentence that is next to a block: the last of the one before or the first of the one after it."""
    for block in blocks:
        if block.type in SILENT:
            continue
        if block.type in HEADING_TYPES:
            return None
        spans = list(sentence_spans(block.text))
        if spans:
            first, end = spans[-1 if last else 0]
            return block.text[first:end]
    return None
