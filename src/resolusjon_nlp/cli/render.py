"""A resolution in the terminal: its text with the marks, and what was found."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from resolusjon_nlp.records import BlockType, Demand, DemandKind, Place, Resolution, TaggedResolution
from resolusjon_nlp.tagging.demands.explain import Explanation, in_words

KIND_STYLE = {
    DemandKind.DEMAND: "bold yellow",
    DemandKind.SUPPORT: "bold green",
    DemandKind.REJECTION: "bold red",
    DemandKind.COMMITMENT: "bold cyan",
}
KIND_MARK = {DemandKind.DEMAND: "K", DemandKind.SUPPORT: "S", DemandKind.REJECTION: "A", DemandKind.COMMITMENT: "F"}
DEMAND_COLUMNS = {"Nr.": None, "Slag": None, "Til": 2, "Uttrykk": 2, "Tekst": 7, "Sikkerhet": None}
"""Headings of the table of demands with their shares of the width."""

PLACE_STYLE = "underline"


def show_resolution(console: Console, resolution: Resolution, source: str) -> None:
    """Print a resolution; demands carry ``[K1]`` … so that marks are there without colours too."""
    console.print(Rule(escape(resolution.title or source), style="dim"))
    console.print(_facts(resolution, source))
    marked = resolution if isinstance(resolution, TaggedResolution) else None
    text = _marked_text(resolution, marked)
    for block in resolution.blocks:
        part = text[block.start : block.end] if block.type is not BlockType.FURNITURE else Text(block.text, style="dim")
        if block.type in (BlockType.TITLE, BlockType.HEADING):
            part.stylize("bold")
        indent = 0
        if block.type in (BlockType.BULLET, BlockType.NUMBERED):
            part = Text(f"{block.marker or '•'} ") + part
            indent = 2
        console.print()
        console.print(Padding(part, (0, 0, 0, indent)))
    if marked is not None:
        _show_findings(console, marked)
    console.print()


def _facts(resolution: Resolution, source: str) -> Table:
    table = Table.grid(padding=(0, 2))
    facts = {
        "Vedtatt av": resolution.body,
        "Organisasjon": resolution.organisation,
        "Region": resolution.region,
        "Dato": resolution.date,
        "Målform": {"nb": "bokmål", "nn": "nynorsk"}.get(resolution.language or ""),
        "Id": resolution.id,
        "Fil": source,
    }
    for name, value in facts.items():
        if value:
            table.add_row(Text(name, style="dim"), Text(value))
    return table


def _marked_text(resolution: Resolution, marked: TaggedResolution | None) -> Text:
    """The text with styles; its offsets are unchanged, so blocks can be cut from it."""
    text = Text(resolution.text)
    if marked is None:
        return text
    for demand in marked.demands:
        text.stylize(KIND_STYLE[demand.kind], demand.start, demand.end)
    for place in marked.places:
        text.stylize(PLACE_STYLE, place.start, place.end)
    return text


def _show_findings(console: Console, resolution: TaggedResolution) -> None:
    console.print()
    themes = ", ".join(f"{theme.theme} ({theme.score:.2f})" for theme in resolution.themes)
    console.print(Text.assemble(("Temaer: ", "dim"), themes or "ingen"))
    console.print(Text.assemble(("Steder: ", "dim"), _places(resolution.places) or "ingen"))
    if not resolution.demands:
        console.print(Text("Ingen krav funnet.", style="dim"))
        return
    table = Table(title=f"{len(resolution.demands)} krav", title_justify="left", pad_edge=False, expand=True)
    for heading, share in DEMAND_COLUMNS.items():
        table.add_column(heading, overflow="fold", ratio=share, justify="right" if heading == "Sikkerhet" else "left")
    for number, demand in enumerate(resolution.demands, start=1):
        table.add_row(*_demand_cells(number, demand))
    console.print(table)


def _demand_cells(number: int, demand: Demand) -> tuple[Text, ...]:
    style = KIND_STYLE[demand.kind]
    return (
        Text(f"{KIND_MARK[demand.kind]}{number}", style=style),
        Text(demand.kind.value, style=style),
        Text(demand.addressee or "–"),
        Text(demand.cue or "–"),
        Text(demand.text),
        Text(f"{demand.confidence:.2f}"),
    )


def _places(places: tuple[Place, ...]) -> str:
    counted: dict[str, int] = {}
    for place in places:
        if not place.in_organisation:
            label = f"{place.name} {place.code}" if place.code and place.code.isdigit() else place.name
            counted[label] = counted.get(label, 0) + 1
    return ", ".join(f"{label} ×{count}" if count > 1 else label for label, count in counted.items())


def show_reasons(console: Console, explanations: Sequence[Explanation]) -> None:
    """Print why each demand was taken for one: the rule, and what spoke for (+) and against (−)."""
    table = Table(title="Hvorfor", title_justify="left", pad_edge=False, show_lines=True)
    for heading in ("Krav", "Sikkerhet", "Regel", "For og imot"):
        table.add_column(heading, overflow="fold", ratio={"Krav": 5, "For og imot": 6}.get(heading))
    for explanation in explanations:
        demand = explanation.demand
        text = Text(demand.text)
        if demand.cue_span is not None and demand.start <= demand.cue_span[0] and demand.cue_span[1] <= demand.end:
            text.stylize("bold", demand.cue_span[0] - demand.start, demand.cue_span[1] - demand.start)
        reasons = "\n".join(
            f"{'+' if reason.weight > 0 else '−'} {reason.words} ({abs(reason.weight):.1f})"
            for reason in explanation.reasons
        )
        table.add_row(
            text,
            Text(f"{demand.confidence:.2f}"),
            Text("–" if explanation.rule is None else in_words(f"rule:{explanation.rule}")),
            Text(reasons or "reglene alene avgjorde"),
        )
    console.print(table)
