"""Speed and quality of reading: ``python benchmarks/reading.py [--split dev] [--by-layout] [--json FILE]``.

The same PDF files are read by ``resolusjon_nlp.read`` (blocks, hyphens, headers and all) and by three peers, in one run: pdfplumber's
``extract_text``, pdfminer.six's ``extract_text`` (which analyses the layout) and pypdfium2's ``get_text_bounded``. The peers give text, which
is cut into blocks at empty lines. All are compared with the gold by :mod:`resolusjon_nlp.evaluation.layout`; figures are means over
layouts. Speed is pages per second of processor time, on one core, with each file read by all tools in turn.

Another gold than the sample corpus is measured with ``--folder`` (JSON files as in ``corpus/gold``) and ``--pdfs`` (the files, by name).
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.high_level import extract_text
from pdfminer.layout import LAParams

from resolusjon_nlp import read
from resolusjon_nlp.evaluation.layout import (
    FIGURES,
    HEAD_FIGURES,
    Head,
    LayoutBlock,
    LayoutGold,
    LayoutScore,
    mean_over_layouts,
    score_layout,
)
from resolusjon_nlp.reading.markers import find_marker
from resolusjon_nlp.samples import SPLITS, corpus_folder

OURS, YARDSTICK = "resolusjon_nlp", "pdfplumber"
SPEED, RATIO = "pages per second", "speed ratio to pdfplumber"

Reading = tuple[list[LayoutBlock], list[Head] | None]
File = tuple[Path, LayoutGold]


@dataclass
class Result:
    """What one tool made of the files, and in how many seconds of processor time."""

    scores: list[tuple[str, LayoutScore]] = field(default_factory=list)
    seconds: float = 0.0


def read_ours(path: Path) -> Reading:
    """Blocks and heads that the reader gives."""
    found = read(path).resolutions
    blocks = [LayoutBlock(block.type, block.text) for resolution in found for block in resolution.blocks]
    return blocks, [Head(resolution.title, resolution.date, resolution.body) for resolution in found]


def read_pdfplumber(path: Path) -> Reading:
    """pdfplumber's text, page by page."""
    with pdfplumber.open(path) as pdf:
        return blocks_of("\n\n".join(page.extract_text() or "" for page in pdf.pages)), None


def read_pdfminer(path: Path) -> Reading:
    """pdfminer.six's text with its layout analysis at its defaults."""
    return blocks_of(extract_text(path, laparams=LAParams())), None


def read_pypdfium2(path: Path) -> Reading:
    """PDFium's text, page by page."""
    pdf = pypdfium2.PdfDocument(path)
    try:
        return blocks_of("\n\n".join(page.get_textpage().get_text_bounded() for page in pdf)), None
    finally:
        pdf.close()


TOOLS: dict[str, Callable[[Path], Reading]] = {
    OURS: read_ours,
    YARDSTICK: read_pdfplumber,
    "pdfminer.six": read_pdfminer,
    "pypdfium2": read_pypdfium2,
}


def blocks_of(text: str) -> list[LayoutBlock]:
    """Cut text at empty lines and new pages, and take the mark off what begins with one."""
    blocks = []
    for part in re.split(r"\n\s*\n|\f", text.replace("\r\n", "\n")):
        line = " ".join(part.split())
        marker = find_marker(line)
        is_item = marker is not None and marker.kind != "bare_number"
        blocks.append(
            LayoutBlock("bullet" if is_item else "paragraph", line[marker.end :] if marker and is_item else line)
        )
    return [block for block in blocks if block.text]


def measure(files: Sequence[File], tools: Sequence[str]) -> dict[str, Result]:
    """Read each file with each tool, and score what comes out."""
    results = {tool: Result() for tool in tools}
    for path, gold in files:
        for tool, result in results.items():
            start = time.process_time()
            blocks, heads = TOOLS[tool](path)
            result.seconds += time.process_time() - start
            result.scores.append((gold.layout, score_layout(gold, blocks, heads)))
    return results


def summary(results: dict[str, Result], pages: int) -> dict[str, dict[str, float | None]]:
    """All figures by tool."""
    out: dict[str, dict[str, float | None]] = {}
    for tool, result in results.items():
        ratio = results[YARDSTICK].seconds / result.seconds
        out[tool] = {SPEED: pages / result.seconds, RATIO: ratio, **mean_over_layouts(result.scores)}
    return out


def table(columns: dict[str, dict[str, float | None]], names: Sequence[str]) -> str:
    """A Markdown table with a row for each figure."""
    rows = [f"| | {' | '.join(columns)} |", f"|---|{'---:|' * len(columns)}"]
    rows += [
        f"| {name} | {' | '.join(shown(figures.get(name), name) for figures in columns.values())} |" for name in names
    ]
    return "\n".join(rows)


def layout_table(scores: Sequence[tuple[str, LayoutScore]]) -> str:
    """A Markdown table with a row for each layout."""
    names = (*FIGURES, *HEAD_FIGURES)
    rows = [f"| layout | files | {' | '.join(names)} |", f"|---|{'---:|' * (len(names) + 1)}"]
    for layout in sorted({layout for layout, _ in scores}):
        own = [pair for pair in scores if pair[0] == layout]
        figures = mean_over_layouts(own)
        rows.append(f"| {layout} | {len(own)} | {' | '.join(shown(figures.get(name), name) for name in names)} |")
    return "\n".join(rows)


def shown(value: float | None, name: str) -> str:
    """A figure for a table: a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:.1f}" if name == SPEED else f"{value:.2f}" if name == RATIO else f"{value:.3f}"


def find_files(gold_folder: Path, file_folder: Path, split: str) -> list[File]:
    """The files of a split that have gold; all, where the gold names no split."""
    by_name = {path.stem: path for path in sorted(file_folder.rglob("*")) if path.suffix in (".pdf", ".txt")}
    golds: list[dict[str, Any]] = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted(gold_folder.rglob("*.json"))
    ]
    return [
        (by_name[gold["name"]], LayoutGold.from_dict(gold))
        for gold in golds
        if gold.get("split", split) == split and gold["name"] in by_name
    ]


def page_count(path: Path) -> int:
    """Number of pages of a PDF."""
    pdf = pypdfium2.PdfDocument(path)
    try:
        return len(pdf)
    finally:
        pdf.close()


def main() -> None:
    """Measure, print the tables and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=SPLITS, default="dev", help="part of the sample corpus (default: dev)")
    parser.add_argument("--folder", type=Path, help="gold files (default: the sample corpus')")
    parser.add_argument("--pdfs", type=Path, help="the files they are about (default: the sample corpus')")
    parser.add_argument("--by-layout", action="store_true", help="also a table with one row a layout, text dumps too")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    arguments = parser.parse_args()
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    files = find_files(
        arguments.folder or corpus_folder() / "gold", arguments.pdfs or corpus_folder() / "pdf", arguments.split
    )
    pdfs = [file for file in files if file[0].suffix == ".pdf"]
    measure(pdfs[:3], [OURS])  # loads the word lists, which costs once a process and not once a file
    pages = sum(page_count(path) for path, _ in pdfs)
    results = measure(pdfs, list(TOOLS))
    figures = summary(results, pages)
    layouts = len({gold.layout for _, gold in pdfs})
    print(f"{len(pdfs)} PDFs of {arguments.split}, {pages} pages in {layouts} layouts\n")
    print(table(figures, (SPEED, RATIO, *FIGURES, *HEAD_FIGURES)))
    if arguments.by_layout:
        dumps = measure([file for file in files if file[0].suffix == ".txt"], [OURS])
        print(f"\n{OURS}:\n\n{layout_table([*results[OURS].scores, *dumps[OURS].scores])}")
    if arguments.json:
        result = {"split": arguments.split, "figures": figures, "ratio": figures[OURS][RATIO]}
        arguments.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
