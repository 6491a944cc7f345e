"""The place register as data: complete, consistent, and right in the cases we know by heart."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from importlib.resources import files
from itertools import pairwise

import pytest

PLACES = files("resolusjon_nlp.resources") / "places"

COLUMNS = {
    "municipalities.csv": "code,name,names,county,economic_region,lat,lon,homograph",
    "counties.csv": "code,name,names,valid_from",
    "municipality_codes.csv": "code,name,valid_from,valid_to,now,weights",
    "former_municipalities.csv": "code,name,names,valid_from,valid_to,now,weights,homograph",
    "former_counties.csv": "code,name,valid_from,valid_to,now,living,names",
    "towns.csv": "name,municipality,names,homograph",
    "city_districts.csv": "name,municipality,names,homograph",
    "districts.csv": "name,kind,names,members,homograph",
}
NAMED_TABLES = [table for table in COLUMNS if table != "municipality_codes.csv"]
GENUINE_DOUBLES = {
    "municipalities.csv": {"Herøy", "Våler"},
    "towns.csv": {"Kvaløya"},  # the island of Tromsø and that of Hammerfest
}


@cache
def read(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader((PLACES / table).read_text(encoding="utf-8").splitlines()))


def split(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def one(table: str, **wanted: str) -> dict[str, str]:
    found = [row for row in read(table) if wanted.items() <= row.items()]
    assert len(found) == 1, (table, wanted, found)
    return found[0]


MUNICIPALITIES = {row["code"] for row in read("municipalities.csv")}
COUNTIES = {row["code"] for row in read("counties.csv")}


@pytest.mark.parametrize(("table", "columns"), COLUMNS.items())
def test_table_has_its_columns_and_clean_cells(table: str, columns: str) -> None:
    assert ",".join(read(table)[0]) == columns
    for row in read(table):
        for cell in row.values():
            assert cell == cell.strip()
            assert all(value == value.strip() and value for value in split(cell)), row


@pytest.mark.parametrize("table", NAMED_TABLES)
def test_names_begin_with_the_name_and_repeat_nothing(table: str) -> None:
    for row in read(table):
        names = split(row["names"])
        assert names[0] == row["name"]
        assert len(set(names)) == len(names), row


@pytest.mark.parametrize("table", NAMED_TABLES)
def test_no_name_stands_twice_but_the_genuine_doubles(table: str) -> None:
    counts = Counter(row["name"] for row in read(table))
    assert {name for name, count in counts.items() if count > 1} == GENUINE_DOUBLES.get(table, set())


def test_there_are_357_municipalities_in_15_counties() -> None:
    assert len(MUNICIPALITIES) == len(read("municipalities.csv")) == 357
    assert len(COUNTIES) == len(read("counties.csv")) == 15
    for row in read("municipalities.csv"):
        assert row["county"] == row["code"][:2]
        assert row["county"] in COUNTIES
        assert 57.9 < float(row["lat"]) < 71.2, row
        assert 4.5 < float(row["lon"]) < 31.2, row


@pytest.mark.parametrize("table", ["municipality_codes.csv", "former_municipalities.csv"])
def test_codes_lead_to_living_municipalities(table: str) -> None:
    for row in read(table):
        now, weights = split(row["now"]), [float(weight) for weight in split(row["weights"])]
        assert now, row
        assert set(now) <= MUNICIPALITIES, row
        assert len(now) == len(weights), row
        assert sum(weights) == pytest.approx(1, abs=0.02), row


def test_every_living_code_is_among_the_codes_and_leads_to_itself() -> None:
    open_codes = {row["code"]: row["now"] for row in read("municipality_codes.csv") if not row["valid_to"]}
    assert open_codes == {code: code for code in MUNICIPALITIES}


def test_codes_of_one_municipality_do_not_overlap() -> None:
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for row in read("municipality_codes.csv"):
        span = int(row["valid_from"] or 0), int(row["valid_to"] or 9999)
        assert span[0] <= span[1], row
        spans.setdefault((row["name"], split(row["now"])[0]), []).append(span)
    for key, years in spans.items():
        years.sort()
        assert all(earlier[1] < later[0] for earlier, later in pairwise(years)), key


@pytest.mark.parametrize("year", [1994, 2001, 2005, 2012, 2017, 2018, 2019, 2020, 2023, 2024])
def test_every_municipality_has_a_number_in(year: int) -> None:
    reached = {
        code
        for row in read("municipality_codes.csv")
        if int(row["valid_from"] or 0) <= year <= int(row["valid_to"] or 9999)
        for code in split(row["now"])
    }
    assert reached == MUNICIPALITIES


@pytest.mark.parametrize(
    ("year", "count"),
    [
        (1994, 435),
        (2002, 434),
        (2006, 431),
        (2008, 430),
        (2012, 429),
        (2013, 428),
        (2018, 422),
        (2020, 356),
        (2024, 357),
    ],
)
def test_number_of_municipalities_in(year: int, count: int) -> None:
    """Statistics Norway's count on 1 January."""
    rows = read("municipality_codes.csv")
    assert sum(int(row["valid_from"] or 0) <= year <= int(row["valid_to"] or 9999) for row in rows) == count


def test_former_municipalities_bear_no_living_successors_name() -> None:
    living = {row["code"]: row["name"] for row in read("municipalities.csv")}
    for row in read("former_municipalities.csv"):
        assert row["valid_to"], row
        assert row["name"] not in {living[code] for code in split(row["now"])}, row


def test_former_counties_lead_to_living_counties() -> None:
    names = {row["code"]: row["name"] for row in read("counties.csv")}
    for row in read("former_counties.csv"):
        assert row["code"] not in COUNTIES
        assert row["valid_to"]
        assert split(row["now"])
        assert set(split(row["now"])) <= COUNTIES
        assert row["living"] == next((code for code, name in names.items() if name == row["name"]), "")


@pytest.mark.parametrize("row", read("districts.csv"), ids=lambda row: row["name"])
def test_district_members_exist(row: dict[str, str]) -> None:
    members = split(row["members"])
    assert row["kind"] in {"district", "region"}
    assert members
    assert len(set(members)) == len(members)
    assert set(members) <= (MUNICIPALITIES if row["kind"] == "district" else MUNICIPALITIES | COUNTIES)


@pytest.mark.parametrize("table", ["towns.csv", "city_districts.csv"])
def test_place_lies_in_a_municipality_of_another_name(table: str) -> None:
    names = {row["code"]: set(split(row["names"])) for row in read("municipalities.csv")}
    for row in read(table):
        assert row["homograph"] in {"0", "1"}
        assert not names[row["municipality"]] & set(split(row["names"])), row


@pytest.mark.parametrize("table", ["towns.csv", "city_districts.csv"])
def test_place_named_like_a_municipality_elsewhere_is_a_homograph(table: str) -> None:
    names = {name for row in read("municipalities.csv") for name in split(row["names"])}
    assert all(row["homograph"] == "1" for row in read(table) if names & set(split(row["names"])))


@pytest.mark.parametrize(
    ("code", "name", "valid_from", "valid_to", "now"),
    [
        ("0213", "Ski", "1931", "2019", "3207"),
        ("1228", "Odda", "1913", "2019", "4618"),
        ("1850", "Tysfjord", "", "2019", "1806|1875"),
        ("1401", "Flora", "1964", "2019", "4602"),
        ("4602", "Kinn", "2020", "", "4602"),
        ("0716", "Våle", "", "2001", "3905"),  # the number was used again
        ("0716", "Re", "2002", "2019", "3905"),
        ("0717", "Borre", "1988", "2001", "3901"),  # renamed Horten
        ("1214", "Ølen", "1916", "2001", "1160"),  # moved to Rogaland
        ("1159", "Ølen", "2002", "2005", "1160"),
        ("1507", "Ålesund", "2020", "2023", "1508|1580"),  # split
        ("1567", "Rindal", "", "2018", "5061"),  # moved to Trøndelag a year after its merger
        ("1601", "Trondheim", "", "2017", "5001"),
        ("3034", "Nes", "2020", "2023", "3228"),
        ("0616", "Nes", "", "2019", "3322"),  # took the name Nesbyen
        ("0821", "Bø", "", "2019", "4020"),
        ("5441", "Tana", "2020", "2023", "5628"),
    ],
)
def test_code_known_by_heart(code: str, name: str, valid_from: str, valid_to: str, now: str) -> None:
    row = one("municipality_codes.csv", code=code, name=name)
    assert (row["valid_from"], row["valid_to"], row["now"]) == (valid_from, valid_to, now)


@pytest.mark.parametrize(
    ("code", "name", "form"),
    [
        ("5628", "Tana", "Deatnu - Tana"),
        ("5610", "Karasjok", "Kárášjohka"),
        ("5025", "Røros", "Rosse"),
        ("5041", "Snåsa", "Snåase"),
        ("1826", "Hattfjelldal", "Aarborte"),
        ("5518", "Lavangen", "Loabák"),
        ("5622", "Porsanger", "Porsanki"),
        ("3419", "Våler", "Våler i Solør"),
        ("1867", "Bø", "Bø i Vesterålen"),
    ],
)
def test_municipality_goes_by_its_norwegian_name(code: str, name: str, form: str) -> None:
    row = one("municipalities.csv", code=code)
    assert row["name"] == name
    assert form in split(row["names"])


@pytest.mark.parametrize(
    ("code", "name", "valid_to", "now", "living"),
    [
        ("12", "Hordaland", "2019", "46", ""),
        ("02", "Akershus", "2019", "32", "32"),
        ("04", "Hedmark", "2019", "34", ""),
        ("05", "Oppland", "2019", "34", ""),  # Jevnaker and Lunner went elsewhere; that makes Akershus no successor
        ("17", "Nord-Trøndelag", "2017", "50", ""),
        ("19", "Troms", "2019", "55", "55"),
        ("30", "Viken", "2023", "31|32|33", ""),
        ("38", "Vestfold og Telemark", "2023", "39|40", ""),
        ("54", "Troms og Finnmark", "2023", "55|56", ""),
    ],
)
def test_former_county_known_by_heart(code: str, name: str, valid_to: str, now: str, living: str) -> None:
    row = one("former_counties.csv", code=code)
    assert (row["name"], row["valid_to"], row["now"], row["living"]) == (name, valid_to, now, living)


@pytest.mark.parametrize(
    "name", ["Fet", "Re", "Hof", "Eid", "Sund", "Fjell", "Eide", "Berg", "Ski", "Flora", "Frei", "Stokke"]
)
def test_former_municipality_that_is_also_a_word(name: str) -> None:
    assert one("former_municipalities.csv", name=name)["homograph"] == "1"


@pytest.mark.parametrize(
    ("name", "municipality"),
    [
        ("Mo i Rana", "1833"),
        ("Jessheim", "3209"),
        ("Askim", "3118"),
        ("Kirkenes", "5605"),
        ("Mongstad", "4631"),
        ("Kårstø", "1146"),
        ("Bryggja", "4649"),  # parted from the rest of Vågsøy in 2020
        ("Vågstranda", "1535"),  # moved from Rauma in 2021
        ("Vear", "3905"),  # moved from Stokke in 2017
        ("Musken", "1875"),  # the west of Tysfjord
        ("Kjøpsvik", "1806"),  # the east of Tysfjord
        ("Rissa", "5054"),
    ],
)
def test_town_lies_in(name: str, municipality: str) -> None:
    assert one("towns.csv", name=name)["municipality"] == municipality


@pytest.mark.parametrize(
    ("name", "kind", "members"),
    [
        ("Nord-Norge", "region", "18|55|56"),
        ("Asker og Bærum", "district", "3201|3203"),
        ("Toten", "district", "3442|3443"),
        ("Lofoten", "district", "1856|1857|1859|1860|1865|1874"),
    ],
)
def test_district_covers(name: str, kind: str, members: str) -> None:
    row = one("districts.csv", name=name)
    assert (row["kind"], row["members"]) == (kind, members)


@pytest.mark.parametrize(("municipality", "count"), [("0301", 16), ("4601", 8), ("5001", 4), ("1103", 9)])
def test_city_districts_are_complete(municipality: str, count: int) -> None:
    """Oslo's fifteen and Groruddalen as a whole."""
    assert sum(row["municipality"] == municipality for row in read("city_districts.csv")) == count
