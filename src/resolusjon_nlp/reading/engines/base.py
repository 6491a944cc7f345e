"""The seam between the engines and the rest of the reader: pages of glyphs, upright, in points from the top left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from resolusjon_nlp.errors import DamagedError, EncryptedError, TooLargeError
from resolusjon_nlp.reading.glyphs import Glyph

ASCENT, DESCENT = 0.8, 0.2
"""How far glyphs reach above and below their baseline, in type sizes. What fonts say of it themselves is often wrong."""

DIRECTIONS = (0, 90, 180, 270)


@dataclass(frozen=True)
class PageContent:
    """What is drawn on one page.

    Attributes
    ----------
    number
        Counted from 1.
    size
        Width and height as shown, in points.
    glyphs
        The characters by the direction they are written in (degrees, counter-clockwise, 0 being from left to right), each with the page
        turned so that its lines are level.
    has_images
        Tells whether there is a picture on the page; asked only where the text leaves doubt.
    """

    number: int
    size: tuple[float, float]
    glyphs: dict[int, list[Glyph]]
    has_images: Callable[[], bool]

    def turned_size(self, direction: int) -> tuple[float, float]:
        """Width and height of the page when its text of `direction` is level."""
        width, height = self.size
        return (width, height) if direction in (0, 180) else (height, width)


class OpenPdf(Protocol):
    """An opened file."""

    page_count: int

    def pages(self, *, page_characters: int) -> Iterator[PageContent | None]:
        """Yield each page in order, None for one that is damaged; every page is closed before the next is opened.

        Raises
        ------
        TooLargeError
            When a page holds more than `page_characters` characters.
        """
        ...


class Engine(Protocol):
    """A way to open a file; the file is closed when the context ends."""

    name: str

    def open(self, data: bytes, *, password: str | None) -> AbstractContextManager[OpenPdf]:
        """Open a PDF.

        Raises
        ------
        EncryptedError
            When the password is missing or wrong.
        DamagedError
            When the engine cannot make sense of the file.
        """
        ...


def encrypted(password: str | None) -> EncryptedError:
    """What to say of a file that does not open with `password`."""
    if password:
        return EncryptedError("Passordet åpner ikke filen.", advice="Prøv et annet med --password.")
    return EncryptedError("Filen er beskyttet med passord.", advice="Oppgi det med --password.")


def damaged() -> DamagedError:
    """What to say of a file that cannot be parsed."""
    return DamagedError(
        "Filen er skadet og kan ikke leses.",
        advice="Last den ned på nytt, eller lagre den som PDF igjen fra et annet program.",
    )


def too_many_characters(page: int, limit: int) -> TooLargeError:
    """What to say of a page with more characters than `limit`."""
    return TooLargeError(
        f"Side {page} har mer enn {limit} tegn.",
        advice="Hev grensen med --max-page-characters.",
    )


def direction_of(a: float, b: float) -> int:
    """Direction of writing from a text matrix's first row (x axis to the right, y axis up)."""
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 180
    return 90 if b > 0 else 270


def level(
    direction: int, size: tuple[float, float], box: tuple[float, float, float, float], origin: tuple[float, float]
) -> tuple[float, float, float]:
    """Left edge, right edge and baseline of a character once the page is turned so that its line is level.

    Parameters
    ----------
    size
        Width and height of the page as shown.
    box, origin
        (x0, top, x1, bottom) and the point the character is drawn from, in points from the top left of the page as shown.
    """
    width, height = size
    x0, top, x1, bottom = box
    if direction == 0:
        return x0, x1, origin[1]
    if direction == 180:
        return width - x1, width - x0, height - origin[1]
    if direction == 90:
        return height - bottom, height - top, origin[0]
    return top, bottom, width - origin[0]
