"""Reports hold what the summary holds, in the reader's language: each quote word for word, each figure with its rows, each source in the list."""

from __future__ import annotations

import datetime
import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from docx import Document
from markdown_it import MarkdownIt

import browser
from resolusjon_nlp import Summary, summarise
from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library import Library
from resolusjon_nlp.summaries.report import markdown_text, render
from resolusjon_nlp.summaries.wording import LANGUAGES
from summaries_library import quotes

MADE = datetime.date(2025, 11, 3)
NASTY = "Nei til <script>alert(1)</script> & *privatisering* | #1 $x$ [les](http://a)"


class Reader(HTMLParser):
    """Quotes, ids and links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.quotes: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self._in_quote = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "a":
            self.links.append(given.get("href") or "")
        if tag == "blockquote":
            self._in_quote = True
            self.quotes.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self._in_quote = False

    def handle_data(self, data: str) -> None:
        if self._in_quote:
            self.quotes[-1] += data


@pytest.fixture(scope="module", params=[None, "samferdsel"])
def summary(corpus: Library, request: pytest.FixtureRequest) -> Summary:
    PAGES[request.param] = summarise(corpus, request.param)
    return PAGES[request.param]


@cache
def rendered(theme: str | None, lang: str) -> str:
    """Pages that several tests look at, made once."""
    return render(PAGES[theme], "html", lang=lang, made=MADE)


PAGES: dict[str | None, Summary] = {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_html_quotes_word_for_word_and_every_link_leads_somewhere(summary: Summary, corpus: Library, lang: str) -> None:
    page = rendered(summary.theme, lang)
    reader = Reader(page)
    texts = {quote.text for quote in quotes(summary) if summary.theme or not is_top(summary, quote.demand_id)}
    assert texts <= set(reader.quotes)
    whole = {quote.text: corpus.get(quote.resolution_id).text for quote in quotes(summary)}
    assert all(text in whole[text] for text in reader.quotes)
    assert all(link.removeprefix("#") in reader.ids for link in reader.links)
    assert len(reader.ids) == len(set(reader.ids))
    assert {f"source-{source.number}" for source in summary.sources} <= set(reader.ids)
    assert reader.tags.count("svg") == reader.tags.count("desc") >= 4
    assert not {"script", "img", "link", "iframe"} & set(reader.tags)
    assert not re.search(r'(?:src|href)="(?!#)', page.split("<body>")[1])


def is_top(summary: Summary, demand: int) -> bool:
    """Whether a demand is quoted only among the families of all themes together, which the report shows theme by theme."""
    elsewhere = {quote.demand_id for one in summary.themes for group in one.groups for quote in group.members}
    elsewhere |= {quote.demand_id for group in summary.only for quote in group.quotes}
    return demand not in elsewhere


def test_every_figure_has_its_rows(summary: Summary) -> None:
    page = rendered(summary.theme, "nb")
    tables = page.count("<table>")
    assert tables > page.count('<figure class="chart ')
    for count in summary.by_year:
        assert f'<th scope="row">{count.name or "uten dato"}</th>' in page
    for place in summary.municipalities:
        assert f'<th scope="row">{place.name}</th>' in page


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("nb", ["Samferdsel: hva resolusjonene krever", "Laget 3. november 2025", "Felles for flere regioner", "Kilder", "1,"]),
        ("nn", ["Samferdsel: kva resolusjonane krev", "Laga 3. november 2025", "Felles for fleire regionar", "Kjelder"]),
        ("en", ["Transport: what the resolutions demand", "Made on 3 November 2025", "Common to several regions", "Sources"]),
    ],
)  # fmt: skip
def test_languages(corpus: Library, lang: str, expected: list[str]) -> None:
    page = render(summarise(corpus, "samferdsel"), "html", lang=lang, made=MADE)
    assert f'<html lang="{lang}">' in page
    for text in expected:
        assert text in page


@pytest.mark.parametrize("lang", ["nn"])
def test_markdown_quotes_word_for_word(summary: Summary, lang: str) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(render(summary, "md", lang=lang, made=MADE))
    quoted, level = [], 0
    tables = 0
    for token in tokens:
        level += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        tables += token.type == "table_open"
        if level and token.type == "inline":
            quoted.append("".join(child.content for child in token.children or ()))
    texts = {quote.text for quote in quotes(summary)}
    assert quoted
    assert set(quoted) <= texts
    assert tables >= 6


@pytest.mark.parametrize(
    "text", [NASTY, "- nei", "2024. Ja", "# Krav", "a_b_c `d`", "1) én", "+ mer\n- mindre", "&amp; \\*"]
)
def test_markdown_shows_text_as_it_stands(text: str) -> None:
    (_, inline, _) = MarkdownIt("commonmark").parse(markdown_text(text))
    shown = "".join("\n" if child.type == "softbreak" else child.content for child in inline.children or ())
    assert shown == text


def test_word_file(summary: Summary, tmp_path: Path) -> None:
    path = tmp_path / "rapport.docx"
    summary.save(path, lang="nn")
    document = Document(str(path))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    shown = {paragraph.text for paragraph in document.paragraphs if paragraph.style and paragraph.style.name == "Quote"}
    assert shown
    assert shown <= {quote.text for quote in quotes(summary)}
    assert sum(text.startswith("[") for text in paragraphs) == len(summary.sources)
    xml = document.element.xml
    anchors = set(re.findall(r'w:anchor="(source-\d+)"', xml))
    assert anchors <= set(re.findall(r'w:bookmarkStart [^>]*w:name="(source-\d+)"', xml))
    assert xml.count("<w:tblHeader") == len(document.tables) >= 6
    assert xml.count('descr="') == len(document.inline_shapes) >= 4
    assert document.core_properties.language == "nn-NO"


def test_json_is_the_record(summary: Summary, tmp_path: Path) -> None:
    summary.save(tmp_path / "tall.json")
    assert Summary.model_validate(json.loads((tmp_path / "tall.json").read_text(encoding="utf-8"))) == summary


def test_names_and_texts_from_files_are_only_text(filled: Library, tmp_path: Path) -> None:
    summary = summarise(filled, "samferdsel")
    changed = json.loads(summary.model_dump_json().replace("Innlandet", NASTY).replace("Ja til tog", NASTY + "\\u0001"))
    nasty = Summary.model_validate(changed)
    page = render(nasty, "html")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    nasty.save(tmp_path / "r.docx")
    assert "script" in "".join(paragraph.text for paragraph in Document(str(tmp_path / "r.docx")).paragraphs)


def test_an_empty_summary_says_what_to_do() -> None:
    with Library(":memory:") as library:
        summary = summarise(library, "sykehus")
    for kind in ("html", "md"):
        assert "Prøv et annet tema" in render(summary, kind)


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_other_formats_are_refused(kind: str, filled: Library, tmp_path: Path) -> None:
    summary = summarise(filled)
    with pytest.raises(UsageError, match="html"):
        render(summary, kind)
    with pytest.raises(UsageError, match="docx"):
        summary.save(tmp_path / "rapport.pdf")
    with pytest.raises(UsageError, match="kan ikke skrives"):
        summary.save(tmp_path / "finnes-ikke" / "rapport.html")
    with pytest.raises(UsageError, match="nn"):
        summary.report(lang="de")  # type: ignore[arg-type]


needs_browser = pytest.mark.skipif(browser.program() is None, reason="Chromium is not installed")
WIDTHS = (390, 1280)
"""CSS pixels: a phone, a screen."""


@needs_browser
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_barriers(summary: Summary, tmp_path: Path, lang: str, width: int) -> None:
    """The automatic part of an accessibility check, by axe-core."""
    found = browser.barriers(rendered(summary.theme, lang), tmp_path, width=width)
    assert not [one for one in found if one["impact"] in ("serious", "critical")]


@needs_browser
def test_a_barrier_would_be_found(tmp_path: Path) -> None:
    found = browser.barriers("<!DOCTYPE html><html><title>x</title><img src='a.png'></html>", tmp_path, width=390)
    assert {one["rule"] for one in found} >= {"image-alt", "html-has-lang"}


@needs_browser
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_window(summary: Summary, tmp_path: Path, width: int) -> None:
    page = rendered(summary.theme, "nn")
    assert browser.answer(page, "return page.document.documentElement.scrollWidth;", tmp_path, width=width) <= width
