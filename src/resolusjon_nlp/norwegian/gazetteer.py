"""The place register: names and codes of Norwegian places, as tables one can look things up in.

Sources and licences are in ``resources/places/README.md``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from resolusjon_nlp.records import PlaceKind
from resolusjon_nlp.resources import load_csv

KIND_ORDER = (
    PlaceKind.COUNTY,
    PlaceKind.MUNICIPALITY,
    PlaceKind.REGION,
    PlaceKind.DISTRICT,
    PlaceKind.FORMER_COUNTY,
    PlaceKind.FORMER_MUNICIPALITY,
    PlaceKind.TOWN,
    PlaceKind.CITY_DISTRICT,
)
"""Which reading of a name comes first when nothing else decides."""


@dataclass(frozen=True)
class PlaceEntry:
    """One place of the register.

    ``code`` is as in the contract: the number of 2024, for former counties their own, for districts and regions the name in lower case.
    ``old_code`` is set for former municipalities. ``now`` are the codes of 2024 that a former one leads to.
    """

    kind: PlaceKind
    name: str
    names: tuple[str, ...]
    code: str | None
    county: str | None
    homograph: bool = False
    old_code: str | None = None
    now: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True)
class CodePeriod:
    """A municipality code with the years (inclusive) it was in force, and what it leads to in 2024."""

    code: str
    name: str
    valid_from: int | None
    valid_to: int | None
    now: tuple[str, ...]


class Gazetteer:
    """All entries, by name and by code."""

    def __init__(self, entries: list[PlaceEntry], periods: list[CodePeriod], county_periods: list[CodePeriod]) -> None:
        self.entries = tuple(entries)
        self.by_name: dict[str, list[PlaceEntry]] = defaultdict(list)
        for entry in sorted(entries, key=lambda e: KIND_ORDER.index(e.kind)):
            for name in entry.names:
                self.by_name[name].append(entry)
        self.municipalities = {e.code: e for e in entries if e.kind is PlaceKind.MUNICIPALITY and e.code}
        self.counties = {e.code: e for e in entries if e.kind is PlaceKind.COUNTY and e.code}
        self._periods = periods
        self._county_periods = county_periods

    def longest_name_in(self, text: str) -> str | None:
        """The last of the longest place names in `text`, as it stands there, with one coordinated to it (genitive -s left out)."""
        best: re.Match[str] | None = None
        for name in self.by_name:
            match = re.search(rf"(?<![\w-])({re.escape(name)})s?(?![\w-])", text) if name in text else None
            if match is not None and (best is None or len(name) >= len(best.group(1))):
                best = match
        if best is None:
            return None
        other = re.match(r"\s+og\s+([^\W\d_][\w-]*)", text[best.end() :])
        if other is not None and other.group(1) in self.by_name:
            return text[best.start(1) : best.end() + other.end()]
        before = re.search(r"(?<![\w-])([^\W\d_][\w-]*)\s+og\s+$", text[: best.start()])
        if before is not None and before.group(1) in self.by_name:
            return text[before.start() : best.end(1)]
        return best.group(1)

    def code_in(self, entry: PlaceEntry, year: int | None) -> str | None:
        """The code in force in `year` for a municipality or county; None when unknown or not applicable."""
        if year is None:
            return None
        if entry.kind in (PlaceKind.COUNTY, PlaceKind.FORMER_COUNTY):
            return _code_in(self._county_periods, entry, year, same_name=True)
        if entry.kind is PlaceKind.MUNICIPALITY:
            return _code_in(self._periods, entry, year, same_name=True)
        if entry.kind is PlaceKind.FORMER_MUNICIPALITY:
            was = _code_in(self._periods, entry, year, same_name=True)
            return was or (entry.now[0] if len(entry.now) == 1 and self._after(entry, year) else None)
        if entry.kind in (PlaceKind.TOWN, PlaceKind.CITY_DISTRICT) and entry.code:
            return self.code_in(self.municipalities[entry.code], year)
        return None

    @staticmethod
    def _after(entry: PlaceEntry, year: int) -> bool:
        return entry.valid_to is not None and year > entry.valid_to


def _code_in(periods: list[CodePeriod], entry: PlaceEntry, year: int, *, same_name: bool) -> str | None:
    fitting = [
        period
        for period in periods
        if (not same_name or period.name in entry.names)
        and (entry.code in period.now or period.code in (entry.code, entry.old_code))
        and (period.valid_from is None or period.valid_from <= year)
        and (period.valid_to is None or year <= period.valid_to)
    ]
    # A period with known years says more than an open one.
    fitting.sort(key=lambda p: (p.valid_from is None) + (p.valid_to is None))
    return fitting[0].code if fitting else None


def _year(text: str) -> int | None:
    return int(text) if text.strip().isdigit() else None


def _many(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _entries() -> Iterator[PlaceEntry]:
    county_of: dict[str, str] = {}
    for row in load_csv("places/counties.csv"):
        yield PlaceEntry(PlaceKind.COUNTY, row["name"], _names(row), row["code"], row["code"])
    for row in load_csv("places/municipalities.csv"):
        county_of[row["code"]] = row["county"]
        yield PlaceEntry(
            PlaceKind.MUNICIPALITY, row["name"], _names(row), row["code"], row["county"], row["homograph"] == "1"
        )
    for row in load_csv("places/former_counties.csv"):
        if not row["living"]:
            yield PlaceEntry(
                PlaceKind.FORMER_COUNTY,
                row["name"],
                _names(row),
                row["code"],
                row["code"],
                now=_many(row["now"]),
                valid_from=_year(row["valid_from"]),
                valid_to=_year(row["valid_to"]),
            )
    for row in load_csv("places/former_municipalities.csv"):
        now = _many(row["now"])
        yield PlaceEntry(
            PlaceKind.FORMER_MUNICIPALITY,
            row["name"],
            _names(row),
            now[0] if len(now) == 1 else None,
            county_of.get(now[0]) if now else None,
            row["homograph"] == "1",
            old_code=row["code"],
            now=now,
            valid_from=_year(row["valid_from"]),
            valid_to=_year(row["valid_to"]),
        )
    for table, kind in (("towns", PlaceKind.TOWN), ("city_districts", PlaceKind.CITY_DISTRICT)):
        for row in load_csv(f"places/{table}.csv"):
            code = row["municipality"]
            yield PlaceEntry(kind, row["name"], _names(row), code, county_of[code], row["homograph"] == "1")
    for row in load_csv("places/districts.csv"):
        kind = PlaceKind.REGION if row["kind"] == "region" else PlaceKind.DISTRICT
        yield PlaceEntry(
            kind,
            row["name"],
            _names(row),
            row["name"].lower(),
            None,
            row["homograph"] == "1",
            members=_many(row["members"]),
        )


def _names(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((row["name"], *_many(row.get("names") or ""))))


def _periods(table: str) -> list[CodePeriod]:
    return [
        CodePeriod(
            row["code"],
            row["name"],
            _year(row["valid_from"]),
            _year(row.get("valid_to", "")),
            _many(row.get("now", "") or row["code"]),
        )
        for row in load_csv(f"places/{table}.csv")
    ]


@cache
def gazetteer() -> Gazetteer:
    """The register, loaded once."""
    return Gazetteer(
        list(_entries()), _periods("municipality_codes"), _periods("counties") + _periods("former_counties")
    )
