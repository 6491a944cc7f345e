"""The trained theme model: what it gives, when it holds back, and that only models are loaded."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import skops.io

from resolusjon_nlp.errors import ModelError
from resolusjon_nlp.records import Block, BlockType, Resolution, ThemeScore
from resolusjon_nlp.tagging import stored
from resolusjon_nlp.tagging.pipeline import load, tag
from resolusjon_nlp.tagging.themes.factory import ThemeTagger
from resolusjon_nlp.tagging.themes.lexicon import theme_lexicon
from resolusjon_nlp.tagging.themes.model import load_theme_model, model_folder
from resolusjon_nlp.tagging.themes.pairs import LABELS, NAMES, evidence_of, pair_features, theme_words


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


def test_scores_fall_and_evidence_stands_in_the_text() -> None:
    text = (
        "Styrk kommuneøkonomien",
        "Kommunene må få større rammetilskudd. Sykehjemmet trenger flere sykepleiere, og hjemmetjenesten er underbemannet.",
    )
    found = load_theme_model(model_folder()).themes(blocks(*text))
    assert 1 <= len(found) <= 4
    scores = [theme.score for theme in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)
    assert found[0].evidence
    assert all(word.lower() in " ".join(text).lower() for theme in found for word in theme.evidence)


def test_both_written_forms_give_the_same_words() -> None:
    nb, nn = theme_words(blocks("sykehusene og kommunene")), theme_words(blocks("sjukehusa og kommunane"))
    assert nb == nn
    assert "hus" in nb.split()


def test_pair_features_have_a_row_a_theme() -> None:
    rows = pair_features(evidence_of(blocks("Ja til tog")), np.zeros(len(LABELS)))
    assert rows.shape == (len(LABELS), len(NAMES))
    assert np.isfinite(rows).all()


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
    by_words = model.by_words(theme_words(made))
    np.testing.assert_allclose(by_words, pipelines["words"].decision_function([theme_words(made)])[0], atol=1e-4)
    rows = pair_features(evidence_of(made), by_words)
    np.testing.assert_allclose(
        model.pairs.log_odds_of_matrix(rows)[:, 0], pipelines["pairs"].decision_function(rows), atol=1e-4
    )
