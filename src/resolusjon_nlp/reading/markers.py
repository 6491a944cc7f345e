"""List markers: what a line may begin with when it is an item of a list."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

BULLETS = "•◦▪▫■□●○◆◇★☐‣⁃∙·➢➔➤►▶➜→⇒❖✓✔\uf0b7\uf0a7\uf0d8\uf0fc\uf0a8\uf02d\uf076\uf0e0\ufffd*"
_BULLET = re.compile(rf"\s*([{re.escape(BULLETS)}]|[\ue000-\uf8ff])\s*(?=\S)")
_DASH = re.compile(r"\s*(--|[-–—−‒―>»])\s+(?=\S)")
_LETTER_O = re.compile(r"\s*(o)\s{1,}(?=[^\W\d_])")
_NUMBER = re.compile(r"\s*(\(?(\d{1,2}(?:\.\d{1,2}){0,2})[.)]\)?|(\d{1,2}\.\d{1,2}))\s+(?=\S)")
_BARE_NUMBER = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2})?)\s+(?=[^\W\d_])")
_LETTER = re.compile(r"\s*(\(?([a-lA-L])\))\s+(?=\S)|\s*(([a-lA-L])\.)\s+(?=\S)")
_ROMAN = re.compile(r"\s*(\(?(x{0,1}(?:ix|iv|v?i{0,3}))[.)])\s+(?=\S)", re.IGNORECASE)
_ROMAN_VALUES = {
    numeral: value for value, numeral in enumerate("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split(), start=1)
}
_MONTH = re.compile(
    r"\s*(?:[-–]\s*\d{1,2}\.\s*)?(?:jan|feb|mars|april|mai|juni|juli|aug|sept|okt|nov|des)[a-zæøå]*\b", re.IGNORECASE
)


LONGEST_MARKER = 5


class Marker(NamedTuple):
    """A marker at the start of a line: its kind, what it says, and where the item's text begins in the line."""

    kind: Literal["bullet", "dash", "letter_o", "number", "letter", "roman", "bare_number"]
    text: str
    end: int

    @property
    def is_certain(self) -> bool:
        """Whether the character is used for nothing but lists."""
        return self.kind == "bullet"

    @property
    def family(self) -> str:
        """Marks of one list are of one family: ``2`` and ``2.1`` and ``3.``."""
        return "number" if self.kind == "bare_number" else self.kind

    @property
    def path(self) -> tuple[int, ...]:
        """The numbers of ``1.2``, or the ordinal alone; empty for marks without order."""
        if self.kind in ("number", "bare_number"):
            return tuple(int(part) for part in self.text.strip("(). ").split("."))
        return () if self.ordinal is None else (self.ordinal,)

    def follows(self, other: Marker) -> bool:
        """Whether this is the number after `other`, or the first under it (``4.1`` after ``4``)."""
        here, there = self.path, other.path
        if not here or not there or self.family != other.family:
            return False
        return here == (*there[:-1], there[-1] + 1) or here == (*there, 1)

    @property
    def ordinal(self) -> int | None:
        """The number or letter as a count from 1, None for marks without order and for ``1.1``."""
        if self.kind in ("number", "bare_number"):
            digits = self.text.strip("(). ")
            return int(digits) if digits.isdigit() else None
        if self.kind == "roman":
            return _ROMAN_VALUES.get(self.text.strip("(). ").lower())
        if self.kind == "letter":
            return ord(self.text.strip("(). ").lower()) - ord("a") + 1
        return None


def find_marker(text: str) -> Marker | None:
    """The list marker `text` may begin with, or consist of; whether it is one is for the neighbours to decide."""
    if 0 < len(text.strip()) <= LONGEST_MARKER:
        alone = _opening_marker(f"{text.rstrip()} x")
        if alone is not None and alone.end > len(text.rstrip()):
            # The item's text stands on the lines below.
            return alone._replace(end=len(text)) if alone.kind != "bare_number" else None
    return _opening_marker(text)


def _opening_marker(text: str) -> Marker | None:
    """The list marker `text` may begin with; whether it is one is for the neighbours to decide.

    ``10. oktober`` is a date, never an item. A number without a stop ("1 Kommunene …") is one only where more speaks for it.
    """
    if match := _BULLET.match(text):
        return Marker("bullet", match.group(1), match.end())
    if match := _DASH.match(text):
        return Marker("dash", match.group(1), match.end())
    if match := _LETTER_O.match(text):
        return Marker("letter_o", match.group(1), match.end())
    if match := _NUMBER.match(text):
        if _MONTH.match(text, match.end()):
            return None
        return Marker("number", match.group(1), match.end())
    if (match := _ROMAN.match(text)) and match.group(2):
        return Marker("roman", match.group(1), match.end())
    if match := _LETTER.match(text):
        return Marker("letter", match.group(1) or match.group(3), match.end())
    if (match := _BARE_NUMBER.match(text)) and not _MONTH.match(text, match.end()):
        return Marker("bare_number", match.group(1), match.end())
    return None
