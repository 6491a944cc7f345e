"""Where municipalities lie, and what counties are called."""

from __future__ import annotations

from functools import cache

from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.records import PlaceKind
from resolusjon_nlp.resources import load_csv


@cache
def municipality_points() -> dict[str, tuple[float, float]]:
    """Latitude and longitude (degrees, WGS 84) of a point in each municipality of 2024, by number."""
    return {row["code"]: (float(row["lat"]), float(row["lon"])) for row in load_csv("places/municipalities.csv")}


@cache
def county_names() -> dict[str, str]:
    """Names of counties by number, those of before too."""
    former = {
        entry.code: entry.name for entry in gazetteer().entries if entry.kind is PlaceKind.FORMER_COUNTY and entry.code
    }
    return former | {code: entry.name for code, entry in gazetteer().counties.items()}
