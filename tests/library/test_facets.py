from __future__ import annotations

from pathlib import Path

import pytest

from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library import Facet, Filters, Library

TEXTS = {
    "tog": ("Ja til tog", "Vedtatt av årsmøtet i Fagforbundet Gjøvik 14. mars 2024", "Staten må bygge kryssingsspor på Gjøvikbanen."),
    "tog2": ("Tog til Bergen", "Vedtatt av LO i Bergen 2. mai 2022", "Regjeringen må satse på tog. Vi sier nei til å legge ned tog i Voss kommune."),
    "skule": ("Lytt til lærarane", "Vedteke av årsmøtet i Utdanningsforbundet Voss oktober 2023", "Regjeringa må løyve meir pengar til skulen."),
}  # fmt: skip


@pytest.fixture
def filled(tmp_path: Path, library: Library) -> Library:
    for name, parts in TEXTS.items():
        (tmp_path / f"{name}.txt").write_text("\n\n".join(parts), encoding="utf-8")
    library.ingest(tmp_path)
    return library


def as_filter(facet: Facet, value: str) -> Filters:
    return Filters(since=value, until=value) if facet is Facet.YEAR else Filters(**{facet.value: value})


@pytest.mark.parametrize("query", ["", "tog", "tog skulen", '"satse på"', "tog -Voss"])
def test_each_count_is_what_the_filter_finds(filled: Library, query: str) -> None:
    counts = filled.facets(query)
    assert {count.facet for count in counts} == set(Facet)
    for count in counts:
        assert count.demands == filled.count(query, filters=as_filter(count.facet, count.value)), count
    per_kind = sum(count.demands for count in counts if count.facet is Facet.KIND)
    assert per_kind == filled.count(query)


def test_order_names_and_filters(filled: Library) -> None:
    assert [count.value for count in filled.facets("", by=["year"])] == ["2022", "2023", "2024"]
    kinds = filled.facets("", by=[Facet.KIND])
    assert [count.demands for count in kinds] == sorted((count.demands for count in kinds), reverse=True)
    voss = {count.value: count.name for count in filled.facets("", by=["municipality"], municipality="Voss")}
    assert voss["4621"] == "Voss"
    assert {count.name for count in filled.facets("tema:samferdsel", by=["county"])} >= {"Vestland"}


def test_table_keeps_the_order_asked_for(filled: Library) -> None:
    frame = filled.facet_table("tog", by=["organisation", "kind"])
    assert list(dict.fromkeys(frame["facet"])) == ["organisation", "kind"]
    assert list(frame.columns) == ["facet", "value", "name", "demands", "resolutions"]
    assert list(filled.facet_table("finnesikke").columns) == list(frame.columns)


def test_unknown_facet_says_what_there_is(library: Library) -> None:
    with pytest.raises(UsageError, match="municipality"):
        library.facets("", by=["farge"])
