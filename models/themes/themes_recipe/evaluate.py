"""Figures of a trained model: ``python -m themes_recipe.evaluate MODEL OUT [--shared FOLDER] [--test]``.

Dev (and, to report once, test), Bokmål and Nynorsk apart, beside the lexicon alone; writers held out; and what each source of texts buys.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from resolusjon_nlp.records import Block, ThemeScore
from resolusjon_nlp.samples import Sample, samples
from resolusjon_nlp.tagging.themes.model import chosen, load_theme_model
from resolusjon_nlp.tagging.themes.scoring import UNCERTAIN, resolution_themes
from themes_recipe.texts import Text, resolutions, storting
from themes_recipe.train import HeldOut, train

FORMS = ("all", "nb", "nn")

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


def of_held_out(held_out: HeldOut, settings: Any, source: str) -> list[Labelled]:
    """Gold and given themes of texts whose writers were held out."""
    return [
        (text.language, text.themes, _names(chosen(row, text.evidence, settings)))
        for text, row in zip(held_out.texts, held_out.probabilities, strict=True)
        if text.source == source
    ]


def ablation(texts: Sequence[Text]) -> dict[str, dict[str, float]]:
    """Writers of the further texts held out, trained without each source."""
    table = {}
    for left_out in ("nothing", "corpus", "cases", "promises"):
        kept = [text for text in texts if text.source != left_out]
        done = train(kept)
        table[f"without {left_out}"] = figures(of_held_out(done.held_out, done.model.settings, "further"))["all"]
    return table


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
    again, held_out = once_more.model, once_more.held_out
    result: dict[str, Any] = {
        "dev": figures(of_samples(samples("dev"), trained.themes)),
        "dev, lexicon alone": figures(of_samples(samples("dev"), resolution_themes)),
        "writers held out": {
            source: figures(of_held_out(held_out, again.settings, source)) for source in ("corpus", "further")
        },
        "further, lexicon alone": figures(
            [(text.language, text.themes, text.by_lexicon) for text in held_out.texts if text.source == "further"]
        ),
        "ablation": ablation(texts),
        "training texts": {
            source: sum(text.source == source for text in texts if text.source != "dev")
            for source in ("corpus", "further", "cases", "promises")
        },
    }
    if test:
        result["test"] = figures(of_samples(samples("test"), trained.themes))
    out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
