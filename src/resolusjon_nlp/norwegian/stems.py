"""Search terms of a text: its words as they stand, and their Snowball stems. Letters keep their marks: å is not a, ø is not o."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

_WORD = re.compile(r"[^\W_]+")


@cache
def _stemmer() -> Any:
    return snowballstemmer.stemmer("norwegian")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Snowball stem of a lower-case word."""
    return str(_stemmer().stemWord(word))


def words_of(text: str) -> list[str]:
    """Words of `text` in lower case, NFC; hyphens separate."""
    return [match.group().lower() for match in _WORD.finditer(unicodedata.normalize("NFC", text))]


def stems_of(text: str) -> list[str]:
    """Stems of the words of `text`, in order."""
    return [stem(word) for word in words_of(text)]
