"""What the linker sees in a text: forms of names, what lies around them, organisations, persons, the date, and that nothing breaks it."""

from __future__ import annotations

import time

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from resolusjon_nlp.records import BLOCK_SEPARATOR, Block, BlockType, Place, Resolution
from resolusjon_nlp.tagging.places.annotation import Annotation
from resolusjon_nlp.tagging.places.evidence import evidence, probability
from resolusjon_nlp.tagging.places.linker import LEAST_PROBABILITY, link_places
from resolusjon_nlp.tagging.sentences import SentenceBoundaries


def resolution(text: str, *, date: str | None = "2025-03-01", region: str | None = None) -> Resolution:
    blocks = []
    offset = 0
    for part in text.split(BLOCK_SEPARATOR):
        blocks.append(Block(type=BlockType.PARAGRAPH, text=part, start=offset, end=offset + len(part)))
        offset += len(part) + len(BLOCK_SEPARATOR)
    return Resolution(id="t", text=text, blocks=tuple(blocks), date=date, region=region)


def places(text: str, **options: str | None) -> list[Place]:
    return list(link_places(resolution(text, **options)))


def codes(text: str, **options: str | None) -> list[tuple[str, str | None]]:
    return [(place.surface, place.code) for place in places(text, **options)]


def tagged(nlp: Language, text: str) -> list[Place]:
    doc = nlp.tokenizer(text)
    doc._.resolution = resolution(text)
    for name, pipe in nlp.pipeline:
        if name not in ("resolusjon_themes", "resolusjon_demands"):
            doc = pipe(doc)
    return list(doc._.places)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # line breaks and hyphens of print
        ("Folk i Møre og\nRomsdal venter.", [("Møre og\nRomsdal", "15")]),
        ("Folk i Ullens-\naker venter.", [("Ullens-\naker", "3209")]),
        ("Folk i Ullens\u00adaker venter.", [("Ullens\u00adaker", "3209")]),
        ("Folk i Nordre\u00a0Follo venter.", [("Nordre\u00a0Follo", "3207")]),
        # capitals
        ("SYKEHUSET I SANDNESSJØEN MÅ BESTÅ", [("SANDNESSJØEN", "1820")]),
        ("NEI TIL NEDLEGGING I BØ KOMMUNE", [("BØ", "1867")]),
        # coordination and ellipsis
        ("i Nordre og Søndre Land", [("Nordre", "3448"), ("Søndre Land", "3447")]),
        ("i Aust- og Vest-Agder", [("Aust-", "09"), ("Vest-Agder", "10")]),
        ("på Nord- og Sunnmøre", [("Nord-", "nordmøre"), ("Sunnmøre", "sunnmøre")]),
        ("Nes og Ullensaker kommuner", [("Nes", "3228"), ("Ullensaker", "3209")]),
        ("mellom Volda-Ørsta og Hareid/Ulstein", [("Volda", "1577"), ("Ørsta", "1520"), ("Hareid", "1517"), ("Ulstein", "1516")]),
        # compounds
        ("Oslobudsjettet ble vedtatt", [("Oslo", "0301")]),
        ("bergenspolitikken", [("bergen", "4601")]),
        ("Tønsberg-studentene gikk i tog", [("Tønsberg", "3905")]),
        ("Lofotfisket er i gang", [("Lofot", "lofoten")]),
        ("Ringeriksbanen må bygges", [("Ringerik", "3305")]),
        ("i Stavanger-regionen og Osloområdet", [("Stavanger", "1103"), ("Oslo", "0301")]),
        # where a place lies tells which it is
        ("Skolen i Os i Østerdalen", [("Os", "3430"), ("Østerdalen", "østerdalen")]),
        ("Skolen i Herøy (Nordland)", [("Herøy", "1818"), ("Nordland", "18")]),
        ("Herøy på Helgeland", [("Herøy", "1818"), ("Helgeland", "helgeland")]),
        ("De bor på Lund i Kristiansand.", [("Lund", "4204"), ("Kristiansand", "4204")]),
        ("fra Mo i Rana", [("Mo i Rana", "1833")]),
        # names in several languages
        ("Kautokeino (Guovdageaidnu)", [("Kautokeino", "5612"), ("Guovdageaidnu", "5612")]),
        ("i Snåase og i Gáivuotna", [("Snåase", "5041"), ("Gáivuotna", "5540")]),
    ],
)  # fmt: skip
def test_forms_of_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Selvstyre og Selbygg",
        "Golanhøyden og Golanhøydene",
        "Hurdalsplattformen og Jeløya-plattformen",
        "Oslo-avtalen ble brutt.",
        "Vi gikk opp Trondheimsveien og Bergensgata.",
        "bergenserne og tromsøværingene",
        "nordnorske og vestlandske bedrifter",
        "Norge, Sverige, Palestina og Vest-Sahara",
        "vikarene, vikarbyråene og timelønna",
        "En strandet båt og et åsted",
    ],
)
def test_what_is_no_mention(text: str) -> None:
    assert places(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Leder Kari Vinje ønsket velkommen.",
        "For klubben: R. Strand, leder",
        "Lars Erik Grimstad er ny nestleder.",
        "– Vi gir oss ikke, sier Grimstad.",
        "Statsråd Moen lovte mer.",
    ],
)
def test_surnames(text: str) -> None:
    assert places(text) == []


def test_surname_of_somebody_named_in_full_elsewhere() -> None:
    text = "Hilde Stryn er ny leder.\n\nStryn tok ordet først. Folk i Bergen venter."
    assert codes(text) == [("Bergen", "4601")]


def test_municipality_is_no_person_whoever_bears_its_name() -> None:
    text = "Møtet ble ledet av Jan Sel.\n\nSel kommune har sagt ja, og Sel takket for seg."
    assert codes(text) == [("Sel", "3437")]


def test_neighbour_in_a_list_tells_namesakes_apart() -> None:
    assert codes("Bø og Sauherad ble ett.", region="Nordland", date="2021-01-01")[0] == ("Bø", "4020")


def test_trained_pipeline_bears_on_confidence_where_no_list_of_names_does(nlp: Language) -> None:
    text = "Lederen heter Ashild-Therese Grimstad."
    alone = {place.surface: place.confidence for place in places(text)}
    with_persons = {place.surface: place.confidence for place in tagged(nlp, text)}
    assert with_persons.get("Grimstad", 0) < alone["Grimstad"]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Vik fengsel må bestå.", [True]),
        ("Ansatte ved Flekkefjord sykehus streiker.", [True]),
        ("Mosjøen videregående skole mangler lærere.", [True]),
        ("Moss lufthavn Rygge er nedlagt.", [True, True]),
        ("Asker og Bærum politidistrikt er slått sammen.", [True, True]),
        ("Finnmarkssykehuset må ansette.", [True]),
        ("Ved Volda-sjukehuset er det stille.", [False]),
        ("Innlandets sykehus må bestå.", [False]),
        ("Bergens Tidende skrev om saken.", [True]),
        ("Sunnfjord Industri ansetter.", [True]),
        ("Et møte i Oslo SV sa ja.", [True]),
        ("Kirkens Bymisjon i Kristiansand deler ut mat.", [True]),
        ("Handel og Kontor Oslo/Akershus krever det.", [True, True]),
        ("Statsforvalteren i Nordland har svart.", [True]),
        ("HVL Førde og campus Hamar må bestå.", [True, True]),
        ("Smelteverket i Sauda går for fullt.", [False]),
        ("Klubbene i Sarpsborg og Fredrikstad krever det.", [False, False]),
        ("Vi møtes i Oslo Sentrum.", [False]),
        ("Bystyret i Oslo og kommunestyret i Bærum", [False, False]),
        ("Nordland fylkeskommune må svare.", [False]),
        ("Klubben vedtok på møte i Hammerfest å streike.", [False]),
    ],
)
def test_names_of_organisations(text: str, inside: list[bool]) -> None:
    assert [place.in_organisation for place in places(text)] == inside


def test_clubs_go_by_their_towns_name_in_reports_of_matches(nlp: Language) -> None:
    text = "Sogndal slo Brann i cupen, og treneren roste laget etter kampen.\n\nKampen i Sogndal var en seier for klubben, og Sogndal vant."
    places_of = tagged(nlp, text)
    second = text.index("Kampen")
    assert all(place.in_organisation == (place.start < second) for place in places_of)


def test_district_is_older_than_the_municipality_of_its_name() -> None:
    assert codes("Folk i Sunnfjord", date="2016-01-01") == [("Sunnfjord", "sunnfjord")]
    assert codes("Folk i Sunnfjord", date="2024-01-01") == [("Sunnfjord", "4647")]


@pytest.mark.parametrize(
    ("region", "code"),
    [("Hordaland", "4624"), ("Vestland", "4624"), ("Innlandet", "3430"), ("Østerdalen", "3430")],
)
def test_own_region_tells_namesakes_apart(region: str, code: str) -> None:
    assert codes("Skolen i Os skal bestå.", region=region, date="2018-01-01")[0] == ("Os", code)


def test_places_nearby_outweigh_those_far_off() -> None:
    text = "Folk i Elverum og Åmot venter.\n\nSkolen i Våler skal bestå, og det skal skolene i Moss og Råde også."
    assert ("Våler", "3114") in codes(text)


def test_undecided_name_says_so() -> None:
    (place,) = places("Skolen i Herøy skal bestå.")
    assert (place.code, place.county, place.code_then) == (None, None, None)
    assert set(place.candidates) == {"1515", "1818"}
    assert place.confidence <= 0.5


def test_confidence_is_lower_where_less_speaks_for_a_place() -> None:
    (sure,) = places("Folk i Trondheim kommune venter.")
    (less,) = places("Strand har ventet i årevis, og det har Jørpeland.", region="Rogaland")[:1]
    assert LEAST_PROBABILITY <= less.confidence < sure.confidence


def test_weights_are_finite_and_say_what_one_expects() -> None:
    weights = evidence()
    for homograph in (False, True):
        by_itself = weights.log_odds(["kind:municipality"], homograph=homograph)
        assert weights.log_odds(["kind:municipality", "before:in"], homograph=homograph) > by_itself
        assert weights.log_odds(["kind:municipality", "before:speech"], homograph=homograph) < by_itself
    assert probability(0) == 0.5
    assert probability(1000) <= 1


def test_a_doc_that_no_pipeline_has_seen_gives_no_clues(nlp: Language) -> None:
    text = "Folk i Bergen venter."
    doc = nlp.tokenizer(text)
    assert not Annotation(doc).present
    assert link_places(resolution(text), doc) == link_places(resolution(text))


@pytest.mark.parametrize(
    "unit", ["Folk i Bergen, Os og Nes venter på Kari Lund. ", "Oslo-", "Nord- og ", "A. ", "Bergen "]
)
def test_time_grows_with_the_length_of_a_block_no_faster(unit: str) -> None:
    """Ten times the text takes about ten times as long, not a hundred."""

    def seconds(size: int) -> float:
        text = resolution((unit * (size // len(unit) + 1))[:size])
        started = time.process_time()
        link_places(text)
        return time.process_time() - started

    seconds(1_000)
    short, long = min(seconds(10_000) for _ in range(3)), seconds(100_000)
    assert long < 30 * max(short, 0.01)


def test_sentences_of_a_huge_block_take_time_linear_in_its_length() -> None:
    blank = spacy.blank("nb")
    boundaries = SentenceBoundaries()

    def seconds(repeats: int) -> float:
        doc = blank.tokenizer("Folk i Bergen venter på buss. De har ventet lenge. " * repeats)
        started = time.process_time()
        boundaries(doc)
        return time.process_time() - started

    seconds(10)
    assert seconds(1_000) < 30 * max(min(seconds(100) for _ in range(3)), 0.01)


NAMES = st.sampled_from(
    "Oslo Bergen Os Nes Bø Våler Nord- Sør-Odal Øvre Eiker Mo i Rana og kommune LO Kari Lund sier fengsel Møre Romsdal HAMAR oslo-budsjettet - / , . ( ) «".split()
)
TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(NAMES, max_size=25).map(" ".join),
    st.lists(st.one_of(NAMES, st.sampled_from(["\n", "\u00ad", "-", "s", "\n\n", "\u00a0"])), max_size=25).map("".join),
)


@settings(max_examples=150, deadline=None)
@given(
    text=TEXTS,
    region=st.sampled_from([None, "Innlandet", "Follo", "xyz"]),
    year=st.sampled_from([None, "1996", "2021"]),
)
def test_any_text_gives_ordered_mentions_that_do_not_overlap(text: str, region: str | None, year: str | None) -> None:
    found = link_places(resolution(text, date=year, region=region))
    end = 0
    for place in found:
        assert end <= place.start < place.end <= len(text)
        assert text[place.start : place.end] == place.surface
        assert LEAST_PROBABILITY / 3 <= place.confidence <= 1
        assert not (place.code and place.candidates)
        end = place.end
    assert found == link_places(resolution(text, date=year, region=region))
