"""Small text helpers that know no politics and no layout."""

from __future__ import annotations

import re
import unicodedata


def fold(text: str) -> str:
    """Letters and digits only, lower case, NFC; å stays å and ø stays ø."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFC", text).lower()).strip()
