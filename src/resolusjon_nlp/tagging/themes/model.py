"""The trained theme classifier: how likely each theme is one of a text's one to four.

Two stages: for each theme a linear classifier over the text's words, and one classifier over what is known of text and theme together
(:mod:`resolusjon_nlp.tagging.themes.pairs`). How they were trained and how good they are is in ``models/resolusjon_themes/README.md``.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from resolusjon_nlp.errors import ModelError
from resolusjon_nlp.records import Block, ThemeScore
from resolusjon_nlp.tagging.linear import LinearClassifier, read_arrays, write_arrays
from resolusjon_nlp.tagging.themes.pairs import LABELS, NAMES, Evidence, evidence_of, pair_features, theme_words
from resolusjon_nlp.tagging.themes.scoring import MOST_EVIDENCE, MOST_THEMES, UNCERTAIN

NAME = "resolusjon_themes"
MODELS_FILE = "models.skops"
"""The pipelines as scikit-learn has them; see :mod:`resolusjon_nlp.tagging.linear`."""

WEIGHTS_FILE = "weights.npz"
SETTINGS_FILE = "settings.json"
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
        calibrated = 1.0 / (1.0 + np.exp(-(self.settings.slope * odds + self.settings.intercept)))
        return np.clip(calibrated, 1.0 - MOST_CERTAIN, MOST_CERTAIN), evidence

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
        settings = {"format": FORMAT, "labels": list(LABELS), "features": list(NAMES), **vars(self.settings)}
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
            evidence=tuple(word for word, _ in evidence.words[LABELS[index]].most_common(MOST_EVIDENCE))
            if LABELS[index] in evidence.words
            else (),
        )
        for index in kept
    )


def model_folder() -> Path:
    """The folder of the model that comes with the package: inside the installed package, or beside the source in a checkout.

    Raises
    ------
    ModelError
        When the package was installed without it.
    """
    here = Path(__file__).resolve().parents[2]
    for folder in (here / "_models" / NAME, here.parents[1] / "models" / NAME):
        if (folder / WEIGHTS_FILE).is_file():
            return folder
    raise ModelError(f"Temamodellen «{NAME}» følger ikke med denne installasjonen.", advice="Installer pakken på nytt.")


@cache
def load_theme_model(folder: Path) -> ThemeModel:
    """Load a model; the same folder is loaded once.

    Raises
    ------
    ModelError
        When the folder holds no model, one of another codebook or version, or one that cannot be read; pickled objects are not.
    """
    try:
        settings = json.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
        if (settings["format"], settings["labels"], settings["features"]) != (FORMAT, list(LABELS), list(NAMES)):
            raise ModelError(
                f"Temamodellen i «{folder}» er laget av en annen versjon.",
                advice="Tren den på nytt med «make model-themes».",
            )
        models, others = read_arrays(folder / WEIGHTS_FILE)
        numbers = (float(settings[name]) for name in ("slope", "intercept", "first", "further"))
        return ThemeModel(
            words=models["words"], rarity=others["rarity"], pairs=models["pairs"], settings=Settings(*numbers)
        )
    except FileNotFoundError as error:
        raise ModelError(
            f"«{folder}» inneholder ingen temamodell.", advice="Oppgi mappen modellen ligger i."
        ) from error
    except (ValueError, KeyError, OSError, BadZipFile) as error:
        raise ModelError(
            f"Temamodellen i «{folder}» kan ikke leses ({error}).", advice="Tren den på nytt med «make model-themes»."
        ) from error
