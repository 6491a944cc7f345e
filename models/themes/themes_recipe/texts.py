"""The texts to learn from: resolutions with themes, and the Storting's case titles and election promises with the Storting's topics.

The mapping from the Storting's topics to ours is ``resources/themes/storting.yaml`` of the package.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from resolusjon_nlp.evaluation.gold import gold_record
from resolusjon_nlp.evaluation.markup import read_sources
from resolusjon_nlp.records import Block, BlockType
from resolusjon_nlp.resources import load_yaml
from resolusjon_nlp.samples import corpus_folder, samples
from resolusjon_nlp.tagging.themes.pairs import LABELS, Evidence, evidence_of, theme_words
from resolusjon_nlp.tagging.themes.scoring import UNCERTAIN, resolution_themes

CASES = "themes/storting_cases_2019-2020.csv"
PROMISES = "demands/holderdeord_lofter.csv"


@dataclass(frozen=True)
class Text:
    """A labelled text, as words and as evidence.

    ``source`` is ``corpus``, ``further``, ``dev``, ``cases`` or ``promises``; texts of one ``group`` (writer) are never split. ``themes`` is in the order of the gold,
    ``by_lexicon`` are those that the lexicon alone gives.
    """

    source: str
    group: str
    language: str
    themes: tuple[str, ...]
    words: str
    evidence: Evidence
    by_lexicon: tuple[str, ...]

    def has(self, theme: str) -> bool:
        """Whether a theme is among the gold."""
        return theme in self.themes


def resolutions() -> Iterator[Text]:
    """The corpus' training and dev texts, and the further texts."""
    for split in ("train", "dev"):
        for sample in samples(split):
            gold = sample.gold
            source = "corpus" if split == "train" else "dev"
            themes = tuple(theme.theme for theme in gold.themes)
            yield _text(source, sample.writer, gold.language or "nb", themes, gold.blocks)
    for source_text in read_sources(corpus_folder() / "further"):
        gold = gold_record(source_text)
        themes = tuple(theme.theme for theme in gold.themes)
        yield _text("further", source_text.head["writer"], gold.language or "nb", themes, gold.blocks)


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
                if themes and len(themes) <= 3:
                    text = " ".join(row[column].split())
                    block = Block(type=BlockType.PARAGRAPH, text=text, start=0, end=len(text))
                    yield _text(source, source, "nb", themes, (block,))


def _text(source: str, group: str, language: str, themes: tuple[str, ...], blocks: tuple[Block, ...]) -> Text:
    by_lexicon = tuple(theme.theme for theme in resolution_themes(blocks) if theme.theme != UNCERTAIN)
    return Text(source, group, language, themes, theme_words(blocks), evidence_of(blocks), by_lexicon)
