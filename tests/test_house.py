"""Rules of the house that a test can hold: module sizes, direction of imports, one source for each fact."""

from __future__ import annotations

import ast
import json
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import resolusjon_nlp
from resolusjon_nlp.records import json_schema
from resolusjon_nlp.resources import load_yaml

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "resolusjon_nlp"
LONGEST_MODULE = 400
ROOMS = (
    "records",
    "errors",
    "resources",
    "norwegian",
    "reading",
    "tagging",
    "library",
    "comparing",
    "summaries",
    "evaluation",
    "samples",
    "cli",
)
"""A room knows only the rooms before it."""

MODULES = sorted(SOURCE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_module_is_short_and_documented(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LONGEST_MODULE
    assert ast.get_docstring(ast.parse(source))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_room_knows_only_the_rooms_before_it(path: Path) -> None:
    room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    if room not in ROOMS:
        return
    allowed = set(ROOMS[: ROOMS.index(room) + 1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("resolusjon_nlp."):
            assert node.module is not None
            assert node.module.split(".")[1] in allowed, node.module


def test_version_has_one_source() -> None:
    assert (
        resolusjon_nlp.__version__
        == tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    )


def test_json_schema_is_the_exported_one() -> None:
    exported = files("resolusjon_nlp.resources").joinpath("contract.schema.json").read_text(encoding="utf-8")
    assert json.loads(exported) == json_schema(), (
        "run: resolusjon schema > src/resolusjon_nlp/resources/contract.schema.json"
    )


@pytest.mark.parametrize("path", sorted((SOURCE / "resources").rglob("*.yaml")), ids=lambda p: p.name)
def test_resources_load_and_name_their_licence(path: Path) -> None:
    assert load_yaml(str(path.relative_to(SOURCE / "resources")).replace("\\", "/"))
    assert "CC0" in path.read_text(encoding="utf-8").split("\n\n", 1)[0]


def test_no_word_list_becomes_a_truth_value() -> None:
    """YAML reads bare yes, no, on and off as booleans, which are words here."""

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                assert not isinstance(key, bool)
                walk(item)
        elif isinstance(value, list):
            for item in value:
                assert not isinstance(item, bool | type(None)), value[:5]
                walk(item)

    for path in (SOURCE / "resources").rglob("*.yaml"):
        walk(load_yaml(str(path.relative_to(SOURCE / "resources"))))
