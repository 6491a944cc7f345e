"""The texts to learn from: resolutions with themes, and the Storting's case titles and election promises with the Storting's topics.

The mapping from the Storting's topics to ours is ``resources/themes/storting.yaml`` of the package.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from resolusjon_nlp.evaluation.gold import gold_record
from resolusjon_nlp.evaluation.markup import read_sources
from resolusjon_nlp.evaluation.short_texts import read_short_texts
from resolusjon_nlp.records import Block, BlockType, TaggedResolution
from resolusjon_nlp.resources import load_yaml
from resolusjon_nlp.samples import corpus_folder, samples
from resolusjon_nlp.tagging.themes.pairs import LABELS, Evidence, evidence_of
from resolusjon_nlp.tagging.themes.scoring import UNCERTAIN, resolution_themes
from resolusjon_nlp.tagging.themes.views import block_words

CASES = "themes/storting_cases_2019-2020.csv"
PROMISES = "demands/holderdeord_lofter.csv"
MOST_MAPPED = 3
"""A case or promise with more themes than this is about nothing in particular."""


@dataclass(frozen=True)
class FamilyDemand:
    """A demand of a family: its text, the block it stands in, and its family's theme."""

    text: str
    block: str
    theme: str


@dataclass(frozen=True)
class Text:
    """A labelled text, as words and as evidence.

    ``source`` is ``corpus``, ``further``, ``short``, ``dev``, ``cases`` or ``promises``; texts of one ``group`` (writer) are never split. ``themes`` is in the order of the gold,
    ``words`` those of each block, ``by_lexicon`` are the themes that the lexicon alone gives.
    """

    source: str
    group: str
    language: str
    themes: tuple[str, ...]
    words: tuple[str, ...]
    evidence: Evidence
    by_lexicon: tuple[str, ...]
    demands: tuple[FamilyDemand, ...] = ()

    @property
    def all_words(self) -> str:
        """The words of all blocks."""
        return " ".join(self.words)

    def has(self, theme: str) -> bool:
        """Whether a theme is among the gold."""
        return theme in self.themes

    def is_first(self, theme: str) -> bool:
        """Whether a theme is the first of the gold."""
        return self.themes[:1] == (theme,)


def resolutions() -> Iterator[Text]:
    """The corpus' training and dev texts, the further texts and the short ones."""
    families = yaml.safe_load((corpus_folder() / "families.yaml").read_text(encoding="utf-8"))["families"]
    theme_of = {name: family["theme"] for name, family in families.items()}
    for split in ("train", "dev"):
        for sample in samples(split):
            source = "corpus" if split == "train" else "dev"
            yield _marked(source, sample.writer, sample.gold, sample.families, theme_of)
    for source_text in read_sources(corpus_folder() / "further"):
        of_demands = tuple(demand.family for demand in sorted(source_text.demands, key=lambda demand: demand.start))
        yield _marked("further", source_text.head["writer"], gold_record(source_text), of_demands, theme_of)
    for short in read_short_texts(corpus_folder() / "short"):
        yield _text("short", short.writer, short.language, short.themes, short.blocks)


def storting(shared: Path) -> Iterator[Text]:
    """Case titles and election promises whose topics map to a theme of ours."""
    mapping: dict[str, list[str]] = load_yaml("themes/storting.yaml")["topics"]
    for name, source, column, topics in (
        (CASES, "cases", "title_short", ("topics", "main_topics")),
        (PROMISES, "promises", "tekst", ("emner", "hovedemner")),
    ):
        path = shared / name
        if not path.is_file():
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                # The narrower topic says more; the main one only where it is the only one.
                named = [topic for topic in row[topics[0]].split("|") if topic in mapping]
                named = named or [topic for topic in row[topics[1]].split("|") if topic in mapping]
                themes = tuple(dict.fromkeys(theme for topic in named for theme in mapping[topic] if theme in LABELS))
                if themes and len(themes) <= MOST_MAPPED:
                    text = " ".join(row[column].split())
                    block = Block(type=BlockType.PARAGRAPH, text=text, start=0, end=len(text))
                    yield _text(source, source, "nb", themes, (block,))


def _marked(
    source: str, writer: str, gold: TaggedResolution, families: tuple[str | None, ...], theme_of: dict[str, str]
) -> Text:
    demands = tuple(
        FamilyDemand(demand.text, gold.blocks[demand.block].text, theme_of[family])
        for demand, family in zip(gold.demands, families, strict=True)
        if family is not None and demand.block is not None
    )
    themes = tuple(theme.theme for theme in gold.themes)
    return _text(source, writer, gold.language or "nb", themes, gold.blocks, demands)


def _text(
    source: str,
    group: str,
    language: str,
    themes: tuple[str, ...],
    blocks: tuple[Block, ...],
    demands: tuple[FamilyDemand, ...] = (),
) -> Text:
    by_lexicon = tuple(theme.theme for theme in resolution_themes(blocks) if theme.theme != UNCERTAIN)
    return Text(source, group, language, themes, block_words(blocks), evidence_of(blocks), by_lexicon, demands)
