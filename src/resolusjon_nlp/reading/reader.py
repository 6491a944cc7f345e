"""A file becomes resolutions: the way through the reading room."""

from __future__ import annotations

import codecs
import hashlib
import re
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from resolusjon_nlp.errors import MissingFileError, NotAPdfError, ReadingError, TooLargeError, UnsupportedTypeError
from resolusjon_nlp.norwegian.language import written_form
from resolusjon_nlp.reading import text_dump
from resolusjon_nlp.reading.blocks import build_blocks
from resolusjon_nlp.reading.characters import SUPERSCRIPT_DIGITS, plain
from resolusjon_nlp.reading.engines.base import Engine
from resolusjon_nlp.reading.footnotes import find_footnotes, footnote_drafts
from resolusjon_nlp.reading.furniture import find_furniture
from resolusjon_nlp.reading.heading import read_heading
from resolusjon_nlp.reading.joining import Vocabulary, join_lines
from resolusjon_nlp.reading.labels import BlockView, label_lines, label_part
from resolusjon_nlp.reading.limits import Limits
from resolusjon_nlp.reading.lines import Draft, RawDocument, Slice, VisualLine
from resolusjon_nlp.reading.measure import Measures
from resolusjon_nlp.reading.ocr import with_recognised_pages
from resolusjon_nlp.reading.pdf import PDF_TYPE
from resolusjon_nlp.reading.repair import ENGINES, read_with_repair
from resolusjon_nlp.reading.splitting import split_views
from resolusjon_nlp.reading.streams import check_streams
from resolusjon_nlp.records import (
    BLOCK_SEPARATOR,
    Block,
    BlockType,
    FileError,
    FileRecord,
    HyphenJoin,
    LineRegion,
    PageRegion,
    RawLine,
    ReadingWarning,
    Region,
    Resolution,
    Segment,
    Source,
    SourceMap,
)

TEXT_SUFFIXES = frozenset({".txt", ".text"})
PDF_SUFFIXES = frozenset({".pdf"})
READABLE_SUFFIXES = PDF_SUFFIXES | TEXT_SUFFIXES
HEADER_BYTES = 1024

_SIGNATURES = (
    (b"\xff\xd8\xff", "et JPEG-bilde"),
    (b"\x89PNG", "et PNG-bilde"),
    (b"GIF8", "et GIF-bilde"),
    (b"II*\x00", "et TIFF-bilde"),
    (b"MM\x00*", "et TIFF-bilde"),
    (b"PK\x03\x04", "en ZIP- eller Office-fil (for eksempel .docx)"),
    (b"\xd0\xcf\x11\xe0", "en eldre Office-fil (for eksempel .doc)"),
    (b"{\\rtf", "en RTF-fil"),
    (b"\x1f\x8b", "et gzip-arkiv"),
    (b"Rar!", "et RAR-arkiv"),
)


def read(
    path: Path | str,
    *,
    password: str | None = None,
    limits: Limits | None = None,
    keep_furniture: bool = False,
    ocr: bool | None = None,
    engines: Sequence[Engine] = ENGINES,
) -> FileRecord:
    """Read one PDF or text file.

    Parameters
    ----------
    path
        A ``.pdf`` or ``.txt`` file; the content decides, the name only helps.
    password
        Opens an encrypted PDF.
    limits
        What the file may cost; the defaults of :class:`Limits`.
    keep_furniture
        Show running headers, footers and page numbers as blocks of type ``furniture``.
    ocr
        Whether pages without usable text are recognised (OCR): None does so where Tesseract is installed.
    engines
        What draws the characters out of a PDF, in the order they are asked.

    Returns
    -------
    FileRecord
        With its resolutions, none when the file holds no usable text (the source's warnings say why).

    Raises
    ------
    ReadingError
        One of its kinds, when the file cannot be read at all.
    """
    path = Path(path)
    limits = limits or Limits()
    data = _load(path, limits)
    document = _document(data, path, password=password, limits=limits, ocr=ocr, engines=engines)
    source = _source(path, data, document.media_type, document.pages, document.warnings)
    return FileRecord(source=source, resolutions=_resolutions(document, keep_furniture=keep_furniture))


def failed(path: Path | str, error: ReadingError) -> FileRecord:
    """The record of a file that could not be read."""
    path = Path(path)
    try:
        size = path.stat().st_size
        data = path.read_bytes() if path.is_file() and size <= Limits().bytes else b""
    except (OSError, ValueError):
        data, size = b"", 0
    media_type = PDF_TYPE if data[:HEADER_BYTES].find(b"%PDF-") >= 0 else "application/octet-stream"
    source = Source(path=str(path), sha256=hashlib.sha256(data).hexdigest(), media_type=media_type, bytes=size)
    return FileRecord(source=source, error=FileError(code=error.code, message=error.message))


def _load(path: Path, limits: Limits) -> bytes:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise MissingFileError(
                "Dette er en mappe, ikke en fil.", advice="Oppgi filene i den, eller bruk --recursive.", path=path
            )
        if not path.is_file():
            raise MissingFileError("Dette er ikke en vanlig fil.", advice="Lagre innholdet i en fil først.", path=path)
        if size > limits.bytes:
            raise TooLargeError(
                f"Filen er på {size / 1e6:.0f} MB, over grensen på {limits.bytes / 1e6:.0f} MB.",
                advice="Hev grensen med --max-mb.",
                path=path,
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise MissingFileError("Filen finnes ikke.", advice="Se etter skrivefeil i navnet.", path=path) from error
    except (OSError, ValueError) as error:
        # A name with a null character is a ValueError.
        raise MissingFileError(
            f"Filen kan ikke åpnes ({getattr(error, 'strerror', None) or error}).",
            advice="Se etter om du har lov til å lese den.",
            path=path,
        ) from error


def _document(
    data: bytes, path: Path, *, password: str | None, limits: Limits, ocr: bool | None, engines: Sequence[Engine]
) -> RawDocument:
    head = data[:HEADER_BYTES]
    if b"%PDF-" in head:
        started = time.monotonic()
        check_streams(data, limits)
        document = read_with_repair(data, password=password, limits=limits, engines=engines)
        return with_recognised_pages(document, data, password=password, limits=limits, ocr=ocr, started=started)
    looks_like = _looks_like(data)
    if path.suffix.lower() in PDF_SUFFIXES:
        raise NotAPdfError(
            f"Filen heter .pdf, men er {looks_like or 'noe annet'}.", advice="Lagre den som PDF på nytt.", path=path
        )
    if looks_like is not None and path.suffix.lower() not in TEXT_SUFFIXES:
        raise UnsupportedTypeError(
            f"Filen er {looks_like}, ikke PDF eller ren tekst.", advice="Lagre den som PDF.", path=path
        )
    return text_dump.read_text_dump(data)


def _looks_like(data: bytes) -> str | None:
    if not data.strip(b"\x00 \t\r\n"):
        return "tom" if not data else "uten innhold"
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    head = data[:HEADER_BYTES].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return "en nettside (HTML)"
    return None


def _source(
    path: Path, data: bytes, media_type: str, pages: int | None, warnings: tuple[ReadingWarning, ...]
) -> Source:
    return Source(
        path=str(path),
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        pages=pages,
        bytes=len(data),
        warnings=warnings,
    )


def _resolutions(document: RawDocument, *, keep_furniture: bool) -> tuple[Resolution, ...]:
    lines = document.lines
    furniture = find_furniture(lines, from_dump=document.from_dump)
    kept = [index for index in range(len(lines)) if index not in furniture and plain(lines[index].text)]
    if not kept:
        return ()
    if document.from_dump and furniture:
        lines = _with_page_breaks(lines, furniture)
    measures = Measures.of([lines[index] for index in kept], from_dump=document.from_dump)
    vocabulary = Vocabulary(lines[index].text for index in kept)
    notes = find_footnotes(lines, kept, measures)
    body = [index for index in kept if index not in set(notes)] or kept
    note_drafts = footnote_drafts(lines, notes if body is not kept else ())
    marks = frozenset(draft.marker.strip(".)").translate(SUPERSCRIPT_DIGITS) for draft in note_drafts if draft.marker)
    views = _views(lines, build_blocks(lines, body, measures), vocabulary, marks)
    label_lines(views, measures)
    parts = split_views(views, measures)
    starts = [min(piece.line for view in part for piece in view.draft.slices) for part in parts]
    bounds = [0, *starts[1:], len(lines)]
    for view in _views(lines, note_drafts, vocabulary, frozenset()):
        first = view.draft.slices[0].line
        parts[sum(start <= first for start in bounds[1:-1])].append(view)
    resolutions = []
    for part, first, last in zip(parts, bounds, bounds[1:], strict=False):
        label_part(part, measures)
        resolutions.append(
            _assemble(lines, part, vocabulary, furniture, range(first, last), keep_furniture=keep_furniture)
        )
    return tuple(resolutions)


def _with_page_breaks(lines: Sequence[VisualLine], furniture: set[int]) -> tuple[VisualLine, ...]:
    """A dump's lines with a new page after each footer, so that the place it took is not read as a gap in the text."""
    out = []
    page = 0
    for index, line in enumerate(lines):
        page += index in furniture
        out.append(replace(line, page=line.page + page))
    return tuple(out)


def _views(
    lines: Sequence[VisualLine], drafts: Sequence[Draft], vocabulary: Vocabulary, note_marks: frozenset[str]
) -> list[BlockView]:
    """Drafts with their joined text; those without any are left out."""
    joined = [
        (draft, join_lines(lines, draft.slices, vocabulary, note_marks=note_marks, as_rows=draft.type == "table"))
        for draft in drafts
    ]
    return [
        BlockView(draft, text.text, [lines[piece.line] for piece in draft.slices], text)
        for draft, text in joined
        if text.text
    ]


def _assemble(
    lines: Sequence[VisualLine],
    views: Sequence[BlockView],
    vocabulary: Vocabulary,
    furniture: set[int],
    own: range,
    *,
    keep_furniture: bool,
) -> Resolution:
    """One resolution from its blocks; `own` are the raw lines it takes up."""
    blocks: list[Block] = []
    segments: list[Segment] = []
    joins: list[HyphenJoin] = []
    offset = 0
    for view in views:
        joined = view.joined or join_lines(lines, view.draft.slices, vocabulary)
        start = offset
        segments.extend(
            s._replace(start=s.start + start, end=s.end + start, line=s.line - own.start) for s in joined.segments
        )
        joins.extend(join.model_copy(update={"offset": join.offset + start}) for join in joined.joins)
        blocks.append(_block(lines, view, joined.text, start))
        offset = start + len(joined.text) + len(BLOCK_SEPARATOR)
    text = BLOCK_SEPARATOR.join(block.text for block in blocks)
    language = written_form(text)
    blocks = [block if block.language else block.model_copy(update={"language": language}) for block in blocks]
    heading = read_heading(blocks, [plain(lines[index].text) for index in sorted(furniture)])
    if keep_furniture:
        blocks = _with_furniture(blocks, lines, furniture & set(own), len(text))
    raw = tuple(_raw_line(lines[index], index in furniture) for index in own)
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
        source_map=SourceMap(lines=raw, segments=tuple(segments), joins=tuple(joins)),
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
    words = re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text).lower())
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _raw_line(line: VisualLine, is_furniture: bool) -> RawLine:
    # Fields that are left at their defaults take no room; of a long file's lines that is a fifth of all memory.
    use: Any = {"use": "furniture"} if is_furniture else {}
    if line.number is not None:
        return RawLine(text=line.text, line=line.number, **use)
    return RawLine(text=line.text, page=line.page, bbox=line.box(), **use)


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
