"""Build the place register: ``python scripts/build_places.py --source DIR``.

DIR holds the public tables named in ``src/resolusjon_nlp/resources/places/README.md``. The script compiles them,
together with the hand-written tables that lie beside its output, into ``municipalities.csv``, ``counties.csv``,
``municipality_codes.csv``, ``former_municipalities.csv`` and ``former_counties.csv``. Hand-written tables are checked,
never written. Nothing is written while a fault stands; every fault is one line on standard error, and the exit status
is then 1.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

PLACES = Path(__file__).resolve().parents[1] / "src" / "resolusjon_nlp" / "resources" / "places"
SEPARATOR = "|"
SOURCE_NAME_SEPARATOR = " - "
"""How official names in several languages are joined: ``Deatnu - Tana``."""
SUCCESSOR_SHARE = 0.15
"""A county leads on to another when at least this share of its municipalities, weighted, lies there today."""
WEIGHT_TOLERANCE = 0.02
FIRST_YEAR, PRESENT_YEAR = 1994, 2024
"""The years every living municipality must have a number for, its own or a predecessor's."""

Row = dict[str, str]


@dataclass(frozen=True)
class NameForms:
    """A hand-written row: the preferred name, further forms, and a ruling on ``homograph`` (blank: the source's)."""

    name: str
    names: tuple[str, ...]
    homograph: str


Forms = dict[tuple[str, str], dict[str, NameForms]]
"""(register, code) → name → forms; one number may have carried two names (0716: Våle, then Re)."""


@dataclass(frozen=True)
class CodeSpan:
    """A municipality number, the name it stood for, its first and last year, and the numbers it leads to.

    A blank year is open; a blank first year may also be unknown, and then lies before 1994.
    """

    code: str
    name: str
    valid_from: str
    valid_to: str
    now: tuple[str, ...]
    weights: tuple[float, ...]
    source_name: str

    @property
    def first(self) -> int:
        """First year in force; 0 when open."""
        return int(self.valid_from or 0)

    @property
    def last(self) -> int:
        """Last year in force; 9999 when open."""
        return int(self.valid_to or 9999)


def read_table(path: Path) -> list[Row]:
    """Return the rows of a UTF-8 CSV file with a header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_table(path: Path, rows: list[Row]) -> None:
    """Write rows with LF line ends; the first row's keys are the header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def split(value: str) -> tuple[str, ...]:
    """Split a multi-value cell; an empty cell has no values."""
    return tuple(value.split(SEPARATOR)) if value else ()


def join(values: Iterable[str]) -> str:
    """Join distinct, non-empty values in the order given."""
    return SEPARATOR.join(dict.fromkeys(value for value in values if value))


def read_forms(path: Path) -> Forms:
    """Read ``name_forms.csv``."""
    forms: Forms = defaultdict(dict)
    for row in read_table(path):
        entry = NameForms(row["name"], split(row["names"]), row["homograph"])
        forms[row["register"], row["code"]][row["name"]] = entry
    return forms


def preferred(register: str, code: str, source_name: str, forms: Forms) -> NameForms:
    """Return the forms of a living unit.

    Raises
    ------
    ValueError
        When the official name joins several languages and no hand-written row says which is used in Norwegian text,
        or when the hand-written name is no part of the official one.
    """
    parts = source_name.split(SOURCE_NAME_SEPARATOR)
    written = list(forms.get((register, code), {}).values()) or [NameForms(source_name, (), "")]
    if len(written) > 1 or written[0].name not in parts:
        raise ValueError(f"name_forms.csv: {register} {code}: no single name among {parts}")
    return written[0]


def municipality_rows(source: Path, forms: Forms) -> list[Row]:
    """Compile the municipalities of 2024 with names, county, economic region and coordinates."""
    points = {row["kommunenummer"]: row for row in read_table(source / "kommune_centroids.csv")}
    rows = []
    for row in sorted(read_table(source / "kommuner_2024.csv"), key=lambda row: row["kommunenummer"]):
        code = row["kommunenummer"]
        entry = preferred("municipality", code, row["navn"], forms)
        rows.append(
            {
                "code": code,
                "name": entry.name,
                "names": join([entry.name, *split(row["navneformer"]), row["navn"], *entry.names]),
                "county": row["fylkesnummer"],
                "economic_region": row["ssb_okonomisk_region"],
                "lat": points[code]["lat"],
                "lon": points[code]["lon"],
                "homograph": entry.homograph or ("1" if row["homonym_i_ordbok"] else "0"),
            }
        )
    return rows


def county_rows(source: Path, forms: Forms, years: list[Row]) -> list[Row]:
    """Compile the counties of 2024."""
    first_year = {row["code"]: row["valid_from"] for row in years}
    rows = []
    for row in sorted(read_table(source / "fylker_2024.csv"), key=lambda row: row["fylkesnummer"]):
        code = row["fylkesnummer"]
        entry = preferred("county", code, row["navn"], forms)
        names = join([entry.name, *row["navn"].split(SOURCE_NAME_SEPARATOR), row["navn"], *entry.names])
        rows.append({"code": code, "name": entry.name, "names": names, "valid_from": first_year[code]})
    return rows


def norwegian_name(source_name: str, known: set[str]) -> str:
    """Pick the name used in Norwegian text out of a name in several languages."""
    parts = source_name.split(SOURCE_NAME_SEPARATOR)
    if len(parts) == 1:
        return source_name
    matches = [part for part in parts if part in known]
    if len(matches) != 1:
        raise ValueError(f"name_forms.csv: no single Norwegian name among {parts}")
    return matches[0]


def code_spans(source: Path, municipalities: list[Row], forms: Forms, counties: list[Row]) -> list[CodeSpan]:
    """Compile every number since 1994, with years repaired.

    Years the source lacks are bounded by the years of the county whose number the code begins with, since a new county
    number means new municipality numbers; ``code_years.csv`` overrules both and adds what the source lacks.
    """
    county_years = {row["code"]: (row["valid_from"], row["valid_to"]) for row in counties}
    known = {row["name"] for row in municipalities}
    known |= {name for (register, _), names in forms.items() if register == "former_municipality" for name in names}
    spans: dict[tuple[str, str], CodeSpan] = {}
    for row in read_table(source / "kommuner_historie_1994-2024.csv"):
        code = row["kode"]
        # No successor: Svalbard, the shelf and "unknown". A letter: a number used twice, which code_years.csv repairs.
        if not row["naa"] or not code.isdigit():
            continue
        name = norwegian_name(row["navn"], known)
        opens, closes = county_years[code[:2]]
        weights = tuple(float(weight) for weight in split(row["vekt"]))
        spans[code, name] = CodeSpan(
            code,
            name,
            row["gyldig_fra"] or opens,
            row["gyldig_til"] or closes,
            split(row["naa"]),
            weights,
            row["navn"],
        )
    for row in read_table(PLACES / "code_years.csv"):
        key = row["code"], row["name"]
        weights = tuple(float(weight) for weight in split(row["weights"]))
        span = CodeSpan(*key, row["valid_from"], row["valid_to"], split(row["now"]), weights, row["name"])
        spans[key] = replace(span, source_name=spans[key].source_name) if key in spans else span
    return sorted(spans.values(), key=lambda span: (span.code, span.first))


def former_municipality_rows(spans: list[CodeSpan], municipalities: list[Row], forms: Forms) -> list[Row]:
    """Compile the names that none of their successors bears; the number is the last one."""
    living = {row["code"]: row["name"] for row in municipalities}
    groups: dict[tuple[str, tuple[str, ...]], list[CodeSpan]] = defaultdict(list)
    for span in spans:
        if span.name not in {living[code] for code in span.now}:
            groups[span.name, span.now].append(span)
    rows = []
    for (name, now), members in groups.items():
        members.sort(key=lambda span: span.first)
        last = members[-1]
        entry = forms.get(("former_municipality", last.code), {}).get(name, NameForms(name, (), ""))
        official: list[str] = []
        for span in members:
            official += [*span.source_name.split(SOURCE_NAME_SEPARATOR), span.source_name]
        rows.append(
            {
                "code": last.code,
                "name": name,
                "names": join([name, *official, *entry.names]),
                "valid_from": members[0].valid_from,
                "valid_to": last.valid_to,
                "now": SEPARATOR.join(now),
                "weights": SEPARATOR.join(f"{weight:g}" for weight in last.weights),
                "homograph": entry.homograph or "0",
            }
        )
    return sorted(rows, key=lambda row: (row["code"], row["name"]))


def former_county_rows(spans: list[CodeSpan], living: list[Row], forms: Forms, years: list[Row]) -> list[Row]:
    """Compile the counties whose number is out of use, with the counties their municipalities lie in today."""
    code_by_name = {row["name"]: row["code"] for row in living}
    rows = []
    for row in years:
        if not row["valid_to"]:
            continue
        shares: dict[str, float] = defaultdict(float)
        for span in spans:
            if span.code[:2] == row["code"]:
                for code, weight in zip(span.now, span.weights, strict=True):
                    shares[code[:2]] += weight
        total = sum(shares.values())
        now = sorted(code for code, share in shares.items() if share >= SUCCESSOR_SHARE * total)
        entry = forms.get(("former_county", row["code"]), {}).get(row["name"], NameForms(row["name"], (), ""))
        rows.append(
            {
                "code": row["code"],
                "name": row["name"],
                "valid_from": row["valid_from"],
                "valid_to": row["valid_to"],
                "now": SEPARATOR.join(now),
                "living": code_by_name.get(row["name"], ""),
                "names": join([row["name"], *entry.names]),
            }
        )
    return rows


def span_faults(spans: list[CodeSpan], municipalities: list[Row]) -> Iterator[str]:
    """Yield breaks of the rules: living successors, weights that sum to 1, no year with two numbers, none without."""
    living = {row["code"]: row["name"] for row in municipalities}
    by_name: dict[tuple[str, str], list[CodeSpan]] = defaultdict(list)
    for span in spans:
        label = f"municipality_codes.csv: {span.code} {span.name}"
        by_name[span.name, span.now[0]].append(span)
        if not set(span.now) <= set(living):
            yield f"{label}: leads to {span.now}, not all living"
        if len(span.now) != len(span.weights) or abs(sum(span.weights) - 1) > WEIGHT_TOLERANCE:
            yield f"{label}: weights {span.weights}"
    for line in by_name.values():
        for earlier, later in pairwise(sorted(line, key=lambda span: span.first)):
            if earlier.last >= later.first:
                yield f"municipality_codes.csv: {later.name}: {earlier.code} and {later.code} overlap"
    for code, name in living.items():
        line = [span for span in spans if code in span.now]
        for year in range(FIRST_YEAR, PRESENT_YEAR + 1):
            if not any(span.first <= year <= span.last for span in line):
                yield f"municipality_codes.csv: {name}: no number leads here in {year}"


def source_faults(source: Path, former: list[Row], years: list[Row]) -> Iterator[str]:
    """Yield what the sources' lists of former units have and ours lack."""
    names = {form for row in former for form in split(row["names"])}
    for row in read_table(source / "tidligere_kommunenavn.csv"):
        if row["navn"] not in names:
            yield f"former_municipalities.csv: {row['navn']} is missing"
    ours = {row["code"]: row["name"] for row in years}
    for table in ("fylker_historie.csv", "fylker_2024.csv"):
        for row in read_table(source / table):
            parts = row["navn"].split(SOURCE_NAME_SEPARATOR)
            if ours.get(row["fylkesnummer"]) not in parts:
                yield f"county_years.csv: {row['fylkesnummer']} {row['navn']} is missing or bears another name"


def name_faults(label: str, row: Row) -> Iterator[str]:
    """Yield slips in the ``names`` of one row."""
    forms = split(row["names"])
    if not forms or forms[0] != row["name"] or len(set(forms)) != len(forms):
        yield f"{label}: names begin with the name and hold each form once"


def town_faults(table: str, municipalities: list[Row]) -> Iterator[str]:
    """Yield unknown codes, doubles and other slips in a hand-written table of places inside municipalities.

    A form may recur, or be another municipality's name, where every row that has it is marked as a homograph.
    """
    living = {row["code"]: set(split(row["names"])) for row in municipalities}
    taken = {form for forms in living.values() for form in forms}
    seen: dict[str, str] = {}
    for row in read_table(PLACES / table):
        label = f"{table}: {row['name']}"
        yield from name_faults(label, row)
        forms = set(split(row["names"]))
        if row["municipality"] not in living:
            yield f"{label}: no municipality {row['municipality']}"
        elif living[row["municipality"]] & forms:
            yield f"{label}: named like its municipality"
        if row["homograph"] not in {"0", "1"}:
            yield f"{label}: homograph is 0 or 1"
        if row["homograph"] == "0" and forms & taken:
            yield f"{label}: {forms & taken} names a municipality"
        for form in forms:
            if "0" in {row["homograph"], seen.get(form, "1")} and form in seen:
                yield f"{label}: {form} stands elsewhere too"
            seen[form] = row["homograph"]


def district_faults(municipalities: list[Row], counties: list[Row]) -> Iterator[str]:
    """Yield unknown members, doubles and other slips in ``districts.csv``."""
    living = {row["code"] for row in municipalities}
    known = {"district": living, "region": living | {row["code"] for row in counties}}
    seen: set[str] = set()
    for row in read_table(PLACES / "districts.csv"):
        label = f"districts.csv: {row['name']}"
        yield from name_faults(label, row)
        forms, members = set(split(row["names"])), split(row["members"])
        if row["kind"] not in known:
            yield f"{label}: kind {row['kind']}"
        elif not members or len(set(members)) != len(members) or not set(members) <= known[row["kind"]]:
            yield f"{label}: members are missing, unknown or doubled"
        if row["homograph"] not in {"0", "1"}:
            yield f"{label}: homograph is 0 or 1"
        if seen & forms:
            yield f"{label}: {seen & forms} stands elsewhere too"
        seen |= forms


def form_faults(forms: Forms, registers: dict[str, list[Row]]) -> Iterator[str]:
    """Yield hand-written name forms of units that no register has."""
    for (register, code), entries in forms.items():
        units = {(row["code"], row["name"]) for row in registers.get(register, [])}
        for name, entry in entries.items():
            if (code, name) not in units:
                yield f"name_forms.csv: no {register} {code} {name}"
            if entry.homograph not in {"", "0", "1"}:
                yield f"name_forms.csv: {register} {code}: homograph is 0, 1 or blank"


def build(source: Path, output: Path) -> list[str]:
    """Compile, check and write the register.

    Parameters
    ----------
    source
        Folder with the public tables.
    output
        Folder the compiled tables are written to.

    Returns
    -------
    list of str
        The faults found, one line each; when there are any, nothing is written.
    """
    forms = read_forms(PLACES / "name_forms.csv")
    years = read_table(PLACES / "county_years.csv")
    municipalities = municipality_rows(source, forms)
    counties = county_rows(source, forms, years)
    spans = code_spans(source, municipalities, forms, years)
    former = former_municipality_rows(spans, municipalities, forms)
    former_counties = former_county_rows(spans, counties, forms, years)
    registers = {
        "municipality": municipalities,
        "county": counties,
        "former_municipality": former,
        "former_county": former_counties,
    }
    faults = [
        *span_faults(spans, municipalities),
        *source_faults(source, former, years),
        *town_faults("towns.csv", municipalities),
        *town_faults("city_districts.csv", municipalities),
        *district_faults(municipalities, counties),
        *form_faults(forms, registers),
    ]
    if faults:
        return faults
    codes = [
        {
            "code": span.code,
            "name": span.name,
            "valid_from": span.valid_from,
            "valid_to": span.valid_to,
            "now": SEPARATOR.join(span.now),
            "weights": SEPARATOR.join(f"{weight:g}" for weight in span.weights),
        }
        for span in spans
    ]
    write_table(output / "municipalities.csv", municipalities)
    write_table(output / "counties.csv", counties)
    write_table(output / "municipality_codes.csv", codes)
    write_table(output / "former_municipalities.csv", former)
    write_table(output / "former_counties.csv", former_counties)
    return []


def main() -> int:
    """Run from the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Build the place register from public tables.")
    parser.add_argument("--source", type=Path, required=True, metavar="DIR", help="folder with the public tables")
    parser.add_argument("--output", type=Path, default=PLACES, metavar="DIR", help="default: the package")
    arguments = parser.parse_args()
    faults = build(arguments.source, arguments.output)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
