"""Find the sources and unpack them: ``python -m recipe.sources SHARED OUT``.

SHARED is a folder with ``norne``, ``text`` and ``lexicon``; where it is missing, the message says where the public originals are. The licences of the text
allow training on it, and the treebank's annotation is free, but neither may be passed on here.
"""

from __future__ import annotations

import hashlib
import sys
import tarfile
from pathlib import Path

import srsly
import typer

CHECKSUMS = Path(__file__).resolve().parents[1] / "sources.json"
"""File below the folder → its SHA-256 and public origin."""


def main(shared: Path, out: Path) -> None:
    """Check the sources' sums and unpack the treebank."""
    sources = srsly.read_json(CHECKSUMS)
    faults = [fault for name, source in sources.items() if (fault := check(shared / name, source))]
    if not shared.is_dir():
        faults.insert(0, f"There is no folder {shared}; name the one with the sources: make model SHARED=folder")
    if faults:
        sys.exit("\n".join(faults))
    out.mkdir(parents=True, exist_ok=True)
    with tarfile.open(shared / "norne" / "norne-ndt.tar.xz") as archive:
        archive.extractall(out, filter="data")


def check(path: Path, source: dict[str, str]) -> str:
    """What is wrong with a source, or nothing."""
    if not path.is_file():
        return f"{path} is missing; its origin is {source['origin']} ({source['licence']})"
    if hashlib.sha256(path.read_bytes()).hexdigest() != source["sha256"]:
        return f"{path} is not the file this pipeline was trained on"
    return ""


if __name__ == "__main__":
    typer.run(main)
