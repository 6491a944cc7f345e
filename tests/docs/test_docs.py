"""The documentation says what the code does: generated pages, command lines, Python names and links."""

from __future__ import annotations

import inspect
import re
import shlex
import subprocess
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

import resolusjon_nlp
from build_reference import commands, own_parameters, pages, public_methods, public_names, records, slug
from run_notebooks import notebook_paths

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = commands()
LINE = re.compile(r"(?:^|[\s/$])(resolusjon(?:\s.*)?)$")
LINE_DRAWING = set("─│┃")
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")
SHELL_ENDS = ("|", ">", "<", "&&", "#")
NAME = re.compile(r"\brn\.([A-Za-z_]\w*)")
MARKDOWN = MarkdownIt("commonmark").enable("table")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


# --- the reference -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", list(pages()), ids=lambda path: path.name)
def test_reference_is_what_the_code_says(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == pages()[path], "run: make reference"


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_and_option_has_help(name: str) -> None:
    command = COMMANDS[name]
    assert command.help and command.help.strip()
    assert command.epilog, "examples are missing"
    for parameter in own_parameters(command):
        assert parameter.help and parameter.help.strip(), parameter.name


@pytest.mark.parametrize("name", [*public_names(), *records()])
def test_each_public_name_and_method_has_a_docstring(name: str) -> None:
    value = (public_names() | records())[name]
    # Pydantic and dataclasses would otherwise give their own.
    said = vars(value).get("__doc__") if inspect.isclass(value) else value.__doc__
    assert said and not said.startswith(f"{value.__name__}("), name
    for method, function in public_methods(value).items() if inspect.isclass(value) else ():
        assert inspect.getdoc(function), f"{name}.{method}"


def test_each_public_name_stands_in_the_reference() -> None:
    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    for name in resolusjon_nlp.__all__:
        assert name.startswith("__") or f"### {name}\n" in page, name


# --- command lines and code ----------------------------------------------------------------------------------------


def tokens_of(text: str) -> Iterator[Token]:
    for token in MARKDOWN.parse(text):
        yield token
        yield from token.children or ()


@cache
def texts() -> dict[str, str]:
    """Pages, notebooks' text, and the commands' own examples."""
    found = {name_of(path): path.read_text(encoding="utf-8") for path in PAGES}
    for path in notebook_paths():
        cells = nbformat.read(path, as_version=4).cells
        found[name_of(path)] = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return found | {f"{name} --help": inspect.cleandoc(c.epilog or "") for name, c in COMMANDS.items()}


def code_lines(text: str) -> Iterator[str]:
    for token in tokens_of(text):
        # Fences that name a language are no commands: Python, or the usage in the reference.
        if token.type in ("code_inline", "code_block", "fence") and not token.info:
            yield from token.content.replace("\\\n", " ").splitlines()


def command_lines(text: str) -> list[list[str]]:
    """The arguments of each ``resolusjon …`` in the code of a text, up to a pipe, a redirection or a comment."""
    found = []
    for line in code_lines(text):
        match = LINE.search(line.strip())
        # Output that begins with the program's name, and the name itself, are no command lines.
        if match is None or not LINE_DRAWING.isdisjoint(line) or match[1].startswith("resolusjon_"):
            continue
        words = shlex.split(match[1], comments=True)
        end = next((i for i, word in enumerate(words) if word.startswith(SHELL_ENDS)), len(words))
        found.append(words[1:end])
    return found


DOES_SOMETHING = ("--help", "-h", "--version", "--install-completion", "--show-completion")
"""Options that act while they are parsed: that they are known is said by the command itself, without trying them."""


def parse(words: list[str]) -> None:
    """Let the command-line library judge the words, without running any command.

    Raises
    ------
    Exception
        When a command or an option is unknown, a value is none of those that are allowed, or an argument is missing.
    """
    command: Any = COMMANDS["resolusjon"]
    name, context = "resolusjon", None
    acts = [word for word in words if word in DOES_SOMETHING]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help", "-h"}
    assert set(acts) <= known
    words = [word for word in words if word not in acts]
    while words:
        context = command.make_context(name, list(words), parent=context)
        rest = [*context._protected_args, *context.args]
        if not rest or not hasattr(command, "commands"):
            return
        name, command, words = command.resolve_command(context, rest)


@pytest.mark.parametrize("name", texts())
def test_command_lines_parse(name: str) -> None:
    for words in command_lines(texts()[name]):
        if "KOMMANDO" in words or f"resolusjon {' '.join(words)}" in COMMANDS:
            continue  # a command's name in running text
        try:
            parse(words)
        except Exception as error:
            pytest.fail(f"resolusjon {shlex.join(words)}: {error}")


def test_command_lines_are_found() -> None:
    text = "`resolusjon search a | less`, `$ resolusjon show b`\n\n```\n.venv/bin/resolusjon ingest c > d\nbygg resolusjoner\n```"
    assert command_lines(text) == [["search", "a"], ["show", "b"], ["ingest", "c"]]
    assert len(command_lines(texts()["README.md"])) > 20


@pytest.mark.parametrize(
    "words", [["finn", "x"], ["search", "--wat"], ["annotate", "eksport"], ["places", "--format", "pdf"]]
)
def test_wrong_command_lines_do_not_parse(words: list[str]) -> None:
    with pytest.raises(Exception, match=r"(?i)no such|not one of"):
        parse(words)


@pytest.mark.parametrize("name", [name for name in texts() if not name.endswith("--help")])
def test_make_targets_and_scripts_exist(name: str) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    for line in code_lines(texts()[name]):
        for target in MAKE.findall(line):
            assert target in targets, line
        for script in re.findall(r"\bpython ((?:benchmarks|scripts|corpus)/\S+\.py)", line):
            assert (ROOT / script).is_file(), line


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_python_in_pages_compiles_and_names_what_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for name in NAME.findall(text):
        assert hasattr(resolusjon_nlp, name), f"rn.{name}"
    if "reference" in path.parts:
        return  # signatures
    for token in tokens_of(text):
        if token.type == "fence" and token.info == "python":
            compile(token.content, path.name, "exec")


def test_figures_of_metrics_are_those_of_their_source() -> None:
    """New figures are written in the README and the models' cards; a page that repeats some must not keep old ones."""
    decimals = re.compile(r"\b[01]\.\d{3}\b")
    sources = [ROOT / "README.md", *sorted((ROOT / "models").glob("*/README.md"))]
    repeated = set(decimals.findall((ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")))
    assert repeated
    assert repeated <= {figure for path in sources for figure in decimals.findall(path.read_text(encoding="utf-8"))}


# --- links ---------------------------------------------------------------------------------------------------------


@cache
def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings; equal headings are numbered."""
    found: set[str] = set()
    parsed = MARKDOWN.parse(path.read_text(encoding="utf-8"))
    for token, inside in pairwise(parsed):
        if token.type == "heading_open":
            anchor = slug("".join(child.content for child in inside.children or ()))
            number = 0
            while (numbered := anchor + f"-{number}" * bool(number)) in found:
                number += 1
            found.add(numbered)
    return found


@pytest.mark.parametrize("name", [name for name in texts() if not name.endswith("--help")])
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    for token in tokens_of(texts()[name]):
        target = str(token.attrs.get("href") or token.attrs.get("src") or "")
        if not target or re.match(r"[a-z]+:", target):
            continue  # the net is not asked
        file, _, anchor = MARKDOWN.normalizeLinkText(target).partition("#")
        path = (page.parent / file).resolve() if file else page
        assert path.is_relative_to(ROOT) and path.exists(), target
        if anchor:
            assert anchor in anchors(path), target


def test_pages_name_no_absolute_path() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "docs", "notebooks"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    for name in tracked.stdout.splitlines():
        text = (ROOT / name).read_text(encoding="utf-8")
        assert str(ROOT) not in text, name
        assert not re.search(r"/(?:home|Users|tmp|root)/", text), name
