"""Is it a place? Clues are weighed by two small logistic regressions, fitted by ``scripts/train_places.py``.

The first knows the text only. The second adds to its log odds what the trained pipeline says; it is fitted on texts that pipeline has not learnt from, since
on its own training texts it is nearly always right.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

WEIGHTS = "evidence.json"
BIAS = "bias"


@dataclass(frozen=True)
class Evidence:
    """Weights by clue. ``scale`` is the weight of the first model's log odds in the second."""

    text: dict[str, float]
    annotated: dict[str, float]
    scale: float

    def log_odds(self, clues: Iterable[str], *, homograph: bool) -> float:
        """Log odds of a place by the text alone."""
        return _sum(self.text, clues, homograph=homograph)

    def with_annotation(self, log_odds: float, clues: Iterable[str], *, homograph: bool) -> float:
        """Log odds of a place when the trained pipeline's clues are added."""
        return self.scale * log_odds + _sum(self.annotated, clues, homograph=homograph)


def _sum(weights: dict[str, float], clues: Iterable[str], *, homograph: bool) -> float:
    total = weights.get(BIAS, 0.0)
    if homograph:
        total += weights.get("homograph", 0.0)
    for clue in clues:
        total += weights.get(clue, 0.0)
        if homograph:
            total += weights.get(f"h:{clue}", 0.0)
    return total


def probability(log_odds: float) -> float:
    """Share that log odds stand for."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


@cache
def evidence() -> Evidence:
    """The fitted weights, loaded once."""
    text = files("resolusjon_nlp.resources").joinpath("places").joinpath(WEIGHTS).read_text(encoding="utf-8")
    data = json.loads(text)
    return Evidence(data["text"], data["annotated"], data["scale"])
