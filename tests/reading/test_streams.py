"""Streams that unpack to too much are refused without being unpacked into memory."""

from __future__ import annotations

import tracemalloc
import zlib

import pytest

from resolusjon_nlp.errors import TooLargeError
from resolusjon_nlp.reading.limits import Limits
from resolusjon_nlp.reading.streams import check_streams

LIMITS = Limits(stream_bytes=1_000_000)
BIG = zlib.compress(b" " * 1_500_000)
SMALL = zlib.compress(b"0 0 m 1 1 l S " * 1000)
TWICE = zlib.compress(zlib.compress(b" " * 30_000_000))


def stream(dictionary: bytes, content: bytes) -> bytes:
    return b"%PDF-1.7\n4 0 obj\n<< " + dictionary + b" >>\nstream\r\n" + content + b"\nendstream\nendobj\n"


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        (stream(b"/Filter /FlateDecode /Length 1", BIG), True),
        (stream(b"/Filter[/Fl]", BIG), True),
        (stream(b"/Filter [/FlateDecode /FlateDecode]", TWICE), True),
        (stream(b"/Filter /FlateDecode", SMALL) * 200 + stream(b"/Filter /FlateDecode", BIG), True),
        (stream(b"/Filter /FlateDecode", BIG).replace(b"endstream", b""), True),
        # many small ones, packed pictures, streams that are not packed, damaged or encrypted, and no stream at all
        (stream(b"/Filter /FlateDecode", SMALL) * 200, False),
        (stream(b"/Type /XObject /Subtype /Image /Filter /FlateDecode", BIG), False),
        (stream(b"/Subtype /Form", BIG), False),
        (stream(b"/Filter /FlateDecode", b"\x00" + BIG), False),
        (stream(b"/Filter /FlateDecode", BIG[:900]), False),
        (b"%PDF-1.7\nstream\n", False),
        (b"", False),
    ],
)
def test_check_streams(data: bytes, refused: bool) -> None:
    if not refused:
        check_streams(data, LIMITS)
        return
    with pytest.raises(TooLargeError, match="1 MB"):
        check_streams(data, LIMITS)


def test_check_streams_takes_no_memory() -> None:
    data = stream(b"/Filter /FlateDecode", zlib.compress(b" " * 100_000_000))
    tracemalloc.start()
    with pytest.raises(TooLargeError):
        check_streams(data, Limits())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000
