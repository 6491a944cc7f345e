"""Check gold sources: ``python corpus/check.py [FILE…]`` (all of corpus/sources without arguments).

Exit status 1 when any source breaks a rule; every fault is one line that names the file.
"""

from __future__ import annotations

import collections
import re
import sys
from pathlib import Path

import yaml

from resolusjon_nlp.evaluation.markup import GoldResolution, MarkupError, read_source
from resolusjon_nlp.tagging.themes.lexicon import theme_ids

HERE = Path(__file__).parent
SENTENCE_END = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÆØÅ«–])")


def faults_of(path: Path, gold: GoldResolution, families: dict[str, dict[str, object]]) -> list[str]:
    """Faults one can see in a source by itself."""
    out = []
    if gold.head["id"] != path.stem:
        out.append(f"id {gold.head['id']!r} is not the file's name")
    if gold.head["language"] not in ("nb", "nn"):
        out.append("language must be nb or nn")
    themes = gold.head["themes"] or []
    if not 1 <= len(themes) <= 4 or set(themes) - set(theme_ids()):
        out.append(f"themes: {themes}")
    words = len(gold.text.split())
    if not 80 <= words <= 1200:
        out.append(f"{words} words, not 80 to 1,200")
    for demand in gold.demands:
        if demand.family and demand.family not in families:
            out.append(f"unknown family {demand.family}")
        if demand.cue and demand.cue.lower() not in gold.text.lower():
            out.append(f"cue {demand.cue!r} does not occur in the text")
    for place in gold.places:
        if place.surface != place.surface.strip():
            out.append(f"place {place.surface!r} has white space at its edge")
    return out


def sentences_of(gold: GoldResolution) -> set[str]:
    """Sentences of four words or more, folded, for the test that no two sources share one."""
    return {
        folded
        for block in gold.blocks
        if block.type not in ("date", "body", "signature")
        for sentence in SENTENCE_END.split(block.text)
        if len((folded := re.sub(r"\W+", " ", sentence.lower()).strip()).split()) >= 4
    }


def main(arguments: list[str]) -> int:
    """Check the named sources against the rules and against all other sources."""
    families = yaml.safe_load((HERE / "families.yaml").read_text(encoding="utf-8"))["families"]
    every = sorted((HERE / "sources").rglob("*.txt"))
    wanted = {Path(argument).resolve() for argument in arguments} or {path.resolve() for path in every}
    failed = 0
    where: dict[str, list[Path]] = collections.defaultdict(list)
    counts: collections.Counter[str] = collections.Counter()
    for path in every:
        try:
            gold = read_source(path)
        except MarkupError as error:
            if path.resolve() in wanted:
                print(error)
                failed += 1
            continue
        for sentence in sentences_of(gold):
            where[sentence].append(path)
        if path.resolve() in wanted:
            for fault in faults_of(path, gold, families):
                print(f"{path.name}: {fault}")
                failed += 1
            counts.update(
                sources=1,
                words=len(gold.text.split()),
                demands=len(gold.demands),
                places=len(gold.places),
            )
            counts.update(demand.kind for demand in gold.demands)
    for sentence, paths in where.items():
        if len(paths) > 1 and any(path.resolve() in wanted for path in paths):
            print(f"shared sentence in {', '.join(path.name for path in paths)}: {sentence}")
            failed += 1
    print(dict(counts))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
