from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolusjon_nlp.norwegian.lexicon import frequency, is_word, lemmas, lexicon
from resolusjon_nlp.records import Language


@pytest.mark.parametrize(
    ("form", "languages"),
    [
        ("kommune", {"nb", "nn"}),
        ("kommunene", {"nb"}),
        ("kommunane", {"nn"}),
        ("Kommunene", {"nb"}),
        ("KOMMUNANE", {"nn"}),
        ("ikke", {"nb"}),
        ("ikkje", {"nn"}),
        ("og", {"nb", "nn"}),
        ("regjeringa", {"nb", "nn"}),
        ("personer", {"nb"}),
        ("timene", {"nb"}),
        ("øynene", {"nb"}),
        ("forbundets", {"nb", "nn"}),
        ("kommunenes", {"nb"}),
        ("stein", {"nb", "nn"}),
        ("Norge", {"nb"}),
        ("Noreg", {"nn"}),
        ("tretti", {"nb", "nn"}),
        ("ovenfor", {"nb"}),
        # no words
        ("kommunenen", set()),
        ("trygdd", set()),
        ("ikkjes", set()),
        ("Hansen", set()),
        ("", set()),
        ("-", set()),
        ("ikke ikke", set()),
    ],
)
def test_languages(form: str, languages: set[str]) -> None:
    assert lexicon().languages(form) == languages
    assert is_word(form) is bool(languages)
    assert {language for language in ("nb", "nn") if is_word(form, language)} == languages  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("form", "language", "lemma", "pos"),
    [
        ("kommunene", "nb", "kommune", "noun"),
        ("kommunane", "nn", "kommune", "noun"),
        ("løyvingane", "nn", "løyving", "noun"),
        ("regjeringen", "nb", "regjering", "noun"),
        ("strømmen", "nb", "strøm", "noun"),
        ("var", "nb", "være", "verb"),
        ("var", "nn", "vere", "verb"),
        ("krevde", "nb", "kreve", "verb"),
        ("kravde", "nn", "krevje", "verb"),
        ("offentlege", "nn", "offentleg", "adj"),
        ("forbundets", "nb", "forbund", "noun"),
        ("jeg", None, "jeg", "pron"),
        ("fekk", None, "få", "verb"),
    ],
)
def test_likeliest_lemma(form: str, language: Language | None, lemma: str, pos: str) -> None:
    first = lemmas(form, language)[0]
    assert (first.text, first.pos) == (lemma, pos)


def test_frequency_classes() -> None:
    assert frequency("og") >= 19 > frequency("kommune") > frequency("kommuneøkonomi") > frequency("xyzzy") == 0
    assert frequency("OG") == frequency("og")


@given(st.text(max_size=30))
def test_any_text_may_be_asked_for(text: str) -> None:
    known = is_word(text)
    assert known is bool(lexicon().languages(text))
    assert (frequency(text) > 0) is known
    assert known or not lemmas(text)
