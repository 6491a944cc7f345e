"""The fast engine: PDFium through pypdfium2, character by character from its text page.

PDFium adds characters where it thinks that spaces and lines belong; they are left out here, since spaces are for the reader to see. It
reports a hyphen at a line's end as U+0002 and takes ligatures apart into characters with one box, which are put together again.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pypdfium2
import pypdfium2.raw as c

from resolusjon_nlp.reading.characters import SPACING_ACCENTS, UNKNOWN
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

name = "pdfium"

HYPHEN = 2
"""PDFium's code for a hyphen at a line's end."""

ASTRAY, HYPHEN_WIDTH = 0.5, 0.33
"""A hyphen further than this many type sizes from the letter before it is astray; how wide hyphens are."""

NO_CHARACTER = frozenset({0, 0xFFFE, 0xFFFF})
FONT_NAME_BYTES = 256
FORM_DEPTH = 3
"""How deep in nested forms pictures are looked for."""

_one_at_a_time = threading.RLock()
"""PDFium is not thread-safe."""


def _function(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A PDFium function with plain integers for pointers: making pointer objects costs more than the calls themselves."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None  # noqa: S101 - a loaded function has an address
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
_unicode = _function(c.FPDFText_GetUnicode, ctypes.c_uint, _POINTER, _INT)
_text_object = _function(c.FPDFText_GetTextObject, _POINTER, _POINTER, _INT)
_loose_box = _function(c.FPDFText_GetLooseCharBox, _INT, _POINTER, _INT, _POINTER)
_origin = _function(c.FPDFText_GetCharOrigin, _INT, _POINTER, _INT, _POINTER, _POINTER)
_matrix = _function(c.FPDFText_GetMatrix, _INT, _POINTER, _INT, _POINTER)
_font_size = _function(c.FPDFText_GetFontSize, ctypes.c_double, _POINTER, _INT)
_map_error = _function(c.FPDFText_HasUnicodeMapError, _INT, _POINTER, _INT)
_generated = _function(c.FPDFText_IsGenerated, _INT, _POINTER, _INT)
_font_of = _function(c.FPDFTextObj_GetFont, _POINTER, _POINTER)
_font_name = _function(c.FPDFFont_GetBaseFontName, ctypes.c_ulong, _POINTER, ctypes.c_char_p, ctypes.c_ulong)
_fill = _function(c.FPDFPageObj_GetFillColor, _INT, _POINTER, *[_POINTER] * 4)


@contextmanager
def open(data: bytes, *, password: str | None) -> Iterator[_OpenFile]:  # noqa: A001 - read as pdfium_engine.open
    """Open a PDF; see :class:`resolusjon_nlp.reading.engines.base.Engine`."""
    with _one_at_a_time:
        try:
            pdf = pypdfium2.PdfDocument(data, password=password)
        except pypdfium2.PdfiumError as error:
            if error.err_code == c.FPDF_ERR_PASSWORD:
                raise encrypted(password) from error
            raise damaged() from error
        except (ValueError, TypeError, OSError) as error:
            # A password with a null character, for one.
            raise damaged() from error
        try:
            yield _OpenFile(pdf)
        finally:
            pdf.close()


class _OpenFile:
    def __init__(self, pdf: pypdfium2.PdfDocument) -> None:
        self._pdf = pdf
        self.page_count = len(pdf)

    def pages(self, *, page_characters: int) -> Iterator[PageContent | None]:
        for index in range(self.page_count):
            try:
                page = self._pdf[index]
            except pypdfium2.PdfiumError:
                yield None
                continue
            try:
                text = page.get_textpage()
            except pypdfium2.PdfiumError:
                page.close()
                yield None
                continue
            try:
                yield _content(page, text, index + 1, page_characters)
            finally:
                text.close()
                page.close()


def _content(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, number: int, page_characters: int) -> PageContent:
    count = text.count_chars()
    if count > page_characters:
        raise too_many_characters(number, page_characters)
    show = _Shown(page)
    glyphs = _glyphs(ctypes.cast(text.raw, _POINTER).value, count, show)
    return PageContent(number, show.size, glyphs, partial(_has_images, page))


def _has_images(page: pypdfium2.PdfPage) -> bool:
    return next(page.get_objects(filter=(c.FPDF_PAGEOBJ_IMAGE,), max_depth=FORM_DEPTH), None) is not None


class _Shown:
    """From a page's user space to points from the top left of the page as shown (cropped and rotated)."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.left, self.base, self.right, self.top = page.get_cropbox()
        width, height = self.right - self.left, self.top - self.base
        self.rotation = page.get_rotation() % 360
        self.size = (width, height) if self.rotation in (0, 180) else (height, width)

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.rotation == 0:
            return x - self.left, self.top - y
        if self.rotation == 90:
            return y - self.base, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.base
        return self.top - y, self.right - x

    def box(self, box: Any) -> tuple[float, float, float, float]:
        x0, y0 = self.point(box.left, box.top)
        x1, y1 = self.point(box.right, box.bottom)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _glyphs(text: int | None, count: int, show: _Shown) -> dict[int, list[Glyph]]:
    out: dict[int, list[Glyph]] = {}
    box, x, y = c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    at_box, at_x, at_y = (ctypes.addressof(place) for place in (box, x, y))
    current: int | None = None
    run: _Run | None = None
    members: list[Glyph] = []
    last: tuple[float, ...] | None = None
    (width, height), left = show.size, show.left
    upright = False
    for index in range(count):
        pointer = _text_object(text, index)
        if pointer is None or _generated(text, index):
            continue
        if pointer != current:
            current = pointer
            run = _Run(text, index, pointer, show)
            upright = run.direction == 0 and show.rotation == 0
            members = out.setdefault(run.direction, [])
            last = None
        assert run is not None  # noqa: S101 - for the type checker: a first pointer is never None
        code = _unicode(text, index)
        character = _character(code, text, index)
        _loose_box(text, index, at_box)
        _origin(text, index, at_x, at_y)
        # The box reaches around what is drawn, the origin tells where the character begins: an f may lean over its neighbours.
        if upright:
            x0, x1 = x.value - left, box.right - left
            outside = not (0 <= x0 + x1 <= 2 * width and 0 <= run.baseline <= height)
        else:
            shown = show.box(box)
            x0, x1, _ = level(run.direction, show.size, shown, (0.0, 0.0))
            x0 = max(x0, run.along(show.point(x.value, y.value)))
            outside = not (0 <= shown[0] + shown[2] <= 2 * width and 0 <= shown[1] + shown[3] <= 2 * height)
        if code == HYPHEN and last is not None and abs(x0 - members[-1].x1) > ASTRAY * run.size:
            # PDFium puts some of the hyphens that it takes for a line's end elsewhere on the page.
            x0, x1 = members[-1].x1, members[-1].x1 + HYPHEN_WIDTH * run.size
            outside = False
        place = (x.value, y.value, box.left, box.right)
        if last is not None and last[:2] == place[:2] and box.left in last[2:]:
            # A ligature taken apart: one origin, and one box or a share of it each.
            members[-1].text += character
            members[-1].x1 = max(members[-1].x1, x1)
            last = place
            continue
        if outside:
            last = None
            continue
        if (
            last is not None
            and character not in SPACING_ACCENTS
            and (members[-1].x0 + members[-1].x1) / 2 < x0 < members[-1].x1
        ):
            members[-1].x1 = x0
        last = place
        members.append(run.glyph(character, x0, x1))
    return {direction: found for direction, found in out.items() if found}


def _character(code: int, text: int | None, index: int) -> str:
    if code == HYPHEN:
        return "-"
    if code in NO_CHARACTER or 0xD800 <= code < 0xE000 or _map_error(text, index):
        return UNKNOWN
    return chr(code)


class _Run:
    """What the characters of one text object have in common: direction, size, baseline, style."""

    def __init__(self, text: int | None, index: int, pointer: int, show: _Shown) -> None:
        matrix = c.FS_MATRIX()
        _matrix(text, index, ctypes.addressof(matrix))
        self.direction = (direction_of(matrix.a, matrix.b) - show.rotation) % 360
        size = _font_size(text, index) * (matrix.c**2 + matrix.d**2) ** 0.5
        self.size = max(size, 0.1)
        x, y = ctypes.c_double(), ctypes.c_double()
        _origin(text, index, ctypes.addressof(x), ctypes.addressof(y))
        _, _, self.baseline = level(self.direction, show.size, (0, 0, 0, 0), show.point(x.value, y.value))
        self.style = _style(pointer)
        self._page = show.size

    def along(self, point: tuple[float, float]) -> float:
        """How far from the left edge `point` lies once the page is turned so that its line is level."""
        return level(self.direction, self._page, (*point, *point), point)[0]

    def glyph(self, text: str, x0: float, x1: float) -> Glyph:
        top, bottom = self.baseline - ASCENT * self.size, self.baseline + DESCENT * self.size
        return Glyph(text, x0, x1, top, bottom, self.baseline, self.size, self.style)


def _style(pointer: int) -> Style:
    buffer = ctypes.create_string_buffer(FONT_NAME_BYTES)
    font = _font_of(pointer)
    length = _font_name(font, buffer, FONT_NAME_BYTES) if font else 0
    font_name = buffer.value.decode("utf-8", "replace") if 0 < length <= FONT_NAME_BYTES else ""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = _fill(pointer, *(ctypes.addressof(part) for part in (red, green, blue, alpha)))
    return style_of(font_name, (red.value, green.value, blue.value) if known else (0, 0, 0))
