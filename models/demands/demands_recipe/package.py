"""Copy model, figures and card to where the toolkit finds them: ``python -m demands_recipe.package BUILD OUT``.

The card gets its tables from ``metrics.json``, so that the two cannot differ.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import typer

CARD = Path(__file__).resolve().parents[1] / "CARD.md"
MAIN_ROWS = (
    "demand F1",
    "demand precision",
    "demand recall",
    "kind",
    "addressee",
    "addressee, where named",
    "position",
    "false demands per 300 words of texts without any",
)


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
    conditions = [("dev", "dev"), ("test", "test"), ("dev, rules alone", "rules alone, dev")]
    heads = [(key, title, form) for key, title in conditions if key in metrics for form in ("nb", "nn")]
    main_table = _table(
        ["", *(f"{title}, {form}" for _, title, form in heads)],
        ([row, *(_shown(metrics[key][form][row]) for key, _, form in heads)] for row in MAIN_ROWS),
    )
    held = metrics["writers held out, candidates"]
    held_out = _table(
        ["writers held out", "F1", "F1 nb", "F1 nn", "ECE"],
        (
            [source, *(_shown(held[source].get(name)) for name in ("F1 all", "F1 nb", "F1 nn", "ECE all"))]
            for source in held
        ),
    )
    columns = ("dev F1 all", "dev F1 nb", "dev F1 nn", "held out F1 all", "held out F1 nb", "held out F1 nn")
    ablation = _table(
        ["", *columns], ([name, *(_shown(row.get(c)) for c in columns)] for name, row in metrics["ablation"].items())
    )
    curve = _table(
        ["writers", "demands", "F1", "F1 nb", "F1 nn", "ECE"],
        (
            [
                str(row["writers"]),
                str(row["demands"]),
                *(_shown(row[c]) for c in ("F1 all", "F1 nb", "F1 nn", "ECE all")),
            ]
            for row in metrics["learning curve, dev"]
        ),
    )
    sources = _table(
        ["texts", "candidates", "demands", "weight"],
        (
            [name, str(row["rows"]), str(row["demands"]), f"{row['weight']:g}"]
            for name, row in metrics["training rows"].items()
        ),
    )
    of_dev = metrics["dev, candidates"]
    calibration = f"{of_dev['ECE all']:.3f} on dev ({of_dev['ECE nb']:.3f} bokmål, {of_dev['ECE nn']:.3f} nynorsk)"
    return {
        "MAIN": main_table,
        "HELD_OUT": held_out,
        "ABLATION": ablation,
        "CURVE": curve,
        "SOURCES": sources,
        "CALIBRATION": calibration,
    }


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|---|{'---:|' * (len(heads) - 1)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    typer.run(main)
