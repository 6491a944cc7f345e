"""The sample resolutions: fictional texts with gold marks, and the PDFs they were rendered to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from resolusjon_nlp.errors import ResolusjonError
from resolusjon_nlp.evaluation.gold import gold_record
from resolusjon_nlp.evaluation.markup import read_sources
from resolusjon_nlp.records import TaggedResolution

SPLITS = ("train", "dev", "test")


@dataclass(frozen=True)
class Sample:
    """A sample resolution.

    Attributes
    ----------
    id, writer, split
        Its name, who wrote it, and ``train``, ``dev`` or ``test``.
    gold
        What a careful reader finds in it. Offsets are into ``gold.text``.
    families
        For each demand of ``gold`` the family of demands it belongs to, or None.
    files
        The PDFs and text dumps made of it.
    """

    id: str
    writer: str
    split: str
    gold: TaggedResolution
    families: tuple[str | None, ...]
    files: tuple[Path, ...]


def corpus_folder() -> Path:
    """The folder of the sample corpus: inside the installed package, or beside the source in a checkout.

    Raises
    ------
    ResolusjonError
        When the package was installed without it.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "_corpus", here.parents[1] / "corpus"):
        if (folder / "sources").is_dir():
            return folder
    raise ResolusjonError("Eksempelresolusjonene er ikke installert.", advice="Installer pakken på nytt.")


def samples(split: str | None = None, language: str | None = None) -> tuple[Sample, ...]:
    """The sample resolutions, in the order of their names.

    Parameters
    ----------
    split
        Only ``train``, ``dev`` or ``test``.
    language
        Only ``nb`` or ``nn``.
    """
    return tuple(
        sample
        for sample in _all_samples()
        if split in (None, sample.split) and language in (None, sample.gold.language)
    )


@cache
def _all_samples() -> tuple[Sample, ...]:
    folder = corpus_folder()
    splits = yaml.safe_load((folder / "split.yaml").read_text(encoding="utf-8"))
    split_of = {writer: split for split, writers in splits.items() for writer in writers}
    files = _files(folder / "pdf")
    return tuple(
        Sample(
            id=gold.head["id"],
            writer=gold.head["writer"],
            split=split_of[gold.head["writer"]],
            gold=gold_record(gold),
            families=tuple(demand.family for demand in sorted(gold.demands, key=lambda demand: demand.start)),
            files=tuple(files[gold.head["id"]]),
        )
        for gold in read_sources(folder / "sources")
    )


def _files(folder: Path) -> dict[str, list[Path]]:
    """Rendered files by source id (``<id>--<layout>.pdf``)."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".pdf", ".txt"):
            found[path.stem.split("--")[0]].append(path)
    return found
