"""From a file to its tagged resolutions in one call."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language

from resolusjon_nlp.reading.limits import Limits
from resolusjon_nlp.reading.reader import read
from resolusjon_nlp.records import TaggedFileRecord
from resolusjon_nlp.tagging.pipeline import load, tag_file


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
        What :func:`resolusjon_nlp.load` gave; loaded anew without it, so pass it when there are many files.
    password, limits, ocr
        As in :func:`resolusjon_nlp.read`.

    Raises
    ------
    ReadingError
        When the file cannot be read.
    """
    return tag_file(nlp or load(), read(path, password=password, limits=limits, ocr=ocr))
