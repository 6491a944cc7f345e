"""What the rules say of a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from resolusjon_nlp.records import DemandKind

HIGHEST = 0.99


@dataclass(frozen=True)
class Verdict:
    """A sentence judged to be a demand.

    ``cue_span`` are offsets into the sentence (None for a verbless slogan, or where a lead-in governs); ``rule`` names what decided.
    """

    kind: DemandKind
    cue: str | None
    cue_span: tuple[int, int] | None
    confidence: float
    rule: str
    addressee: str | None = None

    @classmethod
    def at(
        cls,
        kind: DemandKind,
        sentence: str,
        span: tuple[int, int],
        confidence: float,
        rule: str,
        addressee: str | None = None,
    ) -> Self:
        """A verdict whose cue stands at `span` of the sentence."""
        return cls(kind, sentence[slice(*span)], span, round(min(confidence, HIGHEST), 3), rule, addressee)
