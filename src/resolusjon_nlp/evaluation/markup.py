"""Gold resolutions: sources with inline marks, parsed to text and offsets.

A source is a YAML head between ``---`` lines and one block a line. A line may begin with a block type
(``title:``, ``heading:``, ``date:``, ``body:``, ``lead_in:``, ``signature:``, ``footnote:``), with ``- ``
(a bullet) or with ``1. `` (a numbered item); any other line is a paragraph. Inside a line, ``<d …>`` marks
a demand and ``<p …>`` a place. The whole syntax, with the rules for what is marked, is in
``corpus/GUIDELINES.md``.

The text is what a reader of the rendered file must recover: the blocks' texts joined by one blank line.
All offsets are code points into that text, which is NFC.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import yaml

BLOCK_SEPARATOR = "\n\n"
DEMAND_KINDS = ("krav", "støtte", "avvisning", "forpliktelse")
_TYPED_LINE = re.compile(r"^(title|heading|date|body|lead_in|signature|footnote|table|toc|paragraph):\s+(.*)$")
_BULLET_LINE = re.compile(r"^-\s+(.*)$")
_NUMBERED_LINE = re.compile(r"^(\d{1,2}|[a-z])[.)]\s+(.*)$")
_FIELDS = {"id", "writer", "language", "organisation", "body", "region", "date", "date_precision", "themes"}
_REQUIRED = {"id", "writer", "language", "themes"}
_DEMAND_ATTRIBUTES = {"kind", "cue", "to", "family"}
_PLACE_ATTRIBUTES = {"code", "kind", "name", "org"}


class MarkupError(ValueError):
    """A gold source breaks the syntax; the message names the file, the line and the fault."""


@dataclass(frozen=True)
class GoldBlock:
    """One block; ``start`` and ``end`` are offsets into the gold text."""

    type: str
    text: str
    start: int
    end: int
    marker: str | None = None


@dataclass(frozen=True)
class GoldDemand:
    """One marked demand; ``block`` is its index in :attr:`GoldResolution.blocks`."""

    start: int
    end: int
    text: str
    kind: str
    cue: str | None
    addressee: str | None
    family: str | None
    block: int


@dataclass(frozen=True)
class GoldPlace:
    """One marked place as written in the source: codes are resolved by the corpus check."""

    start: int
    end: int
    surface: str
    code: str | None
    kind: str | None
    name: str | None
    in_organisation: bool


@dataclass(frozen=True)
class GoldResolution:
    """A parsed source. ``head`` holds the YAML fields as they stand."""

    head: dict[str, Any]
    text: str
    blocks: tuple[GoldBlock, ...]
    demands: tuple[GoldDemand, ...]
    places: tuple[GoldPlace, ...]

    @property
    def title(self) -> str | None:
        """Text of the first ``title`` block, if there is one."""
        return next((block.text for block in self.blocks if block.type == "title"), None)


@dataclass
class _Marks:
    """What one line's inline marks give; offsets are relative to the line's own text."""

    text: str = ""
    demands: list[tuple[int, int, dict[str, str]]] = field(default_factory=list)
    places: list[tuple[int, int, dict[str, str]]] = field(default_factory=list)


def parse_source(source: str, *, name: str = "<source>") -> GoldResolution:
    """Parse one gold source.

    Parameters
    ----------
    source
        The whole file as text.
    name
        What error messages call the file.

    Raises
    ------
    MarkupError
        When the head or a line breaks the syntax.
    """
    head, body, first_line = _split_head(unicodedata.normalize("NFC", source), name)
    blocks: list[GoldBlock] = []
    demands: list[GoldDemand] = []
    places: list[GoldPlace] = []
    offset = 0
    for number, line in enumerate(body.split("\n"), start=first_line):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        block_type, marker, content = _split_line(line.strip())
        marks = _parse_inline(content, where)
        if marks.text != marks.text.strip() or "  " in marks.text:
            raise MarkupError(f"{where}: double, leading or trailing space")
        block = GoldBlock(block_type, marks.text, offset, offset + len(marks.text), marker)
        for start, end, attributes in marks.demands:
            demands.append(_demand(block, len(blocks), start, end, attributes, where))
        for start, end, attributes in marks.places:
            places.append(_place(block, start, end, attributes, where))
        blocks.append(block)
        offset = block.end + len(BLOCK_SEPARATOR)
    text = BLOCK_SEPARATOR.join(block.text for block in blocks)
    return GoldResolution(head, text, tuple(blocks), tuple(demands), tuple(places))


def read_source(path: Path) -> GoldResolution:
    """Read and parse one ``.txt`` source; see :func:`parse_source`."""
    return parse_source(path.read_text(encoding="utf-8"), name=path.name)


def read_sources(folder: Path) -> Iterator[GoldResolution]:
    """Parse every ``.txt`` source below `folder`, in the order of their paths."""
    for path in sorted(folder.rglob("*.txt")):
        yield read_source(path)


def _split_head(source: str, name: str) -> tuple[dict[str, Any], str, int]:
    match = re.match(r"---\n(.*?)\n---\n", source, re.S)
    if match is None:
        raise MarkupError(f"{name}: no YAML head between '---' lines")
    try:
        head = yaml.safe_load(match.group(1))
    except yaml.YAMLError as error:
        raise MarkupError(f"{name}: the head is not YAML: {error}") from error
    if not isinstance(head, dict):
        raise MarkupError(f"{name}: the head holds no fields")
    unknown, missing = set(head) - _FIELDS, _REQUIRED - set(head)
    if unknown or missing:
        raise MarkupError(f"{name}: unknown fields {sorted(unknown)}, missing fields {sorted(missing)}")
    if isinstance(head.get("date"), date):
        head["date"] = head["date"].isoformat()
    return head, source[match.end() :], source[: match.end()].count("\n") + 1


def _split_line(line: str) -> tuple[str, str | None, str]:
    if match := _TYPED_LINE.match(line):
        return match.group(1), None, match.group(2)
    if match := _BULLET_LINE.match(line):
        return "bullet", None, match.group(1)
    if match := _NUMBERED_LINE.match(line):
        return "numbered", match.group(1), match.group(2)
    return "paragraph", None, line


def _parse_inline(content: str, where: str) -> _Marks:
    try:
        root = ElementTree.fromstring(f"<line>{content}</line>")  # noqa: S314 - our own sources
    except ElementTree.ParseError as error:
        raise MarkupError(f"{where}: marks are not well-formed ({error}); write & as &amp; and < as &lt;") from error
    marks = _Marks()
    _walk(root, marks, where, inside=())
    return marks


def _walk(element: ElementTree.Element, marks: _Marks, where: str, inside: tuple[str, ...]) -> None:
    marks.text += element.text or ""
    for child in element:
        if child.tag not in ("d", "p"):
            raise MarkupError(f"{where}: unknown mark <{child.tag}>")
        if child.tag in inside or "p" in inside:
            raise MarkupError(f"{where}: <{child.tag}> inside <{inside[-1]}>")
        start = len(marks.text)
        _walk(child, marks, where, (*inside, child.tag))
        target = marks.demands if child.tag == "d" else marks.places
        target.append((start, len(marks.text), dict(child.attrib)))
        marks.text += child.tail or ""


def _demand(block: GoldBlock, index: int, start: int, end: int, attributes: dict[str, str], where: str) -> GoldDemand:
    if unknown := set(attributes) - _DEMAND_ATTRIBUTES:
        raise MarkupError(f"{where}: unknown attributes of <d>: {sorted(unknown)}")
    if attributes.get("kind") not in DEMAND_KINDS:
        raise MarkupError(f"{where}: <d> needs kind= one of {', '.join(DEMAND_KINDS)}")
    text = block.text[start:end]
    if text != text.strip() or not text:
        raise MarkupError(f"{where}: a demand's span begins or ends with white space: {text!r}")
    return GoldDemand(
        start=block.start + start,
        end=block.start + end,
        text=text,
        kind=attributes["kind"],
        cue=attributes.get("cue"),
        addressee=attributes.get("to"),
        family=attributes.get("family"),
        block=index,
    )


def _place(block: GoldBlock, start: int, end: int, attributes: dict[str, str], where: str) -> GoldPlace:
    if unknown := set(attributes) - _PLACE_ATTRIBUTES:
        raise MarkupError(f"{where}: unknown attributes of <p>: {sorted(unknown)}")
    if "code" not in attributes and attributes.get("kind") not in ("district", "region", "city_district"):
        raise MarkupError(f"{where}: <p> needs code=, or kind= district, region or city_district")
    return GoldPlace(
        start=block.start + start,
        end=block.start + end,
        surface=block.text[start:end],
        code=attributes.get("code"),
        kind=attributes.get("kind"),
        name=attributes.get("name"),
        in_organisation=attributes.get("org") == "1",
    )
