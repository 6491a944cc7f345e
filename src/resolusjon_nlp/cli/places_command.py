"""``resolusjon places``: which municipalities, counties and districts are named, how often and when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from rich.table import Table
from rich.text import Text

from resolusjon_nlp.cli import options as o
from resolusjon_nlp.cli.app import EXIT_FAILED, app
from resolusjon_nlp.cli.console import note, out
from resolusjon_nlp.cli.files import refuse_filters, tagged_files
from resolusjon_nlp.cli.narrowing import OF_DEMANDS, with_filters
from resolusjon_nlp.cli.tables import write_rows
from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library import Filters, Library
from resolusjon_nlp.library.library import DEFAULT_PATH
from resolusjon_nlp.library.mentions import MENTION_COLUMNS, SEPARATOR, Grouping, columns_by, count_rows, mention_rows
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.records import TaggedResolution
from resolusjon_nlp.tagging.pipeline import load

MENTION = "mention"
COUNTS = ("mentions", "resolutions")
HEADINGS = {
    "code": "Nr.", "name": "Sted", "kind": "Slag", "county": "Fylke", "candidates": "Uavklart",
    "municipality": "Nr.", "municipality_name": "Kommune", "county_name": "Fylke", "year": "År", "mentions": "Ganger",
    "resolutions": "Resolusjoner", "surface": "Slik det står", "date": "Dato", "title": "Resolusjon",
    "in_organisation": "I navn", "confidence": "Sikkerhet", "resolution_id": "Id",
}  # fmt: skip
"""What columns are called in the terminal; files keep the names of the fields."""
SHOWN_OF_MENTION = ("surface", "name", "kind", "code", "candidates", "confidence", "date", "resolution_id")
NUMBERS = ("mentions", "resolutions", "confidence", "year")
KIND_NAMES = {
    "municipality": "kommune", "former_municipality": "tidligere kommune", "town": "tettsted", "city_district": "bydel",
    "district": "distrikt", "county": "fylke", "former_county": "tidligere fylke", "region": "landsdel",
}  # fmt: skip
ID_LENGTH = 8

Row = dict[str, Any]


@app.command(
    epilog="""
**Eksempler**

`resolusjon places uttalelse.pdf`  steder i én fil

`resolusjon places --by municipality --by year`  kommuner i biblioteket, år for år

`resolusjon places --by county --theme samferdsel --since 2022`

`resolusjon places --by mention --format xlsx --output steder.xlsx`  hver omtale for seg, med hvor i teksten den står

Byer, tettsteder og tidligere kommuner regnes til den kommunen de ligger i nå. Sted som bare er del av navnet på en organisasjon («LO i Bergen»),
telles ikke uten `--organisations`. Navn det ikke går an å avgjøre («Våler» uten mer), står med numrene de kan bety.
"""
)
@with_filters(without=OF_DEMANDS)
def places(
    paths: list[Path] | None = typer.Argument(
        None, help="PDF-filer, tekstfiler eller mapper med slike.", show_default="biblioteket"
    ),
    library: o.LibraryPath = DEFAULT_PATH,
    by: list[str] = typer.Option(
        [Grouping.PLACE.value],
        "--by",
        help="Tell etter place, municipality, county eller year, gjerne flere; mention gir hver omtale for seg.",
        rich_help_panel=o.OUTPUT,
    ),
    organisations: bool = typer.Option(
        False, "--organisations", help="Tell også sted i navn på organisasjoner.", rich_help_panel=o.FILTERS
    ),
    *,
    filters: Filters,
    output_format: o.TableFormat = typer.Option(
        o.TableFormat.TABLE, "--format", "-f", help="table, jsonl, csv, xlsx eller parquet.", rich_help_panel=o.OUTPUT
    ),
    output: o.Output = None,
    model: o.Model = None,
    recursive: o.Recursive = False,
    jobs: o.Jobs = 1,
    password: o.Password = None,
    ocr: o.Ocr = None,
) -> None:
    """Vis hvilke kommuner, fylker og distrikter som er nevnt, hvor ofte og når."""
    if MENTION in by and len(by) > 1:
        raise UsageError(
            "«--by mention» viser hver omtale for seg og kan ikke telles etter noe mer.", advice="Oppgi det alene."
        )
    columns = list(MENTION_COLUMNS) if by == [MENTION] else [*columns_by(by), *COUNTS]
    failed = False
    if paths:
        refuse_filters(filters)
        tagged, failed = tagged_files(
            load(model), paths, label="Analyserer", recursive=recursive, jobs=jobs, password=password, ocr=ocr
        )
    else:
        with Library(library, create=False) as lib:
            tagged = lib.tagged(filters=filters)
    mentions = mention_rows(tagged, in_organisations=organisations)
    rows = mentions if by == [MENTION] else count_rows(mentions, by)
    if output_format is o.TableFormat.TABLE:
        _show(rows, columns, tagged, organisations=organisations)
    else:
        write_rows(rows, columns, output_format, output)
    if failed:
        raise typer.Exit(EXIT_FAILED)


def _show(rows: list[Row], columns: list[str], tagged: list[TaggedResolution], *, organisations: bool) -> None:
    inside = sum(place.in_organisation for resolution in tagged for place in resolution.places)
    if not rows:
        out.print(f"Ingen steder i {len(tagged)} resolusjoner.")
    else:
        shown = list(SHOWN_OF_MENTION) if columns == list(MENTION_COLUMNS) else columns
        # Columns that hold nothing only take room.
        shown = [column for column in shown if column != "candidates" or any(row["candidates"] for row in rows)]
        table = Table(pad_edge=False)
        for column in shown:
            heading = "Nr." if column == "county" and "county_name" in shown else HEADINGS[column]
            table.add_column(heading, overflow="fold", justify="right" if column in NUMBERS else "left")
        for row in rows:
            # Where the county's name has a column of its own, the other one holds its number.
            cells = (
                row[column] or "–" if column == "county" and "county_name" in shown else _cell(column, row[column])
                for column in shown
            )
            table.add_row(*map(Text, cells))
        out.print(table)
    if inside and not organisations:
        note(f"{inside} steder i navn på organisasjoner er ikke tatt med; --organisations tar dem med.")


def _cell(column: str, value: Any) -> str:
    if value is None:
        return "–"
    if column == "kind":
        return KIND_NAMES[value]
    if column == "candidates":
        known = gazetteer().municipalities
        codes = str(value).split(SEPARATOR)
        return " eller ".join(f"{code} ({_county_name(code)})" if code in known else code for code in codes)
    if column == "county" and value in gazetteer().counties:
        return gazetteer().counties[value].name
    if column == "code" and not str(value)[:1].isdigit():
        return "–"
    if column == "confidence":
        return f"{value:.2f}"
    return str(value)[:ID_LENGTH] if column == "resolution_id" else str(value)


def _county_name(municipality: str) -> str:
    return gazetteer().counties[municipality[:2]].name
