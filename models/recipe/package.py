"""Copy pipeline, figures and card to where the toolkit finds them: ``python -m recipe.package BUILD OUT``."""

from __future__ import annotations

import shutil
from pathlib import Path

import typer

from resolusjon_nlp.tagging.pipeline import MODEL

CARD = Path(__file__).resolve().parents[1] / "CARD.md"


def main(build: Path, out: Path) -> None:
    """Copy: folder with what was built, folder of the package, which is written anew."""
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(build / MODEL, out)
    shutil.copy(build / "metrics.json", out / "metrics.json")
    shutil.copy(CARD, out / "README.md")


if __name__ == "__main__":
    typer.run(main)
