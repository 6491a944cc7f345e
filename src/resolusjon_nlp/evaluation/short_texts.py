"""The short texts of the corpus: resolutions of which only the themes are marked, several in a file (``corpus/short/<writer>.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from resolusjon_nlp.norwegian.language import written_form
from resolusjon_nlp.records import Block, BlockType, Language

_ITEM = re.compile(r"(?:[–•*-]|\d{1,2}[.)])\s+(?=\S)")
_LEAD_IN = ":"
_GAP = 2
"""Characters between blocks: one blank line."""


@dataclass(frozen=True)
class ShortText:
    """A short resolution; `themes` are in order of centrality, the first block is the title."""

    id: str
    writer: str
    language: Language
    themes: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """The blocks' texts joined by one blank line, which the blocks' offsets are into."""
        return "\n\n".join(block.text for block in self.blocks)


def read_short_texts(folder: Path) -> Iterator[ShortText]:
    """The texts of all files in `folder`, in the order of writers.

    Raises
    ------
    KeyError, ValueError
        When an entry lacks a field.
    """
    for path in sorted(folder.glob("*.yaml")):
        stored = yaml.safe_load(path.read_text(encoding="utf-8"))
        for entry in stored["texts"]:
            yield ShortText(
                id=entry["id"],
                writer=stored["writer"],
                language=entry["language"],
                themes=tuple(entry["themes"]),
                blocks=tuple(_blocks(entry["title"], entry["text"], entry["language"])),
            )


def _blocks(title: str, text: str, language: Language) -> Iterator[Block]:
    pieces = [piece for line in re.split(r"\n\s*\n", text) for piece in _items(line)]
    start = 0
    for kind, marker, piece in [(BlockType.TITLE, None, title), *pieces]:
        shown = " ".join(piece.split())
        form = written_form(shown, default=language)
        yield Block(type=kind, text=shown, start=start, end=start + len(shown), marker=marker, language=form)
        start += len(shown) + _GAP


def _items(paragraph: str) -> Iterator[tuple[BlockType, str | None, str]]:
    """A paragraph as one block, or as several where some of its lines are items of a list."""
    lines = paragraph.split("\n")
    if not any(_ITEM.match(line) for line in lines):
        kind = BlockType.LEAD_IN if paragraph.rstrip().endswith(_LEAD_IN) else BlockType.PARAGRAPH
        yield kind, None, paragraph
        return
    for line in lines:
        item = _ITEM.match(line)
        if item is None:
            yield BlockType.LEAD_IN, None, line
        else:
            marker = item.group().strip()
            yield (BlockType.NUMBERED if marker[0].isdigit() else BlockType.BULLET), marker, line[item.end() :]
