"""Plain text: each line of the file is a visual line, its width an estimate from the characters' usual widths."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from resolusjon_nlp.errors import DamagedError, NoTextError
from resolusjon_nlp.reading.lines import RawDocument, VisualLine, most_common

MEDIA_TYPE = "text/plain"
LINE_HEIGHT = 1.0

CLOSE_SHARE = 0.2
"""Where more than this share of the lines stand close under the one before, an empty line means something."""

LEAST_WORDS, LEAST_WRAPPED = 3, 3
"""So many words in a line that was full, and so many such lines, tell how a dump was broken."""

_NARROW = set("iljtfrI.,:;!|'()[]/ -1")
_WIDE = set("mwMWÆæ@%—")
NARROW, AVERAGE, CAPITAL, WIDE = 0.56, 1.0, 1.28, 1.6
"""Widths of character classes in a common text face, relative to an average small letter."""


def read_text_dump(data: bytes) -> RawDocument:
    """Read a text file.

    Raises
    ------
    DamagedError
        When the bytes are no text in UTF-8, UTF-16 (with its mark) or Windows-1252.
    NoTextError
        When there is nothing but white space.
    """
    text = decode(data)
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    filled = [(number, row) for number, row in enumerate(rows, start=1) if row.strip("\f \t\u00a0")]
    if not filled:
        raise NoTextError("Tekstfilen er tom.", advice="Se etter om riktig fil er lagret.")
    gaps = [float(after - before) for (before, _), (after, _) in pairwise(filled)]
    usual = 1.0 if sum(gap == 1.0 for gap in gaps) > CLOSE_SHARE * len(gaps) else most_common(gaps, width=0.5) or 1.0
    by_count = _is_wrapped_by_count([row.replace("\f", " ").strip() for _, row in filled])
    lines = []
    page, top = 1, 0.0
    previous = 0
    for number, row in filled:
        # A line closer to its neighbour than the dump's usual step follows a page break; a form feed says so itself.
        steps = max(1.0, (number - previous) / usual) if previous else 1.0
        top += steps * LINE_HEIGHT
        if "\f" in row:
            page += 1
        clean = row.replace("\f", " ").rstrip()
        lines.append(_line(clean, number, page, top, by_count=by_count))
        previous = number
    return RawDocument(tuple(lines), MEDIA_TYPE, None, from_dump=True)


def decode(data: bytes) -> str:
    """Decode text bytes: UTF-8 (with or without mark), UTF-16 with its mark, else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if b"\x00" in data:
        raise DamagedError("Filen er ikke tekst.", advice="Lagre den som PDF eller som ren tekst (UTF-8).")
    return data.decode("cp1252", errors="replace")


def character_width(character: str) -> float:
    """Usual width of a character, in average small letters."""
    if character in _NARROW:
        return NARROW
    if character in _WIDE:
        return WIDE
    return CAPITAL if character.isupper() else AVERAGE


def _is_wrapped_by_count(rows: Sequence[str]) -> bool:
    """Whether lines were broken at a number of characters, as mail programs do: no line that goes on had room for the next word."""
    wrapped = [
        (len(upper), len(lower.split()[0]))
        for upper, lower in pairwise(rows)
        if lower[:1].islower() and upper[-1:] not in ".!?:;-" and len(upper.split()) >= LEAST_WORDS
    ]
    longest = max(map(len, rows))
    return len(wrapped) >= LEAST_WRAPPED and all(length + 1 + word > longest for length, word in wrapped)


def _line(text: str, number: int, page: int, top: float, *, by_count: bool) -> VisualLine:
    xs = tuple(accumulate((AVERAGE if by_count else character_width(character) for character in text), initial=0.0))
    return VisualLine(
        text=text, page=page, top=top - LINE_HEIGHT, bottom=top, xs=xs, size=LINE_HEIGHT * 1.8, number=number
    )
