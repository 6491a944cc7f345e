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
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from resolusjon_nlp.records import ThemeScore
from resolusjon_nlp.tagging.linear import LinearClassifier, calibrated
from resolusjon_nlp.tagging.stored import MODELS_FILE
from resolusjon_nlp.tagging.themes.decoding import best_set
from resolusjon_nlp.tagging.themes.demands import DEMAND_NAMES, demand_features, spoken_for, with_ground
from resolusjon_nlp.tagging.themes.model import (
    MOST_CERTAIN,
    Settings,
    ThemeModel,
    central_and_likely,
    chosen,
    chosen_for_demand,
)
from resolusjon_nlp.tagging.themes.pairs import LABELS, NAMES, pair_features
from resolusjon_nlp.tagging.themes.scoring import MOST_THEMES
from themes_recipe.first_stage import fit_first_stage
from themes_recipe.texts import FamilyDemand, Text, resolutions, storting

FOLDS = 8
LEARNT_WHOLE = frozenset({"corpus", "further", "short"})
"""Sources of whole resolutions: the second stage learns from them; the others only say which words belong to a theme."""

FIRST = 0.5
"""A text whose likeliest theme is no likelier than not is ``usikker``."""

PAIR_C, DEMAND_C = 0.05, 0.1
"""How little weights are held back; on held-out writers all between 0.01 and 1 do alike."""


@dataclass(frozen=True)
class HeldOut:
    """What is said of texts whose writers were not learnt from.

    Attributes
    ----------
    probabilities, centrality
        Of the texts' themes, shape (texts, themes).
    demands, of_demands
        Demands of families, with the source of each, and the probabilities of their themes, shape (demands, themes).
    spoken
        Which themes the demands' own words speak for, shape (demands, themes).
    rows, folds
        Features of the second stage, shape (texts, themes, features), and the fold of each text.
    """

    texts: list[Text]
    probabilities: NDArray[np.float64]
    centrality: NDArray[np.float64]
    demands: list[tuple[str, FamilyDemand]]
    of_demands: NDArray[np.float64]
    spoken: NDArray[np.bool_]
    rows: NDArray[np.float64]
    folds: list[int]

    def themes(self, index: int, settings: Settings) -> list[str]:
        """The themes given to a text."""
        return [LABELS[theme] for theme in chosen(self.probabilities[index], self.centrality[index], settings)]


@dataclass(frozen=True)
class Trained:
    """A model, the scikit-learn pipelines it was made from, and what it says of held-out writers."""

    model: ThemeModel
    pipelines: dict[str, Pipeline]
    held_out: HeldOut


def train(texts: Sequence[Text], without: str | None = None) -> Trained:
    """Train both stages on `texts` (dev left out).

    Parameters
    ----------
    without
        A source that is not learnt from; its texts are held out all the same.
    """
    whole = [text for text in texts if text.source in LEARNT_WHOLE]
    extra = [text for text in texts if text.source not in {*LEARNT_WHOLE, "dev", without}]
    folds = _folds(whole)
    learnt = np.array([text.source != without for text in whole])
    stages = {}
    for fold in sorted(set(folds)):
        inside = [text for text, of in zip(whole, folds, strict=True) if of != fold and text.source != without]
        stages[fold] = fit_first_stage(inside + extra)[0]
    rows = np.stack(
        [pair_features(text.evidence, stages[fold].of(text.words)) for text, fold in zip(whole, folds, strict=True)]
    )
    is_theme = np.array([[text.has(theme) for theme in LABELS] for text in whole])
    is_first = np.array([[text.is_first(theme) for theme in LABELS] for text in whole])
    odds = held_out_odds(rows, is_theme, folds, learnt)
    central = held_out_odds(rows, is_first, folds, learnt)
    calibration = LogisticRegression(C=1e6).fit(odds[learnt].reshape(-1, 1), is_theme[learnt].ravel())
    slope, intercept = float(calibration.coef_[0][0]), float(calibration.intercept_[0])
    probabilities = calibrated(odds, slope, intercept, most=MOST_CERTAIN)
    centrality = central_and_likely(central, odds)

    demands, demand_rows, of_fold = [], [], []
    for text, fold, likely, order in zip(whole, folds, probabilities, centrality, strict=True):
        given = _given(likely, order)
        for demand in text.demands:
            demands.append((text.source, demand))
            demand_rows.append(demand_features(demand.text, demand.block, given, stages[fold]))
            of_fold.append(fold)
    about = np.stack(demand_rows)
    asked = np.array([[demand.theme == theme for theme in LABELS] for _, demand in demands])
    asked_learnt = np.array([source != without for source, _ in demands])
    by_demand = calibrated(held_out_odds(about, asked, of_fold, asked_learnt, c=DEMAND_C), 1.0, 0.0)
    of_demands = with_ground(by_demand, about)

    held_out = HeldOut(whole, probabilities, centrality, demands, of_demands, spoken_for(about), rows, folds)
    first_stage, pipelines = fit_first_stage([text for text in whole if text.source != without] + extra)
    pipelines["pairs"] = _fit(rows[learnt], is_theme[learnt])
    pipelines["central"] = _fit(rows[learnt], is_first[learnt])
    pipelines["demands"] = _fit(about[asked_learnt], asked[asked_learnt], c=DEMAND_C)
    model = ThemeModel(
        first_stage=first_stage,
        pairs=LinearClassifier.of_scaled(pipelines["pairs"], NAMES),
        central=LinearClassifier.of_scaled(pipelines["central"], NAMES),
        demands=LinearClassifier.of_scaled(pipelines["demands"], DEMAND_NAMES),
        settings=Settings(slope, intercept, FIRST),
    )
    return Trained(model, pipelines, held_out)


def _folds(texts: Sequence[Text]) -> list[int]:
    writers = sorted({text.group for text in texts})
    return [writers.index(text.group) % FOLDS for text in texts]


def _fit(rows: NDArray[np.float64], labels: NDArray[Any], *, c: float = PAIR_C) -> Pipeline:
    # Boosted trees and small neural nets did no better on held-out writers, and a linear model can be read.
    model = make_pipeline(StandardScaler(), LogisticRegression(C=c, max_iter=2_000))
    return model.fit(rows.reshape(-1, rows.shape[-1]), labels.ravel())


def held_out_odds(
    rows: NDArray[np.float64], labels: NDArray[Any], folds: Sequence[int], learnt: NDArray[Any], *, c: float = PAIR_C
) -> NDArray[np.float64]:  # fmt: skip
    """Log-odds by classifiers that were fitted without the fold.

    Parameters
    ----------
    rows, labels
        Shapes (texts, themes, features) and (texts, themes).
    folds, learnt
        The fold of each text, and whether it is learnt from.

    Returns
    -------
    NDArray
        Shape (texts, themes).
    """
    odds = np.zeros(labels.shape)
    of = np.asarray(folds)
    for fold in set(folds):
        model = _fit(rows[(of != fold) & learnt], labels[(of != fold) & learnt], c=c)
        inside = rows[of == fold]
        odds[of == fold] = model.decision_function(inside.reshape(-1, rows.shape[-1])).reshape(-1, labels.shape[1])
    return odds


def _given(probabilities: NDArray[np.float64], centrality: NDArray[np.float64]) -> list[ThemeScore]:
    named = sorted(best_set(probabilities, MOST_THEMES), key=lambda index: -centrality[index])
    return [ThemeScore(theme=LABELS[index], score=float(probabilities[index])) for index in named]


def demand_figures(held_out: HeldOut, source: str) -> dict[str, float]:
    """How often the family's theme is among a demand's themes, how often it is the first, and how many themes there are."""
    given = [
        ([LABELS[index] for index in chosen_for_demand(row, spoken)], demand.theme)
        for (of, demand), row, spoken in zip(held_out.demands, held_out.of_demands, held_out.spoken, strict=True)
        if of == source
    ]
    return given_figures(given)


def given_figures(given: Sequence[tuple[Sequence[str], str]]) -> dict[str, float]:
    """The figures of :func:`demand_figures` from themes given and the theme asked for."""
    return {
        "demands": len(given),
        "theme among": round(float(np.mean([theme in found for found, theme in given])), 4),
        "theme first": round(float(np.mean([list(found[:1]) == [theme] for found, theme in given])), 4),
        "themes a demand": round(float(np.mean([len(found) for found, _ in given])), 2),
    }


def main(
    out: Path,
    shared: Annotated[Path | None, typer.Option(help="Folder with the Storting's cases and the promises")] = None,
) -> None:
    """Train and store the model."""
    texts = [*resolutions(), *(storting(shared) if shared is not None else ())]
    trained = train(texts)
    print(f"{trained.model.settings}")
    trained.model.save(out)
    skops.io.dump(trained.pipelines, out / MODELS_FILE, compression=ZIP_DEFLATED, compresslevel=9)


if __name__ == "__main__":
    typer.run(main)
