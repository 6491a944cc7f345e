"""Charts as figures of Matplotlib: black on white, shapes and numbers rather than colours, so that they survive a copier."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO, StringIO
from math import cos, radians, sin, sqrt
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

WIDTH = 5.0
"""Inches. Narrow with large letters, so that a phone shows a chart without its being shrunk to nothing."""
ROW = 0.27
"""Inches a bar or a row of a grid takes."""
COLUMN = 0.36
MARGIN = 0.35
INK, PALE = "#1a1a1a", "#b8b8b8"
DARK_CELL = 0.62
"""Share of the largest number from which white figures stand out more from the cell than black ones do."""
LIGHTEST, DARKEST = 0.97, 0.15
"""Grey of the emptiest and the fullest cell, where 1 is white."""
MAP_CENTRE = (65.0, 15.0)
LABELS = 6
"""Municipalities whose names stand on the map."""
LARGEST_DOT = 190.0
"""Points², the area of the largest dot."""
NAME_HEIGHT, NAME_WIDTH = 0.009, 0.06
"""Room a name takes on the map, as a share of the Earth's radius."""
_DOT: dict[str, Any] = {"linestyle": "", "marker": "o"}
UNNAMED = _DOT | {"markerfacecolor": "white", "markeredgecolor": "#8a8a8a", "markeredgewidth": 0.5, "markersize": 2.4}
NAMED = _DOT | {"markerfacecolor": INK, "markeredgecolor": "white", "markeredgewidth": 0.6, "alpha": 0.85}
STYLE: Any = {  # Matplotlib types the names of its settings one by one
    "svg.fonttype": "none",
    "svg.hashsalt": "resolusjon",
    "font.family": "sans-serif",
    "font.size": 11,
    "text.parse_math": False,  # names come from files, and a dollar sign is one
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.6,
}

_FINER = re.compile(r"(\d\.\d\d)\d+")
"""Parts of a point that no eye sees."""

Number = Callable[[float], str]
"""Writes a number in the reader's language."""


def svg_of(draw: Callable[[], Figure]) -> str:
    """The SVG of a figure, without what stands before its root element."""
    buffer = StringIO()
    with rc_context(STYLE):
        draw().savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = buffer.getvalue()
    return _FINER.sub(r"\1", text[text.index("<svg") :])


def png_of(draw: Callable[[], Figure], *, dpi: int) -> bytes:
    """The figure as a picture."""
    buffer = BytesIO()
    with rc_context(STYLE):
        draw().savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def bars(names: Sequence[str], numbers: Sequence[int], *, write: Number) -> Figure:
    """Horizontal bars with their numbers, the first on top."""
    figure = Figure(figsize=(WIDTH, MARGIN + ROW * len(names)), layout="constrained")
    axes = figure.add_subplot()
    drawn = axes.barh(range(len(names)), numbers, color=INK, height=0.68)
    axes.bar_label(drawn, [write(number) for number in numbers], padding=3)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.margins(x=0.12, y=0.01)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(left=False)
    return figure


def years(
    first: int,
    demands: Sequence[int],
    resolutions: Sequence[int],
    collected: Sequence[int],
    *,
    labels: tuple[str, str, str, str],
    write: Number,
) -> Figure:
    """Demands per year from `first` on, and below them the resolutions collected; `labels` name both axes and both sorts of resolutions."""
    figure = Figure(figsize=(WIDTH, 4.4), layout="constrained")
    above, below = figure.subplots(2, sharex=True)
    at = range(first, first + len(demands))
    above.bar(at, demands, color=INK, width=0.7)
    below.bar(at, collected, color="white", edgecolor=INK, hatch="////", width=0.7)
    below.bar(at, resolutions, color=INK, width=0.7)
    for axes, label in ((above, labels[0]), (below, labels[1])):
        axes.set_title(label, loc="left", fontsize=11, fontweight="bold")
        axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
        axes.yaxis.set_major_formatter(lambda value, _: write(round(value)))
    below.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    below.xaxis.set_major_formatter(lambda value, _: str(round(value)))
    above.tick_params(bottom=False)
    figure.legend(
        handles=[Patch(facecolor=INK, label=labels[2]), Patch(facecolor="white", edgecolor=INK, hatch="////", label=labels[3])],
        loc="outside lower left",
        ncols=2,
        frameon=False,
        borderpad=0.2,
    )  # fmt: skip
    return figure


def grid(
    rows: Sequence[str], columns: Sequence[str], numbers: Mapping[tuple[str, str], int], *, write: Number
) -> Figure:
    """A heat map: the darker, the more, and the number in each cell."""
    longest = max(len(row) for row in rows)
    side = 0.085 * longest
    top = 0.085 * max(len(column) for column in columns)
    figure = Figure(
        figsize=(max(WIDTH, side + COLUMN * len(columns) + 0.3), top + ROW * len(rows) + 0.3), layout="constrained"
    )
    axes = figure.add_subplot()
    most = max(numbers.values())
    shares = [[numbers.get((row, column), 0) / most for column in columns] for row in rows]
    greys = [[LIGHTEST + (DARKEST - LIGHTEST) * share if share else 1.0 for share in line] for line in shares]
    axes.pcolormesh(greys, cmap="gray", vmin=0, vmax=1, edgecolors=PALE, linewidth=0.5)
    for y, row in enumerate(rows):
        for x, column in enumerate(columns):
            if number := numbers.get((row, column), 0):
                ink = "white" if number / most > DARK_CELL else "black"
                axes.text(x + 0.5, y + 0.5, write(number), ha="center", va="center", color=ink, fontsize=9)
    axes.set_xticks([x + 0.5 for x in range(len(columns))], columns, rotation=90)
    axes.set_yticks([y + 0.5 for y in range(len(rows))], rows)
    axes.tick_params(length=0, labeltop=True, labelbottom=False)
    axes.invert_yaxis()
    axes.spines[:].set_visible(False)
    return figure


def dot_map(
    ground: Sequence[tuple[float, float]], named: Sequence[tuple[str, float, float, int]], *, label: str, write: Number
) -> Figure:
    """Norway as its municipalities' points (latitude, longitude); those that are `named` (name, latitude, longitude, number) larger the more."""
    figure = Figure(figsize=(WIDTH, 5.6), layout="constrained")
    axes = figure.add_subplot()
    # One marker a size, drawn over and over, keeps the file small.
    axes.plot(*zip(*(_projected(*point) for point in ground), strict=True), **UNNAMED)
    most = max(number for *_, number in named)
    for number in sorted({number for *_, number in named}):
        points = [_projected(lat, lon) for _, lat, lon, own in named if own == number]
        axes.plot(*zip(*points, strict=True), **NAMED, markersize=sqrt(_area(number, most)))
    _name_largest(axes, named)
    steps = sorted({1, most} | ({round(sqrt(most))} if most > 3 else set()))
    handles = [Line2D([], [], **NAMED, markersize=sqrt(_area(step, most)), label=write(step)) for step in steps]
    handles.append(Line2D([], [], **UNNAMED, label=label))
    axes.legend(handles=handles, loc="upper left", frameon=False, labelspacing=0.9)
    axes.set_aspect("equal")
    axes.axis("off")
    return figure


def _name_largest(axes: Axes, named: Sequence[tuple[str, float, float, int]]) -> None:
    """Names beside the largest dots, where they do not stand in each other's way."""
    taken: list[tuple[float, float]] = []
    for name, lat, lon, _ in named:
        x, y = _projected(lat, lon)
        if any(abs(y - other_y) < NAME_HEIGHT and abs(x - other_x) < NAME_WIDTH for other_x, other_y in taken):
            continue
        taken.append((x, y))
        box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.5}
        axes.annotate(name, (x, y), xytext=(9, 0), textcoords="offset points", va="center", fontsize=10, bbox=box)
        if len(taken) == LABELS:
            return


def _area(number: int, most: int) -> float:
    return max(12.0, LARGEST_DOT * number / most)


def _projected(lat: float, lon: float) -> tuple[float, float]:
    """Lambert's azimuthal equal-area projection: the north is not swollen."""
    centre, phi, turn = radians(MAP_CENTRE[0]), radians(lat), radians(lon - MAP_CENTRE[1])
    scale = sqrt(2 / (1 + sin(centre) * sin(phi) + cos(centre) * cos(phi) * cos(turn)))
    return scale * cos(phi) * sin(turn), scale * (cos(centre) * sin(phi) - sin(centre) * cos(phi) * cos(turn))
