"""Data the code reads: places, themes, organisations, cue words. Each file names its source and licence."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Any

import yaml


def read_resource(name: str) -> str:
    """Text of the resource `name` (a path relative to this folder, with ``/``)."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def load_yaml(name: str) -> Any:
    """Content of a YAML resource."""
    return yaml.safe_load(read_resource(name))


def load_csv(name: str) -> list[dict[str, str]]:
    """Rows of a CSV resource with a header line."""
    return list(csv.DictReader(read_resource(name).splitlines()))
