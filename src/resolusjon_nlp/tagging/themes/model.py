"""The trained theme classifier: which themes a resolution and each of its demands have.

Two stages: what words, pieces of words and vectors say for each theme (:mod:`resolusjon_nlp.tagging.themes.views`), and one classifier over what is known of text and
theme together (:mod:`resolusjon_nlp.tagging.themes.pairs`), from whose calibrated probabilities the set of themes follows (:mod:`resolusjon_nlp.tagging.themes.decoding`).
Another, over the same, orders them by centrality, and a third decides about demands (:mod:`resolusjon_nlp.tagging.themes.demands`). How they were trained and how good they are
is in ``models/resolusjon_themes/README.md``.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from resolusjon_nlp.records import Block, ThemeScore
from resolusjon_nlp.tagging.linear import LinearClassifier, calibrated, read_arrays, write_arrays
from resolusjon_nlp.tagging.stored import SETTINGS_FILE, WEIGHTS_FILE, other_version, packaged_folder, reading_model
from resolusjon_nlp.tagging.themes.decoding import best_set
from resolusjon_nlp.tagging.themes.demands import DEMAND_NAMES, demand_features, spoken_for, with_ground
from resolusjon_nlp.tagging.themes.pairs import LABELS, NAMES, evidence_of, pair_features
from resolusjon_nlp.tagging.themes.scoring import (
    BLOCK_WEIGHT,
    MOST_DEMAND_THEMES,
    MOST_EVIDENCE,
    MOST_THEMES,
    UNCERTAIN,
)
from resolusjon_nlp.tagging.themes.views import FirstStage, PieceView, TermView, block_words, vectors_mark, word_keys

NAME = "resolusjon_themes"
WHAT, TARGET = "temamodell", "model-themes"
"""What errors call it, and what trains it anew."""

FORMAT = 2
MOST_CERTAIN = 0.99
LIKELY_IS_CENTRAL = 0.5
"""How much the log-odds of being among the themes count beside those of being the first of them, when themes are put in order."""

SECOND_SHARE = 0.3
"""A demand has a second theme where that is at least so likely, beside the first, and where its own words speak for it."""

WORD_EVIDENCE = 3
"""So many words are shown for a theme of which the lexicon finds none: those that weigh most in the first stage."""

_WORD = re.compile(r"[^\W\d_]{2,}")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Settings:
    """Calibration of the second stage (probability = sigmoid(slope · log-odds + intercept)), and from which probability on there is any theme at all."""

    slope: float
    intercept: float
    first: float


@dataclass(frozen=True)
class ThemeModel:
    """The first stage; ``pairs`` (is it a theme?) and ``central`` (is it the first?) classify rows of pair features, ``demands`` rows of demand features."""

    first_stage: FirstStage
    pairs: LinearClassifier
    central: LinearClassifier
    demands: LinearClassifier
    settings: Settings

    def probabilities(self, rows: Floats) -> Floats:
        """Calibrated probability of each of :data:`LABELS` by pair features, shape (themes,)."""
        odds = self.pairs.log_odds_of_matrix(rows)[:, 0]
        return calibrated(odds, self.settings.slope, self.settings.intercept, most=MOST_CERTAIN)

    def centrality(self, rows: Floats) -> Floats:
        """Order of :data:`LABELS` by pair features: the more central, the higher; shape (themes,)."""
        return central_and_likely(
            self.central.log_odds_of_matrix(rows)[:, 0], self.pairs.log_odds_of_matrix(rows)[:, 0]
        )

    def themes(self, blocks: Sequence[Block]) -> tuple[ThemeScore, ...]:
        """One to four themes, most central first, with the probability of each, or ``usikker``."""
        evidence = evidence_of(blocks)
        rows = pair_features(evidence, self.first_stage.of(block_words(blocks)))
        probabilities = self.probabilities(rows)
        named = chosen(probabilities, self.centrality(rows), self.settings)
        if not named:
            return (ThemeScore(theme=UNCERTAIN, score=0.0),)
        return tuple(
            ThemeScore(
                theme=LABELS[index],
                score=round(float(probabilities[index]), 3),
                evidence=_strongest(evidence.words.get(LABELS[index], Counter())) or self._telling_words(blocks, index),
            )
            for index in named
        )

    def _telling_words(self, blocks: Sequence[Block], theme: int) -> tuple[str, ...]:
        """The words of a text that speak most for a theme in the first stage."""
        surfaces: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for block in blocks:
            if BLOCK_WEIGHT.get(block.type, 1.0) > 0.0:
                for word in _WORD.findall(block.text):
                    for key in word_keys(word):
                        counts[key] += 1
                        surfaces.setdefault(key, word.lower())
        adds = self.first_stage.words.contributions(counts, theme)
        best = sorted((term for term in adds if adds[term] > 0.0), key=lambda term: -adds[term])
        return tuple(dict.fromkeys(surfaces[term] for term in best))[:WORD_EVIDENCE]

    def demand_themes(self, text: str, block: str, resolution: Sequence[ThemeScore]) -> tuple[str, ...]:
        """One or two themes of a demand that stands in a block of a resolution with these themes."""
        rows = demand_features(text, block, resolution, self.first_stage)
        odds = self.demands.log_odds_of_matrix(rows)[:, 0]
        probabilities = with_ground(calibrated(odds, 1.0, 0.0), rows)
        return tuple(LABELS[index] for index in chosen_for_demand(probabilities, spoken_for(rows)))

    def save(self, folder: Path) -> None:
        """Write the model to `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        first = self.first_stage
        write_arrays(
            folder / WEIGHTS_FILE,
            {
                "words": first.words.classifier, "pieces": first.pieces.classifier, "vectors": first.vectors, "pairs": self.pairs, "central": self.central,
                "demands": self.demands,
            },
            word_rarity=first.words.rarity, piece_rarity=first.pieces.rarity, company=first.company,
        )  # fmt: skip
        settings = {
            "format": FORMAT,
            "labels": list(LABELS),
            "features": list(NAMES),
            "demand_features": list(DEMAND_NAMES),
            "vectors": vectors_mark(),
            **asdict(self.settings),
        }
        (folder / SETTINGS_FILE).write_text(json.dumps(settings, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _strongest(words: Counter[str]) -> tuple[str, ...]:
    return tuple(word for word, _ in words.most_common(MOST_EVIDENCE))


def central_and_likely(central: Floats, likely: Floats) -> Floats:
    """What themes are ordered by, from the log-odds of being the first theme and of being one at all."""
    return np.asarray(central + LIKELY_IS_CENTRAL * likely)


def chosen(probabilities: Floats, centrality: Floats, settings: Settings) -> list[int]:
    """Indices into :data:`LABELS` of the themes that probabilities amount to, most central first; none where all are improbable."""
    if probabilities.max() < settings.first:
        return []
    return sorted(best_set(probabilities, MOST_THEMES), key=lambda index: -centrality[index])


def chosen_for_demand(probabilities: Floats, spoken: NDArray[np.bool_]) -> list[int]:
    """Indices into :data:`LABELS` of a demand's one or two themes, likeliest first, of which the second must be `spoken` for."""
    first, *others = (int(index) for index in np.argsort(-probabilities)[:MOST_DEMAND_THEMES])
    least = SECOND_SHARE * probabilities[first]
    return [first, *(index for index in others if spoken[index] and probabilities[index] >= least)]


def model_folder() -> Path:
    """The folder of the model that comes with the package; see :func:`resolusjon_nlp.tagging.stored.packaged_folder`."""
    return packaged_folder(NAME, marker=WEIGHTS_FILE, what="Temamodellen")


@cache
def load_theme_model(folder: Path) -> ThemeModel:
    """Load a model; the same folder is loaded once.

    Raises
    ------
    ModelError
        When the folder holds no model, one of another codebook or version, or one that cannot be read; pickled objects are not.
    """
    with reading_model(folder, what=WHAT, target=TARGET):
        stored = json.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
        known = tuple(stored.get(name) for name in ("format", "labels", "features", "demand_features"))
        if known != (FORMAT, list(LABELS), list(NAMES), list(DEMAND_NAMES)):
            raise other_version(folder, what=WHAT, target=TARGET)
        numbers = {name: float(stored[name]) for name in ("slope", "intercept", "first")}
        models, others = read_arrays(folder / WEIGHTS_FILE)
        first = FirstStage(
            words=TermView(models["words"], others["word_rarity"]),
            pieces=PieceView(models["pieces"], others["piece_rarity"]),
            vectors=models["vectors"],
            company=others["company"],
        )
        return ThemeModel(first, models["pairs"], models["central"], models["demands"], Settings(**numbers))
