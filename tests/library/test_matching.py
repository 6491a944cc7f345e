from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from resolusjon_nlp.library import Filters, Library
from resolusjon_nlp.library.lookup import AllOf, AnyOf, Find, Lookup, Without
from resolusjon_nlp.library.matching import candidates
from resolusjon_nlp.library.schema import DemandRow


def find(*words: str, prefix: bool = False) -> Find:
    return Find(("words",), words, prefix)


TOG, BUSS, FERJE = find("tog"), find("buss"), find("ferje")


@pytest.fixture
def filled(tmp_path: Path, library: Library) -> Library:
    """Four resolutions of one demand each, in this order."""
    for number, what in enumerate(("tog", "buss", "tog og buss", "ferje")):
        file = tmp_path / f"{number}.txt"
        file.write_text(f"Et ønske\n\nVedtatt 3. mai 202{number}\n\nStaten må kjøpe {what}.\n", "utf-8")
        library.ingest(file)
    return library


@pytest.mark.parametrize(
    ("tiers", "filters", "limit", "found"),
    [
        ([TOG], {}, 9, ["tog og buss", "tog"]),
        ([TOG, BUSS], {}, 9, ["tog og buss", "tog", "buss"]),
        ([AllOf((TOG, BUSS)), AnyOf((TOG, BUSS, FERJE))], {}, 9, ["tog og buss", "ferje", "buss", "tog"]),
        ([AllOf((TOG, BUSS)), AnyOf((TOG, BUSS, FERJE))], {}, 2, ["tog og buss", "ferje"]),
        ([BUSS], {"until": "2021"}, 9, ["buss"]),
        ([Without(BUSS, TOG)], {}, 9, ["buss"]),
        ([Without(None, TOG)], {}, 9, ["ferje", "buss"]),
        ([Without(None, TOG)], {"organisation": "LO"}, 9, []),
        ([TOG], {"theme": "samferdsel"}, 9, ["tog og buss", "tog"]),
        ([TOG], {"theme": "sykehus"}, 9, []),
        ([find("kjøpe", "bu", prefix=True)], {}, 9, ["buss"]),
        ([find("og", "tog")], {}, 9, []),
        ([], {}, 9, []),
    ],
)
def test_candidates(
    filled: Library, tiers: list[Lookup], filters: dict[str, str], limit: int, found: list[str]
) -> None:
    with filled._engine.connect() as connection:
        texts = {row.id: row.text for row in connection.execute(select(DemandRow.id, DemandRow.text))}
        numbers = candidates(connection, tiers, Filters(**filters), limit=limit)
    assert [texts[number].removeprefix("Staten må kjøpe ").removesuffix(".") for number in numbers] == found
