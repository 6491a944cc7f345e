"""Pairs to classifiers: ``python -m pairs_recipe.train OUT``.

Thresholds come from families that were held out; dev is not touched here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED

import numpy as np
import skops.io
import typer
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from pairs_recipe.pairs import MOST_CORPUS, Pairs, corpus_pairs, featured, group_pairs
from pairs_recipe.texts import FOLDS, corpus_items, groups
from resolusjon_nlp.comparing.features import MATTER, NEAR, NEAR_COLUMNS
from resolusjon_nlp.comparing.model import MOST_CERTAIN, PairModel, Relation, Settings
from resolusjon_nlp.tagging.linear import LinearClassifier, calibrated
from resolusjon_nlp.tagging.pipeline import load
from resolusjon_nlp.tagging.stored import MODELS_FILE

STRENGTH = {"matter": 0.05, "pull": 0.02, "near": 0.1}
"""Inverse regularisation."""
HELD_OUT = "held_out.npz"
GROUPS, WHOLE = "groups", "train"
"""Sources; of the second all pairs are there."""
LEAST_SEEN = 12
"""A mark must be in so many pairs of so many families or groups to be learnt from (see `_frequent`)."""
CORPUS_WEIGHT, OPPOSED_WEIGHT = 2.0, 1.7
"""The corpus' pairs are fewer and nearer to use than those of groups; opposed ones are rarer."""
THRESHOLDS = np.arange(0.02, 0.96, 0.02)
AS_GOOD = 0.01
"""Thresholds whose F1 is so little below the best count as equally good; the one in their middle is taken."""
OPPOSED_RIGHT = 0.7
"""``opposed`` is said from the share on at which it is right this often."""
RANDOM_NEAR = 0.01
"""``related`` is said from the probability on at which so few of any two demands are so near each other."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Trained:
    """A model, the scikit-learn pipelines it was made from, and held-out probabilities, shape (pairs, 3), of all pairs learnt from."""

    model: PairModel
    pipelines: dict[str, Pipeline]
    held_out: Floats


def same_matter(pairs: Pairs) -> NDArray[np.bool_]:
    """Whether pairs are about the same question, whichever way they pull."""
    return np.isin(pairs.relations, [Relation.SAME.value, Relation.OPPOSED.value])


def fit(pairs: Pairs) -> dict[str, Pipeline]:
    """The three classifiers."""
    about = same_matter(pairs)
    corpus = pairs.sources != GROUPS
    inside = ~corpus & (pairs.relations != Relation.DIFFERENT.value)
    # Of the corpus' pairs only those apart: within a resolution everything is near everything.
    near = inside | about
    usable = ~corpus | about | (pairs.apart & ~pairs.likely)
    return {
        # Groups stand among nothing: what context is worth cannot be learnt from them.
        "matter": _fit(pairs.matter[corpus], about[corpus], "matter"),
        "pull": _fit_pull(pairs[about]),
        "near": _fit(pairs.matter[usable][:, NEAR_COLUMNS], near[usable], "near"),
    }


def _fit(rows: Floats, labels: NDArray[np.bool_], name: str) -> Pipeline:
    return make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH[name], max_iter=3_000)).fit(rows, labels)


def _fit_pull(pairs: Pairs) -> Pipeline:
    opposed = pairs.relations == Relation.OPPOSED.value
    weights = np.where(pairs.sources == GROUPS, 1.0, CORPUS_WEIGHT) * np.where(opposed, OPPOSED_WEIGHT, 1.0)
    kept = _frequent(pairs)
    rows = [{name: value for name, value in row.items() if name in kept} for row in pairs.pull]
    linear = LogisticRegression(C=STRENGTH["pull"], max_iter=1_000)
    return make_pipeline(DictVectorizer(), linear).fit(rows, opposed, logisticregression__sample_weight=weights)


def _frequent(pairs: Pairs) -> frozenset[str]:
    """Features seen on enough questions: what is said of one question only says nothing of the next."""
    questions: dict[str, set[str]] = defaultdict(set)
    for row, question in zip(pairs.pull, pairs.questions, strict=True):
        for name in row:
            if len(questions[name]) < LEAST_SEEN:
                questions[name].add(question)
    return frozenset(name for name, seen in questions.items() if len(seen) >= LEAST_SEEN)


def model_of(pipelines: dict[str, Pipeline], settings: Settings) -> PairModel:
    """The classifiers as the toolkit runs them."""
    return PairModel(
        LinearClassifier.of_scaled(pipelines["matter"], MATTER),
        LinearClassifier.of_dicts(pipelines["pull"]),
        LinearClassifier.of_scaled(pipelines["near"], NEAR),
        settings,
    )


def train(pairs: Pairs) -> Trained:
    """Train on `pairs`, with folds of families held out for calibration and thresholds."""
    unset = Settings(about=0.5, against=0.5, related=0.5)
    pulls = np.zeros(len(pairs.relations))
    others = np.zeros((len(pairs.relations), 3))
    for fold in range(FOLDS):
        inside = pairs.folds == fold
        if inside.any() and not inside.all():
            model = model_of(fit(pairs[~inside]), unset)
            pulls[inside] = model.pull.log_odds(list(pairs.pull[inside]))[:, 0]
            others[inside] = model.of_features(pairs.matter[inside], pulls[inside])
    about = same_matter(pairs) & (pairs.sources != GROUPS)
    calibration = LogisticRegression(C=1e6).fit(
        pulls[about].reshape(-1, 1), pairs.relations[about] == Relation.OPPOSED.value
    )
    slope, intercept = float(calibration.coef_[0][0]), float(calibration.intercept_[0])
    matter = others[:, 0] + others[:, 1]
    against = calibrated(pulls, slope, intercept, most=MOST_CERTAIN)
    held_out = np.stack([matter * (1 - against), matter * against, others[:, 2]], axis=1)
    pipelines = fit(pairs)
    settings = _settings(pairs, held_out, round(slope, 4), round(intercept, 4))
    return Trained(model_of(pipelines, settings), pipelines, held_out)


def _settings(pairs: Pairs, held_out: Floats, slope: float, intercept: float) -> Settings:
    # Of the other split only a part of the unlike pairs is there, which would make all thresholds look better than they are.
    whole = (pairs.sources == WHOLE) & pairs.apart
    judged = whole & pairs.likely
    about, near = held_out[:, 0] + held_out[:, 1], held_out[:, 2]
    alike = same_matter(pairs)
    random = near[whole & ~pairs.likely & ~alike]
    related = float(THRESHOLDS[np.argmax([(random >= t).mean() <= RANDOM_NEAR for t in THRESHOLDS])])
    scores = np.array([f1(alike[judged], (about[judged] >= t) & (near[judged] >= related)) for t in THRESHOLDS])
    least = float(THRESHOLDS[scores >= scores.max() - AS_GOOD].mean())
    rated = whole & alike
    opposed, share = pairs.relations[rated] == Relation.OPPOSED.value, held_out[rated, 1] / about[rated]
    right = np.array([opposed[share >= t].mean() if (share >= t).any() else 1.0 for t in THRESHOLDS])
    return Settings(
        about=round(least, 3),
        against=round(float(THRESHOLDS[np.argmax(right >= OPPOSED_RIGHT)]), 3),
        related=round(related, 3),
        slope=slope,
        intercept=intercept,
    )


def f1(gold: NDArray[np.bool_], found: NDArray[np.bool_]) -> float:
    """F1 of a yes."""
    return float(2 * (gold & found).sum() / max(1, gold.sum() + found.sum()))


def all_pairs() -> Pairs:
    """Pairs of everything there is to learn from."""
    nlp = load()
    items = list(corpus_items(nlp, ("train", "further")))
    pairs = [
        pair
        for split, most in MOST_CORPUS.items()
        for pair in corpus_pairs([item for item in items if item.split == split], most)
    ]
    return featured([*pairs, *group_pairs(list(groups(nlp)))])


def write_held_out(path: Path, pairs: Pairs, probabilities: Floats) -> None:
    """Keep what the model says of pairs it has not learnt from, for the figures."""
    labels = {name: getattr(pairs, name) for name in ("relations", "sources", "members", "apart")}
    np.savez_compressed(path, probabilities=probabilities, **labels)


def main(out: Path) -> None:
    """Train and store the model, and beside it what it says of held-out pairs."""
    pairs = all_pairs()
    trained = train(pairs)
    trained.model.save(out)
    skops.io.dump(trained.pipelines, out / MODELS_FILE, compression=ZIP_DEFLATED)
    write_held_out(out.parent / HELD_OUT, pairs, trained.held_out)


if __name__ == "__main__":
    typer.run(main)
