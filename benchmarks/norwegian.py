"""Quality and speed of what is known of Norwegian: ``python benchmarks/norwegian.py [--half dev] [--treebank FILE] [--json FILE]``.

Compounds
    Split points (where a new part begins) of ``tests/norwegian/gold/compounds.tsv``: precision, recall, F1, and words that are right altogether.
    Peer: greedy longest match over the same lexicon.
Bridge
    Pairs of ``tests/norwegian/gold/bridge.tsv`` that get one key: precision, recall, F1; and recall of the pairs whose lemmas are not in the table of
    pairs. Peer: Snowball stems.
Written form
    Accuracy by length (in words) on the treebank's official dev or test sentences (``norne-ndt.tar.xz``, NorNE; only read where it is
    named) and on the blocks of the sample corpus's train and dev texts. "No answer" counts as wrong. Peer: py3langid with ``no`` and ``nn``, where
    it is installed.
Loading
    Seconds to the first answer of each in a fresh process, and what the files weigh.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from resolusjon_nlp.norwegian.bridge import bridge_key
from resolusjon_nlp.norwegian.compounds import analyse_compound
from resolusjon_nlp.norwegian.language import written_form
from resolusjon_nlp.norwegian.lexicon import is_word, lemmas
from resolusjon_nlp.norwegian.stems import stem
from resolusjon_nlp.resources import load_csv
from resolusjon_nlp.samples import samples

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


def bridge(half: str, key: Callable[[str, str], str]) -> dict[str, Any]:
    """Pairs with one key."""
    table = load_csv("norwegian/bridge.csv")
    listed = {row["nb"] for row in table}, {row["nn"] for row in table}
    right = found = wanted = unlisted = unlisted_right = 0
    for row in rows("bridge.tsv", half):
        one = key(row["nb"], "nb") == key(row["nn"], "nn")
        same = row["key"] == "same"
        right, found, wanted = right + (one and same), found + one, wanted + same
        if same and not (_lemmas(row["nb"]) & listed[0] or _lemmas(row["nn"]) & listed[1]):
            unlisted, unlisted_right = unlisted + 1, unlisted_right + one
    return {**figures(right, found, wanted), "pairs": wanted, "recall of unlisted": [unlisted_right, unlisted]}


def _lemmas(form: str) -> set[str]:
    return {form.lower(), *(lemma.text for lemma in lemmas(form))}


LENGTHS = {"1-3": range(1, 4), "4-7": range(4, 8), "8+": range(8, 10_000)}
Labelled = list[tuple[str, str]]


def treebank_sentences(path: Path, half: str) -> Iterator[tuple[str, str]]:
    """Official dev or test sentences with their written form."""
    with tarfile.open(path) as archive:
        for member in archive:
            if member.name.endswith(f"-ud-{half}.conllu") and (file := archive.extractfile(member)):
                language = "nn" if "/nno/" in member.name else "nb"
                for line in file.read().decode("utf-8").split("\n"):
                    if line.startswith("# text ="):
                        yield line.removeprefix("# text =").strip(), language


def corpus_blocks() -> Iterator[tuple[str, str]]:
    """Blocks of train and dev texts, with the language of their resolution (a few quote the other written form)."""
    for sample in (*samples("train"), *samples("dev")):
        for block in sample.gold.blocks:
            if sample.gold.language and any(letter.isalpha() for letter in block.text):
                yield block.text, sample.gold.language


def written_forms(texts: Labelled, guess: Callable[[str], str | None]) -> dict[str, Any]:
    """Accuracy by length and written form, and words a second."""
    counts: Counter[tuple[str, str, str]] = Counter()
    begun = time.perf_counter()
    guesses = [guess(text) for text, _ in texts]
    seconds = time.perf_counter() - begun
    for (text, language), answer in zip(texts, guesses, strict=True):
        length = next((name for name, lengths in LENGTHS.items() if len(text.split()) in lengths), "8+")
        counts[length, language, "all"] += 1
        counts[length, language, "right"] += answer == language
        counts[length, language, "no answer"] += answer is None
    result: dict[str, Any] = {"words_per_second": round(sum(len(text.split()) for text, _ in texts) / seconds)}
    for language in ("nb", "nn"):
        result[language] = {
            length: {
                "accuracy": round(counts[length, language, "right"] / counts[length, language, "all"], 4),
                "no answer": counts[length, language, "no answer"],
                "texts": counts[length, language, "all"],
            }
            for length in LENGTHS
        }
    return result


def _peer() -> Callable[[str], str | None] | None:
    if find_spec("py3langid") is None:
        return None
    import py3langid  # noqa: PLC0415

    py3langid.set_languages(["no", "nn"])
    return lambda text: {"no": "nb", "nn": "nn"}[py3langid.classify(text)[0]]


def loading() -> dict[str, Any]:
    """Seconds to the first answer (imports apart), and the size of the resources in bytes."""
    questions = {
        "is_word": "from resolusjon_nlp.norwegian.lexicon import is_word as f",
        "split_compound": "from resolusjon_nlp.norwegian.compounds import split_compound as f",
        "bridge_key": "from resolusjon_nlp.norwegian.bridge import bridge_key as f",
        "written_form": "from resolusjon_nlp.norwegian.language import written_form as f",
    }
    result: dict[str, Any] = {}
    for name, load in questions.items():
        code = f"{load}; import time; t = time.perf_counter(); f('sykehusøkonomi'); print(time.perf_counter() - t)"
        output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout  # noqa: S603
        result[name] = round(float(output), 3)
    folder = Path(sys.modules["resolusjon_nlp.resources"].__file__ or "").parent / "norwegian"
    result["bytes"] = {path.name: path.stat().st_size for path in sorted(folder.iterdir()) if path.is_file()}
    return result


def speed(function: Callable[[str], object], words: Iterable[str]) -> float:
    """Words a second, each seen for the first time."""
    words = list(words)
    begun = time.perf_counter()
    for word in words:
        function(word)
    return round(len(words) / (time.perf_counter() - begun))


def measure(half: str, treebank: Path | None) -> dict[str, Any]:
    """All figures of one half."""
    analyse_compound("kommuneøkonomi")
    analyse_compound.cache_clear()
    words = [row["word"] for row in rows("compounds.tsv", half)]
    result: dict[str, Any] = {
        "half": half,
        "compounds": {
            "words_per_second": speed(analyse_compound, words),
            "ours": compounds(half, our_points),
            "greedy longest match": compounds(half, greedy_points),
        },
        "bridge": {
            "ours": bridge(half, lambda word, _: bridge_key(word)),
            "ours, written form known": bridge(half, lambda word, own: bridge_key(word, "nn" if own == "nn" else "nb")),
            "Snowball stems": bridge(half, lambda word, _: stem(word.lower())),
        },
        "written form": {},
        "loading": loading(),
    }
    sources: dict[str, Labelled] = {"corpus blocks": list(corpus_blocks())}
    if treebank:
        sources["treebank"] = list(treebank_sentences(treebank, half))
    peer = _peer()
    for source, texts in sources.items():
        result["written form"][source] = {"ours": written_forms(texts, written_form)}
        if peer:
            result["written form"][source]["py3langid"] = written_forms(texts, peer)
    return result


def main() -> None:
    """Measure, print, and write JSON when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=HALVES, default="dev", help="the test half is looked at to report only")
    parser.add_argument("--treebank", type=Path, help="norne-ndt.tar.xz, for the written form")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    text = json.dumps(measure(arguments.half, arguments.treebank), ensure_ascii=False, indent=2)
    print(text)
    if arguments.json:
        arguments.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
