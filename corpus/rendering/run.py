"""The whole run: assign, render what has changed, read it back, write gold and manifest."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from resolusjon_nlp.evaluation.markup import GoldResolution, read_sources

from .assignment import Job, Text, assign
from .document import Document, build_document
from .gold import GoldError, make_gold
from .layouts import LAYOUTS
from .producers import PRODUCERS
from .producers.tools import ProducerError
from .readback import Page, fold, read_pages

REVISION = 2
"""Counts changes of the producers that alter their files: raise it, and everything is rendered anew."""

_HEAD = ("id", "writer", "language", "organisation", "body", "date")


@dataclass
class Report:
    """What a run did."""

    rendered: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def run(corpus: Path, *, only: Iterable[str] = (), force: bool = False) -> Report:
    """Render the corpus below `corpus`.

    Parameters
    ----------
    corpus
        The folder that holds ``sources``; ``pdf`` and ``gold`` are written beside it.
    only
        Names of layouts; without any all are rendered.
    force
        Render also what has not changed.
    """
    golds = {str(gold.head["id"]): gold for gold in read_sources(corpus / "sources")}
    jobs = assign([Text.of(gold) for gold in golds.values()], LAYOUTS)
    manifest_path = corpus / "pdf" / "manifest.json"
    manifest: dict[str, dict[str, str]] = (
        json.loads(manifest_path.read_text(encoding="utf-8")) if manifest_path.exists() else {}
    )
    report = Report()
    _remove_stale(corpus, manifest, jobs, report)
    wanted = [job for job in jobs if not set(only) or job.layout.name in set(only)]
    for _, group in groupby(wanted, key=lambda job: job.layout.name):
        changed = []
        for job in group:
            entry = {"file": _file_of(job), "hash": job_hash(job, golds)}
            current = all((corpus / place).exists() for place in (f"pdf/{entry['file']}", f"gold/{job.name}.json"))
            if current and manifest.get(job.name) == entry and not force:
                report.unchanged.append(job.name)
            else:
                changed.append(job)
        for job in _render(corpus, changed, golds, report):
            manifest[job.name] = {"file": _file_of(job), "hash": job_hash(job, golds)}
            report.rendered.append(job.name)
        manifest_path.parent.mkdir(parents=True, exist_ok=True)
        manifest_path.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return report


def job_hash(job: Job, golds: Mapping[str, GoldResolution]) -> str:
    """Hash of all that a file depends on: its layout, its texts and their heads, but not the marks in them."""
    texts = [
        [
            [golds[source].head.get(name) for name in _HEAD],
            [[block.type, block.text, block.marker] for block in golds[source].blocks],
        ]
        for source in job.sources
    ]
    layout = {
        name: sorted(value) if isinstance(value, frozenset) else value for name, value in vars(job.layout).items()
    }
    data = json.dumps([REVISION, job.name, layout, texts], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(data.encode()).hexdigest()


def dump_text(pages: Sequence[Page]) -> str:
    """The naive dump of a PDF: every line by itself, blank lines between, pages run together."""
    return "\n ".join("\n\n".join(f"{line} " for line in page.lines) for page in pages) + "\n"


def _file_of(job: Job) -> str:
    return f"{job.layout.name}/{job.name}{'.txt' if job.layout.dump else '.pdf'}"


def _remove_stale(corpus: Path, manifest: dict[str, dict[str, str]], jobs: Sequence[Job], report: Report) -> None:
    names = {job.name: _file_of(job) for job in jobs}
    for name in [name for name, entry in manifest.items() if names.get(name) != entry["file"]]:
        (corpus / "pdf" / manifest.pop(name)["file"]).unlink(missing_ok=True)
        if name not in names:
            (corpus / "gold" / f"{name}.json").unlink(missing_ok=True)
        report.removed.append(name)


def _render(corpus: Path, jobs: Sequence[Job], golds: Mapping[str, GoldResolution], report: Report) -> list[Job]:
    """Render jobs of one layout; returns those that came out well."""
    if not jobs:
        return []
    done = []
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        documents = [build_document(job.name, job.layout, [golds[source] for source in job.sources]) for job in jobs]
        try:
            read = _produce(documents, room)
            if jobs[0].layout.contents:
                documents = [
                    _with_pages(job, golds, document, pages)
                    for job, document, pages in zip(jobs, documents, read, strict=True)
                ]
                read = _produce(documents, room)
        except ProducerError as error:
            report.failed.update({job.name: str(error) for job in jobs})
            return []
        for job, document, pages in zip(jobs, documents, read, strict=True):
            try:
                gold = make_gold(document, pages)
                _write(corpus, job, room / f"{job.name}.pdf", pages, gold)
                done.append(job)
            except GoldError as error:
                report.failed[job.name] = str(error)
    return done


def _produce(documents: Sequence[Document], room: Path) -> list[list[Page]]:
    orders = [(document, room / f"{document.name}.pdf") for document in documents]
    PRODUCERS[documents[0].layout.producer](orders)
    return [read_pages(path) for _, path in orders]


def _with_pages(job: Job, golds: Mapping[str, GoldResolution], document: Document, pages: Sequence[Page]) -> Document:
    """The document with the pages on which its resolutions begin in the table of contents."""
    keys = [fold("".join(glyph.text for glyph in page.glyphs)) for page in pages]
    starts = []
    for part in document.parts:
        first = fold("".join(piece.text for piece in document.pieces[part.first : part.first + 2]))
        starts.append(next((str(number) for number, key in enumerate(keys, start=1) if first in key), "0"))
    return build_document(job.name, job.layout, [golds[source] for source in job.sources], starts)


def _write(corpus: Path, job: Job, rendered: Path, pages: Sequence[Page], gold: dict[str, Any]) -> None:
    target = corpus / "pdf" / _file_of(job)
    target.parent.mkdir(parents=True, exist_ok=True)
    if job.layout.dump:
        text = dump_text(pages)
        if sorted(fold(text)) != sorted(fold("".join(glyph.text for page in pages for glyph in page.glyphs))):
            raise GoldError(f"{job.name}: the dump does not hold the PDF's letters")
        target.write_text(text, encoding="utf-8")
    else:
        shutil.copyfile(rendered, target)
    (corpus / "gold").mkdir(exist_ok=True)
    (corpus / "gold" / f"{job.name}.json").write_text(
        json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
