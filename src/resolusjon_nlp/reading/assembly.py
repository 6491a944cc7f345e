"""From labelled blocks to the record of a resolution: text with offsets, heading, and the map back to the raw lines."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from resolusjon_nlp.norwegian.language import written_form
from resolusjon_nlp.reading.characters import plain
from resolusjon_nlp.reading.heading import read_heading
from resolusjon_nlp.reading.joining import Vocabulary, join_lines
from resolusjon_nlp.reading.labels import BlockView
from resolusjon_nlp.reading.lines import Slice, VisualLine
from resolusjon_nlp.records import (
    BLOCK_SEPARATOR,
    Block,
    BlockType,
    HyphenJoin,
    LineRegion,
    PageRegion,
    RawLine,
    Region,
    Resolution,
    Segment,
    SourceMap,
)

LANGUAGE_SAMPLE = 50_000
"""So many characters are enough to tell a resolution's written form."""


def assemble(
    lines: Sequence[VisualLine],
    frame: Sequence[BlockView],
    views: Sequence[BlockView],
    vocabulary: Vocabulary,
    *,
    furniture: set[int],
    own: range,
    around: Sequence[str] = (),
    keep_furniture: bool = False,
) -> Resolution:
    """One resolution from its blocks.

    Parameters
    ----------
    lines
        All lines of the document.
    frame
        Blocks that stand before the first of several resolutions (a title page, the table of contents). They are kept in front of its own
        blocks, but say nothing of its title.
    views
        The resolution's own blocks.
    furniture
        Numbers of the lines that are headers, footers and the like.
    own
        Numbers of the raw lines that the resolution, with its frame, takes up.
    around
        Texts of the frame of all resolutions of the file: what they say of date and body holds where a resolution says nothing itself.
    """
    blocks: list[Block] = []
    segments: list[Segment] = []
    joins: list[HyphenJoin] = []
    offset = 0
    for view in (*frame, *views):
        joined = view.joined or join_lines(lines, view.draft.slices, vocabulary)
        start = offset
        segments.extend(
            s._replace(start=s.start + start, end=s.end + start, line=s.line - own.start) for s in joined.segments
        )
        joins.extend(join.model_copy(update={"offset": join.offset + start}) for join in joined.joins)
        blocks.append(_block(lines, view, joined.text, start))
        offset = start + len(joined.text) + len(BLOCK_SEPARATOR)
    text = BLOCK_SEPARATOR.join(block.text for block in blocks)
    language = written_form(text[:LANGUAGE_SAMPLE])
    blocks = [block if block.language else block.model_copy(update={"language": language}) for block in blocks]
    letterhead = [plain(lines[index].text) for index in sorted(furniture)]
    heading = read_heading(blocks[len(frame) :], letterhead, around)
    framing = {piece.line for view in frame for piece in view.draft.slices}
    if keep_furniture:
        blocks = _with_furniture(blocks, lines, furniture & set(own), len(text))
    raw = tuple(
        _raw_line(lines[index], "furniture" if index in furniture else "frame" if index in framing else "text")
        for index in own
    )
    return Resolution(
        id=content_id(text),
        title=heading.title,
        body=heading.body,
        organisation=heading.organisation,
        region=heading.region,
        date=heading.date.value if heading.date else None,
        date_precision=heading.date.precision if heading.date else None,
        language=language,
        text=text,
        blocks=tuple(blocks),
        # Made of checked parts: checking them again would hold a long file's map twice.
        source_map=SourceMap.model_construct(lines=raw, segments=tuple(segments), joins=tuple(joins)),
    )


def _block(lines: Sequence[VisualLine], view: BlockView, text: str, start: int) -> Block:
    return Block(
        type=BlockType(view.draft.type),
        text=text,
        start=start,
        end=start + len(text),
        level=1 if view.draft.type == "title" else view.draft.level,
        language=written_form(text),
        marker=view.draft.marker,
        regions=_regions(lines, view.draft.slices),
        recognised=any(lines[piece.line].recognised for piece in view.draft.slices),
    )


def content_id(text: str) -> str:
    """Identifier of a resolution: the same for the same words, whatever the layout they were read from."""
    digest = hashlib.sha256()
    for block in text.split(BLOCK_SEPARATOR):
        digest.update(re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", block).lower()).encode())
    return digest.hexdigest()[:16]


def _raw_line(line: VisualLine, use: Literal["text", "furniture", "frame"]) -> RawLine:
    if line.number is not None:
        return RawLine(text=line.text, line=line.number, use=use)
    return RawLine(text=line.text, page=line.page, bbox=line.box(), use=use)


def _regions(lines: Sequence[VisualLine], slices: Sequence[Slice]) -> tuple[Region, ...]:
    """One box for each run of lines in one column of one page; line numbers for a dump."""
    members = [lines[piece.line] for piece in slices]
    if members[0].number is not None:
        numbers = [line.number for line in members if line.number is not None]
        return (LineRegion(line=min(numbers), end_line=max(numbers)),)
    regions = []
    for (page, _), run in groupby(members, key=lambda line: (line.page, line.column)):
        boxes = [line.box() for line in run]
        regions.append(
            PageRegion(
                page=page,
                bbox=(
                    min(b[0] for b in boxes),
                    min(b[1] for b in boxes),
                    max(b[2] for b in boxes),
                    max(b[3] for b in boxes),
                ),
            )
        )
    return tuple(regions)


def _with_furniture(blocks: list[Block], lines: Sequence[VisualLine], furniture: set[int], end: int) -> list[Block]:
    """Furniture as blocks with empty spans, each page's before that page's first block or after its last."""
    shown = []
    for index in sorted(furniture):
        line = lines[index]
        text = plain(line.text)
        regions = _regions(lines, [Slice(index, 0, len(line.text))])
        later = [
            b
            for b in blocks
            if b.regions
            and isinstance(b.regions[0], PageRegion)
            and (b.regions[0].page, b.regions[0].bbox[1]) > (line.page, line.box()[1])
        ]
        at = later[0].start if later else end
        shown.append(Block(type=BlockType.FURNITURE, text=text, start=at, end=at, regions=regions))
    return sorted([*blocks, *shown], key=lambda block: (block.start, block.type is not BlockType.FURNITURE))
