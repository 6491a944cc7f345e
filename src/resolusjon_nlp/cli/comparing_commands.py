"""``resolusjon compare`` and ``families``: one resolution against all others, and demands that many have made."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path

import typer
from rich.table import Table
from rich.text import Text

from resolusjon_nlp.cli import options as o
from resolusjon_nlp.cli.app import EXIT_FAILED, app
from resolusjon_nlp.cli.console import note, out, track
from resolusjon_nlp.cli.files import tagged_files
from resolusjon_nlp.cli.narrowing import with_filters
from resolusjon_nlp.cli.tables import write_rows, write_text
from resolusjon_nlp.comparing.compare import MATCHES, NEAREST, compare
from resolusjon_nlp.comparing.families import unplaced, update_families
from resolusjon_nlp.comparing.family_table import FAMILY_COLUMNS, Family, family_rows, list_families
from resolusjon_nlp.comparing.model import Relation
from resolusjon_nlp.comparing.results import Comparison, DemandMatch
from resolusjon_nlp.library import Filters, Library
from resolusjon_nlp.library.library import DEFAULT_PATH
from resolusjon_nlp.records import TaggedResolution
from resolusjon_nlp.tagging.pipeline import load

RELATION_NAMES = {
    Relation.SAME: ("samme krav", "bold green"),
    Relation.OPPOSED: ("det motsatte", "bold red"),
    Relation.RELATED: ("i nærheten", "dim"),
}
ID_LENGTH = 8
SHOWN_TERMS, SHOWN_THEMES, SHOWN_REGIONS = 10, 6, 4


class ComparisonFormat(StrEnum):
    """How a comparison is written."""

    TABLE = "table"
    JSON = "json"


@app.command(
    name="compare",
    epilog="""
**Eksempler**

`resolusjon compare ny-uttalelse.pdf`  en fil mot alt i biblioteket

`resolusjon compare 1a2b3c4d --since 2022 --organisation LO`  en resolusjon i biblioteket mot LOs siste

`resolusjon compare ny.pdf --format json --output sammenlikning.json`

For hvert krav står det hvem som krever det samme, hvem som krever det motsatte, og hva som ligger i nærheten. «Nytt» er det ingen andre i biblioteket
(innenfor avgrensingen) krever. Vurderingen er gjort av en maskin: motsetninger finner den bare når de er tydelige, og likhet bør leses med egne øyne.
""",
)
@with_filters()
def compare_command(
    what: str = typer.Argument(help="En fil, eller id i biblioteket (eller begynnelsen av den).", show_default=False),
    library: o.LibraryPath = DEFAULT_PATH,
    *,
    filters: Filters,
    nearest: int = typer.Option(
        NEAREST, "--nearest", min=0, help="Flest resolusjoner som likner.", rich_help_panel=o.OUTPUT
    ),
    matches: int = typer.Option(
        MATCHES, "--matches", min=1, help="Flest treff for hvert krav.", rich_help_panel=o.OUTPUT
    ),
    output_format: ComparisonFormat = typer.Option(
        ComparisonFormat.TABLE, "--format", "-f", help="table eller json.", rich_help_panel=o.OUTPUT
    ),
    output: o.Output = None,
    model: o.Model = None,
    demand_model: o.DemandModelOption = None,
    password: o.Password = None,
    ocr: o.Ocr = None,
) -> None:
    """Sammenlikn en resolusjon med alle de andre: hva er likt, motsatt og nytt?"""
    with Library(library, create=False) as lib:
        several, failed = _resolutions(lib, what, model, demand_model, password, ocr)
        found = [compare(one, lib, filters=filters, nearest=nearest, matches=matches) for one in several]
    if output_format is ComparisonFormat.JSON:
        write_text("".join(json.dumps(one.to_dict(), ensure_ascii=False) + "\n" for one in found), output)
    else:
        for one in found:
            _show(one)
    if failed or not found:
        raise typer.Exit(EXIT_FAILED)


def _resolutions(
    library: Library, what: str, model: str | None, demand_model: str | None, password: str | None, ocr: bool | None
) -> tuple[list[TaggedResolution], bool]:
    path = Path(what)
    if not path.is_file():
        return [library.get(what)], False
    nlp = load(model, demands=demand_model)
    return tagged_files(nlp, [path], label="Leser", recursive=False, password=password, ocr=ocr)


def _show(found: Comparison) -> None:
    out.rule(Text(found.resolution.title or found.resolution.id))
    new = sum(demand.novel for demand in found.demands)
    out.print(f"{len(found.demands)} krav, {new} av dem nye i dette biblioteket", style="bold")
    if found.distinctive_terms:
        out.print(f"Særpregede ord: {', '.join(found.distinctive_terms[:SHOWN_TERMS])}", markup=False)
    themes = [f"{s.theme} {100 * s.here:.0f} % (ellers {100 * s.corpus:.0f} %)" for s in found.theme_profile if s.here][
        :SHOWN_THEMES
    ]
    if themes:
        out.print(f"Temaer: {', '.join(themes)}", markup=False)
    _show_nearest(found)
    table = Table(title="Kravene", title_justify="left", pad_edge=False, show_lines=True)
    table.add_column("Krav", ratio=4, overflow="fold")
    table.add_column("Hvem ellers", ratio=6, overflow="fold")
    for number, demand in enumerate(found.demands, start=1):
        mark = Text(f"{number}. {demand.text}")
        cell = Text("Nytt\n", style="bold yellow") if demand.novel else Text()
        for index, match in enumerate(demand.matches):
            cell.append("\n" if index else "")
            cell.append_text(_match(match))
        table.add_row(mark, cell)
    out.print(table)


def _match(match: DemandMatch) -> Text:
    name, style = RELATION_NAMES[match.relation]
    page = f", s. {match.page}" if match.page else ""
    who = " · ".join(filter(None, (match.body or match.region or match.title, match.date)))
    return Text.assemble(
        (f"{name} ({match.score:.2f}): ", style),
        match.text,
        (f"  {who} · {match.resolution_id[:ID_LENGTH]}{page}", "dim"),
    )


def _show_nearest(found: Comparison) -> None:
    if not found.nearest:
        out.print("Ingen resolusjoner i biblioteket likner.")
        return
    table = Table(title="Likner mest på", title_justify="left", pad_edge=False)
    for heading in ("Likhet", "Resolusjon", "Samme krav", "Motsatte", "Id"):
        table.add_column(
            heading,
            overflow="fold",
            justify="right" if heading in NUMBERS else "left",
            ratio=1 if heading == "Resolusjon" else None,
        )
    for one in found.nearest:
        who = " · ".join(filter(None, (one.body or one.region, one.date, ", ".join(one.themes_in_common))))
        table.add_row(
            f"{one.score:.2f}",
            Text.assemble(one.title or "–", (f"\n{who}", "dim")),
            str(one.demands_in_common),
            str(one.demands_opposed),
            one.resolution_id[:ID_LENGTH],
        )
    out.print(table)


NUMBERS = ("Likhet", "Samme krav", "Motsatte", "Resolusjoner")


@app.command(
    epilog="""
**Eksempler**

`resolusjon families`  kravene som flest har stilt

`resolusjon families --theme samferdsel --since 2023`

`resolusjon families --least 1 --region Akershus`  også krav som bare er stilt én gang

`resolusjon families --format xlsx --output kravfamilier.xlsx`

En familie er alle kravene som ber om det samme, uansett ordlyd, målform og sted. Nye resolusjoner legges til etter hvert; `--again` bygger alle familiene på nytt,
for eksempel etter en oppgradering.
"""
)
@with_filters()
def families(
    library: o.LibraryPath = DEFAULT_PATH,
    *,
    filters: Filters,
    least: int = typer.Option(
        2, "--least", min=1, help="Stilt i minst så mange resolusjoner.", rich_help_panel=o.FILTERS
    ),
    again: bool = typer.Option(False, "--again", help="Bygg alle familiene på nytt."),
    sources: bool = typer.Option(False, "--sources", help="Vis alle kravene i hver familie.", rich_help_panel=o.OUTPUT),
    limit: int = typer.Option(20, "--limit", "-n", min=1, help="Flest familier.", rich_help_panel=o.OUTPUT),
    output_format: o.TableFormat = typer.Option(
        o.TableFormat.TABLE, "--format", "-f", help="table, jsonl, csv, xlsx eller parquet.", rich_help_panel=o.OUTPUT
    ),
    output: o.Output = None,
) -> None:
    """Vis kravfamilier: krav som mange har stilt, hvem som var først, og hvor de har spredt seg."""
    with Library(library, create=False) as lib:
        place_demands(lib, again=again)
        found = list_families(lib, filters=filters, least=least, limit=limit)
    if output_format is o.TableFormat.TABLE:
        _show_families(found, sources=sources)
    elif output_format is o.TableFormat.JSONL:
        write_rows([one.to_dict() for one in found], (), output_format, output)
    else:
        write_rows(family_rows(found), FAMILY_COLUMNS, output_format, output)


def place_demands(library: Library, *, again: bool = False) -> None:
    """Give demands their families, with a progress bar where there are many."""
    with library.reading() as connection:
        waiting = library.counts()["demands"] if again else unplaced(connection)
    if waiting:
        joined = sum(
            placed.joined
            for placed in track(update_families(library, again=again), total=waiting, label="Finner like krav")
        )
        note(f"{waiting} krav sammenliknet med de andre; {joined} sier det samme som noe fra før.")


def _show_families(found: list[Family], *, sources: bool) -> None:
    if not found:
        out.print("Ingen krav er stilt i så mange resolusjoner. Prøv --least 1, eller en videre avgrensing.")
        return
    table = Table(pad_edge=False, show_lines=True)
    for heading in ("Krav", "Resolusjoner", "Regioner", "År", "Først"):
        table.add_column(
            heading,
            overflow="fold",
            justify="right" if heading in NUMBERS else "left",
            ratio={"Krav": 6, "Regioner": 3, "Først": 3}.get(heading),
        )
    for one in found:
        quote = Text(one.label, style="bold" if sources else "")
        if sources:
            for source in one.sources:
                who = " · ".join(filter(None, (source.body or source.region, source.date)))
                page = f", s. {source.page}" if source.page else ""
                quote.append(f"\n– {source.text}", style="not bold")
                quote.append(f"  {who} · {source.resolution_id[:ID_LENGTH]}{page}", style="not bold dim")
        regions = [f"{name} {count}" if count > 1 else name for name, count in one.regions.items()]
        more = f" og {len(regions) - SHOWN_REGIONS} til" if len(regions) > SHOWN_REGIONS else ""
        years = list(one.years)
        span = years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}" if years else "–"
        first = " · ".join(filter(None, (one.first.body or one.first.region, one.first.date)))
        table.add_row(quote, str(one.resolutions), ", ".join(regions[:SHOWN_REGIONS]) + more, span, Text(first or "–"))
    out.print(table)
