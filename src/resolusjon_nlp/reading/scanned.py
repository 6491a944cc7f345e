"""Pages without usable text: said so, never passed on as words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from resolusjon_nlp.reading.characters import UNKNOWN, is_private
from resolusjon_nlp.reading.lines import VisualLine
from resolusjon_nlp.records import ReadingWarning

BROKEN_SHARE = 0.2
"""A page with more than this share of characters that stand for nothing has a broken text layer."""

FEW_LETTERS = 25
"""A page that is a picture and has fewer letters than this has a page number at most, not text."""

LEAST_INK = 200
"""Less text than this says nothing about its letters."""

COMMON_WORDS = frozenset(
    {*"og i er på av for til det en ein som å med vi at den de dei".split(), *"the of and to ja lea go".split()}
)


def unusable_page(lines: Sequence[VisualLine], page: int, *, has_images: Callable[[], bool]) -> ReadingWarning | None:
    """Say why a page's text cannot be used, or None where it can."""
    text = "\n".join(line.text for line in lines)
    letters = sum(character.isalpha() for character in text)
    if letters < FEW_LETTERS and has_images():
        return ReadingWarning(
            code="scanned-page",
            page=page,
            message=f"Side {page} er et bilde uten tekst (skannet). Kjør tekstgjenkjenning (OCR) på filen og les den på nytt.",
        )
    if not text.strip():
        return ReadingWarning(code="blank-page", page=page, message=f"Side {page} er tom.")
    odd = text.count(UNKNOWN) + sum(ord(character) < 32 and not character.isspace() for character in text)
    private = sum(is_private(character) for character in text)
    ink = sum(not character.isspace() for character in text)
    if odd > BROKEN_SHARE * ink or private > 2 * BROKEN_SHARE * ink or _is_shifted(text):
        return ReadingWarning(
            code="broken-text-layer",
            page=page,
            message=f"Side {page} har tegn uten betydning i tekstlaget. Skriv filen ut til PDF på nytt, eller kjør tekstgjenkjenning.",
        )
    return None


def _is_shifted(text: str) -> bool:
    """Whether letters stand for other letters, as when all glyph codes are moved by a fixed number.

    Such text has none of the words that no page of running text lacks, and too few spaces or vowels.
    """
    ink = sum(not character.isspace() for character in text)
    if ink < LEAST_INK or COMMON_WORDS & set(text.lower().split()):
        return False
    letters = [character.lower() for character in text if character.isalpha()]
    vowels = sum(character in "aeiouyæøåáéèóòôäö" for character in letters)
    spaces = sum(character.isspace() for character in text)
    return len(letters) < 0.5 * ink or vowels < 0.25 * len(letters) or spaces < 0.05 * ink
