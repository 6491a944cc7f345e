"""How far found demands, places and themes are from gold: the figures of the model card and of ``resolusjon evaluate``.

Spans are compared on the same text. A found demand hits a gold one when their character Jaccard is at least 0.5, one to one, best overlap
first; a found place hits when it overlaps a gold one and has its code (or, without code, its name).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from resolusjon_nlp.records import Demand, Place, TaggedResolution

LEAST_JACCARD = 0.5

Pair = tuple[TaggedResolution, TaggedResolution]
"""Gold and prediction of one text."""


@dataclass
class Counts:
    """Hits, false alarms and misses."""

    hits: int = 0
    false_alarms: int = 0
    misses: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is gold."""
        return self.hits / max(1, self.hits + self.false_alarms)

    @property
    def recall(self) -> float:
        """Share of gold that was found."""
        return self.hits / max(1, self.hits + self.misses)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hits / max(1, 2 * self.hits + self.false_alarms + self.misses)


@dataclass
class Scores:
    """All figures over a set of texts."""

    texts: int = 0
    demands: Counts = field(default_factory=Counts)
    places: Counts = field(default_factory=Counts)
    themes: Counts = field(default_factory=Counts)
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    theme_jaccard: float = 0.0
    false_in_empty: int = 0
    words_in_empty: int = 0

    def share(self, name: str) -> float | None:
        """Share right of those asked for; None where nothing was asked."""
        return self.right[name] / self.asked[name] if self.asked[name] else None

    def figures(self) -> dict[str, float | None]:
        """Flat figures by name."""
        return {
            "texts": float(self.texts),
            "demand F1": self.demands.f1,
            "demand precision": self.demands.precision,
            "demand recall": self.demands.recall,
            "kind": self.share("kind"),
            "addressee": self.share("addressee"),
            "addressee, where named": self.share("addressee named"),
            "position": self.share("position"),
            "false demands per 300 words of texts without any": (
                300 * self.false_in_empty / self.words_in_empty if self.words_in_empty else None
            ),
            "place F1": self.places.f1,
            "in_organisation": self.share("in_organisation"),
            "first theme among gold": self.share("first theme"),
            "theme Jaccard": self.theme_jaccard / self.texts if self.texts else None,
            "theme micro-F1": self.themes.f1,
        }


def score(pairs: Iterable[Pair]) -> Scores:
    """Score predictions against gold."""
    scores = Scores()
    for gold, found in pairs:
        scores.texts += 1
        _score_demands(scores, gold, found)
        _score_places(scores, gold.places, found.places)
        _score_themes(scores, [t.theme for t in gold.themes], [t.theme for t in found.themes])
    return scores


def match_demands(gold: Sequence[Demand], found: Sequence[Demand]) -> list[tuple[int, int]]:
    """Index pairs (gold, found) that match, one to one, best overlap first."""
    candidates = sorted(
        (
            (_jaccard(g, f), i, j)
            for i, g in enumerate(gold)
            for j, f in enumerate(found)
            if _jaccard(g, f) >= LEAST_JACCARD
        ),
        reverse=True,
    )
    used_gold: set[int] = set()
    used_found: set[int] = set()
    pairs = []
    for _, i, j in candidates:
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            pairs.append((i, j))
    return pairs


def _jaccard(one: Demand, other: Demand) -> float:
    overlap = max(0, min(one.end, other.end) - max(one.start, other.start))
    return overlap / max(1, max(one.end, other.end) - min(one.start, other.start))


def _score_demands(scores: Scores, gold: TaggedResolution, found: TaggedResolution) -> None:
    pairs = match_demands(gold.demands, found.demands)
    scores.demands.hits += len(pairs)
    scores.demands.misses += len(gold.demands) - len(pairs)
    scores.demands.false_alarms += len(found.demands) - len(pairs)
    if not gold.demands:
        scores.false_in_empty += len(found.demands)
        scores.words_in_empty += len(gold.text.split())
    for i, j in pairs:
        wanted, got = gold.demands[i], found.demands[j]
        _ask(scores, "kind", wanted.kind is got.kind)
        _ask(scores, "position", wanted.position is got.position)
        same = (wanted.addressee or "").lower() == (got.addressee or "").lower()
        _ask(scores, "addressee", same)
        if wanted.addressee:
            _ask(scores, "addressee named", same)


def _score_places(scores: Scores, gold: Sequence[Place], found: Sequence[Place]) -> None:
    used: set[int] = set()
    for place in found:
        hit = next((i for i, g in enumerate(gold) if i not in used and _same_place(place, g)), None)
        if hit is None:
            scores.places.false_alarms += 1
            continue
        used.add(hit)
        scores.places.hits += 1
        _ask(scores, "in_organisation", place.in_organisation == gold[hit].in_organisation)
    scores.places.misses += len(gold) - len(used)


def _same_place(one: Place, other: Place) -> bool:
    overlaps = one.start < other.end and other.start < one.end
    return overlaps and (one.code or one.name.lower()) == (other.code or other.name.lower())


def _score_themes(scores: Scores, gold: Sequence[str], found: Sequence[str]) -> None:
    common = len(set(gold) & set(found))
    scores.themes.hits += common
    scores.themes.false_alarms += len(set(found)) - common
    scores.themes.misses += len(set(gold)) - common
    scores.theme_jaccard += common / max(1, len(set(gold) | set(found)))
    _ask(scores, "first theme", bool(found) and found[0] in gold)


def _ask(scores: Scores, name: str, right: bool) -> None:
    scores.asked[name] += 1
    scores.right[name] += right
