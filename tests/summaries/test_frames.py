"""Parts of a summary as tables."""

from __future__ import annotations

import pytest

from resolusjon_nlp import summarise
from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library import Library
from resolusjon_nlp.summaries.records import PARTS


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_a_table_with_the_same_columns_when_empty(filled: Library, part: str) -> None:
    frame = summarise(filled, by="body").to_frame(part)
    assert len(frame)
    with Library(":memory:") as empty:
        assert list(summarise(empty).to_frame(part).columns) == list(frame.columns)


def test_shares_and_quotes(filled: Library) -> None:
    summary = summarise(filled, "samferdsel")
    years = summary.to_frame("by_year").set_index("value")
    assert years.loc["2020", "share"] == 0
    quotes = summary.to_frame("quotes")
    assert len(quotes[quotes["part"] == "groups"]) == 4
    assert set(quotes["part"]) == {"groups", "only"}


def test_unknown_part_says_what_there_is(filled: Library) -> None:
    with pytest.raises(UsageError, match="by_year"):
        summarise(filled).to_frame("by_farge")
