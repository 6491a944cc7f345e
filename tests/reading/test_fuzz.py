"""Damaged files give records or errors of ours, and nothing else: a short run of ``scripts/fuzz_reader.py`` with fixed seeds."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

from resolusjon_nlp import Limits, read_many
from resolusjon_nlp.records import FileError, FileRecord, Source

MUTANTS = 150
SCRIPT = Path(__file__).parents[2] / "scripts" / "fuzz_reader.py"


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_reader", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_reader_answers_all_damaged_files(fuzz: ModuleType, tmp_path: Path) -> None:
    samples = [data for data in fuzz.load_samples() if len(data) < 30_000][:12]
    paths = []
    for seed in range(MUTANTS):
        paths.append(tmp_path / f"{seed}.pdf")
        paths[-1].write_bytes(fuzz.mutant(samples, seed))
    records = list(read_many(paths, limits=Limits(seconds=fuzz.SECONDS), ocr=False))
    assert [record.source.path for record in records] == [str(path) for path in paths]
    assert [
        (record.source.path, record.error.message) for record in records if record.error and fuzz.is_failure(record)
    ] == []
    assert len({fuzz.outcome(record) for record in records}) >= 3  # some are read, some told of, some refused


def test_mutants_are_the_same_for_the_same_seed(fuzz: ModuleType) -> None:
    samples = fuzz.load_samples()[:3]
    assert fuzz.mutant(samples, 7) == fuzz.mutant(samples, 7) != fuzz.mutant(samples, 8)
    for mutation in fuzz.MUTATIONS:
        assert mutation(samples[0], samples[1], random.Random(1)) != b""  # noqa: S311 - no secret


@pytest.mark.parametrize(
    ("code", "fails"),
    [(None, False), ("damaged", False), ("encrypted", False), ("crashed", True), ("time-limit", True), ("huh", True)],
)
def test_is_failure(fuzz: ModuleType, code: str | None, fails: bool) -> None:
    source = Source(path="x.pdf", sha256="", media_type="application/pdf", bytes=0)
    record = FileRecord(source=source, error=FileError(code=code, message="") if code else None)
    assert fuzz.is_failure(record) is fails
