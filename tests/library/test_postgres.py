"""What is PostgreSQL's alone: how it is reached, and the terms it keeps. That it finds the same is tested with SQLite, test by test."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from spacy.language import Language
from sqlalchemy import text

from resolusjon_nlp.errors import LibraryError
from resolusjon_nlp.library import Library
from resolusjon_nlp.library.lookup import AllOf, AnyOf, Find, Without
from resolusjon_nlp.library.postgres import shown_name, ts_query, vector

LABELS = {"words": "a", "keys": "b", "parts": "b", "near": "c"}
TOG, BUSS = Find(("keys", "parts"), ("tog",)), Find(("keys", "near"), ("buss",))


@pytest.mark.parametrize(
    ("lookup", "query"),
    [
        (TOG, "('btog')"),
        (BUSS, "('bbuss' | 'cbuss')"),
        (Find(("words",), ("ja", "til", "to"), prefix=True), "('aja' <-> 'atil' <-> 'ato':*)"),
        (AllOf((TOG, BUSS)), "(('btog') & ('bbuss' | 'cbuss'))"),
        (AnyOf((TOG, Without(BUSS, TOG))), "(('btog') | (('bbuss' | 'cbuss') & !('btog')))"),
        (Without(None, TOG), "!('btog')"),
        (Find(("words",), ("d'ar\\k",)), "('ad''ar\\\\k')"),
    ],
)
def test_ts_query(lookup: Find, query: str) -> None:
    assert ts_query(lookup, LABELS) == query


def test_vector_keeps_places_where_order_matters_and_each_other_term_once() -> None:
    row = {"words": "x y x", "keys": "x y", "parts": "z x", "near": "x"}
    assert vector(row, LABELS) == "'ax':1,3 'ay':2 'bx' 'by' 'bz' 'cx'"


def test_long_text_is_cut_where_the_server_stops() -> None:
    row = {"words": " ".join(["a"] * 300 + ["b"] * 20_000 + ["c"]), "keys": "k", "parts": "", "near": ""}
    assert len(vector(row, LABELS).split(",")) < 600
    assert "'ac'" not in vector(row, LABELS)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://kari:hemmelig@tjener/felles", "postgresql://kari:***@tjener/felles"),
        ("felles.db", "felles.db"),
        ("://", "://"),
    ],
)
def test_passwords_are_not_shown(address: str, shown: str) -> None:
    assert shown_name(address) == shown


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("mysql://tjener/felles", "postgresql://bruker@tjener/database"),
        ("postgresql://kari:hemmelig@127.0.0.1:1/felles", "tjeneren kjører"),
        ("https://", "kan ikke brukes"),
    ],
)
def test_open_says_what_is_wrong(address: str, says: str) -> None:
    with pytest.raises(LibraryError, match=says) as caught:
        Library(address)
    assert "hemmelig" not in str(caught.value)


def test_empty_database_is_made_a_library_only_when_that_is_meant(postgres_url: str) -> None:
    with pytest.raises(LibraryError, match="ikke noe bibliotek"):
        Library(postgres_url, create=False)
    Library(postgres_url).close()
    with Library(postgres_url.replace("postgresql:", "postgres:"), create=False) as library:
        assert library.counts()["files"] == 0


def test_other_databases_are_left_alone(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE kunder (navn TEXT)")
    with pytest.raises(LibraryError, match="ikke et resolusjonsbibliotek"):
        Library(postgres_url)


def test_library_of_a_newer_version(postgres_url: str) -> None:
    with Library(postgres_url) as library, library._engine.begin() as connection:
        connection.execute(text("UPDATE meta SET value = '99' WHERE key = 'version'"))
    with pytest.raises(LibraryError, match="versjon 99"):
        Library(postgres_url)


def test_names_are_compared_alike_whatever_the_database_takes_for_lower_case(postgres_url: str, tmp_path: Path) -> None:
    """The server of the tests knows the letters of English only."""
    file = tmp_path / "as.txt"
    file.write_text("Bygg på Ås\n\nVedtatt av ØSTRE ÅS fagforening 3. mai 2022\n\nHusbanken må bygge i Ås.\n", "utf-8")
    with Library(postgres_url) as library:
        library.ingest(file)
        assert library.count("", addressee="HUSBANKEN") == library.count("husbanken") == 1
        assert library.count("", body="østre ås") == library.counts()["demands"]


def test_who_may_only_read_can_search_and_is_told_when_writing(
    postgres_url: str, tmp_path: Path, nlp: Language
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Ja til tog\n\nStaten må bygge tog.\n", "utf-8")
    with Library(postgres_url) as library:
        library.ingest(file, nlp=nlp)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS leser")
        connection.execute("CREATE ROLE leser LOGIN")
        connection.execute("GRANT USAGE ON SCHEMA public TO leser")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO leser")
    with Library(postgres_url.replace("tester@", "leser@"), create=False) as library:
        assert library.count("tog") == len(library.search("tog"))
        assert library.facets("tog", by=["kind"])
        with pytest.raises(LibraryError, match="bare leses"):
            library.ingest(file, nlp=nlp, again=True)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP OWNED BY leser")
