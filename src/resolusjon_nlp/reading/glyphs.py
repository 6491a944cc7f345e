"""From the characters an engine draws to rows: baselines, accents drawn apart, letters struck twice, raised marks, wide gaps."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from resolusjon_nlp.reading.characters import SPACING_ACCENTS, SUPERSCRIPTS
from resolusjon_nlp.reading.fragments import Fragment

SAME_BASELINE = 0.25
"""Glyphs share a line when their baselines differ by less than this share of the glyph size."""

FRAGMENT_GAP = 1.0
"""A gap wider than this share of the glyph size may separate columns."""

RAISED_SIZE = 0.82
"""Glyphs smaller than this share of a line's size that lie within its height are raised or lowered marks of that line."""

LIFTED = 0.1
"""… or by this share of the line's size, where they are in its row."""

NEAR_ROWS = 3
"""Raised marks belong to one of so many rows beside them: other columns have rows of their own between."""

RAISED_ACCENT = 0.6
"""Accents of capitals stand less than this share of the glyph size above the line."""

DOUBLE_STRIKE = 0.12
"""The same glyph drawn again within this share of its size is imitated bold, not text."""

LAST_LATIN = "\u02ff"
"""Letters up to here combine with nothing."""

NO_ROOM = 0.06
"""Less than this share of the glyph size is no room: an accent without width, a soft hyphen drawn as a space."""


_BOLD = re.compile(r"bold|black|heavy|semib|demi|-bd$|bx10$|bx12$", re.IGNORECASE)
"""What the names of bold fonts hold; TeX's are called after their series."""

Color = tuple[int, int, int]
"""Red, green, blue, 0 to 255."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a font's name and colour tell of it."""

    font: str
    bold: bool
    color: Color


@lru_cache(maxsize=1000)
def style_of(font: str, color: Color) -> Style:
    """The style of text set in the font of this name."""
    return Style(font, _BOLD.search(font) is not None, color)


@dataclass(slots=True)
class Glyph:
    """One drawn character, in points from the top left of its (upright) page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    size: float
    style: Style


def rows_of(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Glyphs by baseline, top to bottom; raised and lowered marks are with the line they belong to."""
    rows: list[list[Glyph]] = []
    for glyph in sorted((g for g in glyphs if g.text), key=lambda g: g.baseline):
        for row in rows[: -NEAR_ROWS - 1 : -1]:
            if _share_a_row(row[0], glyph):
                row.append(glyph)
                break
        else:
            rows.append([glyph])
    rows = [row for row in rows if any(not g.text.isspace() for g in row)]
    merged: list[list[Glyph]] = []
    for row in rows:
        if merged and _are_accents_of(merged[-1], row):
            merged[-1] += row
            continue
        host = next((other for other in merged[: -NEAR_ROWS - 1 : -1] if _is_raised(row, other)), None)
        if host is not None:
            host.extend(_as_marks(row, host))
            continue
        raised = [other for other in merged[-NEAR_ROWS:] if _is_raised(other, row)]
        if raised:
            merged = [other for other in merged if not any(other is mark for mark in raised)]
            row[:0] = [glyph for other in raised for glyph in _as_marks(other, row)]
        merged.append(row)
    return [_with_raised_figures(row) for row in _on_one_baseline(merged)]


def _share_a_row(first: Glyph, glyph: Glyph) -> bool:
    """Whether two glyphs stand on one baseline in about one size; small ones may be marks of another row."""
    small, large = (first.size, glyph.size) if first.size <= glyph.size else (glyph.size, first.size)
    return glyph.baseline - first.baseline <= SAME_BASELINE * small and small >= RAISED_SIZE * large


def _on_one_baseline(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Rows with those of other sizes on the same baseline joined."""
    joined: list[list[Glyph]] = []
    above = 0.0
    for row in rows:
        baseline = median(g.baseline for g in row)
        if joined and baseline - above <= SAME_BASELINE * min(row[0].size, joined[-1][0].size):
            joined[-1].extend(row)
        else:
            joined.append(row)
            above = baseline
    return joined


def _with_raised_figures(row: list[Glyph]) -> list[Glyph]:
    """Small figures above the baseline of their own row as superscripts."""
    sizes = [g.size for g in row]
    if min(sizes) >= RAISED_SIZE * max(sizes):
        return row
    size, baseline = median(sizes), median(g.baseline for g in row)
    lifted = [g for g in row if _is_lifted(g, size, baseline)]
    return _as_marks(lifted, row) + [g for g in row if not _is_lifted(g, size, baseline)] if lifted else row


def _is_lifted(glyph: Glyph, size: float, baseline: float) -> bool:
    return glyph.size < RAISED_SIZE * size and glyph.text.isdigit() and baseline - glyph.baseline > LIFTED * size


def _are_accents_of(marks: list[Glyph], row: list[Glyph]) -> bool:
    """Whether what stands just above a row are accents of its capitals, which some typesetters raise."""
    return (
        all(g.text in SPACING_ACCENTS or g.text.isspace() for g in marks)
        and 0 < row[0].baseline - marks[0].baseline < RAISED_ACCENT * row[0].size
    )


def _as_marks(small: list[Glyph], row: list[Glyph]) -> list[Glyph]:
    """Raised figures as superscripts, so that a footnote's number is not read as part of the text."""
    baseline = median(g.baseline for g in row)
    for glyph in small:
        if glyph.text.isdigit() and glyph.baseline < baseline:
            glyph.text = glyph.text.translate(SUPERSCRIPTS)
    return small


def _is_raised(small: list[Glyph], row: list[Glyph]) -> bool:
    if len(small) >= len(row) or small[0].size >= row[0].size:
        return False  # rows are of about one size
    size, small_size = median(g.size for g in row), max(g.size for g in small)
    if small_size >= RAISED_SIZE * size:
        return False
    top, bottom = median(g.top for g in row), median(g.bottom for g in row)
    left, right = min(g.x0 for g in row), max(g.x1 for g in row)
    return all(top <= (g.top + g.bottom) / 2 <= bottom and left - size <= g.x0 <= right + size for g in small)


def fragments_of(row: list[Glyph]) -> Iterator[Fragment[Glyph]]:
    """Cut a row at gaps wide enough to separate columns."""
    ordered = _composed(sorted(row, key=lambda g: g.x0))
    ink = [glyph for glyph in ordered if not glyph.text.isspace()]
    if not ink:
        return
    start = ink[0].x0
    current: list[Glyph] = []
    right = start
    for glyph in ordered:
        if glyph.text.isspace():
            current.append(glyph)
            continue
        if current and glyph.x0 - right > FRAGMENT_GAP * glyph.size:
            yield _fragment(current)
            current = []
        current.append(glyph)
        right = max(right, glyph.x1)
    yield _fragment(current)


def _fragment(glyphs: list[Glyph]) -> Fragment[Glyph]:
    ink = [glyph for glyph in glyphs if not glyph.text.isspace()]
    return Fragment(
        x0=min(g.x0 for g in ink),
        x1=max(g.x1 for g in ink),
        baseline=median(g.baseline for g in ink),
        size=median(g.size for g in ink),
        characters=len(ink),
        figures=sum(glyph.text.isdigit() for glyph in ink),
        items=tuple(glyphs),
    )


def _composed(row: list[Glyph]) -> list[Glyph]:
    """Join accents drawn as glyphs of their own to the letters under them, and drop letters struck twice."""
    out: list[Glyph] = []
    marks: list[Glyph] = []
    for glyph in row:
        text = glyph.text
        if len(text) == 1 and (text in SPACING_ACCENTS or (text > LAST_LATIN and unicodedata.combining(text))):
            marks.append(glyph)
        elif not _struck_before(glyph, out):
            out.append(glyph)
    if not marks:
        return out
    for mark in marks:
        base = _under(mark, out)
        combining = SPACING_ACCENTS.get(mark.text, mark.text)
        if base is not None and len(unicodedata.normalize("NFC", base.text[-1] + combining)) == 1:
            base.text += combining
        else:
            out.append(mark)
    return sorted(out, key=lambda g: g.x0)


def _struck_before(glyph: Glyph, row: list[Glyph]) -> bool:
    """Whether the same letter stands at the same place already."""
    return any(
        other.text == glyph.text
        and abs(other.x0 - glyph.x0) < DOUBLE_STRIKE * glyph.size
        and abs(other.baseline - glyph.baseline) < DOUBLE_STRIKE * glyph.size
        and not glyph.text.isspace()
        for other in row[-3:]
    )


def _under(mark: Glyph, glyphs: list[Glyph]) -> Glyph | None:
    """The letter an accent belongs to: the one drawn under its middle, or the one it follows where it takes no room."""
    centre = (mark.x0 + mark.x1) / 2
    near = [g for g in glyphs if g.text[-1].isalpha() and g.x0 - 0.2 * g.size <= centre <= g.x1 + 0.2 * g.size]
    if mark.x1 - mark.x0 < NO_ROOM * mark.size:
        near = [g for g in near if g.x0 < centre - NO_ROOM * mark.size] or near
        return max(near, key=lambda g: g.x0, default=None)
    return min(near, key=lambda g: abs((g.x0 + g.x1) / 2 - centre), default=None)
