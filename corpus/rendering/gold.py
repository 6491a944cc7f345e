"""The gold of one file: the source says what stands there, the PDF only where lines and pages end."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from importlib import import_module
from itertools import accumulate
from typing import Any

from .document import Document, Part, Piece
from .readback import HYPHENS, Page, Stream, fold

LEAST_SIMILARITY = 0.995
MARGIN_SHARE = 0.16
"""Share of the page's height above and below that headers and footers may take."""

_PUNCTUATION = ".,;:!?()«»\"”“'’"


class GoldError(RuntimeError):
    """A rendered file does not hold what its source says."""


@dataclass(frozen=True)
class LineEnd:
    """A hyphen at a line's end: the letters before and after it are at `left` and `right` in the block's text."""

    block: int
    left: int
    right: int


@dataclass(frozen=True)
class Expected:
    """What the body of a file must read as; ``owner[i]`` tells of ``key[i]`` its block and the letter in it, if any."""

    key: str
    owner: tuple[tuple[int, int] | None, ...]


def make_gold(document: Document, pages: list[Page]) -> dict[str, Any]:
    """Align a rendered file with its document and write down the gold.

    Raises
    ------
    GoldError
        When a header or footer is missing, or the text is not there as it should be.
    """
    flow, notes = blocks_of(document)
    stream, furniture = _body(document, pages, [piece.text for piece in notes])
    wanted = expected(flow)
    similarity, mapped = align(stream.key, wanted.key)
    if similarity < LEAST_SIMILARITY:
        raise GoldError(
            f"{document.name}: only {similarity:.4f} of the text is in the PDF\n{_difference(stream.key, wanted.key)}"
        )
    places = [None if index is None else wanted.owner[index] for index in mapped]
    events = [hyphen_event(flow[end.block].text, end.left, end.right) for end in _line_ends(stream, places)]
    ordered, number = footnotes_last(flow + notes)
    lengths = [0 if piece.type == "toc" else len(fold(piece.text)) for piece in ordered]
    starts = [0, *accumulate(lengths)]
    crossings = sorted(
        starts[number[block]] + len(fold(flow[block].text[:letter]))
        for block, letter in _page_ends(stream, places)
        if flow[block].type != "toc"
    )
    first = document.parts[0]
    gold: dict[str, Any] = {
        "name": document.name,
        "template": document.layout.name,
        "language": document.language,
        "split": document.split,
        "sources": list(document.sources),
        "blocks": [_block(piece) for piece in ordered],
        "furniture": furniture,
        "hyphens": [event for event in events if event],
        "xpage": crossings,
        "meta": {"title": first.title, "date": first.date, "body": first.body},
        "similarity": round(similarity, 5),
    }
    if document.layout.collection and len(document.parts) > 1:
        gold["resolutions"] = [_part(part, flow, number) for part in document.parts]
    return gold


def blocks_of(document: Document) -> tuple[list[Piece], list[Piece]]:
    """The blocks in the order in which they are read, and the footnotes that stand at the feet of pages."""
    notes = [Piece("footnote", piece.note, marker=piece.note_mark) for piece in document.pieces if piece.note]
    return list(document.pieces), notes


def footnotes_last(pieces: list[Piece]) -> tuple[list[Piece], list[int]]:
    """The pieces with all footnotes at the end, and each piece's number in that order."""
    order = sorted(range(len(pieces)), key=lambda index: pieces[index].type == "footnote")
    number = [0] * len(pieces)
    for place, index in enumerate(order):
        number[index] = place
    return [pieces[index] for index in order], number


def expected(pieces: list[Piece]) -> Expected:
    """What the pieces read as, with their marks and page numbers, in the alignment key."""
    parts: list[str] = []
    owner: list[tuple[int, int] | None] = []

    def add(text: str, place: tuple[int, int] | None) -> None:
        folded = fold(text)
        parts.append(folded)
        owner.extend([place] * len(folded))

    for index, piece in enumerate(pieces):
        add(piece.marker, None)
        for letter, char in enumerate(piece.text):
            add(char, (index, letter))
        add(piece.note_mark + piece.page, None)
    return Expected("".join(parts), tuple(owner))


def align(found: str, wanted: str) -> tuple[float, list[int | None]]:
    """Similarity of two keys, and for each letter found its index among those wanted (none where there is no such letter)."""
    if found == wanted:
        return 1.0, list(range(len(found)))
    distance = import_module("rapidfuzz.distance").Levenshtein
    mapped: list[int | None] = [None] * len(found)
    for step in distance.opcodes(found, wanted):
        if step.tag in ("equal", "replace"):
            for index in range(step.src_end - step.src_start):
                mapped[step.src_start + index] = step.dest_start + index
    return float(distance.normalized_similarity(found, wanted)), mapped


def hyphen_event(text: str, left: int, right: int) -> dict[str, str] | None:
    """What becomes of a hyphen at a line's end between the letters at `left` and `right`.

    Returns
    -------
    dict or None
        ``join`` when the source has none there, ``keep`` when it has one inside a word, ``suspended`` when
        a space follows it; with the word as it must read. None for a dash between spaces.
    """
    between = text[left + 1 : right]
    start = max(text.rfind(" ", 0, left + 1), text.rfind("\u00a0", 0, left + 1)) + 1
    end = next((index for index in range(right, len(text)) if text[index].isspace()), len(text))
    word = text[start:end].strip(_PUNCTUATION)
    if between[:1].isspace():
        return None
    if not any(letter in HYPHENS for letter in between):
        return {"kind": "join", "word": word}
    return {"kind": "suspended" if any(letter.isspace() for letter in between) else "keep", "word": word}


def _body(document: Document, pages: list[Page], notes: list[str]) -> tuple[Stream, list[dict[str, Any]]]:
    """Take headers, footers and footnotes out of the pages; what is left is the body."""
    furniture: list[dict[str, Any]] = []
    rest: list[Any] = []
    waiting = list(enumerate(notes, start=1))
    for number, page in enumerate(pages, start=1):
        stream = Stream(page.glyphs)
        for text in sorted(document.furniture(number, len(pages)), key=len, reverse=True):
            stream = _without_furniture(document, page, stream, text, number)
            furniture.append({"text": text, "page": number})
        for mark, note in list(waiting):
            found = next(stream.places(fold(f"{mark}{note}")), None)
            if found is not None:
                stream = stream.without(*found)
                waiting.remove((mark, note))
        rest += stream.glyphs
    if waiting:
        raise GoldError(f"{document.name}: footnotes not found: {waiting}")
    return Stream(rest).without_leaders(), furniture


def _without_furniture(document: Document, page: Page, stream: Stream, text: str, number: int) -> Stream:
    """Of all places that read as `text` the nearest to the page's upper or lower edge."""
    nearest: tuple[float, int, int] | None = None
    for first, last in stream.places(fold(text)):
        own = stream.glyphs[first:last]
        distance = min(max(glyph.bottom for glyph in own), page.height - min(glyph.top for glyph in own))
        if len({round(glyph.top) for glyph in own}) <= 3 and distance < MARGIN_SHARE * page.height:
            nearest = min(nearest or (distance, first, last), (distance, first, last))
    if nearest is None:
        raise GoldError(f"{document.name}: page {number} lacks {text!r} in its header or footer")
    return stream.without(*nearest[1:])


def _line_ends(stream: Stream, places: list[tuple[int, int] | None]) -> list[LineEnd]:
    out = []
    for index in stream.line_ends():
        if stream.glyphs[index].text[-1] not in HYPHENS:
            continue
        after = bisect_right(stream.owner, index)
        left, right = (places[after - 1], places[after]) if 0 < after < len(places) else (None, None)
        if left is not None and right is not None and left[0] == right[0]:
            out.append(LineEnd(left[0], left[1], right[1]))
    return out


def _page_ends(stream: Stream, places: list[tuple[int, int] | None]) -> list[tuple[int, int]]:
    """Blocks that go on on a new page, with their first letter there."""
    out = []
    for index in range(1, len(stream.owner)):
        before, after = stream.glyphs[stream.owner[index - 1]], stream.glyphs[stream.owner[index]]
        left, right = places[index - 1], places[index]
        if before.page != after.page and left is not None and right is not None and left[0] == right[0]:
            out.append(right)
    return out


def _part(part: Part, flow: list[Piece], number: list[int]) -> dict[str, Any]:
    own = [number[index] for index in range(part.first, part.last + 1) if flow[index].type != "footnote"]
    return {"title": part.title, "body": part.body, "date": part.date, "first_block": own[0], "last_block": own[-1]}


def _block(piece: Piece) -> dict[str, str]:
    block = {"type": piece.type, "text": piece.text}
    return {**block, "page": piece.page} if piece.type == "toc" else block


def _difference(found: str, wanted: str) -> str:
    """The first place where two keys differ, for error messages."""
    at = next(
        (index for index, (one, two) in enumerate(zip(found, wanted, strict=False)) if one != two),
        min(len(found), len(wanted)),
    )
    return f"found  …{found[max(0, at - 20) : at + 60]}…\nwanted …{wanted[max(0, at - 20) : at + 60]}…"
