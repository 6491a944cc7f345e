"""Copy vectors, figures and card to where the toolkit finds them: ``python -m words_recipe.package BUILD OUT``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from resolusjon_nlp.evaluation.cards import markdown_table, package_model

CARD = Path(__file__).resolve().parents[1] / "CARD.md"


def main(build: Path, out: Path) -> None:
    """Copy: folder with what was built, folder of the package, which is written anew."""
    package_model(build, out, CARD, tables)


def tables(metrics: dict[str, Any]) -> dict[str, str]:
    """The card's tables by the names of their places."""
    ours, peer = metrics["these vectors"], metrics["the pipeline's vectors"]
    rows = ("nearest has the theme", "chance")
    return {
        "SIZE": f"{metrics['keys']} keys, {metrics['dimensions']} dimensions, {metrics['words read']} words read",
        "WORDS": str(ours["words"]),
        "MAIN": markdown_table(
            ["", "these vectors", "the pipeline's (letters)"],
            ([row, f"{ours[row]:.3f}", f"{peer[row]:.3f}"] for row in rows),
        ),
    }


if __name__ == "__main__":
    typer.run(main)
