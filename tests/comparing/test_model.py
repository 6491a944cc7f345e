"""The pair classifier: symmetric, sure of what is plain, and stored without loss."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from resolusjon_nlp import TaggedResolution
from resolusjon_nlp.comparing.features import MATTER, matter_features, pull_features
from resolusjon_nlp.comparing.model import PairModel, Relation, load_pair_model, model_folder, pair_model
from resolusjon_nlp.comparing.profiles import Profile, resolution_profiles
from resolusjon_nlp.errors import ModelError

Profiled = Callable[[str], Profile]


def test_order_of_a_pair_says_nothing(trained: tuple[TaggedResolution, ...]) -> None:
    profiles = [profile for resolution in trained[:6] for profile in resolution_profiles(resolution)][:25]
    for one, other in combinations(profiles, 2):
        ahead, back = matter_features(one, other), matter_features(other, one)
        assert np.allclose(ahead, back, atol=1e-5)
        assert pull_features(one, other, ahead[0]) == pytest.approx(pull_features(other, one, ahead[0]))


def test_features_are_finite_and_named(profiled: Profiled) -> None:
    texts = ("", "123", "må", "Ja!", "Staten må betale for ferja.", "…", "LO")
    for one in texts:
        for other in texts:
            row = matter_features(profiled(one), profiled(other))
            assert row.shape == (len(MATTER),)
            assert np.isfinite(row).all()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Akershus krever dobbeltspor på Hovedbanen.", "Innlandet krev dobbeltspor på Dovrebanen."),
        ("Sykehuset på Tynset må bestå.", "Nei til nedlegging av sjukehuset på Tynset!"),
        ("Fylkeskommunen må garantere alle søkere læreplass.", "Alle søkjarar lyt få garanti for læreplass."),
    ],
)
def test_the_same_demand_in_other_words(profiled: Profiled, one: str, other: str) -> None:
    (judgement,) = pair_model().judge(profiled(one), [profiled(other)])
    assert judgement.relation is Relation.SAME


def test_nothing_to_do_with_each_other(profiled: Profiled) -> None:
    (judgement,) = pair_model().judge(
        profiled("Formuesskatten må økes."), [profiled("Nattoget til Bodø må få sovevogner.")]
    )
    assert judgement.relation is Relation.DIFFERENT


def test_against_is_likelier_to_be_opposed_than_for(profiled: Profiled) -> None:
    own = profiled("Ja til havvind på Utsira Nord")
    for_it, against = pair_model().judge(
        own, [profiled("Vi støtter havvind på Utsira Nord"), profiled("Nei til havvind på Utsira Nord")]
    )
    assert against.opposed / (against.same + against.opposed) > for_it.opposed / (for_it.same + for_it.opposed)


def test_probabilities_are_probabilities(trained: tuple[TaggedResolution, ...]) -> None:
    profiles = resolution_profiles(trained[0]) + resolution_profiles(trained[1])
    for one in profiles:
        found = pair_model().probabilities(one, profiles)
        assert found.shape == (len(profiles), 3)
        assert ((found >= 0) & (found <= 1)).all()
        assert (found[:, 0] + found[:, 1] <= 1).all()
    assert pair_model().probabilities(profiles[0], []).shape == (0, 3)


def test_a_stored_model_says_the_same(tmp_path: Path, profiled: Profiled) -> None:
    pair_model().save(tmp_path / "pairs")
    again: PairModel = load_pair_model(tmp_path / "pairs")
    one, others = profiled("Mer penger til fylkesveiene"), [profiled("Meir pengar til fylkesvegane"), profiled("Ja")]
    assert np.allclose(again.probabilities(one, others), pair_model().probabilities(one, others))


def test_stored_pipelines_are_what_runs() -> None:
    skops_io = pytest.importorskip("skops.io")
    path = model_folder() / "models.skops"
    pipelines = skops_io.load(path, trusted=skops_io.get_untrusted_types(file=path))
    model = pair_model()
    rows = np.random.default_rng(5).random((6, len(MATTER)))
    assert np.allclose(
        pipelines["matter"].decision_function(rows), model.matter.log_odds_of_matrix(rows)[:, 0], atol=1e-4
    )
    marks = [dict.fromkeys(model.pull.names[start : start + 9], 1.0) for start in (0, 30, 60)]
    assert np.allclose(pipelines["pull"].decision_function(marks), model.pull.log_odds(marks)[:, 0], atol=1e-4)


def test_what_is_no_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="parmodell"):
        load_pair_model(tmp_path)
    (tmp_path / "settings.json").write_text('{"format": 0, "matter": [], "near": []}', encoding="utf-8")
    with pytest.raises(ModelError, match="annen versjon"):
        load_pair_model(tmp_path)
