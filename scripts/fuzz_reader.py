"""Fuzz the reader: ``python scripts/fuzz_reader.py --minutes 10 [--seed 1] [--keep FOLDER]``.

Sample PDFs are damaged in many ways and read in child processes, as the command does it, so that a crash or a hang is seen. Any answer but a
record or an error of ``errors.py`` is a failure, and so are a crash, a hang and a fault of the reader's own; such files are kept in a folder.
The run is the same for the same seed, up to where time ends it.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from resolusjon_nlp import Limits, read_many
from resolusjon_nlp.errors import ReadingError
from resolusjon_nlp.records import FileRecord
from resolusjon_nlp.samples import corpus_folder

SECONDS = 20.0
"""Time for one file; a sample takes a tenth of a second."""

BATCH = 200
MOST_BYTES = 300_000
MOST_CHANGES = 3

FAILURES = frozenset({"crashed", "time-limit"})

_TOKENS = (
    b"/Type /Page",
    b"/Kids",
    b"/Count",
    b"/Contents",
    b"/Resources",
    b"/Font",
    b"/Length",
    b"/Filter",
    b"/FlateDecode",
    b"/ToUnicode",
    b"/Encoding",
    b"/MediaBox",
    b"/Parent",
    b"/Rotate",
    b"/XObject",
    b"/Subtype",
    b"/W",
    b"/Root",
    b"/Size",
    b"/Prev",
    b" obj",
    b"endobj",
    b"stream",
    b"endstream",
    b"xref",
    b"trailer",
    b"startxref",
    b"<<",
    b">>",
    b"[",
    b"]",
    b"null",
    b" 0 R",
)
_NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"65535",
    b"2147483647",
    b"-2147483648",
    b"4294967296",
    b"1e309",
    b"0.0000001",
    b"99999999999999999999",
)
_NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_LENGTH = re.compile(rb"/Length \d+")

Mutation = Callable[[bytes, bytes, random.Random], bytes]


def flip_bytes(data: bytes, _other: bytes, rng: random.Random) -> bytes:
    """Change up to forty bytes."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 40)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def delete_chunk(data: bytes, _other: bytes, rng: random.Random) -> bytes:
    """Leave out a piece."""
    start, end = _piece(data, rng)
    return data[:start] + data[end:]


def double_chunk(data: bytes, _other: bytes, rng: random.Random) -> bytes:
    """Put in a piece once more, somewhere."""
    start, end = _piece(data, rng)
    at = rng.randrange(len(data))
    return data[:at] + data[start:end] + data[at:]


def swap_tokens(data: bytes, _other: bytes, rng: random.Random) -> bytes:
    """Put one word of the format in another's place."""
    for _ in range(rng.randint(1, 4)):
        there = [token for token in _TOKENS if token in data]
        if there:
            data = _replace_one(data, re.escape(rng.choice(there)), rng.choice(_TOKENS), rng)
    return data


def change_numbers(data: bytes, _other: bytes, rng: random.Random) -> bytes:
    """Make numbers extreme, or make references point elsewhere."""
    for _ in range(rng.randint(1, 10)):
        new = rng.choice(_NUMBERS) if rng.random() < 0.5 else str(rng.randint(0, 60)).encode()
        data = _replace_one(data, _NUMBER.pattern, new, rng)
    return data


def cut_stream(data: bytes, _other: bytes, rng: random.Random) -> bytes:
    """Cut a stream short and state its new length."""
    streams = list(re.finditer(rb"(?<!end)stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL))
    if not streams:
        return data
    found = rng.choice(streams)
    start, end = found.span(1)
    kept = rng.randint(0, end - start)
    head = data[:start]
    lengths = list(_LENGTH.finditer(head, max(0, start - 400)))
    if lengths:
        head = head[: lengths[-1].start()] + b"/Length %d" % kept + head[lengths[-1].end() :]
    return head + data[start : start + kept] + data[end:]


def splice(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """The beginning of one file and the end of another."""
    return data[: rng.randrange(len(data))] + other[rng.randrange(len(other)) :]


def truncate(data: bytes, _other: bytes, rng: random.Random) -> bytes:
    """Leave out the end."""
    return data[: rng.randrange(len(data))]


MUTATIONS: tuple[Mutation, ...] = (
    flip_bytes,
    delete_chunk,
    double_chunk,
    swap_tokens,
    change_numbers,
    change_numbers,
    cut_stream,
    splice,
    truncate,
)


def _piece(data: bytes, rng: random.Random) -> tuple[int, int]:
    start = rng.randrange(len(data))
    return start, min(len(data), start + rng.choice((1, 3, 20, 300, 5_000)))


def _replace_one(data: bytes, pattern: bytes, new: bytes, rng: random.Random) -> bytes:
    found = list(re.finditer(pattern, data))
    if not found:
        return data
    chosen = rng.choice(found)
    return data[: chosen.start()] + new + data[chosen.end() :]


def mutant(samples: Sequence[bytes], seed: int) -> bytes:
    """The damaged file number `seed`: the header stays, so that it is taken for a PDF."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    data = rng.choice(samples)
    for _ in range(rng.randint(1, MOST_CHANGES)):
        data = rng.choice(MUTATIONS)(data, rng.choice(samples), rng) or b"%PDF-1.4\n"
    return data if b"%PDF-" in data[:1024] else b"%PDF-1.7\n" + data


def load_samples() -> list[bytes]:
    """Sample PDFs of all producers, one of every layout, and none that is large."""
    folders = sorted(path for path in (corpus_folder() / "pdf").iterdir() if path.is_dir())
    paths = [path for folder in folders for path in sorted(folder.glob("*.pdf"))[:2]]
    return [data for data in (path.read_bytes() for path in paths) if len(data) <= MOST_BYTES]


def known_codes() -> frozenset[str]:
    """Codes of the errors that a file may give."""
    kinds = [ReadingError]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    return frozenset(kind.code for kind in kinds)


def outcome(record: FileRecord) -> str:
    """What became of a file, in a word."""
    if record.error is not None:
        return record.error.code
    if not record.resolutions:
        return "no text, with a warning" if record.source.warnings else "no text"
    return "read, with a warning" if record.source.warnings else "read"


def is_failure(record: FileRecord) -> bool:
    """Whether a file shows a fault of the reader."""
    return record.error is not None and (record.error.code in FAILURES or record.error.code not in known_codes())


def _batches(samples: Sequence[bytes], seed: int, folder: Path) -> Iterator[list[Path]]:
    while True:
        paths = []
        for number in range(seed, seed + BATCH):
            path = folder / f"{number}.pdf"
            path.write_bytes(mutant(samples, number))
            paths.append(path)
        seed += BATCH
        yield paths


def main() -> int:
    """Fuzz, report, and give 1 when a fault is found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (default: 10)")
    parser.add_argument("--seed", type=int, default=0, help="number of the first mutant (default: 0)")
    parser.add_argument("--jobs", type=int, default=1, help="files read side by side (default: 1)")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"), help="folder for files that show a fault")
    arguments = parser.parse_args()
    samples = load_samples()
    outcomes: Counter[str] = Counter()
    failures = 0
    end = time.monotonic() + 60 * arguments.minutes
    with tempfile.TemporaryDirectory() as name:
        for paths in _batches(samples, arguments.seed, Path(name)):
            for path, record in zip(
                paths, read_many(paths, jobs=arguments.jobs, limits=Limits(seconds=SECONDS), ocr=False), strict=True
            ):
                outcomes[outcome(record)] += 1
                if is_failure(record):
                    failures += 1
                    arguments.keep.mkdir(parents=True, exist_ok=True)
                    path.replace(arguments.keep / path.name)
                    print(f"{path.name}: {record.error.message if record.error else ''}", flush=True)
                else:
                    path.unlink()
            if time.monotonic() > end:
                break
    total = outcomes.total()
    print(f"{total} files from seed {arguments.seed} on, {failures} failures")
    for kind, count in outcomes.most_common():
        print(f"{count:7} {100 * count / total:5.1f} %  {kind}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
