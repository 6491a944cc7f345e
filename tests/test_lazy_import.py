"""The package opens fast: what reads files loads no language pipeline and no database."""

from __future__ import annotations

import subprocess
import sys

import pytest

import resolusjon_nlp

HEAVY = ("spacy", "pandas", "sqlalchemy", "sklearn")


@pytest.mark.parametrize(
    "statement", ["from resolusjon_nlp import read", "from resolusjon_nlp import read_many, Limits"]
)
def test_reading_imports_nothing_heavy(statement: str) -> None:
    code = f"import sys\n{statement}\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not done.stdout.split()


@pytest.mark.parametrize("name", resolusjon_nlp.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(resolusjon_nlp, name)
    assert name in dir(resolusjon_nlp)
    assert name == "__version__" or value.__doc__


def test_other_names_are_not_there() -> None:
    with pytest.raises(AttributeError, match="finnes_ikke"):
        _ = resolusjon_nlp.finnes_ikke
