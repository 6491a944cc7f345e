"""Marked texts written: a tagged resolution as a source with inline marks, the counterpart of :mod:`resolusjon_nlp.evaluation.markup`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar
from xml.sax.saxutils import escape, quoteattr

import yaml

from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.records import LIST_TYPES, Block, BlockType, Demand, Place, PlaceKind, TaggedResolution

UNCODED = frozenset({PlaceKind.DISTRICT, PlaceKind.REGION})
"""Kinds that a source names without a code."""

NAMED_KINDS = frozenset({PlaceKind.TOWN, PlaceKind.CITY_DISTRICT, *UNCODED})
"""Kinds that a source names."""

_Mark = TypeVar("_Mark", Demand, Place)

UNCERTAIN = "usikker"
_LOOKS_TYPED = re.compile(r"^(?:[a-z_]+:\s|-\s|(?:\d{1,2}|[a-z])[.)]\s)")
_OWN_LINES = frozenset(
    {
        BlockType.TITLE,
        BlockType.HEADING,
        BlockType.DATE,
        BlockType.BODY,
        BlockType.LEAD_IN,
        BlockType.SIGNATURE,
        BlockType.FOOTNOTE,
        BlockType.TABLE,
        BlockType.TOC,
    }
)


def source_of(record: TaggedResolution, *, name: str, writer: str) -> str:
    """The source of a resolution: head, blocks and marks.

    Parameters
    ----------
    record
        Its marks become inline marks; those that cross a block's border or one another are left out.
    name, writer
        The ``id`` and ``writer`` of the head.
    """
    themes = [theme.theme for theme in record.themes if theme.theme != UNCERTAIN] or ["annet"]
    head = {
        "id": name,
        "writer": writer,
        "language": record.language or "nb",
        "organisation": record.organisation,
        "body": record.body,
        "region": record.region,
        "date": record.date,
        "date_precision": record.date_precision,
        "themes": themes,
    }
    lines = [
        _line(block, [d for d in record.demands if _inside(d, block)], [p for p in record.places if _inside(p, block)])
        for block in record.blocks
        if block.type is not BlockType.FURNITURE and block.text.strip()
    ]
    return f"---\n{yaml.safe_dump(head, allow_unicode=True, sort_keys=False)}---\n" + "\n".join(lines) + "\n"


def _inside(mark: Demand | Place, block: Block) -> bool:
    return block.start <= mark.start and mark.end <= block.end


def _line(block: Block, demands: Sequence[Demand], places: Sequence[Place]) -> str:
    text = _marked(block, demands, places)
    text = re.sub(r"\s+", " ", text).strip()
    if block.type in LIST_TYPES:
        marker = (block.marker or "").strip(".)( ")
        numbered = block.type is BlockType.NUMBERED and re.fullmatch(r"\d{1,2}|[a-z]", marker)
        return f"{marker}. {text}" if numbered else f"- {text}"
    if block.type in _OWN_LINES:
        return f"{block.type.value}: {text}"
    return f"paragraph: {text}" if _LOOKS_TYPED.match(text) else text


def _marked(block: Block, demands: Sequence[Demand], places: Sequence[Place]) -> str:
    """The block's text with tags; offsets of marks are into the resolution."""
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for demand in _apart(demands):
        opening.setdefault(demand.start - block.start, []).insert(0, f"<d{_demand_attributes(demand)}>")
        closing.setdefault(demand.end - block.start, []).append("</d>")
    for place in _apart(places):
        if any(place.start < edge < place.end for d in demands for edge in (d.start, d.end)):
            continue
        opening.setdefault(place.start - block.start, []).append(f"<p{_place_attributes(place)}>")
        closing.setdefault(place.end - block.start, []).insert(0, "</p>")
    out: list[str] = []
    for offset, character in enumerate(block.text):
        out.extend(closing.get(offset, ()))
        out.extend(opening.get(offset, ()))
        out.append(escape(character))
    out.extend(closing.get(len(block.text), ()))
    return "".join(out)


def _apart(marks: Iterable[_Mark]) -> list[_Mark]:
    """Marks that do not overlap, the earliest and longest first."""
    kept: list[_Mark] = []
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def _attributes(values: dict[str, str | None]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items() if value is not None)


def _demand_attributes(demand: Demand) -> str:
    return _attributes({"kind": demand.kind.value, "cue": demand.cue, "to": demand.addressee})


def _place_attributes(place: Place) -> str:
    code = None if place.kind in UNCODED else _own_code(place)
    return _attributes(
        {
            "code": code,
            "kind": place.kind.value if place.kind in NAMED_KINDS else None,
            "name": place.name if place.name != place.surface else None,
            "org": "1" if place.in_organisation else None,
        }
    )


def _own_code(place: Place) -> str | None:
    """The code a source gives: of a former municipality its own last one, not that of today's."""
    if place.kind is PlaceKind.FORMER_MUNICIPALITY:
        for entry in gazetteer().by_name.get(place.name, ()):
            if entry.kind is place.kind:
                return entry.old_code
    return place.code
