"""``resolusjon annotate``: demands out to annotation tools, corrections back as marked texts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import typer

from resolusjon_nlp.cli import options as o
from resolusjon_nlp.cli.app import EXIT_FAILED, app
from resolusjon_nlp.cli.console import err, note, out, write_line
from resolusjon_nlp.cli.files import refuse_filters, tagged_files
from resolusjon_nlp.cli.narrowing import OF_DEMANDS, with_filters
from resolusjon_nlp.cli.tables import write_json_lines
from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.evaluation.annotation import LABEL_STUDIO_CONFIG, AnnotationFormat, read_lines, to_line
from resolusjon_nlp.evaluation.marking import source_of
from resolusjon_nlp.library import Filters, Library
from resolusjon_nlp.library.library import DEFAULT_PATH
from resolusjon_nlp.records import TaggedResolution
from resolusjon_nlp.tagging.pipeline import load

annotate = typer.Typer(
    name="annotate",
    help="Rett krav for hånd i Label Studio, doccano eller Prodigy, og ta rettelsene inn igjen.",
    epilog="""
**Slik går det til**

1. `resolusjon annotate export --library felles.db -o krav.jsonl` skriver tekstene med kravene som forslag

2. Rett merkene i verktøyet, og eksporter som JSON

3. `resolusjon annotate import rettet.json --output rettelser/` lager merkede tekster

4. `resolusjon evaluate rettelser/` måler, og `make model-demands CORRECTIONS=rettelser` trener kravmodellen på nytt
""",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
app.add_typer(annotate)


@annotate.command(
    "export",
    epilog="""
**Eksempler**

`resolusjon annotate export uttalelser/*.pdf -o krav.jsonl`  fra filer

`resolusjon annotate export --library felles.db --theme samferdsel --format doccano -o krav.jsonl`  fra biblioteket
""",
)
@with_filters(without=OF_DEMANDS)
def export(
    paths: list[Path] = typer.Argument(
        None, help="Filer eller mapper; uten dem brukes biblioteket.", show_default=False
    ),
    library: o.LibraryPath = DEFAULT_PATH,
    output_format: AnnotationFormat = typer.Option(
        AnnotationFormat.LABEL_STUDIO, "--format", "-f", help="Verktøyet.", rich_help_panel=o.OUTPUT
    ),
    output: o.Output = None,
    *,
    filters: Filters,
    model: o.Model = None,
    demand_model: o.DemandModelOption = None,
    recursive: o.Recursive = False,
    jobs: o.Jobs = 1,
    password: o.Password = None,
    ocr: o.Ocr = None,
) -> None:
    """Skriv resolusjoner med kravene som forslag, én linje hver."""
    failed = False
    if paths:
        refuse_filters(filters)
        nlp = load(model, demands=demand_model)
        records, failed = tagged_files(
            nlp, paths, label="Leser", recursive=recursive, jobs=jobs, password=password, ocr=ocr
        )
    else:
        with Library(library, create=False) as lib:
            records = lib.tagged(filters=filters)
    lines = [to_line(record, output_format) for record in records]
    if output is not None and output.suffix.lower() == ".json":
        # Label Studio takes a list in a .json file; a task a line keeps it readable.
        tasks = "[\n" + ",\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n]\n"
        try:
            output.write_text(tasks, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"Kan ikke skrive til «{output}».", advice="Velg en annen fil eller mappe.") from error
        note(f"{len(lines)} oppgaver skrevet til {output}")
    else:
        write_json_lines(lines, output)
    if failed:
        raise typer.Exit(EXIT_FAILED)


@annotate.command(
    "import",
    epilog="""
**Eksempel**

`resolusjon annotate import rettet.json --output rettelser/ --annotator kari`
""",
)
def import_(
    files: list[Path] = typer.Argument(help="Filer eksportert fra verktøyet (JSON eller JSONL).", show_default=False),
    output: Path = typer.Option(Path("rettelser"), "--output", "-o", help="Mappe for de merkede tekstene."),
    annotator: str = typer.Option(
        "retting", "--annotator", help="Hvem som har rettet. Tekster av samme person holdes samlet under treningen."
    ),
) -> None:
    """Gjør rettelser om til merkede tekster som «evaluate» og «make model-demands» leser."""
    written: dict[str, None] = {}
    faults: list[str] = []
    for file in files:
        records, wrong = read_lines(file)
        faults.extend(wrong)
        for record in records:
            name = _name(record, written)
            written[name] = None
            _write(output, name, source_of(record, name=name, writer=annotator))
    for fault in faults:
        err.print(f"Feil: {fault}", style="red", markup=False, soft_wrap=True)
    note(f"{len(written)} merkede tekster skrevet til {output}")
    if faults:
        raise typer.Exit(EXIT_FAILED)


def _write(folder: Path, name: str, source: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.txt").write_text(source, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"Kan ikke skrive til «{folder}».", advice="Velg en annen mappe med --output.") from error


def _name(record: TaggedResolution, taken: dict[str, None]) -> str:
    """A file name of letters and digits from the title, with a number where it is taken."""
    plain = (record.title or record.id or "tekst").lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "tekst"
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name


@annotate.command(
    "setup",
    epilog="**Eksempel**\n\n`resolusjon annotate setup`  lim resultatet inn under Labeling Interface i Label Studio",
)
def setup() -> None:
    """Vis oppsettet som Label Studio trenger for de fire slagene krav."""
    write_line(LABEL_STUDIO_CONFIG.rstrip())
    if out.is_terminal:
        note("I doccano og Prodigy er merkelappene krav, støtte, avvisning og forpliktelse.")
