"""``resolusjon compare`` and ``families`` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from made_resolutions import make_resolution
from resolusjon_nlp import Library
from resolusjon_nlp.cli import comparing_commands  # noqa: F401 - it registers its commands
from resolusjon_nlp.cli.app import app

RUN = CliRunner()
TEXT = "Ja til tog\n\nVedtatt av årsmøtet i LO i Gjøvik 14. mars 2024\n\nDobbeltsporet til Lillehammer må bygges nå.\n"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("library") / "bibliotek.db"
    with Library(where) as library:
        library.add(
            make_resolution(
                f"id{i}",
                f"Dobbeltsporet til Lillehammer må bygges nå, [{place}].",
                body=f"LO i {place}",
                date="2023-01-01",
            )
            for i, place in enumerate(("Hamar", "Gjøvik"))
        )
    return where


def run(*arguments: str | Path) -> tuple[int, str]:
    result = RUN.invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def test_a_file_against_the_library(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "ny.txt"
    file.write_text(TEXT, encoding="utf-8")
    code, output = run("compare", file, "--library", path)
    assert code == 0
    assert "samme krav" in output
    assert "LO i Hamar" in output
    code, output = run("compare", file, "--library", path, "--format", "json", "--output", tmp_path / "ut.json")
    written = json.loads((tmp_path / "ut.json").read_text(encoding="utf-8"))
    assert written["demands"][-1]["matches"][0]["relation"] == "same"
    assert set(written) == {"resolution", "nearest", "demands", "distinctive_terms", "theme_profile"}


def test_an_id_and_filters(path: Path) -> None:
    code, output = run("compare", "id0", "--library", path, "--format", "json")
    assert code == 0
    assert json.loads(output)["nearest"][0]["resolution_id"] == "id1"
    assert (
        json.loads(run("compare", "id0", "--library", path, "--since", "2024", "--format", "json")[1])["nearest"] == []
    )


def test_a_file_that_cannot_be_read_fails(path: Path, tmp_path: Path) -> None:
    broken = tmp_path / "tom.pdf"
    broken.write_bytes(b"")
    assert run("compare", broken, "--library", path)[0] == 1


def test_families_as_table_and_as_files(path: Path, tmp_path: Path) -> None:
    code, output = run("families", "--library", path, "--sources")
    assert code == 0
    assert "[Hamar]" in output
    assert "[Gjøvik]" in output
    run("families", "--library", path, "--format", "csv", "--output", tmp_path / "f.csv")
    assert pd.read_csv(tmp_path / "f.csv")["resolutions"].tolist() == [2]
    code, output = run("families", "--library", path, "--format", "jsonl")
    assert len(json.loads(output.splitlines()[-1])["sources"]) == 2
    assert "Ingen krav" in run("families", "--library", path, "--least", "3")[1]
    assert run("families", "--library", path, "--again")[0] == 0
