"""Quality and speed of what is known of Norwegian: ``python benchmarks/norwegian.py [--half dev] [--treebank FILE] [--json FILE]``.

Compounds
    Split points (where a new part begins) of ``tests/norwegian/gold/compounds.tsv``: precision, recall, F1, and words that are right altogether.
    Peer: greedy longest match over the same lexicon.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from resolusjon_nlp.norwegian.compounds import analyse_compound
from resolusjon_nlp.norwegian.lexicon import is_word

GOLD = Path(__file__).parents[1] / "tests" / "norwegian" / "gold"
HALVES = ("dev", "test")
Points = frozenset[int]


def rows(name: str, half: str) -> list[dict[str, str]]:
    """Rows of a gold list (tab-separated with a header line) that belong to `half`."""
    lines = [line for line in (GOLD / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    header = lines[0].split("\t")
    found = [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]]
    return [row for row in found if row["half"] == half]


def figures(right: int, found: int, wanted: int) -> dict[str, float]:
    """Precision, recall and F1 of counts."""
    precision, recall = right / found if found else 1.0, right / wanted if wanted else 1.0
    f1 = 2 * right / (found + wanted) if found + wanted else 1.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def gold_points(parts: str) -> Points:
    """Split points of a gold segmentation such as ``arbeid_s|taker`` (``_`` is before a linking letter, ``|`` before a part)."""
    points, at = set(), 0
    for letter in parts:
        if letter == "|":
            points.add(at)
        elif letter != "_":
            at += 1
    return frozenset(points)


def our_points(word: str) -> Points:
    """Split points of the package's splitter."""
    return frozenset(part.start for part in analyse_compound(word).parts[1:])


def greedy_points(word: str) -> Points:
    """Peer: from the left, the longest known word of three letters or more (and a linking s or e) that leaves a known rest."""

    def rest(lower: str, start: int) -> list[int] | None:
        if start and is_word(lower[start:]) and len(lower) - start > 2:
            longest: list[int] | None = []
        else:
            longest = None
        for end in range(len(lower) - 3, start + 2, -1):
            if not is_word(lower[start:end]):
                continue
            for following in (end, end + 1 if lower[end] in "se-" else end):
                if longest is None and (after := rest(lower, following)) is not None:
                    return [following, *after]
        return longest

    return frozenset(rest(word.lower(), 0) or ())


def compounds(half: str, split: Callable[[str], Points]) -> dict[str, Any]:
    """Split points and exact words of one splitter, by written form."""
    result: dict[str, Any] = {}
    for language in ("nb", "nn"):
        right = found = wanted = exact = 0
        gold = [row for row in rows("compounds.tsv", half) if row["language"] == language]
        for row in gold:
            ours, theirs = split(row["word"]), gold_points(row["parts"])
            right, found, wanted = right + len(ours & theirs), found + len(ours), wanted + len(theirs)
            exact += ours == theirs
        result[language] = {**figures(right, found, wanted), "exact": round(exact / len(gold), 4), "words": len(gold)}
    return result


def speed(function: Callable[[str], object], words: Iterable[str]) -> float:
    """Words a second, each seen for the first time."""
    words = list(words)
    begun = time.perf_counter()
    for word in words:
        function(word)
    return round(len(words) / (time.perf_counter() - begun))


def measure(half: str) -> dict[str, Any]:
    """All figures of one half."""
    analyse_compound("kommuneøkonomi")
    analyse_compound.cache_clear()
    words = [row["word"] for row in rows("compounds.tsv", half)]
    return {
        "half": half,
        "compounds": {
            "words_per_second": speed(analyse_compound, words),
            "ours": compounds(half, our_points),
            "greedy longest match": compounds(half, greedy_points),
        },
    }


def main() -> None:
    """Measure, print, and write JSON when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=HALVES, default="dev", help="the test half is looked at to report only")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    text = json.dumps(measure(arguments.half), ensure_ascii=False, indent=2)
    print(text)
    if arguments.json:
        arguments.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
