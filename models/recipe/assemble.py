"""Put the pipeline together: ``python -m recipe.assemble SYNTAX NAMES LEMMAS DOCS OUT``.

Tagger, morphologizer and parser share one embedding, the names have one of their own; vectors and lexicon are shared by all. The tokenizer is fitted to
the treebank, and the strings that only training needed are left out.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import spacy
import srsly
import typer
from spacy.language import Language
from spacy.tokens import DocBin

import recipe.reader  # noqa: F401 (registers the corpus reader that the training configurations name)
import resolusjon_nlp.tagging.lemmas  # noqa: F401 (registers the lemmatizer)
from recipe.tokenizer import fit
from resolusjon_nlp.tagging.pipeline import MODEL

LIMIT_BYTES = 60_000_000
"""The package must not grow beyond this."""
META = {
    "name": MODEL.removeprefix("nb_"),
    "description": "Norwegian, Bokmål and Nynorsk: word classes, features, lemmas, syntax and names, for resolutions of trade unions.",
    "license": "CC BY 4.0",
    "author": "The resolusjon_nlp developers",
    "sources": [
        {"name": "Norwegian Dependency Treebank and NorNE", "license": "CC0 (annotation)"},
        {"name": "Norsk ordbank", "license": "CC BY 4.0", "author": "Språkrådet and the University of Bergen"},
        {"name": "GeoNames", "license": "CC BY 4.0"},
        {"name": "Public texts of Norwegian authorities, Lovdata and the Storting", "license": "NLOD"},
    ],
}
TRAINING_ONLY = ("corpora", "training", "pretraining", "paths", "initialize")
"""Sections of the configuration that name files of whoever trained."""


def assemble(syntax: Path, names: Path, tables: Path, docs: Path) -> Language:
    """The whole pipeline from the two trained ones."""
    nlp = spacy.load(syntax)
    lemmatizer: Any = nlp.add_pipe("resolusjon_lemmas")
    lemmatizer.from_bytes(tables.read_bytes())
    nlp.add_pipe("ner", source=spacy.load(names))
    fit(nlp, DocBin().from_disk(docs / "train.spacy").get_docs(nlp.vocab))
    nlp.meta.update(META)
    return nlp


def needed_strings(nlp: Language) -> list[str]:
    """Labels, which are stored as hashes of their names."""
    pipes: dict[str, Any] = dict(nlp.pipeline)
    tagger, morphologizer, parser, names = (pipes[name] for name in ("tagger", "morphologizer", "parser", "ner"))
    strings = {*tagger.labels, *parser.labels, *names.labels}
    strings |= {part for label in parser.labels for part in label.split("||")}
    for label, features in morphologizer.cfg["labels_morph"].items():
        strings |= {label, features, *features.split("|"), *(pair.split("=")[0] for pair in features.split("|"))}
    return sorted(strings - {""})


def strip(folder: Path, strings: list[str]) -> None:
    """Leave out of a saved pipeline what only training needed; `strings` are kept of the vocabulary's."""
    config = spacy.util.load_config(folder / "config.cfg")
    defaults = spacy.blank("nb").config
    for section in TRAINING_ONLY:
        config[section] = defaults[section]
    config.to_disk(folder / "config.cfg")
    meta = srsly.read_json(folder / "meta.json")
    meta.pop("performance", None)
    srsly.write_json(folder / "meta.json", meta)
    srsly.write_json(folder / "vocab" / "strings.json", strings)


def main(syntax: Path, names: Path, tables: Path, docs: Path, out: Path) -> None:
    """Assemble: folders of the two trained pipelines, lemma tables, converted treebank, folder to write."""
    nlp = assemble(syntax, names, tables, docs)
    shutil.rmtree(out, ignore_errors=True)
    nlp.to_disk(out)
    strip(out, needed_strings(nlp))
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    if size > LIMIT_BYTES:
        raise typer.BadParameter(f"{size:,} bytes are more than {LIMIT_BYTES:,}")


if __name__ == "__main__":
    typer.run(main)
