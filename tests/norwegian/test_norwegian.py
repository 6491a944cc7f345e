from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolusjon_nlp.norwegian.dates import find_dates
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.norwegian.language import written_form
from resolusjon_nlp.norwegian.sentences import sentence_spans
from resolusjon_nlp.norwegian.stems import stems_of
from resolusjon_nlp.records import PlaceKind


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10. oktober 2025", "2025-10-10"),
        ("9.-10. november 2023", "2023-11-10"),
        ("9.–10. november 2023", "2023-11-10"),
        ("25. - 26. oktober 2016", "2016-10-26"),
        ("30. april og 1. mai 2019", "2019-05-01"),
        ("4/3 2021", "2021-03-04"),
        ("03.10.2016", "2016-10-03"),
        ("14.3.23", "2023-03-14"),
        ("3.oktober 2016", "2016-10-03"),
        ("2024-05-07", "2024-05-07"),
        ("oktober 2022", "2022-10"),
        ("Mars 2018", "2018-03"),
        ("7. desember, 2020", "2020-12-07"),
    ],
)
def test_find_dates(text: str, value: str) -> None:
    (found,) = find_dates(f"Vedtatt {text} på Hamar")
    assert found.value == value
    assert f"Vedtatt {text} på Hamar"[found.start : found.end] == text


@pytest.mark.parametrize(
    "text",
    ["31.02.2020", "1.1 millioner", "§ 14-9", "versjon 3.10.2", "200 000", "13/25 2021", "kapittel 4.2", "i mai"],
)
def test_find_dates_not(text: str) -> None:
    assert find_dates(text) == []


def test_find_dates_years_only_on_request() -> None:
    assert find_dates("i 2019") == []
    assert [date.value for date in find_dates("i 2019", bare_years=True)] == ["2019"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Vi kom 10. oktober 2025. Så gikk vi.", ["Vi kom 10. oktober 2025.", "Så gikk vi."]),
        ("Se f.eks. Oslo. Der er det tog.", ["Se f.eks. Oslo.", "Der er det tog."]),
        ("Nr. 3 er best.", ["Nr. 3 er best."]),
        ("1. mai er dagen. Møt opp!", ["1. mai er dagen.", "Møt opp!"]),
        ("«Nei!» sa han. Ja?", ["«Nei!» sa han.", "Ja?"]),
        ("Etter § 14-9 nr. 2 gjelder dette. Det står fast.", ["Etter § 14-9 nr. 2 gjelder dette.", "Det står fast."]),
        ("Vi krever: Mer penger. Nå.", ["Vi krever: Mer penger.", "Nå."]),
        ("Det var i 2019. Siden har alt stått.", ["Det var i 2019.", "Siden har alt stått."]),
        ("Leiar K. Berg sa det. Alle høyrde.", ["Leiar K. Berg sa det.", "Alle høyrde."]),
        ("uten stor forbokstav og uten stopp", ["uten stor forbokstav og uten stopp"]),
        ("NEI TIL PRIVATISERING. JA TIL FELLESSKAP.", ["NEI TIL PRIVATISERING.", "JA TIL FELLESSKAP."]),
        ("ETT SPOR ER FOR LITE", ["ETT SPOR ER FOR LITE"]),
        ("St.meld. nr. 4 (2015–2016) sier det. Vi er enige.", ["St.meld. nr. 4 (2015–2016) sier det.", "Vi er enige."]),
        ("Vi møtes kl. 9.30. Kom!", ["Vi møtes kl. 9.30.", "Kom!"]),
        ("Det koster 3,5 mill. kroner. Det er mye.", ["Det koster 3,5 mill. kroner.", "Det er mye."]),
        ("Det koster 3 mrd. kr. Det er mye.", ["Det koster 3 mrd. kr.", "Det er mye."]),
        ("Vi trenger tog, buss m.m. Det haster.", ["Vi trenger tog, buss m.m.", "Det haster."]),
        ("Fagforbundet m.fl. Solberg svarte.", ["Fagforbundet m.fl. Solberg svarte."]),
        ("Det gjelder bl.a. NTL. De er enige.", ["Det gjelder bl.a. NTL.", "De er enige."]),
        ("Krev f.eks. Det som haster.", ["Krev f.eks. Det som haster."]),
        ("Statsråd J.G. Støre lytta. Så gjekk han.", ["Statsråd J.G. Støre lytta.", "Så gjekk han."]),
        ("Vi krever: 1. Mer penger. 2. Flere folk.", ["Vi krever: 1. Mer penger.", "2. Flere folk."]),
        ("Det skjedde i uke 3. Etterpå ble det stille.", ["Det skjedde i uke 3.", "Etterpå ble det stille."]),
        ("Oslo d. 3. mars. Kom!", ["Oslo d. 3. mars.", "Kom!"]),
        ("«Nei til kutt!» ropte de. «Ja!» svarte vi.", ["«Nei til kutt!» ropte de.", "«Ja!» svarte vi."]),
        ("Vi viser til jf. § 3. Det gjelder.", ["Vi viser til jf. § 3.", "Det gjelder."]),
        ("1. mai-toget gikk. Alle var med.", ["1. mai-toget gikk.", "Alle var med."]),
    ],
)
def test_sentence_spans(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@given(st.text(st.sampled_from("aB. !?1«»\n"), max_size=60))
def test_sentence_spans_cover_all_ink_in_order(text: str) -> None:
    spans = list(sentence_spans(text))
    assert spans == sorted(spans)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Regjeringen må gi kommunene mer penger.", "nb"),
        ("Regjeringa må gje kommunane meir pengar.", "nn"),
        # radical bokmål is not nynorsk
        ("Regjeringa må ta folka på alvor i framtida, og krisa er ikke over.", "nb"),
        ("Framtida i bygda er avhengig av skolen, hvis vi ikke bruker den.", "nb"),
        ("Me krev ikkje det umoglege.", "nn"),
        ("Sjukehuset treng fleire tilsette", "nn"),
        ("Sykehuset trenger flere ansatte", "nb"),
        ("Oslo 2024", None),
    ],
)
def test_written_form(text: str, language: str | None) -> None:
    assert written_form(text) == language


def test_stems_keep_norwegian_letters_apart() -> None:
    assert stems_of("bevilgningene bevilgning") == ["bevilgning", "bevilgning"]
    assert stems_of("Ås as ØL ol") == ["ås", "as", "øl", "ol"]


def test_gazetteer_codes_through_time() -> None:
    register = gazetteer()
    (asker,) = (e for e in register.by_name["Asker"] if e.kind is PlaceKind.MUNICIPALITY)
    assert [register.code_in(asker, year) for year in (2016, 2021, 2025, None)] == ["0220", "3025", "3203", None]
    (akershus,) = (e for e in register.by_name["Akershus"] if e.kind is PlaceKind.COUNTY)
    assert [register.code_in(akershus, year) for year in (2016, 2025)] == ["02", "32"]
    (odda,) = (e for e in register.by_name["Odda"] if e.kind is PlaceKind.FORMER_MUNICIPALITY)
    assert (odda.code, register.code_in(odda, 2015), register.code_in(odda, 2024)) == ("4618", "1228", "4618")
    assert len(register.municipalities) == 357
    assert len(register.counties) == 15


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Årsmøtet i FO Møre og Romsdal", "Møre og Romsdal"),
        ("LO i Nordre Follo", "Nordre Follo"),
        ("Styret i NTL", None),
    ],
)
def test_gazetteer_longest_name(text: str, name: str | None) -> None:
    assert gazetteer().longest_name_in(text) == name
