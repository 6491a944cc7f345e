"""PDF files: pages of glyphs from an engine, made into visual lines; pages without usable text are named."""

from __future__ import annotations

from resolusjon_nlp.errors import NoPagesError, TooLargeError
from resolusjon_nlp.reading.engines.base import Engine
from resolusjon_nlp.reading.limits import Limits
from resolusjon_nlp.reading.lines import RawDocument, VisualLine
from resolusjon_nlp.reading.page_lines import PageMemory, lines_of
from resolusjon_nlp.reading.scanned import unusable_page
from resolusjon_nlp.records import ReadingWarning

PDF_TYPE = "application/pdf"


def read_pdf(data: bytes, engine: Engine, *, password: str | None = None, limits: Limits) -> RawDocument:
    """Read all pages of a PDF with one engine.

    Raises
    ------
    EncryptedError
        When the password is missing or wrong.
    DamagedError
        When the engine cannot make sense of the file.
    NoPagesError, TooLargeError
        When there is nothing to read, or more than `limits` allow.
    """
    with engine.open(data, password=password) as pdf:
        count = pdf.page_count
        if count == 0:
            raise NoPagesError("Filen har ingen sider.", advice="Se etter om riktig fil er lagret.")
        if count > limits.pages:
            raise TooLargeError(
                f"Filen har {count} sider, flere enn grensen på {limits.pages}.",
                advice="Hev grensen med --max-pages, eller del filen.",
            )
        lines: list[VisualLine] = []
        memory = PageMemory()
        warnings: list[ReadingWarning] = []
        for number, page in enumerate(pdf.pages(page_characters=limits.page_characters), start=1):
            if page is None:
                warnings.append(_damaged_page(number))
                continue
            page_lines = lines_of(page, memory)
            warning = unusable_page(page_lines, number, has_images=page.has_images)
            if warning is not None:
                warnings.append(warning)
            if warning is None or warning.code == "sparse-page":
                lines.extend(page_lines)
    return RawDocument(tuple(lines), PDF_TYPE, count, warnings=tuple(warnings))


def _damaged_page(number: int) -> ReadingWarning:
    return ReadingWarning(code="damaged-page", page=number, message=f"Side {number} er skadet og kunne ikke leses.")
