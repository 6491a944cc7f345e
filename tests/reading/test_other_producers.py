"""Files by producers and in layouts that the sample corpus does not use: what the reader has learnt of them stays learnt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from resolusjon_nlp.evaluation.layout import LayoutBlock, LayoutGold, LayoutScore, mean_over_layouts, score_layout
from resolusjon_nlp.reading.reader import read

FOLDER = Path(__file__).parents[2] / "corpus" / "other_producers"
LEAST = {"characters": 0.99, "boundary F1": 0.97, "bullets exact": 0.95, "headings exact": 0.95, "order": 0.99}
MOST_LEAKED = 0.02


def scores() -> Iterator[tuple[str, LayoutScore]]:
    for path in sorted((FOLDER / "pdf").glob("*.pdf")):
        gold = json.loads((FOLDER / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))
        found = read(path, ocr=False).resolutions
        blocks = [LayoutBlock(b.type, b.text) for resolution in found for b in resolution.blocks]
        yield gold["template"], score_layout(LayoutGold.from_dict(gold), blocks)


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the files are not in the installed package")
def test_other_producers_are_read_as_well_as_before() -> None:
    figures = mean_over_layouts(scores())
    for name, least in LEAST.items():
        value = figures[name]
        assert value is not None and value >= least, (name, value)
    leaked = figures["furniture leaked"]
    assert leaked is not None and leaked <= MOST_LEAKED
