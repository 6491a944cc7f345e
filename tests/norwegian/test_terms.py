from __future__ import annotations

import pytest

from resolusjon_nlp.norwegian.terms import fold, occurrences_of, term_of, terms_of

SAME_KEY = [
    ("sjukehus", "sykehuset"),
    ("økonomi", "økonomien"),
    ("fylkesveg", "fylkesvei"),
    ("sjukeheim", "sykehjem"),
    ("Hamars", "Hamar"),
]


@pytest.mark.parametrize(("one", "other"), SAME_KEY)
def test_forms_share_a_key(one: str, other: str) -> None:
    assert term_of(one).key == term_of(other).key


@pytest.mark.parametrize(
    ("one", "other"), [("ås", "as"), ("Hamar", "ham"), ("hus", "sykehus"), ("Asker", "aske"), ("Drammen", "dram")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert term_of(one).key != term_of(other).key


@pytest.mark.parametrize(
    ("word", "units"),
    [
        ("kommuneøkonomien", ("kommune", "økonomi")),
        ("sykehusbemanning", ("syke0hus", "bemanning")),
        ("grunnbemanninga", ("grunn", "bemanning")),
        ("fagforeiningsfrådrag", ("fag0forening", "fradrag")),
        ("bemanning", ()),
    ],
)
def test_units_of_compounds(word: str, units: tuple[str, ...]) -> None:
    term = term_of(word)
    assert term.units == units
    assert set(units) <= set(term.parts)


def test_what_is_inside_a_part_is_a_part_too() -> None:
    assert {"syke0hus", "bemanning", "hus"} <= set(term_of("sykehusbemanning").parts)


@pytest.mark.parametrize(
    ("word", "folded"),
    [("Tromsø", ("tromso", "tromsoe")), ("Kárášjohka", ("karasjohka",)), ("as", ("as",)), ("Ås", ("as", "aas"))],
)
def test_fold(word: str, folded: tuple[str, ...]) -> None:
    assert fold(word) == folded


@pytest.mark.parametrize("text", ["NAV-kontora", "İstanbul", "a0b", "15. juni 2024", "x" * 500, "“–”", "Øy\u0301ene"])
def test_terms_are_letters_and_digits_only(text: str) -> None:
    for term in terms_of(text):
        for string in (term.word, term.key, *term.units, *term.parts, *term.folded):
            assert string.isalnum() or any(letter.isalnum() for letter in string)
            assert not any(letter in " +-_\"'" for letter in string)


def test_occurrences_lead_back_to_the_text() -> None:
    text = "Nei til nedlegging av NAV-kontora!"
    assert [text[found.start : found.end].lower() for found in occurrences_of(text)] == [
        term.word for term in terms_of(text)
    ]
