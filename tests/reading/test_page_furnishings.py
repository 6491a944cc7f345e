"""What a page holds beside plain paragraphs, drawn as producers draw it: each row shows one thing that was read wrong once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from test_blocks import LONG, OTHER, blocks_of

from pdfs import LEFT, Run, draw, flow, wrap
from resolusjon_nlp.reading.reader import read

PITCH = 16.5


def lines(
    texts: list[str], *, x: float = LEFT, top: float = 700.0, font: str = "Helvetica", size: float = 11.0
) -> list[Run]:
    return [Run(x, top - PITCH * number, text, font, size) for number, text in enumerate(texts)]


def texts_of(path: Path) -> list[str]:
    return [text for _, text in blocks_of(path)]


def test_initial_stands_before_its_first_line(tmp_path: Path) -> None:
    wrapped = wrap(LONG[1:], measure=410)
    page = [Run(LEFT, 700 - PITCH, LONG[0], "Helvetica", 40)]
    page += lines(wrapped[:2], x=LEFT + 36) + lines(wrapped[2:], top=700 - 2 * PITCH)
    assert texts_of(draw(tmp_path / "a.pdf", [page])) == [LONG]


def test_initial_that_is_a_word_keeps_its_space(tmp_path: Path) -> None:
    wrapped = wrap("hundre år har vannkrafta vært Agders fremste fortrinn. " + OTHER, measure=410)
    page = [Run(LEFT, 700 - PITCH, "I", "Helvetica", 40)]
    page += lines(wrapped[:2], x=LEFT + 20) + lines(wrapped[2:], top=700 - 2 * PITCH)
    assert texts_of(draw(tmp_path / "a.pdf", [page]))[0].startswith("I hundre år har")


@pytest.mark.parametrize("step", [1, 5])
def test_line_numbers_in_the_margin_are_furniture(tmp_path: Path, step: int) -> None:
    wrapped = [*wrap(LONG), *wrap(OTHER), *wrap(LONG), *wrap(OTHER), *wrap(LONG), *wrap(OTHER), *wrap(LONG)]
    page = lines(wrapped, top=760)
    page += [
        Run(LEFT - 30, run.y, str(number), size=8) for number, run in enumerate(page, start=1) if number % step == 0
    ]
    more = lines(wrap(OTHER), top=760)
    more.append(Run(LEFT - 30, more[0].y if step == 1 else more[-1].y, str(len(wrapped) // step * step + step), size=8))
    path = draw(tmp_path / "a.pdf", [page, more])
    assert not any(character.isdigit() for text in texts_of(path) for character in text.replace("1974", ""))


def test_spaced_letters_are_closed_up(tmp_path: Path) -> None:
    page = [Run(LEFT, 740, "R E S O L U S J O N", "Helvetica-Bold", 14), *lines(wrap(LONG))]
    assert texts_of(draw(tmp_path / "a.pdf", [page]))[0] == "RESOLUSJON"


TABLE = [
    ("Område", "Årsverk", "Endring"),
    ("Follo", "210", "- 4,5 %"),
    ("Romerike", "1 375", "+ 2,0 %"),
    ("Asker", "98", "0,0 %"),
]


def test_table_is_one_block_with_a_row_on_each_line(tmp_path: Path) -> None:
    page = lines(wrap(LONG), top=740)
    for number, row in enumerate(TABLE):
        page += [Run(LEFT + 120 * column, 660 - PITCH * number, cell) for column, cell in enumerate(row)]
    page += lines(wrap(OTHER), top=660 - PITCH * (len(TABLE) + 1))
    assert blocks_of(draw(tmp_path / "a.pdf", [page])) == [
        ("paragraph", LONG),
        ("table", "\n".join(" ".join(row) for row in TABLE)),
        ("paragraph", OTHER),
    ]


def test_side_heading_comes_before_the_text_it_stands_beside(tmp_path: Path) -> None:
    page = []
    for top, heading, text in ((740, "Varme rom", LONG), (600, "Flere folk", OTHER)):
        page += [Run(LEFT, top, heading), *lines(wrap(text, measure=320), x=LEFT + 130, top=top)]
    assert texts_of(draw(tmp_path / "a.pdf", [page])) == ["Varme rom", LONG, "Flere folk", OTHER]


def items(marks: list[str], *, tab: float) -> Callable[[float], list[Run]]:
    def at(top: float) -> list[Run]:
        out = []
        for number, mark in enumerate(marks):
            y = top - PITCH * number
            out += [Run(LEFT, y, mark), Run(LEFT + tab, y, f"varme rom i fløy {'ABCDE'[number]}")]
        return out

    return at


@pytest.mark.parametrize(
    ("marks", "tab"),
    [
        (["1", "2", "3"], 20.0),  # no stop, but a tab
        (["i.", "ii.", "iii.", "iv."], 20.0),
        (["A.", "B.", "C."], 20.0),
        ([">", ">", ">"], 14.0),
        (["--", "--", "--"], 14.0),
    ],
)
def test_items_with_unusual_marks(tmp_path: Path, marks: list[str], tab: float) -> None:
    page = [*lines(wrap(LONG), top=760), Run(LEFT, 690, "Vi krever:"), *items(marks, tab=tab)(690 - PITCH)]
    found = blocks_of(draw(tmp_path / "a.pdf", [page]))
    assert [text for kind, text in found if kind in ("bullet", "numbered")] == [
        f"varme rom i fløy {'ABCDE'[number]}" for number in range(len(marks))
    ]


def test_number_that_is_part_of_the_sentence_is_no_mark(tmp_path: Path) -> None:
    wrapped = wrap(LONG)
    page = lines(
        [*wrapped[:1], "2 av 3 rom er kalde hele vinteren, og det har alle visst om siden varmen gikk", *wrapped[1:]]
    )
    assert len(blocks_of(draw(tmp_path / "a.pdf", [page]))) == 1


def test_mark_alone_on_its_line_belongs_to_the_text_below(tmp_path: Path) -> None:
    page = [*lines(wrap(LONG), top=760), Run(LEFT, 690, "Vi krever:")]
    for number, text in enumerate(("varme rom hele vinteren", "flere folk på vakt"), start=1):
        y = 690 - 2 * PITCH * number
        page += [Run(LEFT, y + PITCH, f"{number})"), Run(LEFT + 12, y, text)]
    assert blocks_of(draw(tmp_path / "a.pdf", [page]))[2:] == [
        ("numbered", "varme rom hele vinteren"),
        ("numbered", "flere folk på vakt"),
    ]


def test_items_without_marks_under_a_colon(tmp_path: Path) -> None:
    wanted = ["varme rom hele vinteren", "flere folk på vakt om natta", "ringetid som passer for dem som arbeider"]
    page = [*lines(wrap(LONG), top=760), Run(LEFT, 690, "Vi krever:"), *lines(wanted, x=LEFT + 18, top=690 - PITCH)]
    assert blocks_of(draw(tmp_path / "a.pdf", [page]))[1:] == [
        ("lead_in", "Vi krever:"),
        *(("bullet", text) for text in wanted),
    ]


def test_mirrored_margins_do_not_break_paragraphs(tmp_path: Path) -> None:
    chapters = [LONG, OTHER] * 4
    pages = flow([("p", text) for text in chapters], bottom=560, pitch=PITCH)
    shifted = [[Run(run.x + 30 * (number % 2), run.y, run.text) for run in page] for number, page in enumerate(pages)]
    assert texts_of(draw(tmp_path / "a.pdf", shifted)) == chapters


def test_reference_to_a_note_is_not_in_the_text(tmp_path: Path) -> None:
    wrapped = wrap(LONG)
    page = lines(wrapped, top=740)
    last = page[-1]
    page.append(Run(LEFT + stringWidth(last.text, "Helvetica", 11) + 0.5, last.y + 4, "1", size=6.5))
    page.append(Run(LEFT, 60, "1 Tallene er fra 2023.", size=8))
    (resolution,) = read(draw(tmp_path / "a.pdf", [page])).resolutions
    assert [(b.type.value, b.text) for b in resolution.blocks] == [
        ("paragraph", LONG),
        ("footnote", "Tallene er fra 2023."),
    ]


def test_title_above_the_contents_of_its_own_sections(tmp_path: Path) -> None:
    leaders = " ." * 30
    page = [Run(LEFT, 780, "Varme rom til alle", "Helvetica-Bold", 20)]
    page += lines([f"Kulda{leaders} 1", f"Folkene{leaders} 1"], top=740)
    page += [Run(LEFT, 680, "Kulda", "Helvetica-Bold", 13), *lines(wrap(LONG), top=655)]
    page += [Run(LEFT, 560, "Folkene", "Helvetica-Bold", 13), *lines(wrap(OTHER), top=535)]
    (resolution,) = read(draw(tmp_path / "a.pdf", [page])).resolutions
    assert resolution.title == "Varme rom til alle"


def test_page_of_nothing_but_marks_holds_no_resolution(tmp_path: Path) -> None:
    # found by fuzzing
    assert read(draw(tmp_path / "a.pdf", [[Run(LEFT, 700, "1)"), Run(LEFT, 680, "2)")]])).resolutions == ()
