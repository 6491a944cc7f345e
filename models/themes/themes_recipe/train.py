"""Texts to classifiers: ``python -m themes_recipe.train OUT [--shared FOLDER]``.

The second stage learns from what the first says of texts it has not seen: writers are divided into folds. Calibration and thresholds come from predictions
for held-out writers too; dev is not touched here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from zipfile import ZIP_DEFLATED

import numpy as np
import skops.io
import typer
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from resolusjon_nlp.tagging.linear import LinearClassifier, calibrated
from resolusjon_nlp.tagging.stored import MODELS_FILE
from resolusjon_nlp.tagging.themes.model import Settings, ThemeModel, chosen
from resolusjon_nlp.tagging.themes.pairs import LABELS, NAMES, pair_features
from themes_recipe.texts import Text, resolutions, storting

FOLDS = 8
LEARNT_WHOLE = frozenset({"corpus", "further"})
"""Sources of whole resolutions: the second stage learns from them; the others only say which words belong to a theme."""

THRESHOLDS = np.arange(0.20, 0.66, 0.02)
FIRST_RELIABLE = 0.5
"""A first theme is given from the probability on at which such a theme is right this often; below that it is ``usikker``."""

LEAST_FIRST = 0.25
"""No theme is given that is less likely than this, however well the others do."""


@dataclass(frozen=True)
class HeldOut:
    """Calibrated probabilities, shape (texts, themes), of texts whose writers were not learnt from."""

    texts: list[Text]
    probabilities: NDArray[np.float64]


@dataclass(frozen=True)
class Trained:
    """A model, the scikit-learn pipelines it was made from, and what it says of held-out writers."""

    model: ThemeModel
    pipelines: dict[str, Pipeline]
    held_out: HeldOut


def train(texts: Sequence[Text]) -> Trained:
    """Train both stages on `texts` (dev left out)."""
    whole = [text for text in texts if text.source in LEARNT_WHOLE]
    extra = [text for text in texts if text.source not in LEARNT_WHOLE and text.source != "dev"]
    folds = _folds(whole)
    by_words = np.zeros((len(whole), len(LABELS)))
    for fold in range(FOLDS):
        inside = folds == fold
        if inside.any():
            words = _fit_words([text for text, left in zip(whole, inside, strict=True) if not left] + extra)
            by_words[inside] = words.decision_function([t.words for t, left in zip(whole, inside, strict=True) if left])
    rows = np.concatenate([pair_features(t.evidence, odds) for t, odds in zip(whole, by_words, strict=True)])
    labels = np.array([text.has(theme) for text in whole for theme in LABELS])
    of_rows = np.repeat(folds, len(LABELS))
    odds = np.zeros(len(labels))
    for fold in range(FOLDS):
        if (of_rows == fold).any():
            odds[of_rows == fold] = _fit_pairs(rows[of_rows != fold], labels[of_rows != fold]).decision_function(
                rows[of_rows == fold]
            )
    calibration = LogisticRegression(C=1e6).fit(odds.reshape(-1, 1), labels)
    slope, intercept = float(calibration.coef_[0][0]), float(calibration.intercept_[0])
    probabilities = calibrated(odds, slope, intercept).reshape(len(whole), len(LABELS))
    held_out = HeldOut(whole, probabilities)
    settings = _settings(slope, intercept, held_out)
    pipelines = {"words": _fit_words([*whole, *extra]), "pairs": _fit_pairs(rows, labels)}
    vectorizer, linear = pipelines["words"][0], pipelines["words"][-1]
    model = ThemeModel(
        words=LinearClassifier(
            tuple(str(name) for name in vectorizer.get_feature_names_out()),
            np.concatenate([one.coef_ for one in linear.estimators_]),
            np.concatenate([one.intercept_ for one in linear.estimators_]),
        ),
        rarity=np.asarray(vectorizer.idf_, dtype=np.float64),
        pairs=LinearClassifier.of_scaled(pipelines["pairs"], NAMES),
        settings=settings,
    )
    return Trained(model, pipelines, held_out)


def _folds(texts: Sequence[Text]) -> NDArray[np.int64]:
    writers = sorted({text.group for text in texts})
    return np.array([writers.index(text.group) % FOLDS for text in texts])


def _fit_words(texts: Sequence[Text]) -> Pipeline:
    vectorizer = TfidfVectorizer(min_df=2, sublinear_tf=True, token_pattern=r"\S+", lowercase=False)  # noqa: S106 - words, no password
    linear = LogisticRegression(C=10.0, class_weight="balanced", max_iter=1_000)
    labels = np.array([[text.has(theme) for theme in LABELS] for text in texts], dtype=int)
    return make_pipeline(vectorizer, OneVsRestClassifier(linear)).fit([text.words for text in texts], labels)


def _fit_pairs(rows: NDArray[np.float64], labels: NDArray[Any]) -> Pipeline:
    # Boosted trees and forests did no better on held-out writers, and a linear model can be read.
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=2_000)).fit(rows, labels)


def _settings(slope: float, intercept: float, held_out: HeldOut) -> Settings:
    tops = held_out.probabilities.max(axis=1)
    right = np.array(
        [text.has(LABELS[int(row.argmax())]) for text, row in zip(held_out.texts, held_out.probabilities, strict=True)]
    )
    first = LEAST_FIRST
    for threshold in THRESHOLDS:
        below = tops < threshold
        if below.any() and right[below].mean() < FIRST_RELIABLE:
            first = max(first, float(threshold))
    scores = [
        jaccard(held_out.texts, held_out.probabilities, Settings(slope, intercept, first, float(threshold)))
        for threshold in THRESHOLDS
    ]
    as_good = np.array(scores) >= max(scores) - 0.003
    return Settings(slope, intercept, round(first, 3), round(float(THRESHOLDS[as_good].mean()), 3))


def jaccard(texts: Sequence[Text], probabilities: NDArray[np.float64], settings: Settings) -> float:
    """Mean Jaccard of the chosen themes with the gold."""
    total = 0.0
    for text, row in zip(texts, probabilities, strict=True):
        found = {theme.theme for theme in chosen(row, text.evidence, settings)}
        total += len(found & set(text.themes)) / len(found | set(text.themes))
    return total / max(1, len(texts))


def main(
    out: Path,
    shared: Annotated[Path | None, typer.Option(help="Folder with the Storting's cases and the promises")] = None,
) -> None:
    """Train and store the model."""
    texts = [*resolutions(), *(storting(shared) if shared is not None else ())]
    trained = train(texts)
    model, held_out = trained.model, trained.held_out
    value = jaccard(held_out.texts, held_out.probabilities, model.settings)
    print(f"writers held out: Jaccard {value:.3f}; {model.settings}")
    model.save(out)
    skops.io.dump(trained.pipelines, out / MODELS_FILE, compression=ZIP_DEFLATED, compresslevel=9)


if __name__ == "__main__":
    typer.run(main)
