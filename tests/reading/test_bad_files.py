"""Every bad file gets its own answer, and the good ones beside it are read."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from conftest import TEXT
from pdfs import LEFT, Run, draw, flow, picture_pdf
from resolusjon_nlp.errors import (
    DamagedError,
    EncryptedError,
    MissingFileError,
    NoPagesError,
    NotAPdfError,
    ReadingError,
    TooLargeError,
    UnsupportedTypeError,
)
from resolusjon_nlp.reading.jobs import expand_paths, read_many
from resolusjon_nlp.reading.limits import Limits
from resolusjon_nlp.reading.reader import read
from resolusjon_nlp.records import FileRecord

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 200


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def saved(path: Path, pdf: pikepdf.Pdf, **options: object) -> Path:
    pdf.save(path, **options)
    return path


@pytest.mark.parametrize(
    ("name", "data", "error", "says"),
    [
        ("tom.pdf", b"", NotAPdfError, "tom"),
        ("bilde.pdf", JPEG, NotAPdfError, "JPEG"),
        ("word.pdf", b"PK\x03\x04" + b"\x00" * 100, NotAPdfError, "Office"),
        ("side.pdf", b"<!DOCTYPE html><html></html>", NotAPdfError, "HTML"),
        ("tekst.pdf", b"bare tekst", NotAPdfError, "noe annet"),
        ("brev.docx", b"PK\x03\x04" + b"\x00" * 100, UnsupportedTypeError, "Office"),
        ("rot.pdf", b"%PDF-1.4\nsludder\n%%EOF", DamagedError, "skadet"),
    ],
)
def test_read_bad_bytes(tmp_path: Path, name: str, data: bytes, error: type[ReadingError], says: str) -> None:
    with pytest.raises(error, match=says):
        read(write(tmp_path / name, data))


def test_read_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        read(tmp_path / "borte.pdf")
    with pytest.raises(MissingFileError, match="mappe"):
        read(tmp_path)


def test_read_encrypted(tmp_path: Path, sample_pdf: Path) -> None:
    with pikepdf.open(sample_pdf) as pdf:
        locked = saved(tmp_path / "l.pdf", pdf, encryption=pikepdf.Encryption(user="hemmelig", owner="eier", R=6))
        owner_only = saved(tmp_path / "o.pdf", pdf, encryption=pikepdf.Encryption(user="", owner="eier", R=4))
    with pytest.raises(EncryptedError, match="--password"):
        read(locked)
    with pytest.raises(EncryptedError, match="åpner ikke"):
        read(locked, password="feil")
    text = read(sample_pdf).resolutions[0].text
    assert read(locked, password="hemmelig").resolutions[0].text == text
    assert read(owner_only).resolutions[0].text == text


def test_read_no_pages(tmp_path: Path) -> None:
    with pytest.raises(NoPagesError):
        read(saved(tmp_path / "ingen.pdf", pikepdf.new()))


def test_read_blank_and_scanned_pages_are_warned_of(tmp_path: Path) -> None:
    assert codes(read(draw(tmp_path / "blank.pdf", [[]]))) == (["blank-page"], 0)
    assert codes(read(picture_pdf(tmp_path / "s.pdf"))) == (["scanned-page"], 0)
    # a page number is not the page's text
    assert codes(read(picture_pdf(tmp_path / "n.pdf", page_number="3"))) == (["scanned-page"], 0)


def codes(record: FileRecord) -> tuple[list[str], int]:
    return [warning.code for warning in record.source.warnings], len(record.resolutions)


def test_read_truncated_gives_what_is_there_with_a_warning(tmp_path: Path) -> None:
    whole = draw(tmp_path / "hel.pdf", flow(TEXT * 6, bottom=300)).read_bytes()
    record = read(write(tmp_path / "halv.pdf", whole[: len(whole) * 2 // 3]))
    assert "damaged-file" in codes(record)[0]
    assert record.resolutions[0].title == TEXT[0][1]


def test_read_shifted_offsets_are_repaired(tmp_path: Path, sample_pdf: Path) -> None:
    data = sample_pdf.read_bytes()
    shifted = data.replace(b"%PDF-1.3\n", b"%PDF-1.3\n%" + b"x" * 300 + b"\n", 1).replace(
        b"%PDF-1.4\n", b"%PDF-1.4\n%" + b"x" * 300 + b"\n", 1
    )
    assert len(shifted) > len(data)
    record = read(write(tmp_path / "forskjovet.pdf", shifted))
    assert record.resolutions[0].text == read(sample_pdf).resolutions[0].text
    assert "damaged-file" in codes(record)[0]


def test_read_broken_text_layer_is_not_passed_on(tmp_path: Path) -> None:
    # glyph codes moved by a fixed number, as in fonts without a map to Unicode
    moved = "".join(
        chr(ord(c) - 29) if ord(c) - 29 >= 33 else "#"
        for c in "Togene mellom Gjøvik og Oslo står oftere enn de går hele året. " * 1
    )
    runs = [Run(LEFT, 700 - 15 * i, moved) for i in range(8)]
    assert codes(read(draw(tmp_path / "b.pdf", [runs]))) == (["broken-text-layer"], 0)


def test_read_limits(tmp_path: Path, sample_pdf: Path) -> None:
    with pytest.raises(TooLargeError, match="--max-mb"):
        read(sample_pdf, limits=Limits(bytes=100))
    with pytest.raises(TooLargeError, match="--max-pages"):
        read(draw(tmp_path / "to.pdf", [[Run(72, 700, "a")], [Run(72, 700, "b")]]), limits=Limits(pages=1))
    with pytest.raises(TooLargeError, match="--max-page-characters"):
        read(sample_pdf, limits=Limits(page_characters=10))


def test_read_many_goes_on_after_bad_files_and_keeps_the_order(tmp_path: Path, sample_pdf: Path) -> None:
    paths = [write(tmp_path / "a.pdf", JPEG), sample_pdf, tmp_path / "borte.pdf", sample_pdf]
    records = list(read_many(paths, jobs=2))
    assert [record.source.path for record in records] == [str(path) for path in paths]
    assert [record.error.code if record.error else None for record in records] == ["not-a-pdf", None, "not-found", None]


def test_read_many_stops_a_file_that_takes_too_long(tmp_path: Path) -> None:
    # three hundred full pages take many times the limit on any machine
    pages = [page for _ in range(100) for page in flow(TEXT * 8)[:3]]
    (record,) = read_many([draw(tmp_path / "lang.pdf", pages)], limits=Limits(seconds=0.2))
    assert record.error is not None
    assert record.error.code == "time-limit"


def test_read_page_tree_that_refers_to_itself(tmp_path: Path, sample_pdf: Path) -> None:
    with pikepdf.open(sample_pdf) as pdf:
        pdf.Root.Pages.Kids.append(pdf.Root.Pages)
        path = saved(tmp_path / "ring.pdf", pdf)
    (record,) = read_many([path], limits=Limits(seconds=30))
    assert record.error is None or record.error.code in {"damaged", "time-limit", "crashed"}


def test_read_whatever_is_done_to_the_bytes_raises_only_our_errors(tmp_path: Path, sample_pdf: Path) -> None:
    data = bytearray(sample_pdf.read_bytes())
    path = tmp_path / "m.pdf"
    for seed in range(0, len(data), max(1, len(data) // 60)):
        mutated = bytearray(data)
        mutated[seed : seed + 7] = b"\x00>>(<\xff9"
        path.write_bytes(mutated)
        try:
            read(path)
        except ReadingError as error:
            assert error.code
            assert error.message


def test_expand_paths(tmp_path: Path) -> None:
    (tmp_path / "under").mkdir()
    for name in ("b.pdf", "a.TXT", "c.docx", ".skjult.pdf", "under/d.pdf"):
        (tmp_path / name).write_bytes(b"x")
    assert [p.name for p in expand_paths([tmp_path])] == ["a.TXT", "b.pdf"]
    assert [p.name for p in expand_paths([tmp_path], recursive=True)] == ["a.TXT", "b.pdf", "d.pdf"]
    assert [p.name for p in expand_paths([tmp_path / "c.docx", tmp_path / "c.docx"])] == ["c.docx"]
    (tmp_path / "tom").mkdir()
    with pytest.raises(MissingFileError, match="--recursive"):
        expand_paths([tmp_path / "tom"])


def test_picture_with_text_layer_is_read(tmp_path: Path) -> None:
    scanned, layer = picture_pdf(tmp_path / "s.pdf"), draw(tmp_path / "l.pdf", flow(TEXT))
    with pikepdf.open(scanned) as pdf, pikepdf.open(layer) as text:
        pdf.pages[0].add_overlay(text.pages[0])
        buffer = BytesIO()
        pdf.save(buffer)
    record = read(write(tmp_path / "ocr.pdf", buffer.getvalue()))
    assert record.resolutions[0].title == TEXT[0][1]
