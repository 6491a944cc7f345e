"""Dates as Norwegian texts write them, in both written forms."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Precision = Literal["day", "month", "year"]

MONTHS = {
    "januar": 1,
    "jan": 1,
    "februar": 2,
    "feb": 2,
    "mars": 3,
    "mar": 3,
    "april": 4,
    "apr": 4,
    "mai": 5,
    "juni": 6,
    "jun": 6,
    "juli": 7,
    "jul": 7,
    "august": 8,
    "aug": 8,
    "september": 9,
    "sept": 9,
    "sep": 9,
    "oktober": 10,
    "okt": 10,
    "november": 11,
    "nov": 11,
    "desember": 12,
    "des": 12,
}
FIRST_YEAR, LAST_YEAR = 1900, 2099
"""Years outside this range are some other number."""

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_NAMED = re.compile(
    rf"(?<![\d.])(?:(?P<from>\d{{1,2}})\.?\s*(?:(?P<from_month>{_MONTH})\.?\s*)?(?:[-–—]|til|og|til og med|t\.o\.m\.)\s*)?"
    rf"(?P<day>\d{{1,2}})\.?\s*(?P<month>{_MONTH})\b\.?,?\s*(?P<year>(?:19|20)\d{{2}})(?!\d)",
    re.IGNORECASE,
)
_NUMERIC = re.compile(
    r"(?<![\d.,/])(?:(?P<from>\d{1,2})\.?(?:\d{1,2}\.?)?\s*[-–—]\s*)?(?P<day>\d{1,2})\s*(?:\.|/|-)\s*(?P<month>\d{1,2})"
    r"(?:\s*[./-]\s*|\s*[-–]?\s+)(?P<year>(?:19|20)\d{2}|\d{2})(?![\d,.]\d|\d)"
)
_ISO = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_MONTH_YEAR = re.compile(rf"\b(?P<month>{_MONTH})\.?\s+(?P<year>(?:19|20)\d{{2}})(?!\d)", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d.,/-])(?P<year>(?:19|20)\d{2})(?![\d]|[.,/-]\d)")


class FoundDate(NamedTuple):
    """A date at ``text[start:end]``: ISO 8601 as far as it is known. For a range it is the last day."""

    start: int
    end: int
    value: str
    precision: Precision


def find_dates(text: str, *, bare_years: bool = False) -> list[FoundDate]:
    """All dates in `text`, in order and without overlap; years alone only on request."""
    found: list[FoundDate] = []
    taken: list[tuple[int, int]] = []
    for date in _candidates(text, bare_years=bare_years):
        if all(date.end <= start or date.start >= end for start, end in taken):
            found.append(date)
            taken.append((date.start, date.end))
    return sorted(found)


def _candidates(text: str, *, bare_years: bool) -> Iterator[FoundDate]:
    for match in _NAMED.finditer(text):
        yield from _day(match, MONTHS[match["month"].lower()], int(match["year"]))
    for pattern in (_ISO, _NUMERIC):
        for match in pattern.finditer(text):
            year = int(match["year"])
            if year < 100:
                year += 2000 if year < 70 else 1900
            yield from _day(match, int(match["month"]), year)
    for match in _MONTH_YEAR.finditer(text):
        yield FoundDate(match.start(), match.end(), f"{match['year']}-{MONTHS[match['month'].lower()]:02d}", "month")
    if bare_years:
        for match in _YEAR.finditer(text):
            yield FoundDate(match.start(), match.end(), match["year"], "year")


def _day(match: re.Match[str], month: int, year: int) -> Iterator[FoundDate]:
    day = int(match["day"])
    if 1 <= month <= 12 and FIRST_YEAR <= year <= LAST_YEAR and 1 <= day <= calendar.monthrange(year, month)[1]:
        yield FoundDate(match.start(), match.end(), f"{year}-{month:02d}-{day:02d}", "day")
