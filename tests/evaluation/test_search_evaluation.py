from __future__ import annotations

from pathlib import Path

import pytest

from resolusjon_nlp.evaluation.search import (
    LibrarySearch,
    PlainSearch,
    RankedSearch,
    groups,
    measure,
    ndcg,
    read_judged,
    recall,
    snowball_search,
    unbridged,
    undivided,
)
from resolusjon_nlp.samples import corpus_folder, samples

A, B, C = ("r", 0), ("r", 1), ("s", 0)


@pytest.mark.parametrize(
    ("found", "grades", "value"),
    [
        ([A, B], {A: 3, B: 1}, 1.0),
        ([B, A], {A: 3, B: 1}, (1 + 3 / 1.5849625) / (3 + 1 / 1.5849625)),
        ([C], {A: 3}, 0.0),
        ([], {A: 3}, 0.0),
        ([A], {}, 0.0),
    ],
)
def test_ndcg(found: list[tuple[str, int]], grades: dict[tuple[str, int], int], value: float) -> None:
    assert ndcg(found, grades) == pytest.approx(value)


def test_ndcg_looks_at_ten() -> None:
    assert ndcg([*(("x", n) for n in range(10)), A], {A: 3}) == 0.0


def test_recall_asks_for_what_is_clearly_relevant() -> None:
    assert recall([A], {A: 3, B: 2, C: 1}) == 0.5
    assert recall([], {C: 1}) == 1.0


def test_queries_of_the_corpus() -> None:
    ids = {sample.id: sample.gold.id for sample in samples()}
    judged = read_judged(corpus_folder() / "queries.yaml", ids)
    assert len(judged) == 60
    demands = {sample.gold.id: len(sample.gold.demands) for sample in samples()}
    for one in judged:
        assert all(number < demands[resolution] for resolution, number in one.grades)
    assert {len(part) for name, part in groups(judged).items() if name == "alle"} == {60}


def test_ours_is_above_plain_search_on_dev() -> None:
    """A guard, not the figure: that is in the README."""
    ids = {sample.id: sample.gold.id for sample in samples()}
    judged = [one for one in read_judged(corpus_folder() / "queries.yaml", ids) if one.split == "dev"]
    gold = [sample.gold for sample in samples()]
    plain, stems, ours = (measure(system, judged) for system in (PlainSearch(gold), snowball_search(gold), LibrarySearch(gold)))  # fmt: skip
    assert plain.ndcg < stems.ndcg < 0.35
    assert ours.ndcg > 0.7
    assert ours.recall > 0.8


@pytest.mark.parametrize("term_of", [undivided, unbridged])
def test_each_part_is_worth_something(term_of: object) -> None:
    gold = [sample.gold for sample in samples("dev")]
    whole, less = RankedSearch(gold), RankedSearch(gold, term_of)  # type: ignore[arg-type]
    assert whole("kommuneøkonomi") != less("kommuneøkonomi")


def test_a_missing_file_is_not_hidden(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_judged(tmp_path / "none.yaml", {})
