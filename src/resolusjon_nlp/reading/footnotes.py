"""Footnotes: small print under a page's text that begins with a mark. They are read after the text they would interrupt."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from resolusjon_nlp.reading.lines import Draft, Slice, VisualLine
from resolusjon_nlp.reading.measure import Measures

SMALLER = 0.94
"""Footnotes are set smaller than this share of the body's size."""

MOST_LINES = 15
_MARK = re.compile(r"\s*(?:\d{1,2}|[*†‡]|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})[.)]?\s*(?=[^\W\d]|[«\"(])")


def find_footnotes(lines: Sequence[VisualLine], indices: Sequence[int], measures: Measures) -> list[int]:
    """Indices (out of `indices`, furniture left out) of the lines that are footnotes, in reading order."""
    if measures.from_dump:
        return []
    pages: dict[tuple[int, tuple[int, ...]], list[int]] = defaultdict(list)
    for index in indices:
        pages[lines[index].page, lines[index].column].append(index)
    found: list[int] = []
    for members in pages.values():
        tail: list[int] = []
        for index in sorted(members, key=lambda i: -lines[i].top):
            if lines[index].size >= SMALLER * measures.size or len(tail) > MOST_LINES:
                break
            tail.append(index)
        while tail and not _MARK.match(lines[tail[-1]].text):
            tail.pop()
        found.extend(tail)
    return sorted(found)


def footnote_drafts(lines: Sequence[VisualLine], indices: Sequence[int]) -> list[Draft]:
    """One draft for each footnote; its mark goes to ``marker``."""
    drafts: list[Draft] = []
    for index in indices:
        mark = _MARK.match(lines[index].text)
        if mark is not None or not drafts:
            start = mark.end() if mark is not None else 0
            text = mark.group().strip() if mark is not None else None
            drafts.append(Draft("footnote", [Slice(index, start, len(lines[index].text))], marker=text))
        else:
            drafts[-1].slices.append(Slice(index, 0, len(lines[index].text)))
    return drafts
