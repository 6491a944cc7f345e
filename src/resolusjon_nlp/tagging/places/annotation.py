"""What the trained pipeline says of a stretch of text: entities and parts of speech, looked up by characters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc

PERSON = "PER"
ORGANISATION = "ORG"
PROPER_NOUN = "PROPN"


@dataclass(frozen=True)
class Entity:
    """A named entity of the pipeline, offsets in characters of the text."""

    start: int
    end: int
    label: str


class Annotation:
    """Entities and parts of speech of a Doc; empty where its pipeline sets none."""

    def __init__(self, doc: Doc | None = None) -> None:
        has_entities = doc is not None and doc.has_annotation("ENT_IOB")
        has_words = doc is not None and doc.has_annotation("POS")
        self.present = has_entities and has_words
        self.entities = tuple(
            Entity(ent.start_char, ent.end_char, ent.label_)
            for ent in (doc.ents if doc is not None and has_entities else ())
        )
        self._ends = [entity.end for entity in self.entities]
        self._doc = doc if has_words else None

    @cached_property
    def _starts(self) -> list[int]:
        return [token.idx for token in self._doc] if self._doc is not None else []

    def entity(self, start: int, end: int) -> Entity | None:
        """The entity that overlaps ``start:end``, the first of several."""
        at = bisect_right(self._ends, start)
        if at < len(self.entities) and self.entities[at].start < end:
            return self.entities[at]
        return None

    def is_proper_noun(self, start: int) -> bool | None:
        """Whether the token at `start` is a proper noun; None where no tagger ran."""
        if self._doc is None:
            return None
        at = bisect_left(self._starts, start + 1) - 1
        return at >= 0 and self._doc[at].pos_ == PROPER_NOUN
