"""The trained classifier: how likely a candidate is a demand, of what kind, and which features spoke.

Two linear models over the named features of :mod:`resolusjon_nlp.tagging.demands.features`. How they were trained and how good they are is in
``models/resolusjon_demands/README.md``.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from resolusjon_nlp.records import DemandKind
from resolusjon_nlp.tagging.demands.features import Features
from resolusjon_nlp.tagging.linear import LinearClassifier, calibrated, read_arrays, write_arrays
from resolusjon_nlp.tagging.stored import SETTINGS_FILE, WEIGHTS_FILE, other_version, packaged_folder, reading_model

NAME = "resolusjon_demands"
"""The model that comes with the package."""

FORMAT = 2
"""Raised when features change their meaning, so that an older model is refused and not misread."""

WHAT, TARGET = "kravmodell", "model-demands"
"""What errors call it, and what trains it anew."""

MOST_CERTAIN = 0.995
"""No probability is given as certainty."""


@dataclass(frozen=True)
class Settings:
    """What goes with the two classifiers.

    Attributes
    ----------
    slope, intercept
        Calibration: probability = sigmoid(slope · log-odds + intercept), fitted on texts held out by writer.
    threshold
        Candidates from this probability on are demands.
    sparse, sparse_threshold
        In a text whose candidates are demands with a mean probability below `sparse`, as in minutes and news notes, this threshold holds instead.
    groups
        Groups of features the classifiers were trained with.
    """

    slope: float
    intercept: float
    threshold: float
    sparse: float
    sparse_threshold: float
    groups: tuple[str, ...]

    def threshold_for(self, probabilities: NDArray[np.float64]) -> float:
        """The threshold that holds in a text with these probabilities."""
        is_sparse = probabilities.size > 0 and float(probabilities.mean()) < self.sparse
        return self.sparse_threshold if is_sparse else self.threshold


@dataclass(frozen=True)
class DemandModel:
    """Classifiers of presence and kind over named features."""

    presence: LinearClassifier
    kinds: LinearClassifier
    settings: Settings

    def probabilities(self, rows: Sequence[Features]) -> NDArray[np.float64]:
        """Calibrated probability that each row is a demand; shape (rows,)."""
        odds = self.presence.log_odds(self._kept(rows))[:, 0]
        return calibrated(odds, self.settings.slope, self.settings.intercept, most=MOST_CERTAIN)

    def kinds_of(self, rows: Sequence[Features]) -> list[DemandKind]:
        """The likeliest kind of each row, given that it is a demand."""
        return [DemandKind(kind) for kind in self.kinds.likeliest(self._kept(rows))]

    def strongest(self, row: Features, most: int) -> list[tuple[str, float]]:
        """Features that moved a row most, strongest first, with their share of the log-odds (positive: for a demand).

        The dimensions of the mean vector are added up and called ``vector``.
        """
        weights, columns = self.presence.weights[0], self.presence.columns
        parts: dict[str, float] = defaultdict(float)
        for name, value in self._kept([row])[0].items():
            if name in columns:
                group = "vector" if name.startswith("vector:") else name
                parts[group] += float(weights[columns[name]]) * value * self.settings.slope
        ranked = sorted(parts.items(), key=lambda item: -abs(item[1]))
        return [(name, round(part, 3)) for name, part in ranked[:most] if not math.isclose(part, 0.0, abs_tol=5e-4)]

    def _kept(self, rows: Sequence[Features]) -> list[Features]:
        groups = frozenset(self.settings.groups)
        return [{name: value for name, value in row.items() if name.partition(":")[0] in groups} for row in rows]

    def save(self, folder: Path) -> None:
        """Write the model to `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        write_arrays(folder / WEIGHTS_FILE, {"presence": self.presence, "kinds": self.kinds})
        settings = {"format": FORMAT, **asdict(self.settings)}
        (folder / SETTINGS_FILE).write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def model_folder() -> Path:
    """The folder of the model that comes with the package; see :func:`resolusjon_nlp.tagging.stored.packaged_folder`."""
    return packaged_folder(NAME, marker=WEIGHTS_FILE, what="Kravmodellen")


@cache
def load_demand_model(folder: Path) -> DemandModel:
    """Load a model; the same folder is loaded once.

    Raises
    ------
    ModelError
        When the folder holds no model, one of another version, or one that cannot be read; pickled objects are not.
    """
    with reading_model(folder, what=WHAT, target=TARGET):
        stored = json.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
        if stored["format"] != FORMAT:
            raise other_version(folder, what=WHAT, target=TARGET)
        numbers = {
            name: float(stored[name]) for name in ("slope", "intercept", "threshold", "sparse", "sparse_threshold")
        }
        models, _ = read_arrays(folder / WEIGHTS_FILE)
        return DemandModel(models["presence"], models["kinds"], Settings(**numbers, groups=tuple(stored["groups"])))
