"""The recipes of the demand and theme models on a few small texts: labels are right, held-out writers are held out, a trained model survives being stored."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from spacy.language import Language

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "models"

if not MODELS.is_dir():
    pytest.skip("the recipes are in the source checkout only", allow_module_level=True)
sys.path[:0] = [str(MODELS / "demands"), str(MODELS / "themes")]

from demands_recipe.evaluate import calibration_error  # noqa: E402
from demands_recipe.rows import Row, read_rows, rows_of, write_rows  # noqa: E402
from demands_recipe.texts import BODIES, Text, promises, storting, treebank  # noqa: E402
from demands_recipe.train import best_threshold, train  # noqa: E402
from resolusjon_nlp.records import DemandKind  # noqa: E402
from resolusjon_nlp.samples import samples  # noqa: E402
from resolusjon_nlp.tagging.demands.model import load_demand_model  # noqa: E402
from resolusjon_nlp.tagging.themes.pairs import LABELS  # noqa: E402
from themes_recipe.first_stage import fit_first_stage  # noqa: E402
from themes_recipe.texts import resolutions  # noqa: E402
from themes_recipe.texts import storting as storting_themes  # noqa: E402
from themes_recipe.train import held_out_odds  # noqa: E402


@pytest.fixture(scope="module")
def rows(nlp: Language) -> list[Row]:
    several = [s for writer in ("w1", "w2", "w3") for s in samples("train") if s.writer == writer]
    picked = [s for i, s in enumerate(several) if i % 5 == 0]
    return list(rows_of(nlp, [Text("further", s.writer, s.id, s.gold) for s in picked]))


def test_every_demand_of_a_text_labels_one_candidate(nlp: Language) -> None:
    sample = samples("train")[0]
    found = list(rows_of(nlp, [Text("corpus", sample.writer, sample.id, sample.gold)]))
    assert sum(row.kind is not None for row in found) == len(sample.gold.demands)
    assert {row.kind for row in found} - {None} == {d.kind.value for d in sample.gold.demands}


def test_rows_survive_being_stored(tmp_path: Path, rows: list[Row]) -> None:
    write_rows(tmp_path / "rows.gz", rows)
    again = read_rows(tmp_path / "rows.gz")
    assert [row.text for row in again] == [row.text for row in rows]
    assert again[0].features == pytest.approx(rows[0].features, abs=1e-5)


def test_training_holds_writers_out_and_the_model_survives_being_stored(tmp_path: Path, rows: list[Row]) -> None:
    trained = train(rows)
    model, probabilities, held = trained.model, trained.probabilities, trained.held
    assert len(held) == sum(not row.excluded for row in rows) == len(probabilities)
    labels = np.array([row.kind is not None for row in held])
    # Held out or not, it must tell demands from the rest far better than chance.
    assert probabilities[labels].mean() > 2 * probabilities[~labels].mean()
    model.save(tmp_path / "model")
    again = load_demand_model(tmp_path / "model")
    features = [row.features for row in rows[:20]]
    np.testing.assert_allclose(again.probabilities(features), model.probabilities(features))
    assert again.settings == model.settings
    assert set(again.kinds_of(features)) <= set(DemandKind)


def test_threshold_is_half_the_best_f1_where_that_is_as_good_as_any() -> None:
    labels = np.array([True] * 10 + [False] * 10)
    probabilities = np.array([0.9] * 10 + [0.1] * 10)
    assert best_threshold(labels, probabilities, np.ones(20)) == pytest.approx(0.5, abs=0.02)


def test_calibration_error_counts_what_is_off() -> None:
    labels = np.array([True, True, False, False])
    assert calibration_error(np.array([0.99, 0.99, 0.01, 0.01]), labels) == pytest.approx(0.01)
    assert calibration_error(np.array([0.01, 0.01, 0.99, 0.99]), labels) == pytest.approx(0.99)


def test_real_sentences_become_small_resolutions(tmp_path: Path) -> None:
    proposals = tmp_path / "proposals.csv"
    contents = [f"legge fram en plan for tiltak nummer {n} i løpet av året" for n in range(8)]
    proposals.write_text(
        "body\n"
        + "".join(f"Stortinget ber regjeringen {c}.\n" for c in [*contents, contents[0]])
        + "Vedtak til lov om skatt.\n",
        encoding="utf-8",
    )
    (text,) = storting(proposals)
    assert len(text.gold.demands) == 8
    assert not text.kinds
    assert not any("Stortinget" in block.text for block in text.gold.blocks)
    assert any(block.text.startswith((*BODIES, "Regjeringen må")) for block in text.gold.blocks)
    promised = tmp_path / "promises.csv"
    promised.write_text("tekst\nsikre alle barn en barnehageplass\nDerfor vil Partiet noe\n", encoding="utf-8")
    (text,) = promises(promised)
    assert [demand.text for demand in text.gold.demands] == ["sikre alle barn en barnehageplass"]
    (text,) = treebank([f"Setning nummer {n} er uten krav." for n in range(20)], 20)
    assert text.gold.demands == ()


def test_the_stortings_topics_become_themes(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    (tmp_path / "demands").mkdir()
    (tmp_path / "themes" / "storting_cases_2019-2020.csv").write_text(
        "title_short,topics,main_topics\nOm jernbanen i nord,JERNBANER|STORTINGET,KOMMUNIKASJON\nOm kongehuset,KONGEN,STATSFORFATNING\n",
        encoding="utf-8",
    )
    (tmp_path / "demands" / "holderdeord_lofter.csv").write_text(
        "tekst,emner,hovedemner\nbygge flere sykehjem,ELDREOMSORG,HELSEVESEN\n", encoding="utf-8"
    )
    found = [(text.source, text.themes) for text in storting_themes(tmp_path)]
    assert found == [("cases", ("samferdsel",)), ("promises", ("helse_omsorg",))]


def test_the_first_stage_learns_what_the_words_say() -> None:
    texts = [text for text in resolutions() if text.source == "short"][:88]
    stage, pipelines = fit_first_stage(texts)
    assert set(pipelines) == {"words", "pieces", "vectors"}
    right = [text.has(LABELS[int(stage.of(text.words).words.argmax())]) for text in texts if text.themes != ("annet",)]
    assert np.mean(right) > 0.95
    assert stage.company.shape == (len(LABELS), len(LABELS))
    assert not stage.company.diagonal().any()


def test_nothing_is_learnt_from_the_fold_nor_from_what_is_left_out() -> None:
    rng = np.random.default_rng(0)
    labels = rng.random((40, 3)) < 0.5
    rows = np.where(labels[:, :, None], 1.0, -1.0) + 0.0
    folds = [0, 1] * 20
    kept = np.ones(40, dtype=bool)
    assert ((held_out_odds(rows, labels, folds, kept) > 0) == labels).all()
    # With the labels of one fold turned, the other fold, which learns from it, is turned too.
    turned = np.where(np.array(folds)[:, None] == 0, ~labels, labels)
    odds = held_out_odds(rows, turned, folds, kept)
    assert ((odds[1::2] > 0) == ~labels[1::2]).all()
    half = np.arange(40) < 20
    assert ((held_out_odds(rows[:], np.where(half[:, None], labels, ~labels), folds, half) > 0) == labels).all()


def test_resolutions_have_the_demands_whose_theme_is_known() -> None:
    texts = list(resolutions())
    assert {text.source for text in texts} == {"corpus", "dev", "further", "short"}
    demands = [demand for text in texts for demand in text.demands]
    assert len(demands) > 500
    assert all(demand.text in demand.block and demand.theme in LABELS for demand in demands)
