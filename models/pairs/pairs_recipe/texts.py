"""Demands to learn from: those of the corpus with their families, and groups of sentences that say the same, the contrary or something near."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from spacy.language import Language

from resolusjon_nlp.comparing.model import Relation
from resolusjon_nlp.comparing.profiles import Profile, resolution_profiles
from resolusjon_nlp.evaluation.gold import gold_record
from resolusjon_nlp.evaluation.markup import read_sources
from resolusjon_nlp.records import Block, BlockType, Demand, DemandKind, Position, Resolution, TaggedResolution
from resolusjon_nlp.samples import corpus_folder, samples
from resolusjon_nlp.tagging.pipeline import tag_all

FOLDS = 8
KINDS = ("same", "titles", "opposed", "related")
MATCH = 0.5
"""Share of characters in common from which a tagged demand is the gold's."""


@dataclass(frozen=True, eq=False)
class Item:
    """A demand: ``family`` is that of the corpus, None for one in none; ``resolution`` is where it stands."""

    split: str
    resolution: str
    family: str | None
    profile: Profile
    text: str


@dataclass(frozen=True, eq=False)
class Group:
    """Sentences on one question: ``same`` and ``titles`` say the same, ``opposed`` the contrary, ``related`` something near."""

    name: str
    same: tuple[Item, ...]
    opposed: tuple[Item, ...]
    related: tuple[Item, ...]


@cache
def opposing() -> Mapping[str, frozenset[str]]:
    """For each family those that demand the contrary."""
    data = yaml.safe_load((corpus_folder() / "families.yaml").read_text(encoding="utf-8"))["families"]
    found: dict[str, set[str]] = defaultdict(set)
    for name, entry in data.items():
        if "opposes" in entry:
            found[name].add(entry["opposes"])
            found[entry["opposes"]].add(name)
    return {name: frozenset(others) for name, others in found.items()}


def relation(one: str | None, other: str | None) -> Relation:
    """What two demands are to each other by their families."""
    if one is not None and other is not None:
        if one == other:
            return Relation.SAME
        if other in opposing().get(one, ()):
            return Relation.OPPOSED
    return Relation.DIFFERENT


def fold_of(family: str) -> int:
    """The fold of a family; those that oppose each other share one."""
    return min(int(name[1:]) for name in (family, *opposing().get(family, ()))) % FOLDS


def corpus_items(nlp: Language, splits: Sequence[str]) -> Iterator[Item]:
    """Demands of the gold of some splits (``further`` is one), with the themes that the pipeline gives them."""
    texts: list[tuple[str, str, TaggedResolution, Sequence[str | None]]] = [
        (split, sample.id, sample.gold, sample.families)
        for split in splits
        if split != "further"
        for sample in samples(split)
    ]
    if "further" in splits:
        for source in read_sources(corpus_folder() / "further"):
            marked = [demand.family for demand in sorted(source.demands, key=lambda demand: demand.start)]
            texts.append(("further", source.head["id"], gold_record(source), marked))
    bare = [Resolution.model_validate(gold.model_dump(include=set(Resolution.model_fields))) for _, _, gold, _ in texts]
    for (split, name, gold, families), tagged in zip(texts, tag_all(nlp, bare), strict=True):
        demands = tuple(d.model_copy(update={"themes": _themes(d, tagged)}) for d in gold.demands)
        whole = gold.model_copy(update={"demands": demands, "themes": tagged.themes})
        for demand, profile, family in zip(demands, resolution_profiles(whole), families, strict=True):
            yield Item(split, name, family, profile, demand.text)


def _themes(demand: Demand, tagged: TaggedResolution) -> tuple[str, ...]:
    for other in tagged.demands:
        common = min(demand.end, other.end) - max(demand.start, other.start)
        if common / (max(demand.end, other.end) - min(demand.start, other.start)) >= MATCH:
            return other.themes
    return ()


def groups(nlp: Language) -> Iterator[Group]:
    """Groups of ``corpus/pairs``."""
    for path in sorted((corpus_folder() / "pairs").glob("*.yaml")):
        for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]):
            name = f"{path.stem}-{number}"
            items = {kind: tuple(_sentences(nlp, name, entry, kind)) for kind in KINDS}
            yield Group(name, items["same"] + items["titles"], items["opposed"], items["related"])


def _sentences(nlp: Language, name: str, entry: Mapping[str, Any], kind: str) -> Iterator[Item]:
    texts = [" ".join(sentence["text"].split()) for sentence in entry.get(kind) or ()]
    plain = [
        Resolution(id=str(i), text=t, blocks=(Block(type=BlockType.PARAGRAPH, text=t, start=0, end=len(t)),))
        for i, t in enumerate(texts)
    ]
    for text, tagged in zip(texts, tag_all(nlp, plain), strict=True):
        found = next(iter(tagged.demands), None)
        demand = Demand(
            start=0,
            end=len(text),
            text=text,
            kind=found.kind if found else DemandKind.DEMAND,
            addressee=found.addressee if found else None,
            position=Position.TITLE if kind == "titles" else Position.BODY,
            themes=(entry["theme"],),
            confidence=1.0,
        )
        alone = tagged.model_copy(update={"demands": (demand,)})
        yield Item("groups", name, None, resolution_profiles(alone)[0], text)
