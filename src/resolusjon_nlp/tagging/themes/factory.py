"""Component ``resolusjon_themes``: the themes of a resolution, into ``doc._.themes``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from resolusjon_nlp.tagging.components import Configured
from resolusjon_nlp.tagging.extensions import register_extensions, resolution_of
from resolusjon_nlp.tagging.themes.scoring import resolution_themes


class ThemeTagger(Configured):
    """Labels a Doc with one to four themes of the closed codebook; ``doc.cats`` carries the scores too."""

    def __init__(self) -> None:
        self.settings = {}

    def __call__(self, doc: Doc) -> Doc:
        """Tag `doc`."""
        themes = resolution_themes(resolution_of(doc).blocks)
        doc._.themes = themes
        doc.cats.update({theme.theme: theme.score for theme in themes})
        return doc


@Language.factory("resolusjon_themes", assigns=["doc._.themes", "doc.cats"])
def make_themes(nlp: Language, name: str) -> ThemeTagger:
    """Make the component (entry point ``resolusjon_themes``)."""
    register_extensions()
    return ThemeTagger()
