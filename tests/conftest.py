from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from spacy.language import Language
from sqlalchemy import create_engine, text

import postgres_server as postgres_server_module
from made_resolutions import make_demand
from pdfs import draw, flow
from resolusjon_nlp import TaggedResolution, load, tag
from resolusjon_nlp.comparing.profiles import Profile, demand_profile
from resolusjon_nlp.library import Library
from resolusjon_nlp.reading.reader import read
from resolusjon_nlp.samples import samples

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


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a database on a running PostgreSQL server."""
    if reason := postgres_server_module.why_not():
        pytest.skip(reason)
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    with postgres_server_module.running_server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """URL of an empty database."""
    engine = create_engine(postgres_server.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return postgres_server


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a library that several processes may open is to lie: a file, or an empty database on a server."""
    return str(request.getfixturevalue("postgres_url") if request.param == "postgresql" else tmp_path / "felles.db")


@pytest.fixture(params=["sqlite", "postgresql"])
def library(request: pytest.FixtureRequest, nlp: Language, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """An empty library in each of the databases; its ingest takes the pipeline that is loaded already."""
    monkeypatch.setattr("resolusjon_nlp.library.library.load", lambda: nlp)
    with Library(request.getfixturevalue("postgres_url") if request.param == "postgresql" else ":memory:") as library:
        yield library


@pytest.fixture
def make_text(tmp_path: Path) -> Callable[..., Path]:
    """Write a text file of one paragraph a line."""

    def write(name: str, *paragraphs: str) -> Path:
        path = tmp_path / name
        path.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def profiled() -> Callable[[str], Profile]:
    return lambda text: demand_profile(make_demand(text))


@pytest.fixture(scope="session")
def trained() -> tuple[TaggedResolution, ...]:
    """Gold of some samples to train on; two writers share families."""
    return tuple(sample.gold for sample in samples("train") if sample.writer in ("w1", "w2", "w3"))


@pytest.fixture(scope="session")
def sample_library(trained: tuple[TaggedResolution, ...]) -> Iterator[Library]:
    """Read only."""
    with Library(":memory:") as library:
        library.add(trained)
        yield library
