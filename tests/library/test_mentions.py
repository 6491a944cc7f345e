"""Mentions of places as tables, from records made by hand."""

from __future__ import annotations

import pytest

from resolusjon_nlp import place_mentions
from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library import Library
from resolusjon_nlp.records import Block, BlockType, Place, PlaceKind, TaggedResolution
from resolusjon_nlp.tagging.places.linker import link_places


def tagged(text: str, *, date: str | None, region: str | None = None, name: str = "r") -> TaggedResolution:
    block = Block(type=BlockType.PARAGRAPH, text=text, start=0, end=len(text))
    bare = TaggedResolution(id=name, text=text, blocks=(block,), date=date, region=region)
    return bare.model_copy(update={"places": link_places(bare)})


ONE = tagged("Folk i Odda og i Ullensvang reiser til Bergen. LO i Bergen krever buss.", date="2016-03-01", name="one")
TWO = tagged("Skolen i Bergen og skolene i Hardanger og i Hordaland.", date="2024-05", name="two")
OPEN = tagged("Skolen i Våler skal bestå.", date=None, name="open")


def test_one_row_a_mention() -> None:
    frame = place_mentions([ONE])
    assert list(frame["surface"]) == ["Odda", "Ullensvang", "Bergen"]
    assert list(frame["code"]) == ["4618", "4618", "4601"]
    assert list(frame["code_then"]) == ["1228", "1231", "1201"]
    assert set(frame["year"]) == {2016}
    assert ONE.text[frame["start"][0] : frame["end"][0]] == "Odda"


def test_names_of_organisations_are_left_out_unless_asked_for() -> None:
    assert len(place_mentions([ONE], in_organisations=True)) == len(place_mentions([ONE])) + 1


def test_towns_and_former_municipalities_count_for_their_municipality() -> None:
    frame = place_mentions([ONE, TWO], by="municipality")
    figures = {row.municipality_name: (row.mentions, row.resolutions) for row in frame.itertuples()}
    assert figures == {"Ullensvang": (2, 1), "Bergen": (2, 2)}


def test_counties_of_before_count_for_todays_and_districts_where_they_lie_in_one() -> None:
    frame = place_mentions([TWO], by="county")
    assert frame.to_dict("records") == [{"county": "46", "county_name": "Vestland", "mentions": 3, "resolutions": 1}]


def test_by_year_in_their_order_with_undated_first() -> None:
    frame = place_mentions([TWO, ONE, OPEN], by="year")
    assert [None if year != year else int(year) for year in frame["year"]] == [None, 2016, 2024]  # noqa: PLR0124 - NaN


def test_by_several() -> None:
    frame = place_mentions([ONE, TWO], by=["municipality", "year"])
    bergen = frame[frame["municipality"] == "4601"]
    assert sorted(bergen["year"]) == [2016, 2024]


def test_undecided_name_stands_with_its_candidates() -> None:
    (row,) = place_mentions([OPEN], by="municipality").to_dict("records")
    assert (row["municipality"], row["municipality_name"], row["candidates"]) == (None, "Våler", "3114|3419")


def test_county_of_an_undecided_name_is_told_where_its_candidates_share_it() -> None:
    place = Place(
        start=0,
        end=1,
        surface="A",
        kind=PlaceKind.MUNICIPALITY,
        code=None,
        name="A",
        candidates=("4601", "4602"),
        confidence=0.5,
    )
    record = OPEN.model_copy(update={"text": "A", "blocks": (), "places": (place,)})
    assert place_mentions([record], by="county")["county"].tolist() == ["46"]


def test_no_mentions_give_a_table_with_its_columns() -> None:
    assert "candidates" in place_mentions([]).columns
    assert list(place_mentions([], by="year").columns) == ["year", "mentions", "resolutions"]


@pytest.mark.parametrize("by", ["town", []])
def test_unknown_groupings_are_refused(by: str | list[str]) -> None:
    with pytest.raises(UsageError):
        place_mentions([ONE], by=by)


def test_an_empty_library_gives_an_empty_table() -> None:
    with Library(":memory:") as library:
        assert library.mentions(by="municipality").empty
