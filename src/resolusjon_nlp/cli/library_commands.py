"""``resolusjon ingest``, ``show`` and ``export``: the library from the command line."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer
from rich.table import Table
from rich.text import Text

from resolusjon_nlp.cli import options as o
from resolusjon_nlp.cli.app import EXIT_FAILED, app
from resolusjon_nlp.cli.comparing_commands import place_demands
from resolusjon_nlp.cli.console import err, note, out, track
from resolusjon_nlp.cli.narrowing import with_filters
from resolusjon_nlp.cli.render import show_reasons, show_resolution
from resolusjon_nlp.cli.tables import write_rows
from resolusjon_nlp.library import Filters, IngestReport, IngestStatus, Library
from resolusjon_nlp.library.library import DEFAULT_PATH
from resolusjon_nlp.reading.jobs import expand_paths, read_many
from resolusjon_nlp.tagging.demands.explain import explain
from resolusjon_nlp.tagging.pipeline import load, tag_file, tagged_doc

SHORT_REPORT = 25
"""More new files than this are counted, not listed."""

STATUS_NAMES = {
    IngestStatus.NEW: ("ny", "green"),
    IngestStatus.UPDATED: ("oppdatert", "green"),
    IngestStatus.UNCHANGED: ("uendret", "dim"),
    IngestStatus.FAILED: ("feilet", "bold red"),
}


@app.command(
    epilog="""
**Eksempler**

`resolusjon ingest resolusjoner/ --recursive --jobs 2`  leser alt i mappen

`resolusjon ingest nye/*.pdf --library felles.db`  legger til i et annet bibliotek

Kommandoen kan trygt kjøres flere ganger: filer som ikke er endret, hoppes over, og en avbrutt kjøring fortsetter der den slapp.
"""
)
def ingest(
    paths: o.Paths,
    library: o.LibraryPath = DEFAULT_PATH,
    again: bool = typer.Option(
        False, "--again", help="Les også filer som ikke er endret, for eksempel etter en oppgradering."
    ),
    output_format: o.TableFormat = typer.Option(
        o.TableFormat.TABLE, "--format", "-f", help="Rapportens format.", rich_help_panel=o.OUTPUT
    ),
    output: o.Output = None,
    model: o.Model = None,
    demand_model: o.DemandModelOption = None,
    recursive: o.Recursive = False,
    jobs: o.Jobs = 1,
    password: o.Password = None,
    ocr: o.Ocr = None,
    max_mb: o.MaxMb = o.MAX_MB,
    max_pages: o.MaxPages = o.MAX_PAGES,
    max_seconds: o.MaxSeconds = o.MAX_SECONDS,
    max_page_characters: o.MaxPageCharacters = o.MAX_PAGE_CHARACTERS,
) -> None:
    """Les filer inn i biblioteket."""
    files = expand_paths(paths, recursive=recursive)
    limits = o.make_limits(max_mb, max_pages, max_seconds, max_page_characters)
    nlp = load(model, demands=demand_model)
    with Library(library) as lib:
        ingesting = lib.ingesting(
            files,
            jobs=jobs,
            password=password,
            limits=limits,
            ocr=ocr,
            again=again,
            nlp=nlp,
        )
        reports = list(track(ingesting, total=len(files), label="Leser inn"))
        counts = lib.counts()
        outdated = lib.outdated(nlp)
    if output_format is o.TableFormat.TABLE:
        _show_reports(reports)
    else:
        rows = [
            {
                "path": r.path,
                "status": r.status.value,
                "resolutions": r.resolutions,
                "demands": r.demands,
                "code": r.code,
                "message": r.message,
            }
            for r in reports
        ]
        write_rows(rows, ("path", "status", "resolutions", "demands", "code", "message"), output_format, output)
    note(
        f"Biblioteket {lib.where}: {counts['resolutions']} resolusjoner med {counts['demands']} krav fra {counts['files']} filer"
        + (f"; {counts['failed']} filer kunne ikke leses." if counts["failed"] else ".")
    )
    if outdated:
        note(
            f"{outdated} av dokumentene er merket med en annen modell eller en eldre versjon av programmet. "
            "Merk dem på nytt med «resolusjon ingest --again» på filene."
        )
    # What was read is told before: this may take a while, and others may hold the library.
    with Library(library) as lib:
        place_demands(lib)
    if any(report.status is IngestStatus.FAILED for report in reports):
        raise typer.Exit(EXIT_FAILED)


def _show_reports(reports: list[IngestReport]) -> None:
    table = Table(pad_edge=False)
    for heading in ("Fil", "Status", "Resolusjoner", "Krav", "Merknad"):
        table.add_column(heading, overflow="fold", justify="right" if heading in ("Resolusjoner", "Krav") else "left")
    # Long lists of what went well say nothing; what is wrong must not drown in them.
    shown = [report for report in reports if report.message or report.status is IngestStatus.FAILED]
    changed = [report for report in reports if report.status in (IngestStatus.NEW, IngestStatus.UPDATED)]
    if len(changed) <= SHORT_REPORT:
        shown = [report for report in reports if report in shown or report in changed]
    for report in shown:
        name, style = STATUS_NAMES[report.status]
        numbers = ("–", "–") if report.status is IngestStatus.FAILED else (str(report.resolutions), str(report.demands))
        table.add_row(Text(Path(report.path).name), Text(name, style=style), *numbers, Text(report.message or ""))
    if shown:
        out.print(table)
    tally = {status: sum(report.status is status for report in reports) for status in IngestStatus}
    out.print(", ".join(f"{count} {STATUS_NAMES[status][0]}" for status, count in tally.items() if count))


@app.command(
    epilog="""
**Eksempler**

`resolusjon show 3f35a31d`  en resolusjon i biblioteket, etter begynnelsen av id-en

`resolusjon show uttalelse.pdf`  en fil, uten å legge den i biblioteket

`resolusjon show uttalelse.pdf --why`  også hvorfor hver setning er regnet som et krav
"""
)
def show(
    what: str = typer.Argument(help="Id i biblioteket (eller begynnelsen av den), eller en fil.", show_default=False),
    library: o.LibraryPath = DEFAULT_PATH,
    why: bool = typer.Option(
        False, "--why", help="Vis hvorfor hver setning er regnet som et krav.", rich_help_panel=o.OUTPUT
    ),
    model: o.Model = None,
    demand_model: o.DemandModelOption = None,
    password: o.Password = None,
    ocr: o.Ocr = None,
) -> None:
    """Les en resolusjon i terminalen, med krav og steder merket."""
    path = Path(what)
    if not path.is_file():
        with Library(library, create=False) as lib:
            resolution = lib.get(what)
        # What is stored holds no reasons, so the text is tagged once more.
        nlp = load(model, demands=demand_model) if why else None
        show_resolution(out, resolution, what)
        if nlp is not None:
            show_reasons(out, explain(nlp, tagged_doc(nlp, resolution)))
        return
    nlp = load(model, demands=demand_model)
    record = tag_file(nlp, next(read_many([path], password=password, ocr=ocr)))
    for warning in record.source.warnings:
        note(f"Merk: {warning.message}")
    if record.error is not None:
        err.print(f"Feil: {what}: {record.error.message}", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(EXIT_FAILED)
    for resolution in record.resolutions:
        show_resolution(out, resolution, path.name)
        if why:
            show_reasons(out, explain(nlp, tagged_doc(nlp, resolution)))
    if not record.resolutions:
        raise typer.Exit(EXIT_FAILED)


class ExportTable(StrEnum):
    """The tables one can take out."""

    DEMANDS = "demands"
    RESOLUTIONS = "resolutions"
    PLACES = "places"


@app.command(
    epilog="""
**Eksempler**

`resolusjon export demands --output krav.xlsx`  alle krav til Excel

`resolusjon export places --county Nordland --format csv > steder.csv`

`resolusjon export resolutions --theme sykehus --format jsonl`
"""
)
@with_filters()
def export(
    what: ExportTable = typer.Argument(ExportTable.DEMANDS, help="demands, resolutions eller places."),
    library: o.LibraryPath = DEFAULT_PATH,
    *,
    filters: Filters,
    output_format: o.TableFormat | None = typer.Option(
        None,
        "--format",
        "-f",
        help="csv, xlsx, jsonl eller parquet.",
        show_default="etter filnavnet, ellers csv",
        rich_help_panel=o.OUTPUT,
    ),
    output: o.Output = None,
) -> None:
    """Ta ut tabeller til Excel, pandas og R."""
    chosen = output_format or _format_of(output)
    with Library(library, create=False) as lib:
        if what is ExportTable.DEMANDS:
            frame = lib.demands(filters=filters)
        else:
            frame = lib.resolutions(filters=filters) if what is ExportTable.RESOLUTIONS else lib.places(filters=filters)
    rows = [
        {str(key): None if value is None or value != value else value for key, value in row.items()}  # noqa: PLR0124 - NaN
        for row in frame.to_dict("records")
    ]
    write_rows(
        rows,
        [str(column) for column in frame.columns],
        o.TableFormat.CSV if chosen is o.TableFormat.TABLE else chosen,
        output,
    )


def _format_of(output: Path | None) -> o.TableFormat:
    """Format by a file's ending."""
    endings = {
        ".xlsx": o.TableFormat.XLSX,
        ".jsonl": o.TableFormat.JSONL,
        ".json": o.TableFormat.JSONL,
        ".parquet": o.TableFormat.PARQUET,
    }
    return endings.get(output.suffix.lower() if output else "", o.TableFormat.CSV)
