"""What must hold of every text that is read: nothing lost, nothing invented, a way back to the page, and the same text when read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth

from pdfs import LEFT, MEASURE, SIZE, TOP, Run, draw, flow, wrap
from resolusjon_nlp.reading.characters import HYPHENS, SUPERSCRIPT_DIGITS, is_private, pieces, plain
from resolusjon_nlp.reading.reader import read
from resolusjon_nlp.records import LIST_TYPES, Block, BlockType, FileRecord, PageRegion, Resolution, SourceMap

CORPUS = Path(__file__).parents[2] / "corpus" / "pdf"
DEVELOPED_ON = ("w1", "w2", "w3", "w4", "w5", "w6", "w7")
FILES = sorted(path for path in CORPUS.rglob("*.*") if path.stem.startswith(DEVELOPED_ON) and path.suffix != ".json")
SAMPLE = FILES[::3]
ADDED = {" ", "\n", "-"}
"""Between lines reading adds a space (in tables a new line), and a plain hyphen where a soft one stood for it."""

TOLERANCE = 0.002
"""Boxes are rounded to four decimals."""

short = settings(
    derandomize=True,
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


# Documents to be read: words of a union's resolution, in any order.

WORDS = """
vi må få flere folk på jobb og kommunene skal ha penger til skole helse barnehage i Aurskog-Høland Nord-Norge Ås Gjøvik fylkestinget
regjeringen kommuneøkonomien arbeidstakere lærlinger tariffavtale heltid ein frå ikkje staten LO-forbundene 2024 10 prosent § 14-12
sykehuset beredskap ferjene sambandet «hele stillinger» Stortinget årsmøtet nødvendig velferd (særlig) kr/time fagbevegelsen øy æ
""".split()
GLYPHS = ("•", "–", "-", "o")

words = st.sampled_from(WORDS)
sentences = st.lists(words, min_size=4, max_size=16).map(lambda chosen: f"{' '.join(chosen).capitalize()}.")
paragraphs = st.lists(sentences, min_size=2, max_size=6).map(" ".join)
headings = st.lists(words, min_size=1, max_size=4).map(lambda chosen: f"Om {' '.join(chosen)}")
items = st.lists(words, min_size=2, max_size=20).map(" ".join)


@st.composite
def documents(pick: st.DrawFn) -> list[tuple[str, str]]:
    """A title, and sections of paragraphs and a list, in the form of ``pdfs.flow``."""
    blocks = [("h", pick(headings)), ("p", pick(paragraphs))]
    for _ in range(pick(st.integers(0, 2))):
        blocks += [("h", pick(headings)), *(("p", text) for text in pick(st.lists(paragraphs, max_size=3)))]
        glyph = pick(st.sampled_from(GLYPHS))
        blocks += [
            ("p", "Årsmøtet krever:"),
            *((glyph, text) for text in pick(st.lists(items, min_size=2, max_size=4))),
        ]
        blocks.append(("p", pick(paragraphs)))
    return blocks


def hyphenated(text: str, hyphen: str, measure: float = 200.0) -> Iterator[str]:
    """Break a paragraph into lines, words of more than eight letters in their middle where they do not fit."""
    line = ""
    for word in text.split():
        whole = f"{line} {word}".lstrip()
        if stringWidth(whole, "Helvetica", SIZE) <= measure:
            line = whole
            continue
        middle = len(word) // 2
        if len(word) > 8 and word.isalpha():
            yield f"{line} {word[:middle]}{hyphen}".lstrip()
            line = word[middle:]
        else:
            yield line
            line = word
    yield line


# What is said of what was read.


def source_map(resolution: Resolution) -> SourceMap:
    assert resolution.source_map is not None
    return resolution.source_map


def letters(text: str) -> Counter[str]:
    return Counter(character for character in plain(text) if character.isalnum())


def note_marks(record: FileRecord) -> set[str]:
    notes = [
        block for resolution in record.resolutions for block in resolution.blocks if block.type is BlockType.FOOTNOTE
    ]
    marks = {(block.marker or "").strip(".)").translate(SUPERSCRIPT_DIGITS) for block in notes}
    return {digit for mark in marks for digit in mark}


def under_segments(resolution: Resolution) -> list[set[int]]:
    """For each raw line the places of its characters that are in the text."""
    found: list[set[int]] = [set() for _ in source_map(resolution).lines]
    for segment in source_map(resolution).segments:
        found[segment.line] |= set(range(segment.line_start, segment.line_end))
    return found


def references(resolution: Resolution, marks: set[str]) -> Counter[str]:
    """Digits inside lines that are not in the text and name a footnote of the file."""
    found: Counter[str] = Counter()
    for line, used in zip(source_map(resolution).lines, under_segments(resolution), strict=True):
        for place, character in enumerate(line.text):
            if used and min(used) < place and place not in used and character.translate(SUPERSCRIPT_DIGITS) in marks:
                found[character] += 1
    return found


def check_letters(record: FileRecord) -> None:
    """The letters of all lines that are text are the letters of the text, its list marks, and references to notes."""
    for resolution in record.resolutions:
        raw = sum((letters(line.text) for line in source_map(resolution).lines if line.use != "furniture"), Counter())
        marks = sum((letters(block.marker or "") for block in resolution.blocks), Counter())
        assert raw == letters(resolution.text) + marks + references(resolution, note_marks(record))
        used = under_segments(resolution)
        assert not any(used[n] for n, line in enumerate(source_map(resolution).lines) if line.use == "furniture")


def check_segments(record: FileRecord) -> None:
    """Each segment reads as its raw characters do, and each character that is not added is under one segment."""
    for resolution in record.resolutions:
        times = [0] * len(resolution.text)
        lines = source_map(resolution).lines
        for segment in source_map(resolution).segments:
            raw = lines[segment.line].text
            read_as = "".join(piece.text for piece in pieces(raw, segment.line_start, segment.line_end))
            assert read_as == resolution.text[segment.start : segment.end] != ""
            for place in range(segment.start, segment.end):
                times[place] += 1
        assert max(times) == 1
        assert {character for character, count in zip(resolution.text, times, strict=True) if not count} <= ADDED
        added_hyphens = sum(
            character == "-" and not count for character, count in zip(resolution.text, times, strict=True)
        )
        assert added_hyphens <= sum(join.action != "removed" for join in source_map(resolution).joins)


def check_undone(record: FileRecord) -> None:
    """Text, segments and joins give the raw lines again, hyphens and all; what is left over are the list marks."""
    for resolution in record.resolutions:
        lines = source_map(resolution).lines
        rebuilt = [""] * len(lines)
        ends = {segment.end: segment.line for segment in source_map(resolution).segments}
        for segment in sorted(source_map(resolution).segments, key=lambda s: (s.line, s.line_start)):
            rebuilt[segment.line] += resolution.text[segment.start : segment.end]
        for join in source_map(resolution).joins:
            if join.action == "removed":
                rebuilt[ends[join.offset]] += join.hyphen
            elif join.offset not in ends:  # the hyphen is an added one
                rebuilt[ends[join.offset - 1]] += join.hyphen
        dropped, marks = (
            references(resolution, note_marks(record)),
            Counter(block.marker for block in resolution.blocks),
        )
        left: Counter[str | None] = Counter()
        for line, again in zip(lines, rebuilt, strict=True):
            if line.use == "furniture":
                continue
            raw, got = tight(line.text), tight(again)
            if dropped and not raw.endswith(got):
                raw = "".join(character for character in raw if character not in dropped)
            assert raw.endswith(got)
            left[raw.removesuffix(got) or None] += 1
        del left[None], marks[None]
        assert left == Counter({tight(mark): count for mark, count in marks.items() if mark})


def tight(text: str) -> str:
    return "".join(
        "•" if is_private(c) and len(text.split(maxsplit=1)[0]) == 1 else c for c in plain(text) if not c.isspace()
    )


def check_boxes(record: FileRecord) -> None:
    """Each raw line of a block stands inside a box of the block's."""
    for resolution in record.resolutions:
        lines = source_map(resolution).lines
        for block in resolution.blocks:
            assert block.regions
            for segment in source_map(resolution).segments:
                box = lines[segment.line].bbox
                if not block.start <= segment.start < block.end or box is None:
                    continue
                assert any(
                    isinstance(region, PageRegion)
                    and region.page == lines[segment.line].page
                    and all(region.bbox[i] <= box[i] + TOLERANCE for i in (0, 1))
                    and all(region.bbox[i] >= box[i] - TOLERANCE for i in (2, 3))
                    for region in block.regions
                )


CHECKS = (check_letters, check_segments, check_undone, check_boxes)


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_read_leads_back_over_the_corpus(path: Path) -> None:
    record = read(path)
    for check in CHECKS:
        check(record)


@short
@given(documents(), st.sampled_from([0.0, 6.0]), st.sampled_from([60.0, 560.0]))
def test_read_leads_back_over_drawn_documents(
    tmp_path: Path, blocks: list[tuple[str, str]], gap: float, bottom: float
) -> None:
    pages = flow(blocks, gap=gap, bottom=bottom)
    for number, page in enumerate(pages, start=1):
        page.append(Run(290, 30, f"Side {number} av {len(pages)}"))
    record = read(draw(tmp_path / "a.pdf", pages))
    for check in CHECKS:
        check(record)
    drawn = sum((letters(run.text) for page in pages for run in page), Counter())
    lines = [line for resolution in record.resolutions for line in source_map(resolution).lines]
    assert drawn == sum((letters(line.text) for line in lines), Counter())
    if len(pages) > 1:
        assert [line.text for line in lines if line.use == "furniture"] == [
            f"Side {number} av {len(pages)}" for number in range(1, len(pages) + 1)
        ]


@short
@given(st.lists(paragraphs, min_size=1, max_size=4), st.sampled_from([*HYPHENS]))
def test_read_leads_back_over_hyphenated_dumps(tmp_path: Path, texts: list[str], hyphen: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n\n".join("\n".join(hyphenated(text, hyphen)) for text in texts), encoding="utf-8")
    record = read(path)
    for check in CHECKS[:3]:
        check(record)


@short
@given(st.lists(paragraphs, min_size=2, max_size=4))
def test_read_leads_back_over_two_columns(tmp_path: Path, texts: list[str]) -> None:
    runs = []
    for column in range(2):
        y = TOP
        for text in texts[column::2]:
            for line in hyphenated(text, "-", MEASURE / 2 - 20):
                runs.append(Run(LEFT + column * MEASURE / 2, y, line))
                y -= 14
            y -= 7
    record = read(draw(tmp_path / "a.pdf", [runs]))
    for check in CHECKS:
        check(record)


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.parent.name in ("lo-spalter", "web-side", "wp-deling")],
    ids=lambda p: p.stem,
)
def test_read_boxes_hold_the_words_that_another_reader_finds_there(path: Path) -> None:
    with pdfplumber.open(path) as pdf:
        pages = [
            [
                (
                    (c["x0"] + c["x1"]) / 2 / float(page.width),
                    (c["top"] + c["bottom"]) / 2 / float(page.height),
                    c["text"],
                )
                for c in page.chars
            ]
            for page in pdf.pages
        ]
    for resolution in read(path).resolutions:
        for block in resolution.blocks:
            inside: Counter[str] = Counter()
            for region in block.regions:
                assert isinstance(region, PageRegion)
                x0, top, x1, bottom = region.bbox
                inside += letters(
                    "".join(text for x, y, text in pages[region.page - 1] if x0 <= x <= x1 and top <= y <= bottom)
                )
            assert letters(block.text) <= inside


# Reading what was read.


def block_line(block: Block) -> str:
    return f"{block.marker} {block.text}" if block.marker else block.text


def blocks_of(record: FileRecord) -> list[Block]:
    return [block for resolution in record.resolutions for block in resolution.blocks]


def read_again(folder: Path, paragraphs: Sequence[str]) -> list[str]:
    path = folder / "again.txt"
    path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    return [block.text for block in blocks_of(read(path))]


def can_be_told_by_text(blocks: Sequence[Block]) -> bool:
    """Whether plain text can show what the blocks are: footnotes show by small type, and items without a mark by their place."""
    return not any(
        block.type in (BlockType.FOOTNOTE, BlockType.TABLE, BlockType.TOC)
        or (block.type in LIST_TYPES and not block.marker)
        for block in blocks
    )


def goes_on_more_than_it_stops(wrapped: Sequence[Sequence[str]]) -> bool:
    """Whether more lines go on than there are blocks: else no reader can tell an empty line from the usual step."""
    return sum(len(lines) - 1 for lines in wrapped) > len(wrapped)


def check_read_again(record: FileRecord, folder: Path, *, measure: float) -> None:
    blocks = blocks_of(record)
    texts = [block.text for block in blocks]
    wrapped = [wrap(block_line(block), measure=measure) for block in blocks]
    if can_be_told_by_text(blocks) and goes_on_more_than_it_stops(wrapped):
        assert read_again(folder, ["\n".join(lines) for lines in wrapped]) == texts
    if can_be_told_by_text(blocks) and not any(below.text[:1].islower() for _, below in pairwise(blocks)):
        assert read_again(folder, [block_line(block) for block in blocks]) == texts


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_read_again_gives_the_same_blocks_over_the_corpus(path: Path, tmp_path: Path) -> None:
    check_read_again(read(path), tmp_path, measure=MEASURE)


@short
@given(documents(), st.sampled_from([300.0, MEASURE]))
def test_read_again_gives_the_same_blocks_over_drawn_documents(
    tmp_path: Path, blocks: list[tuple[str, str]], measure: float
) -> None:
    check_read_again(read(draw(tmp_path / "a.pdf", flow(blocks, gap=6.0))), tmp_path, measure=measure)


LONG = (
    "Sykehjemmet har stått der siden 1974, og ingen kan huske en vinter da alle rommene var varme samtidig. Kommunen har "
    "utsatt oppussingen fire ganger. Hver gang har begrunnelsen vært at pengene kommer neste år."
)
OTHER = (
    "Pleierne løper fortere enn før, og de som slutter, blir ikke erstattet. Pårørende forteller at de ringer flere "
    "ganger uten å få svar, og at de til slutt setter seg i bilen."
)


@pytest.mark.parametrize(
    "chunks",
    [
        pytest.param(
            ["Varme nå", LONG, OTHER, "Vi krever nå:", "• flere folk", "• varme rom", OTHER], id="lines of any length"
        ),
        pytest.param(
            ["Varme nå", LONG, OTHER, "Vi ber kommunen om å:", "- gi oss flere folk på vakt", "- varme opp rommene"],
            id="dashes",
        ),
        pytest.param(
            ["Varme nå", LONG, OTHER, "Vi krever at kommunen\n\ngir oss en plan for ferien.", OTHER],
            id="a paragraph on each line, one of them broken",
        ),
        pytest.param(
            ["Varme nå", LONG, "Vi vil ha buss til:", "• Flå", "• Gol", "• Ål"],
            id="items of three letters",
        ),
        pytest.param(
            [
                "Tid til hvile",
                "Vi krever:",
                "• kortere vakter",
                "• flere folk",
                "• ei plan",
                "• lønn for reisetid",
                "Dagen handler også om dem som ikke er trygge hjemme, og\nom dem som har svart i telefonen hver natt siden åttitallet!",
                "Samtidig hører vi at noen vil slå sammen krisesentrene, og vi\ner urolige for hva det kan føre til.",
            ],
            id="empty lines between blocks that are mostly of one line",
        ),
    ],
)
def test_read_again_rows(chunks: list[str], tmp_path: Path) -> None:
    wanted = [" ".join(chunk.removeprefix("•").removeprefix("- ").split()) for chunk in chunks]
    assert read_again(tmp_path, chunks) == wanted
