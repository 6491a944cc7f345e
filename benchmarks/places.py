"""How well and how fast places are linked: ``python benchmarks/places.py [--treebank DIR] [--part dev] [--json FILE]``.

Treebank
    Running text of newspapers, parliament and reports (``norne-ndt.tar.xz`` unpacked, NorNE), runs of thirty consecutive sentences as documents, its
    headings as headings. A link is *supported* when it overlaps a mark GPE_LOC, GPE_ORG or LOC, or lies inside a longer name of another kind (ORG, PROD,
    EVT, DRV, MISC) and either says so (``in_organisation``) or is the beginning of a compound. A link without a mark, in a person's name, or on a name that
    the treebank marks as an organisation and the link does not, is false. Compounds in lower case (*bergensskolen*), which the treebank never marks, are counted
    but not judged. Precision is the share of links that are supported. Recall: marks GPE_LOC and
    GPE_ORG whose whole surface is the name of a municipality or county in the register, and how many of them bear a link; foreign namesakes count
    as missed. ``dev`` are the official dev sentences, which the trained pipeline has not learnt from; ``train`` it has, so its entities are better there
    than elsewhere.
Calibration
    Expected calibration error: links in ten bins by confidence, mean distance between confidence and share right, weighted by size. Right is *supported* in the treebank,
    and span and code in the sample corpus. Undecided names count as right when the gold code is among their candidates, at their confidence times the
    number of candidates.
Speed
    Words a second of the component alone, on one core, over the sample corpus's training texts, and seconds for one block of 100,000 and of 200,000 characters.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.records import Block, BlockType, PlaceKind, Resolution
from resolusjon_nlp.samples import samples
from resolusjon_nlp.tagging.pipeline import load

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
from place_texts import CODES, WRITTEN_FORMS, Mark, Text, support, treebank_texts

MUNICIPAL_MARKS = frozenset({"GPE_LOC", "GPE_ORG"})
ADMINISTRATIVE = (PlaceKind.MUNICIPALITY, PlaceKind.COUNTY, PlaceKind.FORMER_MUNICIPALITY, PlaceKind.FORMER_COUNTY)
BINS = 10


def wanted(text: Text) -> list[Mark]:
    """Marks of municipalities and counties of the register."""
    names = {name for entry in gazetteer().entries if entry.kind in ADMINISTRATIVE for name in entry.names}
    out = []
    for mark in text.marks:
        surface = text.resolution.text[mark.start : mark.end]
        if mark.label in MUNICIPAL_MARKS and (surface in names or surface.removesuffix("s") in names):
            out.append(mark)
    return out


def documents(nlp: Language, texts: Iterable[Text]) -> Iterator[tuple[Text, Doc]]:
    """Texts through the pipeline."""

    def pairs() -> Iterator[tuple[Doc, Text]]:
        for text in texts:
            doc = nlp.tokenizer(text.resolution.text)
            doc._.resolution = text.resolution
            yield doc, text

    for doc, text in nlp.pipe(pairs(), as_tuples=True):
        yield text, doc


def calibration_error(judged: list[tuple[float, float]]) -> float:
    """Expected calibration error of (confidence, right) pairs."""
    bins: dict[int, list[tuple[float, float]]] = {}
    for confidence, right in judged:
        bins.setdefault(min(BINS - 1, int(confidence * BINS)), []).append((confidence, right))
    distance = sum(abs(sum(c for c, _ in part) - sum(r for _, r in part)) for part in bins.values())
    return distance / max(1, len(judged))


def treebank_figures(
    nlp: Language, folder: Path, part: str, *, show: bool, unseen_only: bool = False
) -> dict[str, Any]:
    """Precision and recall in the treebank, written forms apart."""
    figures: dict[str, Any] = {}
    for written_form in WRITTEN_FORMS:
        words = links = right = marks = found = compounds = 0
        labels: Counter[str] = Counter()
        judged = []
        texts = list(treebank_texts(folder, written_form, part))
        # Every other dev document was used to weigh the pipeline's clues (scripts/train_places.py).
        for text, doc in documents(nlp, texts[::2] if part == "dev" and unseen_only else texts):
            words += text.words
            for place in doc._.places:
                if place.surface[0].islower():
                    compounds += 1
                    continue
                label = support(place.start, place.end, text.marks, doc.text, in_organisation=place.in_organisation)
                links += 1
                right += label is not None
                labels[label or "none"] += 1
                judged.append((place.confidence, float(label is not None)))
                if label is None and show:
                    _show("false", doc.text, place.start, place.end, f"{place.kind.value} {place.confidence}")
            for mark in wanted(text):
                marks += 1
                hit = any(place.start < mark.end and mark.start < place.end for place in doc._.places)
                found += hit
                if not hit and show:
                    _show("missed", doc.text, mark.start, mark.end, mark.label)
        figures[CODES[written_form]] = {
            "words": words,
            "links": links,
            "precision": round(right / max(1, links), 4),
            "false per 100,000 words": round(1e5 * (links - right) / max(1, words), 1),
            "compounds in lower case, not judged": compounds,
            "supported by": dict(sorted(labels.items())),
            "marks of municipalities and counties": marks,
            "recall": round(found / max(1, marks), 4),
            "calibration error": round(calibration_error(judged), 4),
        }
    return figures


def _show(what: str, text: str, start: int, end: int, note: str) -> None:
    left, right = text[max(0, start - 50) : start], text[end : end + 40]
    sys.stderr.write(f"{what}\t{left}[{text[start:end]}]{right}\t{note}\n".replace("\n\n", " ¶ "))


def corpus_calibration(nlp: Language, split: str) -> dict[str, Any]:
    """Calibration on the sample corpus."""
    judged = []
    for sample in samples(split):
        gold = sample.gold
        doc = nlp.tokenizer(gold.text)
        doc._.resolution = Resolution(**{name: getattr(gold, name) for name in Resolution.model_fields})
        for _, pipe in nlp.pipeline:
            doc = pipe(doc)
        for place in doc._.places:
            over = [g for g in gold.places if g.start < place.end and place.start < g.end]
            if place.candidates:
                right = any(g.code in place.candidates for g in over)
                judged.append((min(1.0, place.confidence * len(place.candidates)), float(right)))
            else:
                judged.append(
                    (
                        place.confidence,
                        float(any((g.code or g.name.lower()) == (place.code or place.name.lower()) for g in over)),
                    )
                )
    return {"links": len(judged), "calibration error": round(calibration_error(judged), 4)}


def speed(nlp: Language) -> dict[str, Any]:
    """Words a second of the component alone."""
    component = nlp.get_pipe("resolusjon_places")
    docs = []
    words = 0
    for sample in samples("train"):
        gold = sample.gold
        doc = nlp.tokenizer(gold.text)
        doc._.resolution = Resolution(**{name: getattr(gold, name) for name in Resolution.model_fields})
        for name, pipe in nlp.pipeline:
            if name == "resolusjon_places":
                break
            doc = pipe(doc)
        docs.append(doc)
        words += len(gold.text.split())
    component(docs[0])
    best = min(_seconds(lambda: [component(doc) for doc in docs]) for _ in range(3))
    figures: dict[str, Any] = {"words": words, "words a second": round(words / best)}
    whole = " ".join(" ".join(doc.text.split()) for doc in docs)
    for size in (100_000, 200_000):
        text = whole[:size]
        doc = nlp.tokenizer(text)
        doc._.resolution = Resolution(
            id="", text=text, blocks=(Block(type=BlockType.PARAGRAPH, text=text, start=0, end=len(text)),)
        )
        figures[f"seconds for a block of {size} characters"] = round(_seconds(lambda doc=doc: component(doc)), 2)
    return figures


def _seconds(run: Any) -> float:
    started = time.process_time()
    run()
    return time.process_time() - started


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Precision, calibration and speed of the place linker.")
    parser.add_argument("--treebank", type=Path, metavar="DIR", help="the unpacked treebank (ndt/, ud/)")
    parser.add_argument("--part", action="append", choices=("train", "dev", "test"), help="default: dev")
    parser.add_argument("--model", help="default: the pipeline that comes with the package")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    parser.add_argument("--show", action="store_true", help="list false links and missed marks on standard error")
    parser.add_argument("--only-treebank", action="store_true", help="leave out speed and sample corpus")
    arguments = parser.parse_args()
    nlp = load(arguments.model)
    for name in ("resolusjon_themes", "resolusjon_demands"):
        nlp.remove_pipe(name)
    results: dict[str, Any] = {}
    if not arguments.only_treebank:
        results = {"speed": speed(nlp), "sample corpus, dev": corpus_calibration(nlp, "dev")}
    if arguments.treebank:
        for part in arguments.part or ["dev"]:
            results[f"treebank, {part}"] = treebank_figures(nlp, arguments.treebank, part, show=arguments.show)
        if "dev" in (arguments.part or ["dev"]):
            results["treebank, the half of dev that bears on no weight"] = treebank_figures(
                nlp, arguments.treebank, "dev", show=False, unseen_only=True
            )
    shown = json.dumps(results, ensure_ascii=False, indent=1)
    sys.stdout.write(shown + "\n")
    if arguments.json:
        arguments.json.write_text(shown + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
