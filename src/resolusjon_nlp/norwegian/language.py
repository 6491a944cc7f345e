"""Which written form a text is in: Bokmål (``nb``, radical forms included) or Nynorsk (``nn``)."""

from __future__ import annotations

import re
from functools import cache

from resolusjon_nlp.records import Language
from resolusjon_nlp.resources import load_yaml

_WORD = re.compile(r"[^\W\d_]+")

NYNORSK_ENDINGS = re.compile(r"(?:ane|inga|ingar|ingane|leg|lege|legare|arar|arane|skap[ae]n?|heit|heiter|heitene)$")
BOKMAL_ENDINGS = re.compile(r"(?:ene|ingen|inger|ingene|lig|lige|ligere|ere|erne|het|heter|hetene|else|elsen|elser)$")
ENDING_WEIGHT = 0.25
"""An ending says less than a word: radical bokmål has -inga, and nynorsk -ene."""


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    data = load_yaml("norwegian/written_forms.yaml")
    bokmal, nynorsk = frozenset(data["nb"]), frozenset(data["nn"])
    return bokmal - nynorsk, nynorsk - bokmal


def written_form_score(text: str) -> float:
    """Weight for Nynorsk less the weight for Bokmål, in words; 0.0 where nothing tells."""
    bokmal, nynorsk = _lists()
    score = 0.0
    for word in _WORD.findall(text.lower()):
        if word in nynorsk:
            score += 1.0
        elif word in bokmal:
            score -= 1.0
        elif len(word) > 5:
            if NYNORSK_ENDINGS.search(word):
                score += ENDING_WEIGHT
            elif BOKMAL_ENDINGS.search(word):
                score -= ENDING_WEIGHT
    return score


def written_form(text: str, *, default: Language | None = None) -> Language | None:
    """The written form of `text`; `default` where its words do not tell."""
    score = written_form_score(text)
    if abs(score) < ENDING_WEIGHT:
        return default
    return "nn" if score > 0 else "nb"
