"""The trained demand model: what it decides, how it is stored, and that it can say why."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import skops.io
from spacy.language import Language

from resolusjon_nlp.errors import ModelError
from resolusjon_nlp.records import Block, BlockType, DemandKind, Resolution
from resolusjon_nlp.tagging import stored
from resolusjon_nlp.tagging.demands.candidates import candidates
from resolusjon_nlp.tagging.demands.explain import explain, in_words
from resolusjon_nlp.tagging.demands.factory import DemandTagger
from resolusjon_nlp.tagging.demands.features import GROUPS, features
from resolusjon_nlp.tagging.demands.model import load_demand_model, model_folder
from resolusjon_nlp.tagging.demands.told import addressee_in_sentence
from resolusjon_nlp.tagging.pipeline import load, tag, tagged_doc


def resolution(*parts: tuple[BlockType, str]) -> Resolution:
    blocks, offset = [], 0
    for kind, text in parts:
        blocks.append(Block(type=kind, text=text, start=offset, end=offset + len(text)))
        offset += len(text) + 2
    return Resolution(id="t", text="\n\n".join(text for _, text in parts), blocks=tuple(blocks))


def found(nlp: Language, text: str) -> list[str]:
    return [demand.text for demand in tag(nlp, resolution((BlockType.PARAGRAPH, text))).demands]


@pytest.mark.parametrize(
    ("text", "demands"),
    [
        (
            "I fjor reiste seks av ti med buss. Derfor må det settes av penger til flere avganger.",
            ["Derfor må det settes av penger til flere avganger."],
        ),
        ("Omstillingen krever kompetanse. Vi krever etterutdanning.", ["Vi krever etterutdanning."]),
        ("Mange må reise i to timer for å komme på jobb.", []),
        ("Avtalen skal etter planen reforhandles i 2027.", []),
        ("Løyvingane lyt aukast, og difor ber vi Stortinget om å ta ansvar.", None),
        ("Årsmøtet godtek ikkje at folk blir leigde inn på døgnkontraktar.", None),
    ],
)
def test_tells_demands_from_facts(nlp: Language, text: str, demands: list[str] | None) -> None:
    assert found(nlp, text) == ([text] if demands is None else demands)


def test_a_question_is_no_demand(nlp: Language) -> None:
    assert found(nlp, "Hvorfor må vi kreve det samme hvert år?") == []


def test_probabilities_are_probabilities_and_the_same_each_time(nlp: Language) -> None:
    doc = tagged_doc(nlp, resolution((BlockType.PARAGRAPH, "Vi krever tog. Toget står. Må toget stå?")))
    rows = features(doc, list(candidates(doc)))
    model = load_demand_model(model_folder())
    first, second = model.probabilities(rows), model.probabilities(rows)
    assert first.shape == (3,)
    assert ((first > 0) & (first < 1)).all()
    np.testing.assert_array_equal(first, second)
    assert model.probabilities([]).shape == (0,)
    assert model.kinds_of([]) == []


def test_features_belong_to_groups_and_need_a_parser_for_some(nlp: Language) -> None:
    text = resolution((BlockType.PARAGRAPH, "Vi krever at staten betaler."))
    parsed = tagged_doc(nlp, text)
    (row,) = features(parsed, list(candidates(parsed)))
    assert {name.partition(":")[0] for name in row} == set(GROUPS)
    bare = tagged_doc(load("nb"), text)
    (row,) = features(bare, list(candidates(bare)))
    assert {name.partition(":")[0] for name in row} == {"rule", "cue", "layout"}


def test_rules_decide_without_a_parser_and_on_request() -> None:
    text = resolution((BlockType.PARAGRAPH, "Vi krever at staten betaler."))
    for pipeline in (load("nb"), load(demands="rules")):
        (demand,) = tag(pipeline, text).demands
        assert (demand.kind, demand.addressee) == (DemandKind.DEMAND, "staten")
        doc = tagged_doc(pipeline, text)
        (explanation,) = explain(pipeline, doc)
        assert explanation.rule == "krever"
        assert explanation.reasons == ()


def test_explanations_name_cue_rule_and_strongest_features(nlp: Language) -> None:
    doc = tagged_doc(nlp, resolution((BlockType.PARAGRAPH, "Derfor krever vi at Stortinget øker bevilgningene.")))
    (explanation,) = explain(nlp, doc, most=4)
    assert explanation.demand.cue == "krever"
    assert explanation.demand.cue_span == (7, 13)
    assert explanation.rule == "krever"
    weights = [abs(reason.weight) for reason in explanation.reasons]
    assert len(weights) == 4
    assert weights == sorted(weights, reverse=True)
    assert any(reason.weight > 0 for reason in explanation.reasons)


def test_every_feature_of_the_model_has_words() -> None:
    names = load_demand_model(model_folder()).presence.names
    nameless = [name for name in names if not name.startswith("vector:") and in_words(name) == name]
    assert nameless == []
    assert in_words("vector") != "vector"


def test_model_of_another_version_damaged_or_hostile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="ingen kravmodell"):
        load_demand_model(tmp_path / "missing")
    other = tmp_path / "other"
    shutil.copytree(model_folder(), other)
    settings = json.loads((other / stored.SETTINGS_FILE).read_text(encoding="utf-8"))
    (other / stored.SETTINGS_FILE).write_text(json.dumps({**settings, "format": 0}), encoding="utf-8")
    with pytest.raises(ModelError, match="en annen versjon"):
        load_demand_model(other)
    damaged = tmp_path / "damaged"
    shutil.copytree(model_folder(), damaged)
    (damaged / stored.WEIGHTS_FILE).write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(ModelError, match="kan ikke leses"):
        load_demand_model(damaged)
    hostile = tmp_path / "hostile"
    shutil.copytree(model_folder(), hostile)
    np.savez(hostile / stored.WEIGHTS_FILE, **{"presence.weights": np.array([Path("/")], dtype=object)})
    with pytest.raises(ModelError, match="kan ikke leses"):
        load_demand_model(hostile)


def test_arrays_weigh_as_the_stored_scikit_learn_pipelines_do(nlp: Language) -> None:
    text = resolution(
        (BlockType.PARAGRAPH, "Vi krever tog. Mange må reise langt. Årsmøtet støtter streiken. Nei til kutt!")
    )
    doc = tagged_doc(nlp, text)
    rows = features(doc, list(candidates(doc)))
    model = load_demand_model(model_folder())
    pipelines = skops.io.load(model_folder() / stored.MODELS_FILE, trusted=[])
    np.testing.assert_allclose(
        model.presence.log_odds(rows)[:, 0], pipelines["presence"].decision_function(rows), atol=1e-4
    )
    assert [kind.value for kind in model.kinds_of(rows)] == list(pipelines["kinds"].predict(rows))


def test_settings_survive_being_stored() -> None:
    tagger = DemandTagger("rules", 0.7)
    assert DemandTagger("x", None).from_bytes(tagger.to_bytes()).settings == tagger.settings


def test_threshold_of_ones_own_leaves_out_the_less_certain(nlp: Language) -> None:
    text = resolution((BlockType.PARAGRAPH, "Vi krever tog. Det trengs flere busser. Linja bør bygges ut."))
    doc = tagged_doc(nlp, text)
    confidences = [demand.confidence for demand in tag(nlp, text).demands]
    strict = DemandTagger("resolusjon_demands", max(confidences))
    assert len(confidences) > 1
    assert len(list(strict.decide(doc))) < len(confidences)


@pytest.mark.parametrize(
    ("sentence", "addressee"),
    [
        ("Av fylkeskommunen forventer vi at rutene blir lagt om.", "fylkeskommunen"),
        ("Kommunane i Romsdal bør slå seg saman om ei vaktordning.", "kommunane i Romsdal"),
        ("Vi ber Stortinget og regjeringen om å snu.", "Stortinget og regjeringen"),
        ("Det er på tide at departementet svarer.", "departementet"),
        ("Alle kommunene må ta ansvar.", "kommunene"),
        ("Difor krev vi at arbeidsgjevarane lyser ut heile stillingar.", "arbeidsgjevarane"),
        ("Kommunene må få mer penger.", None),
        ("Ordningen må gjøres permanent.", None),
        ("Løyvingane må aukast av staten sine midlar.", None),
        ("Vi krever flere hender.", None),
        ("Vi oppfordrer velgerne til å bruke stemmeretten.", "velgerne"),
        ("Vi ber òg klubbane om å vurdere kva dei kan gje.", "klubbane"),
        ("Årsmøtet krever at styret i Nordlandssykehuset snur.", "styret i Nordlandssykehuset"),
        ("Det offentlige må gå foran.", "det offentlige"),
        ("Vi ber om mer penger til skolen.", None),
        ("Vi krever tog fra Bergen til Oslo.", None),
    ],
)
def test_who_is_told_to_act(nlp: Language, sentence: str, addressee: str | None) -> None:
    assert addressee_in_sentence(nlp(sentence)[:]) == addressee


def test_items_have_the_addressee_of_their_lead_in(nlp: Language) -> None:
    text = resolution(
        (BlockType.LEAD_IN, "På denne bakgrunn ber årsmøtet samferdselsministeren om å:"),
        (BlockType.BULLET, "sette av midler til rassikring i neste budsjett"),
        (BlockType.BULLET, "legge fram en plan for riksveien"),
    )
    assert [demand.addressee for demand in tag(nlp, text).demands] == ["samferdselsministeren"] * 2


def test_label_before_the_demand_is_no_part_of_it(nlp: Language) -> None:
    text = resolution((BlockType.TITLE, "Uttalelse: Nei til sentralisering"))
    assert [demand.text for demand in tag(nlp, text).demands] == ["Nei til sentralisering"]


def test_in_texts_that_ask_for_little_only_the_surest_counts() -> None:
    settings = load_demand_model(model_folder()).settings
    assert settings.threshold_for(np.array([0.9, 0.1, 0.2])) == settings.threshold
    assert settings.threshold_for(np.array([0.6, *[0.01] * 20])) == settings.sparse_threshold > settings.threshold
    assert settings.threshold_for(np.zeros(0)) == settings.threshold


def test_sparse_texts_keep_the_demand_that_is_sure(nlp: Language) -> None:
    background = (
        "Klubben har åtti medlemmer. De fleste jobber skift. Bedriften lager pumper til skip. Ordreboka er full ut året. Kantina åpner klokka elleve. "
        "Bussen går to ganger om dagen. Verftet ligger ved kaia. Området eies av kommunen. "
    )
    sure = "Årsmøtet krever at kommunen stanser kuttene i eldreomsorgen."
    assert found(nlp, background + "Parkering må skje ved kirka.") == []
    assert found(nlp, background + sure) == [sure]
