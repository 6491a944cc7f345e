"""Prepare the text that the vectors and the lexicon are made from: ``python -m recipe.text TREEBANK TEXT OUT``.

The public text comes with every mark of punctuation set apart; abbreviations, ordinals and suspended hyphens are put together again as our tokenizer
has them. Paragraphs that occur twice or hold mostly figures are left out. The treebank's training sentences are added twice, since they are most of the
Nynorsk, and a few paragraphs once more in capitals, so that words in headings have meaning too.
"""

from __future__ import annotations

import lzma
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import typer

from recipe.treebank import WRITTEN_FORMS, training_sentences

SHORTEST = 20
"""Characters; shorter paragraphs are numbers, page headers and the like."""
LETTERS = 0.75
"""Least share of letters and spaces."""
CAPITALS = 0.04
"""Share of paragraphs that are added in capitals."""
TREEBANK_COPIES = 2
_ABBREVIATIONS = re.compile(
    r"\b(nr|kr|pr|jf|ca|osv|mv|art|kap|bl|dvs|mfl|mht|evt|inkl|maks|min|mill|mrd|tlf|st|dr|kl|feb|jan|aug|sept|okt|nov|des) \.(?= \S)",
    re.IGNORECASE,
)
_MONTHS = "januar februar mars april mai juni juli august september oktober november desember".split()
_ORDINALS = re.compile(rf"\b(\d{{1,2}}) \. (?={'|'.join(_MONTHS)}|\w+ ledd)")
_HYPHENS = re.compile(r"(\w{2,}) - (og|eller|samt)\b")
_SPELT_APART = {
    "f . eks .": "f.eks.",
    "bl . a .": "bl.a.",
    "m . m .": "m.m.",
    "o . l .": "o.l.",
    "d . v . s .": "dvs.",
    "m . v .": "m.v.",
}


def put_together(paragraph: str) -> str:
    """Undo what the tokenisation of the public text set apart."""
    paragraph = _HYPHENS.sub(r"\1- \2", paragraph)
    for apart, together in _SPELT_APART.items():
        paragraph = paragraph.replace(apart, together)
    return _ORDINALS.sub(r"\1. ", _ABBREVIATIONS.sub(r"\1.", paragraph))


def paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """Paragraphs worth learning from, each once."""
    seen: set[str] = set()
    for line in lines:
        paragraph = line.strip()
        if len(paragraph) < SHORTEST or paragraph in seen:
            continue
        seen.add(paragraph)
        if sum(c.isalpha() or c == " " for c in paragraph) >= LETTERS * len(paragraph):
            yield put_together(paragraph)


def main(treebank: Path, text: Path, out: Path) -> None:
    """Prepare: folder of the treebank, file with the public text (xz), file to write."""
    chance = random.Random(1)  # noqa: S311 (no secret)
    with lzma.open(text, "rt", encoding="utf-8") as lines:
        chosen = list(paragraphs(lines))
    for written_form in WRITTEN_FORMS:
        sentences = [" ".join(t.form for t in s.tokens) for s in training_sentences(treebank, written_form)]
        chosen.extend(sentences * TREEBANK_COPIES)
    chosen.extend([paragraph.upper() for paragraph in chosen if chance.random() < CAPITALS])
    chance.shuffle(chosen)
    out.write_text("\n".join(chosen) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
