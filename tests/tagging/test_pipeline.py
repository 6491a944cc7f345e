from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from resolusjon_nlp import TaggedResolution, load
from resolusjon_nlp.errors import ModelError
from resolusjon_nlp.tagging.pipeline import COMPONENTS
from resolusjon_nlp.tagging.themes.lexicon import inflections, theme_ids, theme_lexicon
from resolusjon_nlp.tagging.themes.scoring import UNCERTAIN

THEMES = 29


def test_load_has_our_components_in_order(nlp: Language) -> None:
    assert tuple(nlp.pipe_names) == COMPONENTS


def test_load_plain_text(nlp: Language) -> None:
    doc = nlp("Ja til tog.\n\nStaten må bygge bane i Gjøvik. Det er sent.")
    assert [sent.text.strip() for sent in doc.sents] == [
        "Ja til tog.",
        "Staten må bygge bane i Gjøvik.",
        "Det er sent.",
    ]
    assert [(span.text, span.label_) for span in doc.spans["demands"]] == [
        ("Ja til tog.", "krav"),
        ("Staten må bygge bane i Gjøvik.", "krav"),
    ]
    assert [(span.text, span.kb_id_) for span in doc.spans["places"]] == [("Gjøvik", "3407")]
    assert doc._.themes[0].theme == "samferdsel"
    assert "samferdsel" in doc.cats


def test_pipeline_survives_disk_without_pickles(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "modell")
    assert not list((tmp_path / "modell").rglob("*.pkl"))
    again = spacy.load(tmp_path / "modell")
    text = "Kommunene må få mer penger."
    assert again(text)._.demands == nlp(text)._.demands


def test_threshold_is_configurable() -> None:
    nlp = load()
    nlp.remove_pipe("resolusjon_demands")
    nlp.add_pipe("resolusjon_demands", config={"threshold": 0.999})
    assert nlp("Kommunene må få mer penger.")._.demands == ()


def test_load_says_what_is_wrong_with_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="ikke installert"):
        load("nb_finnes_ikke")
    spacy.blank("en").to_disk(tmp_path / "en")
    with pytest.raises(ModelError, match="ikke norsk"):
        load(str(tmp_path / "en"))


def test_load_takes_another_norwegian_pipeline(tmp_path: Path) -> None:
    spacy.blank("nb").to_disk(tmp_path / "nb")
    assert load(str(tmp_path / "nb"))("Staten må betale.")._.demands


def test_sample_resolution(sample: TaggedResolution) -> None:
    assert (sample.title, sample.body, sample.organisation, sample.region, sample.date, sample.language) == (
        "Ja til tog hele døgnet",
        "Årsmøtet i Fagforbundet Gjøvik",
        "Fagforbundet",
        "Gjøvik",
        "2024-03-14",
        "nb",
    )
    assert [(d.kind.value, d.addressee, d.position.value) for d in sample.demands] == [
        ("krav", None, "title"),
        ("krav", "staten", "body"),
        ("krav", "Bane NOR", "body"),
        ("krav", "regjeringen", "list"),
        ("krav", "regjeringen", "list"),
    ]
    assert sample.themes[0].theme == "samferdsel"
    assert {p.name for p in sample.places if not p.in_organisation} == {
        "Gjøvik",
        "Oslo",
        "Raufoss",
        "Toten",
        "Vestre Toten",
    }
    assert all(d.regions and d.block is not None for d in sample.demands)


def test_themes_are_the_codebook() -> None:
    assert len(theme_ids()) == THEMES
    assert theme_ids()[0] == "kommuneøkonomi"
    assert theme_ids()[-1] == "annet"
    assert all(theme.cap or theme.id == "annet" for theme in theme_lexicon().themes)


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Rammetilskuddet til kommunene må økes.", "kommuneøkonomi"),
        ("Rammetilskotet til kommunane må aukast.", "kommuneøkonomi"),
        ("Sjukehuset treng akuttkirurgi og fødeavdeling.", "sykehus"),
        ("Innleie fra bemanningsforetak må forbys i byggebransjen.", "sosial_dumping_innleie"),
        ("Dobbeltsporet på Dovrebanen må bygges.", "samferdsel"),
        ("AFP må reformeres så sliterne kan gå av.", "pensjon"),
        ("Barnehagane treng betre bemanningsnorm.", "utdanning_barnehage"),
        ("Folkerettsbruddene i Gaza må stanses, og Palestina anerkjennes.", "internasjonal_solidaritet"),
        ("Husbanken må bygge flere studentboliger.", "bolig"),
        ("Det regner i dag.", UNCERTAIN),
    ],
)
def test_themes_first(nlp: Language, text: str, theme: str) -> None:
    assert nlp(text)._.themes[0].theme == theme


def test_inflections() -> None:
    assert {"kommune", "kommunen", "kommunene", "kommunane", "kommunes"} <= inflections("kommune")
    assert "tognett" not in inflections("tog")
