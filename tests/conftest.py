from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.language import Language

from pdfs import draw, flow
from resolusjon_nlp import TaggedResolution, load, tag
from resolusjon_nlp.library import Library
from resolusjon_nlp.reading.reader import read

TEXT = [
    ("h", "Ja til tog hele døgnet"),
    ("p", "Vedtatt av årsmøtet i Fagforbundet Gjøvik 14. mars 2024"),
    (
        "p",
        "Togene mellom Gjøvik og Oslo står oftere enn de går. Mange må kjøre bil til jobb, og parkeringsplassene er fulle "
        "før klokka sju. I fjor ble hver femte avgang innstilt, og verst var det i januar.",
    ),
    ("p", "Derfor må staten bygge flere kryssingsspor. Bane NOR bør begynne ved Raufoss."),
    ("p", "Årsmøtet krever at regjeringen:"),
    ("•", "gir Bane NOR penger til nye kryssingsspor innen 2026"),
    ("•", "stanser nedleggelsen av stasjonene på Toten og i Vestre Toten kommune, og bemanner dem på dagtid"),
]
"""A resolution of the tests' own: fictional, and no real decision."""


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load()


@pytest.fixture(scope="session")
def sample_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw(tmp_path_factory.mktemp("sample") / "gjovik.pdf", flow(TEXT))


@pytest.fixture(scope="session")
def sample(nlp: Language, sample_pdf: Path) -> TaggedResolution:
    return tag(nlp, read(sample_pdf).resolutions[0])


@pytest.fixture
def library() -> Library:
    return Library(":memory:")


@pytest.fixture
def make_text(tmp_path: Path) -> Callable[..., Path]:
    """Write a text file of one paragraph a line."""

    def write(name: str, *paragraphs: str) -> Path:
        path = tmp_path / name
        path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
        return path

    return write
