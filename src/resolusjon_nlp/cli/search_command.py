"""``resolusjon search``: demands across regions, and how they are spread."""

from __future__ import annotations

from itertools import groupby

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

from resolusjon_nlp.cli import options as o
from resolusjon_nlp.cli.app import app
from resolusjon_nlp.cli.comparing_commands import place_demands
from resolusjon_nlp.cli.console import out
from resolusjon_nlp.cli.narrowing import with_filters
from resolusjon_nlp.cli.render import KIND_STYLE
from resolusjon_nlp.cli.tables import write_json_lines, write_rows
from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library import Filters, Library, SearchHit
from resolusjon_nlp.library.facets import Facet, FacetCount, facet_rows
from resolusjon_nlp.library.library import DEFAULT_PATH
from resolusjon_nlp.library.search import Found, Sort
from resolusjon_nlp.library.snippets import MARK
from resolusjon_nlp.library.tables import demand_rows

FACET_NAMES = {
    Facet.REGION: "Region",
    Facet.COUNTY: "Fylke",
    Facet.MUNICIPALITY: "Kommune",
    Facet.THEME: "Tema",
    Facet.YEAR: "År",
    Facet.KIND: "Slag",
    Facet.ORGANISATION: "Organisasjon",
}
MOST_VALUES = 12
"""Values of a facet that are shown in the terminal."""
WIDTHS = {"Krav": 5, "Hvem og når": 2}
"""How the terminal's width is shared."""
MOST_REGIONS = 4
"""Regions of a family that are named."""


@app.command(
    epilog="""
**Eksempler**

`resolusjon search hele stillinger --since 2022`

`resolusjon search "tema:samferdsel kommune:Asker år:2023-2025 krav"`  bare avgrensinger: alt som passer

`resolusjon search '"full kompensasjon" IKKE pensjon' --format xlsx -o krav.xlsx`

`resolusjon search sjukehus --facet region --facet year`  også hvordan treffene fordeler seg

**Slik søker du**

Ord blir funnet i alle bøyninger, på bokmål og nynorsk, og inni sammensetninger: `økonomi i kommunene` finner *kommuneøkonomien*, `sjukehus` finner *sykehuset*.
Alle ordene må finnes; har ingen krav alle, vises krav med noen av dem. `"to ord"` er en fast frase, `jern*` en begynnelse.
`OG`, `ELLER` og `IKKE` med store bokstaver binder sammen, og `( )` samler.

`tema:` `kommune:` `fylke:` `region:` `år:` `organisasjon:` `organ:` `til:` `slag:` `språk:` avgrenser, som valgene ovenfor.
Verdier på flere ord settes i anførselstegn: `kommune:"Nordre Follo"`.

Når få krav passer, følger krav som passer delvis eller sier det samme med andre ord. `--no-related` slår det av.
"""
)
@with_filters()
def search(
    query: list[str] = typer.Argument(None, help="Søkeord.", show_default=False),
    library: o.LibraryPath = DEFAULT_PATH,
    *,
    filters: Filters,
    sort: Sort = typer.Option(
        Sort.RELEVANCE, "--sort", help="relevance (best først) eller date (nyest først).", rich_help_panel=o.OUTPUT
    ),
    related: bool = typer.Option(
        True, "--related/--no-related", help="Ta med krav som passer delvis eller sier det samme med andre ord."
    ),
    grouped: bool = typer.Option(
        False, "--grouped", "-g", help="Vis ett krav for hver gruppe av like krav.", rich_help_panel=o.OUTPUT
    ),
    facets: list[Facet] = typer.Option(
        [],
        "--facet",
        help="Vis hvordan treffene fordeler seg etter dette. I andre formater enn table skrives fordelingen i stedet for treffene.",
        rich_help_panel=o.OUTPUT,
    ),
    context: bool = typer.Option(
        False, "--context", "-c", help="Vis overskriften og setningene rundt.", rich_help_panel=o.OUTPUT
    ),
    limit: int = typer.Option(20, "--limit", "-n", min=1, help="Flest treff på en side.", rich_help_panel=o.OUTPUT),
    page: int = typer.Option(1, "--page", "-p", min=1, help="Siden som vises.", rich_help_panel=o.OUTPUT),
    offset: int = typer.Option(
        0, "--offset", min=0, help="Hopp over så mange treff, i stedet for --page.", rich_help_panel=o.OUTPUT
    ),
    output_format: o.TableFormat = typer.Option(
        o.TableFormat.TABLE, "--format", "-f", help="table, jsonl, csv, xlsx eller parquet.", rich_help_panel=o.OUTPUT
    ),
    output: o.Output = None,
) -> None:
    """Søk i kravene, på tvers av regioner."""
    if page > 1 and offset:
        raise UsageError("--page og --offset kan ikke brukes sammen.", advice="Bruk en av dem.")
    text = " ".join(query or ())
    skipped = offset or (page - 1) * limit
    with Library(library, create=False) as lib:
        if grouped:
            place_demands(lib)
        found = lib.find(
            text, filters=filters, limit=limit, offset=skipped, sort=sort, related=related, grouped=grouped
        )
        counts = lib.facets(text, by=facets, filters=filters) if facets else []
    if output_format is o.TableFormat.TABLE:
        _show(found, grouped=grouped, context=context)
        _show_facets(counts)
    elif facets:
        rows = facet_rows(counts)
        write_rows(rows, list(FacetCount.model_fields), output_format, output)
    elif output_format is o.TableFormat.JSONL:
        write_json_lines([hit.to_dict() for hit in found.hits], output)
    else:
        rows = [
            {"rank": hit.rank, "score": hit.score, "fits": hit.fits, **row}
            for hit, row in zip(found.hits, demand_rows(found.hits), strict=True)
        ]
        write_rows(rows, list(rows[0]) if rows else ["rank", "score", "fits"], output_format, output)


def _show(found: Found, *, grouped: bool, context: bool) -> None:
    if found.suggestion is not None:
        out.print(Text("Mente du: ").append(found.suggestion, style="bold").append("?"))
    if not found.hits:
        if found.total:
            out.print(f"Det er ikke flere treff: {found.total} krav passer. Prøv en lavere --page eller --offset.")
        else:
            out.print("Ingen krav passer. Prøv færre ord, en annen skrivemåte, eller en begynnelse med *: jernban*")
        return
    if not found.total:
        out.print("Ingen krav har alt det du søkte etter, men disse ligner.")
    elif found.any_word:
        out.print("Ingen krav har alle ordene, så dette er krav med noen av dem.")
    table = Table(pad_edge=False, show_lines=True)
    for heading in ("Nr.", "Krav", "Slag", "Hvem og når", "Id og side"):
        table.add_column(heading, overflow="fold", ratio=WIDTHS.get(heading))
    for hit in found.hits:
        where = hit.resolution_id[:8] + (f" s. {hit.page}" if hit.page else "")
        kind = Text(hit.demand.kind.value, style=KIND_STYLE[hit.demand.kind])
        table.add_row(str(hit.rank), _demand(hit, context=context), kind, Text(_who(hit)), Text(where))
    out.print(table)
    what = "grupper og enkeltkrav" if grouped else "krav"
    last = found.hits[-1].rank
    fitting = [f"{found.total} {what} som passer"] if found.total else []
    also = [f"{found.others} som passer delvis eller ligner"] if found.others else []
    out.print(f"Viser {found.hits[0].rank}–{last} av {', og '.join([*fitting, *also])}.", end="")
    out.print(" Se flere med --page." if last < found.total + found.others else "")


def _demand(hit: SearchHit, *, context: bool) -> Group:
    lines = [_marked(hit.snippet)]
    if hit.fits == "part":
        lines[0].append("  (passer delvis)", style="dim")
    if context:
        if above := " › ".join(filter(None, (hit.heading, hit.lead_in))):
            lines.insert(0, Text(above, style="dim italic"))
        if hit.before and hit.before != hit.lead_in:
            lines.insert(-1, Text(hit.before, style="dim"))
        if hit.after:
            lines.append(Text(hit.after, style="dim"))
    if hit.family_size > 1:
        named = ", ".join(hit.family_regions[:MOST_REGIONS])
        more = len(hit.family_regions) - MOST_REGIONS
        regions = f" ({named}{f' og {more} regioner til' if more > 0 else ''})" if named else ""
        lines.append(Text(f"+ {hit.family_size - 1} like krav{regions}", style="cyan"))
    return Group(*lines)


def _who(hit: SearchHit) -> str:
    return " · ".join(filter(None, (hit.body or hit.organisation, hit.region if not hit.body else None, hit.date)))


def _marked(snippet: str) -> Text:
    text = Text()
    for number, part in enumerate(snippet.split(MARK)):
        text.append(part, style="bold" if number % 2 else "")
    return text


def _show_facets(counts: list[FacetCount]) -> None:
    for facet, group in groupby(counts, key=lambda count: count.facet):
        values = list(group)
        table = Table(pad_edge=False)
        table.add_column(FACET_NAMES[facet], overflow="fold")
        table.add_column("Krav", justify="right")
        table.add_column("Resolusjoner", justify="right")
        shown = values[-MOST_VALUES:] if facet is Facet.YEAR else values[:MOST_VALUES]
        for count in shown:
            table.add_row(Text(count.name), str(count.demands), str(count.resolutions))
        out.print(table)
        if len(values) > len(shown):
            out.print(f"… og {len(values) - len(shown)} til. Alle kommer med --format csv.")
