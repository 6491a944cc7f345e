from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from resolusjon_nlp import TaggedResolution, load
from resolusjon_nlp.errors import ModelError
from resolusjon_nlp.records import Block, BlockType, Resolution
from resolusjon_nlp.samples import samples
from resolusjon_nlp.tagging import pipeline
from resolusjon_nlp.tagging.pipeline import COMPONENTS, tag, tag_all
from resolusjon_nlp.tagging.themes.lexicon import inflections, theme_ids, theme_lexicon
from resolusjon_nlp.tagging.themes.scoring import UNCERTAIN

THEMES = 29


TRAINED = ("tok2vec", "tagger", "morphologizer", "parser", "resolusjon_lemmas", "ner")


def test_load_has_layout_first_then_the_trained_components_then_ours(nlp: Language) -> None:
    assert tuple(nlp.pipe_names) == (COMPONENTS[0], *TRAINED, *COMPONENTS[1:])


def test_bare_tokenizer() -> None:
    assert tuple(load("nb").pipe_names) == COMPONENTS


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


ODD_TEXTS = {
    "empty": "",
    "one letter": "a",
    "one space": " ",
    "line breaks": "\n\n\n",
    "one stop": ".",
    "emoji": "Ja til tog! 👩‍👩‍👧 🇳🇴 😀",
    "right to left": "שלום עולם. مرحبا بالعالم.",
    "english": "The conference calls on the government to act.",
    "combining": "A\u030a\u0301\u0301 \u200b\u00ad\ufeff",
    "null": "a\x00b",
    "one long word": "a" * 100_000,
    "many words": "Det regner i dag. " * 5_600,
    "no stops": "ja " * 3_000,
}


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
def test_no_text_breaks_a_component(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert doc.text == text
    assert len(list(doc.sents)) <= len(doc)
    tag(nlp, Resolution(id="x", text=text, blocks=()))


def test_text_beyond_what_spacy_takes_is_tagged_by_our_components(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = load("nb")
    monkeypatch.setattr(nlp, "max_length", 20)
    text = "Kommunene må få mer penger til skolene."
    block = Block(type=BlockType.PARAGRAPH, text=text, start=0, end=len(text))
    long = Resolution(id="x", text=text, blocks=(block,))
    short = Resolution(id="y", text="", blocks=())
    tagged = list(tag_all(nlp, [long, short, long]))
    assert [bool(one.demands) for one in tagged] == [True, False, True]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Etter tariffavtalen nr. 3 i 2024 gjelder dette f.eks. i Oslo.", "Det er bra."],
        ["Møtet var 10. oktober 2025.", "Alle kom."],
        ["Toget går 1. mai.", "Vi møtes der."],
        ["Jf. arbeidsmiljøloven § 14-9 skal alle ansettes fast.", "Slik er det."],
        ["Me krev bl.a. heile stillingar.", "Det hastar."],
    ],
)
def test_sentences_end_where_they_do(nlp: Language, sentences: list[str]) -> None:
    assert [sent.text.strip() for sent in nlp(" ".join(sentences)).sents] == sentences


def test_layout_comes_before_the_parser(nlp: Language) -> None:
    blocks = [
        "NEI TIL SØNDAGSÅPNE BUTIKKER",
        "Årsmøtet krever:",
        "hele stillinger",
        "flere lærlinger i kommunen",
        "Vi sier ja.",
    ]
    doc = nlp("\n\n".join(blocks))
    starts = {sent.start_char for sent in doc.sents}
    offset = 0
    for block in blocks:
        assert offset in starts
        offset += len(block) + 2


def test_words_have_class_lemma_and_head(nlp: Language) -> None:
    doc = nlp("Regjeringen må bygge flere boliger i Tromsø.")
    assert [(token.pos_, token.lemma_) for token in doc if token.text in ("bygge", "boliger", ".")] == [
        ("VERB", "bygge"),
        ("NOUN", "bolig"),
        ("PUNCT", "."),
    ]
    assert [token.text for token in doc if token.head is token or token.head.i == token.i] == ["må"]
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Tromsø", "GPE_LOC")]
    assert all(token.tag_ and token.morph is not None and token.dep_ for token in doc)


def test_lemmas_follow_the_written_form(nlp: Language) -> None:
    bokmal = nlp("Jeg er ikke enig i at sykehusene skal legges ned.")
    nynorsk = nlp("Eg er ikkje samd i at sjukehusa skal leggjast ned.")
    assert bokmal[1].lemma_ == "være"
    assert nynorsk[1].lemma_ == "vere"


def test_reading_loads_no_model(sample_pdf: Path) -> None:
    script = (
        "import sys, resolusjon_nlp.tagging.pipeline as p\n"
        "p.load = None\nfrom resolusjon_nlp import read\n"
        f"assert read({str(sample_pdf)!r}).resolutions\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_missing_model_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "MODEL", "nb_finnes_ikke")
    with pytest.raises(ModelError, match="følger ikke med"):
        load()


def test_shipped_model_is_small_and_has_card_and_figures() -> None:
    folder = pipeline.model_folder()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 60_000_000
    assert not [path for path in files if path.suffix in (".pkl", ".pickle")]
    assert "CC BY 4.0" in (folder / "README.md").read_text(encoding="utf-8")
    figures = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    assert {"nb", "nn"} <= set(figures["test"])


def test_no_block_of_the_sample_texts_runs_into_the_next(nlp: Language) -> None:
    for sample in samples("dev"):
        bare = Resolution(**{name: getattr(sample.gold, name) for name in Resolution.model_fields})
        doc = nlp.tokenizer(bare.text)
        doc._.resolution = bare
        doc = nlp(doc)
        starts = {sent.start_char for sent in doc.sents}
        token_at_end = {token.idx + len(token): token.text for token in doc}
        for block in bare.blocks:
            text = block.text.strip()
            assert block.start + block.text.index(text) in starts, text
            last = token_at_end[block.start + block.text.index(text) + len(text)]
            assert last == text[-1] or text[-1] not in ".!?", text


@pytest.mark.parametrize(
    ("text", "last"), [("Se § 14-9.", "."), ("Se punkt 3.", "."), ("Det var i 2024.", "."), ("Tog, buss osv.", "osv.")]
)
def test_stop_at_the_end_of_a_block(nlp: Language, text: str, last: str) -> None:
    assert nlp(text + "\n\nJa.")[:-3][-1].text == last
