"""``resolusjon evaluate``: how well demands, places and themes are found."""

from __future__ import annotations

import json
from pathlib import Path

import typer
from rich.table import Table

from resolusjon_nlp.cli import options as o
from resolusjon_nlp.cli.app import app
from resolusjon_nlp.cli.console import note, out, track, write_line
from resolusjon_nlp.cli.options import TableFormat
from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.evaluation.gold import GoldError, gold_record
from resolusjon_nlp.evaluation.markup import MarkupError, read_sources
from resolusjon_nlp.evaluation.scoring import Pair, score
from resolusjon_nlp.records import Resolution, TaggedResolution
from resolusjon_nlp.samples import SPLITS, samples
from resolusjon_nlp.tagging.pipeline import load, tag


@app.command(
    epilog="""
**Eksempler**

`resolusjon evaluate`  på eksempelkorpusets dev-del

`resolusjon evaluate mine-merkede-tekster/`  på egne tekster, merket slik corpus/GUIDELINES.md beskriver
"""
)
def evaluate(
    gold: Path | None = typer.Argument(None, help="Mappe med merkede tekster (.txt).", show_default="eksempelkorpuset"),
    split: str = typer.Option("dev", "--split", help="Del av eksempelkorpuset: train, dev eller test."),
    model: o.Model = None,
    demand_model: o.DemandModelOption = None,
    output_format: TableFormat = typer.Option(TableFormat.TABLE, "--format", "-f", help="table eller jsonl."),
) -> None:
    """Mål hvor godt krav, steder og temaer blir funnet, bokmål og nynorsk hver for seg."""
    texts = _gold(gold, split)
    nlp = load(model, demands=demand_model)
    pairs: list[Pair] = []
    for text in track(texts, total=len(texts), label="Måler"):
        bare = Resolution(**{name: getattr(text, name) for name in Resolution.model_fields})
        pairs.append((text, tag(nlp, bare)))
    groups = {
        "alle": pairs,
        "bokmål": [pair for pair in pairs if pair[0].language == "nb"],
        "nynorsk": [pair for pair in pairs if pair[0].language == "nn"],
    }
    figures = {name: score(group).figures() for name, group in groups.items() if group}
    if output_format is not TableFormat.TABLE:
        for name, values in figures.items():
            write_line(json.dumps({"group": name, **values}, ensure_ascii=False))
        return
    table = Table(pad_edge=False)
    table.add_column("")
    for name in figures:
        table.add_column(name, justify="right")
    for row in figures["alle"]:
        table.add_row(row, *(_shown(row, values[row]) for values in figures.values()))
    out.print(table)
    note("Målt på tekstene slik de er merket, så feil i lesingen av PDF-er teller ikke med.")


def _gold(folder: Path | None, split: str) -> list[TaggedResolution]:
    if folder is None:
        if split not in SPLITS:
            raise UsageError(f"--split «{split}» finnes ikke.", advice=f"Velg blant: {', '.join(SPLITS)}.")
        return [sample.gold for sample in samples(split)]
    try:
        found = [gold_record(text) for text in read_sources(folder)]
    except (MarkupError, GoldError) as error:
        raise UsageError(
            f"En merket tekst har en feil: {error}.", advice="Rett den, og se corpus/GUIDELINES.md."
        ) from error
    if not found:
        raise UsageError(f"«{folder}» har ingen merkede tekster (.txt).", advice="Oppgi en annen mappe.")
    return found


def _shown(row: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if row == "texts" else f"{value:.3f}"
