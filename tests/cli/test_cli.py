"""The command as users run it: in a process of its own, with its output and exit status."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest
import typer
from openpyxl import load_workbook

from pdfs import draw, flow
from resolusjon_nlp import __version__
from resolusjon_nlp.cli import (
    annotation_commands,  # noqa: F401 - they register
    comparing_commands,  # noqa: F401
    evaluation_commands,  # noqa: F401
    library_commands,  # noqa: F401
    places_command,  # noqa: F401
    reading_commands,  # noqa: F401
    search_command,  # noqa: F401
    themes_command,  # noqa: F401
)
from resolusjon_nlp.cli.app import app
from resolusjon_nlp.records import json_schema

COMMANDS: Any = typer.main.get_command(app)


def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from resolusjon_nlp.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, encoding="utf-8")


@pytest.fixture
def ingested(tmp_path: Path, sample_pdf: Path) -> Path:
    path = tmp_path / "b.db"
    assert run("ingest", sample_pdf, "--library", path).returncode == 0
    return path


def test_every_command_and_option_has_help() -> None:
    assert sorted(COMMANDS.commands) == [
        "analyze",
        "annotate",
        "compare",
        "evaluate",
        "export",
        "families",
        "ingest",
        "places",
        "read",
        "schema",
        "search",
        "show",
        "themes",
    ]
    groups = [command for command in COMMANDS.commands.values() if hasattr(command, "commands")]
    single = [*COMMANDS.commands.items(), *(item for group in groups for item in group.commands.items())]
    assert len(groups) == 1
    for name, command in single:
        assert command.help, name
        assert command.epilog, name
        for parameter in command.params:
            assert getattr(parameter, "help", None), f"{name} {parameter.name}"


def test_version_and_help() -> None:
    assert run("--version").stdout.strip() == f"resolusjon {__version__}"
    help_page = run("search", "--help")
    assert help_page.returncode == 0
    assert "Eksempler" in help_page.stdout


def test_analyze_writes_the_contract_one_line_a_file_in_order(tmp_path: Path, sample_pdf: Path) -> None:
    bad, copy = tmp_path / "bad.pdf", tmp_path / "copy.pdf"
    bad.write_bytes(b"")
    copy.write_bytes(sample_pdf.read_bytes())
    result = run("analyze", sample_pdf, bad, copy, "--format", "jsonl", "--jobs", "2")
    assert result.returncode == 1
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [record["source"]["path"] for record in records] == [str(sample_pdf), str(bad), str(copy)]
    validator = jsonschema.Draft202012Validator(json_schema())
    for record in records:
        validator.validate(record)
    assert records[1]["error"]["code"] == "not-a-pdf"
    assert records[1]["resolutions"] == []
    assert records[0]["error"] is None
    assert records[0]["resolutions"][0]["demands"]
    assert str(bad) in result.stderr
    assert "Traceback" not in result.stderr


def test_read_gives_the_same_without_tags(sample_pdf: Path) -> None:
    (record,) = map(json.loads, run("read", sample_pdf, "-f", "jsonl").stdout.splitlines())
    (resolution,) = record["resolutions"]
    assert "demands" not in resolution
    assert "source_map" not in resolution
    assert resolution["blocks"][0]["regions"][0]["page"] == 1
    (mapped,) = map(json.loads, run("read", sample_pdf, "-f", "jsonl", "--source-map").stdout.splitlines())
    assert mapped["resolutions"][0]["source_map"]["lines"]


def test_read_as_text(sample_pdf: Path) -> None:
    result = run("read", sample_pdf)
    assert "Ja til tog hele døgnet" in result.stdout
    assert "Fagforbundet" in result.stdout


def test_ingest_search_show_export(tmp_path: Path, ingested: Path) -> None:
    found = run("search", "kryssingsspor", "--library", ingested, "--format", "jsonl")
    assert found.returncode == 0
    hits = [json.loads(line) for line in found.stdout.splitlines()]
    expected = {
        "rank",
        "score",
        "resolution_id",
        "path",
        "title",
        "body",
        "organisation",
        "region",
        "date",
        "page",
        "demand",
        "snippet",
        "fits",
        "heading",
        "lead_in",
        "before",
        "after",
        "family",
        "family_size",
        "family_regions",
    }
    assert set(hits[0]) == expected
    assert hits[0]["rank"] == 1
    assert hits[0]["page"] == 1
    table = run("search", "tog", "--county", "Innlandet", "--library", ingested)
    assert "Viser" in table.stdout
    assert "Ingen krav passer" in run("search", "finnesikke", "--library", ingested).stdout
    assert "Mente du: kryssingsspor?" in run("search", "kryssngsspor", "--no-related", "--library", ingested).stdout
    around = run(
        "search", "kryssingsspor", "nedleggelsen", "--context", "--grouped", "--sort", "date", "--library", ingested
    )
    assert "noen av dem" in around.stdout
    assert "Årsmøtet krever" in around.stdout
    spread = run(
        "search", "tema:samferdsel kryssingsspor", "--facet", "year", "--facet", "region", "--library", ingested
    )
    assert "2024" in spread.stdout
    rows = list(
        csv.DictReader(StringIO(run("search", "tog", "--facet", "kind", "-f", "csv", "--library", ingested).stdout))
    )
    assert rows[0]["facet"] == "kind"
    refused = run("search", "tema:hest", "--library", ingested)
    assert (refused.returncode, "samferdsel" in refused.stderr) == (2, True)
    assert run("search", "tog", "--page", "2", "--offset", "3", "--library", ingested).returncode == 2
    assert "ikke flere treff" in run("search", "tog", "--page", "9", "--library", ingested).stdout
    shown = run("show", hits[0]["resolution_id"][:8], "--library", ingested)
    assert "Ja til tog hele døgnet" in shown.stdout
    excel = tmp_path / "krav.xlsx"
    assert run("export", "demands", "--library", ingested, "--output", excel).returncode == 0
    sheet = load_workbook(excel).active
    assert sheet is not None
    assert sheet.max_row == 6
    rows = list(csv.DictReader(StringIO(run("export", "places", "--library", ingested).stdout)))
    assert {row["name"] for row in rows} >= {"Gjøvik", "Oslo"}


def test_ingest_says_what_is_tagged_otherwise(ingested: Path, sample_pdf: Path) -> None:
    said = run("ingest", sample_pdf, "--library", ingested, "--demand-model", "rules").stderr
    assert "1 av dokumentene er merket med en annen modell" in said
    said = run("ingest", sample_pdf, "--library", ingested, "--demand-model", "rules", "--again").stderr
    assert "en annen modell" not in said


def test_export_makes_no_formulas(tmp_path: Path) -> None:
    path, library = tmp_path / "a.pdf", tmp_path / "b.db"
    draw(path, flow([("h", "=HYPERLINK(1) må stanses"), ("p", "Staten må bygge tog.")]))
    run("ingest", path, "-l", library)
    rows = list(csv.DictReader(StringIO(run("export", "resolutions", "-l", library).stdout)))
    assert rows[0]["title"].startswith("'=")
    run("export", "resolutions", "-l", library, "-o", tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_export_to_parquet_keeps_source_page_and_quote(ingested: Path, tmp_path: Path) -> None:
    path = tmp_path / "krav.parquet"
    assert run("search", "tog", "--library", ingested, "--format", "parquet", "--output", path).returncode == 0
    frame = pd.read_parquet(path)
    assert list(frame["rank"]) == list(range(1, len(frame) + 1))
    assert set(frame["page"]) == {1}
    assert all(Path(row.path).is_file() and row.text for row in frame.itertuples())
    everything = tmp_path / "alle.parquet"
    assert run("export", "demands", "--library", ingested, "--output", everything).returncode == 0
    assert len(pd.read_parquet(everything)) == 5
    assert "--output krav.parquet" in run("export", "--format", "parquet", "--library", ingested).stderr


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("read", "borte.pdf"), 1, "finnes ikke"),
        (("search", "tog", "--library", "borte.db"), 1, "resolusjon ingest"),
        (("search", "tog", "--theme", "tog"), 2, "samferdsel"),
        (("search", "--limit", "0"), 2, "limit"),
        (("finnesikke",), 2, "finnesikke"),
        (("read",), 2, "paths"),
        (("analyze", "x.txt", "--model", "nb_borte"), 1, "ikke installert"),
        (("export", "--format", "xlsx", "--library", ":memory:"), 2, "--output"),
        (("show", "zz", "--library", ":memory:"), 1, "finnes ikke"),
    ],
)
def test_errors_are_one_line_that_says_what_to_do(
    tmp_path: Path, arguments: tuple[str, ...], status: int, says: str
) -> None:
    result = run(*arguments, cwd=tmp_path)
    assert result.returncode == status
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_ingest_report_names_each_failure(tmp_path: Path, sample_pdf: Path) -> None:
    folder = tmp_path / "inn"
    folder.mkdir()
    (folder / "god.pdf").write_bytes(sample_pdf.read_bytes())
    (folder / "bilde.pdf").write_bytes(b"\xff\xd8\xff\xe0")
    result = run("ingest", folder, "--library", tmp_path / "b.db", "--format", "jsonl")
    assert result.returncode == 1
    rows = {Path(row["path"]).name: row for row in map(json.loads, result.stdout.splitlines())}
    assert rows["god.pdf"]["status"] == "new"
    assert (rows["bilde.pdf"]["status"], rows["bilde.pdf"]["code"]) == ("failed", "not-a-pdf")
    again = run("ingest", folder, "--library", tmp_path / "b.db")
    assert "1 uendret" in again.stdout
    assert "1 feilet" in again.stdout


def test_show_says_why(sample_pdf: Path) -> None:
    result = run("show", sample_pdf, "--why")
    assert result.returncode == 0
    assert "Hvorfor" in result.stdout
    assert "For og imot" in result.stdout
    assert "rules" not in result.stdout
    alone = run("show", sample_pdf, "--why", "--demand-model", "rules")
    assert "reglene alene" in " ".join(alone.stdout.split())


def test_corrections_go_out_and_come_back(tmp_path: Path, ingested: Path) -> None:
    tasks, folder = tmp_path / "krav.json", tmp_path / "rettelser"
    assert run("annotate", "export", "--library", ingested, "-o", tasks).returncode == 0
    (task,) = json.loads(tasks.read_text(encoding="utf-8"))
    assert task["predictions"][0]["result"]
    # An annotator takes all suggestions but the first.
    task["annotations"] = [{"result": task["predictions"][0]["result"][1:]}]
    tasks.write_text(json.dumps([task]), encoding="utf-8")
    done = run("annotate", "import", tasks, "--output", folder, "--annotator", "kari")
    assert done.returncode == 0, done.stderr
    (text,) = folder.glob("*.txt")
    assert text.read_text(encoding="utf-8").count("<d ") == len(task["annotations"][0]["result"])
    measured = run("evaluate", folder, "--format", "jsonl")
    figures = json.loads(measured.stdout.splitlines()[0])
    assert figures["texts"] == 1
    assert figures["demand recall"] == 1.0
    assert figures["demand precision"] < 1.0


def test_annotation_lines_setup_and_faults(tmp_path: Path, sample_pdf: Path) -> None:
    lines = run("annotate", "export", sample_pdf, "--format", "doccano").stdout.splitlines()
    assert [set(json.loads(line)) for line in lines] == [{"text", "label", "resolution"}]
    assert "<Labels" in run("annotate", "setup").stdout
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "Nei til kutt.", "label": [[0, 13, "avvisning"]]}\n{"text": 3}\n', encoding="utf-8")
    result = run("annotate", "import", bad, "--output", tmp_path / "ut")
    assert result.returncode == 1
    assert "oppgave 2" in result.stderr
    assert len(list((tmp_path / "ut").glob("*.txt"))) == 1
    assert run("annotate", "import", tmp_path / "none.json").returncode == 2


def test_annotation_export_says_which_file_failed_and_what_does_nothing(tmp_path: Path, sample_pdf: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"")
    result = run("annotate", "export", bad, sample_pdf)
    assert result.returncode == 1
    assert str(bad) in result.stderr
    assert len(result.stdout.splitlines()) == 1
    refused = run("annotate", "export", sample_pdf, "--theme", "samferdsel")
    assert refused.returncode == 2
    assert "ikke filer" in refused.stderr
