"""Options that several commands share, each stated once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from resolusjon_nlp.library.library import DEFAULT_PATH
from resolusjon_nlp.reading.limits import MEGABYTE, Limits

READING = "Lesing"
FILTERS = "Avgrensing"
OUTPUT = "Utskrift"


class RecordFormat(StrEnum):
    """How records of files are written."""

    TEXT = "text"
    JSONL = "jsonl"


class TableFormat(StrEnum):
    """How tables are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


_LIMITS = Limits()

Paths = Annotated[list[Path], typer.Argument(help="PDF-filer, tekstfiler eller mapper med slike.", show_default=False)]
Recursive = Annotated[bool, typer.Option("--recursive", "-r", help="Ta med undermapper.", rich_help_panel=READING)]
Jobs = Annotated[
    int, typer.Option("--jobs", "-j", min=1, max=64, help="Så mange filer leses samtidig.", rich_help_panel=READING)
]
Password = Annotated[
    str | None,
    typer.Option(
        "--password", envvar="RESOLUSJON_PASSWORD", help="Passord til beskyttede PDF-er.", rich_help_panel=READING
    ),
]
KeepFurniture = Annotated[
    bool,
    typer.Option(
        "--keep-furniture",
        help="Vis også topptekst, bunntekst og sidetall, som blokker av typen furniture.",
        rich_help_panel=READING,
    ),
]
Ocr = Annotated[
    bool | None,
    typer.Option(
        "--ocr/--no-ocr",
        help="Les skannede sider med tekstgjenkjenning. Krever Tesseract med norske språkdata.",
        show_default="når Tesseract er installert",
        rich_help_panel=READING,
    ),
]
MaxMb = Annotated[
    int, typer.Option("--max-mb", min=1, help="Største filstørrelse i megabyte.", rich_help_panel=READING)
]
MaxPages = Annotated[int, typer.Option("--max-pages", min=1, help="Flest sider i en PDF.", rich_help_panel=READING)]
MaxSeconds = Annotated[
    float, typer.Option("--max-seconds", min=0.1, help="Lengste tid på én fil.", rich_help_panel=READING)
]
MaxPageCharacters = Annotated[
    int, typer.Option("--max-page-characters", min=1, help="Flest tegn på én side.", rich_help_panel=READING)
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        help="Navn på eller mappe med en annen norsk spaCy-modell.",
        show_default="den innebygde",
        rich_help_panel=READING,
    ),
]
DemandModelOption = Annotated[
    str | None,
    typer.Option(
        "--demand-model",
        help="Mappe med en egen kravmodell (fra «make model-demands»), eller «rules» for bare reglene.",
        show_default="den innebygde",
        rich_help_panel=READING,
    ),
]
LibraryPath = Annotated[
    str,
    typer.Option(
        "--library",
        "-l",
        envvar="RESOLUSJON_LIBRARY",
        help="Biblioteket: en fil, eller postgresql://bruker@tjener/database for et som flere deler.",
        show_default=DEFAULT_PATH,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="Skriv til denne filen. Må oppgis for xlsx og parquet.",
        show_default="standard ut",
        rich_help_panel=OUTPUT,
    ),
]
ReportOutput = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="Skriv rapporten til denne filen. Må oppgis for docx.",
        show_default="standard ut",
        rich_help_panel=OUTPUT,
    ),
]

Theme = Annotated[
    str | None, typer.Option("--theme", help="Tema fra kodeboka, for eksempel samferdsel.", rich_help_panel=FILTERS)
]
Municipality = Annotated[
    str | None,
    typer.Option("--municipality", help="Kommune som resolusjonen nevner: navn eller nummer.", rich_help_panel=FILTERS),
]
County = Annotated[
    str | None,
    typer.Option(
        "--county", help="Fylke som resolusjonen gjelder eller nevner: navn eller nummer.", rich_help_panel=FILTERS
    ),
]
RegionOption = Annotated[
    str | None,
    typer.Option("--region", help="Regionen til dem som vedtok, for eksempel Akershus.", rich_help_panel=FILTERS),
]
Body = Annotated[
    str | None,
    typer.Option("--body", help="Del av navnet på dem som vedtok, for eksempel årsmøtet.", rich_help_panel=FILTERS),
]
Organisation = Annotated[
    str | None, typer.Option("--organisation", help="Forbundets kortnavn, for eksempel LO.", rich_help_panel=FILTERS)
]
Kind = Annotated[
    str | None, typer.Option("--kind", help="krav, støtte, avvisning eller forpliktelse.", rich_help_panel=FILTERS)
]
Addressee = Annotated[
    str | None,
    typer.Option("--addressee", help="Hvem kravet er rettet til, for eksempel regjeringen.", rich_help_panel=FILTERS),
]
Since = Annotated[
    str | None,
    typer.Option("--since", help="Fra og med dato: 2024, 2024-05 eller 2024-05-01.", rich_help_panel=FILTERS),
]
Until = Annotated[str | None, typer.Option("--until", help="Til og med dato.", rich_help_panel=FILTERS)]
LanguageOption = Annotated[str | None, typer.Option("--language", help="nb eller nn.", rich_help_panel=FILTERS)]


def make_limits(max_mb: int, max_pages: int, max_seconds: float, max_page_characters: int) -> Limits:
    """Limits as the command line gives them."""
    return Limits(bytes=max_mb * MEGABYTE, pages=max_pages, seconds=max_seconds, page_characters=max_page_characters)


MAX_MB = _LIMITS.bytes // MEGABYTE
MAX_PAGES = _LIMITS.pages
MAX_SECONDS = _LIMITS.seconds
MAX_PAGE_CHARACTERS = _LIMITS.page_characters
