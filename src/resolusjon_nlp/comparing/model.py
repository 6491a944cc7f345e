"""The trained pair classifier: do two demands say the same, the contrary, something related, or nothing to do with each other?

Three linear classifiers over pair features: whether the two are about the same question (``matter``), whether they then pull opposite ways (``pull``), and whether they
are near each other at all (``near``). How they were trained and how good they are is in ``models/resolusjon_pairs/README.md``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from resolusjon_nlp.comparing.features import MATTER, NEAR, NEAR_COLUMNS, matter_features, pull_features
from resolusjon_nlp.comparing.profiles import Profile
from resolusjon_nlp.tagging.linear import LinearClassifier, calibrated, read_arrays, write_arrays
from resolusjon_nlp.tagging.stored import SETTINGS_FILE, WEIGHTS_FILE, other_version, packaged_folder, reading_model

NAME = "resolusjon_pairs"
WHAT, TARGET = "parmodell", "model-pairs"
FORMAT = 1
MOST_CERTAIN = 0.99
IDENTICAL, COSINE_COLUMN = 0.95, MATTER.index("cosine")
"""Demands whose words are so alike are the same (or opposed)."""
Floats = NDArray[np.float64]


class Relation(StrEnum):
    """What one demand is to another."""

    SAME = "same"
    RELATED = "related"
    OPPOSED = "opposed"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Judgement:
    """The relation of a pair and how probable it is; ``same``, ``opposed`` and ``near`` are all three probabilities."""

    relation: Relation
    score: float
    same: float
    opposed: float
    near: float


@dataclass(frozen=True)
class Settings:
    """When a pair counts as what.

    Attributes
    ----------
    about
        From which probability of being about the same question on it is the same or opposed.
    against
        From which probability of then pulling opposite ways on it is opposed.
    related
        From which probability of being near each other by their own words alone on it is at least related. What is the same or opposed must
        be that too: two demands may have nothing in common but what they stand among.
    slope, intercept
        Calibration of ``pull``: probability = sigmoid(slope · log-odds + intercept).
    """

    about: float
    against: float
    related: float
    slope: float = 1.0
    intercept: float = 0.0


@dataclass(frozen=True)
class PairModel:
    """The three classifiers, over :data:`MATTER`, named features and :data:`NEAR`."""

    matter: LinearClassifier
    pull: LinearClassifier
    near: LinearClassifier
    settings: Settings

    def probabilities(self, one: Profile, others: Sequence[Profile]) -> Floats:
        """Probability of being the same, opposed, and near, of one demand with each of several; shape (others, 3)."""
        if not others:
            return np.zeros((0, 3))
        matter = np.stack([matter_features(one, other) for other in others])
        pull = [pull_features(one, other, float(row[0])) for other, row in zip(others, matter, strict=True)]
        return self.of_features(matter, self.pull.log_odds(pull)[:, 0])

    def of_features(self, matter: Floats, pull: Floats) -> Floats:
        """Probability of being the same, opposed, and near; shape (pairs, 3).

        Parameters
        ----------
        matter
            Features, shape (pairs, features).
        pull
            Log-odds of the classifier of that name, shape (pairs,).
        """
        # The same words say the same, whatever they stand among.
        identical = matter[:, COSINE_COLUMN] >= IDENTICAL
        about, near = (
            np.where(
                identical, MOST_CERTAIN, calibrated(model.log_odds_of_matrix(rows)[:, 0], 1.0, 0.0, most=MOST_CERTAIN)
            )
            for model, rows in ((self.matter, matter), (self.near, matter[:, NEAR_COLUMNS]))
        )
        against = calibrated(pull, self.settings.slope, self.settings.intercept, most=MOST_CERTAIN)
        return np.stack([about * (1 - against), about * against, near], axis=1)

    def judge(self, one: Profile, others: Sequence[Profile]) -> list[Judgement]:
        """The relation of one demand to each of several."""
        return [self.judgement(*(float(p) for p in row)) for row in self.probabilities(one, others)]

    def judgement(self, same: float, opposed: float, near: float) -> Judgement:
        """What three probabilities amount to."""
        about = same + opposed
        if about >= self.settings.about and near >= self.settings.related:
            against = opposed >= self.settings.against * about
            relation, score = (Relation.OPPOSED, opposed) if against else (Relation.SAME, same)
        elif near >= self.settings.related or about >= self.settings.about:
            relation, score = Relation.RELATED, max(near, about)
        else:
            relation, score = Relation.DIFFERENT, 1 - max(near, about)
        return Judgement(relation, round(score, 3), same, opposed, near)

    def save(self, folder: Path) -> None:
        """Write the model to `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        write_arrays(folder / WEIGHTS_FILE, {"matter": self.matter, "pull": self.pull, "near": self.near})
        settings = {"format": FORMAT, "matter": list(MATTER), "near": list(NEAR), **asdict(self.settings)}
        (folder / SETTINGS_FILE).write_text(json.dumps(settings, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def model_folder() -> Path:
    """The folder of the model that comes with the package; see :func:`resolusjon_nlp.tagging.stored.packaged_folder`."""
    return packaged_folder(NAME, marker=WEIGHTS_FILE, what="Parmodellen")


@cache
def load_pair_model(folder: Path) -> PairModel:
    """Load a model; the same folder is loaded once.

    Raises
    ------
    ModelError
        When the folder holds no model, one of other features or version, or one that cannot be read; pickled objects are not.
    """
    with reading_model(folder, what=WHAT, target=TARGET):
        stored = json.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
        if (stored["format"], stored["matter"], stored["near"]) != (FORMAT, list(MATTER), list(NEAR)):
            raise other_version(folder, what=WHAT, target=TARGET)
        models, _ = read_arrays(folder / WEIGHTS_FILE)
        settings = Settings(**{field.name: float(stored[field.name]) for field in fields(Settings)})
        return PairModel(models["matter"], models["pull"], models["near"], settings)


def pair_model() -> PairModel:
    """The model that comes with the package."""
    return load_pair_model(model_folder())
