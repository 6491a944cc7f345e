"""The thesaurus: compiled as it is written, found in any inflection and either written form."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from resolusjon_nlp.norwegian.bridge import bridge_key
from resolusjon_nlp.norwegian.thesaurus import COMPILED, SOURCE, Concept, Thesaurus, phrase_keys, thesaurus
from resolusjon_nlp.resources import load_yaml, read_resource

SCRIPTS = Path(__file__).parents[2] / "scripts"


@pytest.mark.skipif(not SCRIPTS.is_dir(), reason="the scripts are in the source checkout only")
def test_compiled_file_is_what_the_source_says() -> None:
    sys.path.insert(0, str(SCRIPTS))
    from build_thesaurus import compiled  # noqa: PLC0415 - the folder is put on the path above

    assert json.loads(read_resource(COMPILED)) == compiled(), "run: python scripts/build_thesaurus.py"


def test_every_term_is_a_phrase_and_no_entry_has_one_only() -> None:
    for entry in load_yaml(SOURCE)["concepts"]:
        assert len(set(entry["terms"])) > 1
        for name in ("terms", "near", "opposite"):
            assert all(isinstance(term, str) and phrase_keys(term) for term in entry.get(name) or ())


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("retten til heile stillingar", "heltid"),
        ("alle skal ha heltidsstilling", "heltid"),
        ("nei til innleide fra bemanningsbyråene", "innleie"),
    ],
)
def test_concepts_are_found_in_running_text(text: str, term: str) -> None:
    keys = [bridge_key(word) for word in text.split()]
    terms = {t for mention in thesaurus().mentions(keys) for t in thesaurus().concepts[mention.concept].terms}
    assert term in terms or any(term in t for t in terms)


def test_longest_phrase_wins() -> None:
    made = Thesaurus(
        Concept(terms, tuple(phrase_keys(term) for term in terms))
        for terms in (("stilling", "jobb"), ("hel stilling", "heltid"))
    )
    keys = [bridge_key(word) for word in ("en", "hel", "stilling", "er", "en", "jobb")]
    assert [(m.start, m.end, made.name(m.concept)) for m in made.mentions(keys)] == [
        (1, 3, "hel stilling"),
        (5, 6, "stilling"),
    ]


def test_other_words_for_a_word() -> None:
    assert "hel stilling" in thesaurus().same("heltid")
    assert "heltid" not in thesaurus().same("heltid")
    assert thesaurus().same("xqzwv") == []
    assert thesaurus().near("heltid")
