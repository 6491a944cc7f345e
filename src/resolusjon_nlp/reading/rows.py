"""What stands in a page's rows without being part of their text: initials drawn over several lines, and line numbers in the margin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from resolusjon_nlp.norwegian.lexicon import is_word
from resolusjon_nlp.reading.glyphs import Glyph
from resolusjon_nlp.reading.lines import most_common

INITIAL_SIZE = 1.8
"""An initial is set more than this many times larger than the text it opens."""

INITIAL_GAP = 1.5
"""The text begins no further from its initial than this many type sizes."""

ONE_LETTER_WORDS = frozenset("IÅØ")
WORD_GAP = 0.25

NUMBER_GAP = 0.6
"""A line number is further from its line than this many type sizes."""

LEAST_NUMBERED = 6
"""So many lines of a page must be numbered …"""

LEAST_OF_EVERY_FIFTH = 3
"""… or so many where every fifth or tenth line is."""

NUMBER_EDGE = 0.6
"""Numbers end at one edge, to within this many type sizes."""

FLUSH_EITHER_WAY = 1.4
"""Numbers flush on the other side end within this many type sizes of each other."""

NUMBERED_SHARE = 0.6
"""… and this share of its rows, or this share of each fifth or tenth."""

MOST_MISSED = 5
"""A numbering goes on over so many numbers that were not seen."""

STEPS = (1, 2, 5, 10)
MOST_DIGITS = 4


def set_initials(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Put each initial before the first of the lines it stands beside, in their size."""
    size = median(glyph.size for row in rows for glyph in row) if rows else 0.0
    for row in rows:
        for initial in [g for g in row if g.size > INITIAL_SIZE * size and len(g.text) == 1 and g.text.isupper()]:
            home = _first_line_beside(initial, row, rows)
            if home is None:
                continue
            target, opening = home
            row.remove(initial)
            gap = WORD_GAP * opening.size if _is_a_word(initial, opening, target) else 0.0
            initial.x0, initial.x1 = opening.x0 - 0.5 * opening.size - gap, opening.x0 - gap
            initial.top, initial.bottom = opening.top, opening.bottom
            initial.baseline, initial.size = opening.baseline, opening.size
            target.insert(0, initial)
    return [row for row in rows if row]


def _is_a_word(initial: Glyph, opening: Glyph, row: list[Glyph]) -> bool:
    """Whether an initial is a word of its own ("I dag"), by what follows it on its line."""
    rest = ""
    right = opening.x0
    for glyph in sorted((g for g in row if g.x0 >= opening.x0), key=lambda g: g.x0):
        if not glyph.text.isalpha() or glyph.x0 - right > NUMBER_GAP * glyph.size:
            break
        rest += glyph.text
        right = glyph.x1
    return initial.text in ONE_LETTER_WORDS and is_word(rest) and not is_word(initial.text + rest)


def _first_line_beside(initial: Glyph, own: list[Glyph], rows: list[list[Glyph]]) -> tuple[list[Glyph], Glyph] | None:
    """The topmost row with text right beside `initial`, and the letter there; None where the letter is just a large letter."""
    if any(g is not initial and g.size > initial.size / INITIAL_SIZE and not g.text.isspace() for g in own):
        return None
    top = initial.baseline - 0.8 * initial.size
    for row in sorted(rows, key=lambda r: r[0].baseline):
        beside = [
            g
            for g in row
            if g is not initial
            and not g.text.isspace()
            and g.size < initial.size / INITIAL_SIZE
            and top <= g.baseline <= initial.baseline + 0.3 * g.size
            and -0.3 * g.size <= g.x0 - initial.x1 <= INITIAL_GAP * g.size
        ]
        if beside:
            opening = min(beside, key=lambda g: g.x0)
            # An initial opens a text that goes on in small letters or capitals; it is higher than its line by a good deal.
            return (row, opening) if opening.baseline - 0.8 * opening.size < initial.baseline - opening.size else None
    return None


@dataclass
class Numbering:
    """The count of lines in a file's margin, once a page has shown it: its inner edge, its side, and how far it has come."""

    edge: float
    from_left: bool
    step: int
    last: int


def take_line_numbers(
    rows: list[list[Glyph]], known: Numbering | None = None
) -> tuple[list[list[Glyph]], list[list[Glyph]], Numbering | None]:
    """Part the rows of a page and the line numbers in its margin.

    Parameters
    ----------
    known
        The numbering that earlier pages have shown; single numbers are enough to go on with it.

    Returns
    -------
    rows, numbers, numbering
        Rows without the numbers, the glyphs of each number, and the numbering (None where no margin holds a count).
    """
    numbers: dict[int, list[Glyph]] = {}
    numbering = known
    if known is not None:
        numbers = _continued(rows, known)
    for from_left in (True, False):
        if not numbers:
            numbers = _margin_numbers(rows, from_left=from_left)
            if numbers:
                numbering = _numbering(list(numbers.values()), from_left=from_left)
    if not numbers:
        return rows, [], known
    if numbering is not None:
        numbering.last = max(_value(number) for number in numbers.values())
    ids = {id(glyph) for number in numbers.values() for glyph in number}
    kept = [[g for g in row if id(g) not in ids] for row in rows]
    return [row for row in kept if any(not g.text.isspace() for g in row)], list(numbers.values()), numbering


def _value(number: list[Glyph]) -> int:
    return int("".join(glyph.text for glyph in number))


def _numbering(numbers: list[list[Glyph]], *, from_left: bool) -> Numbering:
    values = [_value(number) for number in numbers]
    steps = [after - before for before, after in pairwise(values)]
    return Numbering(
        _inner_edge(numbers[0], from_left=from_left), from_left, max(set(steps), key=steps.count), values[-1]
    )


def _inner_edge(number: list[Glyph], *, from_left: bool) -> float:
    return max(g.x1 for g in number) if from_left else min(g.x0 for g in number)


def _continued(rows: list[list[Glyph]], known: Numbering) -> dict[int, list[Glyph]]:
    """Numbers of this page that go on with a known numbering, or begin it anew."""
    found: dict[int, list[Glyph]] = {}
    last = known.last
    for index, row in enumerate(rows):
        number = _number_at_edge(row, from_left=known.from_left)
        if not number:
            continue
        size = number[0].size
        at_place = abs(_inner_edge(number, from_left=known.from_left) - known.edge) <= NUMBER_EDGE * size
        outside = abs(number[0].x0 - known.edge) <= MOST_DIGITS * size
        value = _value(number)
        ahead = value - last
        goes_on = 0 < ahead <= MOST_MISSED * known.step and ahead % known.step == 0
        if (at_place or outside) and (goes_on or value == known.step):
            found[index] = number
            last = value
    return found


def _margin_numbers(rows: list[list[Glyph]], *, from_left: bool) -> dict[int, list[Glyph]]:
    """Glyphs of the line number of each numbered row, by row."""
    found: dict[int, list[Glyph]] = {}
    for index, row in enumerate(rows):
        number = _number_at_edge(row, from_left=from_left)
        if number:
            found[index] = number
    if len(found) < LEAST_OF_EVERY_FIFTH:
        return {}
    members = _in_one_column(found, from_left=from_left)
    values = [_value(found[i]) for i in members]
    steps = [after - before for before, after in pairwise(values)]
    step = max(STEPS, key=steps.count)
    if not steps or steps.count(step) < 0.9 * len(steps) or len(members) * step < NUMBERED_SHARE * len(rows):
        return {}
    # Numbers of every fifth line stand five rows apart; nothing else does.
    evenly = step > 1 and all(abs(after - before - step) <= 1 for before, after in pairwise(members))
    if len(members) < LEAST_NUMBERED and not evenly:
        return {}
    edge = max(g.x1 for i in members for g in found[i]) if from_left else min(g.x0 for i in members for g in found[i])
    numbered = set(members)
    others = [
        g
        for i, row in enumerate(rows)
        for g in row
        if not g.text.isspace() and (i not in numbered or g not in found[i])
    ]
    inside = sum(g.x0 < edge if from_left else g.x1 > edge for g in others)
    return {i: found[i] for i in members} if inside <= 0.02 * len(others) else {}


def _in_one_column(found: dict[int, list[Glyph]], *, from_left: bool) -> list[int]:
    """Rows whose numbers end about where most do: numbers of one, two and three digits may be flush on either side."""
    edges = {index: _inner_edge(number, from_left=from_left) for index, number in found.items()}
    size = median(number[0].size for number in found.values())
    usual = most_common(list(edges.values()), width=NUMBER_EDGE * size)
    return sorted(i for i, edge in edges.items() if usual is not None and abs(edge - usual) <= FLUSH_EITHER_WAY * size)


def _number_at_edge(row: Sequence[Glyph], *, from_left: bool) -> list[Glyph]:
    """The figures at one end of a row, when a gap parts them from the rest."""
    ink = sorted((g for g in row if not g.text.isspace()), key=lambda g: g.x0, reverse=not from_left)
    number: list[Glyph] = []
    for glyph in ink:
        if number:
            last = number[-1]
            gap = glyph.x0 - last.x1 if from_left else last.x0 - glyph.x1
            if gap > NUMBER_GAP * glyph.size:
                break
        if not (len(glyph.text) == 1 and glyph.text.isdigit()) or len(number) == MOST_DIGITS:
            return []
        number.append(glyph)
    return number if from_left else number[::-1]
