"""Resolutions made of sentences, for tests that need no pipeline."""

from __future__ import annotations

from resolusjon_nlp.records import (
    Block,
    BlockType,
    Demand,
    DemandKind,
    Position,
    TaggedResolution,
    ThemeScore,
)


def make_demand(text: str, start: int = 0, *, kind: DemandKind = DemandKind.DEMAND, block: int | None = None) -> Demand:
    return Demand(
        start=start,
        end=start + len(text),
        text=text,
        kind=kind,
        position=Position.BODY,
        block=block,
        themes=("samferdsel",),
        confidence=0.9,
    )


def make_resolution(identifier: str, *sentences: str, title: str = "Uttalelse", **facts: str) -> TaggedResolution:
    """A resolution whose sentences, each a paragraph, are all demands."""
    text = "\n\n".join(sentences)
    blocks, demands, start = [], [], 0
    for index, sentence in enumerate(sentences):
        end = start + len(sentence)
        blocks.append(Block(type=BlockType.PARAGRAPH, text=sentence, start=start, end=end))
        demands.append(make_demand(sentence, start, block=index))
        start = end + 2
    return TaggedResolution(
        id=identifier,
        title=title,
        text=text,
        blocks=tuple(blocks),
        demands=tuple(demands),
        themes=(ThemeScore(theme="samferdsel", score=0.9),),
        **facts,  # type: ignore[arg-type]
    )
