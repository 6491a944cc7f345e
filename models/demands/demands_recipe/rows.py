"""Texts to rows of features: ``python -m demands_recipe.rows OUT [--shared FOLDER] [--corrections FOLDER]``.

Every candidate of every text becomes a row; its label is the kind of the gold demand it overlaps (character Jaccard of at least 0.5), or none.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from spacy.language import Language

from demands_recipe import texts
from demands_recipe.texts import Text
from resolusjon_nlp.evaluation.scoring import LEAST_JACCARD
from resolusjon_nlp.records import Resolution, TaggedResolution
from resolusjon_nlp.tagging.demands.candidates import Candidate, candidates
from resolusjon_nlp.tagging.demands.features import Features, features
from resolusjon_nlp.tagging.pipeline import load

PROPOSALS = "demands/storting_propositions_2010-2011.csv"
PROMISES = "demands/holderdeord_lofter.csv"
NONE = "none"
"""What the recipe says where no corrections are given."""

TREEBANK_SENTENCES = 3_000
"""Of each written form."""


@dataclass(frozen=True)
class Row:
    """A candidate with its label.

    ``kind`` is None for no demand; ``passes_rules`` is what the rules alone say; ``excluded`` are candidates about which nobody decides
    (:attr:`resolusjon_nlp.tagging.demands.candidates.Candidate.is_excluded`).
    """

    source: str
    group: str
    document: str
    language: str
    text: str
    kind: str | None
    kind_is_certain: bool
    passes_rules: bool
    rule_kind: str | None
    rule_confidence: float
    excluded: bool
    features: Features


def rows_of(nlp: Language, several: Iterable[Text]) -> Iterator[Row]:
    """Rows of all candidates."""
    for text in several:
        gold = text.gold
        doc = nlp.tokenizer(gold.text)
        doc._.resolution = Resolution(**{name: getattr(gold, name) for name in Resolution.model_fields})
        doc = next(nlp.pipe([doc]))
        found = list(candidates(doc))
        for candidate, row in zip(found, features(doc, found), strict=True):
            verdict = candidate.verdict
            yield Row(
                text.source,
                text.group,
                text.name,
                gold.language or "nb",
                candidate.text,
                label_of(candidate, gold),
                text.kinds,
                candidate.passes_rules,
                verdict.kind.value if verdict else None,
                verdict.confidence if verdict else 0.0,
                candidate.is_excluded,
                row,
            )


def label_of(candidate: Candidate, gold: TaggedResolution) -> str | None:
    """Kind of the gold demand that a candidate is, or None."""
    for demand in gold.demands:
        common = min(candidate.end, demand.end) - max(candidate.start, demand.start)
        union = max(candidate.end, demand.end) - min(candidate.start, demand.start)
        if common > 0 and common / union >= LEAST_JACCARD:
            return demand.kind.value
    return None


def write_rows(path: Path, rows: Iterable[Row]) -> int:
    """Write rows as compressed JSON lines; how many there were."""
    count = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for row in rows:
            record = asdict(row)
            record["features"] = {name: round(value, 5) for name, value in row.features.items()}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += 1
    return count


def read_rows(path: Path) -> list[Row]:
    """Read what :func:`write_rows` wrote."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [Row(**json.loads(line)) for line in file]


def main(
    out: Path,
    shared: Annotated[
        Path | None, typer.Option(help="Folder with the real sentences; without it they are left out")
    ] = None,
    corrections: Annotated[Path | None, typer.Option(help="Folder with a user's marked texts")] = None,
) -> None:
    """Parse all texts and write their rows."""
    nlp = load(demands="rules")
    if corrections is not None and not corrections.is_dir() and corrections.name != NONE:
        raise typer.BadParameter(f"there is no folder {corrections}")
    sources = [*texts.marked(corrections if corrections is not None and corrections.is_dir() else None)]
    if shared is not None and (shared / PROPOSALS).is_file():
        sources += [*texts.storting(shared / PROPOSALS), *texts.promises(shared / PROMISES)]
        for form in ("nob", "nno"):
            sources += texts.treebank(treebank_sentences(shared, form), TREEBANK_SENTENCES)
    print(write_rows(out, rows_of(nlp, sources)), "rows")


def treebank_sentences(shared: Path, form: str) -> list[str]:
    """Running text of the treebank's training part, sentence by sentence, without headings."""
    import lzma  # noqa: PLC0415 - only where the treebank is
    import tarfile  # noqa: PLC0415

    archive_path = shared / "norne" / "norne-ndt.tar.xz"
    sentences: list[str] = []
    if not archive_path.is_file():
        return sentences
    with tarfile.open(fileobj=lzma.open(archive_path)) as archive:
        for member in archive:
            if f"ndt/{form}/" not in member.name or not member.isfile():
                continue
            content = archive.extractfile(member)
            words: list[str] = []
            for line in content.read().decode("utf-8").splitlines() if content else ():
                if line.strip():
                    if not line.startswith("#"):
                        words.append(line.split("\t")[1])
                elif words:
                    if words[-1] != "|" and len(words) >= texts.LEAST_WORDS:
                        sentences.append(_joined(words))
                    words = []
    return sentences


def _joined(words: list[str]) -> str:
    text = " ".join(words)
    for mark in (".", ",", ":", ";", "!", "?", ")", "»"):
        text = text.replace(f" {mark}", mark)
    return text.replace("( ", "(").replace("« ", "«")


if __name__ == "__main__":
    typer.run(main)
