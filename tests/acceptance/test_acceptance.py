"""Real resolutions with their expected answers, where the folder with them is at hand.

The texts are their unions' own, so they are not part of this project. ``RESOLUSJON_ACCEPTANCE`` names the folder; by default it is looked
for beside the project.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from resolusjon_nlp import TaggedResolution, analyze

ROOT = Path(os.environ.get("RESOLUSJON_ACCEPTANCE", Path(__file__).parents[3] / "shared" / "acceptance"))
CASES = [
    (folder, path)
    for folder in sorted(ROOT.glob("*/"))
    if (folder / "expected.json").exists()
    for path in sorted(folder.iterdir())
    if path.suffix in {".pdf", ".txt"}
]

if not CASES:
    pytest.skip(f"no acceptance texts in {ROOT}", allow_module_level=True)


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0].name}/{case[1].name}")
def case(request: pytest.FixtureRequest, nlp: Language) -> tuple[dict[str, Any], TaggedResolution]:
    folder, path = request.param
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    (resolution,) = analyze(path, nlp=nlp).resolutions
    return expected, resolution


def test_acceptance_text_and_blocks(case: tuple[dict[str, Any], TaggedResolution]) -> None:
    expected, resolution = case
    assert [(b.type.value, b.text) for b in resolution.blocks] == [(b["type"], b["text"]) for b in expected["blocks"]]
    assert resolution.text == expected["text"]


def test_acceptance_metadata(case: tuple[dict[str, Any], TaggedResolution]) -> None:
    expected, resolution = case
    for field in ("title", "date", "body", "organisation", "region", "language"):
        assert getattr(resolution, field) == expected[field], field


def test_acceptance_demands(case: tuple[dict[str, Any], TaggedResolution]) -> None:
    expected, resolution = case
    found = {(d.start, d.end): (d.kind.value, d.addressee, d.position.value) for d in resolution.demands}
    wanted = {(d["start"], d["end"]): (d["kind"], d["addressee"], d["position"]) for d in expected["demands"]}
    optional = {(d["start"], d["end"]) for d in expected["demands"] if d.get("optional")}
    assert {span: v for span, v in found.items() if span not in optional} == {
        span: v for span, v in wanted.items() if span not in optional
    }


def test_acceptance_places(case: tuple[dict[str, Any], TaggedResolution]) -> None:
    expected, resolution = case
    fields = ("start", "end", "surface", "kind", "code", "name", "county", "in_organisation")
    assert [tuple(p.to_dict()[f] for f in fields) for p in resolution.places] == [
        tuple(p[f] for f in fields) for p in expected["places"]
    ]


def test_acceptance_first_theme(case: tuple[dict[str, Any], TaggedResolution]) -> None:
    expected, resolution = case
    assert resolution.themes[0].theme == expected["themes"][0]
