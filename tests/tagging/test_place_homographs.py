"""Both readings of every municipality's name that is also a word or a surname, with and without the trained pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from spacy.language import Language

from resolusjon_nlp.records import Block, BlockType, Place, Resolution
from resolusjon_nlp.resources import load_csv
from resolusjon_nlp.tagging.places.linker import link_places

ROWS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("homographs.yaml").read_text(encoding="utf-8"))

DICTIONARY = """Lund Hå Klepp Time Sola Strand Bokn Molde Sande Stranda Sula Aure Fjord Haram Dønna Rana Røst Bø Hvaler Råde Våler Marker Asker Ås Nes
Lunner Drammen Hole Lier Flå Gol Ål Hol Stange Grue Åmot Os Lom Sel Øyer Gran Vang Skien Tinn Tokke Valle Kinn Voss Øygarden Modalen Alver Gulen Vik Bremanger
Stad Gloppen Osen Røros Høylandet Leka Heim Lyngen Alta Loppa Tana""".split()
"""Living municipalities whose name the dictionary has as a word, 66 with the second Våler."""


def places(text: str, *, year: int, nlp: Language | None = None) -> list[Place]:
    block = Block(type=BlockType.PARAGRAPH, text=text, start=0, end=len(text))
    resolution = Resolution(id="t", text=text, blocks=(block,), date=f"{year}-03-01")
    if nlp is None:
        return list(link_places(resolution))
    doc = nlp.tokenizer(text)
    doc._.resolution = resolution
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    return list(doc._.places)


@pytest.fixture(scope="module")
def linking(nlp: Language) -> Iterator[Language]:
    """The pipeline without what does not bear on places; others get it back whole."""
    with nlp.select_pipes(disable=["resolusjon_themes", "resolusjon_demands"]):
        yield nlp


def test_every_risky_name_is_there() -> None:
    assert len(DICTIONARY) == 65
    risky = {
        row["name"]
        for table in ("municipalities", "former_municipalities")
        for row in load_csv(f"places/{table}.csv")
        if row["homograph"] == "1"
    }
    assert {row["name"] for row in ROWS} >= risky | set(DICTIONARY)


@pytest.mark.parametrize("trained", [False, True], ids=["text", "trained"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['name']}-{row['code']}")
def test_name_is_a_place(row: dict[str, Any], trained: bool, linking: Language) -> None:
    found = places(row["place"], year=row.get("year", 2025), nlp=linking if trained else None)
    assert (row["name"], row["code"]) in {(place.surface, place.code) for place in found}


@pytest.mark.parametrize("trained", [False, True], ids=["text", "trained"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['name']}-{row['code']}")
def test_name_is_no_place(row: dict[str, Any], trained: bool, linking: Language) -> None:
    found = places(row["other"], year=row.get("year", 2025), nlp=linking if trained else None)
    assert row["name"].lower() not in {place.surface.lower() for place in found}
