from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolusjon_nlp.norwegian.bridge import bridge_key, counterparts
from resolusjon_nlp.norwegian.compounds import is_compound
from resolusjon_nlp.norwegian.lexicon import is_word, lexicon
from resolusjon_nlp.records import Language
from resolusjon_nlp.resources import load_csv

GOLD = Path(__file__).parent / "gold" / "bridge.tsv"


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("kommunene kommunane kommuner kommunar kommune Kommunen", "kommune"),
        ("bevilgning bevilgningene løyving løyvingar løyvingane", "bevilgning"),
        ("ikke ikkje", "ikke"),
        ("jeg eg", "jeg"),
        ("hvordan korleis", "hvordan"),
        ("regjeringen regjeringa regjeringens", "regjering"),
        ("muligheter moglegheiter", "mulighet"),
        ("sykehuset sjukehuset sykehusene sjukehusa", None),
        ("sykehusøkonomien sjukehusøkonomien sykehusøkonomi", None),
        ("arbeidstakere arbeidstakarar arbeidstakerne arbeidstakarane", None),
        ("boligpolitikken bustadpolitikken", None),
        ("kommuneøkonomi kommuneøkonomien", "kommune+økonomi"),
        ("offentlige offentleg offentlege offentlig", None),
        ("krever krev kravde krevde", None),
        ("hvit kvit kvite", "hvit"),
        ("Norge Noreg Noregs", "norge"),
        ("Hamar hamar Hamars", "hamar"),
        ("verre verst", "verre"),
    ],
)
def test_words_with_one_key(words: str, key: str | None) -> None:
    keys = {bridge_key(word) for word in words.split()}
    assert len(keys) == 1
    assert key is None or keys == {key}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ås", "as"),
        ("hval", "hvile"),
        ("kommune", "kommunisme"),
        ("sykehus", "sykehjem"),
        ("sjukehus", "sykehjem"),
        ("overskudd", "underskot"),
        ("løyving", "løysing"),
        ("flertall", "mindretal"),
        ("samene", "samme"),
        ("lov", "lav"),
        ("arbeidsgiver", "arbeidstakar"),
        ("heltid", "deltid"),
        ("barnehage", "barnetrygd"),
    ],
)
def test_words_with_two_keys(one: str, other: str) -> None:
    assert bridge_key(one) != bridge_key(other)


def test_the_written_form_decides_between_false_friends() -> None:
    assert bridge_key("leie", "nn") == bridge_key("lede", "nb") != bridge_key("leie", "nb") == bridge_key("leige", "nn")


@pytest.mark.parametrize(
    ("word", "to", "first"),
    [
        ("kommunene", "nn", "kommunane"),
        ("kommunane", "nb", "kommunene"),
        ("løyvingane", "nb", "bevilgningene"),
        ("bevilgninger", "nn", "løyvingar"),
        ("ikke", "nn", "ikkje"),
        ("ikkje", "nb", "ikke"),
        ("muligheten", "nn", "moglegheita"),
        ("sjukeheimen", "nb", "sykehjemmet"),
        ("offentlege", "nb", "offentlige"),
        ("arbeidsgivere", "nn", "arbeidsgivarar"),
        ("kommuneøkonomi", "nn", "kommuneøkonomi"),
    ],
)
def test_counterparts(word: str, to: Language, first: str) -> None:
    assert counterparts(word, to)[0] == first


@pytest.mark.parametrize("word", ["xyzzy", "", "!", "Finnmarkssjukehusbladet!"])
def test_unknown_words_have_no_counterparts(word: str) -> None:
    assert counterparts(word, "nn") == ()


def test_dev_half_of_the_gold_list() -> None:
    """A floor under the figures; the figures themselves come from benchmarks/norwegian.py."""
    with GOLD.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["half"] == "dev"]
    right = sum((bridge_key(row["nb"]) == bridge_key(row["nn"])) == (row["key"] == "same") for row in rows)
    assert right / len(rows) > 0.97


def test_pairs_are_proofread() -> None:
    rows = load_csv("norwegian/bridge.csv")
    assert len({(row["nb"], row["nn"]) for row in rows}) == len(rows) >= 600
    first_parts = {"hoved"}  # never stands alone
    assert [row["nb"] for row in rows if not (is_word(row["nb"], "nb") or is_compound(row["nb"]))] == [*first_parts]
    assert [row["nn"] for row in rows if not (is_word(row["nn"], "nn") or is_compound(row["nn"]))] == []


FORMS = st.sampled_from(
    sorted(lexicon().form_prefixes("kommunestyrerepresentantene"))
    + "løyvingane var er ikkje Oslo mål må sa ein".split()
)


@given(st.text(max_size=20) | FORMS | st.lists(FORMS, max_size=3).map("".join))
def test_keys_are_their_own_keys(word: str) -> None:
    key = bridge_key(word)
    assert bridge_key(key) == key
    assert bridge_key(word.upper()) == bridge_key(word.upper().lower())
