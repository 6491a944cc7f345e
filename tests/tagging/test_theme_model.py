"""The trained theme model: what it gives, when it holds back, and that only models are loaded."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import skops.io
from sklearn.feature_extraction.text import CountVectorizer

from resolusjon_nlp.errors import ModelError
from resolusjon_nlp.records import Block, BlockType, Resolution, ThemeScore
from resolusjon_nlp.tagging import stored
from resolusjon_nlp.tagging.pipeline import load, tag
from resolusjon_nlp.tagging.themes.decoding import best_set
from resolusjon_nlp.tagging.themes.demands import DEMAND_NAMES, demand_features
from resolusjon_nlp.tagging.themes.factory import ThemeTagger
from resolusjon_nlp.tagging.themes.lexicon import theme_lexicon
from resolusjon_nlp.tagging.themes.model import chosen_for_demand, load_theme_model, model_folder
from resolusjon_nlp.tagging.themes.pairs import LABELS, NAMES, evidence_of, pair_features
from resolusjon_nlp.tagging.themes.views import block_words, mean_vector, pieces_of, vectors_mark, words_of


def blocks(*texts: str) -> tuple[Block, ...]:
    made, offset = [], 0
    for index, text in enumerate(texts):
        kind = BlockType.TITLE if index == 0 else BlockType.PARAGRAPH
        made.append(Block(type=kind, text=text, start=offset, end=offset + len(text)))
        offset += len(text) + 2
    return tuple(made)


def themes(*texts: str) -> list[str]:
    return [theme.theme for theme in load_theme_model(model_folder()).themes(blocks(*texts))]


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (("Fullfør dobbeltsporet", "Togene står, og pendlerne venter. Jernbanen må bygges ut."), "samferdsel"),
        (("Fullfør dobbeltsporet", "Toga står, og pendlarane ventar. Jernbanen må byggjast ut."), "samferdsel"),
        (("La fødeavdelingen bestå", "Sykehuset må beholde akuttkirurgien."), "sykehus"),
        (("Lat fødeavdelinga stå", "Sjukehuset må halde på akuttkirurgien."), "sykehus"),
        (("Nei til innleie", "Bemanningsforetakene presser lønna, og forbudet må bestå."), "sosial_dumping_innleie"),
        (("Stopp folkemordet i Gaza", "Norge må boikotte Israel."), "internasjonal_solidaritet"),
        (("Fleire lærlingplassar", "Alle elevar i yrkesfag må få læreplass."), "utdanning_barnehage"),
    ],
)
def test_first_theme(texts: tuple[str, ...], first: str) -> None:
    assert themes(*texts)[0] == first


@pytest.mark.parametrize("text", ["", "x", "God sommer til alle sammen!", "мир труд май", "😀" * 50])
def test_nothing_to_go_by_is_uncertain(text: str) -> None:
    assert themes(text) == ["usikker"]


def test_evidence_stands_in_the_text() -> None:
    text = (
        "Styrk kommuneøkonomien",
        "Kommunene må få større rammetilskudd. Sykehjemmet trenger flere sykepleiere, og hjemmetjenesten er underbemannet.",
    )
    found = load_theme_model(model_folder()).themes(blocks(*text))
    assert 1 <= len(found) <= 4
    assert all(0 < theme.score < 1 for theme in found)
    assert found[0].evidence
    assert all(word.lower() in " ".join(text).lower() for theme in found for word in theme.evidence)


def test_words_stand_in_where_the_lexicon_has_none() -> None:
    made = blocks("Klubbhuset", "Vi som rydder garderoben etter kampen, vil ha tak over tribunen.")
    model = load_theme_model(model_folder())
    words = model._telling_words(made, LABELS.index("kultur_frivillighet"))
    assert 0 < len(words) <= 3
    assert all(word in " ".join(block.text.lower() for block in made) for word in words)


def test_both_written_forms_give_the_same_words() -> None:
    nb, nn = block_words(blocks("sykehusene og kommunene")), block_words(blocks("sjukehusa og kommunane"))
    assert nb == nn
    assert "hus" in nb[0].split()


def test_vectors_have_length_one_or_none() -> None:
    assert np.linalg.norm(mean_vector(Counter(words_of("Jernbanen må bygges ut").split()))) == pytest.approx(1.0)
    assert not mean_vector(Counter()).any()


def test_pair_features_have_a_row_a_theme() -> None:
    model = load_theme_model(model_folder())
    for text in ("Ja til tog", ""):
        made = blocks(text)
        rows = pair_features(evidence_of(made), model.first_stage.of(block_words(made)))
        assert rows.shape == (len(LABELS), len(NAMES))
        assert np.isfinite(rows).all()


@pytest.mark.parametrize(
    ("probabilities", "best"),
    [
        ([0.9, 0.1, 0.05], [0]),
        ([0.1, 0.9, 0.8], [1, 2]),
        ([0.9, 0.45, 0.05], [0]),
        ([0.5, 0.5, 0.5, 0.05], [0, 1, 2]),
        ([0.9, 0.9, 0.9, 0.9, 0.9, 0.9], [0, 1, 2, 3]),
        ([0.0, 0.0], [0]),
    ],
)
def test_as_many_themes_as_have_the_highest_expected_jaccard(probabilities: list[float], best: list[int]) -> None:
    assert sorted(best_set(np.array(probabilities), 4)) == best


@pytest.mark.parametrize(
    ("demand", "themes_of_resolution", "first"),
    [
        ("Ferjene må bli gratis.", ("energi_strøm",), "samferdsel"),
        ("Ferjene må bli gratis.", (), "samferdsel"),
        ("Ferjene må bli gratis.", ("usikker",), "samferdsel"),
        ("Dette må det bli slutt på.", ("sykehus",), "sykehus"),
        ("Fødeavdelinga må stå.", ("sykehus", "distrikt_struktur_reform"), "sykehus"),
        ("Vi krev at fengselet blir ståande.", ("kommuneøkonomi",), "rus_justis_politi"),
        ("Studentboliger må bygges i alle studiebyer.", ("utdanning_barnehage", "bolig"), "bolig"),
    ],
)
def test_a_demand_has_themes_of_its_own(demand: str, themes_of_resolution: tuple[str, ...], first: str) -> None:
    given = tuple(ThemeScore(theme=theme, score=0.9) for theme in themes_of_resolution)
    found = load_theme_model(model_folder()).demand_themes(demand, demand, given)
    assert found[0] == first
    assert 1 <= len(found) <= 2


def test_a_second_theme_of_a_demand_comes_from_its_own_words() -> None:
    given = (ThemeScore(theme="samferdsel", score=0.99), ThemeScore(theme="utdanning_barnehage", score=0.7))
    model = load_theme_model(model_folder())
    text = "Regjeringa må løyve meir pengar til skulen."
    assert model.demand_themes(text, text, given) == ("utdanning_barnehage",)
    assert chosen_for_demand(np.array([0.5, 0.4, 0.1]), np.array([True, True, True])) == [0, 1]
    assert chosen_for_demand(np.array([0.5, 0.4, 0.1]), np.array([False, False, True])) == [0]
    assert chosen_for_demand(np.array([0.5, 0.1, 0.0]), np.array([True, True, True])) == [0]


def test_demand_features_have_a_row_a_theme() -> None:
    rows = demand_features("", "", (), load_theme_model(model_folder()).first_stage)
    assert rows.shape == (len(LABELS), len(DEMAND_NAMES))
    assert np.isfinite(rows).all()


def test_the_model_was_trained_on_the_vectors_in_use() -> None:
    stored_settings = json.loads((model_folder() / stored.SETTINGS_FILE).read_text(encoding="utf-8"))
    assert stored_settings["vectors"] == vectors_mark(), "the word vectors have changed: make model-themes"


def test_every_label_is_of_the_codebook_and_has_a_topic_abroad() -> None:
    codebook = {theme.id: theme for theme in theme_lexicon().themes}
    assert set(LABELS) == set(codebook) - {"annet"}
    assert all(codebook[label].cap for label in LABELS)


def test_lexicon_alone_on_request() -> None:
    text = "Ja til tog\n\nJernbanen må bygges ut."
    resolution = Resolution(id="t", text=text, blocks=blocks("Ja til tog", "Jernbanen må bygges ut."))
    nlp = load("nb")
    nlp.replace_pipe("resolusjon_themes", "resolusjon_themes", config={"model": "lexicon"})
    with_lexicon = tag(nlp, resolution).themes
    with_model = tag(load("nb"), resolution).themes
    assert [theme.theme for theme in with_lexicon] == [theme.theme for theme in with_model] == ["samferdsel"]
    assert with_lexicon != with_model
    assert all(isinstance(theme, ThemeScore) for theme in with_model)
    assert ThemeTagger("x").from_bytes(ThemeTagger("lexicon").to_bytes()).settings == {"model": "lexicon"}


def test_other_versions_damaged_and_hostile_models_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="ingen temamodell"):
        load_theme_model(tmp_path)
    other = tmp_path / "other"
    shutil.copytree(model_folder(), other)
    settings = json.loads((other / stored.SETTINGS_FILE).read_text(encoding="utf-8"))
    (other / stored.SETTINGS_FILE).write_text(json.dumps({**settings, "labels": ["x"]}), encoding="utf-8")
    with pytest.raises(ModelError, match="en annen versjon"):
        load_theme_model(other)
    damaged = tmp_path / "damaged"
    shutil.copytree(model_folder(), damaged)
    (damaged / stored.WEIGHTS_FILE).write_bytes(b"nothing")
    with pytest.raises(ModelError, match="kan ikke leses"):
        load_theme_model(damaged)
    hostile = tmp_path / "hostile"
    shutil.copytree(model_folder(), hostile)
    np.savez(hostile / stored.WEIGHTS_FILE, **{"words.weights": np.array([Path("/")], dtype=object)})
    with pytest.raises(ModelError, match="kan ikke leses"):
        load_theme_model(hostile)


def test_arrays_weigh_as_the_stored_scikit_learn_pipelines_do() -> None:
    made = blocks(
        "Fullfør dobbeltsporet", "Togene står, og pendlerne venter. Jernbanen må bygges ut, og ferjene bli gratis."
    )
    model = load_theme_model(model_folder())
    pipelines = skops.io.load(model_folder() / stored.MODELS_FILE, trusted=[])
    words = block_words(made)
    said = model.first_stage.of(words)
    joined = " ".join(words)
    for name, odds, given in (
        ("words", said.words, [joined]),
        ("pieces", said.pieces, [joined]),
        ("vectors", said.vectors, mean_vector(Counter(joined.split()))[None, :]),
    ):
        np.testing.assert_allclose(odds, pipelines[name].decision_function(given)[0], atol=1e-3)
    rows = pair_features(evidence_of(made), said)
    for name, linear in (("pairs", model.pairs), ("central", model.central)):
        np.testing.assert_allclose(
            linear.log_odds_of_matrix(rows)[:, 0], pipelines[name].decision_function(rows), atol=1e-3
        )
    about = demand_features("Ferjene må bli gratis.", "Ferjene må bli gratis.", (), model.first_stage)
    np.testing.assert_allclose(
        model.demands.log_odds_of_matrix(about)[:, 0], pipelines["demands"].decision_function(about), atol=1e-3
    )


@pytest.mark.parametrize("word", ["i", "å", "om", "tog", "kommune", "økonomi"])
def test_pieces_are_those_of_scikit_learn(word: str) -> None:
    analyse = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), lowercase=False).build_analyzer()
    assert sorted(pieces_of(word)) == sorted(analyse(word))
