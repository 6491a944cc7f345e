"""How well the text of a page was recovered: blocks that came out of a reader against the blocks of the gold.

All figures are of one file; :func:`mean_over_layouts` makes one table of many. Blocks are compared by text alone, so that tools which give
no types can be measured too. Where a block begins and ends is compared letter by letter (:func:`map_letters`), whatever order the text
comes in and whatever stands between.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, combinations
from typing import Any

FIGURES = (
    "characters",
    "boundary F1",
    "paragraphs exact",
    "paragraphs across pages",
    "hyphens joined",
    "hyphens kept",
    "furniture leaked",
    "bullets exact",
    "headings exact",
    "order",
    "composite",
)
"""Names of the figures in the order of the tables; all but "furniture leaked" are the better the higher."""

HEAD_FIGURES = ("title right", "date right", "body right")
_NOT_IN_COMPOSITE = {"paragraphs across pages", "furniture leaked", "composite"}
"""The composite is the mean of the others and of what did not leak; figures that a file has no case of are left out."""

ANCHOR_LETTERS = 14
"""So many letters in a row that occur once on both sides are taken for the same place."""

LOOSE_LETTERS = 4
"""Fewer letters than this between two anchors are not looked for elsewhere."""

ORDER_LETTERS = 8
"""Shorter blocks are not asked for their place: they may be said twice."""

SHORT_FURNITURE = 8
"""Headers and page numbers of fewer characters must stand as words of their own to count as leaked."""

_UNSEEN = frozenset("-\u2010\u2011\u00ad\u2212\u2013\u2014•▪●◦\uf0b7\uf0a7")
_LEADERS = r"[\s.…·_|]*"


@dataclass(frozen=True)
class LayoutBlock:
    """A block's type (of the contract) and text, its list marker taken off."""

    type: str
    text: str


@dataclass(frozen=True)
class Head:
    """What a resolution says of itself; ``date`` in ISO form."""

    title: str | None = None
    date: str | None = None
    body: str | None = None


@dataclass(frozen=True)
class LayoutGold:
    """What should come out of one file.

    Attributes
    ----------
    layout
        The layout's name.
    blocks
        In reading order, footnotes last, without tables of contents.
    contents
        Entries of tables of contents: text and page number.
    furniture
        Headers, footers and page numbers, one for each time that they are printed.
    hyphens
        Each hyphen at a line's end: ``join``, ``keep`` or ``suspended``, and the word as it must read.
    crossings
        Places in the letters of `blocks` (:func:`letters`) where a block goes on on a new page.
    heads
        Of each resolution in the file.
    """

    layout: str
    blocks: tuple[LayoutBlock, ...]
    contents: tuple[tuple[str, str], ...] = ()
    furniture: tuple[str, ...] = ()
    hyphens: tuple[tuple[str, str], ...] = ()
    crossings: tuple[int, ...] = ()
    heads: tuple[Head, ...] = ()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> LayoutGold:
        """Read a gold file of the sample corpus (``corpus/gold/*.json``)."""
        found = data["blocks"]
        heads = data.get("resolutions") or [data["meta"]]
        return cls(
            layout=data["template"],
            blocks=tuple(LayoutBlock(block["type"], block["text"]) for block in found if block["type"] != "toc"),
            contents=tuple((block["text"], block["page"]) for block in found if block["type"] == "toc"),
            furniture=tuple(line["text"] for line in data["furniture"]),
            hyphens=tuple((event["kind"], event["word"]) for event in data["hyphens"]),
            crossings=tuple(data["xpage"]),
            heads=tuple(Head(head["title"], head["date"], head["body"]) for head in heads),
        )


@dataclass
class LayoutScore:
    """Figures of one file by name, None where the file has no case; hyphens also as (right, all), to be pooled."""

    figures: dict[str, float | None] = field(default_factory=dict)
    joined: tuple[int, int] = (0, 0)
    kept: tuple[int, int] = (0, 0)


def score_layout(gold: LayoutGold, blocks: Sequence[LayoutBlock], heads: Sequence[Head] | None = None) -> LayoutScore:
    """Compare the blocks that came out of a file, and if given the heads of its resolutions, with the gold."""
    texts = _comparable(gold, blocks)
    wanted = _Letters([block.text for block in gold.blocks])
    found = _Letters(texts)
    places = map_letters(wanted.text, found.text, wanted.starts)
    whole = " ".join(_clean(block.text) for block in gold.blocks)
    read = " ".join(texts)
    joined = _hyphens_right(gold, whole, read, ("join",))
    kept = _hyphens_right(gold, whole, read, ("keep", "suspended"))
    leaked = _leaked(gold.furniture, whole, read)
    figures: dict[str, float | None] = {
        "characters": similarity(whole, read),
        "boundary F1": _boundary_f1(wanted, found, places),
        "paragraphs exact": _exact(gold, texts, ("paragraph",)),
        "paragraphs across pages": _whole_at(gold.crossings, found, places),
        "hyphens joined": _share(*joined),
        "hyphens kept": _share(*kept),
        "furniture leaked": _share(leaked, len(gold.furniture)),
        "bullets exact": _exact(gold, texts, ("bullet", "numbered")),
        "headings exact": _exact(gold, texts, ("title", "heading")),
        "order": _order(gold, wanted, places),
    }
    parts = [value for name, value in figures.items() if name not in _NOT_IN_COMPOSITE]
    leak = figures["furniture leaked"]
    asked = [max(0.0, part) for part in (*parts, None if leak is None else 1.0 - leak) if part is not None]
    figures["composite"] = sum(asked) / len(asked)
    if heads is not None:
        figures |= _heads_right(gold.heads, heads)
    return LayoutScore(figures, joined, kept)


def mean_over_layouts(scores: Iterable[tuple[str, LayoutScore]]) -> dict[str, float | None]:
    """Figures over many files: the mean over layouts of each layout's mean; hyphens are counted over all files together.

    Parameters
    ----------
    scores
        Name of the layout and score of each file.
    """
    scores = list(scores)
    out: dict[str, float | None] = {}
    for name in dict.fromkeys(name for _, score in scores for name in score.figures):
        by_layout: dict[str, list[float]] = {}
        for layout, score in scores:
            if (value := score.figures.get(name)) is not None:
                by_layout.setdefault(layout, []).append(value)
        means = [sum(values) / len(values) for values in by_layout.values()]
        out[name] = sum(means) / len(means) if means else None
    for name, counts in (
        ("hyphens joined", [score.joined for _, score in scores]),
        ("hyphens kept", [score.kept for _, score in scores]),
    ):
        out[name] = _share(sum(right for right, _ in counts), sum(asked for _, asked in counts))
    return out


def letters(text: str) -> str:
    """What two readings of a text must have in common: no white space, case, hyphens, dashes or bullets, and compatibility forms folded."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if not letter.isspace() and letter not in _UNSEEN)


def map_letters(wanted: str, found: str, starts: Sequence[int] = ()) -> list[int | None]:
    """For each letter of `wanted` the index of its counterpart in `found`, or None, each used once.

    Stretches of letters that occur once on both sides anchor the map; from there it grows in both directions as long as letters agree, and what is
    left, cut at `starts`, is looked for as a whole.
    """
    mapped: list[int | None] = [None] * len(wanted)
    taken = bytearray(len(found))

    def pair(index: int, place: int) -> bool:
        free = 0 <= place < len(found) and not taken[place] and mapped[index] is None and wanted[index] == found[place]
        if free:
            mapped[index] = place
            taken[place] = True
        return free

    there = _once(found)
    for stretch, index in _once(wanted).items():
        for step in range(ANCHOR_LETTERS if stretch in there else 0):
            pair(index + step, there[stretch] + step)
    for direction, order in ((1, range(1, len(wanted))), (-1, range(len(wanted) - 2, -1, -1))):
        for index in order:
            beside = mapped[index - direction]
            if beside is not None:
                pair(index, beside + direction)
    for first, last in _unmapped(mapped, starts):
        before = (mapped[first - 1] if first else None) or 0
        loose = wanted[first:last]
        place = found.find(loose, before)
        place = found.find(loose) if place < 0 or any(taken[place : place + len(loose)]) else place
        if place >= 0 and not any(taken[place : place + len(loose)]):
            for step in range(len(loose)):
                pair(first + step, place + step)
    return mapped


def similarity(one: str, other: str) -> float:
    """1 less the edit distance as a share of the longer text."""
    longer = max(len(one), len(other))
    return 1.0 - edit_distance(one, other) / longer if longer else 1.0


def edit_distance(one: str, other: str) -> int:
    """Levenshtein distance.

    Notes
    -----
    The columns of the table are held as bits of whole numbers (Hyyrö 2001, "Explaining and extending the bit-parallel approximate string
    matching algorithm of Myers"), which is fast enough for whole files without a library.
    """
    if not one:
        return len(other)
    where: dict[str, int] = {}
    for index, letter in enumerate(one):
        where[letter] = where.get(letter, 0) | 1 << index
    full, last = (1 << len(one)) - 1, 1 << (len(one) - 1)
    up, down, distance = full, 0, len(one)
    for letter in other:
        equal = where.get(letter, 0)
        diagonal = equal | down
        across = (((equal & up) + up) ^ up) | equal
        more = down | (full & ~(across | up))
        less = up & across
        distance += bool(more & last) - bool(less & last)
        more = more << 1 | 1
        up = full & (less << 1 | ~(diagonal | more))
        down = full & more & diagonal
    return distance


class _Letters:
    """The letters of texts in a row: where each text starts, and which one a letter belongs to."""

    def __init__(self, texts: Sequence[str]) -> None:
        parts = [letters(text) for text in texts]
        self.text = "".join(parts)
        self.starts = list(accumulate((len(part) for part in parts), initial=0))[:-1]
        self.owner = [number for number, part in enumerate(parts) for _ in part]
        self.boundaries = {start for start in self.starts if 0 < start < len(self.text)}


def _once(text: str) -> dict[str, int]:
    """Stretches of `ANCHOR_LETTERS` letters that `text` holds only once, with their places."""
    seen = Counter(text[index : index + ANCHOR_LETTERS] for index in range(len(text) - ANCHOR_LETTERS + 1))
    return {
        stretch: index
        for index in range(len(text) - ANCHOR_LETTERS + 1)
        if seen[stretch := text[index : index + ANCHOR_LETTERS]] == 1
    }


def _unmapped(mapped: Sequence[int | None], starts: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of letters without a counterpart, cut where blocks start, that are long enough to be looked for."""
    cuts = set(starts)
    runs: list[tuple[int, int]] = []
    first: int | None = None
    for index in range(len(mapped) + 1):
        is_open = index < len(mapped) and mapped[index] is None
        if first is not None and (not is_open or index in cuts):
            if index - first >= LOOSE_LETTERS:
                runs.append((first, index))
            first = None
        if is_open and first is None:
            first = index
    return runs


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _comparable(gold: LayoutGold, blocks: Sequence[LayoutBlock]) -> list[str]:
    """Texts of the blocks that hold any, without tables of contents, and with footnotes last as in the gold."""
    texts = [_clean(block.text) for block in blocks if block.type not in ("toc", "furniture")]
    for text, page in gold.contents:
        entry = re.compile(r"\s*".join(map(re.escape, _clean(text).split())) + _LEADERS + re.escape(page) + r"(?!\d)")
        at = next((index for index, candidate in enumerate(texts) if entry.search(candidate)), None)
        if at is not None:
            texts[at] = _clean(entry.sub(" ", texts[at], count=1))
    notes = {letters(block.text) for block in gold.blocks if block.type == "footnote"}
    numbered = re.compile(r"^\W*\d+\W*")
    texts.sort(key=lambda text: letters(text) in notes or letters(numbered.sub("", text)) in notes)
    return [text for text in texts if text]


def _boundary_f1(wanted: _Letters, found: _Letters, places: Sequence[int | None]) -> float | None:
    """F1 of where blocks begin; letters that are not in the gold, as those of headers, are passed over."""
    if not wanted.boundaries:
        return None
    recovered = sum(_parted(boundary, found, places) is True for boundary in wanted.boundaries)
    ends: dict[int, tuple[int, int]] = {}
    for place, index in sorted((place, index) for index, place in enumerate(places) if place is not None):
        first, _ = ends.get(found.owner[place], (index, index))
        ends[found.owner[place]] = (first, index)
    given: set[int] = set()
    for block in range(1, len(found.starts)):
        sides = [ends[block - 1][1] + 1] if block - 1 in ends else []
        sides += [ends[block][0]] if block in ends else []
        given.update([side for side in sides if side in wanted.boundaries][:1] or sides[:1])
    given -= {0, len(wanted.text)}
    recall = recovered / len(wanted.boundaries)
    precision = len(given & wanted.boundaries) / len(given) if given else 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _parted(gap: int, found: _Letters, places: Sequence[int | None]) -> bool | None:
    """Whether the letters on both sides of a gap came out in two blocks; None where one of them did not."""
    left, right = places[gap - 1], places[gap]
    return None if left is None or right is None else found.owner[left] != found.owner[right]


def _whole_at(gaps: Sequence[int], found: _Letters, places: Sequence[int | None]) -> float | None:
    return _share(sum(_parted(gap, found, places) is False for gap in gaps), len(gaps))


def _exact(gold: LayoutGold, texts: Sequence[str], types: Sequence[str]) -> float | None:
    """Share of the gold's blocks of some types that came out as one block, character by character."""
    wanted = Counter(_clean(block.text) for block in gold.blocks if block.type in types)
    return _share((wanted & Counter(texts)).total(), wanted.total())


def _order(gold: LayoutGold, wanted: _Letters, places: Sequence[int | None]) -> float | None:
    """Kendall's tau between the order of the gold's blocks and the order in which their first letters came out."""
    seen: list[int] = []
    for block, start in zip(gold.blocks, wanted.starts, strict=True):
        own = [place for place in places[start : start + len(letters(block.text))] if place is not None]
        if block.type != "footnote" and len(own) >= ORDER_LETTERS:
            seen.append(own[0])
    pairs = list(combinations(seen, 2))
    return sum(1 if first < second else -1 for first, second in pairs) / len(pairs) if pairs else None


def _hyphens_right(gold: LayoutGold, whole: str, read: str, kinds: Sequence[str]) -> tuple[int, int]:
    """Words broken at a line's end that came out right, and all of them: those that are said elsewhere too are not credited twice."""
    broken = Counter(word for kind, word in gold.hyphens if kind in kinds)
    right = 0
    for word, times in broken.items():
        pattern = re.compile(rf"(?<![\w-]){re.escape(_clean(word))}(?![\w-])")
        missing = len(pattern.findall(whole)) - len(pattern.findall(read))
        right += times - min(times, max(0, missing))
    return right, broken.total()


def _leaked(furniture: Sequence[str], whole: str, read: str) -> int:
    """How many of the printed headers, footers and page numbers are in the text, beyond what the text itself says."""
    total = 0
    tight_whole, tight_read = whole.replace(" ", ""), read.replace(" ", "")
    for text, times in Counter(map(_clean, furniture)).items():
        if len(text) < SHORT_FURNITURE:
            pattern = re.compile(rf"(?<!\S){re.escape(text)}(?!\S)")
            extra = len(pattern.findall(read)) - len(pattern.findall(whole))
        else:
            extra = tight_read.count(text.replace(" ", "")) - tight_whole.count(text.replace(" ", ""))
        total += min(times, max(0, extra))
    return total


def _heads_right(gold: Sequence[Head], found: Sequence[Head]) -> dict[str, float | None]:
    """Share of the resolutions whose title, date and body are right; one too many counts as one more that is wrong."""
    asked = max(len(gold), len(found))
    pairs = list(zip(gold, found, strict=False))
    return {
        "title right": _share(sum(_clean(g.title or "") == _clean(f.title or "") for g, f in pairs), asked),
        "date right": _share(sum(g.date == f.date for g, f in pairs), asked),
        "body right": _share(sum(_clean(g.body or "") == _clean(f.body or "") for g, f in pairs), asked),
    }


def _share(right: int, asked: int) -> float | None:
    return right / asked if asked else None
