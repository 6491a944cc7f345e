"""Damaged PDFs: detected, and read through a second parser where it makes more of them.

pdfminer searches a broken file for objects but gives up silently where offsets are shifted; PDFium rebuilds such files. A file that looks
damaged is therefore opened by PDFium, saved anew in memory, and the better of the two readings is kept, with a warning.
"""

from __future__ import annotations

import re
from io import BytesIO

import pypdfium2

from resolusjon_nlp.errors import DamagedError, EncryptedError, NoPagesError, ReadingError
from resolusjon_nlp.reading.limits import Limits
from resolusjon_nlp.reading.lines import RawDocument
from resolusjon_nlp.reading.pdf import read_pdf
from resolusjon_nlp.records import ReadingWarning

TAIL_BYTES = 2048
_STARTXREF = re.compile(rb"startxref\s+(\d+)\s+%%EOF")


def read_with_repair(data: bytes, *, password: str | None, limits: Limits) -> RawDocument:
    """Read a PDF, repaired first where it looks damaged; see :func:`resolusjon_nlp.reading.pdf.read_pdf`."""
    suspect = looks_damaged(data)
    first: RawDocument | None = None
    problem: ReadingError | None = None
    try:
        first = read_pdf(data, password=password, limits=limits)
    except (DamagedError, NoPagesError) as error:
        problem = error
    if first is not None and not suspect and first.lines:
        return first
    if first is not None and not suspect and not _unexplained(first):
        return first
    second = _read_repaired(data, password=password, limits=limits)
    best = max((d for d in (first, second) if d is not None), key=_letters, default=None)
    if best is None:
        raise problem or DamagedError(
            "Filen er skadet og kan ikke leses.",
            advice="Last den ned på nytt, eller lagre den som PDF igjen fra et annet program.",
        )
    if _letters(best) == 0 and suspect and all(w.code == "blank-page" for w in best.warnings):
        raise DamagedError("Filen er skadet: ingen tekst lot seg lese.", advice="Last den ned på nytt.")
    if not suspect and second is not best:
        return best
    warning = ReadingWarning(
        code="damaged-file",
        message="Filen er skadet; det som lot seg lese, er tatt med, men sider eller avsnitt kan mangle. Last den ned på nytt.",
    )
    return RawDocument(best.lines, best.media_type, best.pages, best.from_dump, (warning, *best.warnings), best.author)


def looks_damaged(data: bytes) -> bool:
    """Whether the end of the file, or what it points at, is not as the format demands."""
    tail = data[-TAIL_BYTES:]
    match = max(_STARTXREF.finditer(tail), key=lambda m: m.start(), default=None)
    if match is None:
        return True
    # Junk before the header shifts all offsets; the format allows it and readers count from the header.
    offset = int(match.group(1))
    return not any(_is_xref(data, offset + shift) for shift in (0, max(0, data.find(b"%PDF-"))))


def _is_xref(data: bytes, offset: int) -> bool:
    at = data[offset : offset + 40].lstrip()
    return at.startswith(b"xref") or re.match(rb"\d+\s+\d+\s+obj", at) is not None


def _unexplained(document: RawDocument) -> bool:
    """Whether a page came out empty although nothing says that it is scanned or its text layer broken."""
    return all(warning.code in ("blank-page", "damaged-page") for warning in document.warnings)


def _letters(document: RawDocument) -> int:
    return sum(len(line.text) for line in document.lines)


def _read_repaired(data: bytes, *, password: str | None, limits: Limits) -> RawDocument | None:
    try:
        pdf = pypdfium2.PdfDocument(data, password=password)
        try:
            if len(pdf) == 0 or len(pdf) > limits.pages:
                return None
            saved = BytesIO()
            pdf.save(saved)
        finally:
            pdf.close()
    except (pypdfium2.PdfiumError, OSError, ValueError):
        return None
    try:
        return read_pdf(saved.getvalue(), password=password, limits=limits)
    except (DamagedError, NoPagesError, EncryptedError):
        return None
