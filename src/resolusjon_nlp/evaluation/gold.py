"""Gold sources as the records the pipeline itself gives, so that the two can be compared and gold can be searched."""

from __future__ import annotations

from resolusjon_nlp.evaluation.markup import GoldPlace, GoldResolution
from resolusjon_nlp.norwegian.gazetteer import PlaceEntry, gazetteer
from resolusjon_nlp.norwegian.language import written_form
from resolusjon_nlp.reading.assembly import content_id
from resolusjon_nlp.records import (
    HEADING_TYPES,
    LIST_TYPES,
    Block,
    BlockType,
    Demand,
    DemandKind,
    Place,
    PlaceKind,
    Position,
    TaggedResolution,
    ThemeScore,
)
from resolusjon_nlp.tagging.demands.addressees import addressee_type


class GoldError(ValueError):
    """A mark that names a place the register does not have."""


def gold_record(gold: GoldResolution) -> TaggedResolution:
    """The gold resolution as a record; marks are certain, so all confidences and scores are 1.

    Raises
    ------
    GoldError
        When a place's code, kind or name is not in the register.
    """
    head = gold.head
    date = head.get("date")
    blocks = tuple(
        Block(
            type=BlockType(block.type),
            text=block.text,
            start=block.start,
            end=block.end,
            marker=block.marker,
            language=written_form(block.text, default=head["language"]),
        )
        for block in gold.blocks
    )
    places = tuple(sorted((_place(place, date) for place in gold.places), key=lambda place: place.start))
    return TaggedResolution(
        id=content_id(gold.text),
        title=gold.title,
        body=head.get("body"),
        organisation=head.get("organisation"),
        region=head.get("region"),
        date=None if date is None else str(date),
        date_precision=head.get("date_precision"),
        language=head["language"],
        text=gold.text,
        blocks=blocks,
        demands=tuple(_demands(gold, blocks, places)),
        places=places,
        themes=tuple(ThemeScore(theme=theme, score=1.0) for theme in head["themes"]),
    )


def _demands(gold: GoldResolution, blocks: tuple[Block, ...], places: tuple[Place, ...]) -> list[Demand]:
    return [
        Demand(
            start=demand.start,
            end=demand.end,
            text=demand.text,
            kind=DemandKind(demand.kind),
            cue=demand.cue,
            addressee=demand.addressee,
            addressee_type=addressee_type(demand.addressee),
            position=_position(blocks[demand.block]),
            places=tuple(
                dict.fromkeys(
                    place.code
                    for place in places
                    if place.code and demand.start <= place.start < demand.end and not place.in_organisation
                )
            ),
            block=demand.block,
            confidence=1.0,
        )
        for demand in sorted(gold.demands, key=lambda demand: demand.start)
    ]


def _position(block: Block) -> Position:
    if block.type in HEADING_TYPES:
        return Position.TITLE
    return Position.LIST if block.type in LIST_TYPES else Position.BODY


def _place(place: GoldPlace, date: str | None) -> Place:
    entry = _entry(place)
    year = int(str(date)[:4]) if date else None
    return Place(
        start=place.start,
        end=place.end,
        surface=place.surface,
        kind=entry.kind,
        code=entry.code,
        code_then=gazetteer().code_in(entry, year),
        name=entry.name,
        county=entry.county,
        in_organisation=place.in_organisation,
        members=entry.members,
        confidence=1.0,
    )


def _entry(place: GoldPlace) -> PlaceEntry:
    """The register's entry that a mark means."""
    register = gazetteer()
    name = place.name or place.surface
    if place.kind in ("district", "region", "city_district", "town"):
        kind = PlaceKind(place.kind)
        named = [e for e in register.entries if e.kind is kind and name.lower() in [n.lower() for n in e.names]]
        coded = [e for e in named if place.code in (None, e.code)]
        if coded:
            return coded[0]
        if kind is PlaceKind.TOWN and place.code in register.municipalities:
            # A village too small for the register is still in its municipality.
            return PlaceEntry(kind, name, (name,), place.code, register.municipalities[place.code].county)
        raise GoldError(f"no {place.kind} {name!r} with code {place.code} in the register")
    code = place.code or ""
    if code in register.municipalities:
        return register.municipalities[code]
    if code in register.counties:
        return register.counties[code]
    for entry in register.entries:
        if code in (entry.old_code, entry.code if entry.kind is PlaceKind.FORMER_COUNTY else None):
            return entry
    raise GoldError(f"no place with code {code!r} ({name}) in the register")
