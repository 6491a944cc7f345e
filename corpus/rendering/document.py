"""From parsed sources to the pieces of one file, in the order in which they are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from resolusjon_nlp.evaluation.markup import GoldBlock, GoldResolution

from .layout import Layout, Line, Style

SPLITS = {"w6": "dev", "w7": "dev", "w8": "test", "w9": "test"}
LONGEST_RUNNING_TITLE = 42
COVER_TYPES = ("title", "body", "date")


@dataclass(frozen=True)
class Piece:
    """One block as it is drawn.

    ``text`` is what the gold says; ``marker`` is drawn before it, ``note_mark`` after it. ``note`` is the text
    of the footnote that the mark refers to, and ``page`` the page number at the end of a contents entry.
    """

    type: str
    text: str
    marker: str = ""
    note_mark: str = ""
    note: str = ""
    page: str = ""
    new_page: bool = False
    cover: bool = False


@dataclass(frozen=True)
class Part:
    """One resolution of a file: its facts and the first and last of its pieces."""

    title: str | None
    body: str | None
    date: str | None
    first: int
    last: int


@dataclass(frozen=True)
class Document:
    """One file to render."""

    name: str
    layout: Layout
    language: str
    split: str
    sources: tuple[str, ...]
    pieces: tuple[Piece, ...]
    parts: tuple[Part, ...]
    fields: dict[str, str] = field(default_factory=dict)

    def lines(self, which: Sequence[Line], page: str = "{page}", pages: str = "{pages}") -> list[Line]:
        """Header or footer lines with their fields filled in; page numbers stay fields unless given."""
        values = {**self.fields, "page": page, "pages": pages}
        return [
            (left.format(**values), centre.format(**values), right.format(**values)) for left, centre, right in which
        ]

    def furniture(self, page: int, pages: int) -> list[str]:
        """Every string that header and footer put on one page."""
        lines = self.lines((*self.layout.header, *self.layout.footer), str(page), str(pages))
        return [cell for line in lines for cell in line if cell]


def split_of(writer: str) -> str:
    """``train``, ``dev`` or ``test``."""
    return SPLITS.get(writer, "train")


def build_document(name: str, layout: Layout, golds: Sequence[GoldResolution], pages: Sequence[str] = ()) -> Document:
    """Set out one or several resolutions in a layout.

    Parameters
    ----------
    name
        Stem of the file.
    layout
        How it will look. With a table of contents the entries' page numbers come from `pages`.
    golds
        The parsed sources, in the order of the file.
    pages
        The pages on which the resolutions begin, once they are known.
    """
    languages = Counter(str(gold.head["language"]) for gold in golds)
    language = languages.most_common(1)[0][0]
    nynorsk = language == "nn"
    front: list[Piece] = []
    titles = [_labelled(layout, number, gold, nynorsk=nynorsk) for number, gold in enumerate(golds, start=1)]
    if layout.collection:
        front.append(
            Piece("heading", "Vedtekne fråsegner" if nynorsk else "Vedtatte uttalelser", cover=layout.title_page)
        )
    if layout.contents:
        front.append(Piece("heading", "Innhald" if nynorsk else "Innhold", new_page=layout.title_page))
        known = list(pages) or ["0"] * len(golds)
        front += [Piece("toc", title, page=page) for title, page in zip(titles, known, strict=True)]
    pieces, parts = list(front), []
    for number, (gold, title) in enumerate(zip(golds, titles, strict=True), start=1):
        first = len(pieces)
        if layout.case_number:
            pieces.append(Piece("heading", layout.case_number.format(n=number)))
        pieces += _pieces(layout, gold, title)
        if layout.contents:
            pieces[first] = replace(pieces[first], new_page=True)
        parts.append(Part(_title(layout, gold), gold.head.get("body"), _date(gold), first, len(pieces) - 1))
    if layout.title_page and not layout.collection:
        _set_cover(pieces)
    writer = str(golds[0].head["writer"])
    sources = tuple(str(gold.head["id"]) for gold in golds)
    fields = _fields(layout, golds, nynorsk=nynorsk)
    return Document(name, layout, language, split_of(writer), sources, tuple(pieces), tuple(parts), fields)


def styled(text: str, style: Style) -> str:
    """The text as the layout writes it: capitals are in the PDF's text layer, so they are in the gold."""
    return text.upper() if "capitals" in style else text


def number_marker(style: str, ordinal: int) -> str:
    """``3.``, ``3)``, ``(3)`` or ``c)`` after the pattern ``1.``, ``1)``, ``(1)`` or ``a)``."""
    return style.replace("1", str(ordinal)).replace("a", chr(ord("a") + ordinal - 1))


def _pieces(layout: Layout, gold: GoldResolution, title: str) -> list[Piece]:
    out: list[Piece] = []
    notes: list[str] = []
    for block in gold.blocks:
        if block.type == "footnote" and layout.foot_notes and not block.text.startswith("*"):
            notes.append(block.text)
            _refer(out, block.text, str(len(notes)))
        elif block.type == "title" and block.text == gold.title:
            out.append(Piece("title", title))
        else:
            style = {"title": layout.title_style, "heading": layout.heading_style}.get(block.type, frozenset())
            out.append(Piece(block.type, styled(block.text, style), _marker(layout, block)))
    return out


def _refer(pieces: list[Piece], note: str, mark: str) -> None:
    """Hang a footnote on the last paragraph that has none."""
    for index in range(len(pieces) - 1, -1, -1):
        if pieces[index].type == "paragraph" and not pieces[index].note:
            pieces[index] = replace(pieces[index], note=note, note_mark=mark)
            return
    raise ValueError(f"no paragraph for the footnote {note!r}")


def _marker(layout: Layout, block: GoldBlock) -> str:
    if block.type == "bullet":
        return layout.bullet
    if block.type != "numbered" or block.marker is None:
        return ""
    ordinal = int(block.marker) if block.marker.isdigit() else ord(block.marker) - ord("a") + 1
    return number_marker(layout.number, ordinal)


def _set_cover(pieces: list[Piece]) -> None:
    """The lines before the first paragraph stand on a page of their own."""
    for index, piece in enumerate(pieces):
        if piece.type not in COVER_TYPES:
            pieces[index] = replace(piece, new_page=True)
            return
        pieces[index] = replace(piece, cover=True)


def _title(layout: Layout, gold: GoldResolution) -> str | None:
    return None if gold.title is None else styled(gold.title, layout.title_style)


def _labelled(layout: Layout, number: int, gold: GoldResolution, *, nynorsk: bool) -> str:
    title = _title(layout, gold) or ""
    return layout.label[nynorsk].format(n=number, title=title) if layout.label else title


def _date(gold: GoldResolution) -> str | None:
    return None if gold.head.get("date") is None else str(gold.head["date"])


def _fields(layout: Layout, golds: Sequence[GoldResolution], *, nynorsk: bool) -> dict[str, str]:
    head: dict[str, Any] = golds[0].head
    title = golds[0].title or ""
    if len(title) > LONGEST_RUNNING_TITLE:
        title = title[:LONGEST_RUNNING_TITLE].rsplit(" ", 1)[0] + " …"
    movement = "Fagrørsla" if nynorsk else "Fagbevegelsen"
    return {
        "organisation": str(head.get("organisation") or movement),
        "body": str(head.get("body") or movement),
        "title": title,
        "year": str(head.get("date") or "2020")[:4],
        "example": layout.example[nynorsk],
    }
