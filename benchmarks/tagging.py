"""Speed of the trained pipeline: ``python benchmarks/tagging.py [--model NAME] [--split dev] [--json FILE]``.

Words (tokens without punctuation and white space) per second on one core, for the tokenizer, each component alone and the whole, over the sample texts of
a split, and over all of them joined, which shows what short texts cost. The best of several runs counts, as other work on the machine
can only slow a run down. It is also said how fast the same components are with spaCy's own choice of matrix library.
"""

from __future__ import annotations

import os

# One core, whatever the machine has: must be set before numpy is loaded.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

from resolusjon_nlp.samples import SPLITS, samples
from resolusjon_nlp.tagging.pipeline import COMPONENTS, load

RUNS = 3
ENOUGH_WORDS = 20_000
"""Texts are repeated until there are so many."""


def seconds(work: Callable[[], object]) -> float:
    """The shortest of several runs."""
    best = float("inf")
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def words_in(docs: list[Doc]) -> int:
    """Tokens that are words or numbers."""
    return sum(not (token.is_punct or token.is_space) for doc in docs for token in doc)


def measure(nlp: Language, texts: list[str]) -> dict[str, float]:
    """Words per second of each component and of the trained part as a whole."""
    docs = [nlp.tokenizer(text) for text in texts]
    words = words_in(docs)
    found = {"tokenizer": words / seconds(lambda: [nlp.tokenizer(text) for text in texts])}
    for name, pipe in nlp.pipeline:
        # Each component gets what those before it have set, and is run over the same documents.
        found[name] = words / seconds(lambda pipe=pipe: _run(pipe, docs))  # type: ignore[misc]
    trained = [name for name in nlp.pipe_names if name not in COMPONENTS]
    with nlp.select_pipes(enable=trained):
        found["trained components, all"] = words / seconds(lambda: list(nlp.pipe(texts)))
    found["everything"] = words / seconds(lambda: list(nlp.pipe(texts)))
    return found


def _run(pipe: Callable[[Doc], Doc], docs: list[Doc]) -> None:
    if hasattr(pipe, "pipe"):
        for _ in pipe.pipe(docs, batch_size=len(docs)):
            pass
    else:
        for doc in docs:
            pipe(doc)


def with_spacys_own(nlp: Language, texts: list[str]) -> float:
    """Words per second of the trained part with the matrix library that spaCy chooses."""
    for _, pipe in nlp.pipeline:
        if isinstance(model := getattr(pipe, "model", None), Model):
            model._to_ops(NumpyOps())
    with nlp.select_pipes(enable=[name for name in nlp.pipe_names if name not in COMPONENTS]):
        docs = list(nlp.pipe(texts))
        return words_in(docs) / seconds(lambda: list(nlp.pipe(texts)))


def main() -> None:
    """Measure, print a table and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="another spaCy pipeline")
    parser.add_argument("--split", choices=SPLITS, default="dev", help="part of the sample corpus (default: dev)")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    arguments = parser.parse_args()
    load_seconds = seconds(lambda: load(arguments.model))
    nlp = load(arguments.model)
    texts = [sample.gold.text for sample in samples(arguments.split)]
    texts *= 1 + ENOUGH_WORDS // words_in([nlp.tokenizer(text) for text in texts])
    figures = measure(nlp, texts)
    joined = "\n\n".join(texts)[: nlp.max_length]
    with nlp.select_pipes(enable=[name for name in nlp.pipe_names if name not in COMPONENTS]):
        figures["trained components, one long text"] = words_in([nlp.tokenizer(joined)]) / seconds(lambda: nlp(joined))
    figures["trained components, spaCy's matrix library"] = with_spacys_own(nlp, texts)
    print(
        f"{len(texts)} texts of {arguments.split}; loaded in {load_seconds:.2f} s\n\n| | words per second |\n|---|---:|"
    )
    for name, value in figures.items():
        print(f"| {name} | {value:,.0f} |")
    if arguments.json:
        record = {"split": arguments.split, "load seconds": load_seconds, "words per second": figures}
        arguments.json.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
