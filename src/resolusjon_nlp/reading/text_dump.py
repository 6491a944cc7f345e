"""Plain text: each line of the file is a visual line, its width an estimate from the characters' usual widths."""

from __future__ import annotations

from itertools import accumulate, pairwise

from resolusjon_nlp.errors import DamagedError, NoTextError
from resolusjon_nlp.reading.lines import RawDocument, VisualLine, most_common

MEDIA_TYPE = "text/plain"
LINE_HEIGHT = 1.0

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
    usual = most_common([float(after - before) for (before, _), (after, _) in pairwise(filled)], width=0.5) or 1.0
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
        lines.append(_line(clean, number, page, top))
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


def _line(text: str, number: int, page: int, top: float) -> VisualLine:
    xs = tuple(accumulate((character_width(character) for character in text), initial=0.0))
    return VisualLine(
        text=text, page=page, top=top - LINE_HEIGHT, bottom=top, xs=xs, size=LINE_HEIGHT * 1.8, number=number
    )
