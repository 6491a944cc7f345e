"""Read, tag, search and compare the resolutions of Norwegian trade unions.

>>> import resolusjon_nlp as rn
>>> nlp = rn.load()
>>> doc = nlp("Regjeringen må gi kommunene mer penger.")
>>> [(demand.kind.value, demand.addressee) for demand in doc._.demands]
[('krav', 'regjeringen')]
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from spacy.language import Language

from resolusjon_nlp.errors import ResolusjonError
from resolusjon_nlp.library import Filters, Library
from resolusjon_nlp.reading.jobs import read_many
from resolusjon_nlp.reading.limits import Limits
from resolusjon_nlp.reading.reader import read
from resolusjon_nlp.records import FileRecord, Resolution, TaggedFileRecord, TaggedResolution
from resolusjon_nlp.samples import Sample, samples
from resolusjon_nlp.tagging.pipeline import load, tag, tag_file

__version__ = version("resolusjon-nlp")

__all__ = [
    "FileRecord",
    "Filters",
    "Library",
    "Limits",
    "ResolusjonError",
    "Resolution",
    "Sample",
    "TaggedFileRecord",
    "TaggedResolution",
    "__version__",
    "analyze",
    "load",
    "read",
    "read_many",
    "samples",
    "tag",
]


def analyze(
    path: Path | str,
    *,
    nlp: Language | None = None,
    password: str | None = None,
    limits: Limits | None = None,
    ocr: bool | None = None,
) -> TaggedFileRecord:
    """Read and tag one file.

    Parameters
    ----------
    path
        A PDF or text file.
    nlp
        What :func:`load` gave; loaded anew without it, so pass it when there are many files.
    password, limits, ocr
        As in :func:`read`.

    Raises
    ------
    ReadingError
        When the file cannot be read.
    """
    return tag_file(nlp or load(), read(path, password=password, limits=limits, ocr=ocr))
