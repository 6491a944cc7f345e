"""Component ``resolusjon_places``: linked place names, into ``doc._.places``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from resolusjon_nlp.tagging.components import Configured
from resolusjon_nlp.tagging.extensions import register_extensions, resolution_of
from resolusjon_nlp.tagging.places.linker import link_places

SPANS_KEY = "places"


class PlaceLinker(Configured):
    """Links every mention of a Norwegian place to its code, as of the resolution's date."""

    def __init__(self) -> None:
        self.settings = {}

    def __call__(self, doc: Doc) -> Doc:
        """Link the places of `doc`; ``doc.spans["places"]`` holds the tokens that carry them."""
        places = link_places(resolution_of(doc), doc)
        doc._.places = places
        spans = (
            doc.char_span(p.start, p.end, label=p.kind.value, kb_id=p.code or "", alignment_mode="expand")
            for p in places
        )
        doc.spans[SPANS_KEY] = SpanGroup(doc, name=SPANS_KEY, spans=[span for span in spans if span is not None])
        return doc


@Language.factory("resolusjon_places", assigns=["doc._.places", "doc.spans"])
def make_places(nlp: Language, name: str) -> PlaceLinker:
    """Make the component (entry point ``resolusjon_places``)."""
    register_extensions()
    return PlaceLinker()
