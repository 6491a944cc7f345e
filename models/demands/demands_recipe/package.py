"""Copy model, figures and card to where the toolkit finds them: ``python -m demands_recipe.package BUILD OUT``.

The card gets its tables from ``metrics.json``, so that the two cannot differ.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from resolusjon_nlp.evaluation.cards import markdown_table, package_model

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
    package_model(build, out, CARD, tables)


def tables(metrics: dict[str, Any]) -> dict[str, str]:
    """The card's tables by the names of their places."""
    conditions = [("dev", "dev"), ("test", "test"), ("dev, rules alone", "rules alone, dev")]
    heads = [(key, title, form) for key, title in conditions if key in metrics for form in ("nb", "nn")]
    main_table = markdown_table(
        ["", *(f"{title}, {form}" for _, title, form in heads)],
        ([row, *(_shown(metrics[key][form][row]) for key, _, form in heads)] for row in MAIN_ROWS),
    )
    held = metrics["writers held out, candidates"]
    held_out = markdown_table(
        ["writers held out", "F1", "F1 nb", "F1 nn", "ECE"],
        (
            [source, *(_shown(held[source].get(name)) for name in ("F1 all", "F1 nb", "F1 nn", "ECE all"))]
            for source in held
        ),
    )
    columns = ("dev F1 all", "dev F1 nb", "dev F1 nn", "held out F1 all", "held out F1 nb", "held out F1 nn")
    ablation = markdown_table(
        ["", *columns], ([name, *(_shown(row.get(c)) for c in columns)] for name, row in metrics["ablation"].items())
    )
    curve = markdown_table(
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
    sources = markdown_table(
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


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    typer.run(main)
