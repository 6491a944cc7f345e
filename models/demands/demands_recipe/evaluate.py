"""Figures of a trained model: ``python -m demands_recipe.evaluate ROWS MODEL OUT [--test]``.

The whole pipeline on dev (and, to report once, on test), Bokmål and Nynorsk apart; how well calibrated the probabilities are; what each group of features and each source of data
buys; and how the figures grow with the number of writers learnt from. Ablation and curve are counted in candidates, which differs from spans in the third digit.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from demands_recipe.rows import Row, read_rows
from demands_recipe.train import HELD_OUT, WEIGHTS, Options, train, weighted_f1
from resolusjon_nlp.evaluation.scoring import score
from resolusjon_nlp.records import Resolution
from resolusjon_nlp.samples import samples
from resolusjon_nlp.tagging.demands.features import GROUPS
from resolusjon_nlp.tagging.demands.model import DemandModel, Settings, load_demand_model
from resolusjon_nlp.tagging.pipeline import load, tag_all

BINS = 10
SEED = 20
CURVE = (1, 2, 4, 6, 9, 13)
"""Writers learnt from."""


def calibration_error(probabilities: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """Expected calibration error in ten bins of equal width; what is far below the threshold counts like the rest."""
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    gaps = [
        abs(float(probabilities[bins == number].mean()) - float(labels[bins == number].mean()))
        * float((bins == number).mean())
        for number in range(BINS)
        if (bins == number).any()
    ]
    return sum(gaps)


def whole_pipeline(
    split: str, folder: Path | None, *, demands: str | None = None
) -> dict[str, dict[str, float | None]]:
    """Figures of the pipeline on a split of the corpus, all and by written form."""
    nlp = load(demands=demands or (str(folder) if folder else None))
    texts = samples(split)
    bare = [Resolution(**{name: getattr(text.gold, name) for name in Resolution.model_fields}) for text in texts]
    pairs = list(zip((text.gold for text in texts), tag_all(nlp, bare), strict=True))
    return {
        group: score([pair for pair in pairs if group in ("all", pair[0].language)]).figures()
        for group in ("all", "nb", "nn")
    }


def of_candidates(model: DemandModel, rows: Sequence[Row]) -> dict[str, float]:
    """F1 and calibration error over candidates, all and by written form."""
    labels = np.array([row.kind is not None for row in rows])
    excluded = np.array([row.excluded for row in rows])
    probabilities = np.where(excluded, 0.0, model.probabilities([row.features for row in rows]))
    thresholds = thresholds_of(rows, probabilities, model.settings)
    return _figures(labels, probabilities, thresholds, np.array([row.language for row in rows]))


def thresholds_of(rows: Sequence[Row], probabilities: NDArray[np.float64], settings: Settings) -> NDArray[np.float64]:
    """The threshold that holds for each row, by its text."""
    documents = np.array([row.document for row in rows])
    counted = np.array([not row.excluded for row in rows])
    by_text = {
        name: settings.threshold_for(probabilities[(documents == name) & counted]) for name in np.unique(documents)
    }
    return np.array([by_text[name] for name in documents])


def _figures(
    labels: NDArray[Any], probabilities: NDArray[np.float64], thresholds: NDArray[np.float64], languages: NDArray[Any]
) -> dict[str, float]:
    out = {}
    for group in ("all", "nb", "nn"):
        part = np.ones(len(labels), dtype=bool) if group == "all" else languages == group
        if part.any():
            out[f"F1 {group}"] = weighted_f1(
                labels[part], probabilities[part] >= thresholds[part], np.ones(int(part.sum()))
            )
            out[f"ECE {group}"] = calibration_error(probabilities[part], labels[part])
    return {name: round(value, 4) for name, value in out.items()}


def variant(rows: Sequence[Row], dev: Sequence[Row], options: Options) -> dict[str, float]:
    """Figures of a model trained with less: on dev, and on the further texts by writers held out."""
    trained = train(rows, options)
    model, probabilities, held = trained.model, trained.probabilities, trained.held
    labels = np.array([row.kind is not None for row in held])
    languages = np.array([row.language for row in held])
    figures = {f"dev {name}": value for name, value in of_candidates(model, dev).items() if name.startswith("F1")}
    of_further = np.array([row.source == "further" for row in held])
    if of_further.any():
        thresholds = thresholds_of(held, probabilities, model.settings)
        held_out = _figures(
            labels[of_further], probabilities[of_further], thresholds[of_further], languages[of_further]
        )
        figures |= {f"held out {name}": value for name, value in held_out.items() if name.startswith("F1")}
    return figures


def ablation(rows: Sequence[Row], dev: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Everything, then without each group of features, without each source, and the rules alone."""
    table = {"everything": variant(rows, dev, Options())}
    for group in GROUPS:
        table[f"without features: {group}"] = variant(rows, dev, Options(groups=tuple(g for g in GROUPS if g != group)))
    present = {row.source for row in rows} - {"dev"}
    for source in sorted(present):
        table[f"without texts: {source}"] = variant(rows, dev, Options(sources=frozenset(WEIGHTS) - {source}))
    labels = np.array([row.kind is not None for row in dev])
    rules = np.array([row.passes_rules for row in dev])
    further = [row for row in rows if row.source == "further"]
    table["rules alone"] = {
        "dev F1 all": round(weighted_f1(labels, rules, np.ones(len(dev))), 4),
        "held out F1 all": round(
            weighted_f1(
                np.array([row.kind is not None for row in further]),
                np.array([row.passes_rules for row in further]),
                np.ones(len(further)),
            ),
            4,
        ),
    }
    return table


def learning_curve(rows: Sequence[Row], dev: Sequence[Row]) -> list[dict[str, float]]:
    """Dev figures by the number of writers learnt from, in one random order; at least two are needed to hold one out."""
    writers = sorted({row.group for row in rows if row.source in HELD_OUT and row.source != "corrections"})
    random.Random(SEED).shuffle(writers)  # noqa: S311 - a reproducible order
    curve = []
    for count in [*(number for number in CURVE if 2 <= number < len(writers)), len(writers)]:
        chosen = set(writers[:count])
        part = [row for row in rows if row.source not in HELD_OUT or row.group in chosen]
        demands = sum(row.kind is not None for row in part if row.source in HELD_OUT)
        curve.append({"writers": count, "demands": demands, **of_candidates(train(part).model, dev)})
    return curve


def main(
    rows: Path,
    model: Path,
    out: Path,
    test: Annotated[bool, typer.Option(help="Score test too; do this once")] = False,
) -> None:
    """Write all figures as JSON."""
    everything = read_rows(rows)
    dev = [row for row in everything if row.source == "dev"]
    learnt = [row for row in everything if row.source != "dev"]
    trained = load_demand_model(model)
    learnt_again = train(learnt)
    again, probabilities, held = learnt_again.model, learnt_again.probabilities, learnt_again.held
    labels = np.array([row.kind is not None for row in held])
    languages = np.array([row.language for row in held])
    thresholds = thresholds_of(held, probabilities, again.settings)
    by_source = {
        source: _figures(labels[part], probabilities[part], thresholds[part], languages[part])
        for source in sorted(HELD_OUT)
        if (part := np.array([row.source == source for row in held])).any()
    }
    figures: dict[str, Any] = {
        "dev": whole_pipeline("dev", model),
        "dev, rules alone": whole_pipeline("dev", None, demands="rules"),
        "dev, candidates": of_candidates(trained, dev),
        "writers held out, candidates": by_source,
        "ablation": ablation(learnt, dev),
        "learning curve, dev": learning_curve(learnt, dev),
        "training rows": {
            source: {
                "rows": sum(row.source == source for row in learnt),
                "demands": sum(row.source == source and row.kind is not None for row in learnt),
                "weight": WEIGHTS[source],
            }
            for source in sorted({row.source for row in learnt})
        },
    }
    if test:
        figures["test"] = whole_pipeline("test", model)
    out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
