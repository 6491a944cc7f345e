"""Execute the notebooks anew and save them with their outputs: ``make notebooks``.

A notebook runs in an empty folder, so that what it writes lies in nobody's way and no output can hang on where the project lies.
"""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
SECONDS = 300
"""The longest a cell may take: many times what it needs, so that a busy machine is no failure."""
ADDRESS = re.compile(r" at 0x[0-9a-f]+")
PICTURE = "image/"


def notebook_paths() -> list[Path]:
    """The project's notebooks, in the order they are read in."""
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def execute(path: Path, folder: Path) -> nbformat.NotebookNode:
    """The notebook at `path`, run from its first cell to its last in `folder`, without anything that changes from run to run.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        When a cell fails.
    """
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    client = NotebookClient(
        notebook, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": str(folder)}},
        record_timing=False,
    )  # fmt: skip
    client.execute(env=os.environ | {"IPYTHONDIR": str(folder / ".ipython")})
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata = {}
        for output in cell.get("outputs", ()):
            for kind, value in output.get("data", {}).items():
                if isinstance(value, str) and not kind.startswith(PICTURE):
                    output.data[kind] = ADDRESS.sub("", value)
    return notebook


def stable_outputs(notebook: nbformat.NotebookNode) -> list[tuple[str, list[str]]]:
    """Each code cell's source, and what it printed and showed as text; of pictures, only that there is one.

    Tables are compared by their text: their HTML is the same table once more.
    """
    return [
        (cell.source, [_text(output) for output in cell.outputs]) for cell in notebook.cells if cell.cell_type == "code"
    ]


def _text(output: nbformat.NotebookNode) -> str:
    if output.output_type == "stream":
        return f"{output.name}: {output.text}"
    if any(kind.startswith(PICTURE) for kind in output.data):
        return "picture"
    return str(output.data.get("text/plain", sorted(output.data)))


def main() -> None:
    """Execute the notebooks named, or all, and save each over itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*", type=Path, help="only these")
    with TemporaryDirectory() as folder:
        for path in parser.parse_args().notebooks or notebook_paths():
            nbformat.write(execute(path, Path(folder)), path)  # type: ignore[no-untyped-call]
            print(f"{path.name}: run and saved")


if __name__ == "__main__":
    main()
