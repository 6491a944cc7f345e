"""PDFs that are damaged, endless, or say other letters than they show, for the tests of the reader."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
from reportlab.pdfbase.ttfonts import TTFont

from conftest import TEXT
from pdfs import Run, draw, flow


def _saved(path: Path, pdf: pikepdf.Pdf, **options: object) -> Path:
    pdf.save(path, **options)
    return path


def junk(data: bytes) -> bytes:
    """Offsets no longer fit: a comment is put in after the header."""
    at = data.index(b"\n") + 1
    return data[:at] + b"%" + b"x" * 300 + b"\n" + data[at:]


def shifted(text: str) -> str:
    """Glyph codes moved by a fixed number, as in fonts without a map to Unicode."""
    return "".join(chr(max(33, ord(c) - 29)) for c in text)


def cid_pdf(path: Path, text: str, *, embedded: bool = False) -> Path:
    """Text by glyph numbers without a map to Unicode; an `embedded` font file has a map of its own."""
    face = TTFont("Vera", "Vera.ttf").face
    glyphs = face.charToGlyph
    name = pikepdf.Name
    pdf = pikepdf.new()
    descriptor = pikepdf.Dictionary(
        Type=name.FontDescriptor, FontName=name("/AAAAAA+Anon"), Flags=4, FontBBox=[0, -200, 1000, 900],
        ItalicAngle=0, Ascent=900, Descent=-200, CapHeight=700, StemV=80,
    )  # fmt: skip
    if embedded:
        descriptor.FontFile2 = pdf.make_stream(Path(face.filename).read_bytes())
    descendant = pikepdf.Dictionary(
        Type=name.Font, Subtype=name.CIDFontType2, BaseFont=name("/AAAAAA+Anon"), DW=600, CIDToGIDMap=name.Identity,
        CIDSystemInfo=pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
    )  # fmt: skip
    font = pikepdf.Dictionary(
        Type=name.Font, Subtype=name.Type0, BaseFont=name("/AAAAAA+Anon"), Encoding=name("/Identity-H"),
        DescendantFonts=[pdf.make_indirect(descendant)],
    )  # fmt: skip
    page = pdf.add_blank_page(page_size=(595, 842))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    words = text.split()
    rows = [" ".join(words[at : at + 9]) for at in range(0, len(words), 9)]
    shown = "\n".join("<" + "".join(f"{glyphs.get(ord(c), 0):04x}" for c in row) + "> Tj T*" for row in rows)
    page.Contents = pdf.make_stream(f"BT /F1 10 Tf 15 TL 72 780 Td\n{shown}\nET".encode())
    return _saved(path, pdf)


def too_many_pages(path: Path) -> Path:
    return draw(path, [[Run(72, 700, "Ja til tog")]] * 2_001)


def too_many_characters(path: Path) -> Path:
    return draw(path, [[Run(0, 840 - 1.6 * row, "ja til tog " * 91, size=1) for row in range(500)]])


def bomb(path: Path, content: bytes, filters: int = 1) -> Path:
    """A page whose stream of some kilobytes unpacks to 200 MB."""
    packer = zlib.compressobj(9)
    piece = content * (1_000_000 // len(content))
    packed = b"".join(packer.compress(piece) for _ in range(200)) + packer.flush()
    for _ in range(filters - 1):
        packed = zlib.compress(packed)
    pdf = pikepdf.new()
    stream = pikepdf.Stream(pdf, b"")
    stream.write(packed, filter=pikepdf.Array([pikepdf.Name.FlateDecode] * filters))
    pdf.add_blank_page().Contents = pdf.make_indirect(stream)
    return _saved(path, pdf, compress_streams=False)


def tree(path: Path, change: Callable[[pikepdf.Pdf], None]) -> Path:
    draw(path, flow(TEXT))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        change(pdf)
        return _saved(path, pdf)


def ring(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)


def only_ring(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Kids = pikepdf.Array([pdf.Root.Pages] * 3)


def false_count(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Count = 1_000_000_000


def form_in_form(pdf: pikepdf.Pdf) -> None:
    """A form that draws itself."""
    form = pdf.make_stream(b"q /F Do Q")
    form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 600, 800]
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    pdf.pages[0].Resources.XObject = pikepdf.Dictionary(F=form)
    pdf.pages[0].contents_add(b" /F Do ")


def forms_by_the_million(pdf: pikepdf.Pdf) -> None:
    """Forms that draw ten others each, eight deep: a hundred million pieces of text from two kilobytes."""
    form = pdf.make_stream(b"BT /F1 10 Tf 72 500 Td (ja) Tj ET")
    form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 600, 800]
    form.Resources = pikepdf.Dictionary(Font=pdf.pages[0].Resources.Font)
    for _ in range(8):
        outer = pdf.make_stream(b"/F Do " * 10)
        outer.Type, outer.Subtype, outer.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 600, 800]
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
        form = outer
    pdf.pages[0].Resources.XObject = pikepdf.Dictionary(F=form)
    pdf.pages[0].contents_add(b" /F Do ")
