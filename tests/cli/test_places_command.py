"""``resolusjon places``, in this process: what it counts is tested where it is counted."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from resolusjon_nlp.cli import library_commands, places_command  # noqa: F401 - they register
from resolusjon_nlp.cli.app import app
from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library import Library

TEXT = """Uttalelse fra årsmøtet i LO i Moss

Vedtatt 3. mars 2023

Regjeringen må bygge ferdig dobbeltsporet gjennom Fredrikstad og Sarpsborg til Halden.

Skolen i Våler må bestå, og legevakten i Askim må ha flere ansatte.
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["places", *map(str, arguments)])


@pytest.fixture(scope="module")
def text_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("places") / "uttalelse.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def library(text_file: Path) -> Path:
    where = text_file.with_name("b.db")
    with Library(where) as lib:
        lib.ingest(text_file)
    return where


def test_places_of_a_file(text_file: Path) -> None:
    result = run(text_file)
    assert result.exit_code == 0
    assert "Fredrikstad" in result.stdout
    assert "tettsted" in result.stdout  # Askim
    assert "er ikke tatt med" in result.output  # Moss, in the name of the body


def test_places_of_a_library_as_csv(library: Path) -> None:
    result = run("--library", library, "--by", "municipality", "--by", "year", "--format", "csv")
    rows = list(csv.DictReader(StringIO(result.stdout.removeprefix("\ufeff"))))
    assert {(row["municipality_name"], row["year"]) for row in rows} >= {("Indre Østfold", "2023"), ("Halden", "2023")}
    assert "Moss" not in {row["municipality_name"] for row in rows}


def test_every_mention_as_lines(library: Path) -> None:
    result = run("--library", library, "--by", "mention", "--format", "jsonl", "--organisations")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert {row["surface"] for row in rows if row["in_organisation"]} == {"Moss"}
    assert {row["county"] for row in rows} == {"31"}


def test_excel(library: Path, tmp_path: Path) -> None:
    assert run("--library", library, "--by", "county", "-f", "xlsx", "-o", tmp_path / "a.xlsx").exit_code == 0
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["county", "county_name", "mentions", "resolutions"]
    assert sheet["B2"].value == "Østfold"


def test_filters_narrow_the_library(library: Path) -> None:
    assert "Ingen steder i 0 resolusjoner" in run("--library", library, "--since", "2024").output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--by", "landsdel"), "kan ikke telles"),
        (("--by", "mention", "--by", "year"), "hver omtale"),
        (("uttalelse.txt", "--since", "2024"), "gjelder biblioteket"),
    ],
)
def test_wrong_usage_says_what_to_do(arguments: tuple[str, ...], says: str) -> None:
    result = run(*arguments)
    assert isinstance(result.exception, UsageError)
    assert says in result.exception.message
    assert result.exception.advice


def test_an_undecided_name_shows_what_it_may_mean(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Uttalelse\n\nSkolen i Våler må bestå.\n", encoding="utf-8")
    shown = " ".join(run(path).stdout.split())
    assert "3114" in shown
    assert "3419" in shown
