"""Copy model, figures and card to where the toolkit finds them: ``python -m themes_recipe.package BUILD OUT``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from resolusjon_nlp.evaluation.cards import markdown_table, package_model

CARD = Path(__file__).resolve().parents[1] / "CARD.md"
ROWS = ("first theme among gold", "first theme is the first of gold", "mean Jaccard", "micro-F1", "usikker")
DEMAND_ROWS = (("theme among", 3), ("theme first", 3), ("themes a demand", 2))


def main(build: Path, out: Path) -> None:
    """Copy: folder with what was built, folder of the package, which is written anew."""
    package_model(build, out, CARD, tables)


def tables(metrics: dict[str, Any]) -> dict[str, str]:
    """The card's tables by the names of their places."""
    conditions = [(key, key) for key in ("dev", "test", "dev, lexicon alone") if key in metrics]
    heads = [(metrics[key][form], f"{title}, {form}") for key, title in conditions for form in ("nb", "nn")]
    held = metrics["writers held out"]
    columns = {
        **{source: held[source]["all"] for source in ("corpus", "further", "short")},
        **{f"all, {form}": held["all"][form] for form in ("nb", "nn")},
        "corpus and further": held["corpus and further"]["all"],
        "… lexicon alone": metrics["writers held out, lexicon alone"]["all"],
    }
    ablations = [
        (name, row) for kind in ("ablation by source", "ablation by features") for name, row in metrics[kind].items()
    ]
    return {
        "MAIN": markdown_table(
            ["", *(title for _, title in heads)],
            ([row, *(f"{figures[row]:.3f}" for figures, _ in heads)] for row in ROWS),
        ),
        "HELD_OUT": markdown_table(
            ["", *columns], ([row, *(f"{figures[row]:.3f}" for figures in columns.values())] for row in ROWS)
        ),
        "ABLATION": markdown_table(
            ["corpus and further texts, writers held out", *ROWS[:4]],
            ([name, *(f"{row[key]:.3f}" for key in ROWS[:4])] for name, row in dict(ablations).items()),
        ),
        "DEMANDS": markdown_table(
            ["demands of families", "demands", "theme among the demand's", "… by lexicon", "is its first", "… by lexicon", "themes a demand", "… by lexicon"],
            (
                [name, str(row["model"]["demands"]), *(f"{row[by][key]:.{digits}f}" for key, digits in DEMAND_ROWS for by in ("model", "lexicon"))]
                for name, row in metrics["demands"].items()
            ),
        ),
        "TEXTS": ", ".join(f"{count} {source}" for source, count in metrics["training texts"].items()),
    }  # fmt: skip


if __name__ == "__main__":
    typer.run(main)
