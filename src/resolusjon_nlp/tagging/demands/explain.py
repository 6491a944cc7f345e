"""Why something was taken for a demand: its cue, the rule that spoke, and the features that weighed most, in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from resolusjon_nlp.records import Demand
from resolusjon_nlp.resources import load_yaml
from resolusjon_nlp.tagging.demands.factory import DemandTagger
from resolusjon_nlp.tagging.demands.features import features
from resolusjon_nlp.tagging.extensions import demands_of

COMPONENT = "resolusjon_demands"
MOST_FEATURES = 6


@dataclass(frozen=True)
class Reason:
    """A feature that spoke for or against.

    ``weight`` is its share of the log-odds: above 0 it speaks for a demand. ``words`` says in Norwegian what it is.
    """

    feature: str
    words: str
    weight: float


@dataclass(frozen=True)
class Explanation:
    """Why `demand` is one. ``rule`` names the rule that fitted (None: no rule did); ``reasons`` are strongest first, none where the rules decided alone."""

    demand: Demand
    rule: str | None
    reasons: tuple[Reason, ...]


def explain(nlp: Language, doc: Doc, *, most: int = MOST_FEATURES) -> tuple[Explanation, ...]:
    """Explain each demand of a Doc that `nlp` has tagged.

    Parameters
    ----------
    most
        Reasons to give for each demand.
    """
    tagger = nlp.get_pipe(COMPONENT)
    if not isinstance(tagger, DemandTagger):
        return ()
    model = tagger.model_for(doc)
    found = tagger.candidates_of(doc)
    rows = features(doc, found) if model is not None else [{} for _ in found]
    by_start = {candidate.start: (candidate, row) for candidate, row in zip(found, rows, strict=True)}
    explanations = []
    for demand in demands_of(doc):
        candidate, row = by_start[demand.start]
        strongest = model.strongest(row, most) if model is not None else []
        explanations.append(
            Explanation(
                demand,
                candidate.verdict.rule if candidate.verdict is not None else None,
                tuple(Reason(name, in_words(name), weight) for name, weight in strongest),
            )
        )
    return tuple(explanations)


@cache
def _pieces() -> dict[str, Any]:
    pieces: dict[str, Any] = load_yaml("demands/explanations.yaml")
    return pieces


def in_words(feature: str) -> str:
    """A feature's name in Norwegian.

    >>> in_words("layout:exclaims")
    'slutter med utropstegn'
    """
    texts = _pieces()
    if feature in texts["whole"]:
        return str(texts["whole"][feature])
    for prefix, pattern in texts["prefixes"].items():
        if feature.startswith(prefix):
            rest = feature.removeprefix(prefix)
            if prefix == "word:" and "+" in rest:
                return " fulgt av ".join(f"«{word}»" for word in rest.split("+", 1))
            parts = rest.split("/")
            known = [
                str(texts["pieces"].get(part, f"«{part}»" if number == 0 else part))
                for number, part in enumerate(parts)
            ]
            if prefix in ("word:", "word:^", "word:main=", "rule:", "rule:kind="):
                known = [rest.replace("+", " ")]
            return str(pattern).format(" ".join(known))
    return feature
