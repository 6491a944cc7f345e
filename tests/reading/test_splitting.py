"""Letterheads, footnotes and files that hold several resolutions."""

from __future__ import annotations

from pathlib import Path

from pdfs import LEFT, Run, draw, flow
from reading.test_blocks import FOURTH, LONG, OTHER, THIRD
from resolusjon_nlp.reading.reader import read
from resolusjon_nlp.records import BlockType, Resolution

BODY = "Vedtatt av årsmøtet i Fagforbundet Gjøvik 14. mars 2024"
OTHER_BODY = "Vedtatt av fylkesmøtet i FO Rogaland 3. mai 2021"


def read_all(path: Path) -> tuple[Resolution, ...]:
    return read(path).resolutions


def test_numbered_resolutions_are_split(tmp_path: Path) -> None:
    blocks = [
        ("h", "Uttalelse 1: Varme rom"),
        ("p", BODY),
        ("p", LONG),
        ("h", "Uttalelse 2: Flere folk"),
        ("p", OTHER_BODY),
        ("p", OTHER),
    ]
    first, second = read_all(draw(tmp_path / "a.pdf", flow(blocks)))
    assert (first.title, first.body, first.date) == ("Varme rom", "Årsmøtet i Fagforbundet Gjøvik", "2024-03-14")
    assert (second.title, second.body, second.date) == ("Flere folk", "Fylkesmøtet i FO Rogaland", "2021-05-03")
    assert (first.blocks[-1].text, second.blocks[-1].text) == (LONG, OTHER)
    for part in (first, second):
        assert part.source_map is not None
        for segment in part.source_map.segments:
            raw = part.source_map.lines[segment.line].text[segment.line_start : segment.line_end]
            assert raw == part.text[segment.start : segment.end]


def test_case_numbers_open_resolutions_and_are_no_titles(tmp_path: Path) -> None:
    blocks = [
        ("h", "Sak 7.1"),
        ("h", "Varme rom"),
        ("p", BODY),
        ("p", LONG),
        ("h", "Sak 7.2"),
        ("h", "Flere folk"),
        ("p", OTHER_BODY),
        ("p", OTHER),
    ]
    assert [part.title for part in read_all(draw(tmp_path / "a.pdf", flow(blocks, gap=8)))] == [
        "Varme rom",
        "Flere folk",
    ]


def test_headings_in_the_titles_type_open_resolutions_with_heads_of_their_own(tmp_path: Path) -> None:
    blocks = [("h", "Varme rom"), ("p", BODY), ("p", LONG), ("h", "Flere folk"), ("p", OTHER_BODY), ("p", OTHER)]
    assert [part.title for part in read_all(draw(tmp_path / "a.pdf", flow(blocks)))] == ["Varme rom", "Flere folk"]


def test_items_of_minutes_do_not_split_them(tmp_path: Path) -> None:
    blocks = [
        ("h", "Referat fra årsmøtet"),
        ("p", BODY),
        ("h", "Sak 1. Åpning"),
        ("p", LONG),
        ("h", "Sak 2. Valg"),
        ("p", OTHER),
    ]
    (only,) = read_all(draw(tmp_path / "a.pdf", flow(blocks, gap=8)))
    assert only.title == "Referat fra årsmøtet"


def test_headings_inside_one_resolution_do_not_split_it(tmp_path: Path) -> None:
    blocks = [
        ("h", "Varme rom"),
        ("p", BODY),
        ("p", LONG),
        ("h", "Flere folk"),
        ("p", OTHER),
        ("h", "Ny kjele"),
        ("p", THIRD),
    ]
    (only,) = read_all(draw(tmp_path / "a.pdf", flow(blocks)))
    assert [block.text for block in only.blocks if block.type is BlockType.HEADING] == ["Flere folk", "Ny kjele"]


def test_contents_are_no_resolution(tmp_path: Path) -> None:
    contents = [
        ("h", "Innhold"),
        ("p", "Uttalelse 1: Varme rom ........... 2"),
        ("p", "Uttalelse 2: Flere folk ........... 3"),
    ]
    blocks = [
        ("h", "Uttalelse 1: Varme rom"),
        ("p", BODY),
        ("p", LONG),
        ("h", "Uttalelse 2: Flere folk"),
        ("p", OTHER_BODY),
        ("p", OTHER),
    ]
    first, second = read_all(draw(tmp_path / "a.pdf", [*flow(contents), *flow(blocks)]))
    assert (first.title, second.title) == ("Varme rom", "Flere folk")
    assert sum(block.type is BlockType.TOC for block in first.blocks) == 2


def test_letterhead_of_a_single_page_is_furniture(tmp_path: Path) -> None:
    (page,) = flow([("h", "Varme rom"), ("p", LONG), ("p", OTHER)], top=730)
    letterhead = [
        Run(LEFT, 800, "Fagforbundet", "Helvetica-Bold", 18),
        Run(LEFT + 300, 800, "post@example.org", size=8),
        Run(LEFT + 300, 788, "Telefon 00 00 00 00", size=8),
    ]
    (only,) = read_all(draw(tmp_path / "a.pdf", [[*letterhead, *page, Run(290, 30, "1 (1)", size=8)]]))
    assert [block.text for block in only.blocks] == ["Varme rom", LONG, OTHER]
    assert only.organisation == "Fagforbundet"


def test_footnotes_do_not_interrupt_a_paragraph_across_pages(tmp_path: Path) -> None:
    pages = flow([("h", "Varme rom"), ("p", THIRD), ("p", LONG), ("p", FOURTH)], bottom=690)
    pages[0].append(Run(LEFT, 70, "1 Målt i januar.", size=8))
    (only,) = read_all(draw(tmp_path / "a.pdf", pages))
    assert [(b.type.value, b.text) for b in only.blocks] == [
        ("title", "Varme rom"),
        ("paragraph", THIRD),
        ("paragraph", LONG),
        ("paragraph", FOURTH),
        ("footnote", "Målt i januar."),
    ]
    assert only.blocks[-1].marker == "1"


def test_raised_figures_are_marks_not_text(tmp_path: Path) -> None:
    runs = [Run(LEFT, 700, "Det var kaldt i januar og enda kaldere i februar."), Run(LEFT + 229.5, 704, "1", size=6)]
    (only,) = read_all(draw(tmp_path / "a.pdf", [runs]))
    assert only.text.replace(" ", "").endswith("februar.¹")
