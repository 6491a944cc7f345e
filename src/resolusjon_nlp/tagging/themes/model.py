"""The trained theme classifier: how likely each theme is one of a text's one to four.

Two stages: for each theme a linear classifier over the text's words, and one classifier over what is known of text and theme together
(:mod:`resolusjon_nlp.tagging.themes.pairs`). How they were trained and how good they are is in ``models/resolusjon_themes/README.md``.
"""

from __future__ import annotations

import json
import math
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
from resolusjon_nlp.tagging.themes.pairs import LABELS, NAMES, Evidence, evidence_of, pair_features, theme_words
from resolusjon_nlp.tagging.themes.scoring import MOST_EVIDENCE, MOST_THEMES, UNCERTAIN

NAME = "resolusjon_themes"
WHAT, TARGET = "temamodell", "model-themes"
"""What errors call it, and what trains it anew."""

FORMAT = 1
MOST_CERTAIN = 0.99


@dataclass(frozen=True)
class Settings:
    """Calibration of the second stage (probability = sigmoid(slope · log-odds + intercept)), and from which probability on a first and a further theme is given."""

    slope: float
    intercept: float
    first: float
    further: float


@dataclass(frozen=True)
class ThemeModel:
    """Both stages: ``words`` weighs the terms of :func:`theme_words` for each of :data:`LABELS`, ``rarity`` is each term's weight in itself (inverse document frequency), ``pairs``
    classifies rows of pair features.
    """

    words: LinearClassifier
    rarity: NDArray[np.float64]
    pairs: LinearClassifier
    settings: Settings

    def probabilities(self, blocks: Sequence[Block]) -> tuple[NDArray[np.float64], Evidence]:
        """Calibrated probability of each of :data:`LABELS`, shape (themes,), and the lexicon's evidence."""
        evidence = evidence_of(blocks)
        by_words = self.by_words(theme_words(blocks))
        odds = self.pairs.log_odds_of_matrix(pair_features(evidence, by_words))[:, 0]
        return calibrated(odds, self.settings.slope, self.settings.intercept, most=MOST_CERTAIN), evidence

    def by_words(self, words: str) -> NDArray[np.float64]:
        """Log-odds of each of :data:`LABELS` by the words alone, shape (themes,)."""
        counts = Counter(word for word in words.split() if word in self.words.columns)
        weights = {w: (1.0 + math.log(count)) * self.rarity[self.words.columns[w]] for w, count in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return np.asarray(self.words.log_odds([{w: weight / length for w, weight in weights.items()}])[0])

    def themes(self, blocks: Sequence[Block]) -> tuple[ThemeScore, ...]:
        """One to four themes, likeliest first, or ``usikker``."""
        probabilities, evidence = self.probabilities(blocks)
        return chosen(probabilities, evidence, self.settings)

    def save(self, folder: Path) -> None:
        """Write the model to `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        write_arrays(folder / WEIGHTS_FILE, {"words": self.words, "pairs": self.pairs}, rarity=self.rarity)
        settings = {"format": FORMAT, "labels": list(LABELS), "features": list(NAMES), **asdict(self.settings)}
        (folder / SETTINGS_FILE).write_text(json.dumps(settings, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def chosen(probabilities: NDArray[np.float64], evidence: Evidence, settings: Settings) -> tuple[ThemeScore, ...]:
    """The themes that probabilities of :data:`LABELS` amount to."""
    order = np.argsort(-probabilities)
    if probabilities[order[0]] < settings.first or not evidence.length:
        return (ThemeScore(theme=UNCERTAIN, score=0.0),)
    kept = [order[0], *(index for index in order[1:MOST_THEMES] if probabilities[index] >= settings.further)]
    return tuple(
        ThemeScore(
            theme=LABELS[index],
            score=round(float(probabilities[index]), 3),
            evidence=tuple(word for word, _ in evidence.words.get(LABELS[index], Counter()).most_common(MOST_EVIDENCE)),
        )
        for index in kept
    )


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
        if (stored["format"], stored["labels"], stored["features"]) != (FORMAT, list(LABELS), list(NAMES)):
            raise other_version(folder, what=WHAT, target=TARGET)
        numbers = {name: float(stored[name]) for name in ("slope", "intercept", "first", "further")}
        models, others = read_arrays(folder / WEIGHTS_FILE)
        return ThemeModel(models["words"], others["rarity"], models["pairs"], Settings(**numbers))
