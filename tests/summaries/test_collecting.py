"""Counts agree with the search, families are told apart from what stands alone, and each quote is the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update

from made_resolutions import make_resolution
from resolusjon_nlp import Summary, summarise
from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library import Facet, Filters, Library
from resolusjon_nlp.library.schema import DemandRow, FamilyRow
from resolusjon_nlp.summaries import By
from resolusjon_nlp.summaries.records import ThemeSummary
from resolusjon_nlp.tagging.themes.lexicon import theme_ids
from summaries_library import SAME, join_by_word, quotes, write_texts

FACETS = {By.REGION: Facet.REGION, By.COUNTY: Facet.COUNTY, By.YEAR: Facet.YEAR, By.ORGANISATION: Facet.ORGANISATION}


@pytest.mark.parametrize("theme", [None, "samferdsel"])
@pytest.mark.parametrize("conditions", [{}, {"since": "2023"}, {"region": "Innlandet", "kind": "krav"}], ids=str)
def test_counts_are_those_of_the_search(filled: Library, theme: str | None, conditions: dict[str, str]) -> None:
    summary = summarise(filled, theme, **conditions)
    assert summary.demands == filled.count(theme=theme, **conditions)
    for by, facet in FACETS.items():
        counted = {count.value: count for count in filled.facets(by=[facet], theme=theme, **conditions)}
        found = {count.value: count for count in summary.counts_by(by) if count.demands and count.value is not None}
        assert {value: (count.demands, count.resolutions) for value, count in found.items()} == {
            value: (count.demands, count.resolutions) for value, count in counted.items()
        }
        assert all(count.name == counted[value].name for value, count in found.items())
    assert sum(kind.demands for kind in summary.kinds) == summary.demands
    assert sum(count.demands for count in summary.addressees) == summary.demands


def test_what_was_collected_stands_beside_what_is_asked_for(filled: Library) -> None:
    years = {count.value: count for count in summarise(filled, "samferdsel").by_year}
    assert list(years) == ["2020", "2022", "2023", "2024"]
    assert (years["2020"].demands, years["2020"].collected, years["2020"].share) == (0, 1, 0.0)
    assert (years["2023"].resolutions, years["2023"].collected) == (2, 2)
    first, last = summarise(filled, "samferdsel").trend
    assert (first.first, last.last, first.collected + last.collected) == (2020, 2024, 5)


def test_what_is_common_and_what_only_one_says(filled: Library) -> None:
    summary = summarise(filled, "samferdsel")
    (family,) = summary.groups
    assert summary.families_known
    assert (family.label, family.size, family.resolutions) == ("kryssingsspor", 4, 4)
    assert family.values == ("Innlandet", "Trøndelag", "Vestland")
    assert family.everywhere
    assert family.representative in family.members
    alone = {group.name: group for group in summary.only}
    assert "Vestland" not in alone
    assert any("nattog" in quote.text for quote in alone["Trøndelag"].quotes)
    assert all("kryssingsspor" not in quote.text for group in summary.only for quote in group.quotes)
    by_year = summarise(filled, "samferdsel", by="year")
    assert by_year.groups[0].values == ("2022", "2023", "2024")


def test_without_families_nothing_is_called_common(filled: Library) -> None:
    assert not summarise(filled, since="2024").groups  # the family has one member left there, so nobody shares it


def test_all_themes(filled: Library) -> None:
    summary = summarise(filled)
    assert summary.themes[0].theme == "samferdsel"
    assert summary.by_theme[0].demands == filled.count(theme="samferdsel")
    cells = {(cell.value, cell.column): cell.demands for cell in summary.cells}
    for (region, theme), demands in cells.items():
        assert demands == filled.count(region=region, theme=theme)
    assert summarise(filled, "samferdsel").cells[0].column.isdigit()


def test_places_and_sources(filled: Library) -> None:
    summary = summarise(filled, "samferdsel")
    named = {place.name: place for place in summary.municipalities}
    assert {"Hamar", "Steinkjer", "Levanger"} <= set(named)
    assert named["Hamar"].county == "Innlandet"
    assert 60 < named["Hamar"].lat < 62
    assert [source.number for source in summary.sources] == list(range(1, len(summary.sources) + 1))
    assert [source.date for source in summary.sources] == sorted((s.date for s in summary.sources), reverse=True)


def test_the_same_on_either_database(filled: Library, library: Library, tmp_path: Path) -> None:
    library.ingest(write_texts(tmp_path))
    join_by_word(library, SAME)
    for by in By:
        summary, other = summarise(library, by=by), summarise(filled, by=by)
        assert {source.file for source in summary.sources} <= {path.name for path in tmp_path.iterdir()}
        for part in ("by_region", "by_county", "by_year", "by_theme", "addressees", "kinds", "municipalities", "cells"):
            assert summary.to_frame(part).equals(other.to_frame(part)), part
        assert [(group.values, group.size) for group in summary.groups] == [
            (group.values, group.size) for group in other.groups
        ]
        assert [(only.name, only.demands) for only in summary.only] == [
            (only.name, only.demands) for only in other.only
        ]


@pytest.mark.parametrize("by", list(By))
def test_every_quote_is_the_text_and_leads_to_its_source(filled: Library, by: By) -> None:
    summary = summarise(filled, by=by)
    sources = {source.number: source for source in summary.sources}
    found = list(quotes(summary))
    assert found
    for quote in found:
        assert quote.text == filled.get(quote.resolution_id).text[quote.start : quote.end]
        assert sources[quote.source].resolution_id == quote.resolution_id
        assert quote.line
    assert {quote.source for quote in found} == set(sources)


@given(
    theme=st.sampled_from([None, *theme_ids()]),
    by=st.sampled_from(list(By)),
    groups=st.integers(0, 30),
    alone=st.integers(0, 5),
    filters=st.sampled_from([Filters(), Filters(language="nn"), Filters(since="2020"), Filters(kind="støtte")]),
)
@settings(max_examples=40, deadline=None)
def test_quotes_of_the_sample_corpus_are_its_text(
    corpus: Library, theme: str | None, by: By, groups: int, alone: int, filters: Filters
) -> None:
    summary = summarise(corpus, theme, by=by, groups=groups, quotes=alone, filters=filters)
    for quote in quotes(summary):
        text = corpus.get(quote.resolution_id).text
        assert quote.text == text[quote.start : quote.end]
        assert quote.lead_in is None or quote.lead_in in text[: quote.start]
    for one in (summary, *summary.themes):
        check_counts(one, summary)


def test_list_items_have_the_sentence_they_go_on_from(corpus: Library) -> None:
    led = [quote for quote in quotes(summarise(corpus, groups=50)) if quote.lead_in]
    assert any(quote.lead_in.endswith(":") for quote in led if quote.lead_in)
    assert all(quote.text not in quote.lead_in for quote in led if quote.lead_in)


def check_counts(one: ThemeSummary, summary: Summary) -> None:
    """No group has more than all, and what is alone is no part of what is shared."""
    assert one.resolutions <= one.collected
    for count in one.counts_by(summary.compared_by):
        assert count.demands <= one.demands
        assert count.resolutions <= count.collected
    shared = {quote.demand_id for group in one.groups if len(group.values) > 1 for quote in group.members}
    assert not shared & {quote.demand_id for group in summary.only for quote in group.quotes if one is summary}
    for group in one.groups:
        assert group.size == len(group.members)
        assert len({quote.resolution_id for quote in group.members}) == group.resolutions > 1


def test_an_empty_library_gives_an_empty_summary() -> None:
    library = Library(":memory:")
    summary = summarise(library)
    assert (summary.demands, summary.collected, summary.by_year, summary.trend, summary.sources) == (0, 0, (), (), ())
    assert not summary.families_known
    assert summarise(library, "sykehus").demands == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"theme": "fisk"}, "fisk"),
        ({"by": "farge"}, "organisation"),
        ({"theme": "sykehus", "filters": Filters(theme="bolig")}, "to ganger"),
    ],
)
def test_what_means_nothing_is_refused(filled: Library, arguments: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        summarise(filled, **arguments)  # type: ignore[arg-type]


def test_json_and_back(filled: Library) -> None:
    summary = summarise(filled)
    assert Summary.model_validate_json(summary.model_dump_json()) == summary


def test_what_a_body_without_region_says_too_is_not_one_regions_alone(library: Library) -> None:
    """A family shared with a body of no known region is nobody's own."""
    library.add(
        make_resolution(name, text, date="2023-01-01", body="Styret", **({"region": region} if region else {}))
        for name, text, region in (
            ("a", "Staten må bygge nattog til Bodø.", "Nordland"),
            ("b", "Nattoget til Bodø må bygges.", None),
            ("c", "Ja til billigere ferjer.", "Nordland"),
        )
    )
    with library.writing() as connection:
        connection.execute(
            insert(FamilyRow), [{"id": 1, "size": 2, "label": "nattog"}, {"id": 2, "size": 1, "label": "f"}]
        )
        for name, family in (("a", 1), ("b", 1), ("c", 2)):
            connection.execute(update(DemandRow).where(DemandRow.resolution_id == name).values(family_id=family))
    (alone,) = summarise(library, "samferdsel").only
    assert [quote.text for quote in alone.quotes] == ["Ja til billigere ferjer."]
    assert alone.demands == 1
