"""Copy model, figures and card to where the toolkit finds them: ``python -m themes_recipe.package BUILD OUT``."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import typer

CARD = Path(__file__).resolve().parents[1] / "CARD.md"
ROWS = ("first theme among gold", "first theme is the first of gold", "mean Jaccard", "micro-F1", "usikker")


def main(build: Path, out: Path) -> None:
    """Copy: folder with what was built, folder of the package, which is written anew."""
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(build / "model", out)
    metrics = json.loads((build / "metrics.json").read_text(encoding="utf-8"))
    (out / "metrics.json").write_text(json.dumps(metrics, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    card = CARD.read_text(encoding="utf-8")
    for name, text in tables(metrics).items():
        card = card.replace(f"@@{name}@@", text)
    (out / "README.md").write_text(card, encoding="utf-8")


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
        "MAIN": _table(
            ["", *(title for _, title in heads)],
            ([row, *(f"{figures[row]:.3f}" for figures, _ in heads)] for row in ROWS),
        ),
        "HELD_OUT": _table(
            ["", *columns], ([row, *(f"{figures[row]:.3f}" for figures in columns.values())] for row in ROWS)
        ),
        "ABLATION": _table(
            ["further texts, writers held out", *ROWS[:4]],
            ([name, *(f"{row[key]:.3f}" for key in ROWS[:4])] for name, row in metrics["ablation"].items()),
        ),
        "TEXTS": ", ".join(f"{count} {source}" for source, count in metrics["training texts"].items()),
    }


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|---|{'---:|' * (len(heads) - 1)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


if __name__ == "__main__":
    typer.run(main)
