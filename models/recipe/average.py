"""Average the weights of trainings that went on from the same one: ``python -m recipe.average NAMES... OUT``.

They differ by the order of the sentences and by chance, and what each has learnt of that chance cancels out.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import spacy
import typer
from thinc.api import Model

import recipe.reader  # noqa: F401 (registers what the training configurations name)


def average(models: list[Model[Any, Any]]) -> Model[Any, Any]:
    """The first model, with the mean of all weights.

    Raises
    ------
    ValueError
        When the models are not of one build.
    """
    for nodes in zip(*(model.walk() for model in models), strict=True):
        for name in nodes[0].param_names:
            weights: list[Any] = [node.get_param(name) for node in nodes]
            if len({weight.shape for weight in weights}) > 1:
                raise ValueError(f"{nodes[0].name} differs in shape")
            nodes[0].set_param(name, sum(weights) / len(weights))
    return models[0]


def main(names: list[Path], out: Path) -> None:
    """Average: folders of the trained pipelines, folder to write."""
    pipelines = [spacy.load(folder) for folder in names]
    recognisers: list[Any] = [nlp.get_pipe("ner") for nlp in pipelines]
    if len({tuple(one.move_names) for one in recognisers}) > 1:
        raise typer.BadParameter("the pipelines number their labels differently")
    average([one.model for one in recognisers])
    shutil.rmtree(out, ignore_errors=True)
    pipelines[0].to_disk(out)


if __name__ == "__main__":
    typer.run(main)
