"""Which pipeline tagged what: a name that changes with anything that may change the tags."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

from spacy.language import Language
from sqlalchemy import Connection, func, select

from resolusjon_nlp.library.schema import DocumentRow
from resolusjon_nlp.tagging.demands import model as demands_model
from resolusjon_nlp.tagging.stored import SETTINGS_FILE, WEIGHTS_FILE
from resolusjon_nlp.tagging.themes import model as themes_model

LONGEST_NAME = 60
DIGEST_LETTERS = 16

_CLASSIFIERS = (
    ("resolusjon_demands", demands_model.NAME, demands_model.model_folder),
    ("resolusjon_themes", themes_model.NAME, themes_model.model_folder),
)


def tagger_name(nlp: Language) -> str:
    """Name of a pipeline, kept with each document it has tagged.

    It holds a digest of this package's version, the components with their settings, and the weights of the demand and theme models, which users train
    anew in place. The trained language pipeline itself goes by its name and version.
    """
    name = f"{nlp.meta.get('name') or 'blank'} {nlp.meta.get('version')}"
    settings = {pipe: nlp.config["components"].get(pipe) for pipe in nlp.pipe_names}
    digest = hashlib.sha256(f"{version('resolusjon-nlp')} {name} ".encode())
    digest.update(json.dumps(settings, default=str).encode())
    for pipe, packaged, folder_of in _CLASSIFIERS:
        model = (settings.get(pipe) or {}).get("model")
        folder = folder_of() if model == packaged else Path(str(model))
        for file in (folder / WEIGHTS_FILE, folder / SETTINGS_FILE):
            if file.is_file():
                digest.update(file.read_bytes())
    return f"{name[:LONGEST_NAME]} {digest.hexdigest()[:DIGEST_LETTERS]}"


def tagged_otherwise(connection: Connection, name: str) -> int:
    """How many documents were tagged by another pipeline than the one called `name`."""
    statement = select(func.count()).select_from(DocumentRow).where(DocumentRow.tagger != name)
    return int(connection.execute(statement).scalar() or 0)
