"""From lines to blocks: where one paragraph, heading or list item ends and the next begins.

Evidence, strongest first: a list marker, a change of size or weight, a gap wider than the line pitch, an indent, and a line that ends
although the next word had room on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from resolusjon_nlp.norwegian.dates import find_dates
from resolusjon_nlp.reading.adopters import adopters
from resolusjon_nlp.reading.bodies import is_body_line, is_date_line, parse_body
from resolusjon_nlp.reading.characters import HYPHENS, is_private, plain
from resolusjon_nlp.reading.lines import Draft, Slice, VisualLine, gap_between
from resolusjon_nlp.reading.markers import Marker, find_marker
from resolusjon_nlp.reading.measure import Measures

PARAGRAPH_GAP = 1.22
"""Lines further apart than this many pitches belong to different blocks."""

DUMP_GAP = 1.4
"""The same for dumps, where gaps come in whole lines."""

INDENT = 0.8
"""A first line further in than this many type sizes opens a paragraph."""

SAME_EDGE = 0.6
"""Left edges within this many type sizes are the same."""

SPACE_WIDTH = 0.25
"""Width of a word space in type sizes."""

SLACK = 0.35
"""Room that the next word must leave before a line counts as ended early, in type sizes: kerning and ragged edges differ."""

_TERMINAL = re.compile(r"[.!?:…][\"'»”’)\]]*\s*(?:\d{1,2})?$")
_STARTS_LOW = re.compile(r"[\s\"'«“(]*[a-zæøåáéèóòôäöü]")


_CONTENTS = re.compile(r"\s*\S.{2,}?\s*(?:[.…·_]\s*){3,}\d{1,3}\s*$")
_DANGLING = re.compile(r"\b(?:i|på|av|frå|fra|og|for|til|med|ved|som|at|å)\s*$")
_DAY_LAST = re.compile(r"\b\d{1,2}\.\s*(?:[a-z]+)?\s*$")
_YEAR_FIRST = re.compile(r"\s*(?:(?:\d{1,2}\.\s*)?[a-z]+\s+)?(?:19|20)\d{2}\b")


def build_blocks(lines: Sequence[VisualLine], indices: Sequence[int], measures: Measures) -> list[Draft]:
    """Group the lines named by `indices` (in reading order) into drafts of blocks; lists are labelled, the rest are paragraphs."""
    drafts: list[Draft] = []
    open_list: _OpenList | None = None
    previous: int | None = None
    for index in indices:
        line = lines[index]
        before = None if previous is None else lines[previous]
        if line.role == "table-row":
            if drafts and drafts[-1].type == "table" and before is not None and before.page == line.page:
                drafts[-1].slices.append(_whole(index, line))
            else:
                drafts.append(Draft("table", [_whole(index, line)]))
            open_list, previous = None, index
            continue
        marker = _accepted_marker(line, before, open_list, measures)
        if marker is not None:
            drafts.append(_item(index, line, marker))
            open_list = _OpenList(marker, line.x0, line.x_at(marker.end))
        elif before is None or before.role == "table-row" or _starts_block(before, line, open_list, measures):
            drafts.append(Draft("paragraph", [_whole(index, line)]))
            open_list = None
        else:
            drafts[-1].slices.append(_whole(index, line))
        previous = index
    return drafts


class _OpenList:
    """The list item that the next line may continue."""

    def __init__(self, marker: Marker, marker_x: float, text_x: float) -> None:
        self.marker = marker
        self.marker_x = marker_x
        self.text_x = text_x


def is_finished(text: str) -> bool:
    """Whether a line ends as a sentence, heading or lead-in does."""
    return bool(_TERMINAL.search(text.rstrip()))


def is_contents_line(text: str) -> bool:
    """Whether a line is an entry of a table of contents: words, leaders, page number."""
    return _CONTENTS.match(text) is not None


def _whole(index: int, line: VisualLine) -> Slice:
    return Slice(index, 0, len(line.text))


def _item(index: int, line: VisualLine, marker: Marker) -> Draft:
    kind = "numbered" if marker.kind in ("number", "letter") else "bullet"
    text = "•" if len(marker.text) == 1 and is_private(marker.text) else marker.text
    return Draft(kind, [Slice(index, marker.end, len(line.text))], marker=text)


def _accepted_marker(
    line: VisualLine, before: VisualLine | None, open_list: _OpenList | None, measures: Measures
) -> Marker | None:
    marker = find_marker(line.text)
    if marker is None or before is None:
        return marker if marker is not None and marker.ordinal in (None, 1) else None
    if marker.is_certain:
        return marker
    ended = (
        is_finished(before.text)
        or before.text.rstrip().endswith((",", ";"))
        or _has_room(before, line, measures)
        or _gap(before, line, measures)
    )
    alike = open_list is not None and open_list.marker.kind == marker.kind
    same_place = alike and open_list is not None and abs(open_list.marker_x - line.x0) <= SAME_EDGE * line.size
    if marker.kind == "dash":
        # A dash that a wrapped sentence happens to begin with stands at the margin after an unfinished line.
        indented = line.x0 - measures.left_of(line) > INDENT * line.size
        return marker if ended or (same_place and not measures.from_dump) or indented else None
    if marker.kind == "letter_o":
        return marker
    follows = alike and open_list is not None and marker.ordinal == (open_list.marker.ordinal or 0) + 1
    if marker.ordinal is None:
        return marker if ended and line.bold else None
    return marker if ended and (marker.ordinal == 1 or follows or same_place or _gap(before, line, measures)) else None


def _starts_block(before: VisualLine, line: VisualLine, open_list: _OpenList | None, measures: Measures) -> bool:
    unfinished = bool(_STARTS_LOW.match(line.text)) and not is_finished(before.text)
    if before.text.rstrip()[-1:] in HYPHENS and unfinished and measures.same_size(before, line):
        return False
    if not measures.same_size(before, line) and not (unfinished and _smaller_mark(before, line)):
        return True
    if is_contents_line(before.text) or is_contents_line(line.text):
        return True
    if _gap(before, line, measures) or _beside(before, line):
        return True
    if before.bold != line.bold and not (unfinished and not _has_room(before, line, measures)):
        return True
    if measures.is_large(line) and measures.is_large(before):
        # A title broken over lines is one; "Sak 7.2" over a title is not.
        return adopters().genre.fullmatch(before.text.strip(" .:–-")) is not None
    if open_list is None and (form := _after_form_line(before.text, line.text)) is not None:
        return form
    if open_list is not None:
        return _leaves_item(before, line, open_list, measures)
    if _is_indented(before, line, measures):
        return True
    return _has_room(before, line, measures)


def _after_form_line(before: str, line: str) -> bool | None:
    """Whether a line that names the body or the date ends there (True) or goes on (False); None after any other line."""
    if _DANGLING.search(before):
        return False
    names_body, gives_date = is_body_line(line), is_date_line(line)
    if is_finished(before) and (names_body or gives_date) and not _DAY_LAST.search(before):
        return True
    if not (is_body_line(before) or is_date_line(before)):
        return None
    if _DAY_LAST.search(before) or before.rstrip().endswith(","):
        return False
    if find_dates(before) or (gives_date and not names_body and line.lstrip()[:1].isupper()):
        return True
    both = f"{before} {line}"
    return not (is_body_line(both) and (parse_body(both) != parse_body(before) or _YEAR_FIRST.match(line)))


def _beside(before: VisualLine, line: VisualLine) -> bool:
    """Whether two lines are pieces of one row that stand far apart."""
    return (
        before.page == line.page
        and before.column == line.column
        and before.number is None
        and abs(before.bottom - line.bottom) < 0.3 * line.size
    )


def _smaller_mark(before: VisualLine, line: VisualLine) -> bool:
    """Whether a difference in size may come from a line that is mostly a raised figure or the like."""
    return min(len(before.text), len(line.text)) < 4


def _leaves_item(before: VisualLine, line: VisualLine, open_list: _OpenList, measures: Measures) -> bool:
    tolerance = SAME_EDGE * line.size
    hanging = open_list.text_x - measures.left_of(line) > tolerance and not measures.from_dump
    if hanging and abs(line.x0 - open_list.text_x) <= tolerance:
        return False
    if not measures.from_dump and line.x0 < open_list.marker_x - tolerance and gap_between(before, line) is not None:
        return not (_STARTS_LOW.match(line.text) and not is_finished(before.text))
    return _has_room(before, line, measures)


def _is_indented(before: VisualLine, line: VisualLine, measures: Measures) -> bool:
    if measures.from_dump:
        return False
    indent = line.x0 - measures.left_of(line)
    before_indent = before.x0 - measures.left_of(before)
    moved = indent - before_indent > INDENT * line.size
    return moved and (is_finished(before.text) or measures.room(before) > INDENT * line.size)


def _gap(before: VisualLine, line: VisualLine, measures: Measures) -> bool:
    return measures.is_gap(before, line, factor=DUMP_GAP if measures.from_dump else PARAGRAPH_GAP)


def _has_room(before: VisualLine, line: VisualLine, measures: Measures) -> bool:
    """Whether the first word of `line` would have had room on `before`, so that something else ended that line."""
    if before.text.rstrip()[-1:] in HYPHENS and _STARTS_LOW.match(line.text):
        return False
    marker = find_marker(line.text)
    start = marker.end if marker is not None and marker.kind != "dash" else 0
    needed = line.first_word_width(start) + (SPACE_WIDTH + SLACK) * before.size
    room = measures.room(before)
    if _STARTS_LOW.match(line.text) and not is_finished(before.text):
        # A sentence that goes on in lower case is one paragraph unless the line is broken off by far.
        return room > max(3 * needed, 0.45 * (measures.right_of(before) - measures.left_of(before)))
    if not plain(before.text).rstrip()[-1:].isalnum() and not is_finished(before.text):
        needed *= 1.5
    return room >= needed
