"""Copy model, figures and card to where the toolkit finds them: ``python -m pairs_recipe.package BUILD OUT``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from pairs_recipe.evaluate import COSINE
from resolusjon_nlp.evaluation.cards import markdown_table, package_model

CARD = Path(__file__).resolve().parents[1] / "CARD.md"
ROWS = ("same precision", "same recall", "same F1", "opposed precision", "opposed recall", "opposed F1")
SETS = ("members", "all, apart")


def main(build: Path, out: Path) -> None:
    """Copy: folder with what was built, folder of the package, which is written anew."""
    package_model(build, out, CARD, tables)


def tables(metrics: dict[str, Any]) -> dict[str, str]:
    """The card's tables by the names of their places."""
    splits = [split for split in ("dev", "test") if split in metrics]
    columns = {
        f"{split}, {name}{title}": metrics[split][which][name]
        for split in splits
        for name in SETS
        for which, title in (("model", ""), ("cosine", ": cosine"))
    }
    held = {name: metrics["families held out"][name] for name in SETS}
    groups = metrics["groups held out"]
    recalls = list(metrics["dev"]["candidates"])
    return {
        "COSINE": f"{COSINE:.2f}",
        "MAIN": markdown_table(
            ["", *columns], ([row, *(f"{figures[row]:.3f}" for figures in columns.values())] for row in ROWS)
        ),
        "CANDIDATES": markdown_table(
            ["", *recalls], ([s, *(f"{metrics[s]['candidates'][recall]:.3f}" for recall in recalls)] for s in splits)
        ),
        "FAMILIES": markdown_table(
            ["", *(kinds := ("precision", "recall", "F1"))],
            ([s, *(f"{metrics[s]['families of a library'][kind]:.3f}" for kind in kinds)] for s in splits),
        ),
        "HELD_OUT": markdown_table(
            ["", *(f"families, {name}" for name in held), "groups"],
            (
                [
                    row,
                    *(f"{figures[row]:.3f}" for figures in held.values()),
                    f"{groups[row.split()[0]][row.split()[1]]:.3f}",
                ]
                for row in ROWS
            ),
        ),
        "PAIRS": "; ".join(
            f"{source}: {', '.join(f'{count} {kind}' for kind, count in kinds.items() if count)}"
            for source, kinds in metrics["pairs learnt from"].items()
        ),
    }


if __name__ == "__main__":
    typer.run(main)
