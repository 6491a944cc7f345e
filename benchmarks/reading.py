"""Speed and quality of reading: ``python benchmarks/reading.py [--split dev] [--json FILE]``.

Speed is pages per second of ``resolusjon_nlp.read`` (blocks, hyphens, headers and all), on one core, as a ratio to
``pdfplumber``'s ``extract_text`` on the same files in the same run. Quality is how many of the gold blocks come out exactly, and how much
furniture leaks into the text; the same is computed for pdfplumber's text with each paragraph break it shows taken as a block's end.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pdfplumber

from resolusjon_nlp import read
from resolusjon_nlp.records import BlockType
from resolusjon_nlp.samples import SPLITS, corpus_folder

Blocks = list[str]


def our_blocks(path: Path) -> Blocks:
    """Texts of the blocks that the reader gives."""
    found = [block for resolution in read(path).resolutions for block in resolution.blocks]
    return [block.text for block in found if block.type is not BlockType.TOC]


def plain_blocks(path: Path) -> Blocks:
    """pdfplumber's text, cut at empty lines."""
    with pdfplumber.open(path) as pdf:
        text = "\n\n".join(page.extract_text() or "" for page in pdf.pages)
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def measure(files: list[tuple[Path, dict[str, Any]]], reader: Callable[[Path], Blocks]) -> dict[str, float]:
    """Speed and quality of one reader over all files."""
    exact = wanted = found = leaked = furniture = pages = 0
    seconds = 0.0
    for path, gold in files:
        start = time.perf_counter()
        blocks = reader(path)
        seconds += time.perf_counter() - start
        pages += max([1, *(line["page"] for line in gold["furniture"])])
        gold_blocks = Counter(_folded(b["text"]) for b in gold["blocks"] if b["type"] != "toc")
        got = Counter(_folded(text) for text in blocks)
        exact += (gold_blocks & got).total()
        wanted += gold_blocks.total()
        found += got.total()
        flat = _folded(" ".join(blocks))
        whole = _folded(" ".join(b["text"] for b in gold["blocks"]))
        for line in {_folded(f["text"]) for f in gold["furniture"] if len(f["text"]) > len("Side 1")}:
            furniture += 1
            leaked += line in flat and line not in whole
    return {
        "pages per second": pages / seconds,
        "blocks exact, recall": exact / wanted,
        "blocks exact, precision": exact / found,
        "furniture leaked": leaked / furniture,
    }


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def main() -> None:
    """Measure, print a table and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=SPLITS, default="dev", help="part of the sample corpus (default: dev)")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    arguments = parser.parse_args()
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    folder = corpus_folder()
    golds = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "gold").glob("*.json"))]
    by_name = {path.stem: path for path in (folder / "pdf").rglob("*.pdf")}
    files = [(by_name[g["name"]], g) for g in golds if g["split"] == arguments.split and g["name"] in by_name]
    measure(files[:3], our_blocks)  # loads the word lists, which costs once a process and not once a file
    figures = {"resolusjon_nlp": measure(files, our_blocks), "pdfplumber": measure(files, plain_blocks)}
    print(f"{len(files)} PDFs of {arguments.split}\n\n| | {' | '.join(figures)} |\n|---|---:|---:|")
    for name in figures["pdfplumber"]:
        print(f"| {name} | {' | '.join(f'{values[name]:.3f}' for values in figures.values())} |")
    ratio = figures["resolusjon_nlp"]["pages per second"] / figures["pdfplumber"]["pages per second"]
    print(f"\nspeed ratio to pdfplumber's extract_text: {ratio:.2f}")
    if arguments.json:
        arguments.json.write_text(json.dumps({"split": arguments.split, "ratio": ratio, **figures}, indent=1) + "\n")


if __name__ == "__main__":
    main()
