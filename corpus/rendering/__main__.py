"""``python -m corpus.rendering [LAYOUT…] [--force]``: render the sample corpus."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .layouts import LAYOUTS
from .run import run


def main() -> int:
    """Parse the command line, render, and report; 1 when a file failed."""
    parser = argparse.ArgumentParser(
        prog="python -m corpus.rendering", description="Render the sample corpus to PDF with its gold."
    )
    parser.add_argument(
        "layouts", nargs="*", metavar="LAYOUT", help=f"only these: {', '.join(layout.name for layout in LAYOUTS)}"
    )
    parser.add_argument("--force", action="store_true", help="render also what has not changed")
    options = parser.parse_args()
    if unknown := set(options.layouts) - {layout.name for layout in LAYOUTS}:
        parser.error(f"no such layout: {', '.join(sorted(unknown))}")
    report = run(Path(__file__).resolve().parents[1], only=options.layouts, force=options.force)
    for name, fault in sorted(report.failed.items()):
        sys.stderr.write(f"{name}: {fault}\n")
    sys.stdout.write(
        f"{len(report.rendered)} rendered, {len(report.unchanged)} unchanged, {len(report.removed)} removed, {len(report.failed)} failed\n"
    )
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
