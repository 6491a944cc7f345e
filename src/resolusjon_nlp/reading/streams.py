"""Compressed streams that unpack to far more than a page needs: refused before a parser gives them memory.

Parsers unpack a page's stream whole, and then build objects many times its size. How much a stream gives is counted here piece by piece, so
that counting takes no memory.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from resolusjon_nlp.errors import TooLargeError
from resolusjon_nlp.reading.limits import MEGABYTE, Limits

MOST_DEFLATION = 1032
"""Deflate packs no more than this many bytes into one (zlib's documentation, "Maximum Compression Factor")."""

DICTIONARY_BYTES = 1000
"""How far before a stream its dictionary is looked at; long ones begin with what is of no interest here."""

CHUNK = 65_536

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DEFLATE = re.compile(rb"/(?:FlateDecode|Fl)(?![a-zA-Z])")
_IMAGE = re.compile(rb"/Subtype\s*/Image(?![a-zA-Z])")


def check_streams(data: bytes, limits: Limits) -> None:
    """Make sure that no stream of a PDF unpacks to more than ``limits.stream_bytes``; pictures, which reading leaves packed, aside.

    Raises
    ------
    TooLargeError
        When one does.
    """
    for start, end, filters in _deflated(data):
        if (end - start) * MOST_DEFLATION**filters <= limits.stream_bytes:
            continue
        size = 0
        for piece in _unpacked(data[start:end], filters):
            size += len(piece)
            if size > limits.stream_bytes:
                raise TooLargeError(
                    f"Filen pakker ut mer enn {limits.stream_bytes // MEGABYTE} MB for en enkelt side.",
                    advice="Er den til å stole på, så åpne den i et annet program og lagre den som PDF på nytt.",
                )


def _deflated(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Start, end and number of deflate filters of each deflated stream that is no picture."""
    for match in _STREAM.finditer(data):
        head = data[max(0, match.start() - DICTIONARY_BYTES) : match.start()]
        head = head[head.rfind(b"obj") + 1 :]
        filters = len(_DEFLATE.findall(head))
        if not filters or _IMAGE.search(head):
            continue
        end = data.find(b"endstream", match.end())
        yield match.end(), len(data) if end < 0 else end, filters


def _unpacked(packed: bytes, filters: int) -> Iterator[bytes]:
    pieces: Iterator[bytes] = (packed[at : at + CHUNK] for at in range(0, len(packed), CHUNK))
    for _ in range(filters):
        pieces = _inflated(pieces)
    return pieces


def _inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    inflater = zlib.decompressobj()
    try:
        for piece in pieces:
            waiting = piece
            while waiting and not inflater.eof:
                yield inflater.decompress(waiting, CHUNK)
                waiting = inflater.unconsumed_tail
            if inflater.eof:
                return
    except zlib.error:
        # Damaged or encrypted: what comes of it is not for this check to say.
        return
