"""pdfLaTeX: articles in T1 or OT1 fonts, hyphenated by babel."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ..document import Document, Piece
from ..layout import Layout, Style
from .tools import run_program, steady

_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    c: "\\" + c for c in "&%$#_{}"
}
_HANGING = r"\par\begingroup\leftskip=9mm\noindent\hskip-6mm\hbox to6mm{%s\hss}%s\par\endgroup"
_GUILLEMET = r"\AtBeginDocument{\DeclareTextCommand{\guillemet%s}{OT1}{{\fontencoding{T1}\fontfamily{lmr}\selectfont\guillemet%s}}}"
_PAGES = r"\pageref{last}"


def render(orders: Sequence[tuple[Document, Path]]) -> None:
    """Typeset documents one by one, each twice so that the number of pages is known."""
    for document, target in orders:
        with tempfile.TemporaryDirectory() as folder:
            room = Path(folder)
            (room / "text.tex").write_text(source(document), encoding="utf-8")
            for _ in range(2):
                run_program(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "text.tex"], folder=room)
            steady(room / "text.pdf")
            shutil.copyfile(room / "text.pdf", target)


def source(document: Document) -> str:
    """Write a document as LaTeX."""
    layout = document.layout
    width, height = layout.page_size
    top, right, bottom, left = layout.margins
    old = layout.font == "OT1"
    fonts = r"\usepackage[OT1]{fontenc}" if old else r"\usepackage[T1]{fontenc}\usepackage{lmodern}"
    quotes = "".join(_GUILLEMET % (side, side) for side in ("left", "right")) if old else ""
    language = "nynorsk" if document.language == "nn" else "norsk"
    size = {10: 10, 11: 11, 12: 12}[round(layout.size)]
    head = len(layout.header) * 14 + 2
    preamble = [
        rf"\documentclass[{size}pt]{{article}}",
        r"\pdfinfoomitdate=1\pdftrailerid{}\pdfsuppressptexinfo=-1",
        rf"\usepackage[paperwidth={width}mm,paperheight={height}mm,top={top}mm,right={right}mm,bottom={bottom}mm,left={left}mm,"
        rf"headheight={head}pt,headsep=14pt,footskip=34pt]{{geometry}}",
        fonts,
        r"\usepackage[utf8]{inputenc}\usepackage{textcomp}",
        r"\DeclareUnicodeCharacter{014B}{{\fontencoding{T1}\fontfamily{lmr}\selectfont\ng}}",
        rf"\usepackage[{language}]{{babel}}\usepackage{{fancyhdr}}",
        quotes,
        r"\input{glyphtounicode}\pdfgentounicode=1" if old else "",
        rf"\pagestyle{{fancy}}\fancyhf{{}}\renewcommand{{\headrulewidth}}{{{0.4 if layout.header else 0}pt}}",
        _edges(document),
        rf"\setlength{{\parindent}}{{{layout.indent}mm}}\setlength{{\parskip}}{{{layout.gap}pt}}\linespread{{{layout.leading / 1.2:.2f}}}",
        r"\raggedbottom\begin{document}",
    ]
    return "\n".join(
        [*preamble, *(_piece(layout, piece) for piece in document.pieces), r"\label{last}\end{document}", ""]
    )


def _edges(document: Document) -> str:
    out = ""
    for command, lines in ((r"\fancyhead", document.layout.header), (r"\fancyfoot", document.layout.footer)):
        filled = document.lines(lines, page="\x01", pages="\x02")
        for position, cells in zip("LCR", zip(*filled, strict=True), strict=False):
            if any(cells):
                text = r"\\ ".join(_escape(cell) for cell in cells)
                text = text.replace("\x01", r"\thepage{}").replace("\x02", _PAGES)
                out += rf"{command}[{position}]{{\small {text}}}"
    return out


def _escape(text: str) -> str:
    text = "".join(_SPECIAL.get(letter, letter) for letter in text)
    return text.replace("'", r"\textquotesingle{}").replace('"', r"\textquotedbl{}")


def _letters(style: Style, text: str) -> str:
    text = rf"\textbf{{{text}}}" if "bold" in style else text
    text = rf"\textit{{{text}}}" if "italic" in style else text
    return rf"{{\centering {text}\par}}" if "centred" in style else text


def _piece(layout: Layout, piece: Piece) -> str:
    text = _escape(piece.text)
    start = r"\clearpage " if piece.new_page else ""
    if piece.note:
        text += rf"\footnote{{{_escape(piece.note)}}}"
    if piece.type == "title":
        size = layout.size * layout.title_size
        title = rf"{{\fontsize{{{size:.1f}}}{{{size * 1.2:.1f}}}\selectfont\hyphenpenalty=10000\raggedright\noindent {_letters(layout.title_style, text)}\par}}"
        return rf"{start}{title}\nopagebreak\vspace{{{layout.title_gap}pt}}"
    if piece.type == "heading":
        size = layout.size * layout.heading_size
        title = rf"{{\fontsize{{{size:.1f}}}{{{size * 1.2:.1f}}}\selectfont\hyphenpenalty=10000\raggedright\noindent {_letters(layout.heading_style, text)}\par}}"
        return rf"\par\addvspace{{9pt}}{title}\nopagebreak\vspace{{3pt}}\nopagebreak"
    if piece.type in ("bullet", "numbered"):
        bullet = r"$\bullet$" if layout.font == "OT1" else r"\textbullet"
        mark = bullet if piece.marker == "•" else _escape(piece.marker)
        return _HANGING % (mark, text)
    if piece.type in ("date", "body"):
        return rf"{start}\noindent {_letters(layout.adopted_style, text)}\par"
    if piece.type == "signature":
        return rf"\vspace{{6pt}}\noindent {text}\par"
    if piece.type == "footnote":
        return rf"\vspace{{6pt}}{{\footnotesize\noindent {text}\par}}"
    return text + (r"\par\nopagebreak" if piece.type == "lead_in" else r"\par")
