"""Figures of a trained model: ``python -m themes_recipe.evaluate MODEL OUT [--shared FOLDER] [--test]``.

Dev (and, to report once, test), Bokmål and Nynorsk apart, beside the lexicon alone; writers held out; what each source of texts and each kind of
features buys; and demands of families, whose theme is known.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from resolusjon_nlp.records import Block, ThemeScore
from resolusjon_nlp.samples import Sample, samples
from resolusjon_nlp.tagging.linear import calibrated
from resolusjon_nlp.tagging.themes.model import MOST_CERTAIN, Settings, ThemeModel, load_theme_model
from resolusjon_nlp.tagging.themes.pairs import LABELS, NAMES
from resolusjon_nlp.tagging.themes.scoring import UNCERTAIN, demand_themes, resolution_themes
from themes_recipe.texts import Text, resolutions, storting
from themes_recipe.train import HeldOut, demand_figures, given_figures, held_out_odds, train

FORMS = ("all", "nb", "nn")
SOURCES = {
    "corpus": ("corpus",),
    "further": ("further",),
    "short": ("short",),
    "corpus and further": ("corpus", "further"),
    "all": ("corpus", "further", "short"),
}
"""Groups of training texts that figures are given for."""

KINDS = {
    "lexicon": "the lexicon",
    "words": "words",
    "pieces": "pieces of words",
    "vectors": "vectors",
    "is": "which theme it is",
}
"""Kinds of features, by the beginning of their names."""

Labelled = tuple[str, Sequence[str], Sequence[str]]
"""Written form, gold themes, themes given."""


def figures(labelled: Sequence[Labelled]) -> dict[str, dict[str, float]]:
    """First theme among gold, first equal to the first of gold, mean Jaccard, micro-F1 and the share of ``usikker``, all and by written form."""
    out = {}
    for form in FORMS:
        part = [(gold, found) for language, gold, found in labelled if form in ("all", language)]
        if not part:
            continue
        common = sum(len(set(gold) & set(found)) for gold, found in part)
        out[form] = {
            "texts": len(part),
            "first theme among gold": _mean([bool(found) and found[0] in gold for gold, found in part]),
            "first theme is the first of gold": _mean([list(found[:1]) == list(gold[:1]) for gold, found in part]),
            "mean Jaccard": _mean([len(set(g) & set(f)) / len(set(g) | set(f)) for g, f in part]),
            "micro-F1": round(2 * common / sum(len(gold) + len(found) for gold, found in part), 4),
            "usikker": _mean([not found for _, found in part]),
        }
    return out


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 4)


def _names(themes: Sequence[ThemeScore]) -> list[str]:
    return [theme.theme for theme in themes if theme.theme != UNCERTAIN]


def of_samples(several: Sequence[Sample], tag: Callable[[Sequence[Block]], Sequence[ThemeScore]]) -> list[Labelled]:
    """Gold and given themes of samples."""
    return [
        (
            sample.gold.language or "nb",
            [theme.theme for theme in sample.gold.themes],
            _names(tag(sample.gold.blocks)),
        )
        for sample in several
    ]


def of_held_out(held_out: HeldOut, settings: Settings, source: str) -> list[Labelled]:
    """Gold and given themes of texts whose writers were held out."""
    return [
        (text.language, text.themes, held_out.themes(index, settings))
        for index, text in enumerate(held_out.texts)
        if text.source in SOURCES[source]
    ]


def ablation_by_source(texts: Sequence[Text]) -> dict[str, dict[str, float]]:
    """Writers held out, and none of a source learnt from."""
    table = {}
    for left_out in ("corpus", "further", "short", "cases", "promises"):
        done = train(texts, without=left_out)
        table[f"without {left_out}"] = _whole_texts(done.held_out, done.model.settings)
    return table


def ablation_by_features(held_out: HeldOut, settings: Settings) -> dict[str, dict[str, float]]:
    """Writers held out, and the second stage shown nothing of a kind."""
    is_theme = np.array([[text.has(theme) for theme in LABELS] for text in held_out.texts])
    learnt = np.ones(len(held_out.texts), dtype=bool)
    table = {}
    for kind, name_of_kind in KINDS.items():
        rows = held_out.rows.copy()
        rows[:, :, [name.partition(".")[0] == kind for name in NAMES]] = 0.0
        odds = held_out_odds(rows, is_theme, held_out.folds, learnt)
        probabilities = calibrated(odds, settings.slope, settings.intercept, most=MOST_CERTAIN)
        shown = replace(held_out, probabilities=probabilities, centrality=odds)
        table[f"without {name_of_kind}"] = _whole_texts(shown, settings)
    by_odds = replace(held_out, centrality=held_out.probabilities)
    table["ordered by probability"] = _whole_texts(by_odds, settings)
    return table


def _whole_texts(held_out: HeldOut, settings: Settings) -> dict[str, float]:
    return figures(of_held_out(held_out, settings, "corpus and further"))["all"]


def of_dev_demands(texts: Sequence[Text], model: ThemeModel) -> dict[str, dict[str, float]]:
    """Figures of the dev texts' demands of families, by model and by lexicon."""
    by_model, by_lexicon = [], []
    for sample, text in zip(samples("dev"), [text for text in texts if text.source == "dev"], strict=True):
        themes = model.themes(sample.gold.blocks)
        by_model += [(model.demand_themes(d.text, d.block, themes), d.theme) for d in text.demands]
        by_lexicon += [(demand_themes(d.text, themes), d.theme) for d in text.demands]
    return {"model": given_figures(by_model), "lexicon": given_figures(by_lexicon)}


def of_held_out_demands(held_out: HeldOut, settings: Settings, source: str) -> dict[str, dict[str, float]]:
    """Figures of demands of families in texts of held-out writers, by model and by lexicon."""
    by_lexicon = []
    for index, text in enumerate(held_out.texts):
        if text.source == source:
            themes = tuple(ThemeScore(theme=theme, score=1.0) for theme in held_out.themes(index, settings))
            by_lexicon += [(demand_themes(demand.text, themes), demand.theme) for demand in text.demands]
    return {
        "model": demand_figures(held_out, source),
        "lexicon": given_figures(by_lexicon),
    }


def main(
    model: Path,
    out: Path,
    shared: Annotated[Path | None, typer.Option(help="Folder with the Storting's cases and the promises")] = None,
    test: Annotated[bool, typer.Option(help="Score test too; do this once")] = False,
) -> None:
    """Write all figures as JSON."""
    trained = load_theme_model(model)
    texts = [*resolutions(), *(storting(shared) if shared is not None else ())]
    once_more = train(texts)
    settings, held_out = once_more.model.settings, once_more.held_out
    result: dict[str, Any] = {
        "dev": figures(of_samples(samples("dev"), trained.themes)),
        "dev, lexicon alone": figures(of_samples(samples("dev"), resolution_themes)),
        "writers held out": {source: figures(of_held_out(held_out, settings, source)) for source in SOURCES},
        "writers held out, lexicon alone": figures(
            [(text.language, text.themes, text.by_lexicon) for text in held_out.texts if text.source != "short"]
        ),
        "ablation by source": {
            "all": _whole_texts(held_out, settings),
            **ablation_by_source(texts),
        },
        "ablation by features": {"all": _whole_texts(held_out, settings), **ablation_by_features(held_out, settings)},
        "demands": {
            "corpus": of_held_out_demands(held_out, settings, "corpus"),
            "further": of_held_out_demands(held_out, settings, "further"),
            "dev": of_dev_demands(texts, trained),
        },
        "training texts": dict(Counter(text.source for text in texts if text.source != "dev")),
    }
    if test:
        result["test"] = figures(of_samples(samples("test"), trained.themes))
    out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
