"""Families of demands grow as the library does, and their table is told by who, where and when."""

from __future__ import annotations

import pandas as pd
import pytest

from made_resolutions import make_resolution
from resolusjon_nlp import Library, families, list_families
from resolusjon_nlp.comparing.families import unplaced, update_families

SAID = (
    ("a", "Sykehuset på Tynset må bestå.", "nb", "2021-03-01", "Hedmark"),
    ("b", "Nei til nedlegging av sjukehuset på Tynset!", "nn", "2022-05-02", "Innlandet"),
    ("c", "Tynset sykehus må bestå med fødestue.", "nb", "2024-01-05", "Innlandet"),
)
OTHER = ("d", "Formuesskatten må økes.", "nb", "2022-05-02", "Innlandet")


def add(library: Library, *rows: tuple[str, str, str, str, str]) -> None:
    library.add(
        make_resolution(name, text, language=language, date=date, region=region, body=f"Årsmøtet {name}")
        for name, text, language, date, region in rows
    )


def test_like_demands_are_one_family_and_others_stand_alone(library: Library) -> None:
    add(library, *SAID, OTHER)
    (found,) = list_families(library)
    assert (found.demands, found.resolutions) == (3, 3)
    assert found.regions == {"Innlandet": 2, "Hedmark": 1}
    assert found.years == {"2021": 1, "2022": 1, "2024": 1}
    assert found.first.resolution_id == "a"
    assert [source.resolution_id for source in found.sources] == ["a", "b", "c"]
    assert found.label in {source.text for source in found.sources}
    assert {one.demands for one in list_families(library, least=1)} == {3, 1}


def test_filters_say_whose_demands_count(library: Library) -> None:
    add(library, *SAID, OTHER)
    (found,) = list_families(library, region="Innlandet")
    assert found.demands == 2
    assert found.first.resolution_id == "b"
    assert list_families(library, language="nn") == []


def test_a_later_demand_joins_and_nothing_is_placed_twice(library: Library) -> None:
    add(library, *SAID[:2])
    first = [placed.joined for placed in update_families(library)]
    assert sorted(first) == [False, True]
    assert list(update_families(library)) == []
    add(library, SAID[2])
    (placed,) = update_families(library)
    assert placed.joined
    assert placed.remaining == 0
    assert list_families(library)[0].demands == 3


def test_again_dissolves_all_and_comes_to_the_same(library: Library) -> None:
    add(library, *SAID, OTHER)
    before = [(one.label, one.demands) for one in list_families(library, least=1)]
    placed = list(update_families(library, again=True))
    assert len(placed) == 4
    assert [(one.label, one.demands) for one in list_families(library, least=1)] == before
    with library.reading() as connection:
        assert unplaced(connection) == 0


def test_a_resolutions_own_demands_are_not_compared_with_each_other(library: Library) -> None:
    library.add([make_resolution("a", "Sykehuset på Tynset må bestå.", "Tynset sykehus må bestå.")])
    assert [placed.joined for placed in update_families(library)] == [False, False]


def test_table(library: Library) -> None:
    add(library, *SAID)
    table = families(library)
    assert isinstance(table, pd.DataFrame)
    assert table.loc[0, "demands"] == 3
    assert table.loc[0, "regions"] == "Innlandet|Hedmark"
    assert table.loc[0, "years"] == "2021:1|2022:1|2024:1"
    assert table.loc[0, "first_date"] == "2021-03-01"


def test_an_interrupted_run_goes_on_where_it_stopped(library: Library) -> None:
    add(library, *SAID, OTHER)
    placing = update_families(library)
    next(placing)
    placing.close()
    assert list_families(library)[0].demands == 3


@pytest.mark.parametrize("texts", [("", ""), ("…", "!"), ("Må", "Skal")])
def test_demands_without_words_stand_alone(library: Library, texts: tuple[str, str]) -> None:
    add(library, *((name, text, "nb", "2021-01-01", "Oslo") for name, text in zip("ab", texts, strict=True)))
    assert not any(placed.joined for placed in update_families(library))
