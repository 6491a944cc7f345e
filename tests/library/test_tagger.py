from __future__ import annotations

from pathlib import Path

from spacy.language import Language

from resolusjon_nlp import load
from resolusjon_nlp.library import Library
from resolusjon_nlp.library.tagger import tagger_name


def test_name_says_what_may_change_the_tags(nlp: Language) -> None:
    assert tagger_name(nlp) == tagger_name(load())
    assert tagger_name(nlp) != tagger_name(load(demands="rules"))
    assert len(tagger_name(nlp)) <= 100


def test_documents_of_another_pipeline_are_told(tmp_path: Path, nlp: Language, library: Library) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Ja til tog\n\nStaten må bygge tog.\n", "utf-8")
    rules = load(demands="rules")
    library.ingest(file, nlp=rules)
    assert (library.outdated(rules), library.outdated(nlp)) == (0, 1)
    library.ingest(file, nlp=nlp)
    assert library.outdated(nlp) == 1  # unchanged files are left alone
    library.ingest(file, nlp=nlp, again=True)
    assert library.outdated(nlp) == 0
