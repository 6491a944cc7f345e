"""Two faults of pdfminer that concern us, mended: importing this module is enough.

Character maps of TrueType fonts are read one entry early where they name glyphs one by one (format 4 with a range offset), which gives
``dùgnet`` for ``døgnet``; and a font that states widths for two thousand million glyphs is obeyed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Any, BinaryIO

from pdfminer import pdffont
from pdfminer.pdftypes import resolve1

MOST_GLYPHS = 65_536
"""A font has no more glyphs than two bytes can number."""


def parse_cmap_format_4(_font: Any, fp: BinaryIO, char2gid: dict[int, int]) -> None:
    """Read a cmap subtable of format 4 (OpenType specification, "cmap"), with each range offset counted from its own place."""
    segments = struct.unpack(">6H", fp.read(12))[2] // 2
    ends = struct.unpack(f">{segments}H", fp.read(2 * segments))
    fp.read(2)
    starts = struct.unpack(f">{segments}H", fp.read(2 * segments))
    deltas = struct.unpack(f">{segments}h", fp.read(2 * segments))
    at = fp.tell()
    offsets = struct.unpack(f">{segments}H", fp.read(2 * segments))
    for index, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        if offset:
            fp.seek(at + 2 * index + offset)
            glyphs = struct.unpack(f">{end - start + 1}H", fp.read(2 * (end - start + 1))) if start <= end else ()
            char2gid.update({start + i: (glyph + delta) & 0xFFFF for i, glyph in enumerate(glyphs) if glyph})
        else:
            char2gid.update({char: (char + delta) & 0xFFFF for char in range(start, end + 1)})


def bounded(widths: Iterable[object], numbers: int) -> list[object]:
    """A font's widths without ranges that no font can have; a range is the first two of so many `numbers`."""
    kept: list[object] = []
    waiting: list[Any] = []
    for value in map(resolve1, widths):
        if not isinstance(value, int | float):
            kept += [*waiting, value]
            waiting = []
            continue
        waiting.append(value)
        if len(waiting) == numbers:
            if 0 <= waiting[0] <= waiting[1] < MOST_GLYPHS:
                kept += waiting
            waiting = []
    return kept + waiting


_get_widths, _get_widths2 = pdffont.get_widths, pdffont.get_widths2


def _bounded_widths(seq: Iterable[object]) -> Any:
    return _get_widths(bounded(seq, 3))


def _bounded_widths2(seq: Iterable[object]) -> Any:
    return _get_widths2(bounded(seq, 5))


pdffont.TrueTypeFont.parse_cmap_format_4 = parse_cmap_format_4  # type: ignore[method-assign, assignment]
pdffont.get_widths = _bounded_widths
pdffont.get_widths2 = _bounded_widths2
