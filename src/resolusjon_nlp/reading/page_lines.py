"""From the glyphs of a page to its visual lines in reading order."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from resolusjon_nlp.reading.characters import SOFT_HYPHEN, SPACING_ACCENTS
from resolusjon_nlp.reading.columns import TABLE, reading_order
from resolusjon_nlp.reading.engines.base import PageContent
from resolusjon_nlp.reading.fragments import Fragment
from resolusjon_nlp.reading.glyphs import NO_ROOM, Glyph, Style, fragments_of, rows_of
from resolusjon_nlp.reading.lines import VisualLine, most_common
from resolusjon_nlp.reading.rows import Numbering, set_initials, take_line_numbers

SPACE_GAP = 0.17
"""A gap wider than this share of the glyph size is a space, also where the file draws none."""

SPACED_GAP = 0.1
"""Letters are spaced when most of them stand further apart than this share of their size."""

SPACED_WORD = 1.6
"""Between spaced words the gap is more than this many times the one between their letters."""

SPACED_SHARE = 0.75
"""Kerning may close single gaps of spaced text."""

LEADERS = ".·…_"
LEAST_SPACED = 5

FEW_SPACES = 0.02
"""A page draws no spaces when fewer than this share of its characters are."""

OVERHANG = 0.09
"""Letters reach into the space after them by no more than this share of their size; more is kerning."""

SAME_STEP = 0.02
"""Steps from letter to letter within this share of their size are one step."""

LEAST_STEPS = 4
USUAL_SHARE = 0.4

MARGIN = -1
"""Column of the line numbers in a page's margin."""

BARE_SPACE_GAP = 0.095
"""The same on lines that draw no space at all, where nothing else parts the words."""

BOLD_SHARE = 0.6
"""A line is bold when more than this share of its letters is."""


@dataclass
class PageMemory:
    """What a file's pages have shown so far, and later pages may show less clearly: its gutters and its line numbering."""

    gutters: list[float] = field(default_factory=list)
    numbering: Numbering | None = None


def lines_of(page: PageContent, memory: PageMemory | None = None) -> list[VisualLine]:
    """All lines of a page, those of its main direction first; `memory` holds what the pages before have shown, and gains this page's.

    Text that stands on end beside upright text is a stamp or margin note: it keeps its words, in a column of its own at the end.
    """
    memory = PageMemory() if memory is None else memory
    lines: list[VisualLine] = []
    for direction, glyphs in sorted(page.glyphs.items(), key=lambda item: -len(item[1])):
        tail = (direction,) if lines else ()
        size = page.turned_size(direction)
        _trim_overhangs(glyphs)
        rows, numbers, numbering = take_line_numbers(set_initials(rows_of(glyphs)), None if tail else memory.numbering)
        if not tail:
            memory.numbering = numbering
        fragments = [fragment for row in rows for fragment in fragments_of(row)]
        lines.extend(
            _line((*column, *tail), parts, page.number, size)
            for column, parts in reading_order(fragments, None if tail else memory.gutters)
        )
        lines.extend(
            replace(_line((*tail, MARGIN), list(fragments_of(number)), page.number, size), role="line-number")
            for number in numbers
        )
    return lines


def _trim_overhangs(glyphs: list[Glyph]) -> None:
    """On a page that draws no spaces, end each character where the next one may begin.

    Engines give boxes around what is drawn, and slanted letters reach into the space after them, which is all that parts words here. How
    far a character advances is seen from where the next one usually begins.
    """
    if sum(glyph.text.isspace() for glyph in glyphs) > FEW_SPACES * len(glyphs):
        return
    steps: dict[tuple[str, Style], list[float]] = defaultdict(list)
    for one, after in pairwise(glyphs):
        step = (after.x0 - one.x0) / one.size
        is_accent = one.text in SPACING_ACCENTS or after.text in SPACING_ACCENTS
        if after.baseline == one.baseline and step > NO_ROOM and not is_accent:
            steps[one.text, one.style].append(step)
    # Kerning and spaces scatter the steps; most letters are followed by others that are neither.
    advances = {key: usual for key, found in steps.items() if (usual := _usual_step(found)) is not None}
    for glyph in glyphs:
        advance = advances.get((glyph.text, glyph.style))
        if advance is not None:
            glyph.x1 = max(min(glyph.x1, glyph.x0 + advance * glyph.size), glyph.x1 - OVERHANG * glyph.size)


def _usual_step(steps: list[float]) -> float | None:
    """The step that most of `steps` are, or None where none is usual."""
    usual = most_common(steps, width=SAME_STEP)
    if usual is None or sum(abs(step - usual) <= SAME_STEP for step in steps) < max(
        LEAST_STEPS, USUAL_SHARE * len(steps)
    ):
        return None
    return usual


def _tracking(glyphs: list[Glyph]) -> float:
    """In letter-spaced text, the gap above which a word ends; 0.0 in other text.

    Spaced letters stand about as far from each other as words do elsewhere, whether the space was typed or set.
    """
    # The dots of a table of contents are spaced as well.
    ink = [glyph for glyph in glyphs if not glyph.text.isspace() and glyph.text not in LEADERS]
    if len(ink) < LEAST_SPACED:
        return 0.0
    gaps = sorted((after.x0 - before.x1) / after.size for before, after in pairwise(ink))
    usual = gaps[len(gaps) // 2]
    if usual < SPACED_GAP or sum(gap >= usual / 2 for gap in gaps) < SPACED_SHARE * len(gaps):
        return 0.0
    return SPACED_WORD * usual * ink[0].size


def _line(
    column: tuple[int, ...], parts: list[Fragment[Glyph]], page: int, page_size: tuple[float, float]
) -> VisualLine:
    parts = sorted(parts, key=lambda p: p.x0)
    glyphs = [glyph for part in parts for glyph in part.items]
    openings = {id(next(glyph for glyph in part.items if not glyph.text.isspace())) for part in parts[1:]}
    text: list[str] = []
    xs: list[float] = []
    ink: list[Glyph] = []
    right = glyphs[0].x0
    space_drawn = False
    last = next((glyph for glyph in reversed(glyphs) if not glyph.text.isspace()), None)
    tracking = _tracking(glyphs)
    space_gap = SPACE_GAP if any(glyph.text.isspace() for glyph in glyphs) else BARE_SPACE_GAP
    for glyph in glyphs:
        if glyph.text.isspace():
            space_drawn = True
            continue
        gap = glyph.x0 - right
        # Browsers draw a soft hyphen as a space that takes no room; other files draw no spaces at all.
        if ink and (id(glyph) in openings or gap > (tracking or (NO_ROOM if space_drawn else space_gap) * glyph.size)):
            text.append(" ")
            xs.append(right)
        if glyph.text == SOFT_HYPHEN and glyph is not last and glyph.x1 - glyph.x0 > NO_ROOM * glyph.size:
            glyph.text = "-"  # one that shows inside a line is a hyphen
        text.append(glyph.text)
        xs.extend([glyph.x0] * len(glyph.text))
        right = max(right, glyph.x1)
        space_drawn = False
        ink.append(glyph)
    xs.append(right)
    styles = Counter(glyph.style for glyph in ink)
    usual = styles.most_common(1)[0][0]
    return VisualLine(
        text="".join(text),
        page=page,
        top=min(g.top for g in ink),
        bottom=median(g.baseline for g in ink),
        xs=tuple(xs),
        size=median(g.size for g in ink),
        bold=sum(n for style, n in styles.items() if style.bold) > len(ink) * BOLD_SHARE,
        font=usual.font,
        color=usual.color,
        column=column,
        page_size=page_size,
        role="table-row" if TABLE in column else "",
    )
