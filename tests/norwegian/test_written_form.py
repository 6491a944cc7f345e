from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolusjon_nlp.norwegian.language import written_form, written_form_score


@pytest.mark.parametrize(
    "text",
    [
        "Nei til nedlegging av sykehuset",
        "Kommunene må få mer penger",
        "Heltid er en rettighet",
        "Hva krever vi?",
        "Uttalelser",
        "Ikke nå!",
        "KOMMUNENE TRENGER MER PENGER",
        "Norges velferd",
        "Bygg flere studentboliger",
        # radical bokmål
        "Regjeringa må ta folka på alvor i framtida, og krisa er ikke over",
        "Krisa på boligmarkedet må løses",
        "Sjukehusa trenger flere senger",
        "Vi må ta tilbake makta over strømmen, sjøl om det koster",
        "Kvinnene i omsorgsyrka har venta lenge nok på ei lønn de kan leve av",
        "Innleia fra bemanningsbyråa må stanses",
        "Husleia i byen har økt, og regjeringa gjør ikke noe",
        "Jenta og kua og boka er hos dem",
        "Arbeidsfolka i bygda blei aldri spurt av dem som bestemte",
    ],
)
def test_bokmal(text: str) -> None:
    assert written_form(text) == "nb"


@pytest.mark.parametrize(
    "text",
    [
        "Nei til nedlegging av sjukeheimen",
        "Kommunane må få meir pengar",
        "Kva krev vi?",
        "Fråsegner",
        "Ikkje no!",
        "KOMMUNANE TRENG MEIR PENGAR",
        "Noregs velferd",
        "Samrøystes vedteke",
        "Heile stillingar, heile tenester",
        "Framtida til bygdene",
        "Me vil ha fleire lærarar",
        "Eit tryggare arbeidsliv for dei unge",
        "Ungdomsutvalet krev læreplassar",
        "Lønsvekst for lågtlønte",
    ],
)
def test_nynorsk(text: str) -> None:
    assert written_form(text) == "nn"


@pytest.mark.parametrize(
    "text", ["", "2024", "Oslo 2024", "LO", "LO i Hamar", "§ 14-9", "NNN Østfold", "!?", "Xyzzyx Qwertyq"]
)
def test_nothing_tells(text: str) -> None:
    assert written_form(text) is None
    assert written_form(text, default="nn") == "nn"


def test_a_quotation_does_not_turn_a_paragraph() -> None:
    assert (
        written_form(
            "Statsråden sa «me har ikkje pengar», men det er ikke riktig. Vi krever at hun gjør noe med dette nå."
        )
        == "nb"
    )
    assert (
        written_form("Statsråden sa «vi har ikke penger», men det er ikkje rett. Vi krev at ho gjer noko med dette no.")
        == "nn"
    )


@given(st.text(max_size=80))
def test_any_text_has_a_score_that_spaces_do_not_change(text: str) -> None:
    assert written_form_score(text) == pytest.approx(written_form_score(f"  {text}\n"))


@given(st.lists(st.sampled_from("ikkje ikke regjeringa og framtida Oslo kommunane hva LO".split()), max_size=12))
def test_the_order_of_words_does_not_matter(words: list[str]) -> None:
    assert written_form_score(" ".join(words)) == pytest.approx(written_form_score(" ".join(reversed(words))))
