"""Many files: each is read in a child process with limits on time and memory, so that a crash costs one file."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from pathlib import Path

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from resolusjon_nlp.errors import CrashedError, MissingFileError, ReadingError, TimeLimitError, TooLargeError
from resolusjon_nlp.reading import tesseract
from resolusjon_nlp.reading.limits import Limits
from resolusjon_nlp.reading.processes import ReaderContext
from resolusjon_nlp.reading.reader import READABLE_SUFFIXES, failed, read
from resolusjon_nlp.records import FileRecord

AHEAD = 4
"""Files handed out for each worker before the first result is awaited."""

TASKS_PER_WORKER = 200
"""A worker is replaced after so many files, so that what a parser leaks does not add up."""


_log = logging.getLogger(__name__)


def expand_paths(paths: Sequence[Path | str], *, recursive: bool = False) -> list[Path]:
    """Files named by `paths`: files as they are, folders as the PDF and text files in them, sorted, hidden ones left out.

    Raises
    ------
    MissingFileError
        When a folder holds nothing to read, so that a slip is not taken for an empty result.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if not path.is_dir():
            found[path] = None
            continue
        members = sorted(path.rglob("*") if recursive else path.iterdir())
        readable = [
            m for m in members if m.suffix.lower() in READABLE_SUFFIXES and m.is_file() and not _is_hidden(m, path)
        ]
        if not readable:
            advice = (
                "Oppgi en annen mappe."
                if recursive
                else "Ta med undermapper med --recursive, eller oppgi en annen mappe."
            )
            raise MissingFileError("Mappen har ingen PDF- eller tekstfiler.", advice=advice, path=path)
        found.update(dict.fromkeys(readable))
    return list(found)


def _is_hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def read_many(
    paths: Iterable[Path | str],
    *,
    jobs: int = 1,
    password: str | None = None,
    limits: Limits | None = None,
    keep_furniture: bool = False,
    ocr: bool | None = None,
) -> Iterator[FileRecord]:
    """Read files in child processes and yield their records in the order given.

    A file that cannot be read gives a record with an ``error``; the others go on. Parameters are those of
    :func:`resolusjon_nlp.reading.reader.read`; `jobs` is how many files are read side by side.

    Raises
    ------
    OcrError
        When `ocr` is True and text recognition is not installed.
    """
    if ocr:
        tesseract.require()
    limits = limits or Limits()
    waiting: deque[tuple[Path, ProcessFuture[FileRecord]]] = deque()
    pool = ProcessPool(
        max_workers=max(1, jobs),
        max_tasks=TASKS_PER_WORKER,
        initializer=_prepare_worker,
        initargs=(limits.memory_bytes,),
        context=ReaderContext(),
    )
    try:
        with pool:
            for path in map(Path, paths):
                arguments = (path, password, limits, keep_furniture, ocr)
                future = pool.schedule(_read_one, args=arguments, timeout=limits.seconds)
                waiting.append((path, future))
                if len(waiting) >= AHEAD * max(1, jobs):
                    yield _result(*waiting.popleft(), limits)
            while waiting:
                yield _result(*waiting.popleft(), limits)
    except GeneratorExit:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()
        raise


def _read_one(path: Path, password: str | None, limits: Limits, keep_furniture: bool, ocr: bool | None) -> FileRecord:
    try:
        return read(path, password=password, limits=limits, keep_furniture=keep_furniture, ocr=ocr)
    except ReadingError as error:
        return failed(path, error)
    except MemoryError:
        return failed(path, TooLargeError("Filen trenger for mye minne.", advice="Del den i mindre filer."))
    except Exception as error:  # the last line of defence: a fault of ours costs one file, and is named
        _log.exception("reading %s failed", path)
        return failed(
            path,
            CrashedError(
                f"Leseren feilet på filen ({type(error).__name__}: {error}).",
                advice="Meld gjerne fra om feilen, med filen.",
            ),
        )


def _result(path: Path, future: ProcessFuture[FileRecord], limits: Limits) -> FileRecord:
    try:
        record: FileRecord = future.result()
    except FutureTimeout:
        return failed(
            path,
            TimeLimitError(
                f"Filen tok mer enn {limits.seconds:.0f} sekunder å lese.", advice="Hev grensen med --max-seconds."
            ),
        )
    except (ProcessExpired, OSError, EOFError):
        return failed(
            path,
            CrashedError("Filen fikk leseren til å stoppe.", advice="Lagre den som PDF på nytt fra et annet program."),
        )
    return record


def _prepare_worker(extra_memory: int) -> None:
    # They tell of every oddity of a font; what users must know reaches them as a warning of ours.
    for name in ("pdfminer", "pdfplumber"):
        logging.getLogger(name).setLevel(logging.ERROR)
    _limit_memory(extra_memory)


def _limit_memory(extra: int) -> None:
    """Cap the worker's address space where the system allows it (not on Windows; macOS ignores it)."""
    try:
        import resource  # noqa: PLC0415 - not there on Windows
    except ImportError:
        return
    try:
        with Path("/proc/self/statm").open() as statm:
            used = int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = used + extra
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
