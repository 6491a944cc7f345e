"""Numbers, dates and texts in three languages."""

from __future__ import annotations

import re

import pytest

from resolusjon_nlp.resources import load_yaml
from resolusjon_nlp.summaries.wording import LANGUAGES, wording

CASES = [
    ("nb", "2025-10-05", "5. oktober 2025", "12\N{NO-BREAK SPACE}345", "1,5", "12\N{NO-BREAK SPACE}%", "a, b og c"),
    ("nn", "2025-10-05", "5. oktober 2025", "12\N{NO-BREAK SPACE}345", "1,5", "12\N{NO-BREAK SPACE}%", "a, b og c"),
    ("en", "2025-10-05", "5 October 2025", "12,345", "1.5", "12%", "a, b and c"),
]


@pytest.mark.parametrize(("lang", "iso", "date", "number", "decimal", "percent", "listed"), CASES)
def test_forms(lang: str, iso: str, date: str, number: str, decimal: str, percent: str, listed: str) -> None:
    words = wording(lang)
    assert words.date(iso) == date
    assert words.number(12345) == number
    assert words.decimal(1.5) == decimal
    assert words.percent(0.12) == percent
    assert words.listed(["a", "b", "c"]) == listed


def test_dates_of_less_than_a_day() -> None:
    assert wording("nn").date("2025-10") == "oktober 2025"
    assert wording("en").date("2025") == "2025"
    assert wording("nn").date(None) == "utan dato"


def test_nouns_after_numbers() -> None:
    assert wording("nn").count("resolutions", 1) == "1\N{NO-BREAK SPACE}resolusjon"
    assert wording("nn").count("resolutions", 2) == "2\N{NO-BREAK SPACE}resolusjonar"
    assert wording("en").count("demands", 1234) == "1,234\N{NO-BREAK SPACE}demands"


def test_every_text_is_there_in_every_language_with_the_same_gaps() -> None:
    def walk(key: str, value: dict[str, object]) -> None:
        if set(value) == set(LANGUAGES):
            gaps = {tuple(sorted(re.findall(r"\{(\w+)\}", str(text)))) for text in value.values()}
            assert len(gaps) == 1, key
        else:
            assert not set(value) & set(LANGUAGES), key
            for name, inner in value.items():
                assert isinstance(inner, dict), (key, name)
                walk(f"{key}.{name}", inner)

    walk("", load_yaml("summaries/texts.yaml"))
