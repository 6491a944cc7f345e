"""The layouts: a table in three parts, one for each way of making PDFs.

Between them they bring what makes resolutions hard to read back: even line spacing, hyphenation, columns,
letterheads, every sort of list mark, several resolutions in one file, and the odd characters that
Norwegian text gets in PDFs.
"""

from __future__ import annotations

from .layout import Layout
from .layouts_office import OFFICE
from .layouts_typeset import TYPESET
from .layouts_web import WEB

LAYOUTS: tuple[Layout, ...] = (*OFFICE, *WEB, *TYPESET)


def layout_named(name: str) -> Layout:
    """Look up a layout by its name.

    Raises
    ------
    KeyError
        When no layout has that name.
    """
    for layout in LAYOUTS:
        if layout.name == name:
            return layout
    raise KeyError(name)
