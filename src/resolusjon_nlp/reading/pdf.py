"""PDF files: characters with boxes and fonts from pdfplumber, gathered into visual lines in reading order.

``page.layout`` gives pdfminer's own character objects, which carry all that is needed at half the cost of ``page.chars``. Each page is
closed as soon as its lines are made, so that memory does not grow with the page count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from statistics import median
from typing import Any

import pdfplumber
from pdfminer.layout import LTChar, LTContainer, LTImage
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from resolusjon_nlp.errors import DamagedError, EncryptedError, NoPagesError, TooLargeError
from resolusjon_nlp.reading.characters import UNKNOWN
from resolusjon_nlp.reading.columns import Fragment, reading_order
from resolusjon_nlp.reading.glyphs import NO_ROOM, Glyph, fragments_of, rows_of
from resolusjon_nlp.reading.limits import Limits
from resolusjon_nlp.reading.lines import RawDocument, VisualLine
from resolusjon_nlp.reading.scanned import unusable_page
from resolusjon_nlp.records import ReadingWarning

SPACE_GAP = 0.17
"""A gap wider than this share of the glyph size is a space, also where the file draws none."""

WIN_ANSI_BULLETS = frozenset({127, 129, 141, 143, 144, 157})
"""Codes that WinAnsiEncoding leaves unused; by the PDF specification (annex D.2) they stand for a bullet."""

BULLET = "•"
_CID = re.compile(r"\(cid:(\d+)\)")

PDF_TYPE = "application/pdf"
_BROKEN: tuple[type[Exception], ...] = (
    PdfminerException,
    MalformedPDFException,
    PSException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    RecursionError,
    OverflowError,
    UnicodeError,
    ArithmeticError,
    EOFError,
    OSError,
    NotImplementedError,
)


def read_pdf(data: bytes, *, password: str | None = None, limits: Limits) -> RawDocument:
    """Read all pages of a PDF.

    Raises
    ------
    EncryptedError
        When the password is missing or wrong.
    DamagedError
        When the parser cannot make sense of the file.
    NoPagesError, TooLargeError
        When there is nothing to read, or more than `limits` allow.
    """
    try:
        pdf = pdfplumber.open(BytesIO(data), password=password or "")
    except _BROKEN as error:
        if _is_password_error(error):
            raise _encrypted(password) from error
        raise _damaged() from error
    try:
        return _read_pages(pdf, limits)
    except _BROKEN as error:
        raise _damaged() from error
    finally:
        # Closing walks the pages once more, which fails where reading them did.
        with suppress(*_BROKEN):
            pdf.close()


def _encrypted(password: str | None) -> EncryptedError:
    if password:
        return EncryptedError("Passordet åpner ikke filen.", advice="Prøv et annet med --password.")
    return EncryptedError("Filen er beskyttet med passord.", advice="Oppgi det med --password.")


def _damaged() -> DamagedError:
    return DamagedError(
        "Filen er skadet og kan ikke leses.",
        advice="Last den ned på nytt, eller lagre den som PDF igjen fra et annet program.",
    )


def _is_password_error(error: BaseException) -> bool:
    chain: BaseException | None = error
    while chain is not None:
        if isinstance(chain, PDFPasswordIncorrect) or any(isinstance(a, PDFPasswordIncorrect) for a in chain.args):
            return True
        chain = chain.__cause__ or chain.__context__
    return False


def _read_pages(pdf: Any, limits: Limits) -> RawDocument:
    count = len(pdf.pages)
    if count == 0:
        raise NoPagesError("Filen har ingen sider.", advice="Se etter om riktig fil er lagret.")
    if count > limits.pages:
        raise TooLargeError(
            f"Filen har {count} sider, flere enn grensen på {limits.pages}.",
            advice="Hev grensen med --max-pages, eller del filen.",
        )
    lines: list[VisualLine] = []
    warnings: list[ReadingWarning] = []
    for number, page in enumerate(pdf.pages, start=1):
        try:
            page_lines, has_images = _read_page(page, number, limits)
        except TooLargeError:
            raise
        except _BROKEN:
            warnings.append(
                ReadingWarning(
                    code="damaged-page", page=number, message=f"Side {number} er skadet og kunne ikke leses."
                )
            )
            continue
        finally:
            page.close()
        warning = unusable_page(page_lines, number, has_images=has_images)
        if warning is not None:
            warnings.append(warning)
        if warning is None or warning.code == "sparse-page":
            lines.extend(page_lines)
    return RawDocument(tuple(lines), PDF_TYPE, count, warnings=tuple(warnings))


def _read_page(page: Any, number: int, limits: Limits) -> tuple[list[VisualLine], bool]:
    layout = page.layout
    by_direction: dict[int, list[Glyph]] = {}
    size = (float(layout.width), float(layout.height))
    count = 0
    has_images = False
    for item in _items(layout):
        if isinstance(item, LTImage):
            has_images = True
            continue
        count += 1
        if count > limits.page_characters:
            raise TooLargeError(
                f"Side {number} har mer enn {limits.page_characters} tegn.",
                advice="Hev grensen med --max-page-characters.",
            )
        direction = _direction(item)
        by_direction.setdefault(direction, []).append(_glyph(item, direction, layout))
    lines: list[VisualLine] = []
    for direction in sorted(by_direction, key=lambda d: -len(by_direction[d])):
        turned = size if direction in (0, 180) else (size[1], size[0])
        # Text that stands on end beside upright text is a stamp or margin note: it keeps its words, in a column of its own at the end.
        tail = (direction,) if lines else ()
        lines.extend(_page_lines(by_direction[direction], number, turned, tail))
    return lines, has_images


def _items(container: Iterable[Any]) -> Iterator[LTChar | LTImage]:
    """Characters and pictures of a page, those inside forms too."""
    stack = [iter(container)]
    while stack:
        for item in stack[-1]:
            if isinstance(item, LTChar | LTImage):
                yield item
            elif isinstance(item, LTContainer):
                stack.append(iter(item))
                break
        else:
            stack.pop()


def _direction(char: LTChar) -> int:
    a, b = char.matrix[0], char.matrix[1]
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 180
    return 90 if b > 0 else 270


def _glyph(char: LTChar, direction: int, layout: Any) -> Glyph:
    left, base, right, top = layout.x0, layout.y0, layout.x1, layout.y1
    e, f = char.matrix[4], char.matrix[5]
    if direction == 0:
        x0, x1, y0, y1, baseline = char.x0 - left, char.x1 - left, top - char.y1, top - char.y0, top - f
    elif direction == 180:
        x0, x1, y0, y1, baseline = right - char.x1, right - char.x0, char.y0 - base, char.y1 - base, f - base
    elif direction == 90:
        x0, x1, y0, y1, baseline = char.y0 - base, char.y1 - base, char.x0 - left, char.x1 - left, e - left
    else:
        x0, x1, y0, y1, baseline = top - char.y1, top - char.y0, right - char.x1, right - char.x0, right - e
    return Glyph(_text(char), x0, x1, y0, y1, baseline, max(y1 - y0, 0.1), char.fontname or "")


def _text(char: LTChar) -> str:
    """A glyph's text; one without a known character is U+FFFD, so that nothing made up is read as words."""
    text: str = char.get_text()
    unknown = _CID.fullmatch(text)
    if unknown is None:
        return text
    return BULLET if int(unknown.group(1)) in WIN_ANSI_BULLETS else UNKNOWN


def _page_lines(glyphs: list[Glyph], page: int, size: tuple[float, float], tail: tuple[int, ...]) -> list[VisualLine]:
    fragments = [fragment for row in rows_of(glyphs) for fragment in fragments_of(row)]
    return [_line(column, parts, page, size, tail) for column, parts in reading_order(fragments)]


def _line(
    column: tuple[int, ...],
    parts: list[Fragment[Glyph]],
    page: int,
    size: tuple[float, float],
    tail: tuple[int, ...],
) -> VisualLine:
    glyphs = [glyph for part in sorted(parts, key=lambda p: p.x0) for glyph in part.items]
    text = ""
    xs: list[float] = []
    right = glyphs[0].x0
    space_drawn = False
    for glyph in glyphs:
        if glyph.text.isspace():
            space_drawn = True
            continue
        gap = glyph.x0 - right
        # Browsers draw a soft hyphen as a space that takes no room; other files draw no spaces at all.
        if text and gap > (NO_ROOM if space_drawn else SPACE_GAP) * glyph.size:
            text += " "
            xs.append(right)
        text += glyph.text
        xs.extend([glyph.x0] * len(glyph.text))
        right = max(right, glyph.x1)
        space_drawn = False
    xs.append(max(glyph.x1 for glyph in glyphs if not glyph.text.isspace()))
    ink = [glyph for glyph in glyphs if not glyph.text.isspace()]
    fonts = Counter(glyph.font for glyph in ink)
    bold = sum(n for font, n in fonts.items() if _is_bold(font))
    return VisualLine(
        text=text,
        page=page,
        top=min(g.top for g in ink),
        bottom=median(g.baseline for g in ink),
        xs=tuple(xs),
        size=median(g.size for g in ink),
        bold=bold > len(ink) * 0.6,
        font=fonts.most_common(1)[0][0],
        column=(*column, *tail),
        page_size=size,
    )


def _is_bold(font: str) -> bool:
    name = font.lower()
    return any(word in name for word in ("bold", "black", "heavy", "semib", "demi")) or name.endswith(
        ("-bd", "bx10", "bx12")
    )
