"""Every error a user can meet: what is wrong, in which file, and what to do.

Messages are Norwegian, since those who read them are; ``code`` is the stable name that programs test for.
"""

from __future__ import annotations

from pathlib import Path


class ResolusjonError(Exception):
    """Base of all errors that this package raises on purpose.

    Parameters
    ----------
    problem
        What is wrong, one sentence.
    advice
        What the user can do about it, one sentence.
    path
        The file concerned, if any.
    """

    code = "error"

    def __init__(self, problem: str, *, advice: str = "", path: Path | str | None = None) -> None:
        self.problem = problem
        self.advice = advice
        self.path = None if path is None else str(path)
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """Problem and advice in one line, without the path."""
        return f"{self.problem} {self.advice}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross from the reading process to ours; keyword-only arguments need this to survive the journey.
        return _rebuild, (type(self), self.problem, self.advice, self.path)


def _rebuild(cls: type[ResolusjonError], problem: str, advice: str, path: str | None) -> ResolusjonError:
    return cls(problem, advice=advice, path=path)


class ReadingError(ResolusjonError):
    """A file cannot be read."""

    code = "unreadable"


class MissingFileError(ReadingError):
    """There is no such file, or it may not be opened."""

    code = "not-found"


class UnsupportedTypeError(ReadingError):
    """The file is neither a PDF nor plain text."""

    code = "unsupported-type"


class NotAPdfError(ReadingError):
    """The file is called .pdf but is something else, or nothing."""

    code = "not-a-pdf"


class EncryptedError(ReadingError):
    """The file needs a password."""

    code = "encrypted"


class DamagedError(ReadingError):
    """The file is a PDF, but broken beyond repair."""

    code = "damaged"


class NoPagesError(ReadingError):
    """The file is a PDF without pages."""

    code = "no-pages"


class TooLargeError(ReadingError):
    """The file passes a limit on bytes, pages or characters."""

    code = "too-large"


class TimeLimitError(ReadingError):
    """Reading the file took longer than the limit."""

    code = "time-limit"


class CrashedError(ReadingError):
    """The process that read the file died."""

    code = "crashed"


class NoTextError(ReadingError):
    """The file was opened, but no page holds usable text."""

    code = "no-text"


class OcrError(ResolusjonError):
    """Text recognition is asked for, but not installed."""

    code = "ocr-missing"


class UsageError(ResolusjonError):
    """An argument or filter means nothing."""

    code = "usage"


class ModelError(ResolusjonError):
    """The language pipeline is missing or does not fit."""

    code = "model"


class LibraryError(ResolusjonError):
    """The library cannot be opened, is of another version, or lacks what is asked for."""

    code = "library"
