"""Pages without usable text, read by recognising their letters (OCR).

Only pages that :mod:`resolusjon_nlp.reading.scanned` calls scanned, broken or empty are drawn and recognised, one at a time. The words go
the way that drawn letters go: rows, columns, blocks. What was recognised is marked, since it may hold errors.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pypdfium2

from resolusjon_nlp.errors import TooLargeError
from resolusjon_nlp.reading import tesseract
from resolusjon_nlp.reading.engines.base import ASCENT, DESCENT, PageContent
from resolusjon_nlp.reading.glyphs import Glyph, Style
from resolusjon_nlp.reading.ink import Ink, shows_something
from resolusjon_nlp.reading.limits import Limits
from resolusjon_nlp.reading.lines import RawDocument, VisualLine
from resolusjon_nlp.reading.page_lines import lines_of
from resolusjon_nlp.reading.scanned import FEW_LETTERS
from resolusjon_nlp.reading.tesseract import RecognisedLine, TesseractError
from resolusjon_nlp.records import ReadingWarning

if TYPE_CHECKING:
    from PIL.Image import Image

POINTS = 72.0
"""Points an inch, the unit of PDF."""

RESOLUTION = 300
"""Dots an inch that Tesseract is made for."""

MOST_PIXELS = 25_000_000
"""Larger pages than this (A3 at 300 dots an inch is 17 million) are drawn more coarsely."""

LEAST_RESOLUTION = 100
"""Drawn more coarsely than this, letters of usual size are lost; a page that large is a poster or a mistake."""

PAGE_SECONDS = 60.0
TIME_SHARE = 0.8
"""Recognition stops at this share of a file's seconds, so that the rest of the file is not lost with it."""

POOR_CONFIDENCE = 65.0
"""Pages of print come out at 85–96 of 100; below this a page is handwriting, a photograph or a very bad copy."""

ONE_SIZE = 0.15
"""Recognised sizes scatter by so much within one size of type."""

LEAST_WIDTH = 0.2
"""A letter is at least so wide, as a share of its size, where there is room; Tesseract's boxes are at times narrower than the word."""

WORD_SPACE = 0.15
"""At least so much room is left between two words, as a share of their size; their boxes may overlap."""

_CODES = frozenset({"scanned-page", "broken-text-layer", "blank-page"})


class Recogniser(Protocol):
    """What recognises a page: :func:`resolusjon_nlp.reading.tesseract.recognise`, or a stand-in."""

    def __call__(self, image: Image, *, seconds: float, resolution: int) -> Sequence[RecognisedLine]:
        """Lines of the picture, each with its angle."""
        ...


@dataclass(frozen=True)
class RecognisedPage:
    """A page's lines in reading order, and how sure the recogniser is of its letters (0 to 100)."""

    lines: tuple[VisualLine, ...]
    confidence: float

    @property
    def letters(self) -> int:
        """Letters on the page."""
        return sum(character.isalpha() for line in self.lines for character in line.text)


def with_recognised_pages(
    document: RawDocument,
    data: bytes,
    *,
    password: str | None,
    limits: Limits,
    ocr: bool | None,
    started: float,
    recogniser: Recogniser = tesseract.recognise,
) -> RawDocument:
    """Recognise the pages of `document` whose text cannot be used.

    Parameters
    ----------
    data
        The PDF that `document` was read from.
    ocr
        False leaves the pages unread, None recognises them where Tesseract is installed, True demands it.
    started
        :func:`time.monotonic` when work on the file began.

    Returns
    -------
    RawDocument
        With the recognised lines in their place, and warnings that say which pages are recognised (``ocr-page``, ``ocr-poor``) and, for
        those that are not, what to do.

    Raises
    ------
    OcrError
        When `ocr` is True and recognition is not installed.
    """
    if not any(warning.code in _CODES for warning in document.warnings):
        return document
    if ocr and recogniser is tesseract.recognise:
        tesseract.require()
    why_not = "Tekstgjenkjenning er slått av (--no-ocr)." if ocr is False else tesseract.missing()
    try:
        pdf = pypdfium2.PdfDocument(data, password=password)
    except (pypdfium2.PdfiumError, ValueError, OSError):
        return document
    try:
        pages = _Pages(pdf, limits, started + TIME_SHARE * limits.seconds, recogniser, why_not)
        return pages.added_to(document)
    finally:
        pdf.close()


@dataclass
class _Pages:
    """The pages of one PDF, and what is left of the time for them."""

    pdf: Any
    limits: Limits
    deadline: float
    recogniser: Recogniser
    why_not: str | None

    def added_to(self, document: RawDocument) -> RawDocument:
        lines = list(document.lines)
        warnings = []
        for warning in document.warnings:
            if warning.code not in _CODES or warning.page is None or warning.page > len(self.pdf):
                warnings.append(warning)
                continue
            page, told = self._page(warning, warning.page)
            warnings.append(told)
            if page is not None:
                lines = [line for line in lines if line.page != warning.page] + list(page.lines)
        lines.sort(key=lambda line: line.page)
        return replace(document, lines=tuple(lines), warnings=tuple(warnings))

    def _page(self, warning: ReadingWarning, number: int) -> tuple[RecognisedPage | None, ReadingWarning]:
        try:
            drawn = self.pdf[number - 1]
        except pypdfium2.PdfiumError:
            return None, warning
        try:
            if warning.code == "blank-page":
                if not has_ink(drawn):
                    return None, warning
                warning = ReadingWarning(
                    code="scanned-page", page=number, message=f"Side {number} er tegnet uten tekst."
                )
            if self.why_not is not None:
                return None, _unread(warning, self.why_not)
            seconds = min(PAGE_SECONDS, self.deadline - time.monotonic())
            if seconds <= 0:
                return None, _unread(
                    warning, "Tiden for filen tok slutt før siden ble gjenkjent. Hev grensen med --max-seconds."
                )
            page = recognise_page(drawn, number, limits=self.limits, seconds=seconds, recogniser=self.recogniser)
        except TesseractError as error:
            why = "tok for lang tid" if error.timed_out else "mislyktes"
            return None, _unread(warning, f"Tekstgjenkjenningen av siden {why}.")
        except pypdfium2.PdfiumError:
            return None, _unread(warning, "Siden lot seg ikke tegne for tekstgjenkjenning.")
        finally:
            drawn.close()
        if page.letters < FEW_LETTERS:
            return None, _unread(warning, "Tekstgjenkjenningen fant ingen tekst på den.")
        return page, _read(page, number)


def _unread(warning: ReadingWarning, why: str) -> ReadingWarning:
    what = warning.message.split(". ")[0].rstrip(".")
    return warning.model_copy(update={"message": f"{what}, og er ikke lest. {why}"})


def _read(page: RecognisedPage, number: int) -> ReadingWarning:
    if page.confidence < POOR_CONFIDENCE:
        return ReadingWarning(
            code="ocr-poor",
            page=number,
            message=f"Side {number} er lest med tekstgjenkjenning, men så utydelig at mye trolig er feil. Skann den på nytt om du kan.",
        )
    return ReadingWarning(
        code="ocr-page", page=number, message=f"Side {number} er lest med tekstgjenkjenning (OCR) og kan ha feil."
    )


def recognise_page(
    page: Any, number: int, *, limits: Limits, seconds: float, recogniser: Recogniser = tesseract.recognise
) -> RecognisedPage:
    """Recognise one page of an open PDF (pypdfium2's page object); `seconds` is what it may take.

    Raises
    ------
    TesseractError
        When recognition fails or takes too long.
    TooLargeError
        When more letters are found than `limits` allow.
    """
    end = time.monotonic() + seconds
    width, height = page.get_size()
    resolution = min(RESOLUTION, int(POINTS * (MOST_PIXELS / max(width * height, 1.0)) ** 0.5))
    if resolution < LEAST_RESOLUTION:
        raise TesseractError("page too large")
    image = page.render(scale=resolution / POINTS, grayscale=True).to_pil()
    found = recogniser(image, seconds=seconds, resolution=resolution)
    angle = _usual_angle(found)
    if angle:
        image = image.rotate(-angle, expand=True, fillcolor=255)
        found = recogniser(image, seconds=end - time.monotonic(), resolution=resolution)
    count = sum(len(word.text) for line in found for word in line.words)
    if count > limits.page_characters:
        raise TooLargeError(
            f"Side {number} har mer enn {limits.page_characters} tegn.",
            advice="Hev grensen med --max-page-characters.",
        )
    return RecognisedPage(tuple(_lines(found, image, number, POINTS / resolution)), _confidence(found))


def has_ink(page: Any) -> bool:
    """Whether a page shows something, text drawn as curves for example; plain colours and single rules do not count."""
    width, height = page.get_size()
    scale = min(1.0, (MOST_PIXELS / 25 / max(width * height, 1.0)) ** 0.5)
    return shows_something(page.render(scale=scale, grayscale=True).to_numpy())


def _usual_angle(lines: Sequence[RecognisedLine]) -> int:
    letters: dict[int, int] = defaultdict(int)
    for line in lines:
        letters[line.angle] += sum(len(word.text) for word in line.words)
    return max(letters, key=lambda angle: (letters[angle], angle == 0), default=0)


def _confidence(lines: Sequence[RecognisedLine]) -> float:
    """Mean confidence of the words, weighted by their length."""
    words = [word for line in lines for word in line.words]
    total = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / total if total else 0.0


def _lines(found: Sequence[RecognisedLine], image: Image, number: int, scale: float) -> Iterator[VisualLine]:
    """Visual lines of a page, in points and reading order; `scale` is points a pixel."""
    ink = Ink(image)
    upright = [line for line in map(ink.mended, [line for line in found if not line.angle]) if line is not None]
    slope = _median([line.slope for line in upright])
    sizes = _common_sizes(upright)
    page_size = (image.width * scale, image.height * scale)
    frame = _Frame(scale, slope, image.width / 2, image.height / 2)
    glyphs = [
        glyph
        for line, size, is_bold in zip(upright, sizes, ink.are_bold(upright), strict=True)
        for glyph in _glyphs(line, size, frame, Style("", is_bold, (0, 0, 0)))
    ]
    page = PageContent(number, page_size, {0: glyphs}, lambda: True)
    for visual in lines_of(page):
        yield replace(visual, recognised=True)
    for line in found:
        if line.angle:
            yield _turned(line, number, scale, page_size)


@dataclass(frozen=True)
class _Frame:
    """From pixels to points, with a page that lay askew on the glass turned back around its middle."""

    scale: float
    slope: float
    middle_x: float
    middle_y: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        across, down = self.slope * (y - self.middle_y), self.slope * (x - self.middle_x)
        return (x + across) * self.scale, (y - down) * self.scale


def _glyphs(line: RecognisedLine, size: float, frame: _Frame, style: Style) -> Iterator[Glyph]:
    """A line's characters, spread evenly over their words."""
    height = size * frame.scale

    def glyph(text: str, left: float, right: float) -> Glyph:
        y = line.baseline + line.slope * (left - line.x0)
        x0, baseline = frame.point(left, y)
        x1, _ = frame.point(right, y)
        return Glyph(text, x0, x1, baseline - ASCENT * height, baseline + DESCENT * height, baseline, height, style)

    words = sorted(line.words, key=lambda word: word.x0)
    for word, following in zip(words, [*words[1:], None], strict=True):
        step = max((word.x1 - word.x0) / len(word.text), LEAST_WIDTH * size)
        right = word.x0 + len(word.text) * step
        if following is not None and right > following.x0 - WORD_SPACE * size > word.x0:
            right = following.x0 - WORD_SPACE * size
            step = (right - word.x0) / len(word.text)
        for index, character in enumerate(word.text):
            yield glyph(character, word.x0 + index * step, word.x0 + (index + 1) * step)
        if following is not None:
            yield glyph(" ", right, following.x0)


def _turned(line: RecognisedLine, number: int, scale: float, page_size: tuple[float, float]) -> VisualLine:
    """A line on its side (a stamp, a note in the margin), in a column of its own."""
    text = " ".join(word.text for word in line.words)
    left, right = min(word.x0 for word in line.words), max(word.x1 for word in line.words)
    step = (right - left) / len(text)
    return VisualLine(
        text=text,
        page=number,
        top=line.top * scale,
        bottom=line.bottom * scale,
        xs=tuple((left + index * step) * scale for index in range(len(text) + 1)),
        size=line.size * scale,
        column=(line.angle,),
        page_size=page_size,
        recognised=True,
    )


def _common_sizes(lines: Sequence[RecognisedLine]) -> list[float]:
    """The size of each line, those that differ by no more than recognition scatters made one; the page's usual size first."""
    weights: dict[float, int] = defaultdict(int)
    for line in lines:
        weights[line.size] += sum(len(word.text) for word in line.words)
    centres: dict[float, float] = {}
    for centre in sorted(weights, key=lambda size: -weights[size]):
        near = [c for c in centres.values() if abs(centre - c) <= ONE_SIZE * c]
        centres[centre] = near[0] if near else centre
    return [centres[line.size] for line in lines]


def _median(values: Sequence[float]) -> float:
    return float(np.median(values)) if values else 0.0
