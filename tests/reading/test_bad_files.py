"""Every bad file gets its own answer within its limits, and the good ones beside it are read.

Pages that are odd but whole are in ``test_odd_pages.py``, pages that must be recognised in ``test_ocr.py``.
"""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from badpdfs import (
    bomb,
    cid_pdf,
    false_count,
    form_in_form,
    forms_by_the_million,
    junk,
    only_ring,
    ring,
    shifted,
    too_many_characters,
    too_many_pages,
    tree,
)
from conftest import TEXT
from pdfs import LEFT, Run, draw, flow, picture_pdf, scan
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
HTML = b"\xef\xbb\xbf\n<!DOCTYPE html><html><body>Ja til tog</body></html>"
RTF = rb"{\rtf1\ansi Ja til tog}"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500


def docx() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return buffer.getvalue()


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def saved(path: Path, pdf: pikepdf.Pdf, **options: object) -> Path:
    pdf.save(path, **options)
    return path


def codes(record: FileRecord) -> tuple[list[str], int]:
    return [warning.code for warning in record.source.warnings], len(record.resolutions)


def answer(path: Path, limits: Limits | None = None) -> FileRecord:
    """What the reading process makes of a file; it must answer within its time, start and all."""
    limits = limits or Limits(seconds=60)
    start = time.monotonic()
    (record,) = read_many([path], limits=limits, ocr=False)
    assert time.monotonic() - start < limits.seconds + 30
    return record


@pytest.mark.parametrize(
    ("name", "data", "error", "says"),
    [
        ("tom.pdf", b"", NotAPdfError, "tom"),
        ("nuller.pdf", b"\x00" * 5000, NotAPdfError, "uten innhold"),
        ("bilde.pdf", JPEG, NotAPdfError, "JPEG"),
        ("bilde.pdf", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, NotAPdfError, "PNG"),
        ("word.pdf", docx(), NotAPdfError, "Office"),
        ("gammel.pdf", OLE, NotAPdfError, "eldre Office"),
        ("brev.pdf", RTF, NotAPdfError, "RTF"),
        ("side.pdf", HTML, NotAPdfError, "HTML"),
        ("SIDE.PDF", b"<html lang='nn'>", NotAPdfError, "HTML"),
        ("tekst.pdf", b"bare tekst", NotAPdfError, "noe annet"),
        ("brev.docx", docx(), UnsupportedTypeError, "Office"),
        ("brev.rtf", RTF, UnsupportedTypeError, "RTF"),
        ("uten-endelse", JPEG, UnsupportedTypeError, "JPEG"),
        ("rot.pdf", b"%PDF-1.4\nsludder\n%%EOF", DamagedError, "skadet"),
        ("hode.pdf", b"%PDF-1.7", DamagedError, "skadet"),
        ("kobling.pdf", b"%PDF-1.4\nstartxref\n9\n%%EOF", DamagedError, "skadet"),
    ],
)
def test_read_bad_bytes(tmp_path: Path, name: str, data: bytes, error: type[ReadingError], says: str) -> None:
    with pytest.raises(error, match=says):
        read(write(tmp_path / name, data))


def test_read_pdf_under_another_name(tmp_path: Path, sample_pdf: Path) -> None:
    for name in ("uttalelse", "uttalelse.docx", "uttalelse.txt", "å – «ja»\n;$(x) 100 %.pdf", "-rf.pdf"):
        path = write(tmp_path / name, sample_pdf.read_bytes())
        assert read(path).resolutions[0].title == TEXT[0][1]
        assert answer(path).source.path == str(path)


def test_read_what_is_no_file(tmp_path: Path, sample_pdf: Path) -> None:
    with pytest.raises(MissingFileError, match="finnes ikke"):
        read(tmp_path / "borte.pdf")
    with pytest.raises(MissingFileError, match="mappe"):
        read(tmp_path)
    ring = tmp_path / "ring.pdf"
    ring.symlink_to(ring)
    with pytest.raises(MissingFileError, match="kan ikke åpnes"):
        read(ring)
    (tmp_path / "dinglende.pdf").symlink_to(tmp_path / "borte.pdf")
    with pytest.raises(MissingFileError, match="finnes ikke"):
        read(tmp_path / "dinglende.pdf")
    with pytest.raises(MissingFileError):
        read(sample_pdf / "under.pdf")
    with pytest.raises(MissingFileError):
        read(tmp_path / ("x" * 300 + ".pdf"))
    with pytest.raises(MissingFileError):
        read("med\x00null.pdf")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_read_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rør.pdf")
    with pytest.raises(MissingFileError, match="ikke en vanlig fil"):
        read(tmp_path / "rør.pdf")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may read everything")
def test_read_without_permission(tmp_path: Path, sample_pdf: Path) -> None:
    path = write(tmp_path / "lukket.pdf", sample_pdf.read_bytes())
    path.chmod(0)
    with pytest.raises(MissingFileError, match="lov til å lese"):
        read(path)


@pytest.mark.parametrize(
    ("revision", "user", "owner"),
    [(4, "hemmelig", "eier"), (6, "hemmelig", "eier"), (6, "blåbærsyltetøy", "eier"), (4, "", "eier"), (6, "", "eier")],
    ids=["AES-128", "AES-256", "AES-256, Norwegian letters", "owner only", "owner only, AES-256"],
)
def test_read_encrypted(tmp_path: Path, sample_pdf: Path, revision: int, user: str, owner: str) -> None:
    with pikepdf.open(sample_pdf) as pdf:
        path = saved(tmp_path / "l.pdf", pdf, encryption=pikepdf.Encryption(user=user, owner=owner, R=revision))
    text = read(sample_pdf).resolutions[0].text
    if user:
        with pytest.raises(EncryptedError, match="--password"):
            read(path)
        with pytest.raises(EncryptedError, match="åpner ikke"):
            read(path, password="feil")
    assert read(path, password=user or None).resolutions[0].text == text
    assert codes(read(path, password=user or None)) == ([], 1)


def test_read_no_pages(tmp_path: Path) -> None:
    with pytest.raises(NoPagesError):
        read(saved(tmp_path / "ingen.pdf", pikepdf.new()))


def test_read_blank_and_scanned_pages_are_warned_of(tmp_path: Path) -> None:
    assert codes(read(draw(tmp_path / "blank.pdf", [[]]))) == (["blank-page"], 0)
    assert codes(read(picture_pdf(tmp_path / "s.pdf"), ocr=False)) == (["scanned-page"], 0)
    # a page number is not the page's text
    assert codes(read(picture_pdf(tmp_path / "n.pdf", page_number="3"), ocr=False)) == (["scanned-page"], 0)


def test_read_layer_of_a_scanned_file(tmp_path: Path, sample_pdf: Path) -> None:
    record = read(scan(sample_pdf, tmp_path / "s.pdf", dpi=72, layer=True))
    assert codes(record) == ([], 1)
    assert record.resolutions[0].title == TEXT[0][1]
    assert not any(block.recognised for block in record.resolutions[0].blocks)


@pytest.mark.parametrize("share", [0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97, 0.995])
def test_read_truncated_gives_what_is_there_with_a_warning(tmp_path: Path, share: float) -> None:
    whole = draw(tmp_path / "hel.pdf", flow(TEXT * 6, bottom=300)).read_bytes()
    path = write(tmp_path / "halv.pdf", whole[: int(len(whole) * share)])
    try:
        record = read(path)
    except DamagedError:
        assert share < 0.36  # the first stream begins there: nothing but fonts is left
        return
    assert "damaged-file" in codes(record)[0]
    assert record.resolutions[0].title == TEXT[0][1]


@pytest.mark.parametrize(
    "change",
    [
        junk,
        lambda data: data.replace(b"startxref\n", b"startxref\n1"),
        lambda data: data[: data.rindex(b"xref\n", 0, data.rindex(b"startxref"))],
        lambda data: data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),  # sent as text
        lambda data: b"From: meg\nTil: deg\n\n" + data,
        lambda data: data + b"\x00" * 5000,
        lambda data: data + b"\n--delelinje--\n" + b"Med hilsen\n" * 300,
    ],
    ids=["shifted", "wrong startxref", "no xref", "line ends", "junk before", "zeros after", "junk after"],
)
def test_read_wrong_offsets_are_repaired(tmp_path: Path, sample_pdf: Path, change: Callable[[bytes], bytes]) -> None:
    data = sample_pdf.read_bytes()
    damaged = change(data)
    assert damaged != data
    record = read(write(tmp_path / "forskjovet.pdf", damaged))
    assert record.resolutions[0].text == read(sample_pdf).resolutions[0].text


def test_read_shifted_offsets_are_told_of(tmp_path: Path, sample_pdf: Path) -> None:
    assert "damaged-file" in codes(read(write(tmp_path / "f.pdf", junk(sample_pdf.read_bytes()))))[0]


def test_read_garbage_in_the_middle(tmp_path: Path) -> None:
    # one page's stream is destroyed, the others are read, and the loss is told of
    pages = [page for number in range(3) for page in flow([("p", f"{text} {number}") for _, text in TEXT])]
    data = draw(tmp_path / "tre.pdf", pages).read_bytes()
    starts = [at for at in range(len(data)) if data.startswith(b"stream", at) and not data.startswith(b"end", at - 3)]
    assert len(starts) == 3
    at = starts[1] + 10
    record = read(write(tmp_path / "s.pdf", data[:at] + b"\xff\x00<<" * 40 + data[at + 160 :]))
    assert record.resolutions
    text = record.resolutions[0].text
    assert f"{TEXT[0][1]} 0" in text
    assert f"{TEXT[0][1]} 2" in text
    assert record.source.warnings


def test_read_broken_text_layer_is_not_passed_on(tmp_path: Path) -> None:
    moved = shifted("Togene mellom Gjøvik og Oslo står oftere enn de går hele året. ")
    runs = [Run(LEFT, 700 - 15 * i, moved) for i in range(8)]
    assert codes(read(draw(tmp_path / "b.pdf", [runs]), ocr=False)) == (["broken-text-layer"], 0)


def test_read_one_broken_font_spoils_its_page_only(tmp_path: Path) -> None:
    whole = flow(TEXT)[0]
    broken = [
        Run(run.x, run.y, shifted(run.text) if run.font == "Helvetica" else run.text, run.font, run.size)
        for run in whole
    ]
    record = read(draw(tmp_path / "b.pdf", [whole, broken, whole]), ocr=False)
    assert [(warning.code, warning.page) for warning in record.source.warnings] == [("broken-text-layer", 2)]
    assert "7RJ" not in record.resolutions[0].text


def test_read_glyphs_without_characters_are_not_passed_on(tmp_path: Path) -> None:
    path = cid_pdf(tmp_path / "cid.pdf", " ".join(text for _, text in TEXT))
    assert codes(read(path, ocr=False)) == (["broken-text-layer"], 0)


def test_read_glyphs_that_only_the_font_file_explains(tmp_path: Path) -> None:
    # pdfminer takes the wrong entry of such a map: "dùgnet"
    record = read(cid_pdf(tmp_path / "cid.pdf", " ".join(text for _, text in TEXT), embedded=True), ocr=False)
    assert record.source.warnings == ()
    assert record.resolutions[0].text.startswith("Ja til tog hele døgnet Vedtatt av årsmøtet")


def test_read_font_with_widths_for_all_numbers(tmp_path: Path) -> None:
    path = cid_pdf(tmp_path / "w.pdf", " ".join(text for _, text in TEXT))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Resources.Font.F1.DescendantFonts[0].W = pikepdf.Array([0, 2_147_483_647, 500])
        pdf.save(path)
    record = answer(path, Limits(seconds=10))
    assert record.error is None


def test_read_limits(tmp_path: Path, sample_pdf: Path) -> None:
    with pytest.raises(TooLargeError, match="--max-mb"):
        read(sample_pdf, limits=Limits(bytes=100))
    with pytest.raises(TooLargeError, match="--max-pages"):
        read(draw(tmp_path / "to.pdf", [[Run(72, 700, "a")], [Run(72, 700, "b")]]), limits=Limits(pages=1))
    with pytest.raises(TooLargeError, match="--max-page-characters"):
        read(sample_pdf, limits=Limits(page_characters=10))


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (too_many_pages, {"too-large"}),
        (too_many_characters, {"too-large"}),
        (lambda path: bomb(path, b" "), {"too-large"}),
        (lambda path: bomb(path, b"0 0 m 1 1 l S "), {"too-large"}),
        (lambda path: bomb(path, b"BT (ja til tog) Tj ET "), {"too-large"}),
        (lambda path: bomb(path, b" ", filters=2), {"too-large"}),
        (lambda path: tree(path, ring), {None}),
        (lambda path: tree(path, only_ring), {"no-pages", "damaged"}),
        (lambda path: tree(path, false_count), {None, "damaged", "too-large"}),
        (lambda path: tree(path, form_in_form), {None}),
        (lambda path: tree(path, forms_by_the_million), {None, "too-large", "time-limit", "crashed"}),
    ],
    ids=[
        "2,001 pages", "500,000 characters", "bomb of spaces", "bomb of strokes", "bomb of text", "bomb in a bomb",
        "ring", "only a ring", "false count", "form in itself", "forms by the million",
    ],
)  # fmt: skip
def test_read_many_large_and_endless_files(
    tmp_path: Path, make: Callable[[Path], Path], error: set[str | None]
) -> None:
    record = answer(make(tmp_path / "stor.pdf"), Limits(seconds=10))
    assert (record.error.code if record.error else None) in error
    if record.error is not None:
        assert record.error.message
    else:
        assert TEXT[0][1] in record.resolutions[0].text


def test_read_many_goes_on_after_bad_files_and_keeps_the_order(tmp_path: Path, sample_pdf: Path) -> None:
    paths = [write(tmp_path / "a.pdf", JPEG), sample_pdf, tmp_path / "borte.pdf", sample_pdf]
    records = list(read_many(paths, jobs=2))
    assert [record.source.path for record in records] == [str(path) for path in paths]
    assert [record.error.code if record.error else None for record in records] == ["not-a-pdf", None, "not-found", None]


def test_read_many_stops_a_file_that_takes_too_long(tmp_path: Path) -> None:
    # five hundred full pages take many times the limit on any machine
    pages = [page for _ in range(170) for page in flow(TEXT * 8)[:3]]
    (record,) = read_many([draw(tmp_path / "lang.pdf", pages)], limits=Limits(seconds=0.2))
    assert record.error is not None
    assert record.error.code == "time-limit"


def test_read_whatever_is_done_to_the_bytes_raises_only_our_errors(tmp_path: Path, sample_pdf: Path) -> None:
    data = bytearray(sample_pdf.read_bytes())
    path = tmp_path / "m.pdf"
    for seed in range(0, len(data), max(1, len(data) // 60)):
        mutated = bytearray(data)
        mutated[seed : seed + 7] = b"\x00>>(<\xff9"
        path.write_bytes(mutated)
        try:
            read(path, ocr=False)
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
    # links that lead in a ring are neither followed for ever nor fatal
    (tmp_path / "under" / "opp").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "selv.pdf").symlink_to(tmp_path / "selv.pdf")
    assert [p.name for p in expand_paths([tmp_path], recursive=True)] == ["a.TXT", "b.pdf", "d.pdf"]
