"""Train floret vectors: ``python -m recipe.vectors TEXT OUT``. They are sums of vectors of character n-grams, so compounds and misspellings have some too."""

from __future__ import annotations

from pathlib import Path

import floret
import typer

DIMENSIONS = 100
BUCKETS = 60_000
"""Rows of the table: 24 MB at 100 dimensions, the largest part of the package."""


def main(text: Path, out: Path) -> None:
    """Train on one thread: file with the prepared text, file to write."""
    model = floret.train_unsupervised(
        str(text),
        model="cbow",
        mode="floret",
        hashCount=2,
        bucket=BUCKETS,
        minn=4,
        maxn=5,
        minCount=5,
        dim=DIMENSIONS,
        epoch=6,
        neg=10,
        lr=0.05,
        thread=1,
    )
    model.save_floret_vectors(str(out))


if __name__ == "__main__":
    typer.run(main)
