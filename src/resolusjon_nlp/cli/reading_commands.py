"""``resolusjon read``, ``analyze`` and ``schema``: files in, records out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import typer

from resolusjon_nlp.cli import options as o
from resolusjon_nlp.cli.app import EXIT_FAILED, app
from resolusjon_nlp.cli.console import err, note, out, track, write_line
from resolusjon_nlp.cli.render import show_resolution
from resolusjon_nlp.reading.jobs import expand_paths, read_many
from resolusjon_nlp.records import FileRecord, json_schema
from resolusjon_nlp.tagging.pipeline import load, tag_file


@app.command(
    epilog="""
**Eksempler**

`resolusjon read uttalelse.pdf`  viser teksten, avsnitt for avsnitt

`resolusjon read mappe --format jsonl > lest.jsonl`  én linje per fil
"""
)
def read(
    paths: o.Paths,
    output_format: o.RecordFormat = typer.Option(
        o.RecordFormat.TEXT, "--format", "-f", help="text eller jsonl.", rich_help_panel=o.OUTPUT
    ),
    source_map: bool = typer.Option(
        False, "--source-map", help="Ta med kartet tilbake til linjene i filen (jsonl).", rich_help_panel=o.OUTPUT
    ),
    recursive: o.Recursive = False,
    jobs: o.Jobs = 1,
    password: o.Password = None,
    keep_furniture: o.KeepFurniture = False,
    ocr: o.Ocr = None,
    max_mb: o.MaxMb = o.MAX_MB,
    max_pages: o.MaxPages = o.MAX_PAGES,
    max_seconds: o.MaxSeconds = o.MAX_SECONDS,
    max_page_characters: o.MaxPageCharacters = o.MAX_PAGE_CHARACTERS,
) -> None:
    """Les filer og gjenopprett teksten, uten å merke noe."""
    files = expand_paths(paths, recursive=recursive)
    limits = o.make_limits(max_mb, max_pages, max_seconds, max_page_characters)
    records = read_many(files, jobs=jobs, password=password, limits=limits, keep_furniture=keep_furniture, ocr=ocr)
    _write(track(records, total=len(files), label="Leser"), output_format, source_map=source_map)


@app.command(
    epilog="""
**Eksempler**

`resolusjon analyze uttalelse.pdf`  viser krav, steder og temaer

`resolusjon analyze *.pdf --format jsonl > merket.jsonl`  én linje per fil
"""
)
def analyze(
    paths: o.Paths,
    output_format: o.RecordFormat = typer.Option(
        o.RecordFormat.TEXT, "--format", "-f", help="text eller jsonl.", rich_help_panel=o.OUTPUT
    ),
    source_map: bool = typer.Option(
        False, "--source-map", help="Ta med kartet tilbake til linjene i filen (jsonl).", rich_help_panel=o.OUTPUT
    ),
    model: o.Model = None,
    demand_model: o.DemandModelOption = None,
    recursive: o.Recursive = False,
    jobs: o.Jobs = 1,
    password: o.Password = None,
    keep_furniture: o.KeepFurniture = False,
    ocr: o.Ocr = None,
    max_mb: o.MaxMb = o.MAX_MB,
    max_pages: o.MaxPages = o.MAX_PAGES,
    max_seconds: o.MaxSeconds = o.MAX_SECONDS,
    max_page_characters: o.MaxPageCharacters = o.MAX_PAGE_CHARACTERS,
) -> None:
    """Les filer og merk krav, steder og temaer."""
    files = expand_paths(paths, recursive=recursive)
    limits = o.make_limits(max_mb, max_pages, max_seconds, max_page_characters)
    nlp = load(model, demands=demand_model)
    records = read_many(files, jobs=jobs, password=password, limits=limits, keep_furniture=keep_furniture, ocr=ocr)
    tagged = (tag_file(nlp, record) for record in records)
    _write(track(tagged, total=len(files), label="Analyserer"), output_format, source_map=source_map)


@app.command(epilog="**Eksempel**\n\n`resolusjon schema > skjema.json`")
def schema() -> None:
    """Skriv JSON-skjemaet for linjene fra «analyze --format jsonl»."""
    write_line(json.dumps(json_schema(), ensure_ascii=False, indent=2))


def _write(records: Iterator[FileRecord], output_format: o.RecordFormat, *, source_map: bool) -> None:
    failures = 0
    for record in records:
        _report(record)
        failures += record.error is not None
        if output_format is o.RecordFormat.JSONL:
            write_line(json.dumps(record.to_dict(source_map=source_map), ensure_ascii=False))
            continue
        for resolution in record.resolutions:
            show_resolution(out, resolution, Path(record.source.path).name)
    if failures:
        raise typer.Exit(EXIT_FAILED)


def _report(record: FileRecord) -> None:
    if record.error is not None:
        err.print(f"Feil: {record.source.path}: {record.error.message}", style="red", markup=False, soft_wrap=True)
    for warning in record.source.warnings:
        note(f"Merk: {record.source.path}: {warning.message}")
