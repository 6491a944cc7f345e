"""The pipeline: a spaCy Norwegian pipeline with our components, and the way through it for a resolution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import is_package
from thinc.api import Model, NumpyOps, get_current_ops

from resolusjon_nlp.errors import ModelError
from resolusjon_nlp.records import FileRecord, Resolution, TaggedFileRecord, TaggedResolution
from resolusjon_nlp.tagging.demands import factory as _demands
from resolusjon_nlp.tagging.embedding import lexicon_embed as _embedding
from resolusjon_nlp.tagging.extensions import demands_of, places_of, register_extensions, themes_of
from resolusjon_nlp.tagging.lemmas import make_lemmas as _lemmas
from resolusjon_nlp.tagging.places import factory as _places
from resolusjon_nlp.tagging.sentences import make_sentences as _sentences
from resolusjon_nlp.tagging.stored import packaged_folder
from resolusjon_nlp.tagging.themes import factory as _themes

MODEL = "nb_resolusjon"
"""The trained pipeline that comes with the package; ``models/nb_resolusjon/README.md`` tells how it is made."""
BATCH = 16
"""Resolutions tagged together: enough for large matrices, few enough for a progress bar to move."""
BARE = "nb"
LANGUAGE_CODES = frozenset({"nb", "nn", "no"})
COMPONENTS = ("resolusjon_sentences", "resolusjon_places", "resolusjon_themes", "resolusjon_demands")
"""Our components in the order they run: demands carry the places and themes found before."""

_REGISTERED = (_demands.make_demands, _places.make_places, _themes.make_themes, _sentences, _lemmas, _embedding)
"""Importing them registers them; entry points do the same for programs that call spaCy directly."""


def model_folder() -> Path:
    """The folder of the trained pipeline; see :func:`resolusjon_nlp.tagging.stored.packaged_folder`."""
    return packaged_folder(
        MODEL,
        marker="config.cfg",
        what="Språkmodellen",
        advice="Installer pakken på nytt, eller oppgi en annen norsk modell med --model.",
    )


def load(model: str | None = None, *, demands: str | None = None) -> Language:
    """Load the pipeline.

    Parameters
    ----------
    model
        Name or folder of a spaCy pipeline for Norwegian that our components are added to; ``nb`` is spaCy's bare tokenizer. Without one, the
        trained pipeline that comes with this package.
    demands
        Folder of a demand model of one's own, or ``rules`` for the rules alone. Without one, the model that comes with this package.

    Returns
    -------
    spacy.language.Language
        Sentence boundaries from layout, then the pipeline's own components, then places, themes and demands.

    Raises
    ------
    ModelError
        When there is no such pipeline, or it is not for Norwegian.
    """
    nlp = _load_other(str(model_folder()) if model is None else model)
    for name in COMPONENTS:
        if name not in nlp.pipe_names:
            config = {"model": demands} if name == "resolusjon_demands" and demands is not None else {}
            nlp.add_pipe(name, first=True if name == "resolusjon_sentences" else None, config=config)
    register_extensions()
    choose_matrix_library(nlp)
    return nlp


def choose_matrix_library(nlp: Language) -> None:
    """Let the trained components multiply matrices with numpy.

    The library that spaCy brings for it knows no processor newer than itself and is then several times slower; numpy's was faster, or as fast, wherever we
    measured (``benchmarks/tagging.py``). Results agree to the last digits of single precision.
    """
    if not isinstance(get_current_ops(), NumpyOps):
        return  # on a graphics card
    ops = NumpyOps(use_blis=False)
    for _, pipe in nlp.pipeline:
        component_model = getattr(pipe, "model", None)
        if isinstance(component_model, Model):
            component_model._to_ops(ops)


def _load_other(model: str) -> Language:
    if model == BARE:
        return spacy.blank(BARE)
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
    return next(tag_all(nlp, [resolution]))


def tagged_doc(nlp: Language, resolution: Resolution) -> Doc:
    """The Doc of one resolution with all that the components set on it; texts beyond ``nlp.max_length`` by our own components alone."""
    doc = _doc(nlp, resolution)
    return next(nlp.pipe([doc])) if len(doc.text) <= nlp.max_length else _by_ours_alone(nlp, doc)


def tag_all(nlp: Language, resolutions: Iterable[Resolution]) -> Iterator[TaggedResolution]:
    """Tag resolutions in order, a batch at a time.

    A text beyond ``nlp.max_length`` characters, which would cost the trained components gigabytes, is tagged by our own components alone.
    """
    waiting = iter(resolutions)
    while batch := list(islice(waiting, BATCH)):
        docs = [_doc(nlp, resolution) for resolution in batch]
        short = nlp.pipe(doc for doc in docs if len(doc.text) <= nlp.max_length)
        for resolution, doc in zip(batch, docs, strict=True):
            yield _tagged(resolution, next(short) if len(doc.text) <= nlp.max_length else _by_ours_alone(nlp, doc))


def tag_file(nlp: Language, record: FileRecord) -> TaggedFileRecord:
    """Tag what one file gave; errors and warnings pass through."""
    return TaggedFileRecord(
        source=record.source, error=record.error, resolutions=tuple(tag_all(nlp, record.resolutions))
    )


def _by_ours_alone(nlp: Language, doc: Doc) -> Doc:
    for name, pipe in nlp.pipeline:
        if name in COMPONENTS:
            doc = pipe(doc)
    return doc


def _doc(nlp: Language, resolution: Resolution) -> Doc:
    # The tokenizer itself knows no limit; Language.make_doc would refuse long texts.
    doc = nlp.tokenizer(resolution.text)
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
