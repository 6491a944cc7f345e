"""The charts of a summary, each with a title and a text that says what it shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import escape
from matplotlib.figure import Figure

from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.summaries import drawing
from resolusjon_nlp.summaries.places import municipality_points
from resolusjon_nlp.summaries.records import By
from resolusjon_nlp.summaries.wording import Wording, wording

if TYPE_CHECKING:
    from resolusjon_nlp.summaries.records import GroupCount, Summary

MOST_BARS = 20
MOST_COLUMNS = 16
MOST_ROWS = 30
"""A grid of more cannot be read on paper."""
TOLD = 3
"""The largest numbers, which the text alternative says."""
PICTURE_DPI = 200


@dataclass(frozen=True)
class Chart:
    """A chart. ``description`` says in words what it shows; ``svg`` is one element that needs nothing else, and notebooks show it.

    Attributes
    ----------
    shortened
        A note where only the largest are drawn, or "".
    """

    name: str
    title: str
    description: str
    shortened: str
    _draw: Callable[[], Figure]

    @property
    def svg(self) -> str:
        """The chart as an SVG element with title and description, whose ids no other chart of a page has."""
        svg = drawing.svg_of(self._draw)
        svg = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{self.name}-", svg)
        opening, rest = svg.split(">", 1)
        opening = re.sub(r'\s(?:width|height)="[^"]*"', "", opening)
        width = float(re.search(r'viewBox="0 0 ([\d.]+)', opening).group(1))  # type: ignore[union-attr]
        return (
            f'{opening} role="img" aria-labelledby="{self.name}-title {self.name}-desc" style="min-width: {width * MOST_SHRUNK:.0f}px; max-width: {width * MOST_GROWN:.0f}px">'
            f'<title id="{self.name}-title">{escape(self.title)}</title><desc id="{self.name}-desc">{escape(self.description)}</desc>{rest}'
        )

    def png(self, *, dpi: int = PICTURE_DPI) -> bytes:
        """The chart as a PNG picture, for programs that take no SVG."""
        return drawing.png_of(self._draw, dpi=dpi)

    def _repr_html_(self) -> str:
        return self.svg


MOST_SHRUNK = 0.9
"""Pixels a point is drawn as at the least: a wide chart is scrolled, not shrunk until its letters cannot be read."""
MOST_GROWN = 1.6


def chart_of(summary: Summary, name: str, *, lang: str = "nb") -> Chart:
    """The chart `name` of a summary; see :meth:`Summary.chart`.

    Raises
    ------
    UsageError
        When there is no such chart, or nothing to draw.
    """
    if name not in _CHARTS:
        raise UsageError(f"Det er ikke noe diagram «{name}».", advice=f"Velg blant: {', '.join(_CHARTS)}.")
    chart = _CHARTS[name](summary, wording(lang))
    if chart is None:
        raise UsageError(
            f"Det er ikke noe å vise i diagrammet «{name}».", advice="Velg et annet, eller en videre avgrensing."
        )
    return chart


def charts(summary: Summary, *, lang: str = "nb") -> dict[str, Chart]:
    """All charts that have something to show, by name."""
    words = wording(lang)
    made = ((name, make(summary, words)) for name, make in _CHARTS.items())
    return {name: chart for name, chart in made if chart is not None}


def group_name(count: GroupCount, by: By, words: Wording) -> str:
    """What a group is called, also where it has no name."""
    return words.word("no_group", by.value) if count.name is None else count.name


def _groups(summary: Summary, words: Wording) -> Chart | None:
    by = summary.compared_by
    counts = [count for count in summary.counts_by(by) if count.demands]
    rows = [(group_name(count, by, words), count.demands) for count in counts]
    return _bars("groups", words.text("cap_groups", group=words.word("group", by.value).lower()), rows, words)


def _themes(summary: Summary, words: Wording) -> Chart | None:
    rows = [(words.theme(count.value), count.demands) for count in summary.by_theme]
    return _bars("themes", words.text("cap_themes"), rows, words, most=MOST_ROWS)


def _addressees(summary: Summary, words: Wording) -> Chart | None:
    return _bars(
        "addressees",
        words.text("cap_types"),
        [(name, demands) for name, demands, _ in type_counts(summary, words)],
        words,
    )


def type_counts(summary: Summary, words: Wording) -> list[tuple[str, int, str | None]]:
    """Demands by the class of who is told to act (name, demands, class), most first; those that name nobody last."""
    counted: dict[str | None, int] = {}
    for count in summary.addressees:
        kind = count.type or ("annet" if count.addressee else None)
        counted[kind] = counted.get(kind, 0) + count.demands
    ordered = sorted(counted.items(), key=lambda item: (item[0] is None, -item[1]))
    return [(words.word("addressee", kind), number, kind) for kind, number in ordered]


def _bars(
    name: str, title: str, rows: Sequence[tuple[str, int]], words: Wording, *, most: int = MOST_BARS
) -> Chart | None:
    if not rows:
        return None
    shown = rows[:most]
    items = _told((f"{label} {words.number(number)}", number) for label, number in shown)
    names, numbers = [_short(label) for label, _ in shown], [number for _, number in shown]
    return Chart(
        name,
        title,
        words.text("alt_bars", items=words.listed(items)),
        words.text("top_of", shown=words.number(most), total=words.number(len(rows))) if len(rows) > most else "",
        lambda: drawing.bars(names, numbers, write=words.number),
    )


def _heatmap(summary: Summary, words: Wording) -> Chart | None:
    if not summary.cells:
        return None
    by = summary.compared_by
    groups = [count for count in summary.counts_by(by) if count.value is not None and count.demands]
    if by is By.YEAR:
        groups = groups[-MOST_COLUMNS:]
    names = [count.name or "" for count in groups]
    # Themes have long names and groups short ones, so themes are the rows; years are short and few, so there groups are.
    themed = summary.theme is None
    if themed:
        numbers = {(words.theme(cell.column), _short(cell.name)): cell.demands for cell in summary.cells}
        rows = [words.theme(count.value) for count in summary.by_theme]
        columns = [_short(name) for name in names[:MOST_COLUMNS]]
    else:
        numbers = {(_short(cell.name), cell.column): cell.demands for cell in summary.cells}
        rows = [_short(name) for name in names[:MOST_ROWS]]
        columns = sorted({cell.column for cell in summary.cells})[-MOST_COLUMNS:]
    inside = {key: number for key, number in numbers.items() if key[0] in rows and key[1] in columns}
    if not inside:
        return None
    rows = [row for row in rows if any(key[0] == row for key in inside)]
    items = _told(
        (words.text("and_cell", row=row, column=column, demands=words.number(number)), number)
        for (row, column), number in inside.items()
    )
    most = MOST_COLUMNS if themed else MOST_ROWS
    return Chart(
        "heatmap",
        words.text("cap_heat_theme" if themed else "cap_heat_year", group=words.word("group", by.value).lower()),
        words.text("alt_heat", items=words.listed(items)),
        words.text("top_of", shown=words.number(most), total=words.number(len(names))) if len(names) > most else "",
        lambda: drawing.grid(rows, columns, inside, write=words.number),
    )


def _years(summary: Summary, words: Wording) -> Chart | None:
    dated = {int(count.value): count for count in summary.by_year if count.value is not None}
    if not dated or not summary.demands:
        return None
    first, last = min(dated), max(dated)

    def series(field: str) -> list[int]:
        return [getattr(dated[year], field) if year in dated else 0 for year in range(first, last + 1)]

    items = _told((f"{year}: {words.number(count.demands)}", count.demands) for year, count in dated.items())
    labels = (
        words.text("axis_demands"),
        words.text("axis_resolutions"),
        words.text("legend_with"),
        words.text("legend_all"),
    )
    return Chart(
        "years",
        words.text("cap_years"),
        words.text("alt_years", first=first, last=last, items=words.listed(items)),
        "",
        lambda: drawing.years(
            first, series("demands"), series("resolutions"), series("collected"), labels=labels, write=words.number
        ),
    )


def _map(summary: Summary, words: Wording) -> Chart | None:
    named = [(place.name, place.lat, place.lon, place.resolutions) for place in summary.municipalities]
    if not named:
        return None
    items = _told((f"{name} {words.number(number)}", number) for name, _, _, number in named)
    ground = [point for code, point in municipality_points().items()]
    return Chart(
        "map",
        words.text("cap_map"),
        words.text("alt_map", items=words.listed(items)),
        "",
        lambda: drawing.dot_map(ground, named, label=words.text("legend_other"), write=words.number),
    )


_CHARTS: dict[str, Callable[[Summary, Wording], Chart | None]] = {
    "groups": _groups,
    "themes": _themes,
    "heatmap": _heatmap,
    "years": _years,
    "addressees": _addressees,
    "map": _map,
}


def _told(items: Iterable[tuple[str, int]]) -> list[str]:
    return [text for text, _ in sorted(items, key=lambda item: -item[1])[:TOLD]]


LONGEST_NAME = 32
"""Characters of a name beside a bar; names of bodies are longer than a phone is wide."""


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"
