"""Linear classifiers as arrays: what a trained scikit-learn pipeline computes, without loading scikit-learn, which takes two seconds.

The recipes train with scikit-learn and store the pipelines with skops, for those who want to look into them or go on training; what they weigh is written beside them as arrays
(``weights.npz``, no pickle), and that is what runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SEPARATOR = "\x1f"
"""Between names in a file; ASCII has it for just that."""


@dataclass(frozen=True, eq=False)
class LinearClassifier:
    """Log-odds by weights.

    Attributes
    ----------
    names
        Names of the features, one a column.
    weights, intercepts
        Shapes (outputs, columns) and (outputs,); one output for two classes, else one a class.
    classes
        Labels in the order of the outputs; empty where the output is the log-odds of a yes.
    """

    names: tuple[str, ...]
    weights: Floats
    intercepts: Floats
    classes: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> dict[str, int]:
        """Column of each feature."""
        return {name: column for column, name in enumerate(self.names)}

    def log_odds(self, rows: Sequence[Mapping[str, float]]) -> Floats:
        """Log-odds of rows of named features, shape (rows, outputs); features without a column count nothing."""
        out = np.tile(self.intercepts, (len(rows), 1))
        for index, row in enumerate(rows):
            known = [(self.columns[name], value) for name, value in row.items() if name in self.columns]
            if known:
                columns, values = zip(*known, strict=True)
                out[index] += self.weights[:, list(columns)] @ np.asarray(values, dtype=np.float64)
        return out

    def log_odds_of_matrix(self, matrix: Floats) -> Floats:
        """Log-odds of rows that have all columns in order, shape (rows, outputs)."""
        return np.asarray(matrix @ self.weights.T + self.intercepts, dtype=np.float64)

    def likeliest(self, rows: Sequence[Mapping[str, float]]) -> list[str]:
        """The class with the highest log-odds of each row."""
        return [self.classes[index] for index in self.log_odds(rows).argmax(axis=1)]

    @classmethod
    def of_dicts(cls, pipeline: Any) -> Self:
        """From a fitted pipeline of a ``DictVectorizer`` and a ``LogisticRegression``."""
        vectorizer, classifier = pipeline[0], pipeline[-1]
        binary = len(classifier.classes_) == 2
        return cls(
            names=tuple(str(name) for name in vectorizer.feature_names_),
            weights=np.asarray(classifier.coef_, dtype=np.float64),
            intercepts=np.asarray(classifier.intercept_, dtype=np.float64),
            classes=() if binary else tuple(str(label) for label in classifier.classes_),
        )

    @classmethod
    def of_scaled(cls, pipeline: Any, names: Sequence[str]) -> Self:
        """From a fitted pipeline of a ``StandardScaler`` and a ``LogisticRegression`` of two classes; the scaling goes into the weights."""
        scaler, classifier = pipeline[0], pipeline[-1]
        weights = np.asarray(classifier.coef_, dtype=np.float64) / scaler.scale_
        return cls(tuple(names), weights, np.asarray(classifier.intercept_ - weights @ scaler.mean_, dtype=np.float64))


def calibrated(log_odds: Floats, slope: float, intercept: float, *, most: float = 1.0) -> Floats:
    """Probabilities from log-odds: sigmoid(slope · log-odds + intercept), kept between ``1 - most`` and `most`."""
    probabilities = 1.0 / (1.0 + np.exp(-(slope * log_odds + intercept)))
    return np.asarray(np.clip(probabilities, 1.0 - most, most), dtype=np.float64)


def write_arrays(path: Path, classifiers: Mapping[str, LinearClassifier], **others: Floats) -> None:
    """Write classifiers, and other arrays, to one ``.npz`` file."""
    arrays: dict[str, NDArray[Any]] = dict(others)
    for name, classifier in classifiers.items():
        arrays[f"{name}.names"] = np.frombuffer(SEPARATOR.join(classifier.names).encode(), dtype=np.uint8)
        arrays[f"{name}.classes"] = np.frombuffer(SEPARATOR.join(classifier.classes).encode(), dtype=np.uint8)
        arrays[f"{name}.weights"] = classifier.weights.astype(np.float32)
        arrays[f"{name}.intercepts"] = classifier.intercepts
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def read_arrays(path: Path) -> tuple[dict[str, LinearClassifier], dict[str, Floats]]:
    """Read what :func:`write_arrays` wrote.

    Raises
    ------
    OSError, ValueError, KeyError, zipfile.BadZipFile
        When the file is none such; anything pickled in it is refused.
    """
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    names = {name.rpartition(".")[0] for name in arrays if name.endswith(".weights")}
    classifiers = {
        name: LinearClassifier(
            _words(arrays[f"{name}.names"]),
            arrays[f"{name}.weights"].astype(np.float64),
            arrays[f"{name}.intercepts"].astype(np.float64),
            _words(arrays[f"{name}.classes"]),
        )
        for name in names
    }
    others = {name: array.astype(np.float64) for name, array in arrays.items() if "." not in name}
    return classifiers, others


def _words(array: NDArray[Any]) -> tuple[str, ...]:
    text = array.tobytes().decode()
    return tuple(text.split(SEPARATOR)) if text else ()
