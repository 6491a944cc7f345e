"""What the picture of a page itself shows of a recognised line: whether there is anything, how thick the strokes are, dots before items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from resolusjon_nlp.reading.tesseract import RecognisedLine, Word

if TYPE_CHECKING:
    from PIL.Image import Image

LETTER_SHARE = 2
"""Per cent of a page that ink takes up at least, where there is text on it."""

LEAST_CONTRAST = 32
"""Text differs by more than this (of 255) from its paper."""

EMPTY_SHARE = 0.01
"""A word in whose box less than this share is ink is not there; Tesseract now and then sees a dash in the gap after a list's dot."""

BOLD_STROKES = 1.16
"""Strokes this much thicker than the page's usual ones are bold. Regular lines scatter up to 1.12; bold ones have 1.2 to 1.6 in scans."""

BULLET = "•"
DOT_SIZES = (0.1, 0.6)
"""Height of a list's dot, as shares of the line's size."""

DOT_RAISED = 0.08
"""A list's dot stands at least this share of the size above the baseline; a full stop does not."""

DOT_FILLED = 0.65
"""Share of its box that a dot fills; a disc fills 0.79, an asterisk or a letter less than 0.6."""

LEAST_PIXELS = 4

EDGES_SHARE = 0.003
"""A page with more edges between light and dark than this share of its pixels (at 72 dots an inch) has something on it."""


class Ink:
    """Where the ink is on a grey picture."""

    def __init__(self, image: Image) -> None:
        pixels = np.asarray(image)
        dark, paper = np.percentile(pixels[::4, ::4], (LETTER_SHARE, 50))
        self._ink = pixels < min((dark + paper) / 2, paper - LEAST_CONTRAST)

    def mended(self, line: RecognisedLine) -> RecognisedLine | None:
        """A line without the words that are not there, and with its dot read as one; None where nothing is left."""
        words = [word for word in line.words if self._share(line, word) >= EMPTY_SHARE]
        if not words:
            return None
        first = min(words, key=lambda word: word.x0)
        if len(words) > 1 and len(first.text) == 1 and not first.text.isalnum() and self._is_dot(line, first):
            words[words.index(first)] = replace(first, text=BULLET)
        return replace(line, words=tuple(words))

    def are_bold(self, lines: Sequence[RecognisedLine]) -> list[bool]:
        """Which lines have thicker strokes than most of the letters on the page, relative to their size."""
        strokes = [self._stroke(line) / line.size for line in lines]
        weights = [sum(len(word.text) for word in line.words) for line in lines]
        usual = float(np.median(np.repeat(strokes, weights))) if lines else 0.0
        return [usual > 0 and stroke > BOLD_STROKES * usual for stroke in strokes]

    def _part(self, line: RecognisedLine, left: float, right: float) -> Any:
        return self._ink[max(0, int(line.top)) : int(line.bottom) + 1, max(0, int(left)) : int(right) + 1]

    def _share(self, line: RecognisedLine, word: Word) -> float:
        part = self._part(line, word.x0, word.x1)
        return float(np.count_nonzero(part) / part.size) if part.size else 0.0

    def _stroke(self, line: RecognisedLine) -> float:
        """Mean length in pixels of the runs of ink along a line's rows."""
        part = self._part(line, min(word.x0 for word in line.words), max(word.x1 for word in line.words))
        starts = np.count_nonzero(part[:, 1:] & ~part[:, :-1]) + np.count_nonzero(part[:, :1])
        return float(np.count_nonzero(part) / starts) if starts else 0.0

    def _is_dot(self, line: RecognisedLine, word: Word) -> bool:
        part = self._part(line, word.x0, word.x1)
        rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
        if rows.size < LEAST_PIXELS or columns.size < LEAST_PIXELS:
            return False
        height, width = int(rows[-1] - rows[0]) + 1, int(columns[-1] - columns[0]) + 1
        above = line.baseline + line.slope * (word.x0 - line.x0) - (int(line.top) + int(rows[-1]))
        filled = np.count_nonzero(part) / (height * width)
        return bool(
            DOT_SIZES[0] * line.size <= height <= DOT_SIZES[1] * line.size
            and 0.7 <= width / height <= 1.4
            and filled >= DOT_FILLED
            and above >= DOT_RAISED * line.size
        )


def shows_something(pixels: Any) -> bool:
    """Whether the grey pixels of a page (an array, 72 dots an inch) show more than plain colours and single rules."""
    steps = np.abs(np.diff(pixels.reshape(-1).astype(np.int16)))
    return bool(np.count_nonzero(steps > 2 * LEAST_CONTRAST) > EDGES_SHARE * pixels.size)
