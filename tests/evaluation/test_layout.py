from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from resolusjon_nlp.evaluation.layout import (
    FIGURES,
    Head,
    LayoutBlock,
    LayoutGold,
    edit_distance,
    letters,
    map_letters,
    mean_over_layouts,
    score_layout,
    similarity,
)

GOLD_FILES = sorted((Path(__file__).parents[2] / "corpus" / "gold").glob("*.json"))

BLOCKS = (
    LayoutBlock("title", "Ja til tog hele døgnet"),
    LayoutBlock("paragraph", "Togene mellom Gjøvik og Oslo står oftere enn de går. Mange må kjøre bil til jobb."),
    LayoutBlock("lead_in", "Årsmøtet ber kommuneøkonomien i Aurskog-Høland styrkes:"),
    LayoutBlock("bullet", "gir Bane NOR penger til nye kryssingsspor"),
    LayoutBlock("bullet", "stanser nedleggelsen av stasjonene på Toten"),
    LayoutBlock("paragraph", "Parkeringsplassene er fulle før klokka sju, og avgangene innstilles hver uke."),
)
GOLD = LayoutGold(
    layout="prøve",
    blocks=BLOCKS,
    furniture=("Årsmøtet 2024", "Årsmøtet 2024", "1", "2"),
    hyphens=(("join", "kommuneøkonomien"), ("keep", "Aurskog-Høland")),
    crossings=(len(letters(BLOCKS[0].text)) + len(letters("Togene mellom Gjøvik")),),
    heads=(Head("Ja til tog hele døgnet", "2024-03-14", None),),
)

PERFECT = {name: 0.0 if name == "furniture leaked" else 1.0 for name in FIGURES}


def replaced(number: int, *texts: str) -> list[LayoutBlock]:
    """The gold's blocks with others in the place of one."""
    return [*BLOCKS[:number], *(LayoutBlock("paragraph", text) for text in texts), *BLOCKS[number + 1 :]]


def test_score_layout_of_the_gold_itself_is_perfect() -> None:
    assert score_layout(GOLD, GOLD.blocks).figures == PERFECT


@pytest.mark.parametrize("path", GOLD_FILES[::9], ids=lambda path: path.stem)
def test_score_layout_of_corpus_gold_is_perfect(path: Path) -> None:
    gold = LayoutGold.from_dict(json.loads(path.read_text(encoding="utf-8")))
    figures = score_layout(gold, gold.blocks, gold.heads).figures
    assert figures["composite"] == 1.0
    assert {value for name, value in figures.items() if name != "furniture leaked"} <= {1.0, None}
    assert figures["furniture leaked"] in (0.0, None)


SPLIT = replaced(1, "Togene mellom Gjøvik", "og Oslo står oftere enn de går. Mange må kjøre bil til jobb.")
MERGED = [*BLOCKS[:3], LayoutBlock("bullet", f"{BLOCKS[3].text} {BLOCKS[4].text}"), BLOCKS[5]]
LOST_HYPHEN = replaced(2, "Årsmøtet ber kommuneøkonomien i AurskogHøland styrkes:")
LEFT_HYPHEN = replaced(2, "Årsmøtet ber kommune- økonomien i Aurskog-Høland styrkes:")
LEAKED = [*BLOCKS, LayoutBlock("paragraph", "Årsmøtet 2024")]
PAGE_NUMBER = [*BLOCKS[:5], LayoutBlock("paragraph", f"1 {BLOCKS[5].text}")]
SPLIT_TITLE = replaced(0, "Ja til tog", "hele døgnet")
TURNED = [BLOCKS[5], *BLOCKS[:5]]
LIGATURE = replaced(1, BLOCKS[1].text.replace("til jobb", "til jo\ufb00b"))


@pytest.mark.parametrize(
    ("blocks", "lowered"),
    [
        (SPLIT, {"boundary F1", "paragraphs exact", "paragraphs across pages"}),
        (MERGED, {"boundary F1", "bullets exact"}),
        (LOST_HYPHEN, {"characters", "hyphens kept"}),
        (LEFT_HYPHEN, {"characters", "hyphens joined"}),
        (LEAKED, {"characters", "furniture leaked"}),
        (PAGE_NUMBER, {"characters", "furniture leaked", "paragraphs exact"}),
        (SPLIT_TITLE, {"boundary F1", "headings exact"}),
        (TURNED, {"characters", "order"}),
        (LIGATURE, {"characters", "paragraphs exact"}),
    ],
)
def test_score_layout_lowers_just_the_figure_at_fault(blocks: list[LayoutBlock], lowered: set[str]) -> None:
    figures = score_layout(GOLD, blocks).figures
    assert {name for name in FIGURES if figures[name] != PERFECT[name]} == {*lowered, "composite"}


@pytest.mark.parametrize(
    ("blocks", "name", "value"),
    [
        (SPLIT, "boundary F1", 10 / 11),
        (MERGED, "boundary F1", 8 / 9),
        (LEAKED, "furniture leaked", 1 / 4),
        (TURNED, "order", 1 / 3),
        ([], "boundary F1", 0.0),
        ([], "characters", 0.0),
        ([LayoutBlock("paragraph", " ".join(block.text for block in BLOCKS))], "boundary F1", 0.0),
    ],
)
def test_score_layout_values(blocks: list[LayoutBlock], name: str, value: float) -> None:
    assert score_layout(GOLD, blocks).figures[name] == pytest.approx(value)


def test_score_layout_does_not_credit_a_word_said_elsewhere() -> None:
    """The broken word is said twice, and only the other one came out right."""
    gold = LayoutGold(
        "prøve",
        (
            LayoutBlock("paragraph", "kommuneøkonomien er dårlig"),
            LayoutBlock("paragraph", "og kommuneøkonomien bør opp"),
        ),
        hyphens=(("join", "kommuneøkonomien"),),
    )
    read = [LayoutBlock("paragraph", "kommune-økonomien er dårlig"), gold.blocks[1]]
    assert score_layout(gold, read).joined == (0, 1)
    assert score_layout(gold, gold.blocks).joined == (1, 1)


def test_score_layout_finds_contents_and_footnotes_where_they_stand() -> None:
    gold = LayoutGold(
        "prøve",
        (*BLOCKS, LayoutBlock("footnote", "Tall fra Statistisk sentralbyrå.")),
        contents=(("Ja til tog hele døgnet", "2"),),
    )
    note = LayoutBlock("footnote", "1 Tall fra Statistisk sentralbyrå.")
    moved = LayoutBlock("footnote", "Tall fra Statistisk sentralbyrå.")
    contents = LayoutBlock("paragraph", "Ja til tog hele døgnet ........ 2")
    assert score_layout(gold, [contents, *BLOCKS[:3], moved, *BLOCKS[3:]]).figures["composite"] == 1.0
    assert score_layout(gold, [contents, *BLOCKS[:3], note, *BLOCKS[3:]]).figures["order"] == 1.0


@pytest.mark.parametrize(
    ("heads", "title", "date"),
    [
        ([Head("Ja til tog hele døgnet", "2024-03-14")], 1.0, 1.0),
        ([Head("Ja til tog", "2024-03-14")], 0.0, 1.0),
        ([Head("Ja til tog hele døgnet", None), Head("Noe annet", None)], 0.5, 0.0),
        ([], 0.0, 0.0),
    ],
)
def test_score_layout_asks_for_every_head(heads: list[Head], title: float, date: float) -> None:
    figures = score_layout(GOLD, BLOCKS, heads).figures
    assert (figures["title right"], figures["date right"]) == (title, date)


def test_mean_over_layouts_weighs_layouts_alike_and_pools_hyphens() -> None:
    good, bad = score_layout(GOLD, BLOCKS), score_layout(GOLD, [])
    figures = mean_over_layouts([("a", good), ("a", good), ("a", bad), ("b", good)])
    assert figures["bullets exact"] == pytest.approx((2 / 3 + 1) / 2)
    assert figures["hyphens kept"] == pytest.approx(3 / 4)


def test_map_letters_follows_moved_text_and_passes_over_what_stands_between() -> None:
    one, other = letters("Togene mellom Gjøvik og Oslo står"), letters("Parkeringsplassene er fulle før sju")
    places = map_letters(one + other, other + "Side2" + one, [0, len(one)])
    start = len(other) + len("Side2")
    assert places == [*range(start, start + len(one)), *range(len(other))]


texts = st.text("abåø -", max_size=40)


@settings(derandomize=True, max_examples=60)
@given(texts, texts)
def test_edit_distance_is_levenshtein(one: str, other: str) -> None:
    assert edit_distance(one, other) == Levenshtein.distance(one, other)
    assert similarity(one, other) == pytest.approx(Levenshtein.normalized_similarity(one, other))


@settings(derandomize=True, max_examples=60)
@given(texts, texts)
def test_map_letters_pairs_equal_letters_once(one: str, other: str) -> None:
    places = map_letters(letters(one), letters(other))
    used = [place for place in places if place is not None]
    assert len(used) == len(set(used))
    assert all(place is None or letters(one)[i] == letters(other)[place] for i, place in enumerate(places))
