from __future__ import annotations

import pytest

from resolusjon_nlp.records import Block, BlockType, Place, Resolution
from resolusjon_nlp.tagging.places.linker import link_places


def places(
    text: str, *, date: str | None = "2025-03-01", region: str | None = None, kind: BlockType = BlockType.PARAGRAPH
) -> list[Place]:
    block = Block(type=kind, text=text, start=0, end=len(text))
    return list(link_places(Resolution(id="t", text=text, blocks=(block,), date=date, region=region)))


def found(text: str, **options: str | None) -> list[tuple[str, str | None]]:
    return [(place.surface, place.code) for place in places(text, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Vi bor i Asker, Bærum og Aurskog-Høland.",
            [("Asker", "3203"), ("Bærum", "3201"), ("Aurskog-Høland", "3226")],
        ),
        ("Oslos budsjett og Bergens havn", [("Oslo", "0301"), ("Bergen", "4601")]),
        ("Nordre Follo kommune betaler.", [("Nordre Follo", "3207")]),
        (
            "Kárášjohka og Deatnu, Tana og Karasjok",
            [("Kárášjohka", "5610"), ("Deatnu", "5628"), ("Tana", "5628"), ("Karasjok", "5610")],
        ),
        ("i Nord- og Sør-Odal", [("Nord-", "3414"), ("Sør-Odal", "3415")]),
        ("i Øvre og Nedre Eiker", [("Øvre", "3314"), ("Nedre Eiker", "3301")]),
        ("Oslobudsjettet og bergenspolitikken", [("Oslo", "0301"), ("bergen", "4601")]),
        ("TOGET MÅ GÅ TIL HAMAR", [("HAMAR", "3403")]),
        ("fra Mo i Rana til Brønnøysund", [("Mo i Rana", "1833"), ("Brønnøysund", "1813")]),
        ("Møre og Romsdal, Vestland og Agder", [("Møre og Romsdal", "15"), ("Vestland", "46"), ("Agder", "42")]),
        ("hele Follo og Nord-Norge", [("Follo", "follo"), ("Nord-Norge", "nord-norge")]),
        ("i Hordaland", [("Hordaland", "12")]),
        ("i Odda", [("Odda", "4618")]),
    ],
)
def test_link_places(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("place", "word"),
    [
        ("Folk i Os kommune venter.", "Det gjelder oss og os fra fabrikken."),
        ("Bussen går til Nes og Ullensaker.", "Båten la til ved et nes."),
        ("Studentene i Ås vil ha tog.", "De gikk over en ås."),
        ("Skolen i Hole er liten.", "Det er hole i veien."),
        ("Arbeidsplassene i Time kommune er trygge.", "Time etter time går. Timer skal betales."),
        ("Det bygges i Sel og Lom.", "En sel lå på stranda."),
        ("Hotellene i Gol er fulle.", "De gol hver morgen."),
        ("Toget stopper i Moss.", "Det vokste moss på taket."),
        ("Vi møttes i Lund i Rogaland.", "Kari Lund ledet møtet."),
        ("Flyplassen på Sola er stor.", "Sola skinte over møtet."),
        ("Folk i Bø kommune vil ha skole.", "Ho vil bø for alle."),
        ("Bilene står fra Ski til Oslo.", "Ski og staver tok de med."),
        ("Verftet i Sande holder stengt.", "De måtte sande veien."),
        ("Folk i Gran vil ha bru.", "Gran og furu står der."),
        ("Pendlerne i Lier står i kø.", "De lier på det."),
        ("Ferja til Vik går sjelden.", "Per Vik var møteleder."),
        ("Sjukehuset i Stad kommune.", "Ein stad må ein bu."),
        ("Barna i Strand kommune.", "En strand uten folk."),
        ("Bøndene i Marker kommune.", "Marker og enger ligger brakk."),
        ("Folk i Heim kommune.", "Heim kjem dei seint."),
        ("De bor i Re.", "Vi må re opp sengene."),
        ("Banen gjennom Fet og Sørum.", "Fet mat er usunt."),
    ],
)
def test_link_places_homographs(place: str, word: str) -> None:
    assert places(place)
    assert places(word) == []


@pytest.mark.parametrize(
    "text",
    [
        "Selvstyre er et gode.",
        "Israel holder Golanhøyden.",
        "Hurdalsplattformen lovet mer.",
        "Norge og Sverige",
        "nordnorske bedrifter",
    ],
)
def test_link_places_not(text: str) -> None:
    assert places(text) == []


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("LO i Bergen krever det.", [True]),
        ("Regionkonferansen i Akershus krever det.", [True]),
        ("LOs regionkonferanse i Akershus krever det.", [True]),
        ("Fagforbundet Bodø støtter dem.", [True]),
        ("LO i Asker og Bærum krever det.", [True, True]),
        ("UNN Narvik må bestå.", [True]),
        ("Helse Møre og Romsdal må snu.", [True]),
        ("Oslo Bygningsarbeiderforening streiker.", [True]),
        ("Folk i Bergen krever det.", [False]),
        ("Kommunene i Akershus betaler.", [False]),
        ("Bærum kommune betaler.", [False]),
    ],
)
def test_in_organisation(text: str, inside: list[bool]) -> None:
    assert [place.in_organisation for place in places(text)] == inside


def test_homonyms_are_told_apart_by_county_or_left_open() -> None:
    assert found("Skolen i Våler og i Moss", region="Østfold")[0] == ("Våler", "3114")
    assert found("Skolen i Våler og i Elverum", region="Innlandet")[0] == ("Våler", "3419")
    (open_place,) = places("Skolen i Våler")
    assert open_place.code is None
    assert sorted(open_place.candidates) == ["3114", "3419"]
    assert open_place.confidence <= 0.5


def test_codes_as_of_the_date() -> None:
    (asker,) = places("i Asker", date="2016-02-01")
    assert (asker.code, asker.code_then) == ("3203", "0220")
    (ski,) = places("fra Ski", date="2016-02-01")
    assert (ski.kind.value, ski.code, ski.code_then) == ("former_municipality", "3207", "0213")
    (later,) = places("fra Ski", date="2024-02-01")
    assert (later.kind.value, later.code) == ("town", "3207")
    assert places("i Asker", date=None)[0].code_then is None
    # there was no such county yet
    assert found("i Vestfold og Telemark", date="2017-02-01") == [("Vestfold", "39"), ("Telemark", "40")]
    assert found("i Vestfold og Telemark", date="2021-02-01") == [("Vestfold og Telemark", "38")]


def test_body_line_names_are_part_of_the_body() -> None:
    assert [p.in_organisation for p in places("Årsmøtet i Foreninga Vel, Hamar", kind=BlockType.BODY)] == [False]
    assert [p.in_organisation for p in places("Styret i klubben på Hamar", kind=BlockType.BODY)] == [True]
