from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resolusjon_nlp.reading.characters import pieces, plain
from resolusjon_nlp.reading.joining import Vocabulary, decide_hyphen, join_lines
from resolusjon_nlp.reading.lines import Slice, VisualLine


def line(text: str) -> VisualLine:
    return VisualLine(text, 1, 0.0, 1.0, tuple(float(i) for i in range(len(text) + 1)), 1.0)


def joined(*texts: str) -> str:
    lines = [line(text) for text in texts]
    slices = [Slice(i, 0, len(text)) for i, text in enumerate(texts)]
    return join_lines(lines, slices, Vocabulary(texts)).text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("Aurskog-", "Høland"), "Aurskog-Høland"),
        (("Ap-", "politikere"), "Ap-politikere"),
        (("LO-", "forbund"), "LO-forbund"),
        (("i Nord-", "Aurdal"), "i Nord-Aurdal"),
        (("helse-", "og omsorgstjenester"), "helse- og omsorgstjenester"),
        (("kommune-", "økonomien"), "kommuneøkonomien"),
        (("arbeids-", "takere"), "arbeidstakere"),
        (("barne-", "eller ungdomsskolen"), "barne- eller ungdomsskolen"),
        (("i El-", "verum og Tyn-", "set"), "i Elverum og Tynset"),
        (("Volda-", "sjukehuset"), "Volda-sjukehuset"),
        (("ikke-", "lovpålagte"), "ikke-lovpålagte"),
        (("e-", "post"), "e-post"),
        (("14-", "åringer"), "14-åringer"),
        # the document itself is the best lexicon
        (("tariff-", "avtale og tariffavtale"), "tariffavtale og tariffavtale"),
        (("pris-", "stigning, som prisstigning"), "prisstigning, som prisstigning"),
        (("skole-", "fritidsordning og skole-fritidsordning"), "skole-fritidsordning og skole-fritidsordning"),
        # a soft hyphen and ¬ are only ever signs of hyphenation
        (("kommune\u00ad", "økonomi"), "kommuneøkonomi"),
        (("kommune¬", "økonomi"), "kommuneøkonomi"),
        # U+2010 as some producers write it
        (("kommune\u2010", "økonomi"), "kommuneøkonomi"),
        # a dash is no hyphen
        (("folka våre –", "og tjenestene"), "folka våre – og tjenestene"),
        (("over 200", "000 innbyggere"), "over 200 000 innbyggere"),
        (("mellom  linjene ", " står det"), "mellom linjene står det"),
    ],
)
def test_join_lines_table(lines: tuple[str, ...], text: str) -> None:
    assert joined(*lines) == text


def test_join_lines_records_each_decision() -> None:
    texts = ("kommune-", "økonomi i Aurskog-", "Høland, helse-", "og omsorg")
    lines = [line(text) for text in texts]
    result = join_lines(lines, [Slice(i, 0, len(t)) for i, t in enumerate(texts)], Vocabulary(texts))
    assert [(join.action, join.hyphen) for join in result.joins] == [
        ("removed", "-"),
        ("kept", "-"),
        ("suspended", "-"),
    ]
    removed = result.joins[0]
    assert result.text[: removed.offset] + removed.hyphen + result.text[removed.offset :] == (
        "kommune-økonomi i Aurskog-Høland, helse- og omsorg"
    )


@pytest.mark.parametrize(
    ("before", "after", "action"),
    [
        ("LANDS", "MØTET", "removed"),
        ("LO", "MEDLEMMER", "kept"),
        ("Sør", "Varanger", "kept"),
        ("ulykkes", "og", "suspended"),
    ],
)
def test_decide_hyphen(before: str, after: str, action: str) -> None:
    assert decide_hyphen(before, after, Vocabulary([]))[0] == action


clusters = st.sampled_from([*"abcæøåA-–. ﬁ", "\u00ad", "\u00a0", "a\u030a", "A\u030a", "o\u0308", "a\u00ad\u030a"])
texts = st.lists(clusters, min_size=1, max_size=30).map("".join)
"""Marks follow a letter, as they do on a page."""


@given(st.lists(texts, min_size=1, max_size=6))
@example(["A\u00adﬁ"])
def test_join_lines_map_leads_back(raws: list[str]) -> None:
    lines = [line(raw) for raw in raws]
    result = join_lines(lines, [Slice(i, 0, len(raw)) for i, raw in enumerate(raws)], Vocabulary(raws))
    for segment in result.segments:
        # Read in its line: what a soft hyphen stands for depends on the letter after it, which may lie outside the segment.
        whole = pieces(raws[segment.line])
        read = [piece for piece in whole if segment.line_start <= piece.start and piece.end <= segment.line_end]
        assert "".join(piece.text for piece in read).replace(" ", "") == result.text[
            segment.start : segment.end
        ].replace(" ", "")


@given(st.lists(texts, min_size=1, max_size=6))
def test_join_lines_loses_and_invents_no_letter(raws: list[str]) -> None:
    def letters(text: str) -> list[str]:
        return sorted(character for character in plain(text) if character.isalnum())

    lines = [line(raw) for raw in raws]
    result = join_lines(lines, [Slice(i, 0, len(raw)) for i, raw in enumerate(raws)], Vocabulary(raws))
    assert letters(result.text) == letters("\n".join(raw.strip() for raw in raws))


@given(st.lists(texts, min_size=1, max_size=6))
def test_join_lines_is_idempotent(raws: list[str]) -> None:
    once = joined(*raws)
    assert joined(once) == once if once else True


@pytest.mark.parametrize(
    ("upper", "lower", "wanted"),
    [
        ("Vi vil ha nattog på strekningen Oslo–", "Bergen også til vinteren.", "Oslo–Bergen"),
        ("Det gjelder både i og utenfor EU/", "EØS, sier årsmøtet.", "EU/EØS"),
        ("Vi sier nei –", "og det mener vi.", "nei – og"),
        ("Avtalen gjaldt i årene 2016–", "2020 i alle kommuner.", "2016–2020"),
        ("Det er et faglig-", "politisk spørsmål.", "faglig-politisk"),
        ("Neste år kommer el-", "ler går det galt.", "eller"),
        ("Hele kampanjen sykle-til-jobben-", "aksjonen støttes.", "sykle-til-jobben-aksjonen"),
    ],
)
def test_join_lines_at_dashes_and_slashes(upper: str, lower: str, wanted: str) -> None:
    assert wanted in joined(upper, lower)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Rommene er kalde.¹ Det vet alle.", "Rommene er kalde. Det vet alle."),
        ("Rommene er kalde.1 Det vet alle.", "Rommene er kalde. Det vet alle."),
        ("Et rom på 12 m² til hver.", "Et rom på 12 m² til hver."),  # a power
        ("Prisen steg med 2.1 prosent.", "Prisen steg med 2.1 prosent."),
        ("Se fotnote.³ Der står det.", "Se fotnote.³ Der står det."),  # there is no third note
    ],
)
def test_join_lines_leaves_out_references_to_notes(raw: str, text: str) -> None:
    result = join_lines([line(raw)], [Slice(0, 0, len(raw))], Vocabulary([raw]), note_marks=frozenset({"1", "2"}))
    assert result.text == text
