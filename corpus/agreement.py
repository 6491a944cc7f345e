"""Agreement of two annotators: ``python corpus/agreement.py [--list]``.

Compares every source in ``corpus/second_reading``, marked blind by a second reader, with the source of the same
name in ``corpus/sources`` and prints a Markdown table; ``--list`` adds every single disagreement. Neither reading
is counted as the truth: F1 is the symmetric 2 × matched / (marks of the first + marks of the second).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from resolusjon_nlp.evaluation.markup import GoldDemand, GoldPlace, GoldResolution, read_source

HERE = Path(__file__).parent
FIRST_READING = HERE / "sources"
SECOND_READING = HERE / "second_reading"
MINIMUM_JACCARD = 0.5
METADATA = ("organisation", "body", "region", "date", "date_precision")
COLUMNS: dict[str, tuple[str, ...]] = {"all": ("nb", "nn"), "nb": ("nb",), "nn": ("nn",)}


@dataclass(frozen=True)
class Disagreement:
    """One thing the readers see differently; ``where`` is the sentence, surface or field concerned."""

    source: str
    measure: str
    where: str
    first: str
    second: str

    def __str__(self) -> str:
        """One line of the list."""
        return f"{self.source} · {self.measure} · {self.where}\n    first: {self.first}\n    second: {self.second}"


@dataclass
class Tally:
    """A ratio under construction; for F1, ``hits`` counts each match twice, once for either reader."""

    hits: float = 0.0
    total: int = 0

    def add(self, hits: float, total: int) -> None:
        """Add `hits` out of `total`."""
        self.hits += hits
        self.total += total

    def __str__(self) -> str:
        """Three decimals and what they rest on, or a dash where nothing was compared."""
        return f"{self.hits / self.total:.3f} ({self.hits:g}/{self.total})" if self.total else "–"


@dataclass
class Comparison:
    """Two readings of one source: its tallies by measure, and the disagreements behind them."""

    source: str
    language: str
    tallies: dict[str, Tally] = field(default_factory=dict)
    disagreements: list[Disagreement] = field(default_factory=list)

    def count(self, measure: str, hits: float, total: int) -> None:
        """Add to one measure; a total of 0 still makes the measure a row of the table."""
        self.tallies.setdefault(measure, Tally()).add(hits, total)

    def note(self, measure: str, where: str, first: str, second: str) -> None:
        """Keep one disagreement for the list."""
        self.disagreements.append(Disagreement(self.source, measure, where, first, second))

    def judge(self, measure: str, where: str, first: str | None, second: str | None) -> None:
        """Count whether two values are the same, case aside, and note them when they are not."""
        same = _folded(first) == _folded(second)
        self.count(measure, same, 1)
        if not same:
            self.note(measure, where, str(first), str(second))


def jaccard(first: GoldDemand, second: GoldDemand) -> float:
    """Characters that both spans hold, as a share of the characters that either holds."""
    shared = max(0, min(first.end, second.end) - max(first.start, second.start))
    return shared / (first.end - first.start + second.end - second.start - shared)


def match_demands(first: Sequence[GoldDemand], second: Sequence[GoldDemand]) -> list[tuple[GoldDemand, GoldDemand]]:
    """Pair demands one to one, the best overlap first, at a character Jaccard of :data:`MINIMUM_JACCARD` or more."""
    candidates = sorted(
        ((jaccard(one, other), i, j) for i, one in enumerate(first) for j, other in enumerate(second)),
        key=lambda candidate: (-candidate[0], candidate[1], candidate[2]),
    )
    pairs: list[tuple[int, int]] = []
    for overlap, i, j in candidates:
        if overlap >= MINIMUM_JACCARD and all(i != one and j != other for one, other in pairs):
            pairs.append((i, j))
    return [(first[i], second[j]) for i, j in sorted(pairs)]


def compare(first: GoldResolution, second: GoldResolution) -> Comparison:
    """Compare two readings of one text.

    Parameters
    ----------
    first, second
        The readings; offsets are comparable because the text is the same.

    Raises
    ------
    ValueError
        When the texts differ.
    """
    if first.text != second.text:
        raise ValueError(f"{first.head['id']}: the second reading has another text")
    comparison = Comparison(first.head["id"], first.head["language"])
    _compare_demands(first, second, comparison)
    _compare_places(first, second, comparison)
    _compare_heads(first, second, comparison)
    return comparison


def _compare_demands(first: GoldResolution, second: GoldResolution, comparison: Comparison) -> None:
    pairs = match_demands(first.demands, second.demands)
    comparison.count("demand span F1 (Jaccard ≥ 0.5)", 2 * len(pairs), len(first.demands) + len(second.demands))
    exact = sum((one.start, one.end) == (other.start, other.end) for one, other in pairs)
    comparison.count("demand span F1 (same span)", 2 * exact, len(first.demands) + len(second.demands))
    matched_first, matched_second = {one for one, _ in pairs}, {other for _, other in pairs}
    for demand in first.demands:
        if demand not in matched_first:
            comparison.note("demand", demand.text, _described(demand), "no demand")
    for demand in second.demands:
        if demand not in matched_second:
            comparison.note("demand", demand.text, "no demand", _described(demand))
    for measure in ("demand kind", "addressee, all matched demands", "addressee, where either names one", "cue"):
        comparison.count(measure, 0, 0)
    for one, other in pairs:
        if (one.start, one.end) != (other.start, other.end):
            comparison.note("demand span", one.text, one.text, other.text)
        comparison.judge("demand kind", one.text, one.kind, other.kind)
        comparison.judge("addressee, all matched demands", one.text, one.addressee, other.addressee)
        if one.addressee or other.addressee:
            same = _folded(one.addressee) == _folded(other.addressee)
            comparison.count("addressee, where either names one", same, 1)
        comparison.judge("cue", one.text, one.cue, other.cue)
        nested = _one_holds_the_other(one.cue, other.cue)
        comparison.count("cue, or one within the other", nested, 1)


def _compare_places(first: GoldResolution, second: GoldResolution, comparison: Comparison) -> None:
    total = len(first.places) + len(second.places)

    def shared(key: Callable[[GoldPlace], Hashable]) -> int:
        return len({key(place) for place in first.places} & {key(place) for place in second.places})

    comparison.count("place span F1", 2 * shared(lambda place: (place.start, place.end)), total)
    comparison.count("place span-and-code F1", 2 * shared(lambda place: (place.start, place.end, place.code)), total)
    by_span = {(place.start, place.end): place for place in second.places}
    for measure in ("place kind, same span", "place in_organisation, same span"):
        comparison.count(measure, 0, 0)
    for place in first.places:
        other = by_span.pop((place.start, place.end), None)
        where = _in_context(first.text, place)
        if other is None:
            comparison.note("place", where, f"code={place.code} kind={place.kind}", "no place")
            continue
        if place.code != other.code:
            comparison.note("place code", where, str(place.code), str(other.code))
        comparison.judge("place kind, same span", where, place.kind, other.kind)
        organisations = ["in organisation" if each.in_organisation else "by itself" for each in (place, other)]
        comparison.judge("place in_organisation, same span", where, *organisations)
    for place in by_span.values():
        comparison.note("place", _in_context(second.text, place), "no place", f"code={place.code} kind={place.kind}")


def _compare_heads(first: GoldResolution, second: GoldResolution, comparison: Comparison) -> None:
    themes, others = (reading.head["themes"] for reading in (first, second))
    comparison.count("themes, mean Jaccard", len({*themes} & {*others}) / len({*themes} | {*others}), 1)
    comparison.count("first theme", themes[0] == others[0], 1)
    if themes != others:
        comparison.note("themes", "head", ", ".join(themes), ", ".join(others))
    for name in METADATA:
        values = [None if (value := each.head.get(name)) is None else str(value) for each in (first, second)]
        comparison.judge(f"metadata: {name}", "head", *values)


def _folded(value: str | None) -> str | None:
    return None if value is None else value.casefold()


def _one_holds_the_other(first: str | None, second: str | None) -> bool:
    if first is None or second is None:
        return first is second
    return first.casefold() in second.casefold() or second.casefold() in first.casefold()


def _described(demand: GoldDemand) -> str:
    return f"{demand.kind}, cue {demand.cue!r}, to {demand.addressee!r}"


def _in_context(text: str, place: GoldPlace, width: int = 30) -> str:
    before, after = text[max(0, place.start - width) : place.start], text[place.end : place.end + width]
    return f"…{before}[{place.surface}]{after}…".replace("\n", " ")


def table(comparisons: Sequence[Comparison]) -> str:
    """Markdown table of all measures, overall and for each written form.

    Parameters
    ----------
    comparisons
        One for each source; tallies are summed over sources before dividing, so long texts weigh more.
    """
    measures = list(dict.fromkeys(measure for each in comparisons for measure in each.tallies))
    lines = [f"| measure | {' | '.join(COLUMNS)} |", "|---|" + "---:|" * len(COLUMNS)]
    sizes = [sum(each.language in languages for each in comparisons) for languages in COLUMNS.values()]
    lines.append(f"| texts | {' | '.join(str(size) for size in sizes)} |")
    for measure in measures:
        cells = [
            str(
                _summed(
                    each.tallies[measure]
                    for each in comparisons
                    if each.language in languages and measure in each.tallies
                )
            )
            for languages in COLUMNS.values()
        ]
        lines.append(f"| {measure} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _summed(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.add(round(tally.hits, 4), tally.total)
    total.hits = round(total.hits, 2)
    return total


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and, when asked, the disagreements; exit status 1 when a second reading has no source."""
    parser = argparse.ArgumentParser(description="Agreement of the two annotators of the sample resolutions")
    parser.add_argument("--list", action="store_true", help="also print every disagreement")
    options = parser.parse_args(arguments)
    sources = {path.stem: path for path in FIRST_READING.rglob("*.txt")}
    readings = sorted(SECOND_READING.glob("*.txt"))
    if orphans := [path.stem for path in readings if path.stem not in sources]:
        print(f"no source for: {', '.join(orphans)}", file=sys.stderr)
        return 1
    comparisons = [compare(read_source(sources[path.stem]), read_source(path)) for path in readings]
    print(table(comparisons))
    if options.list:
        for comparison in comparisons:
            for disagreement in comparison.disagreements:
                print(f"\n{disagreement}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
