"""Small text helpers that know no politics and no layout."""

from __future__ import annotations

import re
import unicodedata


def fold(text: str) -> str:
    """Letters and digits only, lower case, NFC; å stays å and ø stays ø."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFC", text).lower()).strip()


def common_start(one: str, other: str) -> int:
    """Number of letters that both words begin with."""
    same = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        same += 1
    return same
