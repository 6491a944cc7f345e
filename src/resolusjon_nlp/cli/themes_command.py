"""``resolusjon themes``: what is asked for on a theme, or on all, in the terminal or as a report."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import typer
from rich.table import Table as Grid
from rich.text import Text

from resolusjon_nlp.cli import options as o
from resolusjon_nlp.cli.app import app
from resolusjon_nlp.cli.comparing_commands import place_demands
from resolusjon_nlp.cli.console import note, out, write_line
from resolusjon_nlp.cli.narrowing import with_filters
from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library import Filters, Library
from resolusjon_nlp.library.library import DEFAULT_PATH
from resolusjon_nlp.summaries import By, Summary, summarise
from resolusjon_nlp.summaries.collecting import GROUPS, QUOTES
from resolusjon_nlp.summaries.report import ENDINGS, render, save
from resolusjon_nlp.summaries.view import FamilyView, QuoteView, Table, report_view

SHOWN = 15
"""Rows of a table in the terminal; files have them all."""


class ReportFormat(StrEnum):
    """How a summary is written."""

    TABLE = "table"
    MD = "md"
    HTML = "html"
    DOCX = "docx"
    JSON = "json"


class ReportLanguage(StrEnum):
    """The languages of a report."""

    NB = "nb"
    NN = "nn"
    EN = "en"


@app.command(
    epilog="""
**Eksempler**

`resolusjon themes`  alle temaene, med tall

`resolusjon themes samferdsel`  hva som kreves om samferdsel, hva som er felles for flere regioner, og hva bare én sier

`resolusjon themes sykehus --since 2020 --output sykehus.html`  en rapport til å sende, med diagrammer, sitater og kilder

`resolusjon themes sykehus --lang nn --output sjukehus.docx`  på nynorsk, til Word

`resolusjon themes --by organisation --format json > temaer.json`

Alt om hva som kreves, er ordrette sitater. Tallene bak hvert diagram står i rapporten.
"""
)
@with_filters(without=("theme",))
def themes(
    theme: str | None = typer.Argument(
        None, help="Tema fra kodeboka, for eksempel samferdsel.", show_default="alle temaer"
    ),
    library: o.LibraryPath = DEFAULT_PATH,
    by: By = typer.Option(
        By.REGION,
        "--by",
        help="Sammenlign etter region, county, year, organisation eller body.",
        rich_help_panel=o.OUTPUT,
    ),
    groups: int = typer.Option(
        GROUPS, "--groups", min=0, help="Så mange krav som går igjen, vises.", rich_help_panel=o.OUTPUT
    ),
    quotes: int = typer.Option(
        QUOTES, "--quotes", min=0, help="Så mange sitater av det bare én sier, vises.", rich_help_panel=o.OUTPUT
    ),
    *,
    filters: Filters,
    output_format: ReportFormat | None = typer.Option(
        None,
        "--format",
        "-f",
        help="table, md, html, docx eller json.",
        show_default="etter filnavnet, ellers table",
        rich_help_panel=o.OUTPUT,
    ),
    lang: ReportLanguage = typer.Option(
        ReportLanguage.NB,
        "--lang",
        help="Rapportens språk: nb, nn eller en. Sitatene står som de er.",
        rich_help_panel=o.OUTPUT,
    ),
    output: o.ReportOutput = None,
) -> None:
    """Oppsummer hva som kreves om et tema, på tvers av regioner og år, eller lag en rapport."""  # fmt: skip
    chosen = _format(output_format, output)
    filters = replace(filters, theme=theme)
    with Library(library, create=False) as lib:
        place_demands(lib)
        summary = summarise(lib, by=by, groups=groups, quotes=quotes, filters=filters)
    if chosen is ReportFormat.TABLE:
        _show(summary, lang.value)
    elif output is None:
        write_line(render(summary, chosen.value, lang=lang.value).rstrip("\n"))
    else:
        save(summary, output, format=chosen.value, lang=lang.value)
        note(f"Rapporten er skrevet til {output}")


def _format(asked: ReportFormat | None, output: Path | None) -> ReportFormat:
    if output is None:
        if asked is ReportFormat.DOCX:
            raise UsageError(
                "Word-formatet trenger en fil å skrive til.", advice="Oppgi den med --output rapport.docx."
            )
        return asked or ReportFormat.TABLE
    if asked is ReportFormat.TABLE:
        raise UsageError("«table» vises bare i terminalen.", advice="Velg html, docx, md eller json.")
    if asked is None and output.suffix.lower() not in ENDINGS:
        raise UsageError(
            f"Vet ikke hvilket format «{output.name}» skal ha.", advice="Kall filen .html, .docx, .md eller .json, eller oppgi --format."
        )  # fmt: skip
    return asked or ReportFormat(ENDINGS[output.suffix.lower()])


def _show(summary: Summary, lang: str) -> None:
    """The report's figures and quotes, as far as a terminal holds them."""
    report = report_view(summary, lang=lang)
    out.rule(Text(report.title))
    if report.narrowed:
        out.print(Text(report.narrowed, style="dim"))
    out.print(Text(" · ".join(f"{name}: {value}" for name, value in report.key_figures)))
    for section in report.sections:
        if section.id == "theme-by-theme":
            continue
        out.print()
        out.print(Text(section.heading, style="bold"))
        if section.remark:
            out.print(Text(section.remark))
        for figure in section.figures:
            if figure.chart is None or figure.chart.name != "heatmap":
                _show_table(figure.table, summary.theme is None)
        for family in section.families:
            _show_family(family)
        for part in section.parts:
            out.print(Text.assemble((part.heading, "italic"), f" ({part.meta})"))
            for quote in part.quotes:
                _show_quote(quote)
    out.print()
    for number, title, origin in report.sources:
        out.print(Text.assemble((f"[{number}] ", "dim"), title, (f" {origin}", "dim")))


def _show_table(table: Table, everything: bool) -> None:
    rows = table.rows if everything and len(table.rows) < 2 * SHOWN else table.rows[:SHOWN]
    grid = Grid(pad_edge=False)
    for number, column in enumerate(table.columns):
        grid.add_column(column, overflow="fold", justify="right" if number in table.numeric else "left")
    for row in rows:
        grid.add_row(*map(Text, row))
    out.print(grid)
    if len(rows) < len(table.rows):
        out.print(Text(f"… {len(table.rows) - len(rows)} rader til i --format json eller html.", style="dim"))


def _show_family(family: FamilyView) -> None:
    _show_quote(family.quote)
    out.print(Text(f"    {family.meta} {' '.join(f'[{number}]' for number in family.sources)}", style="dim"))


def _show_quote(quote: QuoteView) -> None:
    led = f"{quote.lead_in} " if quote.lead_in else ""
    out.print(Text.assemble(f"  {led}«", quote.text, "» ", (f"{quote.attribution} [{quote.source}]", "dim")))
