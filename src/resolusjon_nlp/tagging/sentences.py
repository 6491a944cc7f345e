"""Component ``resolusjon_sentences``: layout decides sentence boundaries first, then the stops."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from resolusjon_nlp.norwegian.sentences import sentence_spans
from resolusjon_nlp.records import BlockType
from resolusjon_nlp.tagging.components import Configured
from resolusjon_nlp.tagging.extensions import register_extensions, resolution_of

NOT_TEXT = frozenset({BlockType.FURNITURE, BlockType.TOC})


class SentenceBoundaries(Configured):
    """Sets ``token.is_sent_start`` and ``doc._.sentences``: (start, end, block index) of each sentence, in characters.

    A block never shares a sentence with the next one.
    """

    def __init__(self) -> None:
        self.settings = {}

    def __call__(self, doc: Doc) -> Doc:
        """Mark the sentences of `doc`."""
        resolution = resolution_of(doc)
        spans: list[tuple[int, int, int]] = []
        for index, block in enumerate(resolution.blocks):
            if block.type in NOT_TEXT:
                continue
            spans.extend((block.start + start, block.start + end, index) for start, end in sentence_spans(block.text))
        doc._.sentences = tuple(spans)
        starts = {start for start, _, _ in spans}
        for token in doc:
            token.is_sent_start = token.idx in starts or token.i == 0
        return doc


@Language.factory("resolusjon_sentences", assigns=["token.is_sent_start", "doc._.sentences"])
def make_sentences(nlp: Language, name: str) -> SentenceBoundaries:
    """Make the component (entry point ``resolusjon_sentences``)."""
    register_extensions()
    return SentenceBoundaries()
