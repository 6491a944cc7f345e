"""Charts are text one can read aloud, drawings without colours that matter, and ids that no other chart has."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from resolusjon_nlp import summarise
from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library import Library
from resolusjon_nlp.summaries.charts import Chart, charts

SVG = "{http://www.w3.org/2000/svg}"


def parsed(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg)  # noqa: S314 - we made it


@pytest.mark.parametrize(("theme", "lang"), [(None, "nb"), ("samferdsel", "nn"), ("samferdsel", "en")])
def test_every_chart_says_what_it_shows(corpus: Library, theme: str | None, lang: str) -> None:
    ids: list[str] = []
    drawn = charts(summarise(corpus, theme), lang=lang)
    assert set(drawn) >= {"groups", "heatmap", "years", "addressees", "map"}
    for chart in drawn.values():
        root = parsed(chart)
        assert root.get("role") == "img"
        assert root.findtext(f"{SVG}title") == chart.title
        assert root.findtext(f"{SVG}desc") == chart.description
        assert re.search(r"\d", chart.description)
        ids += [element.get("id", "") for element in root.iter() if element.get("id")]
        used = set(re.findall(r'(?:href="|url\()#([^")]+)', chart.svg))
        assert used <= set(ids)
        colours = {colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{6}", chart.svg)}
        assert all(colour[1:3] == colour[3:5] == colour[5:7] for colour in colours), colours
    assert len(ids) == len(set(ids))


def test_picture_and_refusals(corpus: Library) -> None:
    summary = summarise(corpus, "samferdsel")
    assert summary.chart("years", lang="en").png(dpi=50).startswith(b"\x89PNG")
    with pytest.raises(UsageError, match="heatmap"):
        summary.chart("kake")
    with pytest.raises(UsageError, match="noe å vise"):
        summary.chart("themes")


@pytest.mark.parametrize("by", ["region", "county", "year", "organisation", "body"])
def test_whatever_is_compared(corpus: Library, by: str) -> None:
    for chart in charts(summarise(corpus, "pensjon", by=by)).values():
        assert parsed(chart).get("role") == "img"


def test_names_are_only_text(filled: Library) -> None:
    summary = summarise(filled)
    count = summary.by_region[0].model_copy(update={"name": "A & <b> $x_1$"})
    chart = summary.model_copy(update={"by_region": (count,)}).chart("groups")
    root = parsed(chart)
    assert "A & <b> $x_1$" in {element.text for element in root.iter(f"{SVG}text")}
