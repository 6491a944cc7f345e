from __future__ import annotations

from pathlib import Path

import pytest

from pdfs import LEFT, Run, draw, flow, wrap
from resolusjon_nlp.reading.reader import read
from resolusjon_nlp.records import Block, BlockType, PageRegion

LONG = (
    "Sykehjemmet i bygda har stått der siden 1974, og ingen kan huske en vinter da alle rommene var varme samtidig. "
    "Kommunen har utsatt oppussingen fire ganger. Hver gang har begrunnelsen vært at pengene kommer neste år, og hver "
    "gang har neste år vært like magert som det forrige."
)
OTHER = (
    "Pleierne løper fortere enn før, og de som slutter, blir ikke erstattet. Natta deles på to, og den ene av dem er "
    "ofte vikar. Pårørende forteller at de ringer flere ganger uten å få svar, og at de til slutt setter seg i bilen."
)

THIRD = (
    "I mars møtte vi formannskapet. Ordføreren lyttet i tjue minutter og så på klokka i fem, og etterpå fikk vi kaffe. "
    "Svaret kom i et brev i april, der det sto at saken ville bli sett i sammenheng med andre saker av samme slag."
)
FOURTH = (
    "Siden da har det ikke skjedd noe vi kan ta på. Varmekablene i andre etasje er fortsatt koblet fra, og i gangen står "
    "tre vifteovner som hører hjemme i en garasje. Vaktmesteren har meldt fra til brannvesenet to ganger i år."
)


def blocks_of(path: Path) -> list[tuple[str, str]]:
    (resolution,) = read(path).resolutions
    return [(block.type.value, block.text) for block in resolution.blocks]


@pytest.mark.parametrize("gap", [0.0, 4.0, 9.0], ids=["even spacing", "small gap", "wide gap"])
@pytest.mark.parametrize("pitch", [13.5, 16.5, 22.0], ids=["single", "1.25", "1.5 and more"])
def test_blocks_paragraphs_whatever_the_spacing(tmp_path: Path, pitch: float, gap: float) -> None:
    path = draw(
        tmp_path / "a.pdf", flow([("h", "Varme rom"), ("p", LONG), ("p", OTHER), ("p", LONG)], pitch=pitch, gap=gap)
    )
    assert blocks_of(path) == [("title", "Varme rom"), ("paragraph", LONG), ("paragraph", OTHER), ("paragraph", LONG)]


def test_blocks_paragraph_across_page_break(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", flow([("h", "Varme rom"), ("p", OTHER), ("p", LONG)], bottom=700))
    assert blocks_of(path)[-1] == ("paragraph", LONG)
    (resolution,) = read(path).resolutions
    assert [region.page for region in resolution.blocks[-1].regions if isinstance(region, PageRegion)] == [1, 2]


def test_blocks_furniture_between_pages_is_no_text(tmp_path: Path) -> None:
    pages = flow([("h", "Varme rom"), ("p", LONG), ("p", OTHER), ("p", THIRD), ("p", FOURTH)], top=740, bottom=640)
    for number, page in enumerate(pages, start=1):
        page.insert(0, Run(LEFT, 800, "Fagforeningen i Lia"))
        page.append(Run(290, 40, f"Side {number} av {len(pages)}"))
    path = draw(tmp_path / "a.pdf", pages)
    assert [text for _, text in blocks_of(path)] == ["Varme rom", LONG, OTHER, THIRD, FOURTH]
    shown = read(path, keep_furniture=True).resolutions[0].blocks
    furniture = [block.text for block in shown if block.type is BlockType.FURNITURE]
    assert furniture.count("Fagforeningen i Lia") == len(pages)
    assert f"Side 2 av {len(pages)}" in furniture


@pytest.mark.parametrize("glyph", ["•", "–", "-", "o", "·"])
def test_blocks_bullets_with_any_mark(tmp_path: Path, glyph: str) -> None:
    items = [
        (
            glyph,
            "Full bemanning hele uka, også i høytidene og om natta, slik at ingen må gå alene på vakt når det brenner",
        ),
        (glyph, "Varme rom"),
    ]
    path = draw(tmp_path / "a.pdf", flow([("p", LONG), ("p", "Vi krever:"), *items]))
    assert blocks_of(path)[1:] == [("lead_in", "Vi krever:"), *(("bullet", text) for _, text in items)]


def test_blocks_numbers_are_markers_and_dates_are_not(tmp_path: Path) -> None:
    path = draw(
        tmp_path / "a.pdf",
        flow(
            [
                ("p", LONG),
                ("p", "Vi krever:"),
                ("1.", "Varme rom"),
                ("2.", "Flere folk"),
                (
                    "p",
                    "10. oktober 2024 møtes vi på rådhuset for å høre hva ordføreren har å si, og da kommer vi mange nok.",
                ),
            ]
        ),
    )
    assert [kind for kind, _ in blocks_of(path)] == ["paragraph", "lead_in", "numbered", "numbered", "paragraph"]


def test_blocks_lead_in_without_colon(tmp_path: Path) -> None:
    path = draw(
        tmp_path / "a.pdf",
        flow([("p", LONG), ("p", "Årsmøtet ber kommunen om å"), ("•", "varme opp rommene"), ("•", "ansette flere")]),
    )
    assert [kind for kind, _ in blocks_of(path)] == ["paragraph", "lead_in", "bullet", "bullet"]


def test_blocks_items_without_marks(tmp_path: Path) -> None:
    path = draw(
        tmp_path / "a.pdf",
        flow(
            [
                ("p", LONG),
                ("p", "Fylkesmøtet krev:"),
                ("p", "fleire folk på vakt"),
                ("p", "varme rom"),
                ("p", "ei plan for ferien"),
            ]
        ),
    )
    assert [kind for kind, _ in blocks_of(path)] == ["paragraph", "lead_in", "bullet", "bullet", "bullet"]


def test_blocks_dash_in_mid_sentence_is_no_bullet(tmp_path: Path) -> None:
    first, second = (
        "Den viktigste beredskapen er folka våre, og det vet alle som har vært med en vinter",
        "– og de som har vært med i to.",
    )
    path = draw(tmp_path / "a.pdf", [[Run(LEFT, 700, first), Run(LEFT, 684, second)]])
    assert blocks_of(path) == [("paragraph", f"{first} {second}")]


def test_blocks_first_line_indent_opens_paragraph(tmp_path: Path) -> None:
    runs, y = [], 780.0
    for paragraph in (LONG, OTHER):
        for number, text in enumerate(wrap(paragraph)):
            runs.append(Run(LEFT + (20 if number == 0 else 0), y, text))
            y -= 14
    assert blocks_of(draw(tmp_path / "a.pdf", [runs])) == [("paragraph", LONG), ("paragraph", OTHER)]


def test_blocks_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    runs = [Run(LEFT, 800, "Varme rom", "Helvetica-Bold", 16)]
    for column, paragraphs in enumerate(([OTHER, LONG], [OTHER, LONG])):
        y = 760.0
        for paragraph in paragraphs:
            for text in wrap(paragraph, measure=215):
                runs.append(Run(LEFT + column * 240, y, text))
                y -= 14
            y -= 8
    assert [text for _, text in blocks_of(draw(tmp_path / "a.pdf", [runs]))] == ["Varme rom", OTHER, LONG, OTHER, LONG]


def test_blocks_text_drawn_in_scrambled_order(tmp_path: Path) -> None:
    (page,) = flow([("h", "Varme rom"), ("p", LONG)])
    assert blocks_of(draw(tmp_path / "a.pdf", [list(reversed(page))])) == [("title", "Varme rom"), ("paragraph", LONG)]


def test_blocks_of_naive_dump(tmp_path: Path) -> None:
    rows = ["Varme rom", *wrap(LONG), *wrap(OTHER), "Vi krever:", "• Full bemanning", "• Varme rom"]
    path = tmp_path / "a.txt"
    path.write_text("\n\n".join(f"{row} " for row in rows), encoding="utf-8")
    assert blocks_of(path) == [
        ("title", "Varme rom"),
        ("paragraph", LONG),
        ("paragraph", OTHER),
        ("lead_in", "Vi krever:"),
        ("bullet", "Full bemanning"),
        ("bullet", "Varme rom"),
    ]


def test_blocks_spans_and_boxes_lead_back(sample_pdf: Path) -> None:
    (resolution,) = read(sample_pdf).resolutions
    assert resolution.text == "\n\n".join(block.text for block in resolution.blocks)
    assert all(resolution.text[block.start : block.end] == block.text for block in resolution.blocks)

    def box(block: Block) -> tuple[float, ...]:
        (region,) = block.regions
        assert isinstance(region, PageRegion)
        return region.bbox

    tops = [box(block)[1] for block in resolution.blocks]
    assert tops == sorted(tops)
    assert all(0 <= x0 < x1 <= 1 and 0 <= top < bottom <= 1 for x0, top, x1, bottom in map(box, resolution.blocks))


def test_blocks_source_map_covers_every_letter(sample_pdf: Path) -> None:
    (resolution,) = read(sample_pdf).resolutions
    assert resolution.source_map is not None
    covered: set[tuple[int, int]] = set()
    for segment in resolution.source_map.segments:
        raw = resolution.source_map.lines[segment.line].text[segment.line_start : segment.line_end]
        assert raw == resolution.text[segment.start : segment.end]
        covered |= {(segment.line, i) for i in range(segment.line_start, segment.line_end)}
    missing = [
        character
        for number, raw_line in enumerate(resolution.source_map.lines)
        for i, character in enumerate(raw_line.text)
        if character.isalnum() and (number, i) not in covered
    ]
    assert missing == []
