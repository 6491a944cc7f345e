"""Characters: what a code point on the page stands for in running text.

Only the code points of :data:`REPLACEMENTS` and canonical composition (NFC) change anything; every other character passes as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

HYPHENS = "-\u2010\u2011\u00ad\u00ac"
"""Characters that may stand for a hyphen at a line's end; U+00AD and ¬ are only ever that."""

SOFT_HYPHEN = "\u00ad"
SOFT_HYPHENS = "\u00ad\u00ac"

REPLACEMENTS = {
    "\u00a0": " ",
    "\u2002": " ",
    "\u2003": " ",
    "\u2007": " ",
    "\u2009": " ",
    "\u200a": " ",
    "\u202f": " ",
    "\t": " ",
    "\u2010": "-",
    "\u2011": "-",
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\u00ad": "",
    "\u200b": "",
    "\u200c": "",
    "\u200d": "",
    "\u2060": "",
    "\ufeff": "",
}

SPACING_ACCENTS = {
    "\u02da": "\u030a",
    "\u00b0": "\u030a",
    "\u00a8": "\u0308",
    "\u00b4": "\u0301",
    "\u0060": "\u0300",
    "\u02c6": "\u0302",
    "\u02dc": "\u0303",
    "\u02c7": "\u030c",
    "\u02d9": "\u0307",
}
"""Accents that some typesetters draw as a character of its own over the letter, with the combining mark they mean."""

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SUPERSCRIPT_DIGITS = {ord(raised): plain for plain, raised in zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True)}

UNKNOWN = "\ufffd"
"""Stands for a glyph whose character the file does not tell."""

PRIVATE_USE = range(0xE000, 0xF900)


_SPECIAL = re.compile(f"[{''.join(REPLACEMENTS)}\u0300-\u036f]")
"""What reading changes: the replaced code points and combining marks (those of other scripts compose with nothing in NFC that a line could lack)."""


def is_simple(raw: str, start: int = 0, end: int | None = None) -> bool:
    """Whether ``raw[start:end]`` reads as it stands, character by character."""
    part = raw if start == 0 and end is None else raw[start:end]
    return (part.isascii() and "\t" not in part) or (
        _SPECIAL.search(part) is None and unicodedata.is_normalized("NFC", part)
    )


class Piece(NamedTuple):
    """``raw[start:end]`` reads as ``text``."""

    text: str
    start: int
    end: int


def pieces(raw: str, start: int = 0, end: int | None = None) -> Iterator[Piece]:
    """Read ``raw[start:end]`` character by character, composing letters with the marks that follow them."""
    stop = len(raw) if end is None else end
    position = start
    while position < stop:
        after = position + 1
        marks = ""
        while after < stop and (unicodedata.combining(raw[after]) or _is_invisible(raw, after, stop)):
            marks += REPLACEMENTS.get(raw[after], raw[after])
            after += 1
        base = REPLACEMENTS.get(raw[position], raw[position])
        if raw[position] == SOFT_HYPHEN and _is_meant(raw, position, stop):
            base = "-"
        yield Piece(unicodedata.normalize("NFC", base + marks), position, after)
        position = after


def _is_meant(raw: str, position: int, stop: int) -> bool:
    """Whether a soft hyphen inside a line stands for a hyphen: words are divided between small letters only."""
    if position + 1 >= stop:
        return False
    before, after = raw[max(0, position - 1) : position], raw[position + 1]
    return after.isspace() or after.isdigit() or before.isdigit() or before.isupper()


def _is_invisible(raw: str, position: int, stop: int) -> bool:
    """Whether a character that shows nothing stands between a letter and its mark."""
    return (
        REPLACEMENTS.get(raw[position]) == "" and position + 1 < stop and bool(unicodedata.combining(raw[position + 1]))
    )


def plain(raw: str) -> str:
    """The running text of `raw`, with white space collapsed and trimmed."""
    if is_simple(raw):
        return " ".join(raw.split())
    return " ".join("".join(piece.text for piece in pieces(raw)).split())


def is_private(character: str) -> bool:
    """Whether a character is from the private-use area (a symbol font's bullet, or a broken text layer)."""
    return ord(character) in PRIVATE_USE
