from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library.fts5 import match_expression
from resolusjon_nlp.library.index_terms import ANYWHERE, AROUND, FOLDED, LABELS, OWN
from resolusjon_nlp.library.lookup import AllOf, AnyOf, Find, Without
from resolusjon_nlp.library.planning import loose, partial, plan, tiers
from resolusjon_nlp.library.query import And, Node, Not, Or, Phrase, Prefix, Word, parse_query


def words(text: str) -> tuple[Word, ...]:
    return tuple(Word(word) for word in text.split())


A, B, C = words("a b c")

TREES: list[tuple[str, Node | None]] = [
    ("hele stillinger", And(words("hele stillinger"))),
    ("hele OG stillinger", And(words("hele stillinger"))),
    ('"full kompensasjon" heltid', And((Phrase(("full", "kompensasjon")), Word("heltid")))),
    ("«full kompensasjon»", Phrase(("full", "kompensasjon"))),
    ("ferje eller ferge", Or(words("ferje ferge"))),
    ("a OR b", Or((A, B))),
    ("a AND (b ELLER c)", And((A, Or((B, C))))),
    ("a b ELLER c", Or((And((A, B)), C))),
    ("a IKKE b", And((A, Not(B)))),
    ("a IKKJE b", And((A, Not(B)))),
    ("a -b", And((A, Not(B)))),
    ("NOT a", Not(A)),
    ("a OR NOT b", A),
    ("jern*", Prefix("jern")),
    ("NAV-kontora", And(words("nav kontora"))),
    ("ikkje meir vindkraft", And(words("ikkje meir vindkraft"))),
    ("økonomi og kommune", And(words("økonomi og kommune"))),
    # what is no query
    ('"ubalansert (', Word("ubalansert")),
    ("((a)", A),
    ("a) b", And((A, B))),
    ("a OR", A),
    ("x IKKE", Word("x")),
    ("OG OG", None),
    ("IKKE", None),
    ("", None),
    ("!!! ???", None),
    ("* *", None),
    ("tema:", Word("tema")),
    ("http://x.no/y", And(words("http x no y"))),
    ("robert'); DROP TABLE demands;--", And(words("robert drop table demands"))),
    ("{words} : a", And(words("words a"))),
]


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_parse(text: str, tree: Node | None) -> None:
    query = parse_query(text)
    assert query.root == tree
    assert query.conditions == {}


CONDITIONS = [
    (
        "tema:samferdsel kommune:Asker år:2023-2025 krav",
        None,
        {"theme": "samferdsel", "municipality": "Asker", "since": "2023", "until": "2025", "kind": "krav"},
    ),
    ("tema:samferdsel buss", Word("buss"), {"theme": "samferdsel"}),
    ("emne: sykehus", None, {"theme": "sykehus"}),
    ("tema:heltid", None, {"theme": "arbeidsliv_heltid_bemanning"}),
    ('kommune:"Nordre Follo" skole', Word("skole"), {"municipality": "Nordre Follo"}),
    ("fylke:Møre og Romsdal ferje", Word("ferje"), {"county": "Møre og Romsdal"}),
    ("år:2024", None, {"since": "2024", "until": "2024"}),
    ("årstal:2024-05", None, {"since": "2024-05", "until": "2024-05"}),
    ("år:2023-", None, {"since": "2023"}),
    ("frå:2023-05-01", None, {"since": "2023-05-01"}),
    ("slag:avvising språk:nynorsk", None, {"kind": "avvisning", "language": "nn"}),
    ("organisasjon:LO organ:årsmøtet til:regjeringen region:Akershus", None, {"organisation": "LO", "body": "årsmøtet", "addressee": "regjeringen", "region": "Akershus"}),
    ("krav", Word("krav"), {}),
    ("tema:bolig støtte til studenter", And(words("støtte til studenter")), {"theme": "bolig"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree", "conditions"), CONDITIONS)
def test_conditions(text: str, tree: Node | None, conditions: dict[str, str]) -> None:
    query = parse_query(text)
    assert (query.root, dict(query.conditions)) == (tree, conditions)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tema:hest", "samferdsel"),
        ("år:i fjor", "år:2024"),
        ("slag:ønske", "krav, støtte"),
        ("språk:svensk", "nb, nn"),
        ("kommune:Asker kommune:Bærum", "én av dem"),
    ],
)
def test_wrong_values_say_what_to_choose_from(text: str, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_query(text)
    assert said in str(raised.value)


def test_plan() -> None:
    assert plan(parse_query("økonomi i kommunene").root) == AllOf(
        (Find(AROUND, ("økonomi",)), Find(AROUND, ("kommune",)))
    )
    assert plan(parse_query("kommuneøkonomi").root) == AnyOf(
        (Find(OWN, ("kommune0økonomi",)), AllOf((Find(OWN, ("kommune",)), Find(OWN, ("økonomi",)))))
    )
    assert plan(parse_query("å være").root) is not None
    assert plan(parse_query("IKKE buss").root) == Without(None, Find(OWN, ("buss",)))
    assert plan(parse_query("").root) is None


def test_only_plain_words_are_relaxed() -> None:
    assert partial(parse_query("buss i Asker").root) == AnyOf((Find(OWN, ("buss",)), Find(OWN, ("asker",))))
    assert isinstance(partial(parse_query("buss Asker -tog").root), Without)
    for text in ('"to ord" buss', "buss ELLER tog", "jern*", ""):
        assert partial(parse_query(text).root) is None
        assert loose(parse_query(text).root) == []


def test_loose_takes_units_related_words_and_neighbours_in_that_order() -> None:
    word, wide = (
        AnyOf((Find(columns, ("hel0tid",)), AllOf((Find(columns, ("hel",)), Find(columns, ("tid",))))))
        for columns in (OWN, ANYWHERE)
    )
    units = (Find(OWN, ("hel",)), Find(OWN, ("tid",)))
    other = Find(OWN, ("stilling",))
    around = (wide, Find(ANYWHERE, ("hel",)), Find(ANYWHERE, ("tid",)))
    assert loose(parse_query("heltid").root, {"heltid": [("stilling",)]}) == [
        word,
        AnyOf((word, *units)),
        AnyOf((word, *units, other)),
        AnyOf((word, other, *around)),
    ]


def test_tiers_go_from_the_strictest_to_the_plan() -> None:
    root = parse_query("buss").root
    assert tiers(root) == [Find(("keys", "names"), ("buss",)), Find(("keys", "parts", "names"), ("buss",)), plan(root)]
    assert tiers(parse_query('"to ord"').root) == [Find(("words",), ("to", "ord"))]
    assert tiers(None) == []


@pytest.mark.parametrize(("typed", "looked_for"), [("tromso", True), ("as", False), ("ås", False), ("hus", False)])
def test_only_what_is_no_word_is_looked_for_without_diacritics(typed: str, looked_for: bool) -> None:
    lookup = plan(parse_query(typed).root)
    assert lookup is not None
    assert (f'"{LABELS["folded"]}{FOLDED}' in match_expression(lookup, LABELS)) is looked_for


@given(st.text(max_size=60) | st.text(alphabet='ab "()*-:{}^+|&ORANDTIKE', max_size=40))
def test_any_text_is_a_query_that_fts5_understands(text: str) -> None:
    try:
        root = parse_query(text).root
    except UsageError:
        return
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(terms)")
    for lookup in (*tiers(root), partial(root), *loose(root)):
        if lookup is not None and not (isinstance(lookup, Without) and lookup.wanted is None):
            connection.execute("SELECT rowid FROM t WHERE t MATCH ?", (match_expression(lookup, LABELS),)).fetchall()
    connection.close()
