"""Running text of the treebank with its entity marks, for training and measuring the place linker. No text of it is kept here."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from resolusjon_nlp.records import Block, BlockType, Resolution

sys.path.insert(0, str(Path(__file__).parents[1] / "models"))
from recipe.convert import runs, spaces
from recipe.treebank import WRITTEN_FORMS, Sentence, official_sentences, training_sentences

__all__ = ["CODES", "WRITTEN_FORMS", "Mark", "Text", "support", "treebank_texts"]

RUN = 30
"""Sentences of a document."""
CODES = {"nob": "nb", "nno": "nn"}
PLACE_MARKS = frozenset({"GPE_LOC", "GPE_ORG", "LOC"})
WORK_MARKS = frozenset({"PROD", "EVT"})


@dataclass(frozen=True)
class Mark:
    """An entity mark of the treebank, in characters of its document."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Text:
    """A run of sentences with its marks."""

    resolution: Resolution
    marks: tuple[Mark, ...]
    written_form: str
    words: int


def treebank_texts(folder: Path, written_form: str, part: str) -> Iterator[Text]:
    """Documents of a part (``train``, ``dev`` or ``test``) of the treebank."""
    if part == "train":
        sentences: Iterable[Sentence] = training_sentences(folder, written_form)
    else:
        sentences = [sentence for sentence, _ in official_sentences(folder, written_form, part)]
    for run in runs(sentences):
        for first in range(0, len(run), RUN):
            yield _text(run[first : first + RUN], written_form)


def _text(sentences: list[Sentence], written_form: str) -> Text:
    parts: list[str] = []
    blocks: list[Block] = []
    marks: list[Mark] = []
    offset = 0
    paragraph: list[str] = []

    def close(kind: BlockType) -> None:
        nonlocal offset
        if paragraph:
            text = " ".join(paragraph)
            blocks.append(Block(type=kind, text=text, start=offset, end=offset + len(text)))
            parts.append(text)
            offset += len(text) + 2
            paragraph.clear()

    for sentence in sentences:
        if sentence.heading:
            close(BlockType.PARAGRAPH)
        at = offset + sum(len(part) + 1 for part in paragraph)
        surface, found = _surface(sentence, at)
        paragraph.append(surface)
        marks.extend(found)
        if sentence.heading:
            close(BlockType.HEADING)
    close(BlockType.PARAGRAPH)
    resolution = Resolution(id="", text="\n\n".join(parts), blocks=tuple(blocks), language=CODES[written_form])
    return Text(resolution, tuple(marks), written_form, sum(len(s.tokens) for s in sentences))


def _surface(sentence: Sentence, at: int) -> tuple[str, list[Mark]]:
    text = ""
    marks: list[Mark] = []
    for token, space in zip(sentence.tokens, spaces([t.form for t in sentence.tokens]), strict=True):
        start, end = at + len(text), at + len(text) + len(token.form)
        text += token.form + (" " if space else "")
        if token.entity.startswith("B-"):
            marks.append(Mark(start, end, token.entity[2:]))
        elif token.entity.startswith("I-") and marks:
            marks[-1] = Mark(marks[-1].start, end, marks[-1].label)
    return text.rstrip(), marks


def support(start: int, end: int, marks: Iterable[Mark], text: str, *, in_organisation: bool) -> str | None:
    """The label of the mark that supports a link of ``text[start:end]``, or None.

    Marks of places do, where they overlap it. Names of works and events do when they are longer than the link. Other names, an organisation's
    above all, do when the link says that it is only part of one, or is the beginning of a compound inside it. Names of persons never do.
    """
    over = [mark for mark in marks if mark.start < end and start < mark.end]
    for mark in over:
        if mark.label in PLACE_MARKS:
            return mark.label
    for mark in over:
        longer = mark.end - mark.start > end - start + 1
        begins_compound = end < len(text) and (text[end].isalpha() or text[end] == "-")
        if mark.label != "PER" and (in_organisation or (longer and (mark.label in WORK_MARKS or begins_compound))):
            return mark.label
    return None
