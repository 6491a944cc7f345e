"""What the full-text index holds of a demand: terms by column."""

from __future__ import annotations

from resolusjon_nlp.norwegian.stems import stems_of, words_of
from resolusjon_nlp.records import BlockType, Demand, TaggedResolution

COLUMNS: tuple[str, ...] = ("words", "stems", "context")
"""Columns of the index, in their order."""

WEIGHTS: tuple[float, ...] = (4.0, 6.0, 1.0)
"""Weights of the columns. A word that fits exactly scores in both of the first two."""

INDEX_VERSION = 1
"""Raised whenever :func:`index_row` gives other terms for the same demand: libraries then build their index anew when they are opened."""


def index_row(resolution: TaggedResolution, demand: Demand) -> dict[str, str]:
    """Terms of a demand for each of the columns, separated by spaces."""
    context = " ".join(filter(None, (resolution.title, lead_in(resolution, demand), demand.addressee)))
    return {
        "words": " ".join(words_of(demand.text)),
        "stems": " ".join(stems_of(demand.text)),
        "context": " ".join(stems_of(context)),
    }


def lead_in(resolution: TaggedResolution, demand: Demand) -> str | None:
    """Text of the lead-in that governs a list item."""
    if demand.block is None:
        return None
    for block in reversed(resolution.blocks[: demand.block]):
        if block.type is BlockType.LEAD_IN:
            return block.text
        if block.type not in (BlockType.BULLET, BlockType.NUMBERED):
            return None
    return None
