"""Model cards: a template whose tables come from the figures, so that card and ``metrics.json`` cannot differ."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any


def package_model(
    build: Path, out: Path, template: Path, tables: Callable[[dict[str, Any]], Mapping[str, str]]
) -> None:
    """Write a trained model's folder anew: the model, its figures and its card.

    Parameters
    ----------
    build
        Folder with ``model`` and ``metrics.json``.
    out
        The folder that the toolkit finds.
    template
        The card, with places written ``@@NAME@@``.
    tables
        What stands in these places, from the figures.
    """
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(build / "model", out)
    metrics = json.loads((build / "metrics.json").read_text(encoding="utf-8"))
    (out / "metrics.json").write_text(json.dumps(metrics, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    card = template.read_text(encoding="utf-8")
    for name, text in tables(metrics).items():
        card = card.replace(f"@@{name}@@", text)
    (out / "README.md").write_text(card, encoding="utf-8")


def markdown_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of text in the first column and figures in the others."""
    lines = [f"| {' | '.join(heads)} |", f"|---|{'---:|' * (len(heads) - 1)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])
