"""A file becomes resolutions: the way through the reading room."""

from __future__ import annotations

import codecs
import hashlib
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from resolusjon_nlp.errors import MissingFileError, NotAPdfError, ReadingError, TooLargeError, UnsupportedTypeError
from resolusjon_nlp.reading import text_dump
from resolusjon_nlp.reading.assembly import assemble
from resolusjon_nlp.reading.blocks import build_blocks
from resolusjon_nlp.reading.characters import SUPERSCRIPT_DIGITS, plain
from resolusjon_nlp.reading.engines.base import Engine
from resolusjon_nlp.reading.footnotes import find_footnotes, footnote_drafts
from resolusjon_nlp.reading.furniture import find_furniture
from resolusjon_nlp.reading.joining import Vocabulary, join_lines
from resolusjon_nlp.reading.labels import BlockView, label_lines, label_part
from resolusjon_nlp.reading.limits import Limits
from resolusjon_nlp.reading.lines import Draft, RawDocument, VisualLine
from resolusjon_nlp.reading.measure import Measures
from resolusjon_nlp.reading.ocr import with_recognised_pages
from resolusjon_nlp.reading.pdf import PDF_TYPE
from resolusjon_nlp.reading.repair import ENGINES, read_with_repair
from resolusjon_nlp.reading.splitting import frame_of, split_views
from resolusjon_nlp.reading.streams import check_streams
from resolusjon_nlp.records import (
    FileError,
    FileRecord,
    ReadingWarning,
    Resolution,
    Source,
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
    if not views:
        return ()  # nothing but list marks
    label_lines(views, measures)
    parts = split_views(views, measures)
    starts = [min(piece.line for view in part for piece in view.draft.slices) for part in parts]
    bounds = [0, *starts[1:], len(lines)]
    for view in _views(lines, note_drafts, vocabulary, frozenset()):
        first = view.draft.slices[0].line
        parts[sum(start <= first for start in bounds[1:-1])].append(view)
    frame = frame_of(parts)
    around = tuple(view.text for view in frame if view.draft.type != "toc")
    resolutions: list[Resolution] = []
    for part, first, last in zip(parts, bounds, bounds[1:], strict=False):
        own = part[len(frame) :] if part is parts[0] else part
        label_part(own, measures)
        resolutions.append(
            assemble(
                lines,
                frame if part is parts[0] else (),
                own,
                vocabulary,
                furniture=furniture,
                own=range(first, last),
                around=around,
                keep_furniture=keep_furniture,
            )
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
