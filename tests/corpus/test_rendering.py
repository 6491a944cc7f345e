"""The rendering of the sample corpus: what can be tested without the programs that make PDFs."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from resolusjon_nlp.evaluation.markup import GoldResolution, parse_source

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from corpus.rendering.assignment import Text, assign
from corpus.rendering.document import Document, build_document, number_marker
from corpus.rendering.gold import GoldError, align, expected, hyphen_event, make_gold
from corpus.rendering.layout import Layout
from corpus.rendering.layouts import LAYOUTS, layout_named
from corpus.rendering.readback import Glyph, Page, Stream, _composed, fold

HEAD = """---
id: {id}
writer: {writer}
language: {language}
organisation: LO
body: Årsmøtet i LO Test
region: null
date: 2021-05-03
date_precision: day
themes: [annet]
---
"""
BODY = """title: <d kind="krav">Ja til prøver</d>
date: Vedtatt 3. mai 2021

Kommuneøkonomien i Aurskog-Høland er god.
lead_in: Vi krever:
1. pris- og lønnsvekst
a) flere folk
- ro
footnote: Et tall
"""
PLAIN = replace(
    layout_named("lo-jevn"),
    header=(),
    footer=(("{example}", "", "{page}/{pages}"),),
    collection=0,
    heading_style=frozenset(),
    bullet="•",
)


def source(name: str = "w1-prove", writer: str = "w1", language: str = "nb", body: str = BODY) -> GoldResolution:
    return parse_source(HEAD.format(id=name, writer=writer, language=language) + body)


def texts(per_writer: int = 14) -> list[Text]:
    made = []
    for writer in range(1, 10):
        for number in range(per_writer):
            has = frozenset(
                {"paragraph", *(["list", "bullet"] if number % 2 else []), *(["footnote"] if number == 3 else [])}
            )
            letters = frozenset("abc₂" if number == 5 else "abc")
            made.append(Text(f"w{writer}-t{number}", f"w{writer}", "nn" if number % 3 else "nb", has, letters))
    return made


def drawn(document: Document, lines: list[list[str]]) -> list[Page]:
    """Pages with the given lines, one glyph a letter, and the document's furniture above the page's lower edge."""
    pages = []
    for number, page_lines in enumerate(lines, start=1):
        rows = [(100 + 15 * row, line) for row, line in enumerate(page_lines)]
        rows += [(780, text) for text in document.furniture(number, len(lines))]
        glyphs = [
            Glyph(letter, number, 50 + 5 * x + 200 * (top == 780), 55 + 5 * x, top, top + 10)
            for top, line in rows
            for x, letter in enumerate(line)
            if not letter.isspace()
        ]
        pages.append(Page(tuple(glyphs), 842))
    return pages


def test_document_has_pieces_with_markers_of_the_layout() -> None:
    layout = replace(PLAIN, number="(1)", bullet="–")
    document = build_document("x", layout, [source()])
    assert [piece.type for piece in document.pieces] == [
        "title",
        "date",
        "paragraph",
        "lead_in",
        "numbered",
        "numbered",
        "bullet",
        "footnote",
    ]
    assert [piece.marker for piece in document.pieces if piece.marker] == ["(1)", "(1)", "–"]
    assert document.split == "train"
    assert document.parts[0].title == "Ja til prøver"
    assert document.parts[0].date == "2021-05-03"


@pytest.mark.parametrize(("style", "marker"), [("1.", "3."), ("1)", "3)"), ("(1)", "(3)"), ("a)", "c)")])
def test_number_marker(style: str, marker: str) -> None:
    assert number_marker(style, 3) == marker


def test_capitals_are_in_the_gold_text() -> None:
    document = build_document("x", replace(PLAIN, title_style=frozenset({"capitals"})), [source()])
    assert document.pieces[0].text == "JA TIL PRØVER"
    assert document.parts[0].title == "JA TIL PRØVER"


def test_footnote_hangs_on_a_paragraph_where_the_layout_has_footnotes() -> None:
    document = build_document("x", replace(PLAIN, foot_notes=True), [source()])
    assert [(piece.note, piece.note_mark) for piece in document.pieces if piece.note] == [("Et tall", "1")]
    assert "footnote" not in {piece.type for piece in document.pieces}


def test_collection_has_contents_labels_and_parts() -> None:
    layout = replace(
        PLAIN, collection=2, contents=True, title_page=True, label=("Uttalelse {n}: {title}", "Fråsegn {n}: {title}")
    )
    document = build_document("x", layout, [source("w2-a", "w2", "nn"), source("w2-b", "w2", "nn")], ["2", "3"])
    assert [(piece.text, piece.page) for piece in document.pieces if piece.type == "toc"] == [
        ("Fråsegn 1: Ja til prøver", "2"),
        ("Fråsegn 2: Ja til prøver", "3"),
    ]
    assert [document.pieces[part.first].text for part in document.parts] == [
        "Fråsegn 1: Ja til prøver",
        "Fråsegn 2: Ja til prøver",
    ]
    assert all(document.pieces[part.first].new_page for part in document.parts)
    assert [part.title for part in document.parts] == ["Ja til prøver"] * 2


def test_title_page_takes_the_lines_before_the_first_paragraph() -> None:
    document = build_document("x", replace(PLAIN, title_page=True), [source()])
    assert [piece.cover for piece in document.pieces[:3]] == [True, True, False]
    assert document.pieces[2].new_page


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_page_says_in_both_languages_that_the_text_is_no_decision(layout: Layout) -> None:
    for language, word in (("nb", "ikke|ingen|uten|diktet"), ("nn", "ikkje|ingen|inga|utan|dikta")):
        document = build_document("x", layout, [source(language=language)] * max(1, layout.collection))
        assert any(part in text.lower() for text in document.furniture(1, 2) for part in word.split("|"))


def test_layouts_have_names_of_their_own() -> None:
    assert len({layout.name for layout in LAYOUTS}) == len(LAYOUTS) >= 14
    with pytest.raises(KeyError):
        layout_named("finnes-ikke")


def test_assignment_is_balanced_and_deterministic() -> None:
    jobs = assign(texts(), LAYOUTS)
    assert jobs == assign(list(reversed(texts())), LAYOUTS)
    assert len({job.name for job in jobs}) == len(jobs)
    uses = Counter(source for job in jobs for source in job.sources)
    assert set(uses) == {text.id for text in texts()}
    assert set(uses.values()) <= {1, 2}
    for layout in LAYOUTS:
        own = [name for job in jobs if job.layout is layout for name in job.sources]
        assert len(own) >= 8
        assert {name.split("-")[0] for name in own} >= {"w1", "w6", "w9"}


def test_assignment_keeps_collections_with_one_writer_and_letters_with_fonts() -> None:
    jobs = assign(texts(), LAYOUTS)
    for job in jobs:
        assert len({name.split("-")[0] for name in job.sources}) == 1
        assert len(set(job.sources)) == len(job.sources)
        if "₂" in job.layout.lacks:
            assert not any(name.endswith("-t5") for name in job.sources)


def test_a_name_has_its_layout_only_when_the_text_is_rendered_twice() -> None:
    one = replace(PLAIN, name="en", wants=())
    assert [job.name for job in assign(texts(1)[:1], [one])] == ["w1-t0"]
    assert [job.name for job in assign(texts(1)[:1], [one, replace(one, name="to")])] == ["w1-t0--en", "w1-t0--to"]


@pytest.mark.parametrize(
    ("text", "left", "kind", "word"),
    [
        ("God kommuneøkonomi nå.", "kommune", "join", "kommuneøkonomi"),
        ("I Aurskog-Høland, ja.", "Aurskog", "keep", "Aurskog-Høland"),
        ("For pris- og lønnsvekst.", "pris", "suspended", "pris- og"),
        ("Full «kraft».", "kra", "join", "kraft"),
    ],
)
def test_hyphens_at_line_ends(text: str, left: str, kind: str, word: str) -> None:
    last = text.index(left) + len(left) - 1
    after = next(index for index in range(last + 1, len(text)) if text[index].isalpha())
    assert hyphen_event(text, last, after) == {"kind": kind, "word": word}


def test_a_dash_between_spaces_is_no_hyphen() -> None:
    assert hyphen_event("ja - nei", 1, 5) is None


def test_gold_finds_hyphens_page_ends_and_furniture() -> None:
    document = build_document("x", PLAIN, [source()])
    lines = [
        ["Ja til prøver", "Vedtatt 3. mai 2021", "Kommune-", "økonomien i Aurskog-", "Høland"],
        ["er god.", "Vi krever:", "1. pris-", "og lønnsvekst", "1. flere folk", "• ro", "Et tall"],
    ]
    gold = make_gold(document, drawn(document, lines))
    assert gold["hyphens"] == [
        {"kind": "join", "word": "Kommuneøkonomien"},
        {"kind": "keep", "word": "Aurskog-Høland"},
        {"kind": "suspended", "word": "pris- og"},
    ]
    assert gold["xpage"] == [len(fold("Ja til prøver" + "Vedtatt 3. mai 2021" + "Kommuneøkonomien i Aurskog-Høland"))]
    assert gold["furniture"][0]["text"] == document.fields["example"]
    assert [block["type"] for block in gold["blocks"]][-1] == "footnote"
    assert gold["similarity"] == 1


def test_gold_refuses_a_file_that_lacks_text_or_furniture() -> None:
    pytest.importorskip("rapidfuzz")
    document = build_document("x", PLAIN, [source()])
    with pytest.raises(GoldError, match="of the text"):
        make_gold(document, drawn(document, [["Ja til prøver"]]))
    pages = drawn(document, [["Ja til prøver"]])
    bare = [replace(page, glyphs=page.glyphs[:11]) for page in pages]
    with pytest.raises(GoldError, match="lacks"):
        make_gold(document, bare)


def test_accents_before_and_after_their_letter_are_composed() -> None:
    row = [Glyph(letter, 1, x, x + 1, 0, 10) for x, letter in enumerate("\u02daaa\u030aŋ")]
    assert "".join(glyph.text for glyph in _composed(row)) == "ååŋ"


def test_leaders_are_taken_out() -> None:
    row = [Glyph(letter, 1, x, x + 1, 0, 10) for x, letter in enumerate("ab......7")]
    assert Stream(row).without_leaders().key == "ab7"


def test_alignment_of_equal_keys_is_the_identity() -> None:
    wanted = expected(list(build_document("x", PLAIN, [source()]).pieces))
    assert align(wanted.key, wanted.key) == (1.0, list(range(len(wanted.key))))
