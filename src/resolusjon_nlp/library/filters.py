"""What a search is narrowed to, and the conditions that makes."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library.facet_terms import facet_term
from resolusjon_nlp.library.schema import (
    DemandRow,
    DemandThemeRow,
    MentionRow,
    ResolutionRow,
    ResolutionThemeRow,
    name_key,
)
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.records import AddresseeType, DemandKind, PlaceKind
from resolusjon_nlp.tagging.themes.lexicon import theme_ids

_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Conditions on demands; None means any. Names are compared without regard to case.

    Attributes
    ----------
    theme
        A label of the codebook that the demand has (or, for whole resolutions, the resolution).
    municipality, county, region
        A place named in the resolution or in its adopting body, by name or code. ``region`` is the region of the adopting body.
    body, organisation, addressee
        Part of the adopting body's name; the union's short name; who is told to act (as named, or one of the addressee types).
    kind, language
        Kind of demand; ``nb`` or ``nn``.
    since, until
        ISO dates (``2024``, ``2024-05``, ``2024-05-01``), both ends inclusive.
    """

    theme: str | None = None
    municipality: str | None = None
    county: str | None = None
    region: str | None = None
    body: str | None = None
    organisation: str | None = None
    kind: str | None = None
    addressee: str | None = None
    since: str | None = None
    until: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        """Check what can be checked without the library."""
        _one_of("--theme", self.theme, theme_ids())
        _one_of("--kind", self.kind, [kind.value for kind in DemandKind])
        _one_of("--language", self.language, ["nb", "nn"])
        for name in ("since", "until"):
            value = getattr(self, name)
            if value is not None and not _DATE.fullmatch(value):
                raise UsageError(
                    f"--{name} «{value}» er ingen dato.", advice="Skriv den som 2024, 2024-05 eller 2024-05-01."
                )

    def conditions(self) -> list[ColumnElement[bool]]:
        """Conditions on demands."""
        out = self._shared(DemandRow, DemandRow.resolution_id)
        if self.theme is not None:
            out.append(exists().where(DemandThemeRow.demand_id == DemandRow.id, DemandThemeRow.theme == self.theme))
        if self.kind is not None:
            out.append(DemandRow.kind == self.kind)
        if self.addressee is not None:
            out.append(self._addressee())
        return out

    def resolution_conditions(self, *, with_theme: bool = False) -> list[ColumnElement[bool]]:
        """Conditions on resolutions alone."""
        out = self._shared(ResolutionRow, ResolutionRow.id)
        if with_theme and self.theme is not None:
            out.append(
                exists().where(
                    ResolutionThemeRow.resolution_id == ResolutionRow.id, ResolutionThemeRow.theme == self.theme
                )
            )
        return out

    def _shared(
        self, row: type[DemandRow] | type[ResolutionRow], resolution_id: InstrumentedAttribute[str]
    ) -> list[ColumnElement[bool]]:
        """Conditions on what resolutions and their demands have alike."""
        out: list[ColumnElement[bool]] = []
        if self.municipality is not None:
            codes = _codes(self.municipality, "--municipality", _MUNICIPAL)
            out.append(_mentions(resolution_id, MentionRow.code.in_(codes)))
        if self.county is not None:
            codes = _codes(self.county, "--county", _COUNTIES)
            out.append(_mentions(resolution_id, MentionRow.county.in_(codes)))
        if self.region is not None:
            out.append(_contains(row.region_key, self.region))
        if self.body is not None:
            out.append(_contains(row.body_key, self.body))
        if self.organisation is not None:
            out.append(row.organisation_key == name_key(self.organisation))
        if self.language is not None:
            out.append(row.language == self.language)
        if self.since is not None:
            out.append(row.latest >= first_day(self.since))
        if self.until is not None:
            out.append(row.earliest <= last_day(self.until))
        return out

    def index_terms(self) -> list[list[str]]:
        """For each condition that the full-text index knows of: terms of which a demand must have one."""
        out = [[facet_term("theme", self.theme)]] if self.theme is not None else []
        if self.municipality is not None:
            codes = _codes(self.municipality, "--municipality", _MUNICIPAL)
            out.append([facet_term("code", code) for code in codes])
        if self.county is not None:
            out.append([facet_term("county", code) for code in _codes(self.county, "--county", _COUNTIES)])
        if self.organisation is not None:
            out.append([facet_term("organisation", self.organisation)])
        return out

    def _addressee(self) -> ColumnElement[bool]:
        if self.addressee in [kind.value for kind in AddresseeType]:
            return or_(DemandRow.addressee_type == self.addressee, _contains(DemandRow.addressee_key, self.addressee))
        return _contains(DemandRow.addressee_key, self.addressee or "")


_MUNICIPAL = (PlaceKind.MUNICIPALITY, PlaceKind.FORMER_MUNICIPALITY, PlaceKind.TOWN)
_COUNTIES = (PlaceKind.COUNTY, PlaceKind.FORMER_COUNTY)


def _one_of(option: str, value: str | None, allowed: Any) -> None:
    if value is not None and value not in allowed:
        raise UsageError(f"{option} «{value}» finnes ikke.", advice=f"Velg blant: {', '.join(allowed)}.")


def _codes(value: str, option: str, kinds: tuple[PlaceKind, ...]) -> tuple[str, ...]:
    """Codes that a name or number of a place stands for."""
    found = _codes_by_name(kinds).get(value.strip().lower())
    if not found:
        raise UsageError(
            f"{option} «{value}» finnes ikke i stedsregisteret.",
            advice="Bruk navnet uten «kommune» eller «fylke», eller nummeret.",
        )
    return found


@cache
def _codes_by_name(kinds: tuple[PlaceKind, ...]) -> dict[str, tuple[str, ...]]:
    """Codes of today for each name, in lower case, and each number, of today or former."""
    codes: dict[str, set[str]] = defaultdict(set)
    for entry in gazetteer().entries:
        if entry.kind in kinds:
            for name in (*entry.names, entry.code, entry.old_code):
                if name:
                    codes[name.lower()].update((entry.code,) if entry.code else entry.now)
    return {name: tuple(sorted(found)) for name, found in codes.items() if found}


def _mentions(resolution_id: InstrumentedAttribute[str], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    # Correlated by hand: the query around this may list mentions itself.
    inner = select(MentionRow.id).where(and_(MentionRow.resolution_id == resolution_id, condition))
    return inner.correlate(resolution_id.class_).exists()


def _contains(key: InstrumentedAttribute[str | None], value: str) -> ColumnElement[bool]:
    return key.contains(name_key(value) or "", autoescape=True)


def first_day(date: str) -> str:
    """First day an ISO date of any precision may mean."""
    return date + {4: "-01-01", 7: "-01", 10: ""}[len(date)]


def last_day(date: str) -> str:
    """Last day an ISO date of any precision may mean (31 also where the month is shorter: only for comparing)."""
    return date + {4: "-12-31", 7: "-31", 10: ""}[len(date)]
