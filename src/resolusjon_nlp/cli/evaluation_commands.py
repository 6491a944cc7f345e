"""``resolusjon evaluate``: how well demands, places and themes are found."""

from __future__ import annotations

import json
from dataclasses import asdict
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
from resolusjon_nlp.evaluation.search import groups, measure, read_judged, systems
from resolusjon_nlp.records import Resolution, TaggedResolution
from resolusjon_nlp.samples import SPLITS, corpus_folder, samples
from resolusjon_nlp.tagging.pipeline import load, tag


@app.command(
    epilog="""
**Eksempler**

`resolusjon evaluate`  på eksempelkorpusets dev-del

`resolusjon evaluate mine-merkede-tekster/`  på egne tekster, merket slik corpus/GUIDELINES.md beskriver

`resolusjon evaluate --search`  søket, på spørsmålene i eksempelkorpuset, ved siden av vanlig fulltekstsøk
"""
)
def evaluate(
    gold: Path | None = typer.Argument(None, help="Mappe med merkede tekster (.txt).", show_default="eksempelkorpuset"),
    split: str = typer.Option("dev", "--split", help="Del av eksempelkorpuset: train, dev eller test."),
    model: o.Model = None,
    demand_model: o.DemandModelOption = None,
    search: bool = typer.Option(
        False, "--search", help="Mål søket: nDCG@10 og andelen klart relevante blant de første 50."
    ),
    output_format: TableFormat = typer.Option(TableFormat.TABLE, "--format", "-f", help="table eller jsonl."),
) -> None:
    """Mål hvor godt krav, steder og temaer blir funnet, bokmål og nynorsk hver for seg, eller hvor godt søket svarer."""
    if search:
        _evaluate_search(gold, split, output_format)
        return
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


def _evaluate_search(gold: Path | None, split: str, output_format: TableFormat) -> None:
    if gold is not None:
        raise UsageError("Søket kan bare måles på eksempelkorpuset.", advice="La være å oppgi en mappe.")
    everything = samples()
    ids = {sample.id: sample.gold.id for sample in everything}
    judged = [one for one in read_judged(corpus_folder() / "queries.yaml", ids) if one.split == split]
    if not judged:
        raise UsageError(f"Ingen søk er i delen «{split}».", advice="Velg --split dev eller test.")
    compared = systems([sample.gold for sample in everything], parts=True)
    figures = {
        (name, group): measure(run, queries)
        for name, run in track(compared.items(), total=len(compared), label="Måler")
        for group, queries in groups(judged).items()
    }
    if output_format is not TableFormat.TABLE:
        for (name, group), values in figures.items():
            write_line(json.dumps({"system": name, "group": group, **asdict(values)}, ensure_ascii=False))
        return
    main = [name for name in compared if not name.startswith("…")]
    for measured, title in (("ndcg", "nDCG@10"), ("recall", "andel av de klart relevante blant de første 50")):
        table = Table(title=title, pad_edge=False)
        for heading in ("", "søk", *main):
            table.add_column(heading, justify="left" if not heading else "right")
        for group in groups(judged):
            row = [figures[name, group] for name in main]
            table.add_row(group, str(row[0].queries), *(f"{getattr(values, measured):.3f}" for values in row))
        out.print(table)
    table = Table(title="hva hver del er verd, nDCG@10", pad_edge=False)
    forms = ("alle", "bokmål", "nynorsk")
    for heading in ("", *forms):
        table.add_column(heading, justify="right" if heading else "left")
    for name in compared:
        if name not in main or name == main[-1]:
            table.add_row(name, *(f"{figures[name, form].ndcg:.3f}" for form in forms))
    out.print(table)


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
