"""What the producers share: starting programs, steady metadata, hyphenation."""

from __future__ import annotations

import os
import re
import subprocess
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

EPOCH = 1_735_689_600
"""1 January 2025: the date that every file's metadata bear."""

SOFT_HYPHEN = "\u00ad"
_DATE = re.compile(rb"\(D:\d{14}(?=[^)]*\))")
_FILE_ID = re.compile(rb"/ID\s*\[\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*\]")
_CHECKSUM = re.compile(rb"/DocChecksum\s*/([0-9A-Fa-f]+)")


class ProducerError(RuntimeError):
    """A program that makes PDFs failed or is not there; the message holds what it said."""


def run_program(command: list[str], *, folder: Path, timeout: float = 300) -> None:
    """Run a program with a fixed date, and complain when it fails.

    Raises
    ------
    ProducerError
        When the program is missing, takes too long or reports a fault.
    """
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH), "FORCE_SOURCE_DATE": "1", "TZ": "UTC"}
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=timeout, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ProducerError(f"{command[0]}: {error}") from error
    if done.returncode:
        said = (done.stdout + done.stderr).decode(errors="replace")[-2000:]
        raise ProducerError(f"{command[0]} ended with {done.returncode}:\n{said}")


def steady(path: Path) -> None:
    """Set the dates and file identifiers of a PDF to fixed values of the same length."""
    data = path.read_bytes()
    data = _DATE.sub(b"(D:20250101000000", data)
    data = _FILE_ID.sub(lambda m: m[0].replace(m[1], b"0" * len(m[1])).replace(m[2], b"0" * len(m[2])), data)
    data = _CHECKSUM.sub(lambda m: m[0].replace(m[1], b"0" * len(m[1])), data)
    path.write_bytes(data)


def library(name: str) -> Any:
    """Import a library that only the rendering needs.

    Raises
    ------
    ProducerError
        When it is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise ProducerError(f"the Python package {name} is needed to render the corpus") from error


@cache
def _hyphenator(language: str) -> Any:
    return library("pyphen").Pyphen(lang=f"{language}_NO", left=2, right=3)


def hyphenate(text: str, language: str) -> str:
    """Put soft hyphens into the words of a text where Norwegian may break them."""
    words = _hyphenator(language)
    return re.sub(r"[^\W\d_]{6,}", lambda m: str(words.inserted(m[0], SOFT_HYPHEN)), text)
