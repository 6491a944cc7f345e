"""The first stage: texts to what their words, pieces of words and vectors say for each theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from resolusjon_nlp.tagging.linear import LinearClassifier
from resolusjon_nlp.tagging.themes.pairs import LABELS
from resolusjon_nlp.tagging.themes.views import (
    LONGEST_PIECE,
    SHORTEST_PIECE,
    FirstStage,
    PieceView,
    TermView,
    mean_vector,
)
from themes_recipe.texts import Text

MOST_PIECES = 8_000
LEAST_TEXTS = {"words": 2, "pieces": 4}
WEIGHTS = {"cases": 0.2, "promises": 0.2}
"""Texts that are no resolutions count less: their labels come through a mapping, and they are a line long."""

WORDS_C, VECTORS_C = 10.0, 30.0
OVER_CHANCE = 0.02
"""Added to a theme's share, so that rare themes' company says less."""


def fit_first_stage(texts: Sequence[Text]) -> tuple[FirstStage, dict[str, Pipeline]]:
    """Fit the three views on `texts`, and say which themes keep company."""
    labels = np.array([[text.has(theme) for theme in LABELS] for text in texts], dtype=int)
    weights = np.array([WEIGHTS.get(text.source, 1.0) for text in texts])
    joined = [text.all_words for text in texts]
    words = TfidfVectorizer(min_df=LEAST_TEXTS["words"], sublinear_tf=True, token_pattern=r"\S+", lowercase=False)  # noqa: S106
    pieces = TfidfVectorizer(
        min_df=LEAST_TEXTS["pieces"], sublinear_tf=True, analyzer="char_wb", ngram_range=(SHORTEST_PIECE, LONGEST_PIECE), max_features=MOST_PIECES, lowercase=False,
    )  # fmt: skip
    pipelines = {}
    for name, vectorizer in (("words", words), ("pieces", pieces)):
        linear = _fit(vectorizer.fit_transform(joined), labels, weights, c=WORDS_C, class_weight="balanced")
        pipelines[name] = make_pipeline(vectorizer, linear)
    vectors = np.stack([mean_vector(Counter(text.split())) for text in joined])
    pipelines["vectors"] = make_pipeline(_fit(vectors, labels, weights, c=VECTORS_C, class_weight=None))
    stage = FirstStage(
        words=TermView(_linear(pipelines["words"][-1], words.get_feature_names_out()), _rarity(words)),
        pieces=PieceView(_linear(pipelines["pieces"][-1], pieces.get_feature_names_out()), _rarity(pieces)),
        vectors=_linear(pipelines["vectors"][-1], [str(column) for column in range(vectors.shape[1])]),
        company=_company(labels[weights == 1.0]),
    )
    return stage, pipelines


def _fit(
    matrix: Any, labels: NDArray[Any], weights: NDArray[np.float64], *, c: float, class_weight: str | None
) -> OneVsRestClassifier:  # fmt: skip
    with sklearn.config_context(enable_metadata_routing=True):
        linear = LogisticRegression(C=c, class_weight=class_weight, solver="liblinear", random_state=0)
        several = OneVsRestClassifier(linear.set_fit_request(sample_weight=True))
        several.fit(matrix, labels, sample_weight=weights)
    for one in (several.estimator, *several.estimators_):
        # What was asked for while fitting is of no use afterwards, and skops cannot store it.
        del one._metadata_request
    for one in several.estimators_:
        # As precise as the arrays beside them, and half the size.
        one.coef_ = one.coef_.astype(np.float32)
    return several


def _linear(several: OneVsRestClassifier, names: Sequence[str]) -> LinearClassifier:
    return LinearClassifier(
        tuple(str(name) for name in names),
        np.concatenate([one.coef_ for one in several.estimators_]),
        np.concatenate([one.intercept_ for one in several.estimators_]),
    )


def _rarity(vectorizer: TfidfVectorizer) -> NDArray[np.float64]:
    return np.asarray(vectorizer.idf_, dtype=np.float64)


def _company(labels: NDArray[Any]) -> NDArray[np.float64]:
    """Log-ratio of a theme's share among texts of another theme to its share among all; shape (themes, themes), nothing on the diagonal."""
    share = (labels.T @ labels + 0.5) / (labels.sum(axis=0)[:, None] + 5.0)
    company = np.log(share / (labels.mean(axis=0) + OVER_CHANCE)[None, :])
    np.fill_diagonal(company, 0.0)
    return np.asarray(company, dtype=np.float64)
