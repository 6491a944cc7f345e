"""The careful engine: pdfplumber.

``page.layout`` gives pdfminer's own character objects, which carry all that is needed at half the cost of ``page.chars``. Each page is
closed as soon as its glyphs are made, so that memory does not grow with the page count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.layout import LTChar, LTContainer, LTImage
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from resolusjon_nlp.errors import ReadingError
from resolusjon_nlp.reading.characters import UNKNOWN
from resolusjon_nlp.reading.engines import pdfminer_mended  # noqa: F401 - mends pdfminer
from resolusjon_nlp.reading.engines.base import (
    ASCENT,
    DESCENT,
    PageContent,
    damaged,
    direction_of,
    encrypted,
    level,
    too_many_characters,
)
from resolusjon_nlp.reading.glyphs import Glyph, Style, style_of

name = "pdfplumber"

WIN_ANSI_BULLETS = frozenset({127, 129, 141, 143, 144, 157})
"""Codes that WinAnsiEncoding leaves unused; by the PDF specification (annex D.2) they stand for a bullet."""

BULLET = "•"
_CID = re.compile(r"\(cid:(\d+)\)")

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
"""What pdfminer raises on files that are not as it expects."""


@contextmanager
def open(data: bytes, *, password: str | None) -> Iterator[_OpenFile]:  # noqa: A001 - read as pdfplumber_engine.open
    """Open a PDF; see :class:`resolusjon_nlp.reading.engines.base.Engine`."""
    try:
        pdf = pdfplumber.open(BytesIO(data), password=password or "")
    except _BROKEN as error:
        if _is_password_error(error):
            raise encrypted(password) from error
        raise damaged() from error
    try:
        yield _OpenFile(pdf)
    except ReadingError:
        raise
    except _BROKEN as error:
        raise damaged() from error
    finally:
        # Closing walks the pages once more, which fails where reading them did.
        with suppress(*_BROKEN):
            pdf.close()


def _is_password_error(error: BaseException) -> bool:
    chain: BaseException | None = error
    while chain is not None:
        if isinstance(chain, PDFPasswordIncorrect) or any(isinstance(a, PDFPasswordIncorrect) for a in chain.args):
            return True
        chain = chain.__cause__ or chain.__context__
    return False


class _OpenFile:
    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self.page_count = len(pdf.pages)

    def pages(self, *, page_characters: int) -> Iterator[PageContent | None]:
        for number, page in enumerate(self._pdf.pages, start=1):
            try:
                content = _content(page, number, page_characters)
            except _BROKEN:
                content = None
            finally:
                page.close()
            yield content


def _content(page: Any, number: int, page_characters: int) -> PageContent:
    layout = page.layout
    left, base, right, top = _shown_box(page, layout)
    size = (right - left, top - base)
    glyphs: dict[int, list[Glyph]] = {}
    count = 0
    has_images = False
    for item in _items(layout):
        if isinstance(item, LTImage):
            has_images = True
            continue
        count += 1
        if count > page_characters:
            raise too_many_characters(number, page_characters)
        direction = direction_of(item.matrix[0], item.matrix[1])
        box = (item.x0 - left, top - item.y1, item.x1 - left, top - item.y0)
        if not (0 <= box[0] + box[2] <= 2 * size[0] and 0 <= box[1] + box[3] <= 2 * size[1]):
            continue
        x0, x1, baseline = level(direction, size, box, (item.matrix[4] - left, top - item.matrix[5]))
        height = max(box[3] - box[1] if direction in (0, 180) else box[2] - box[0], 0.1)
        glyphs.setdefault(direction, []).append(
            Glyph(
                _text(item),
                x0,
                x1,
                baseline - ASCENT * height,
                baseline + DESCENT * height,
                baseline,
                height,
                _style(item),
            )
        )
    return PageContent(number, size, glyphs, lambda: has_images)


def _shown_box(page: Any, layout: Any) -> tuple[float, float, float, float]:
    """The part of the page that is shown, in the layout's coordinates: pdfminer turns the page and moves the media box's corner to 0, 0."""
    left, base, right, top = page.page_obj.mediabox
    x0, y0, x1, y1 = page.page_obj.cropbox
    turned = {
        90: (y0 - base, right - x1, y1 - base, right - x0),
        180: (right - x1, top - y1, right - x0, top - y0),
        270: (top - y1, x0 - left, top - y0, x1 - left),
    }.get(page.rotation, (x0 - left, y0 - base, x1 - left, y1 - base))
    shown = (
        max(turned[0], layout.x0),
        max(turned[1], layout.y0),
        min(turned[2], layout.x1),
        min(turned[3], layout.y1),
    )
    # A crop box beside the page is an error of the file, and ignored.
    return shown if shown[2] > shown[0] and shown[3] > shown[1] else (layout.x0, layout.y0, layout.x1, layout.y1)


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


def _style(char: LTChar) -> Style:
    return style_of(char.fontname or "", _rgb(char.graphicstate.ncolor))


def _rgb(color: Any) -> tuple[int, int, int]:
    """A colour in shares of gray, RGB or CMYK as RGB bytes; black for patterns and the like."""
    parts = color if isinstance(color, tuple | list) else (color,)
    if not parts or not all(isinstance(part, int | float) for part in parts):
        return 0, 0, 0
    if len(parts) == 4:
        black = 1 - parts[3]
        parts = tuple((1 - part) * black for part in parts[:3])
    red, green, blue = (tuple(parts) * 3)[:3] if len(parts) == 1 else (*parts, 0, 0)[:3]
    return _byte(red), _byte(green), _byte(blue)


def _byte(share: float) -> int:
    return round(255 * min(1.0, max(0.0, share)))


def _text(char: LTChar) -> str:
    """A glyph's text; one without a known character is U+FFFD, so that nothing made up is read as words."""
    text: str = char.get_text()
    unknown = _CID.fullmatch(text)
    if unknown is None:
        return UNKNOWN if len(text) == 1 and ord(text) < ord(" ") and not text.isspace() else text
    return BULLET if int(unknown.group(1)) in WIN_ANSI_BULLETS else UNKNOWN
