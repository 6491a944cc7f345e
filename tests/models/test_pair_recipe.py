"""The recipe of the pair model: labels follow the families, families that oppose each other are held out together, no pair is told twice."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
if not (ROOT / "models" / "pairs").is_dir():
    pytest.skip("the recipes are in the source checkout only", allow_module_level=True)
sys.path[:0] = [str(ROOT / "models" / "pairs"), str(ROOT / "models" / "words")]

from made_resolutions import make_demand  # noqa: E402
from pairs_recipe.pairs import Pairs, corpus_pairs, featured, group_pairs  # noqa: E402
from pairs_recipe.texts import FOLDS, Group, Item, fold_of, opposing, relation  # noqa: E402
from pairs_recipe.train import f1, fit, model_of  # noqa: E402
from resolusjon_nlp.comparing.model import Relation, Settings  # noqa: E402
from resolusjon_nlp.comparing.profiles import demand_profile  # noqa: E402
from words_recipe.texts import keys_of_words, short_texts  # noqa: E402


def item(text: str, resolution: str, family: str | None = None, split: str = "train") -> Item:
    return Item(split, resolution, family, demand_profile(make_demand(text)), text)


ITEMS = (
    item("Forbudet mot innleie må bestå.", "r1", "f03"),
    item("Behold innleieforbudet!", "r2", "f03"),
    item("Det må åpnes for innleie igjen.", "r3", "f04"),
    item("Kommunen må bygge en svømmehall.", "r1"),
    item("Kommunen må pusse opp svømmehallen.", "r4"),
)


def test_families_say_what_a_pair_is() -> None:
    assert relation("f03", "f03") is Relation.SAME
    assert relation("f03", "f04") is relation("f04", "f03") is Relation.OPPOSED
    assert relation("f03", "f01") is relation("f03", None) is Relation.DIFFERENT


def test_families_that_oppose_each_other_are_held_out_together() -> None:
    for family, others in opposing().items():
        assert {fold_of(family)} == {fold_of(other) for other in others}
        assert 0 <= fold_of(family) < FOLDS


def test_corpus_pairs_are_of_members_and_told_once() -> None:
    pairs = corpus_pairs(ITEMS)
    assert len({frozenset((id(one), id(other))) for one, other, *_ in pairs}) == len(pairs)
    assert all(one.family is not None or other.family is not None for one, other, *_ in pairs)
    # What stands in the same resolution and in no family may say the same.
    assert not any({one.text, other.text} == {ITEMS[0].text, ITEMS[3].text} for one, other, *_ in pairs)
    relations = {frozenset((one.text, other.text)): known for one, other, known, *_ in pairs}
    assert relations[frozenset((ITEMS[0].text, ITEMS[1].text))] is Relation.SAME
    assert relations[frozenset((ITEMS[1].text, ITEMS[2].text))] is Relation.OPPOSED


def test_unlike_pairs_are_the_ones_left_out() -> None:
    many = [*ITEMS, *(item(f"Sak nummer {n} må utsettes.", f"x{n}") for n in range(30))]
    whole, part = corpus_pairs(many), corpus_pairs(many, most=20)
    assert len(part) == 20 or len(part) < len(whole)
    assert sum(p[2] is not Relation.DIFFERENT for p in part) == sum(p[2] is not Relation.DIFFERENT for p in whole)


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    made = [
        Group(
            f"g{n}",
            (item(f"{thing} må bygges ut.", f"g{n}"), item(f"Ja til flere {thing}!", f"g{n}")),
            (item(f"Nei til {thing}.", f"g{n}"), item(f"Stans utbyggingen av {thing}.", f"g{n}")),
            (item(f"{thing} må ha bedre brøyting.", f"g{n}"),),
        )
        for n, thing in enumerate(
            "skoler sykehus barnehager ferjekaier kraftverk biblioteker fengsler havner flyplasser museer tunneler stadioner".split()
        )
    ]
    return featured([*corpus_pairs(ITEMS), *group_pairs(made)])


def test_classifiers_learn_which_way_demands_pull(pairs: Pairs) -> None:
    pipelines = fit(pairs)
    model = model_of(pipelines, Settings(about=0.5, against=0.5, related=0.5))
    opposed = pairs.relations == Relation.OPPOSED.value
    same = pairs.relations == Relation.SAME.value
    pull = model.pull.log_odds(list(pairs.pull))[:, 0]
    assert pull[opposed].mean() > pull[same].mean()
    probabilities = model.of_features(pairs.matter, pull)
    assert probabilities.shape == (len(pairs.relations), 3)
    near = pairs.relations != Relation.DIFFERENT.value
    assert probabilities[near, 2].mean() > probabilities[~near, 2].mean()


def test_some_of_the_pairs(pairs: Pairs) -> None:
    chosen = pairs.sources == "groups"
    assert len(pairs[chosen].relations) == chosen.sum()
    assert set(np.unique(pairs[chosen].sources)) == {"groups"}


def test_f1() -> None:
    gold = np.array([True, True, False, False])
    assert f1(gold, gold) == 1.0
    assert f1(gold, ~gold) == 0.0
    assert f1(gold, np.array([True, False, True, False])) == 0.5


def test_word_vectors_read_no_resolution_of_the_corpus() -> None:
    assert len(list(short_texts())) == 264
    counts: Callable[[str], int] = {"kommunane": 5, "kommunene": 9, "2024": 9, "å": 99, "sjelden": 1}.__getitem__
    found = keys_of_words({w: counts(w) for w in ("kommunane", "kommunene", "2024", "å", "sjelden")}, 3)  # type: ignore[arg-type]
    assert found == {"kommunane": "kommune", "kommunene": "kommune"}
