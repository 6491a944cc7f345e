"""The records that flow through the house: frozen, typed, JSON in and out.

Offsets are Python character offsets (code points) into the ``text`` of the resolution that owns the record; ``text`` is NFC. Boxes are
``[x0, top, x1, bottom]`` as shares of the page's width and height, with the origin at the top left.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

BLOCK_SEPARATOR = "\n\n"

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Offset = Annotated[int, Field(ge=0)]
Language = Literal["nb", "nn"]


class BlockType(StrEnum):
    """What a block is on the page."""

    TITLE = "title"
    HEADING = "heading"
    DATE = "date"
    BODY = "body"
    PARAGRAPH = "paragraph"
    LEAD_IN = "lead_in"
    BULLET = "bullet"
    NUMBERED = "numbered"
    SIGNATURE = "signature"
    FOOTNOTE = "footnote"
    TABLE = "table"
    TOC = "toc"
    FURNITURE = "furniture"


LIST_TYPES = frozenset({BlockType.BULLET, BlockType.NUMBERED})
HEADING_TYPES = frozenset({BlockType.TITLE, BlockType.HEADING})


class DemandKind(StrEnum):
    """The four kinds of demand."""

    DEMAND = "krav"
    SUPPORT = "støtte"
    REJECTION = "avvisning"
    COMMITMENT = "forpliktelse"


class Position(StrEnum):
    """Where a demand stands: in a title or heading, in a list, or in prose."""

    TITLE = "title"
    LIST = "list"
    BODY = "body"


class AddresseeType(StrEnum):
    """Who is told to act, in classes one can count."""

    STATE = "stat"
    PARLIAMENT = "storting"
    COUNTY = "fylkeskommune"
    MUNICIPALITY = "kommune"
    EMPLOYER = "arbeidsgiver"
    PARTY = "parti"
    OWN_ORGANISATION = "egen organisasjon"
    INTERNATIONAL = "internasjonal"
    OTHER = "annet"


class PlaceKind(StrEnum):
    """What a linked place name stands for."""

    MUNICIPALITY = "municipality"
    FORMER_MUNICIPALITY = "former_municipality"
    TOWN = "town"
    CITY_DISTRICT = "city_district"
    DISTRICT = "district"
    COUNTY = "county"
    FORMER_COUNTY = "former_county"
    REGION = "region"


class Record(BaseModel):
    """Base of every record: immutable, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready builtins (the shape of the contract)."""
        return self.model_dump(mode="json")


class ReadingWarning(Record):
    """Something a user should know about a file that could be read."""

    code: str
    message: str
    page: int | None = None


class Source(Record):
    """The file a resolution came from. ``bytes`` is its size."""

    path: str
    sha256: str
    media_type: str
    pages: int | None = None
    bytes: int
    warnings: tuple[ReadingWarning, ...] = ()


class PageRegion(Record):
    """A box on a page (pages count from 1)."""

    page: int = Field(ge=1)
    bbox: tuple[Share, Share, Share, Share]


class LineRegion(Record):
    """A range of lines of a text dump (lines count from 1, both ends inclusive)."""

    line: int = Field(ge=1)
    end_line: int = Field(ge=1)


Region = PageRegion | LineRegion


class Block(Record):
    """A paragraph, heading, list item … in reading order.

    A furniture block (shown only on request) stands between the others without being part of the text, so its span is empty.
    ``recognised`` is true where the text, or a part of it, was read from a picture (OCR) and may hold errors.
    """

    type: BlockType
    text: str
    start: Offset
    end: Offset
    level: int | None = None
    language: Language | None = None
    marker: str | None = None
    regions: tuple[Region, ...] = ()
    recognised: bool = False


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class RawLine:
    """A visual line as the file gives it, before any repair.

    ``page`` and ``bbox`` are set for PDF files, ``line`` for text dumps. ``use`` says what became of it.
    """

    text: str
    page: int | None = None
    bbox: tuple[Share, Share, Share, Share] | None = None
    line: int | None = None
    use: Literal["text", "furniture", "frame"] = "text"


class Segment(NamedTuple):
    """``text[start:end]`` is what ``lines[line].text[line_start:line_end]`` became.

    Raw characters under no segment were removed (a hyphen, a list marker, white space); text characters under no segment were added
    (the space between two joined lines).
    """

    start: int
    end: int
    line: int
    line_start: int
    line_end: int


class HyphenJoin(Record):
    """A decision about a hyphen at a line's end, at ``offset`` in the text.

    ``action`` is ``removed`` (the parts became one word), ``kept`` (``Aurskog-Høland``) or ``suspended`` (``helse- og omsorg``);
    ``hyphen`` is the raw character, ``evidence`` why.
    """

    offset: Offset
    action: Literal["removed", "kept", "suspended"]
    hyphen: str
    evidence: str


class SourceMap(Record):
    """The way back from the repaired text to the raw lines."""

    lines: tuple[RawLine, ...] = ()
    segments: tuple[Segment, ...] = ()
    joins: tuple[HyphenJoin, ...] = ()


class Resolution(Record):
    """One resolution, read and repaired, before anything is tagged."""

    id: str
    title: str | None = None
    body: str | None = None
    organisation: str | None = None
    region: str | None = None
    date: str | None = None
    date_precision: Literal["day", "month", "year"] | None = None
    language: Language | None = None
    text: str
    blocks: tuple[Block, ...] = ()
    source_map: SourceMap | None = None

    @model_validator(mode="after")
    def _blocks_cover_text(self) -> Self:
        for block in self.blocks:
            if block.type is not BlockType.FURNITURE and self.text[block.start : block.end] != block.text:
                raise ValueError(f"block at {block.start} does not equal the text there")
        return self

    def to_dict(self, *, source_map: bool = False) -> dict[str, Any]:
        """Return the record as JSON-ready builtins; the map to the raw lines only when asked for."""
        return self.model_dump(mode="json", exclude=None if source_map else {"source_map"})


class Demand(Record):
    """One complete statement of what the adopting body wants.

    ``cue_span`` gives the cue's offsets, which lie outside the demand when a lead-in governs it. ``block`` is the index of its block.
    """

    start: Offset
    end: Offset
    text: str
    kind: DemandKind
    cue: str | None = None
    cue_span: tuple[Offset, Offset] | None = None
    addressee: str | None = None
    addressee_type: AddresseeType | None = None
    position: Position
    themes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    block: int | None = None
    regions: tuple[Region, ...] = ()
    confidence: Share


class Place(Record):
    """A linked mention of a Norwegian place.

    ``code`` is the number in force from 2024, ``code_then`` the one in force on the resolution's date (None when unknown); a district or
    region has its name in lower case as code. ``members`` are the codes a district or region covers, ``candidates`` the codes of an
    undecided name.
    """

    start: Offset
    end: Offset
    surface: str
    kind: PlaceKind
    code: str | None
    code_then: str | None = None
    name: str
    county: str | None = None
    in_organisation: bool = False
    members: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    confidence: Share


class ThemeScore(Record):
    """A theme of the codebook with its score and the words that speak for it."""

    theme: str
    score: Share
    evidence: tuple[str, ...] = ()


class TaggedResolution(Resolution):
    """A resolution with its demands, places and themes."""

    demands: tuple[Demand, ...] = ()
    places: tuple[Place, ...] = ()
    themes: tuple[ThemeScore, ...] = ()

    @model_validator(mode="after")
    def _spans_equal_text(self) -> Self:
        for demand in self.demands:
            if self.text[demand.start : demand.end] != demand.text:
                raise ValueError(f"demand at {demand.start} does not equal the text there")
        for place in self.places:
            if self.text[place.start : place.end] != place.surface:
                raise ValueError(f"place at {place.start} does not equal the text there")
        return self


class FileError(Record):
    """Why a file could not be read, and what to do."""

    code: str
    message: str


class FileRecord(Record):
    """What one file gave, read but not tagged: a line of ``resolusjon read``."""

    schema_version: Literal[1] = 1
    source: Source
    error: FileError | None = None
    resolutions: tuple[Resolution, ...] = ()

    def to_dict(self, *, source_map: bool = False) -> dict[str, Any]:
        """Return the record as JSON-ready builtins; the map to the raw lines only when asked for."""
        return self.model_dump(
            mode="json", exclude=None if source_map else {"resolutions": {"__all__": {"source_map"}}}
        )


class TaggedFileRecord(FileRecord):
    """What one file gave, tagged: a line of ``resolusjon analyze``."""

    resolutions: tuple[TaggedResolution, ...] = ()


def json_schema() -> dict[str, Any]:
    """JSON Schema of a line of ``resolusjon analyze --format jsonl``."""
    return TaggedFileRecord.model_json_schema(mode="serialization")
