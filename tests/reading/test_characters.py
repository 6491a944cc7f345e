from __future__ import annotations

import pytest

from resolusjon_nlp.reading.characters import plain
from resolusjon_nlp.reading.markers import find_marker


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a\u030arsm\u00f8te", "årsmøte"),
        ("ﬁnansﬂukt", "finansflukt"),
        ("kommune\u00adøkonomi", "kommuneøkonomi"),
        ("200\u00a0000", "200 000"),
        ("Sør\u2011Varanger", "Sør-Varanger"),
        ("helse\u2010 og omsorg", "helse- og omsorg"),
        ("  mye   luft ", "mye luft"),
        # rows that must not change
        ("folka våre – og dei", "folka våre – og dei"),
        ("½ stilling, § 14-9, 20 °C", "½ stilling, § 14-9, 20 °C"),
        ("Kárášjohka «sitat»", "Kárášjohka «sitat»"),
    ],
)
def test_plain(raw: str, text: str) -> None:
    assert plain(raw) == text


@pytest.mark.parametrize(
    ("line", "kind", "rest"),
    [
        ("• Varme rom", "bullet", "Varme rom"),
        ("\uf0b7Varme rom", "bullet", "Varme rom"),
        ("\uf0d8 Varme rom", "bullet", "Varme rom"),
        ("- Varme rom", "dash", "Varme rom"),
        ("– Varme rom", "dash", "Varme rom"),
        ("o Varme rom", "letter_o", "Varme rom"),
        ("1. Varme rom", "number", "Varme rom"),
        ("12) Varme rom", "number", "Varme rom"),
        ("(3) Varme rom", "number", "Varme rom"),
        ("1.1 Varme rom", "number", "Varme rom"),
        ("a) Varme rom", "letter", "Varme rom"),
        ("b. Varme rom", "letter", "Varme rom"),
    ],
)
def test_find_marker(line: str, kind: str, rest: str) -> None:
    marker = find_marker(line)
    assert marker is not None
    assert (marker.kind, line[marker.end :]) == (kind, rest)


@pytest.mark.parametrize(
    "line",
    [
        "10. oktober 2025 møttes vi",
        "9.-10. november",
        "1. mai er dagen",
        "2024 var året",
        "-5 grader",
        "og så videre",
        "A4-ark",
    ],
)
def test_find_marker_not(line: str) -> None:
    assert find_marker(line) is None
