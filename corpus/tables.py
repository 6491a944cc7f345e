"""The corpus in numbers: the tables of ``README.md``."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from resolusjon_nlp.evaluation.gold import gold_record
from resolusjon_nlp.evaluation.markup import GoldResolution

GROUPS = ("train", "dev", "test")


@dataclass
class Corpus:
    """Counts over all sources; the tables are by split, or by written form."""

    sizes: Counter[str] = field(default_factory=Counter)
    texts: Counter[tuple[str, str]] = field(default_factory=Counter)
    words: Counter[tuple[str, str]] = field(default_factory=Counter)
    kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    positions: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    place_kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    themes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    families: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, sources: Mapping[str, GoldResolution], families: Mapping[str, Any], split_of: Mapping[str, str]
    ) -> Self:
        """Count `sources`."""
        corpus = cls(families={family: set() for family in families})
        for name, gold in sources.items():
            corpus._add(name, gold, split_of[gold.head["writer"]])
        members = corpus.families.values()
        corpus.sizes["families of two or more"] = sum(len(found) > 1 for found in members)
        corpus.sizes["families in both written forms"] = sum(len({form for _, form in found}) > 1 for found in members)
        corpus.sizes["opposing pairs"] = sum("opposes" in family for family in families.values())
        return corpus

    def _add(self, name: str, gold: GoldResolution, split: str) -> None:
        language = gold.head["language"]
        record = gold_record(gold)
        self.sizes.update(texts=1, nynorsk=language == "nn", **{"without demands": not gold.demands})
        self.sizes.update(demands=len(gold.demands), places=len(gold.places), words=len(gold.text.split()))
        self.texts[split, language] += 1
        self.words[split, language] += len(gold.text.split())
        self.kinds[split].update(demand.kind.value for demand in record.demands)
        self.positions[split].update(demand.position.value for demand in record.demands)
        self.place_kinds[split].update(place.kind.value for place in record.places)
        self.place_kinds[split]["in_organisation"] += sum(place.in_organisation for place in record.places)
        for theme in gold.head["themes"]:
            self.themes[theme][split] += 1
        for demand in gold.demands:
            if demand.family:
                self.families[demand.family].add((name, language))


def print_tables(corpus: Corpus, folder: Path) -> None:
    """Print the tables as Markdown."""
    print("## The corpus in numbers\n")
    print(", ".join(f"{count} {name}" for name, count in sorted(corpus.sizes.items())), "\n")
    _table("texts (words)", {
        f"{language}": {split: f"{corpus.texts[split, language]} ({corpus.words[split, language]})" for split in GROUPS}
        for language in ("nb", "nn")
    })  # fmt: skip
    for title, counts in (("kind", corpus.kinds), ("position", corpus.positions), ("place", corpus.place_kinds)):
        names = sorted({name for counter in counts.values() for name in counter})
        _table(title, {name: {split: str(counts[split][name]) for split in GROUPS} for name in names})
    _table(
        "theme",
        {theme: {split: str(counter[split]) for split in GROUPS} for theme, counter in sorted(corpus.themes.items())},
    )
    layouts: dict[str, Counter[str]] = defaultdict(Counter)
    for path in (folder / "gold").glob("*.json"):
        gold = json.loads(path.read_text(encoding="utf-8"))
        layouts[gold["template"]][gold["split"]] += 1
    _table(
        "layout", {name: {split: str(counter[split]) for split in GROUPS} for name, counter in sorted(layouts.items())}
    )


def _table(title: str, rows: Mapping[str, Mapping[str, str]]) -> None:
    print(f"| {title} | {' | '.join(GROUPS)} |\n|---|{'---:|' * len(GROUPS)}")
    for name, cells in rows.items():
        print(f"| {name} | {' | '.join(cells[group] for group in GROUPS)} |")
    print()


def print_further(further: Mapping[str, GoldResolution], split_of: Mapping[str, str]) -> None:
    """Print the table of the further texts."""
    corpus = Corpus.of(
        further, {demand.family: {} for gold in further.values() for demand in gold.demands if demand.family}, split_of
    )
    print("| further texts | nb | nn |")
    print("|---|---:|---:|")
    print(f"| texts (words) | {' | '.join(_texts(corpus, form) for form in ('nb', 'nn'))} |")
    print()
    kinds = corpus.kinds["further"]
    positions = corpus.positions["further"]
    print(f"{corpus.sizes['demands']} demands ({', '.join(f'{count} {kind}' for kind, count in kinds.most_common())};")
    print(f"{', '.join(f'{count} {position}' for position, count in positions.most_common())}), ", end="")
    print(
        f"{corpus.sizes['places']} places, {corpus.sizes['without demands']} texts without demands, {len(corpus.families)} families"
    )
    print()


def _texts(corpus: Corpus, form: str) -> str:
    return f"{corpus.texts['further', form]} ({corpus.words['further', form]})"
