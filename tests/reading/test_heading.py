from __future__ import annotations

import pytest

from resolusjon_nlp.reading.bodies import is_body_line, is_date_line, parse_body
from resolusjon_nlp.reading.heading import is_genre_word, read_heading, strip_genre
from resolusjon_nlp.records import Block, BlockType


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("Regionkonferansen i Akershus", "Regionkonferansen i Akershus"),
        ("LOs regionkonferanse i Nordland", "LOs regionkonferanse i Nordland"),
        ("LO Innlandet", "LO Innlandet"),
        ("LO i Bergen og omland", "LO i Bergen og omland"),
        ("Regionrådet i LO Vestland", "Regionrådet i LO Vestland"),
        ("Fylkesmøtet i NSF Rogaland", "Fylkesmøtet i NSF Rogaland"),
        ("Uttalelse vedtatt på årsmøtet i FO Rogaland 3. mai 2021", "Årsmøtet i FO Rogaland"),
        ("Enstemmig vedtatt av landsstyret i Fagforbundet", "Landsstyret i Fagforbundet"),
        ("Vedteke på representantskapet i LO Vestland 4/3 2021", "Representantskapet i LO Vestland"),
        ("Fråsegn frå årsmøtet i Utdanningsforbundet Voss", "Årsmøtet i Utdanningsforbundet Voss"),
        (
            "Behandlet på styremøtet 2. mai og endelig vedtatt av representantskapet i NTL Skatt",
            "Representantskapet i NTL Skatt",
        ),
        ("Samrøystes vedteke av fylkesmøtet i Fagforbundet Vestland, 3.10.2016", "Fylkesmøtet i Fagforbundet Vestland"),
        ("HK Vestfold og Telemark, årsmøtet 12. mars 2022", "Årsmøtet i HK Vestfold og Telemark"),
        (
            "Skolenes landsforbund Rogaland, fylkesårsmøtet i Sandnes 22.–23. mars 2022",
            "Fylkesårsmøtet i Skolenes landsforbund Rogaland",
        ),
        ("For årsmøtet i MFO Vest-Agder, styret", "Årsmøtet i MFO Vest-Agder"),
        ("Fra LO i Gjøvik til Hotell- og restaurantarbeiderne i Lillehammer, 5. september 2015", "LO i Gjøvik"),
        ("Vedteke i representantskapet i LO Vestland mot éi røyst", "Representantskapet i LO Vestland"),
        ("Fylkesstyret i FO Finnmark vedtok på møte i Alta 11. februar 2020:", "Fylkesstyret i FO Finnmark"),
        ("For bussklubben i NTF Follo, Ski i juni 2018", "Bussklubben i NTF Follo"),
        ("Vedteke på medlemsmøte i NTL Ila fengsel 20.9.2018", "NTL Ila fengsel"),
        ("LO Vestlands regionkonferanse i Bergen 6. november 2024", "LO Vestlands regionkonferanse"),
        ("UTTALELSE FRA FYLKESMØTET I FAGFORBUNDET NORDLAND", "Fylkesmøtet i Fagforbundet Nordland"),
        ("Holdt på fylkeskonferansen til LO i Agder, mars 2026", None),
        ("Melding frå Utdanningsforbundet Voss", "Utdanningsforbundet Voss"),
        ("Fagforbundet Innlandets fylkesmøte", "Fagforbundet Innlandets fylkesmøte"),
        ("Resolusjon vedtatt på årsmøtet til LO i Bergen og omland", "Årsmøtet til LO i Bergen og omland"),
        (
            "Vedtatt enstemmig på regionrådsmøtet i LO Vestfold og Telemark 14.3.2023",
            "Regionrådsmøtet i LO Vestfold og Telemark",
        ),
        ("Uttale frå LO Vestland sitt regionråd 4. juni 2022", "LO Vestland sitt regionråd"),
        ("Årsmøtet i Oslo Bygningsarbeiderforening 2023", "Årsmøtet i Oslo Bygningsarbeiderforening"),
        ("NSF Viken, fylkesmøtet 2022", "Fylkesmøtet i NSF Viken"),
        # not bodies
        ("Ordskiftet", None),
        ("Årsmøtet i FO Rogaland krever:", None),
        ("Styret har ordet", None),
        ("Fra vondt til verre i Nordland", None),
        ("Styrk kommuneøkonomien – sikre velferden", None),
        ("LO krever full kompensasjon", None),
        ("Kommunestyret må snu", None),
        ("Vi krever:", None),
        ("Fagbevegelsen i en ny tid", None),
    ],
)
def test_parse_body(line: str, body: str | None) -> None:
    assert parse_body(line) == body
    assert is_body_line(line) is (body is not None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Vedtatt 10. oktober 2025", True),
        ("Gjøvik, 4. mars 2021", True),
        ("Dato: 03.10.2016", True),
        ("9.-10. november 2023", True),
        ("oktober 2022", True),
        ("Siden 3. mai 2021 har vi ventet på svar", False),
        ("Ingen dato her", False),
    ],
)
def test_is_date_line(line: str, expected: bool) -> None:
    assert is_date_line(line) is expected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Uttalelse: Ja til tog", "Ja til tog"),
        ("UTTALELSE 3 – Ja til tog", "Ja til tog"),
        ("Fråsegn: ta folk på alvor", "Ta folk på alvor"),
        ("Resolusjon om tog", "Resolusjon om tog"),
        ("Ja til tog", "Ja til tog"),
    ],
)
def test_strip_genre(text: str, title: str) -> None:
    assert strip_genre(text) == title


def test_is_genre_word() -> None:
    assert is_genre_word("RESOLUSJON")
    assert is_genre_word("Uttalelse 2:")
    assert not is_genre_word("Uttalelse om tog")


def blocks(*parts: tuple[BlockType, str]) -> list[Block]:
    out, offset = [], 0
    for kind, text in parts:
        out.append(Block(type=kind, text=text, start=offset, end=offset + len(text)))
        offset += len(text) + 2
    return out


def test_read_heading_from_the_text_when_the_head_is_bare() -> None:
    heading = read_heading(
        blocks(
            (BlockType.TITLE, "Ja til tog"),
            (BlockType.PARAGRAPH, "Togene går for sjelden. I 2019 sto de helt."),
            (BlockType.LEAD_IN, "Årsmøtet i FO Rogaland krever:"),
        )
    )
    assert (heading.title, heading.body, heading.organisation, heading.region) == (
        "Ja til tog",
        "Årsmøtet i FO Rogaland",
        "FO",
        "Rogaland",
    )
    assert heading.date is None


def test_read_heading_leaves_out_what_is_not_there() -> None:
    heading = read_heading(blocks((BlockType.PARAGRAPH, "Togene går for sjelden, sier NHO. Møtet var 3. mai 2021.")))
    assert (heading.title, heading.body, heading.organisation, heading.region, heading.date) == (None,) * 5


def test_read_heading_organisation_from_letterhead() -> None:
    heading = read_heading(blocks((BlockType.TITLE, "Ja til tog")), letterhead=["Fellesforbundet avdeling 25"])
    assert heading.organisation == "Fellesforbundet"
