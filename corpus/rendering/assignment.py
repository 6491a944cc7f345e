"""Which text is rendered in which layouts: decided by hashes, but so that every layout gets its share.

Each text has two places. Within one writer's texts every layout takes one, a collection several. The layouts
take turns in an order that differs from writer to writer, so that the texts with lists are spread. So each layout has texts of all writers, hence of train, dev and test.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resolusjon_nlp.evaluation.markup import GoldResolution

from .layout import Layout

PLACES = 2
"""In how many layouts one text is rendered at the most."""


MANY_HYPHENS = 3
"""From how many hyphens inside words on a text serves layouts that try where such hyphens end lines."""

_HYPHEN = re.compile(r"\w-(?= ?\w)")


@dataclass(frozen=True)
class Job:
    """One file: its name, its layout and the ids of its texts."""

    name: str
    layout: Layout
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """What the assignment knows of one text."""

    id: str
    writer: str
    language: str
    has: frozenset[str]
    letters: frozenset[str]

    @classmethod
    def of(cls, gold: GoldResolution) -> Text:
        """Sum up a parsed source."""
        has = {block.type for block in gold.blocks}
        if has & {"bullet", "numbered"}:
            has.add("list")
        if len(_HYPHEN.findall(gold.text)) >= MANY_HYPHENS:
            has.add("hyphens")
        head = gold.head
        return cls(str(head["id"]), str(head["writer"]), str(head["language"]), frozenset(has), frozenset(gold.text))

    def suits(self, layout: Layout) -> bool:
        """Whether the layout's fonts have every letter."""
        return not self.letters & layout.lacks

    def meets(self, layout: Layout) -> int:
        """How badly the layout's wishes are met: the place of the first that is."""
        return next((rank for rank, want in enumerate(layout.wants) if want in self.has), len(layout.wants))


def assign(texts: Sequence[Text], layouts: Sequence[Layout]) -> list[Job]:
    """Share texts out to layouts.

    Returns
    -------
    list of Job
        One a file, sorted by layout and name. The same texts and layouts always give the same jobs.
    """
    by_writer: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        by_writer[text.writer].append(text)
    chosen: dict[str, dict[str, list[Text]]] = {}
    for writer, own in sorted(by_writer.items()):
        chosen[writer] = _share(writer, own, layouts)
    used = Counter(text.id for shares in chosen.values() for group in shares.values() for text in group)
    jobs = []
    for writer, shares in chosen.items():
        for layout in layouts:
            jobs += _jobs(writer, layout, shares.get(layout.name, []), used)
    return sorted(jobs, key=lambda job: (job.layout.name, job.name))


def rank(*parts: str) -> str:
    """A fixed, haphazard order."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def _share(writer: str, texts: Sequence[Text], layouts: Sequence[Layout]) -> dict[str, list[Text]]:
    """Give one writer's texts out, one layout after the other."""
    used: Counter[str] = Counter()
    shares: dict[str, list[Text]] = {}
    main = Counter(text.language for text in texts).most_common(1)[0][0]
    for layout in sorted(layouts, key=lambda layout: _turn(layout, writer)):
        # a text that stands nowhere yet goes first where wishes are met alike
        free = [text for text in texts if used[text.id] < PLACES and text.suits(layout)]
        free.sort(key=lambda text: (*_preference(text, layout, main), used[text.id], rank(text.id, layout.name)))
        shares[layout.name] = sorted(free[: max(1, layout.collection)], key=lambda text: rank(text.id))
        used.update(text.id for text in shares[layout.name])
    for text in sorted(texts, key=lambda text: rank(text.id)):
        if not used[text.id]:
            home = min(
                (item for item in layouts if text.suits(item)), key=lambda item: (len(shares[item.name]), item.name)
            )
            shares[home.name].append(text)
    return shares


def _preference(text: Text, layout: Layout, main: str) -> tuple[int, int]:
    return text.meets(layout), int(bool(layout.collection) and text.language != main)


def _turn(layout: Layout, writer: str) -> tuple[bool, str]:
    """Who chooses first: layouts with footnotes, which are rare, then another order for each writer."""
    return "footnote" not in layout.wants, rank(writer, layout.name)


def _jobs(writer: str, layout: Layout, texts: Iterable[Text], used: Counter[str]) -> list[Job]:
    ids = [text.id for text in texts]
    if layout.collection and len(ids) > 1:
        return [Job(f"{writer}-samling--{layout.name}", layout, tuple(ids))]
    return [Job(name if used[name] == 1 else f"{name}--{layout.name}", layout, (name,)) for name in ids]
