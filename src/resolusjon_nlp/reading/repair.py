"""Damaged PDFs: detected, and read through other means where they make more of them.

pdfminer searches a broken file for objects but gives up silently where offsets are shifted; PDFium rebuilds such files; and where a file was
cut off before its page tree, the pages that are there are gathered under a new one. The fullest of the readings is kept, with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO

import pypdfium2

from resolusjon_nlp.errors import DamagedError, EncryptedError, NoPagesError, ReadingError
from resolusjon_nlp.reading.engines import pdfium_engine, pdfplumber_engine
from resolusjon_nlp.reading.engines.base import Engine
from resolusjon_nlp.reading.limits import Limits
from resolusjon_nlp.reading.lines import RawDocument
from resolusjon_nlp.reading.pdf import read_pdf
from resolusjon_nlp.records import ReadingWarning

TAIL_BYTES = 2048
DICTIONARY_BYTES = 2000
"""How far into an object its dictionary is looked at for its type."""

_STARTXREF = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
_OBJECT = re.compile(rb"(?<!\d)(\d{1,7})\s+(\d{1,5})\s+obj\b")
_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")

WARNING = ReadingWarning(
    code="damaged-file",
    message=(
        "Filen er skadet; det som lot seg lese, er tatt med, men sider eller avsnitt kan mangle. Last den ned på nytt."
    ),
)


ENGINES: tuple[Engine, ...] = (pdfium_engine, pdfplumber_engine)
"""The engines in the order they are asked."""

_LOST_TO_ONE_ENGINE = frozenset({"damaged-page", "broken-text-layer"})
"""Warnings of a page that another engine may make more of."""


def read_with_repair(
    data: bytes, *, password: str | None, limits: Limits, engines: Sequence[Engine] = ENGINES
) -> RawDocument:
    """Read a PDF with the first engine that makes sense of it, repaired where it is damaged.

    The fullest of the readings is kept. See :func:`resolusjon_nlp.reading.pdf.read_pdf` for errors.
    """
    suspect = looks_damaged(data)
    problem: ReadingError | None = None
    best: RawDocument | None = None
    for engine in engines:
        try:
            document = read_pdf(data, engine, password=password, limits=limits)
        except (DamagedError, NoPagesError, EncryptedError) as error:
            # PDFium takes some files without pages for encrypted ones: the last word is the careful engine's.
            problem = error
            continue
        if best is None or _letters(document) > _letters(best):
            best = document
        if not suspect and _is_whole(document):
            return document
    if isinstance(problem, EncryptedError):
        raise problem
    intact = best
    for copy in _repaired_copies(data, password=password, limits=limits):
        for engine in engines:
            other = _try(copy, engine, password=password, limits=limits)
            if other is not None and (best is None or _letters(other) > _letters(best)):
                best = other
    if best is None:
        raise problem or _hopeless()
    letters = _letters(best)
    if best is intact and not suspect:
        return best
    if letters == 0 and suspect and all(warning.code == "blank-page" for warning in best.warnings):
        raise _hopeless()
    return replace(best, warnings=(WARNING, *best.warnings))


def _hopeless() -> DamagedError:
    return DamagedError("Filen er skadet: ingen tekst lot seg lese.", advice="Last den ned på nytt.")


def looks_damaged(data: bytes) -> bool:
    """Whether the end of the file, or what it points at, is not as the format demands."""
    match = max(_STARTXREF.finditer(data[-TAIL_BYTES:]), key=lambda m: m.start(), default=None)
    if match is None:
        return True
    # Junk before the header shifts all offsets; the format allows it and readers count from the header.
    offset = int(match.group(1))
    return not any(_is_xref(data, offset + shift) for shift in (0, max(0, data.find(b"%PDF-"))))


def _is_xref(data: bytes, offset: int) -> bool:
    at = data[offset : offset + 40].lstrip()
    return at.startswith(b"xref") or re.match(rb"\d+\s+\d+\s+obj", at) is not None


def _is_whole(document: RawDocument) -> bool:
    """Whether nothing speaks for asking another engine."""
    codes = {warning.code for warning in document.warnings}
    return not codes & _LOST_TO_ONE_ENGINE and (bool(document.lines) or _is_explained(document))


def _is_explained(document: RawDocument) -> bool:
    """Whether warnings say why a document came out empty (scanned, broken text layer)."""
    return any(warning.code not in ("blank-page", "damaged-page") for warning in document.warnings)


def _letters(document: RawDocument) -> int:
    return sum(len(line.text) for line in document.lines)


def _try(data: bytes, engine: Engine, *, password: str | None, limits: Limits) -> RawDocument | None:
    try:
        return read_pdf(data, engine, password=password, limits=limits)
    except (DamagedError, NoPagesError, EncryptedError):
        return None


def _repaired_copies(data: bytes, *, password: str | None, limits: Limits) -> Iterator[bytes]:
    if (rebuilt := _rebuilt_by_pdfium(data, password=password, limits=limits)) is not None:
        yield rebuilt
    if (gathered := _with_new_page_tree(data)) is not None:
        yield gathered


def _rebuilt_by_pdfium(data: bytes, *, password: str | None, limits: Limits) -> bytes | None:
    try:
        pdf = pypdfium2.PdfDocument(data, password=password)
        try:
            if not 0 < len(pdf) <= limits.pages:
                return None
            saved = BytesIO()
            pdf.save(saved)
            return saved.getvalue()
        finally:
            pdf.close()
    except (pypdfium2.PdfiumError, OSError, ValueError):
        return None


def _with_new_page_tree(data: bytes) -> bytes | None:
    """The file with a new root whose pages are all page objects found in it, in their order; None without any."""
    offsets = {int(match.group(1)): match.start() for match in _OBJECT.finditer(data)}
    pages = [number for number, start in sorted(offsets.items(), key=lambda item: item[1]) if _is_page(data, start)]
    if not pages:
        return None
    root = max(offsets) + 1
    kids = " ".join(f"{number} 0 R" for number in pages)
    body = bytearray(data)
    for number, content in (
        (root, f"<< /Type /Catalog /Pages {root + 1} 0 R >>"),
        (root + 1, f"<< /Type /Pages /Count {len(pages)} /Kids [ {kids} ] >>"),
    ):
        body += b"\n"
        offsets[number] = len(body)
        body += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table_at = len(body)
    body += b"xref\n"
    for number, start in sorted(offsets.items()):
        body += f"{number} 1\n{start:010d} 00000 n \n".encode()
    body += f"trailer\n<< /Size {root + 2} /Root {root} 0 R >>\nstartxref\n{table_at}\n%%EOF\n".encode()
    return bytes(body)


def _is_page(data: bytes, start: int) -> bool:
    head = data[start : start + DICTIONARY_BYTES].split(b"endobj", 1)[0].split(b"stream", 1)[0]
    return _PAGE.search(head) is not None
