from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from pdfs import draw, flow, picture_pdf
from resolusjon_nlp.errors import LibraryError, UsageError
from resolusjon_nlp.library import Filters, IngestReport, Library
from resolusjon_nlp.library.filters import first_day, last_day
from resolusjon_nlp.library.query import parse_query
from resolusjon_nlp.library.snippets import snippet

TOG = (
    "Ja til tog",
    "Vedtatt av årsmøtet i Fagforbundet Gjøvik 14. mars 2024",
    "Staten må bygge flere kryssingsspor på Gjøvikbanen.",
)
AAS = (
    "Bygg boliger på Ås",
    "Vedtatt av LO i Follo 3. mai 2022",
    "Husbanken må få større bevilgninger, og kommunene i Follo må regulere tomter.",
)
NN = (
    "Lytt til lærarane",
    "Vedteke av årsmøtet i Utdanningsforbundet Voss oktober 2023",
    "Regjeringa må løyve meir pengar til skulen. Vi stør ikkje forslaget om færre vaksne.",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "inn"
    root.mkdir()
    for name, parts in (("tog.txt", TOG), ("as.txt", AAS), ("nn.txt", NN)):
        (root / name).write_text("\n\n".join(parts), encoding="utf-8")
    return root


def statuses(reports: list[IngestReport]) -> dict[str, str]:
    return {Path(report.path).name: report.status.value for report in reports}


def dump(path: Path) -> list[tuple[object, ...]]:
    """All rows of all tables, without the time of writing."""
    with sqlite3.connect(path) as connection:
        tables = (
            "documents",
            "appearances",
            "resolutions",
            "resolution_themes",
            "mentions",
            "demands",
            "demand_themes",
        )
        rows = [
            row
            for table in tables
            for row in connection.execute(f"SELECT '{table}', * FROM {table} ORDER BY 2, 3")  # noqa: S608 - our tables
        ]
        return rows + list(connection.execute("SELECT path, sha256, error_code FROM files ORDER BY path"))


def test_ingest_twice_changes_nothing(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "b.db"
    with Library(path) as library:
        assert set(statuses(library.ingest(folder)).values()) == {"new"}
        before = dump(path)
        assert set(statuses(library.ingest(folder)).values()) == {"unchanged"}
        assert dump(path) == before
        assert library.counts() == {"files": 3, "failed": 0, "resolutions": 3, "demands": 7}
        # reading all again gives the same rows too, but for their numbers
        library.ingest(folder, again=True)
        assert library.counts() == {"files": 3, "failed": 0, "resolutions": 3, "demands": 7}


def test_ingest_takes_over_a_changed_file(folder: Path, library: Library) -> None:
    library.ingest(folder)
    (folder / "tog.txt").write_text("\n\n".join((*TOG[:2], "Staten må bygge ferjekai.")), encoding="utf-8")
    assert statuses(library.ingest(folder)) == {"as.txt": "unchanged", "nn.txt": "unchanged", "tog.txt": "updated"}
    assert library.search("kryssingsspor") == []
    assert len(library.search("ferjekai")) == 1
    assert library.counts()["resolutions"] == 3


def test_ingest_knows_the_same_content_under_another_name(folder: Path, library: Library) -> None:
    library.ingest(folder)
    copy = folder / "kopi.txt"
    copy.write_bytes((folder / "tog.txt").read_bytes())
    reports = {Path(report.path).name: report for report in library.ingest(folder)}
    assert reports["kopi.txt"].status.value == "unchanged"
    assert "tog.txt" in (reports["kopi.txt"].message or "")
    assert library.counts()["resolutions"] == 3


def test_ingest_keeps_one_copy_of_a_resolution_in_two_files(folder: Path, library: Library) -> None:
    library.ingest(folder)
    draw(folder / "tog.pdf", flow([("h", TOG[0]), ("p", TOG[1]), ("p", TOG[2])]))
    assert statuses(library.ingest(folder))["tog.pdf"] == "new"
    assert library.counts()["files"] == 4
    assert len(library.search("kryssingsspor")) == 1
    # and it stays when the first of the two goes on to hold something else
    (folder / "tog.txt").write_text("\n\n".join(AAS), encoding="utf-8")
    library.ingest(folder)
    assert [Path(hit.path).name for hit in library.search("kryssingsspor")] == ["tog.pdf"]


def test_ingest_reports_bad_files_and_takes_the_good(tmp_path: Path, folder: Path, library: Library) -> None:
    whole = draw(tmp_path / "hel.pdf", flow([("h", TOG[0]), ("p", TOG[1]), ("p", " ".join(TOG[2:] * 30))], bottom=500))
    data = whole.read_bytes()
    with pikepdf.open(whole) as pdf:
        pdf.save(folder / "laast.pdf", encryption=pikepdf.Encryption(user="x", owner="y", R=6))
    (folder / "halv.pdf").write_bytes(data[: len(data) * 4 // 5])
    (folder / "stump.pdf").write_bytes(data[:40])
    (folder / "tom.pdf").write_bytes(b"")
    (folder / "bilde.pdf").write_bytes(b"\xff\xd8\xff\xe0" + b"\x00" * 99)
    picture_pdf(folder / "skannet.pdf")
    reports = {Path(report.path).name: report for report in library.ingest(folder)}
    assert {name: report.code for name, report in reports.items() if report.status.value == "failed"} == {
        "laast.pdf": "encrypted",
        "stump.pdf": "damaged",
        "tom.pdf": "not-a-pdf",
        "bilde.pdf": "not-a-pdf",
        "skannet.pdf": "scanned-page",
    }
    assert len({report.message for report in reports.values() if report.status.value == "failed"}) == 5
    assert (reports["halv.pdf"].status.value, reports["halv.pdf"].code) == ("new", "damaged-file")
    assert library.counts()["resolutions"] == 4
    # with the password the locked file comes in, and the others still say why they do not
    again = {Path(report.path).name: report for report in library.ingest(folder, password="x")}
    assert again["laast.pdf"].status.value == "new"
    assert again["tom.pdf"].code == "not-a-pdf"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("kryssingsspor", ["Ja til tog"]),
        ("bevilgning", ["Bygg boliger på Ås"]),
        ("TOMT", ["Bygg boliger på Ås"]),
        ("Ås", ["Bygg boliger på Ås"]),
        ("as", []),
        ('"større bevilgninger"', ["Bygg boliger på Ås"]),
        ('"bevilgninger større"', []),
        ("kryss*", ["Ja til tog"]),
        ("løyve pengar", ["Lytt til lærarane"]),
        ("loyve pengar", ["Lytt til lærarane"]),
        # none holds both, so any of the words will do
        ("kryssingsspor finnesikke", ["Ja til tog"]),
        ("finnesikke", []),
    ],
)
def test_search_words(folder: Path, library: Library, query: str, titles: list[str]) -> None:
    library.ingest(folder)
    assert sorted({hit.title or "" for hit in library.search(query)}) == titles


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({"theme": "samferdsel"}, {"Ja til tog"}),
        ({"organisation": "fagforbundet"}, {"Ja til tog"}),
        ({"body": "årsmøtet"}, {"Ja til tog", "Lytt til lærarane"}),
        ({"body": "ÅRSMØTET i utdanning"}, {"Lytt til lærarane"}),
        ({"region": "follo"}, {"Bygg boliger på Ås"}),
        ({"municipality": "Ås"}, {"Bygg boliger på Ås"}),
        ({"municipality": "3218"}, {"Bygg boliger på Ås"}),
        ({"county": "Innlandet"}, {"Ja til tog"}),
        ({"county": "46"}, {"Lytt til lærarane"}),
        ({"kind": "avvisning"}, {"Lytt til lærarane"}),
        ({"addressee": "REGJERINGA"}, {"Lytt til lærarane"}),
        ({"addressee": "stat"}, {"Ja til tog", "Lytt til lærarane"}),
        ({"language": "nn"}, {"Lytt til lærarane"}),
        ({"since": "2023"}, {"Ja til tog", "Lytt til lærarane"}),
        ({"until": "2022-05-02"}, set()),
        ({"until": "2022-05-03"}, {"Bygg boliger på Ås"}),
        # "oktober 2023" may be any day of that month
        ({"since": "2023-10-15", "until": "2023-12"}, {"Lytt til lærarane"}),
    ],
)
def test_search_filters(folder: Path, library: Library, filters: dict[str, str], titles: set[str]) -> None:
    library.ingest(folder)
    assert {hit.title for hit in library.search("", limit=None, **filters)} == titles
    assert library.count("", **filters) == len(library.search("", limit=None, **filters))


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        ({"theme": "tog"}, "samferdsel"),
        ({"kind": "ønske"}, "krav"),
        ({"since": "i fjor"}, "2024-05-01"),
        ({"municipality": "Atlantis"}, "stedsregisteret"),
    ],
)
def test_filters_say_what_is_wrong(library: Library, filters: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        library.search("", filters=Filters(**filters))


@given(st.text(st.sampled_from("\"'*():;-%_\\ abåANDORNOT\u0000"), max_size=25))
def test_search_is_injection_proof(query: str) -> None:
    # A field with a value that it cannot have is the one thing that is refused.
    with Library(":memory:") as library, contextlib.suppress(UsageError):
        assert library.search(query) == []


@pytest.mark.parametrize(
    ("text_", "query", "marked"),
    [
        ("Staten må bygge tog.", "tog", "Staten må bygge **tog**."),
        ("Togene må gå.", "tog", "**Togene** må gå."),
        ("Ås og as", "as", "Ås og **as**"),
        ("Jernbanen må bygges", "jern*", "**Jernbanen** må bygges"),
    ],
)
def test_snippet(text_: str, query: str, marked: str) -> None:
    assert snippet(text_, parse_query(query).root) == marked


def test_snippet_of_long_text_shows_the_word() -> None:
    assert "**nål**" in snippet("høy " * 200 + "nål " + "høy " * 200, parse_query("nål").root)


def test_search_pages_through(folder: Path, library: Library) -> None:
    library.ingest(folder)
    every = library.search("", limit=None)
    assert [hit.rank for hit in every] == list(range(1, len(every) + 1))
    assert library.search("", limit=2, offset=3) == every[3:5]


def test_get_by_beginning_of_id(folder: Path, library: Library) -> None:
    library.ingest(folder)
    hit = library.search("kryssingsspor")[0]
    found = library.get(hit.resolution_id[:6])
    assert found.text[hit.demand.start : hit.demand.end] == hit.demand.text
    assert found.source_map is not None
    with pytest.raises(LibraryError, match="finnes ikke"):
        library.get("zz")
    with pytest.raises(LibraryError, match="flere"):
        library.get("")


def test_tables(folder: Path, library: Library) -> None:
    library.ingest(folder)
    demands = library.demands()
    assert {"text", "kind", "addressee", "themes", "page", "path", "date"} <= set(demands.columns)
    assert len(demands) == library.counts()["demands"]
    resolutions = library.resolutions(theme="samferdsel")
    assert resolutions["title"].tolist() == ["Ja til tog"]
    places = library.places(county="Akershus")
    assert set(places["name"]) >= {"Ås", "Follo"}


def test_ingest_works_in_a_plain_script(tmp_path: Path, folder: Path) -> None:
    """A script without a main guard must not start itself again in the reading processes."""
    script = tmp_path / "skript.py"
    script.write_text(
        f"import resolusjon_nlp as rn\nprint('start')\nwith rn.Library(':memory:') as b:\n    b.ingest({str(folder)!r})\n    print(b.counts())\n",
        encoding="utf-8",
    )
    result = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, timeout=120)
    assert result.stdout.split("\n")[:2] == ["start", "{'files': 3, 'failed': 0, 'resolutions': 3, 'demands': 7}"]


def test_open_says_what_is_wrong(tmp_path: Path, make_text: Callable[..., Path]) -> None:
    with pytest.raises(LibraryError, match="resolusjon ingest"):
        Library(tmp_path / "borte.db", create=False)
    with pytest.raises(LibraryError, match="mappe"):
        Library(tmp_path)
    with pytest.raises(LibraryError, match="ikke et bibliotek"):
        Library(make_text("brev.db", "Dette er ikke en database, men et brev som er langt nok."))
    other = tmp_path / "annet.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE kunder (navn TEXT)")
    with pytest.raises(LibraryError, match="ikke et resolusjonsbibliotek"):
        Library(other)


def test_open_library_of_another_version(tmp_path: Path) -> None:
    path = tmp_path / "b.db"
    with Library(path) as library, library._engine.begin() as connection:
        connection.execute(text("UPDATE meta SET value = '99' WHERE key = 'version'"))
    with pytest.raises(LibraryError, match="versjon 99"):
        Library(path)


def test_days() -> None:
    assert (first_day("2023"), last_day("2023-02"), last_day("2023-02-03")) == (
        "2023-01-01",
        "2023-02-31",
        "2023-02-03",
    )


def test_tables_carry_the_major_topics_of_comparative_agendas(folder: Path, library: Library) -> None:
    library.ingest(folder)
    resolutions = library.resolutions(theme="samferdsel")
    assert [row.cap_topics.split("|")[0] for row in resolutions.itertuples()] == ["10"]
    demands = library.demands(theme="samferdsel")
    assert set(demands["cap_topics"].str.split("|").str[0]) == {"10"}
