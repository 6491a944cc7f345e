"""Which way words pull, and what negations turn around."""

from __future__ import annotations

import pytest

from resolusjon_nlp.comparing.profiles import split
from resolusjon_nlp.comparing.stance import DIRECTIONS, direction_words, stance
from resolusjon_nlp.norwegian.bridge import bridge_key


def of(text: str) -> tuple[int, dict[str, int]]:
    forms, breaks = split(text)
    found = stance(forms, [bridge_key(form) for form in forms], breaks)
    return found.sign, dict(found.counts)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Nei til nedlegging av fødestua", "Fødestua må bestå", True),
        ("Legg ned fødestua", "Fødestua må bestå", False),
        ("Ja til nattog", "Nei til nattog", False),
        ("Skulen skal ikkje leggjast ned", "Skolen må bevares", True),
        ("Avvikle ordningen", "Ordningen må videreføres", False),
        ("Vi er imot kutt", "Vi er for kutt", False),
    ],
)
def test_two_turns_are_none(one: str, other: str, same: bool) -> None:
    assert (of(one)[0] == of(other)[0]) is same


def test_verb_and_particle_apart_are_one() -> None:
    assert of("Ingen må legge fengselet ned")[1] == {"negation": 1, "end": 1}
    assert "end" not in of("Legg fram planen. Han går ned")[1]


def test_signs_reach_to_the_end_of_a_clause() -> None:
    forms, breaks = split("Staten må ikke kutte, men skolen må få mer")
    found = stance(forms, [bridge_key(form) for form in forms], breaks)
    assert found.signs[forms.index("staten")] == 1
    assert found.signs[forms.index("kutte")] == -1
    assert found.signs[forms.index("skolen")] == 1


def test_no_word_has_two_directions() -> None:
    words = direction_words()
    assert set(words.direction.values()) == set(DIRECTIONS)
    assert {name for phrases in words.phrases.values() for name in phrases.values()} <= set(DIRECTIONS)
