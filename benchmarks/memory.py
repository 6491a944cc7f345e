"""Memory of reading: ``python benchmarks/memory.py [--pages 2000]``.

A PDF of so many full pages, each with words of its own, is read in a process of its own; what that process takes at most is told, next to what
it takes for a file of a tenth of the pages and for none at all. Exit status 1 when it passes the limit.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

LIMIT_MB = 300
LINES_A_PAGE = 40

_WORDS = (
    "kommunene togene ferjene sykehuset lærlingene pensjonistene regjeringen fylkeskommunen må skal bør kan få bygge ruste opp sikre beholde "
    "hele stillinger billigere billetter flere avganger bedre pensjon trygge veier og for i på med til av den det en et som ikke"
).split()

_CHILD = """
import resource, sys, time
from resolusjon_nlp import Limits, read
start = time.perf_counter()
blocks = 0
if sys.argv[1:]:
    record = read(sys.argv[1], limits=Limits(pages=100_000), ocr=False)
    blocks = sum(len(resolution.blocks) for resolution in record.resolutions)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(f'{{"bytes": {peak}, "seconds": {seconds}, "blocks": {blocks}}}')
"""


def write_pdf(path: Path, pages: int) -> None:
    """A PDF of full pages of words, uncompressed, with the objects that any reader needs and no more."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids = []
    for page in range(pages):
        lines = []
        for line in range(LINES_A_PAGE):
            at = page * 7 + line * 11
            words = [_WORDS[(at + step * (1 + page % 5)) % len(_WORDS)] for step in range(12)]
            lines.append(f"({page} {line} {' '.join(words)}) Tj T*")
        content = ("BT /F1 10 Tf 16 TL 60 780 Td\n" + "\n".join(lines) + "\nET").encode("cp1252")
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (len(objects) + 2)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    references = b" ".join(b"%d 0 R" % number for number in kids)
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, references)
    body = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        body += b"%010d 00000 n \n" % offset
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    path.write_bytes(bytes(body))


def measure(path: Path | None) -> dict[str, float]:
    """Most memory (bytes), time (seconds) and blocks of a process that reads `path`, or only starts."""
    command = [sys.executable, "-c", _CHILD, *([str(path)] if path else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main() -> int:
    """Measure, print a table, and give 1 when the limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2_000, help="pages of the file (default: 2000)")
    arguments = parser.parse_args()
    print("| pages | MB at most | seconds | blocks |\n|---:|---:|---:|---:|")
    peak = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for pages in (0, arguments.pages // 10, arguments.pages):
            path = Path(folder) / f"{pages}.pdf"
            if pages:
                write_pdf(path, pages)
            figures = measure(path if pages else None)
            peak = figures["bytes"] / 1e6
            print(f"| {pages} | {peak:.0f} | {figures['seconds']:.1f} | {figures['blocks']:.0f} |", flush=True)
    return int(peak > LIMIT_MB)


if __name__ == "__main__":
    sys.exit(main())
