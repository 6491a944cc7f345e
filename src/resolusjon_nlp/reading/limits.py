"""Limits on what a file may cost: PDFs and archives are untrusted."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """What one file may cost; every figure can be raised from the command line.

    Attributes
    ----------
    bytes
        Size of the file.
    pages
        Pages of a PDF.
    page_characters
        Drawn characters on one page.
    stream_bytes
        What one compressed stream of a PDF may unpack to.
    seconds
        Time in the reading process.
    memory_bytes
        Address space of the reading process above what it starts with.
    """

    bytes: int = 100 * MEGABYTE
    pages: int = 2_000
    page_characters: int = 200_000
    stream_bytes: int = 50 * MEGABYTE
    seconds: float = 300.0
    memory_bytes: int = 2_000 * MEGABYTE
