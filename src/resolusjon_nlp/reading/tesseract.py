"""Tesseract, called through pytesseract: is it here, and which lines does it see in a picture of a page?

Tesseract's hOCR gives what its tables do not: the baseline of each line with its slope, and the size of the letters.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from resolusjon_nlp.errors import OcrError

if TYPE_CHECKING:
    from PIL.Image import Image

LANGUAGE = "nor"
"""Tesseract's data for Norwegian: one file for bokmål and nynorsk."""

ORIENTATION = "osd"
"""Tesseract's data for telling which way a page is turned."""

_WITH_ORIENTATION, _WITHOUT_ORIENTATION = "--psm 1", "--psm 3"

_LINE_CLASSES = frozenset({"ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat"})


class TesseractError(Exception):
    """Tesseract gave up on a page; ``timed_out`` is true where it was stopped."""

    def __init__(self, message: str, *, timed_out: bool = False) -> None:
        super().__init__(message)
        self.timed_out = timed_out


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word; edges in pixels, ``confidence`` from 0 to 100."""

    text: str
    x0: float
    x1: float
    confidence: float


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line of words, in pixels from the top left of the picture.

    The baseline runs through (``x0``, ``baseline``) with ``slope``, downwards when positive; ``size`` is the height from descender to
    ascender, which is close to the size of the type. ``angle`` is how far the line is turned, counted against the clock, in degrees.
    """

    words: tuple[Word, ...]
    x0: float
    top: float
    bottom: float
    baseline: float
    slope: float
    size: float
    angle: int = 0


@cache
def missing() -> str | None:
    """What keeps pages from being recognised, as advice in Norwegian; None when all is in place."""
    try:
        import pytesseract  # noqa: PLC0415 - an extra
    except ImportError:
        return 'Installer tekstgjenkjenning: pip install "resolusjon-nlp[ocr]", og programmet Tesseract med norske språkdata.'
    try:
        languages = pytesseract.get_languages()
    except (pytesseract.TesseractNotFoundError, OSError):
        return "Installer programmet Tesseract med norske språkdata (på Debian og Ubuntu: apt install tesseract-ocr tesseract-ocr-nor)."
    if LANGUAGE not in languages:
        return "Tesseract mangler norske språkdata (nor). Installer dem (på Debian og Ubuntu: apt install tesseract-ocr-nor)."
    return None


def require() -> None:
    """Make sure that pages can be recognised.

    Raises
    ------
    OcrError
        When pytesseract, Tesseract or its Norwegian data are missing.
    """
    if (advice := missing()) is not None:
        raise OcrError("Tekstgjenkjenning (--ocr) er ikke tilgjengelig.", advice=advice)


def recognise(image: Image, *, seconds: float, resolution: int) -> tuple[RecognisedLine, ...]:
    """The lines of a picture, in Tesseract's order; those turned on their side say so by their angle.

    Raises
    ------
    TesseractError
        When Tesseract fails or takes more than `seconds`.
    """
    import pytesseract  # noqa: PLC0415 - an extra

    segmentation = _WITH_ORIENTATION if ORIENTATION in pytesseract.get_languages() else _WITHOUT_ORIENTATION
    try:
        with _one_thread():
            hocr = pytesseract.image_to_pdf_or_hocr(
                image,
                lang=LANGUAGE,
                extension="hocr",
                config=f"{segmentation} --dpi {resolution}",
                timeout=max(seconds, 0.1),
            )
    except pytesseract.TesseractError as error:
        raise TesseractError(str(error)) from error
    except (RuntimeError, OSError, ValueError) as error:
        raise TesseractError(str(error), timed_out=isinstance(error, RuntimeError)) from error
    return parse_hocr(bytes(hocr).decode("utf-8", errors="replace"))


@contextmanager
def _one_thread() -> Iterator[None]:
    """One thread a page: files are read side by side already, and Tesseract's threads wait for each other more than they gain."""
    before = os.environ.get("OMP_THREAD_LIMIT")
    os.environ["OMP_THREAD_LIMIT"] = before or "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_THREAD_LIMIT"]


def parse_hocr(hocr: str) -> tuple[RecognisedLine, ...]:
    """Lines and words of an hOCR page; what is no line of words is left out."""
    parser = _HocrParser()
    parser.feed(hocr)
    parser.close()
    return tuple(line for draft in parser.lines if (line := _line(*draft)) is not None)


class _HocrParser(HTMLParser):
    """Collects each line's properties with its words and theirs."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, list[tuple[str, str]]]] = []
        self._word: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        kind, title = values.get("class", ""), values.get("title", "")
        if kind in _LINE_CLASSES:
            self.lines.append((title, []))
        elif kind == "ocrx_word":
            self._word, self._text = title, ""

    def handle_data(self, data: str) -> None:
        if self._word is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if self._word is None or tag != "span":
            return
        if self.lines and self._text.strip():
            self.lines[-1][1].append((self._word, self._text.strip()))
        self._word = None


def _line(title: str, words: list[tuple[str, str]]) -> RecognisedLine | None:
    box = _numbers(title, "bbox")
    found = []
    for properties, text in words:
        edges = _numbers(properties, "bbox")
        if len(edges) == 4:
            found.append(Word(text, edges[0], edges[2], (_numbers(properties, "x_wconf") or [0.0])[0]))
    if len(box) != 4 or not found:
        return None
    x0, top, _, bottom = box
    slope, offset = [*_numbers(title, "baseline"), 0.0, 0.0][:2]
    size = (_numbers(title, "x_size") or [bottom - top])[0]
    angle = int((_numbers(title, "textangle") or [0.0])[0]) % 360
    return RecognisedLine(tuple(found), x0, top, bottom, bottom + offset, slope, max(size, 1.0), angle)


def _numbers(properties: str, name: str) -> list[float]:
    match = re.search(rf"(?:^|;)\s*{name}((?:\s+-?\d+(?:\.\d+)?)+)", properties)
    return [] if match is None else [float(number) for number in match.group(1).split()]
