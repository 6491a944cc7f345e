"""The pipeline: a spaCy Norwegian pipeline with our components, and the way through it for a resolution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import is_package

from resolusjon_nlp.errors import ModelError
from resolusjon_nlp.records import FileRecord, Resolution, TaggedFileRecord, TaggedResolution
from resolusjon_nlp.tagging.demands import factory as _demands
from resolusjon_nlp.tagging.extensions import demands_of, places_of, register_extensions, themes_of
from resolusjon_nlp.tagging.places import factory as _places
from resolusjon_nlp.tagging.sentences import make_sentences as _sentences
from resolusjon_nlp.tagging.themes import factory as _themes

LANGUAGE_CODES = frozenset({"nb", "nn", "no"})
COMPONENTS = ("resolusjon_sentences", "resolusjon_places", "resolusjon_themes", "resolusjon_demands")
"""Our components in the order they run: demands carry the places and themes found before."""

_REGISTERED = (_demands.make_demands, _places.make_places, _themes.make_themes, _sentences)


def load(model: str | None = None) -> Language:
    """Load the pipeline.

    Parameters
    ----------
    model
        Name or folder of a spaCy pipeline for Norwegian that our components are added to; without one, spaCy's Norwegian tokenizer.

    Raises
    ------
    ModelError
        When there is no such pipeline, or it is not for Norwegian.
    """
    nlp = spacy.blank("nb") if model is None else _load_other(model)
    for name in COMPONENTS:
        if name not in nlp.pipe_names:
            nlp.add_pipe(name, first=True if name == "resolusjon_sentences" else None)
    register_extensions()
    return nlp


def _load_other(model: str) -> Language:
    try:
        nlp = spacy.load(model)
    except OSError as error:
        reason = "er ikke installert" if not is_package(model) else "kan ikke leses"
        raise ModelError(
            f"Språkmodellen «{model}» {reason}.",
            advice="Installer den med pip, eller utelat --model for å bruke den innebygde.",
        ) from error
    except (ValueError, ImportError, KeyError) as error:
        raise ModelError(
            f"Språkmodellen «{model}» passer ikke ({error}).", advice="Bruk en modell for spaCy 3.8."
        ) from error
    if nlp.lang not in LANGUAGE_CODES:
        raise ModelError(
            f"Språkmodellen «{model}» er for språket «{nlp.lang}», ikke norsk.", advice="Velg en norsk modell."
        )
    return nlp


def tag(nlp: Language, resolution: Resolution) -> TaggedResolution:
    """Tag one resolution; see :func:`tag_all` for many."""
    return _tagged(resolution, nlp(_doc(nlp, resolution)))


def tag_all(nlp: Language, resolutions: Iterable[Resolution]) -> Iterator[TaggedResolution]:
    """Tag resolutions one after the other, lazily."""
    for resolution in resolutions:
        yield tag(nlp, resolution)


def tag_file(nlp: Language, record: FileRecord) -> TaggedFileRecord:
    """Tag what one file gave; errors and warnings pass through."""
    return TaggedFileRecord(
        source=record.source, error=record.error, resolutions=tuple(tag_all(nlp, record.resolutions))
    )


def _doc(nlp: Language, resolution: Resolution) -> Doc:
    doc = nlp.make_doc(resolution.text)
    doc._.resolution = resolution
    return doc


def _tagged(resolution: Resolution, doc: Doc) -> TaggedResolution:
    # model_construct would skip validation; offsets are worth checking once more here.
    return TaggedResolution(
        **{name: getattr(resolution, name) for name in Resolution.model_fields},
        demands=demands_of(doc),
        places=places_of(doc),
        themes=themes_of(doc),
    )
