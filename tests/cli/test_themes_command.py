"""``resolusjon themes``, in this process: what it counts is tested where it is counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner, Result

from resolusjon_nlp import Summary, summarise
from resolusjon_nlp.cli import library_commands, themes_command  # noqa: F401 - they register
from resolusjon_nlp.cli.app import app
from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.library import Library
from summaries_library import fill_with_samples


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["themes", *map(str, arguments)], env={"COLUMNS": "160"})


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("themes") / "b.db"
    with Library(path) as library:
        fill_with_samples(library)
    return path


def test_terminal_shows_figures_quotes_and_sources(where: Path) -> None:
    shown = run("samferdsel", "--library", where)
    assert shown.exit_code == 0, shown.output
    for text in (
        "Samferdsel: hva resolusjonene krever",
        "Region for region",
        "Felles for flere regioner",
        "Bare i én region",
        "[1]",
        "Resolusjoner i alt",
    ):
        assert text in shown.output
    everything = run("--library", where, "--by", "year", "--lang", "nn").output
    # However narrow the terminal, a word stays whole.
    assert "Utdanning" in everything
    assert "År" in everything


def test_json_is_the_summary(where: Path) -> None:
    done = run("samferdsel", "--library", where, "--by", "organisation", "--since", "2018", "--format", "json")
    with Library(where) as library:
        assert Summary.model_validate(json.loads(done.stdout)) == summarise(
            library, "samferdsel", by="organisation", since="2018"
        )


@pytest.mark.parametrize(
    ("name", "begins"), [("r.html", "<!DOCTYPE html>"), ("r.md", "# Samferdsel: kva"), ("r.json", "{")]
)
def test_the_ending_decides(where: Path, tmp_path: Path, name: str, begins: str) -> None:
    done = run("samferdsel", "--library", where, "--lang", "nn", "--output", tmp_path / name)
    assert done.exit_code == 0, done.output
    assert name in done.output
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_word_and_standard_output(where: Path, tmp_path: Path) -> None:
    assert run("samferdsel", "--library", where, "-o", tmp_path / "r.docx", "--lang", "en").exit_code == 0
    assert Document(str(tmp_path / "r.docx")).paragraphs[0].text == "Transport: what the resolutions demand"
    assert run("samferdsel", "--library", where, "--format", "html").stdout.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["fisk"], "samferdsel"),
        (["--format", "docx"], "--output"),
        (["-o", "rapport.pdf"], "html"),
        (["-o", "rapport.html", "--format", "table"], "terminalen"),
        (["-o", "finnes/ikke/rapport.html"], "kan ikke skrives"),
    ],
)
def test_what_means_nothing_is_refused(where: Path, arguments: list[str], message: str) -> None:
    failed = run(*arguments, "--library", where)
    assert isinstance(failed.exception, UsageError)
    assert message in failed.exception.message
