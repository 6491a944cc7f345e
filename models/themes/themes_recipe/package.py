"""Copy model, figures and card to where the toolkit finds them: ``python -m themes_recipe.package BUILD OUT``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from resolusjon_nlp.evaluation.cards import markdown_table, package_model

CARD = Path(__file__).resolve().parents[1] / "CARD.md"
ROWS = ("first theme among gold", "first theme is the first of gold", "mean Jaccard", "micro-F1", "usikker")


def main(build: Path, out: Path) -> None:
    """Copy: folder with what was built, folder of the package, which is written anew."""
    package_model(build, out, CARD, tables)


def tables(metrics: dict[str, Any]) -> dict[str, str]:
    """The card's tables by the names of their places."""
    conditions = [(key, key) for key in ("dev", "test", "dev, lexicon alone") if key in metrics]
    heads = [(metrics[key][form], f"{title}, {form}") for key, title in conditions for form in ("nb", "nn")]
    held = metrics["writers held out"]
    columns = {
        "corpus": held["corpus"]["all"],
        "further": held["further"]["all"],
        "further nb": held["further"]["nb"],
        "further nn": held["further"]["nn"],
        "further, lexicon alone": metrics["further, lexicon alone"]["all"],
    }
    return {
        "MAIN": markdown_table(
            ["", *(title for _, title in heads)],
            ([row, *(f"{figures[row]:.3f}" for figures, _ in heads)] for row in ROWS),
        ),
        "HELD_OUT": markdown_table(
            ["", *columns], ([row, *(f"{figures[row]:.3f}" for figures in columns.values())] for row in ROWS)
        ),
        "ABLATION": markdown_table(
            ["further texts, writers held out", *ROWS[:4]],
            ([name, *(f"{row[key]:.3f}" for key in ROWS[:4])] for name, row in metrics["ablation"].items()),
        ),
        "TEXTS": ", ".join(f"{count} {source}" for source, count in metrics["training texts"].items()),
    }


if __name__ == "__main__":
    typer.run(main)
