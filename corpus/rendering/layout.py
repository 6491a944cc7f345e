"""What a layout is: how a file looks, and which program makes it.

Sizes are points, lengths on the page millimetres. The layouts themselves are in :mod:`.layouts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Producer = Literal["libreoffice", "chromium", "weasyprint", "reportlab", "pdflatex"]
Style = frozenset[str]
Line = tuple[str, str, str]
"""What stands left, centred and right on one line of a header or footer."""

PAGE_SIZES = {"A4": (210.0, 297.0), "A5": (148.0, 210.0), "letter": (215.9, 279.4)}
SUBSCRIPTS = frozenset("₂₃")


@dataclass(frozen=True)
class Layout:
    """One layout.

    ``header`` and ``footer`` may hold the fields ``{page}``, ``{pages}``, ``{organisation}``, ``{title}``,
    ``{body}``, ``{year}`` and ``{example}``; the last is replaced by ``example`` in the text's language.
    ``title_style``, ``heading_style`` and ``adopted_style`` (date and body lines) are sets of ``bold``, ``italic``,
    ``capitals`` and ``centred``.
    """

    name: str
    producer: Producer
    covers: str
    example: tuple[str, str]
    font: str
    footer: tuple[Line, ...]
    header: tuple[Line, ...] = ()
    size: float = 11
    leading: float = 1.2
    gap: float = 6
    title_gap: float = 8
    indent: float = 0
    align: Literal["left", "justify"] = "left"
    hyphenate: bool = False
    columns: int = 1
    page: str = "A4"
    landscape: bool = False
    margins: tuple[float, float, float, float] = (28, 25, 25, 25)
    bullet: str = "•"
    bullet_font: str | None = None
    number: str = "1."
    hanging: bool = True
    title_size: float = 1.4
    title_style: Style = frozenset({"bold"})
    heading_size: float = 1.1
    heading_style: Style = frozenset({"bold"})
    adopted_style: Style = frozenset()
    foot_notes: bool = False
    title_page: bool = False
    soft_hyphens: bool = False
    decomposed: bool = False
    ligatures: bool = False
    line_end_hyphen: str = "-"
    rotated: bool = False
    dump: bool = False
    collection: int = 0
    contents: bool = False
    label: tuple[str, str] | None = None
    case_number: str | None = None
    wants: tuple[str, ...] = ()
    lacks: frozenset[str] = frozenset()

    @property
    def page_size(self) -> tuple[float, float]:
        """Width and height as the page is read."""
        width, height = PAGE_SIZES[self.page]
        return (height, width) if self.landscape else (width, height)


CAPITALS = frozenset({"bold", "capitals"})
CENTRED = frozenset({"bold", "centred"})
