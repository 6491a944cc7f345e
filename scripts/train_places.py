"""Fit the weights of ``tagging/places/evidence.py``: ``python scripts/train_places.py --treebank DIR``.

Every candidate of the sample corpus's training texts and further ones, of ``place_traps.txt`` and of the treebank is one example; it is a place where a gold mark says so. The
weights of the text's clues are fitted on all three, of the treebank the training part. Those of the trained pipeline's clues are fitted on the first two and on
every other document of the official dev part, because the pipeline has learnt from the training part and is nearly always right there. The other dev
documents bear on no weight; ``benchmarks/places.py`` reports them apart.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from spacy.language import Language

from resolusjon_nlp.evaluation.gold import gold_record
from resolusjon_nlp.evaluation.markup import read_sources
from resolusjon_nlp.records import Block, BlockType, Resolution
from resolusjon_nlp.samples import samples
from resolusjon_nlp.tagging.pipeline import load
from resolusjon_nlp.tagging.places.annotation import Annotation
from resolusjon_nlp.tagging.places.evidence import BIAS, WEIGHTS
from resolusjon_nlp.tagging.places.linker import candidates_of

sys.path.insert(0, str(Path(__file__).parent))
from place_texts import WRITTEN_FORMS, Mark, support, treebank_texts

OUTPUT = Path(__file__).parents[1] / "src" / "resolusjon_nlp" / "resources" / "places" / WEIGHTS
FURTHER = Path(__file__).parents[1] / "corpus" / "further"
TRAPS = Path(__file__).with_name("place_traps.txt")
TRAP_WEIGHT = 2.0
"""Their few names stand for the many ways in which a name can be none."""
STRENGTH = 5.0
"""Inverse of the penalty on large weights."""
LEAST_COUNT = 4
"""Clues seen less often get no weight."""
CORPUS_WEIGHT = 1.0
"""The sample corpus is what is to be tagged, but names no persons; newspapers do."""
DIGITS = 3
COMMENT = "Log-odds weights by clue, fitted by scripts/train_places.py on the sample corpus and NorNE (CC0). CC0."


@dataclass(frozen=True)
class Example:
    """A candidate's clues, whether it is a place, and how much it counts."""

    text: tuple[str, ...]
    annotated: tuple[str, ...]
    homograph: bool
    is_place: bool
    weight: float


def corpus_examples(nlp: Language) -> Iterator[Example]:
    """Candidates of the sample corpus's training texts and of the further ones that are only there to learn from."""
    further = (gold_record(text) for folder in sorted(FURTHER.iterdir()) for text in read_sources(folder))
    for gold in (*(sample.gold for sample in samples("train")), *further):
        resolution = Resolution(**{name: getattr(gold, name) for name in Resolution.model_fields})
        marks = [Mark(place.start, place.end, "GPE_LOC") for place in gold.places]
        yield from _examples(nlp, resolution, marks, CORPUS_WEIGHT)


def trap_examples(nlp: Language) -> Iterator[Example]:
    """Candidates of the short texts full of names that are words as well."""
    lines = (line for line in TRAPS.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    for marked in filter(None, (line.strip() for line in lines)):
        text, marks, opened = "", [], 0
        for character in marked:
            if character == "[":
                opened = len(text)
            elif character == "]":
                marks.append(Mark(opened, len(text), "GPE_LOC"))
            else:
                text += character
        block = Block(type=BlockType.PARAGRAPH, text=text, start=0, end=len(text))
        yield from _examples(nlp, Resolution(id="", text=text, blocks=(block,)), marks, TRAP_WEIGHT)


def treebank_examples(nlp: Language, folder: Path, part: str) -> Iterator[Example]:
    """Candidates of the treebank; of dev every other document."""
    for written_form in WRITTEN_FORMS:
        for number, text in enumerate(treebank_texts(folder, written_form, part)):
            if part == "train" or number % 2:
                found = _examples(nlp, text.resolution, text.marks, 1.0)
                # The treebank marks hardly any place inside a compound; whether there is one is for rules to say.
                yield from (example for example in found if "form:compound" not in example.text)


def _examples(nlp: Language, resolution: Resolution, marks: Iterable[Mark], weight: float) -> Iterator[Example]:
    doc = nlp.tokenizer(resolution.text)
    doc._.resolution = resolution
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    for candidate in candidates_of(resolution, Annotation(doc)):
        # A name that is only part of another, an organisation's say, is a place's name all the same.
        label = support(candidate.start, candidate.end, marks, resolution.text, in_organisation=True)
        yield Example(
            tuple(candidate.clues), tuple(candidate.annotated), candidate.homograph, label is not None, weight
        )


def crossed(clues: Iterable[str], *, homograph: bool) -> dict[str, float]:
    """Clues as features; a homograph's are features of their own besides."""
    features = dict.fromkeys(clues, 1.0)
    if homograph:
        features |= {f"h:{clue}": 1.0 for clue in list(features)} | {"homograph": 1.0}
    return features


def fit(rows: list[dict[str, float]], examples: list[Example]) -> dict[str, float]:
    """Weights by feature, ``bias`` among them."""
    counts = Counter(feature for row in rows for feature in row)
    kept = [{name: value for name, value in row.items() if counts[name] >= LEAST_COUNT} for row in rows]
    vectorizer = DictVectorizer()
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    model.fit(
        vectorizer.fit_transform(kept), [e.is_place for e in examples], sample_weight=[e.weight for e in examples]
    )
    names = vectorizer.get_feature_names_out()
    weights = dict(zip(map(str, names), map(float, model.coef_[0]), strict=True))
    return weights | {BIAS: float(model.intercept_[0])}


def log_odds(weights: dict[str, float], example: Example) -> float:
    """What the first model gives."""
    features = crossed(example.text, homograph=example.homograph)
    return weights[BIAS] + sum(weights.get(name, 0.0) for name in features)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Fit the place linker's weights.")
    parser.add_argument("--treebank", type=Path, required=True, metavar="DIR", help="the unpacked treebank")
    parser.add_argument("--output", type=Path, default=OUTPUT, metavar="FILE", help="default: the package")
    arguments = parser.parse_args()
    nlp = load()
    for name in ("resolusjon_places", "resolusjon_themes", "resolusjon_demands"):
        nlp.remove_pipe(name)
    corpus = [*corpus_examples(nlp), *trap_examples(nlp)]
    train = [*corpus, *treebank_examples(nlp, arguments.treebank, "train")]
    text = fit([crossed(e.text, homograph=e.homograph) for e in train], train)
    unseen = [*corpus, *treebank_examples(nlp, arguments.treebank, "dev")]
    rows = [
        crossed(e.annotated, homograph=e.homograph) | {"log odds": float(np.clip(log_odds(text, e), -6, 6))}
        for e in unseen
    ]
    annotated = fit(rows, unseen)
    scale = annotated.pop("log odds")
    data: dict[str, Any] = {
        "comment": COMMENT,
        "examples": {"text": len(train), "annotated": len(unseen)},
        "scale": round(scale, DIGITS),
        "text": {name: round(weight, DIGITS) for name, weight in sorted(text.items())},
        "annotated": {name: round(weight, DIGITS) for name, weight in sorted(annotated.items())},
    }
    arguments.output.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
