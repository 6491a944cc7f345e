"""Files read and tagged for commands that want all resolutions at once."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language

from resolusjon_nlp.cli.console import err, track
from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library import Filters
from resolusjon_nlp.reading.jobs import expand_paths, read_many
from resolusjon_nlp.records import TaggedResolution
from resolusjon_nlp.tagging.pipeline import tag_file


def refuse_filters(filters: Filters) -> None:
    """Filters narrow the library down; with files they would do nothing.

    Raises
    ------
    UsageError
        When one is given.
    """
    if filters != Filters():
        raise UsageError(
            "Avgrensing gjelder biblioteket, ikke filer.", advice="Les filene inn med «resolusjon ingest» først."
        )


def tagged_files(
    nlp: Language,
    paths: list[Path],
    *,
    label: str,
    recursive: bool,
    jobs: int = 1,
    password: str | None = None,
    ocr: bool | None = None,
) -> tuple[list[TaggedResolution], bool]:
    """Resolutions of files and folders, and whether some file could not be read; what is wrong with it is said on standard error."""
    files = expand_paths(paths, recursive=recursive)
    tagged: list[TaggedResolution] = []
    failed = False
    reading = read_many(files, jobs=jobs, password=password, ocr=ocr)
    for record in track(reading, total=len(files), label=label):
        if record.error is not None:
            failed = True
            err.print(f"Feil: {record.source.path}: {record.error.message}", style="red", markup=False, soft_wrap=True)
            continue
        tagged.extend(tag_file(nlp, record).resolutions)
    return tagged, failed
