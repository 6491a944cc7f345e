from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolusjon_nlp.norwegian.compounds import analyse_compound, compound_score, is_compound, split_compound

GOLD = Path(__file__).parent / "gold" / "compounds.tsv"


def segmented(word: str) -> str:
    return "|".join(part.text + ("_" + part.link if part.link else "") for part in analyse_compound(word).parts)


@pytest.mark.parametrize(
    "parts",
    """kommune|økonomi kommune|økonomien tariff|avtale|forhandlinger arbeid_s|takere arbeid_s|takar barn_e|trygd syke|pleier sjuke|pleiarar
    tillit_s|valgte tillit_s|vald fylke_s|kommunane kommune|styre|representant grunn|bemanninga hel|tid_s|kultur heil|tid velferd_s|profitører
    utbygging_s|plan trafik|kontroll nat|toget fotbal|laget LO_-|forbund Aurskog_-|Høland EØS_-|avtala Kommune|økonomien TARIFF|AVTALE
    innleie|forbudet pølse|fabrikken respons|tid redaksjon_s|klubben ras|beredskapen kommune|økonomiens""".split(),
)
def test_compounds(parts: str) -> None:
    word = parts.replace("|", "").replace("_", "")
    assert segmented(word) == parts
    assert is_compound(word)
    assert 0.5 < compound_score(word) <= 1.0


@pytest.mark.parametrize(
    "word",
    """forening foreiningar tilbake mannskap medlemskap fellesskap storleik tryggleik overføring innleie nedleggelse utbygging samfunn velferd medlemmene
    rettferdighet muligheter banan system lagring digitalisering høyring klubbene sjåfør billetter plassene forsvaret transport kontrollen
    Oslo Lillestrøm Stavangers Hallingdal xyzzy - s æ 12345""".split(),
)
def test_words_that_are_no_compounds(word: str) -> None:
    assert split_compound(word) == (word,)
    assert not is_compound(word)


def test_barnetrygd_is_not_barnet_and_rygd() -> None:
    assert split_compound("barnetrygd") == ("barn", "trygd")


def test_parts_have_lemmas_and_offsets() -> None:
    found = analyse_compound("Arbeidsmiljølovene")
    assert [(part.text, part.start, part.end, part.link, part.lemma) for part in found.parts] == [
        ("Arbeid", 0, 6, "s", "arbeid"),
        ("miljø", 7, 12, "", "miljø"),
        ("lovene", 12, 18, "", "lov"),
    ]
    assert [part.lemma for part in analyse_compound("trafikkontrollen").parts] == ["trafikk", "kontroll"]


def test_no_compound_has_one_part_and_no_score() -> None:
    found = analyse_compound("foreningene")
    assert (found.score, [part.lemma for part in found.parts]) == (0.0, ["forening"])


def test_dev_half_of_the_gold_list() -> None:
    """A floor under the figures; the figures themselves come from benchmarks/norwegian.py."""
    with GOLD.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["half"] == "dev"]
    right = sum(segmented(row["word"]).replace("_", "") == row["parts"].replace("_", "") for row in rows)
    assert right / len(rows) > 0.97


LETTERS = st.text(st.sampled_from("abdeghiklmnoprstuvyæøåSÉ-‑ "), max_size=40)
WORDS = st.lists(st.sampled_from("arbeid s kommune e økonomi barn trygd buss stopp - Lov een ing".split()), max_size=8)


@given(LETTERS | WORDS.map("".join) | st.text(max_size=20))
def test_parts_and_links_give_back_the_word(word: str) -> None:
    word = unicodedata.normalize("NFC", word)
    found = analyse_compound(word)
    assert "".join(part.text + part.link for part in found.parts) == word
    assert all(word[part.start : part.end] == part.text for part in found.parts)
    assert 0.0 <= found.score <= 1.0


def test_long_nonsense_costs_little() -> None:
    assert split_compound("arbeids" * 1000) == ("arbeids" * 1000,)
    assert split_compound("a" * 60) == ("a" * 60,)
