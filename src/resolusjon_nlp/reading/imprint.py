"""What small print at a page's edge looks like: page numbers and addresses."""

from __future__ import annotations

import re

PAGE_NUMBER = re.compile(
    r"(?:side|s\.|page)?\s*[-–—|]?\s*\d{1,4}\s*(?:(?:/|av|of|\|)\s*\d{1,4})?\s*[-–—|]?", re.IGNORECASE
)
"""A line that is nothing but a page number."""

NUMBERED = re.compile(
    r"(?:^|[\s|–-])(?:side\s+)?\d{1,3}(?:\s*(?:/|av)\s*\d{1,3})?\s*[-–]?$|^[-–]?\s*\d{1,3}\s*[-–|]\s", re.IGNORECASE
)
"""A line that begins or ends with one."""

ADDRESS = re.compile(
    r"https?://|www\.|\S+@\S+\.\w|\b(?i:tlf|telefon|postboks|org\.?\s?nr|e-post)\b|^[A-ZÆØÅ][\w .]+,\s+\d{4}\s+[A-ZÆØÅ]\w+$"
)
"""An address, telephone number or the like."""
