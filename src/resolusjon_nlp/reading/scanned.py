"""Pages without usable text: said so, never passed on as words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from resolusjon_nlp.reading.characters import UNKNOWN, is_private
from resolusjon_nlp.reading.legible import is_scrambled
from resolusjon_nlp.reading.lines import VisualLine
from resolusjon_nlp.records import ReadingWarning

BROKEN_SHARE = 0.2
"""A page with more than this share of characters that stand for nothing has a broken text layer."""

FEW_LETTERS = 25
"""A page that is a picture and has fewer letters than this has a page number at most, not text."""


def unusable_page(lines: Sequence[VisualLine], page: int, *, has_images: Callable[[], bool]) -> ReadingWarning | None:
    """Say why a page's text cannot be used, or None where it can."""
    counts = Counter("\n".join(line.text for line in lines))
    letters = sum(count for character, count in counts.items() if character.isalpha())
    if letters < FEW_LETTERS and has_images():
        return ReadingWarning(
            code="scanned-page", page=page, message=f"Side {page} er et bilde uten tekst (skannet). Den er ikke lest."
        )
    ink = sum(count for character, count in counts.items() if not character.isspace())
    if not ink:
        return ReadingWarning(code="blank-page", page=page, message=f"Side {page} er tom.")
    odd = sum(count for character, count in counts.items() if character == UNKNOWN or _is_control(character))
    private = sum(count for character, count in counts.items() if is_private(character))
    if odd > BROKEN_SHARE * ink or private > 2 * BROKEN_SHARE * ink or _has_scrambled_font(lines, letters):
        return ReadingWarning(
            code="broken-text-layer",
            page=page,
            message=f"Side {page} har et ødelagt tekstlag (tegn som står for andre tegn). Den er ikke lest. Skriv filen ut til PDF på nytt.",
        )
    return None


def _is_control(character: str) -> bool:
    return ord(character) < 32 and not character.isspace()


def _has_scrambled_font(lines: Sequence[VisualLine], letters: int) -> bool:
    """Whether the page, or all that is set in one of its fonts, has letters that stand for others."""
    by_font: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        by_font[line.font].append(line.text)
    texts = ["\n".join(members) for members in by_font.values()]
    if len(texts) > 1:
        texts = [text for text in texts if len(text) > BROKEN_SHARE * letters] + [
            "\n".join(line.text for line in lines)
        ]
    return any(is_scrambled(text) for text in texts)
