"""From lines to blocks: where one paragraph, heading or list item ends and the next begins.

Evidence, strongest first: a list marker, a change of size or weight, a gap wider than the line pitch, an indent, and a line that ends
although the next word had room on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from resolusjon_nlp.norwegian.dates import find_dates
from resolusjon_nlp.reading.adopters import adopters
from resolusjon_nlp.reading.bodies import is_body_line, is_date_line
from resolusjon_nlp.reading.characters import HYPHENS, is_private, plain
from resolusjon_nlp.reading.columns import SIDE
from resolusjon_nlp.reading.lines import Draft, Slice, VisualLine, gap_between, on_one_row
from resolusjon_nlp.reading.lists import SAME_EDGE, OpenItem, OpenLists, starts_low
from resolusjon_nlp.reading.markers import Marker, find_marker
from resolusjon_nlp.reading.measure import Measures

PARAGRAPH_GAP = 1.22
"""Lines further apart than this many pitches belong to different blocks."""

DUMP_GAP = 1.4
"""The same for dumps, where gaps come in whole lines."""

INDENT = 0.8
"""A first line further in than this many type sizes opens a paragraph."""

SPACE_WIDTH = 0.25
"""Width of a word space in type sizes."""

SLACK = 0.35
"""Room that the next word must leave before a line counts as ended early, in type sizes: kerning and ragged edges differ."""

AHEAD = 16
"""So many lines are looked through for the second item of a list."""

SET_OFF = 0.45
"""A mark further from its text than this many type sizes is set off by a tab stop."""

HANG_EDGE = 0.3
"""Lines of an item stand at its text's edge, to within this many type sizes."""

BROKEN_OFF = 0.3
"""A line of a list item that leaves more than this share of its measure empty before a capital is the item's last."""

JUSTIFIED_ROOM = 0.6
"""In justified text, a finished line that leaves more than this many type sizes empty is the last of its paragraph."""

_TERMINAL = re.compile(r"[.!?:…][\"'»”’)\]]*\s*(?:\d{1,2})?$")


_CONTENTS = re.compile(r"\s*\S.{2,}?\s*(?:[.…·_]\s*){3,}\d{1,3}\s*$")
_HYPHENATED = re.compile(rf"[^\W\d_][{re.escape(HYPHENS)}]\s*$")
_CONJUNCTION_LAST = re.compile(r"\b(?:og|eller|samt|men)\s*$")
_GOES_ON = re.compile(
    r"(?<![\w-])(?:i|på|av|frå|fra|og|for|til|med|ved|som|at|å|en|et|ein|eit|ei|den|det|dei|de|om|mot|mellom|under|hos|uten|utan|eller|enn|er|har|kan|skal|vil|må|blir|vert|hvis|dersom|fordi|når|der|§|nr\.|ca\.|jf\.|kapittel)\s*$|\s[–—]\s*$"
)
"""Words that a sentence does not end with, and a dash that leads on."""

_FACE = re.compile(r"^[A-Z]{1,6}\+")
"""The mark of a subset before a font's name."""

_YEAR_FIRST = re.compile(r"\s*(?:19|20)\d{2}\b")
_NUMBERED_GENRE = re.compile(
    r"\s*(?:uttalelse|resolusjon|fråsegn|uttale|vedtak|sak)\s+(?:nr\.?\s*)?\d+(?:[./]\d+)?\s*[:–-]\s", re.IGNORECASE
)
"""A resolution's title in a collection."""

_FIGURE_FIRST = re.compile(r"\s*\d[\d .,]*(?![.)])\s*[a-zæøå%]")
_DANGLING = re.compile(r"\b(?:i|på|av|frå|fra|og|for|til|med|ved|som|at|å)\s*$")
_DAY_LAST = re.compile(r"\b\d{1,2}\.\s*(?:[a-z]+)?\s*$")


def build_blocks(lines: Sequence[VisualLine], indices: Sequence[int], measures: Measures) -> list[Draft]:
    """Group the lines named by `indices` (in reading order) into drafts of blocks; lists are labelled, the rest are paragraphs."""
    drafts: list[Draft] = []
    lists = OpenLists()
    bare: list[Draft] = []
    before: VisualLine | None = None
    for position, index in enumerate(indices):
        line = lines[index]
        if line.role == "table-row":
            _add_row(drafts, index, line, before)
            lists.close()
            before = line
            continue
        marker = find_marker(line.text)
        if marker is not None:
            ahead = [lines[i] for i in indices[position + 1 : position + 1 + AHEAD]] if marker.ordinal == 1 else []
            marker = _accepted_marker(marker, line, before, ahead, lists, measures)
        if marker is not None:
            drafts.append(_item(index, line, marker))
            lists.open(marker, line)
        elif before is None or before.role == "table-row" or _starts_block(before, line, lists, measures):
            drafts.append(Draft("paragraph", [_whole(index, line)]))
            lists.after_block(before, line, measures)
            if lists.bare is not None:
                bare.append(drafts[-1])
            else:
                _label_bare(bare)
        else:
            drafts[-1].slices.append(_whole(index, line))
        before = line
    _label_bare(bare)
    return drafts


def _label_bare(drafts: list[Draft]) -> None:
    """Two or more lines in lower case under a colon are items without marks; `drafts` is emptied."""
    if len(drafts) > 1:
        for draft in drafts:
            draft.type = "bullet"
    drafts.clear()


def _add_row(drafts: list[Draft], index: int, line: VisualLine, before: VisualLine | None) -> None:
    """Add a row to the table it continues, or to a new one."""
    if drafts and drafts[-1].type == "table" and before is not None and before.page == line.page:
        drafts[-1].slices.append(_whole(index, line))
    else:
        drafts.append(Draft("table", [_whole(index, line)]))


def is_finished(text: str) -> bool:
    """Whether a line ends as a sentence, heading or lead-in does."""
    return bool(_TERMINAL.search(text.rstrip()))


def is_contents_line(text: str) -> bool:
    """Whether a line is an entry of a table of contents: words, leaders, page number."""
    return _CONTENTS.match(text) is not None


def _whole(index: int, line: VisualLine) -> Slice:
    return Slice(index, 0, len(line.text))


def _item(index: int, line: VisualLine, marker: Marker) -> Draft:
    kind = "bullet" if marker.kind in ("bullet", "dash", "letter_o") else "numbered"
    text = "•" if len(marker.text) == 1 and is_private(marker.text) else marker.text
    return Draft(kind, [Slice(index, marker.end, len(line.text))], marker=text)


def _accepted_marker(
    marker: Marker,
    line: VisualLine,
    before: VisualLine | None,
    ahead: Sequence[VisualLine],
    lists: OpenLists,
    measures: Measures,
) -> Marker | None:
    """`marker` where it opens an item, None where it is part of the sentence."""
    followed = marker.ordinal == 1 and _is_followed(marker, line, ahead)
    if not (followed or _is_set_off(marker, line, lists) or lists.awaits(marker, line, from_dump=measures.from_dump)):
        return None
    if before is None:
        return marker if marker.ordinal in (None, 1) else None
    if marker.is_certain:
        return marker
    ended = (
        is_finished(before.text)
        or before.text.rstrip().endswith((",", ";"))
        or _CONJUNCTION_LAST.search(before.text) is not None
        or _fits(before, line, measures)
        or _gap(before, line, measures)
        or followed
    )
    current = lists.current
    alike = current is not None and current.marker.family == marker.family
    same_place = alike and current is not None and abs(current.marker_x - line.x0) <= SAME_EDGE * line.size
    if marker.kind == "dash" and measures.is_large(line) and measures.is_large(before):
        return None  # a title goes on after a dash
    if marker.kind == "dash":
        # A dash that a wrapped sentence happens to begin with stands at the margin after an unfinished line.
        indented = line.x0 - measures.left_of(line) > INDENT * line.size
        return marker if ended or (same_place and not measures.from_dump) or indented else None
    if marker.kind == "letter_o":
        return marker
    if lists.awaits(marker, line, from_dump=measures.from_dump) and (
        ended or (not measures.from_dump and lists.stands_with(line))
    ):
        return marker
    if marker.ordinal is None:
        return marker if ended and line.bold else None
    return marker if ended and (marker.ordinal == 1 or same_place or _gap(before, line, measures)) else None


def _is_followed(marker: Marker, line: VisualLine, ahead: Sequence[VisualLine]) -> bool:
    """Whether the next numbers of a list that `marker` may begin stand at the start of lines below, at the same place."""
    wanted = marker
    for below in ahead:
        found = find_marker(below.text)
        if found is None or not found.follows(wanted) or len(found.path) != len(marker.path):
            continue
        if line.number is None and abs(below.x0 - line.x0) > SAME_EDGE * line.size and below.column == line.column:
            continue
        # A number without a stop proves nothing until the third.
        if marker.kind != "bare_number" or wanted is not marker:
            return True
        wanted = found
    return False


def _is_set_off(marker: Marker, line: VisualLine, lists: OpenLists) -> bool:
    """Whether a mark that may as well be the sentence's own word ("1 av 3", "A. Olsen") is parted from its text by more than a space."""
    if marker.kind == "bare_number" or (
        marker.kind == "letter" and marker.text[:1].isupper() and marker.text.endswith(".")
    ):
        if line.number is not None:
            return False
        space = line.x_at(marker.end) - line.x_at(len(line.text[: marker.end].rstrip()))
        return space > SET_OFF * line.size
    # "i." is the first of one list or the ninth of another.
    return not (marker.kind == "roman" and marker.text.strip("().").lower() in ("v", "x") and lists.current is None)


def _starts_block(before: VisualLine, line: VisualLine, lists: OpenLists, measures: Measures) -> bool:
    unfinished = starts_low(line.text) and not is_finished(before.text)
    if _must_go_on(before.text, line.text) and measures.same_size(before, line):
        return False
    if not measures.same_size(before, line) and not (unfinished and _smaller_mark(before, line)):
        return True
    if is_contents_line(before.text) or is_contents_line(line.text):
        return _starts_entry(before, line, measures)
    if SIDE in before.column or SIDE in line.column:
        return before.column != line.column or _gap(before, line, measures)
    if _gap(before, line, measures) or _beside(before, line):
        return True
    if before.bold != line.bold and not (unfinished and not _has_room(before, line, measures)):
        return True
    if _changes_face(before, line, measures):
        return True
    if measures.is_large(line) and measures.is_large(before):
        # A title broken over lines is one; "Sak 7.2" over a title is not.
        return adopters().genre.fullmatch(before.text.strip(" .:–-")) is not None
    if not lists.items and (form := _after_form_line(before, line, measures)) is not None:
        return form
    if lists.current is not None:
        return _leaves_item(before, line, lists.current, measures)
    if lists.bare is not None and unfinished and abs(line.x0 - lists.bare) <= SAME_EDGE * line.size:
        return _fits(before, line, measures)
    moved = _is_indented(before, line, measures) or _is_outdented(before, line, measures)
    return moved or _has_room(before, line, measures)


def _changes_face(before: VisualLine, line: VisualLine, measures: Measures) -> bool:
    """Whether an ended line and the next, which opens with a capital, are set in different faces (a heading in italics, say)."""
    if measures.from_dump or before.font == line.font or starts_low(line.text):
        return False
    shorter = min(len(before.text), len(line.text))
    ended = is_finished(before.text) or _fits(before, line, measures)
    return ended and shorter > 3 and _FACE.sub("", before.font) != _FACE.sub("", line.font)


def _must_go_on(before: str, line: str) -> bool:
    """Whether a line ends inside a word or a date."""
    if _HYPHENATED.search(before):
        return line.lstrip()[:1].isalpha()
    return _DAY_LAST.search(before) is not None and _YEAR_FIRST.match(line) is not None


def _starts_entry(before: VisualLine, line: VisualLine, measures: Measures) -> bool:
    """Whether a line beside an entry of a table of contents is another; an entry may take two lines, its leaders being on the second."""
    if is_contents_line(before.text):
        return True
    return is_finished(before.text) or _fits(before, line, measures) or before.bold != line.bold


def _after_form_line(before: VisualLine, line: VisualLine, measures: Measures) -> bool | None:
    """Whether a line that names the body or the date ends there (True) or goes on (False); None after any other line."""
    if _DANGLING.search(before.text) and not _NUMBERED_GENRE.match(before.text):
        return False
    form_before, form_here = _is_form_line(before.text), _is_form_line(line.text)
    if not (form_before or (form_here and is_finished(before.text) and not _DAY_LAST.search(before.text))):
        return None
    if form_before and find_dates(before.text) and find_dates(line.text):
        return True
    if form_before and (_DAY_LAST.search(before.text) or before.text.rstrip().endswith(",")):
        return False
    # A form line is broken only where it was full.
    if form_before and starts_low(line.text) and not _fits(before, line, measures) and not form_here:
        return False  # a sentence whose subject fills the line: "Årsmøtet i FO Rogaland ⏎ krever:"
    at_edge = before.x0 - measures.left_of(before) <= SAME_EDGE * line.size  # centred lines begin anywhere
    indented = at_edge and line.x0 - before.x0 > INDENT * line.size
    had_room = _fits(before, line, measures) or indented
    return had_room or not form_before or not _is_form_line(f"{before.text} {line.text}")


def _is_form_line(text: str) -> bool:
    return is_body_line(text) or is_date_line(text) or _NUMBERED_GENRE.match(text) is not None


def _beside(before: VisualLine, line: VisualLine) -> bool:
    """Whether two lines are pieces of one row that stand far apart."""
    return (
        before.page == line.page and before.column == line.column and before.number is None and on_one_row(line, before)
    )


def _smaller_mark(before: VisualLine, line: VisualLine) -> bool:
    """Whether a difference in size may come from a line that is mostly a raised figure or the like."""
    return min(len(before.text), len(line.text)) < 4


def _leaves_item(before: VisualLine, line: VisualLine, item: OpenItem, measures: Measures) -> bool:
    tolerance = SAME_EDGE * line.size
    measure = measures.right_of(before) - measures.left_of(before)
    broken_off = measures.room(before) > BROKEN_OFF * measure or _is_last_of_justified(before, line, measures)
    if broken_off and not starts_low(line.text) and _has_room(before, line, measures):
        return True
    hanging = item.text_x - measures.left_of(line) > tolerance and not measures.from_dump
    if hanging and abs(line.x0 - item.text_x) <= HANG_EDGE * line.size:
        return False
    if hanging and is_finished(before.text) and not starts_low(line.text) and line.x0 > item.text_x:
        return True  # further in than the item's text: the first line of a paragraph
    if not measures.from_dump and line.x0 < item.marker_x - tolerance and gap_between(before, line) is not None:
        return not (starts_low(line.text) and not is_finished(before.text))
    return _has_room(before, line, measures)


def _is_indented(before: VisualLine, line: VisualLine, measures: Measures) -> bool:
    if measures.from_dump:
        return False
    indent = line.x0 - measures.left_of(line)
    # Where the lines of a paragraph hang under its first, that one stands left of the usual edge.
    before_indent = max(0.0, before.x0 - measures.left_of(before))
    moved = indent - before_indent > INDENT * line.size
    return moved and (is_finished(before.text) or measures.room(before) > INDENT * line.size)


def _is_outdented(before: VisualLine, line: VisualLine, measures: Measures) -> bool:
    """Whether a line stands left of the usual edge, as the first of a hanging paragraph does."""
    if measures.from_dump or not is_finished(before.text):
        return False
    return line.x0 - measures.left_of(line) < -INDENT * line.size and line.x0 < before.x0 + SAME_EDGE * line.size


def _gap(before: VisualLine, line: VisualLine, measures: Measures) -> bool:
    return measures.is_gap(before, line, factor=DUMP_GAP if measures.from_dump else PARAGRAPH_GAP)


def _needed(before: VisualLine, line: VisualLine) -> float:
    """Room that the first word of `line` would have taken on `before`."""
    marker = find_marker(line.text)
    start = marker.end if marker is not None and marker.kind != "dash" else 0
    return line.first_word_width(start) + (SPACE_WIDTH + SLACK) * before.size


def _fits(before: VisualLine, line: VisualLine, measures: Measures) -> bool:
    """Whether the first word of `line` would have fitted on `before`, whatever the two say."""
    return measures.room(before) >= _needed(before, line)


def _is_last_of_justified(before: VisualLine, line: VisualLine, measures: Measures) -> bool:
    """Whether a finished line stays short of the edge that the other lines of its column reach."""
    return (
        is_finished(before.text)
        and before.column in measures.justified
        and before.page == line.page
        and measures.room(before) > JUSTIFIED_ROOM * before.size
    )


def _has_room(before: VisualLine, line: VisualLine, measures: Measures) -> bool:
    """Whether the first word of `line` would have had room on `before`, so that something else ended that line."""
    if before.text.rstrip()[-1:] in HYPHENS and starts_low(line.text):
        return False
    needed = _needed(before, line)
    room = measures.room(before)
    finished = is_finished(before.text)
    if measures.from_dump and starts_low(line.text) and not finished and before.text.rstrip()[-1:] not in ",;":
        return False  # estimated widths tell less than a sentence that goes on
    if not finished and (starts_low(line.text) or _GOES_ON.search(before.text) or _FIGURE_FIRST.match(line.text)):
        # A sentence that goes on is one paragraph unless the line is broken off by far.
        return room > max(3 * needed, 0.45 * (measures.right_of(before) - measures.left_of(before)))
    if _is_last_of_justified(before, line, measures):
        return True
    if not plain(before.text).rstrip()[-1:].isalnum() and not finished:
        needed *= 1.5
    return room >= needed
