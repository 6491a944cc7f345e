"""Copy pipeline, figures and card to where the toolkit finds them: ``python -m recipe.package BUILD OUT``.

The card gets the table of the test sets' figures, so that it cannot tell others than ``metrics.json``.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import typer

from recipe.evaluate import CONDITIONS
from resolusjon_nlp.tagging.pipeline import MODEL

TABLE = "@@TABLE@@"
CARD = Path(__file__).resolve().parents[1] / "CARD.md"


def main(build: Path, out: Path) -> None:
    """Copy: folder with what was built, folder of the package, which is written anew."""
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(build / MODEL, out)
    metrics = json.loads((build / "metrics.json").read_text(encoding="utf-8"))
    if (build / "speed.json").is_file():
        metrics["speed"] = json.loads((build / "speed.json").read_text(encoding="utf-8"))
    (out / "metrics.json").write_text(json.dumps(metrics, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    card = CARD.read_text(encoding="utf-8")
    (out / "README.md").write_text(card.replace(TABLE, table(metrics)), encoding="utf-8")


def table(metrics: dict[str, Any]) -> str:
    """Figures of the test sets, and names by type, as tables."""
    found = metrics["test"]
    heads = [(language, condition) for language in ("nb", "nn") for condition in CONDITIONS]
    lines = [
        f"| {' | '.join(['test', *(f'{language}, {condition}' for language, condition in heads)])} |",
        f"|---|{'---:|' * len(heads)}",
    ]
    for row in found["nb"]["gold tokens"]:
        if row != "names by type":
            figures = (f"{found[language][condition][row]:.3f}" for language, condition in heads)
            lines.append(f"| {row} | {' | '.join(figures)} |")
    lines += ["", "| names by type, gold tokens | nb | nn |", "|---|---:|---:|"]
    types = [found[language]["gold tokens"]["names by type"] for language in ("nb", "nn")]
    for label in sorted(set().union(*types)):
        lines.append(
            f"| {label} | {' | '.join(f'{values[label]:.3f}' if label in values else '–' for values in types)} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    typer.run(main)
