"""What each block is: title, heading, date, body line, lead-in, list item, signature, or plain paragraph.

Evidence is type (size, weight, capitals), place among the neighbours, and form (no full stop, a colon, a date, an adopting body).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from resolusjon_nlp.reading.blocks import is_contents_line, is_finished
from resolusjon_nlp.reading.bodies import is_body_line, is_date_line
from resolusjon_nlp.reading.heading import is_genre_word, strip_genre
from resolusjon_nlp.reading.joining import Joined
from resolusjon_nlp.reading.lines import Draft, VisualLine
from resolusjon_nlp.reading.measure import Measures

HEADING_WORDS = 22
"""Longer blocks are no headings."""

PLAIN_HEADING_WORDS = 12
"""Longer blocks are no headings when nothing but their form says so."""

FRONT_BLOCKS = 8
"""The title stands among the first so many blocks."""

SHORT_LINE = 0.8
"""A heading without type of its own fills less than this share of the line."""

BARE_ITEM_WORDS = 25
"""Longer lines after a colon are paragraphs, not items without marks."""

LEAST_CONTENTS = 2
SIGNATURE_BLOCKS = 6
SIGNATURE_WORDS = 8

_CASE = re.compile(r"\s*sak\b", re.IGNORECASE)
"""An item of an agenda is numbered like a resolution, but it is no name of one."""

_LETTER = re.compile(r"[^\W\d_]")
_SIGNATURE = re.compile(
    r"^(?:for\s+\S+|på vegne av|på vegner av|vennlig hilsen|med (?:vennlig |venleg )?(?:hilsen|helsing)|venleg helsing|sign\.?|leder|leiar|nestleder|nestleiar|styreleder|sekretær|"
    r"hovedtillitsvalgt|hovudtillitsvald)\b",
    re.IGNORECASE,
)
_SIGNED_FOR = re.compile(r"(?:for|på vegne av|på vegner av)\s+(?!.*\bvedt)", re.IGNORECASE)
_HEADING_START = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*\.?\s+)?[«\"]?[A-ZÆØÅČĐŊŠŽ]")
_NUMBERED_GENRE = re.compile(r"\w+\s+(?:nr\.?\s*)?\d")
_NAME_LINE = re.compile(
    r"^(?:[A-ZÆØÅ][\wæøåéüö-]+\.?\s+){1,3}[A-ZÆØÅ][\wæøåéüö-]+(?:,?\s*(?:\(?sign\.?\)?|leder|leiar|nestleder|nestleiar|sekretær|styreleder)\)?)?$"
)


@dataclass
class BlockView:
    """A draft with what labelling needs to know of it. ``joined`` is None after the slices changed; ``starts_part`` where one of
    several resolutions begins."""

    draft: Draft
    text: str
    lines: list[VisualLine]
    joined: Joined | None = None
    starts_part: bool = False

    @property
    def words(self) -> int:
        """Number of words."""
        return len(self.text.split())


def label_lines(views: Sequence[BlockView], measures: Measures) -> None:
    """Label in place what form and type tell: dates, bodies, contents, headings, lead-ins and their items."""
    _label_lines_with_forms(views)
    _label_contents(views)
    _label_headings(views, measures)
    _label_lead_ins(views, measures)


def label_part(views: Sequence[BlockView], measures: Measures) -> None:
    """Label in place what a resolution has once: its title, plain headings under it, and who signs."""
    _label_title(views, measures)
    _label_plain_headings(views, measures)
    _label_signatures(views)


def _label_contents(views: Sequence[BlockView]) -> None:
    """Lines of a table of contents: two or more in a row that end in leaders or a wide gap and a page number."""
    run: list[BlockView] = []
    for view in (*views, None):
        if view is not None and is_contents_line(view.text):
            run.append(view)
            continue
        if len(run) >= LEAST_CONTENTS:
            for entry in run:
                entry.draft.type = "toc"
        run = []


def _label_lines_with_forms(views: Sequence[BlockView]) -> None:
    for view in views:
        if view.draft.type != "paragraph" or view.words > HEADING_WORDS or len(view.lines) > 3:
            continue
        if _NUMBERED_GENRE.match(view.text) and strip_genre(view.text) != view.text:
            continue  # "Uttalelse 2: Fra årsmøtet i …" is a title
        if is_body_line(view.text):
            view.draft.type = "signature" if _SIGNED_FOR.match(view.text) else "body"
        elif is_date_line(view.text):
            view.draft.type = "date"


def is_capitals(text: str) -> bool:
    """Whether all letters are capitals and there are enough of them to mean it."""
    letters = _LETTER.findall(text)
    return len(letters) >= 4 and all(letter.isupper() for letter in letters)


def _label_headings(views: Sequence[BlockView], measures: Measures) -> None:
    for index, view in enumerate(views):
        if view.words > HEADING_WORDS or not _LETTER.search(view.text):
            continue
        large = all(measures.is_large(line) for line in view.lines)
        bold = (all(line.bold for line in view.lines) and not measures.bold) or all(
            map(measures.is_colored, view.lines)
        )
        capitals = is_capitals(view.text) and view.words <= HEADING_WORDS
        if view.draft.type in ("bullet", "numbered"):
            alone = not _has_list_neighbour(views, index)
            numbered_like_a_heading = (view.draft.marker or ".")[-1].isdigit() and view.words <= PLAIN_HEADING_WORDS
            stands_out = large or bold or numbered_like_a_heading
            if view.draft.type == "numbered" and stands_out and alone and not view.text.endswith((".", ":", ";", ",")):
                view.draft.type = "heading"
                _restore_marker(view)
            continue
        if view.draft.type != "paragraph" or view.text.endswith((":", ";", ",")):
            continue
        if (
            (large and not (_ends_as_sentence(view.text) and view.words > PLAIN_HEADING_WORDS))
            or ((bold or capitals) and not _ends_as_sentence(view.text))
            or (capitals and view.words <= 12)
        ):
            view.draft.type = "heading"


def _restore_marker(view: BlockView) -> None:
    first = view.draft.slices[0]
    view.draft.slices[0] = type(first)(first.line, 0, first.end)
    view.draft.marker = None
    view.joined = None


def _has_list_neighbour(views: Sequence[BlockView], index: int) -> bool:
    near = [views[i] for i in (index - 1, index + 1) if 0 <= i < len(views)]
    return any(view.draft.type == views[index].draft.type for view in near)


def _ends_as_sentence(text: str) -> bool:
    return text.rstrip("»”\"')").endswith(".")


def _label_lead_ins(views: Sequence[BlockView], measures: Measures) -> None:
    for index, view in enumerate(views[:-1]):
        before_list = views[index + 1].draft.type in ("bullet", "numbered")
        if view.draft.type == "paragraph" and before_list and not is_finished(view.text):
            view.draft.type = "lead_in"  # "Årsmøtet ber regjeringen om å", without a colon
            continue
        if view.draft.type not in ("paragraph", "heading") or not view.text.rstrip().endswith(":"):
            continue
        if before_list:
            view.draft.type = "lead_in"
            continue
        items = _bare_items(views, index + 1, measures)
        if items:
            view.draft.type = "lead_in"
            for item in items:
                item.draft.type = "bullet"


def _bare_items(views: Sequence[BlockView], start: int, measures: Measures) -> list[BlockView]:
    """Short lines without marks that follow a colon: items, when there are two or more of one make."""
    items: list[BlockView] = []
    for view in views[start:]:
        if (
            view.draft.type != "paragraph"
            or view.words > BARE_ITEM_WORDS
            or len(view.lines) > 2
            or view.text.endswith(":")
        ):
            break
        if items and view.text[:1].islower() != items[0].text[:1].islower():
            break
        if items and _ends_as_sentence(view.text) and not _ends_as_sentence(items[0].text) and _fills(view, measures):
            break
        items.append(view)
    if len(items) < 2:
        return []
    # Without marks, sentences that fill their lines are paragraphs; items are short, or lack capitals or stops.
    loose = sum(item.text[:1].islower() or not _ends_as_sentence(item.text) or len(item.lines) == 1 for item in items)
    return items if loose >= 0.8 * len(items) else []


def _fills(view: BlockView, measures: Measures) -> bool:
    first = view.lines[0]
    return first.x1 - measures.left_of(first) > SHORT_LINE * (measures.right_of(first) - measures.left_of(first))


def _label_title(views: Sequence[BlockView], measures: Measures) -> None:
    """The title: the largest heading at the front, else the first short line there that is no sentence."""
    front: list[BlockView] = []
    for view in _from_contents_on(views, measures)[:FRONT_BLOCKS]:
        if view.draft.type in ("bullet", "numbered", "lead_in"):
            break
        if view.draft.type == "paragraph" and not _may_be_plain_title(view, measures):
            break
        front.append(view)
    candidates = [
        view for view in front if view.draft.type in ("heading", "paragraph") and not is_genre_word(view.text)
    ]
    if not candidates:
        _label_genre(front)
        return
    styled = [view for view in candidates if view.draft.type == "heading"]
    pool = styled or candidates
    named = [view for view in pool if strip_genre(view.text) != view.text and not _CASE.match(view.text)]
    best = max(pool, key=lambda view: (type_weight(view, measures), view in named, -list(views).index(view)))
    best.draft.type = "title"
    for view in front:
        if view.draft.type == "paragraph" and (is_genre_word(view.text) or _may_be_heading_line(view)):
            view.draft.type = "heading"
    for view in views:
        if view.draft.type == "heading":
            view.draft.level = 2


def _from_contents_on(views: Sequence[BlockView], measures: Measures) -> Sequence[BlockView]:
    """What follows a table of contents, where there is one; all where the title stands above the contents of its own sections."""
    first = next((i for i, view in enumerate(views) if view.draft.type == "toc"), 0)
    last = max((i for i, view in enumerate(views) if view.draft.type == "toc"), default=-1)
    above = [type_weight(view, measures) for view in views[:first] if view.draft.type == "heading"]
    below = [type_weight(view, measures) for view in views[last + 1 :] if view.draft.type == "heading"]
    entries = {entry_words(view.text) for view in views if view.draft.type == "toc"}
    sections = sum(entry_words(view.text) in entries for view in views[last + 1 :] if view.draft.type == "heading")
    if above and below and max(above) > max(below) and sections > 1:
        return views[:first]
    return views[last + 1 :]


def entry_words(text: str) -> str:
    """The letters of a heading, or of its entry in a table of contents."""
    return "".join(_LETTER.findall(text)).lower()


def _label_genre(front: list[BlockView]) -> None:
    """With nothing else at the front, a genre word ("Resolusjon") is a heading, but no title: it says nothing of this text."""
    for view in front:
        if view.draft.type == "paragraph" and is_genre_word(view.text):
            view.draft.type = "heading"
            view.draft.level = 2


def type_weight(view: BlockView, measures: Measures) -> float:
    """How far a block's type stands out: size first, then weight and capitals."""
    line = view.lines[0]
    size = 1.0 if measures.from_dump else line.size / measures.size
    return round(size, 1) + (0.05 if line.bold else 0.0) + (0.02 if is_capitals(view.text) else 0.0)


def _may_be_plain_title(view: BlockView, measures: Measures) -> bool:
    if view.words > HEADING_WORDS or _ends_as_sentence(view.text) or view.text.endswith((":", ";", ",")):
        return False
    return len(view.lines) == 1 or (len(view.lines) == 2 and measures.room(view.lines[-1]) > 0)


def _may_be_heading_line(view: BlockView) -> bool:
    return view.words <= PLAIN_HEADING_WORDS and not is_finished(view.text)


def _label_plain_headings(views: Sequence[BlockView], measures: Measures) -> None:
    """Headings that only their form gives away: a short line without a stop between full paragraphs."""
    for index, view in enumerate(views):
        if view.draft.type != "paragraph" or index == 0 or index + 1 >= len(views):
            continue
        before, after = views[index - 1], views[index + 1]
        if (
            len(view.lines) == 1
            and view.words <= PLAIN_HEADING_WORDS
            and _HEADING_START.match(view.text)
            and not view.text.rstrip("»”\"')").endswith((".", ":", ",", ";", "…"))
            and not _fills(view, measures)
            and (
                is_finished(before.text)
                or before.draft.type in ("title", "heading", "date", "body", "bullet", "numbered")
            )
            and after.draft.type in ("paragraph", "lead_in")
            and (after.words > PLAIN_HEADING_WORDS or after.draft.type == "lead_in")
            and after.text[:1].isupper()
        ):
            view.draft.type = "heading"
            view.draft.level = 2


def _label_signatures(views: Sequence[BlockView]) -> None:
    """Short lines at the very end that name who signs."""
    last_text = max(
        (i for i, view in enumerate(views) if view.draft.type in ("bullet", "numbered") or view.words > 12), default=-1
    )
    for view in list(views[last_text + 1 :])[-SIGNATURE_BLOCKS:]:
        if (
            view.draft.type in ("paragraph", "heading")
            and view.words <= SIGNATURE_WORDS
            and not view.text.endswith((".", "!", "?", ":"))
            and (_SIGNATURE.match(view.text) or _NAME_LINE.match(view.text))
        ):
            view.draft.type = "signature"
