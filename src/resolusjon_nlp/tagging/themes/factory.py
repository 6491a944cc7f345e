"""Component ``resolusjon_themes``: the themes of a resolution, into ``doc._.themes``."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from resolusjon_nlp.tagging.components import Configured
from resolusjon_nlp.tagging.extensions import register_extensions, resolution_of
from resolusjon_nlp.tagging.themes.model import NAME, ThemeModel, load_theme_model, model_folder
from resolusjon_nlp.tagging.themes.scoring import resolution_themes

LEXICON = "lexicon"
"""Instead of a model: the theme lexicon alone decides."""


class ThemeTagger(Configured):
    """Labels a Doc with one to four themes of the closed codebook; ``doc.cats`` carries the scores too.

    Parameters
    ----------
    model
        ``resolusjon_themes`` for the one that comes with the package, the folder of another, or ``lexicon``.
    """

    def __init__(self, model: str) -> None:
        self.settings = {"model": model}

    def __call__(self, doc: Doc) -> Doc:
        """Tag `doc`."""
        blocks = resolution_of(doc).blocks
        model = self._model()
        themes = resolution_themes(blocks) if model is None else model.themes(blocks)
        doc._.themes = themes
        doc.cats.update({theme.theme: theme.score for theme in themes})
        return doc

    def _model(self) -> ThemeModel | None:
        name = self.settings["model"]
        return None if name == LEXICON else load_theme_model(model_folder() if name == NAME else Path(name))


@Language.factory("resolusjon_themes", default_config={"model": NAME}, assigns=["doc._.themes", "doc.cats"])
def make_themes(nlp: Language, name: str, model: str) -> ThemeTagger:
    """Make the component (entry point ``resolusjon_themes``)."""
    register_extensions()
    return ThemeTagger(model)
