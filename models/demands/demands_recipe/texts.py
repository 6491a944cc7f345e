"""The texts to learn from, as resolutions with or without marks.

Marked texts (the sample corpus, the further training texts, a user's corrections) say of every sentence what it is. Real sentences from elsewhere come without context, so they are
set into a small resolution as a body would write it: a proposal in the Storting ("Stortinget ber regjeringen …") as a sentence, as a list item or as a duty of the one who is
asked, an election promise as a list item. Newspapers and debates from the treebank count as text without demands; some of their sentences are demands after all, so they
weigh little.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from resolusjon_nlp.evaluation.gold import gold_record
from resolusjon_nlp.evaluation.markup import read_sources
from resolusjon_nlp.records import (
    BLOCK_SEPARATOR,
    Block,
    BlockType,
    Demand,
    DemandKind,
    Position,
    TaggedResolution,
)
from resolusjon_nlp.samples import corpus_folder, samples

SEED = 20
LEAST_WORDS, MOST_WORDS = 4, 45
TREEBANK_RUN = 20
"""Consecutive sentences of the treebank that make one document."""

BODIES = ("Årsmøtet", "Landsmøtet", "Representantskapet", "Regionkonferansen", "Vi", "Fagforbundet", "LO", "Styret")
LEAD_INS = (
    "{body} krever:",
    "{body} krever at regjeringen:",
    "{body} ber regjeringen om å:",
    "Vi vil:",
    "Derfor krever vi:",
)


@dataclass(frozen=True)
class Text:
    """A resolution with its marks.

    Attributes
    ----------
    source
        ``corpus``, ``further``, ``corrections``, ``storting``, ``promises`` or ``treebank``.
    group
        Who wrote it: texts of one group are never split between training and held-out.
    kinds
        Whether the kinds of its demands are certain enough to learn from.
    """

    source: str
    group: str
    name: str
    gold: TaggedResolution
    kinds: bool = True


def marked(corrections: Path | None) -> Iterator[Text]:
    """The corpus' training and dev texts (group ``dev``: never learnt from), the further texts, and a user's corrections."""
    for sample in samples("train"):
        yield Text("corpus", sample.writer, sample.id, sample.gold)
    for sample in samples("dev"):
        yield Text("dev", sample.writer, sample.id, sample.gold)
    for gold in read_sources(corpus_folder() / "further"):
        yield Text("further", gold.head["writer"], gold.head["id"], gold_record(gold))
    if corrections is not None:
        for gold in read_sources(corrections):
            yield Text("corrections", gold.head["writer"], gold.head["id"], gold_record(gold))


def storting(path: Path) -> Iterator[Text]:
    """Proposals that ask the government for something, in three settings."""
    rng = random.Random(SEED)  # noqa: S311 - a reproducible choice
    asked = re.compile(r"^Stortinget ber (?:regjeringen|regjeringa) (?:om (?:å )?)?(.+)$", re.S)
    contents = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            match = asked.match(" ".join(row["body"].split()))
            if match is None:
                continue
            content = match.group(1).rstrip(". ")
            if LEAST_WORDS <= len(content.split()) <= MOST_WORDS and "\n" not in content and ":" not in content:
                contents.append(content)
    contents = list(dict.fromkeys(contents))
    rng.shuffle(contents)
    for number in range(0, len(contents), 8):
        part = contents[number : number + 8]
        body = rng.choice(BODIES)
        verb = rng.choice(("ber", "oppfordrer", "krever at"))
        lines: list[tuple[BlockType, str, DemandKind | None]] = []
        for content in part[:3]:
            if verb == "krever at":
                lines.append((BlockType.PARAGRAPH, f"Regjeringen må {content}.", DemandKind.DEMAND))
            else:
                to = " til å" if verb == "oppfordrer" else " om å"
                lines.append((BlockType.PARAGRAPH, f"{body} {verb} regjeringen{to} {content}.", DemandKind.DEMAND))
        lines.append((BlockType.LEAD_IN, rng.choice(LEAD_INS).format(body=body), None))
        lines.extend((BlockType.BULLET, content, DemandKind.DEMAND) for content in part[3:])
        yield Text("storting", "storting", f"storting-{number}", _made(f"storting-{number}", lines), kinds=False)


def promises(path: Path) -> Iterator[Text]:
    """Election promises as the items of a list."""
    rng = random.Random(SEED)  # noqa: S311 - a reproducible choice
    seen: dict[str, None] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            content = re.sub(r"^(?:at|å|og)\s+", "", " ".join(row["tekst"].split())).rstrip(". ")
            # Some are torn out of a sentence; what begins with an infinitive is whole.
            if re.match(r"[a-zæøå]+e\s", content) and LEAST_WORDS <= len(content.split()) <= MOST_WORDS:
                seen[content] = None
    contents = list(seen)
    rng.shuffle(contents)
    for number in range(0, len(contents), 6):
        lines: list[tuple[BlockType, str, DemandKind | None]] = [
            (BlockType.LEAD_IN, rng.choice(LEAD_INS).format(body=rng.choice(BODIES)), None)
        ]
        lines.extend((BlockType.BULLET, content, DemandKind.DEMAND) for content in contents[number : number + 6])
        yield Text("promises", "promises", f"promises-{number}", _made(f"promises-{number}", lines), kinds=False)


def treebank(sentences: list[str], most: int) -> Iterator[Text]:
    """Runs of newspaper and parliament sentences, as paragraphs without demands."""
    rng = random.Random(SEED)  # noqa: S311 - a reproducible choice
    runs = [sentences[first : first + TREEBANK_RUN] for first in range(0, len(sentences), TREEBANK_RUN)]
    rng.shuffle(runs)
    for number, run in enumerate(runs[: most // TREEBANK_RUN]):
        lines: list[tuple[BlockType, str, DemandKind | None]] = [
            (BlockType.PARAGRAPH, " ".join(run[first : first + 5]), None) for first in range(0, len(run), 5)
        ]
        yield Text("treebank", "treebank", f"treebank-{number}", _made(f"treebank-{number}", lines))


def _made(name: str, lines: list[tuple[BlockType, str, DemandKind | None]]) -> TaggedResolution:
    blocks, demands, offset = [], [], 0
    for index, (kind, text, demand) in enumerate(lines):
        block = Block(type=kind, text=text, start=offset, end=offset + len(text))
        blocks.append(block)
        if demand is not None:
            demands.append(
                Demand(
                    start=block.start,
                    end=block.end,
                    text=text,
                    kind=demand,
                    position=Position.LIST if kind is BlockType.BULLET else Position.BODY,
                    block=index,
                    confidence=1.0,
                )
            )
        offset = block.end + len(BLOCK_SEPARATOR)
    text = BLOCK_SEPARATOR.join(block.text for block in blocks)
    return TaggedResolution(id=name, text=text, language="nb", blocks=tuple(blocks), demands=tuple(demands))
