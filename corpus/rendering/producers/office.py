"""LibreOffice: documents as flat OpenDocument files, converted to PDF in one go."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from ..document import Document, Piece
from ..layout import Layout, Line, Style
from .tools import run_program, steady

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    }.items()
)
_MONOSPACED_TAB = 0.63
_BATCH = 12


def render(orders: Sequence[tuple[Document, Path]]) -> None:
    """Render documents with one LibreOffice process a batch."""
    for start in range(0, len(orders), _BATCH):
        batch = orders[start : start + _BATCH]
        with tempfile.TemporaryDirectory() as folder:
            room = Path(folder)
            for document, _ in batch:
                (room / f"{document.name}.fodt").write_text(flat_document(document), encoding="utf-8")
            files = [f"{document.name}.fodt" for document, _ in batch]
            profile = f"-env:UserInstallation={(room / 'profile').as_uri()}"
            run_program(["soffice", profile, "--headless", "--convert-to", "pdf", *files], folder=room, timeout=600)
            for document, target in batch:
                steady(room / f"{document.name}.pdf")
                shutil.copyfile(room / f"{document.name}.pdf", target)


def flat_document(document: Document) -> str:
    """Write a document as flat OpenDocument text."""
    layout = document.layout
    width, height = layout.page_size
    top, right, bottom, left = layout.margins
    above, below = _band(layout, layout.header), _band(layout, layout.footer)
    page = (
        f'<style:page-layout style:name="pm"><style:page-layout-properties fo:page-width="{width}mm" fo:page-height="{height}mm"'
        f' fo:margin-top="{top - above:.1f}mm" fo:margin-bottom="{bottom - below:.1f}mm" fo:margin-left="{left}mm" fo:margin-right="{right}mm"'
        f' style:print-orientation="{"landscape" if layout.landscape else "portrait"}"/>'
        f'<style:header-style><style:header-footer-properties svg:height="{above:.1f}mm" fo:margin-bottom="0mm"/></style:header-style>'
        f'<style:footer-style><style:header-footer-properties svg:height="{below:.1f}mm" fo:margin-top="0mm"/></style:footer-style></style:page-layout>'
    )
    header = f"<style:header>{_lines(document, layout.header)}</style:header>" if layout.header else ""
    footer = f"<style:footer>{_lines(document, layout.footer, pad=True)}</style:footer>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NAMESPACES} office:version="1.3"'
        ' office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:font-face-decls>{_faces(layout)}</office:font-face-decls>"
        f"<office:styles>{_styles(document)}</office:styles>"
        f"<office:automatic-styles>{page}{_section(layout)}</office:automatic-styles>"
        f'<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm">{header}{footer}'
        "</style:master-page></office:master-styles>"
        f"<office:body><office:text>{_body(document)}</office:text></office:body></office:document>"
    )


def _band(layout: Layout, lines: Sequence[Line]) -> float:
    """Height of the header or footer in millimetres."""
    return len(lines) * layout.size * 0.85 * 1.25 * 0.3528 + 4 if lines else 0


def _faces(layout: Layout) -> str:
    fonts = {layout.font, layout.bullet_font or layout.font}
    symbol = ' style:font-charset="x-symbol"'
    return "".join(
        f'<style:font-face style:name="{font}" svg:font-family="&apos;{font}&apos;"{symbol if font == "Symbol" else ""}/>'
        for font in sorted(fonts)
    )


def _letters(style: Style) -> str:
    return (' fo:font-weight="bold"' if "bold" in style else "") + (
        ' fo:font-style="italic"' if "italic" in style else ""
    )


def _style(name: str, paragraph: str, text: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="Standard">'
        f"<style:paragraph-properties{paragraph}></style:paragraph-properties><style:text-properties{text}/></style:style>"
    )


def _styles(document: Document) -> str:
    layout = document.layout
    width = layout.page_size[0] - layout.margins[1] - layout.margins[3]
    gap, align = f' fo:margin-top="0pt" fo:margin-bottom="{layout.gap}pt"', layout.align
    hang = f' fo:margin-left="{2 * _MONOSPACED_TAB}cm" fo:text-indent="-{_MONOSPACED_TAB}cm"' if layout.hanging else ""
    stop = f'<style:tab-stops><style:tab-stop style:position="{0 if layout.hanging else _MONOSPACED_TAB}cm"/></style:tab-stops>'
    edge = f'<style:tab-stops><style:tab-stop style:position="{width / 2}mm" style:type="center"/><style:tab-stop style:position="{width}mm" style:type="right"/></style:tab-stops>'
    wide = f'<style:tab-stops><style:tab-stop style:position="{width}mm" style:type="right"/></style:tab-stops>'
    dots = f'<style:tab-stops><style:tab-stop style:position="{width}mm" style:type="right" style:leader-style="dotted" style:leader-text="."/></style:tab-stops>'
    ragged = ' fo:text-align="{}" fo:hyphenation-ladder-count="no-limit"'
    head = gap + ragged.format("center" if "centred" in layout.title_style else "left")
    base = (
        '<style:default-style style:family="paragraph"><style:paragraph-properties fo:orphans="2" fo:widows="2"/>'
        f'<style:text-properties fo:language="{document.language}" fo:country="NO"/></style:default-style>'
        '<style:style style:name="Standard" style:family="paragraph"><style:paragraph-properties'
        f' fo:line-height="{layout.leading * 100:.0f}%" fo:text-align="{align}"/><style:text-properties style:font-name="{layout.font}"'
        f' fo:font-size="{layout.size}pt" fo:hyphenate="{str(layout.hyphenate).lower()}"'
        ' fo:hyphenation-remain-char-count="2" fo:hyphenation-push-char-count="3" loext:hyphenation-no-caps="false"/></style:style>'
    ).replace(' loext:hyphenation-no-caps="false"', "")
    plain = ' fo:hyphenate="false"'
    title = f' fo:font-size="{layout.size * layout.title_size:.1f}pt"' + _letters(layout.title_style) + plain
    heading = f' fo:font-size="{layout.size * layout.heading_size:.1f}pt"' + _letters(layout.heading_style) + plain
    small = f' fo:font-size="{layout.size * 0.85:.1f}pt"' + plain
    next_line = ' fo:keep-with-next="always"'
    adopted = gap + ragged.format("center" if "centred" in layout.adopted_style else "left")
    above = f' fo:margin-top="{layout.gap * 0.8:.1f}pt" fo:margin-bottom="{layout.gap * 0.5:.1f}pt"'
    parts = [
        base,
        _style("P", gap + f' fo:text-indent="{layout.indent}mm"'),
        _style("Lead", gap + next_line + f' fo:text-indent="{layout.indent}mm"'),
        _style(
            "Title",
            head.replace(gap, f' fo:margin-top="0pt" fo:margin-bottom="{layout.title_gap}pt"') + next_line,
            title,
        ),
        _style("Heading", above + ragged.format("left") + next_line, heading),
        _style("Adopted", adopted, _letters(layout.adopted_style) + plain),
        _style("Item", gap + hang).replace("></style:paragraph-properties>", f">{stop}</style:paragraph-properties>"),
        _style("Edge", "", small).replace(
            "></style:paragraph-properties>", f' fo:line-height="115%">{edge}</style:paragraph-properties>'
        ),
        _style("Wide", "", small).replace(
            "></style:paragraph-properties>", f' fo:line-height="115%">{wide}</style:paragraph-properties>'
        ),
        _style("Toc", gap, plain).replace("></style:paragraph-properties>", f">{dots}</style:paragraph-properties>"),
        _style("Note", "", small),
        '<style:style style:name="Mark" style:family="text"><style:text-properties style:font-name="'
        f'{layout.bullet_font or layout.font}"/></style:style>',
        '<style:style style:name="Raised" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>',
        '<text:notes-configuration text:note-class="footnote" text:citation-style-name="Raised" text:citation-body-style-name="Raised"/>',
    ]
    cover = _style(
        "Cover",
        ' fo:margin-top="70mm" fo:margin-bottom="14pt" fo:text-align="center"',
        f' fo:font-size="{layout.size * 2}pt" fo:font-weight="bold"',
    )
    return "".join([*parts, cover, *(_breaking(part) for part in parts[1:6]), _breaking(cover)])


def _breaking(style: str) -> str:
    """The same style, but on a new page."""
    return re.sub(r'style:name="(\w+)"', r'style:name="\1Break"', style, count=1).replace(
        "<style:paragraph-properties", '<style:paragraph-properties fo:break-before="page"', 1
    )


def _section(layout: Layout) -> str:
    return (
        '<style:style style:name="Columns" style:family="section"><style:section-properties>'
        f'<style:columns fo:column-count="{layout.columns}" fo:column-gap="8mm"/></style:section-properties></style:style>'
    )


def _lines(document: Document, lines: Sequence[Line], *, pad: bool = False) -> str:
    out = "" if not pad else '<text:p text:style-name="Edge"/>'
    for left, centre, right in document.lines(lines):
        cells = [left, centre, right] if centre else [left, right] if right else [left]
        xml = "<text:tab/>".join(escape(cell) for cell in cells)
        xml = xml.replace("{page}", '<text:page-number text:select-page="current">1</text:page-number>')
        style = "Edge" if centre else "Wide"
        out += f'<text:p text:style-name="{style}">{xml.replace("{pages}", "<text:page-count>1</text:page-count>")}</text:p>'
    return out


def _body(document: Document) -> str:
    flow = [_paragraph(document.layout, piece) for piece in document.pieces]
    if document.layout.columns == 1:
        return "".join(flow)
    kinds = [piece.type for piece in document.pieces]
    across = kinds.index("title") + 1 if "title" in kinds else 0
    return f'{"".join(flow[:across])}<text:section text:style-name="Columns" text:name="Spalter">{"".join(flow[across:])}</text:section>'


def _paragraph(layout: Layout, piece: Piece) -> str:
    text = escape(piece.text)
    name = {
        "title": "Title",
        "heading": "Heading",
        "lead_in": "Lead",
        "date": "Adopted",
        "body": "Adopted",
        "footnote": "Note",
    }.get(piece.type, "P")
    if piece.type == "toc":
        return f'<text:p text:style-name="Toc">{text}<text:tab/>{piece.page}</text:p>'
    if piece.cover:
        name = "Cover"
    if piece.type in ("bullet", "numbered"):
        name = "Item"
        text = (
            f'<text:span text:style-name="Mark">{escape(piece.marker)}</text:span>{"<text:tab/>" if layout.hanging else " "}'
            if piece.marker
            else ""
        ) + text
    if piece.note:
        body = f'<text:p text:style-name="Note"><text:s/>{escape(piece.note)}</text:p>'
        text += (
            f'<text:note text:id="n{piece.note_mark}" text:note-class="footnote"><text:note-citation>{piece.note_mark}</text:note-citation>'
            f"<text:note-body>{body}</text:note-body></text:note>"
        )
    return f'<text:p text:style-name="{name}{"Break" if piece.new_page else ""}">{text}</text:p>'
