"""What a search finds, in which order and with what beside it; the same on SQLite and PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, update

from resolusjon_nlp.library import Library
from resolusjon_nlp.library.database import writing
from resolusjon_nlp.library.meaning import direction, nearness
from resolusjon_nlp.library.query import parse_query
from resolusjon_nlp.library.schema import DemandRow, FamilyRow
from resolusjon_nlp.library.search import WINDOW
from resolusjon_nlp.library.snippets import snippet
from resolusjon_nlp.library.surroundings import neighbourhood, surroundings
from resolusjon_nlp.norwegian.synonyms import synonyms
from resolusjon_nlp.norwegian.terms import term_of
from resolusjon_nlp.records import (
    BLOCK_SEPARATOR,
    Block,
    BlockType,
    Demand,
    DemandKind,
    Place,
    PlaceKind,
    Position,
    TaggedResolution,
)

PLACES = {"Karasjok": "5610", "Tromsø": "5501", "Ås": "3218", "Hamar": "3403"}


def resolution(name: str, *texts: str, title: str = "Uttalelse", date: str = "2024-01-01") -> TaggedResolution:
    """A resolution whose paragraphs are demands where they end in ``!``."""
    blocks: list[Block] = []
    start = 0
    for text in (title, *texts):
        kind = BlockType.TITLE if not blocks else BlockType.PARAGRAPH
        blocks.append(Block(type=kind, text=text, start=start, end=start + len(text)))
        start += len(text) + len(BLOCK_SEPARATOR)
    whole = BLOCK_SEPARATOR.join((title, *texts))
    places = [
        Place(start=at, end=at + len(place), surface=place, kind=PlaceKind.MUNICIPALITY, code=code, name=place, county=code[:2], confidence=1.0)
        for place, code in PLACES.items()
        if (at := whole.find(place)) >= 0
    ]  # fmt: skip
    demands = tuple(
        Demand(start=b.start, end=b.end, text=b.text, kind=DemandKind.DEMAND, position=Position.BODY, block=i, confidence=1.0)
        for i, b in enumerate(blocks)
        if b.text.endswith("!") and i
    )  # fmt: skip
    return TaggedResolution(
        id=name, title=title, text=whole, blocks=tuple(blocks), demands=demands, places=tuple(places), date=date
    )  # fmt: skip


TEXTS = [
    resolution("a", "Staten må ta kommuneøkonomien på alvor!", "Sykehuset på Hamar må bestå!", date="2022-05-01"),
    resolution("b", "Me krev betre økonomi i kommunane!", "Sjukehusa treng fleire folk!", "Auk grunnbemanninga no!"),
    resolution("c", "Bygg boliger på Ås!", "Alle as skal betale skatt!", "Legg ikke ned tingretten i Tromsø!"),
    resolution("d", "Karasjok må få ambulansen tilbake!", "Ingen vet hvorfor den ble borte.", "Full kompensasjon for lønnsveksten!"),
    resolution("e", "Full lønn under sykdom!", "Gi lærlingene full kompensasjon!", "Det må tilbake!", title="Heltid"),
]  # fmt: skip


@pytest.fixture
def filled(library: Library) -> Library:
    library.add(TEXTS)
    return library


def found(library: Library, query: str, **how: object) -> list[str]:
    return [hit.demand.text for hit in library.search(query, limit=None, **how)]  # type: ignore[arg-type]


FINDS = [
    ("økonomi i kommunene", {"Staten må ta kommuneøkonomien på alvor!", "Me krev betre økonomi i kommunane!"}),
    ("kommuneøkonomi", {"Staten må ta kommuneøkonomien på alvor!", "Me krev betre økonomi i kommunane!"}),
    ("sjukehus", {"Sykehuset på Hamar må bestå!", "Sjukehusa treng fleire folk!"}),
    ("sykehusene", {"Sykehuset på Hamar må bestå!", "Sjukehusa treng fleire folk!"}),
    ("bemanning", {"Auk grunnbemanninga no!"}),
    ("ås", {"Bygg boliger på Ås!"}),
    ("as", {"Alle as skal betale skatt!"}),
    ("tromso", {"Legg ikke ned tingretten i Tromsø!"}),
    ("tromsoe", {"Legg ikke ned tingretten i Tromsø!"}),
    ("Kárášjohka", {"Karasjok må få ambulansen tilbake!"}),
    ("karasjohka", {"Karasjok må få ambulansen tilbake!"}),
    ('"full kompensasjon"', {"Full kompensasjon for lønnsveksten!", "Gi lærlingene full kompensasjon!"}),
    ('"full kompensasjon" IKKE lærling', {"Full kompensasjon for lønnsveksten!"}),
    ("full -kompensasjon", {"Full lønn under sykdom!"}),
    ("tingrett ELLER ambulanse", {"Legg ikke ned tingretten i Tromsø!", "Karasjok må få ambulansen tilbake!"}),
    ("full (lærling ELLER sykdom)", {"Gi lærlingene full kompensasjon!", "Full lønn under sykdom!"}),
    ("grunnbem*", {"Auk grunnbemanninga no!"}),
    ("tilbake heltid", {"Det må tilbake!"}),
    ("fram:alt", set()),
    ("kompens* år:2023", set()),
    ("sjukehus år:2022", {"Sykehuset på Hamar må bestå!"}),
    ("sjukehus kommune:Hamar", {"Sykehuset på Hamar må bestå!"}),
    ("'; DROP TABLE demands; --", set()),
]


@pytest.mark.parametrize(("query", "texts"), FINDS)
def test_finds(filled: Library, query: str, texts: set[str]) -> None:
    assert set(found(filled, query)) == texts
    assert filled.count(query) == len(texts)


def test_only_what_must_not_occur(filled: Library) -> None:
    everything = filled.count()
    assert filled.count("IKKE full") == everything - 3
    assert "Full lønn under sykdom!" not in found(filled, "IKKE full")


def test_typed_form_counts_more(filled: Library) -> None:
    assert found(filled, "sjukehusa")[0] == "Sjukehusa treng fleire folk!"
    assert found(filled, "sykehuset")[0] == "Sykehuset på Hamar må bestå!"
    assert found(filled, "økonomi kommunane")[0] == "Me krev betre økonomi i kommunane!"


def test_any_word_where_none_has_all(filled: Library) -> None:
    result = filled.find("sjukehus ferjekai", related=False)
    assert (result.any_word, result.total) == (True, 2)
    assert {hit.fits for hit in result.hits} == {"part"}


def test_related_words_follow_and_are_marked_as_such(filled: Library) -> None:
    strict = filled.find("lærekontrakt", related=False)
    assert strict.hits == []
    wide = filled.find("lærekontrakt")
    assert wide.total == 0
    assert wide.others == len(wide.hits) > 0
    assert (wide.hits[0].demand.text, wide.hits[0].fits) == ("Gi lærlingene full kompensasjon!", "part")


def test_newest_first(filled: Library) -> None:
    dates = [hit.date for hit in filled.search("sjukehus", sort="date")]
    assert dates == ["2024-01-01", "2022-05-01"]
    assert [hit.date for hit in filled.search("", limit=None)] == sorted(
        (hit.date for hit in filled.search("", limit=None)), key=str, reverse=True
    )


def test_pages_hold_everything_once(library: Library) -> None:
    library.add(resolution(f"r{n}", *(f"Vi krever buss nummer {n} og {i}!" for i in range(8))) for n in range(60))
    whole = [(hit.resolution_id, hit.demand.start) for hit in library.search("buss", limit=None)]
    assert len(whole) == len(set(whole)) == 480 > WINDOW
    pages = [
        (hit.resolution_id, hit.demand.start)
        for offset in range(0, 480, 37)
        for hit in library.search("buss", limit=37, offset=offset)
    ]
    assert pages == whole
    assert [hit.rank for hit in library.search("buss", limit=3, offset=300)] == [301, 302, 303]


def test_one_hit_for_a_family(filled: Library) -> None:
    with writing(filled._engine) as connection:
        family = connection.execute(insert(FamilyRow).values(size=2, label="kompensasjon")).inserted_primary_key
        assert family is not None
        connection.execute(update(DemandRow).where(DemandRow.text.contains("ompensasjon")).values(family_id=family[0]))
    hits = filled.search("kompensasjon", grouped=True)
    assert [hit.family_size for hit in hits] == [2]
    assert filled.find("kompensasjon", grouped=True, related=False).total == 1
    assert len(filled.search("kompensasjon")) == 2
    assert len(filled.search("kompensasjon", grouped=True, sort="date")) == 1


@pytest.mark.parametrize(
    ("query", "meant"),
    [("grunnbemaninga", "grunnbemanninga"), ("tema:bolig ambulanssen", "tema:bolig ambulansen"), ("sjukehus", None), ("xyzzyqw", None), ("", None)],
)  # fmt: skip
def test_typing_errors(filled: Library, query: str, meant: str | None) -> None:
    assert filled.find(query, related=False).suggestion == meant


def test_what_stands_around_a_hit(filled: Library) -> None:
    (hit,) = filled.search("ambulanse")
    assert (hit.before, hit.after, hit.heading) == (None, "Ingen vet hvorfor den ble borte.", None)
    (hit,) = filled.search("lønnsvekst")
    assert hit.before == "Ingen vet hvorfor den ble borte."


MARKED = [
    ("Staten må ta kommuneøkonomien på alvor.", "økonomi i kommunene", "Staten må ta **kommuneøkonomien** på alvor."),
    ("Me krev betre økonomi i kommunane.", "kommuneøkonomi", "Me krev betre **økonomi** i **kommunane**."),
    ("Sjukehusa treng folk, og hus.", "sykehus", "**Sjukehusa** treng folk, og hus."),
    ("Karasjok må få hjelp", "Kárášjohka", "**Karasjok** må få hjelp"),
    ("Tingretten i Tromsø", "tromso", "Tingretten i **Tromsø**"),
    ("full lønn, full kompensasjon", '"full kompensasjon"', "full lønn, **full** **kompensasjon**"),
    ("Jernbanen må bygges", "jern*", "**Jernbanen** må bygges"),
    ("Det må tilbake!", "", "Det må tilbake!"),
]


@pytest.mark.parametrize(("text", "query", "marked"), MARKED)
def test_marks_stand_around_what_fits(text: str, query: str, marked: str) -> None:
    assert snippet(text, parse_query(query).root) == marked


def test_other_words_are_marked_only_where_they_count() -> None:
    root = parse_query("sykehjem").root
    assert snippet("Flere på aldersheimen", root) == "Flere på **aldersheimen**"
    assert snippet("Flere på aldersheimen", root, related=False) == "Flere på aldersheimen"


def test_neighbourhood_reaches_over_blocks() -> None:
    text = TEXTS[3]
    around = neighbourhood(text.blocks, text.demands[1], reach=2)
    assert around == "Karasjok må få ambulansen tilbake! Ingen vet hvorfor den ble borte."
    assert surroundings((), text.demands[0]).before is None


@pytest.mark.parametrize(("words", "others"), [("heltid", ("hel", "stilling")), ("hel stilling", ("hel0tid",))])
def test_synonyms(words: str, others: tuple[str, ...]) -> None:
    keys = [term_of(word).key for word in words.split()]
    assert (range(len(keys)), others) in [(found.span, found.keys) for found in synonyms(keys)]


def test_what_only_some_entries_for_a_word_have_counts_less() -> None:
    found = {other.keys: other.strength for other in synonyms([term_of("fagforening").key])}
    assert found
    assert all(0 < strength < 1 for strength in found.values())


def test_words_that_say_something_together_are_not_looked_up_one_by_one() -> None:
    keys = [term_of(word).key for word in ("kortere", "arbeidstid")]
    assert {other.span for other in synonyms(keys)} == {range(2)}
    assert synonyms(keys[1:])


def test_near_words_are_not_the_same() -> None:
    near = {other.keys for other in synonyms(["hel0tid"], "near")}
    assert near
    assert near.isdisjoint(other.keys for other in synonyms(["hel0tid"]))


def test_no_expression_loses_its_negation_or_all_but_a_word() -> None:
    assert ("tillate",) not in [other.keys for other in synonyms([term_of("forbud").key])]
    assert ("betaling",) not in [other.keys for other in synonyms([term_of("gratis").key])]


def test_nearness_of_many_texts_is_that_of_each() -> None:
    query = direction("fengsel kriminal0omsorg")
    assert query is not None
    texts = ["fengsel", "sykehus lege", "xqzwv", "", "kriminal0omsorg fengsel"]
    found = nearness(texts, query)
    for text in texts:
        alone = direction(text)
        expected = 0.0 if alone is None else max(0.0, float(alone @ query))
        assert found[text] == pytest.approx(expected, abs=1e-5)
    assert found["kriminal0omsorg fengsel"] == pytest.approx(1.0, abs=1e-5)
