"""What our components keep on a Doc: registered once, never forced over somebody else's."""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc

from resolusjon_nlp.records import BLOCK_SEPARATOR, Block, BlockType, Place, Resolution, ThemeScore
from resolusjon_nlp.records import Demand as DemandRecord

_DEFAULTS: dict[str, Any] = {"resolution": None, "demands": (), "places": (), "themes": (), "sentences": ()}
"""``doc._.resolution`` is the :class:`Resolution` read; the others are tuples of records, ``sentences`` of (start, end, block index)."""


def register_extensions() -> None:
    """Register ``doc._`` attributes that are not there yet."""
    for name, default in _DEFAULTS.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


def resolution_of(doc: Doc) -> Resolution:
    """The resolution a Doc was made from; for plain text, one whose blocks are the text's paragraphs."""
    register_extensions()
    if doc._.resolution is None:
        doc._.resolution = _from_plain_text(doc.text)
    resolution: Resolution = doc._.resolution
    return resolution


def _from_plain_text(text: str) -> Resolution:
    blocks = []
    offset = 0
    for part in text.split(BLOCK_SEPARATOR):
        if part.strip():
            blocks.append(Block(type=BlockType.PARAGRAPH, text=part, start=offset, end=offset + len(part)))
        offset += len(part) + len(BLOCK_SEPARATOR)
    return Resolution(id="", text=text, blocks=tuple(blocks))


def demands_of(doc: Doc) -> tuple[DemandRecord, ...]:
    """Demands found so far."""
    return tuple(doc._.demands)


def places_of(doc: Doc) -> tuple[Place, ...]:
    """Places found so far."""
    return tuple(doc._.places)


def themes_of(doc: Doc) -> tuple[ThemeScore, ...]:
    """Themes found so far."""
    return tuple(doc._.themes)
