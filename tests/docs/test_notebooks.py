"""The notebooks run from first to last, and say what their saved outputs say."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from run_notebooks import execute, notebook_paths, stable_outputs


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all, as when somebody goes through them: the first fills the library that the others find."""
    return tmp_path_factory.mktemp("notebooks")


@pytest.mark.parametrize("path", notebook_paths(), ids=lambda path: path.stem)
def test_notebook_says_what_was_saved(path: Path, folder: Path) -> None:
    saved = stable_outputs(nbformat.read(path, as_version=4))
    for (source, now), (_, then) in zip(stable_outputs(execute(path, folder)), saved, strict=True):
        assert now == then, f"another output; look at it, then run: make notebooks\n\n{source}"


@pytest.mark.parametrize("path", notebook_paths(), ids=lambda path: path.stem)
def test_notebook_is_saved_as_it_ran(path: Path) -> None:
    code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    for cell in code:
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr"
            if "image/png" in output.get("data", {}):
                assert "show(" in cell.source, "a picture goes with its text alternative"
