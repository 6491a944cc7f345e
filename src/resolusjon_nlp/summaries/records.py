"""What a summary holds: counts, families of demands, quotes and their sources. Frozen, typed, JSON in and out.

Every quote is a span of a resolution's text: ``text`` equals ``library.get(resolution_id).text[start:end]``, character for character.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from resolusjon_nlp.errors import UsageError
from resolusjon_nlp.records import DemandKind, Language, Offset, Record
from resolusjon_nlp.summaries.wording import Lang

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from resolusjon_nlp.summaries.charts import Chart


class By(StrEnum):
    """What a summary compares."""

    REGION = "region"
    COUNTY = "county"
    YEAR = "year"
    ORGANISATION = "organisation"
    BODY = "body"


class GroupCount(Record):
    """How much one region, county, year, organisation, body or theme asks for.

    Attributes
    ----------
    value
        What to filter by (a county's number, say); None for what has none, such as resolutions without a date.
    name
        What to show; None where `value` is.
    demands, resolutions
        Demands counted, and the resolutions they stand in.
    collected
        All resolutions of that group in the library, also those that say nothing of the theme: a rise in `demands` that follows `collected` is a rise in
        what was collected.
    """

    value: str | None
    name: str | None
    demands: int
    resolutions: int
    collected: int

    @property
    def share(self) -> float:
        """Share of the resolutions collected that have such demands, 0 to 1."""
        return self.resolutions / self.collected if self.collected else 0.0


class Period(Record):
    """Some years, taken together."""

    first: int
    last: int
    demands: int
    resolutions: int
    collected: int

    @property
    def share(self) -> float:
        """Share of the resolutions collected that have such demands, 0 to 1."""
        return self.resolutions / self.collected if self.collected else 0.0


class AddresseeCount(Record):
    """Who is told to act. ``addressee`` is as the demands name it (the first of its forms), ``type`` its class; both None where nobody is named."""

    addressee: str | None
    type: str | None
    demands: int
    resolutions: int


class KindCount(Record):
    """How many demands are of a kind."""

    kind: DemandKind
    demands: int
    resolutions: int


class MunicipalityCount(Record):
    """A municipality that the resolutions name (not only in an organisation's name). ``lat`` and ``lon`` are degrees, WGS 84."""

    code: str
    name: str
    county: str
    resolutions: int
    mentions: int
    lat: float
    lon: float


class Cell(Record):
    """A cell of the heat map: what a group asks for on a theme, or (in a summary of one theme) in a year."""

    value: str
    name: str
    column: str
    demands: int
    resolutions: int


class Quote(Record):
    """A demand as it stands: ``text`` is ``text[start:end]`` of the resolution.

    ``lead_in`` is the sentence that a list item goes on from, word for word too. ``page`` counts from 1 and is None for
    text dumps, which have ``line``. ``source`` is the number of its resolution in the summary's ``sources``.
    """

    demand_id: int
    resolution_id: str
    start: Offset
    end: Offset
    text: str
    lead_in: str | None
    kind: DemandKind
    addressee: str | None
    page: int | None
    line: int | None
    title: str | None
    body: str | None
    organisation: str | None
    region: str | None
    date: str | None
    language: Language | None
    source: int


class Source(Record):
    """A resolution that is quoted. ``file`` is the name of its file, without folders."""

    number: int
    resolution_id: str
    title: str | None
    body: str | None
    organisation: str | None
    region: str | None
    date: str | None
    file: str | None


class DemandGroup(Record):
    """Demands that ask for the same in different words.

    Attributes
    ----------
    family
        Its number in the library.
    label
        What the library calls it. It need not be of a demand that the summary covers, so reports show the representative instead.
    size
        Demands in it (of those the summary covers), in `resolutions` resolutions.
    regions
        The regions they are from.
    values
        The groups of the summary's ``by`` they are from; `everywhere` when those are all groups that have any demands, and more than one.
    representative, members
        The quote to show, and every one.
    """

    family: int
    label: str
    size: int
    resolutions: int
    regions: tuple[str, ...]
    values: tuple[str, ...]
    everywhere: bool
    representative: Quote
    members: tuple[Quote, ...]


class OnlyGroup(Record):
    """What one group alone asks for: ``demands`` counts those that no other group has a like of, ``quotes`` shows some of them.

    Where several resolutions of the group ask for the same, that comes first; then the newest.
    """

    value: str
    name: str
    demands: int
    quotes: tuple[Quote, ...]


class ThemeSummary(Record):
    """A theme over regions and years.

    Attributes
    ----------
    theme
        The label of the codebook; None for all together.
    resolutions, demands
        Demands on the theme that pass the filters, and the resolutions they stand in.
    collected
        Resolutions that pass the filters, whatever they are about.
    by_region, by_county, by_year, by_organisation, by_body
        The same for each; most demands first, years in their order. A demand counts for every county that its resolution names. ``by_body`` is filled
        only when the summary is by body.
    trend
        The years in two halves with about as many resolutions in each; empty where there are fewer than two years.
    """

    theme: str | None
    resolutions: int
    demands: int
    collected: int
    by_region: tuple[GroupCount, ...]
    by_county: tuple[GroupCount, ...]
    by_year: tuple[GroupCount, ...]
    by_organisation: tuple[GroupCount, ...]
    by_body: tuple[GroupCount, ...] = ()
    trend: tuple[Period, ...]
    kinds: tuple[KindCount, ...]
    addressees: tuple[AddresseeCount, ...]
    groups: tuple[DemandGroup, ...]
    municipalities: tuple[MunicipalityCount, ...]

    def counts_by(self, what: By | str) -> tuple[GroupCount, ...]:
        """The counts by `what`: region, county, year, organisation or body."""
        counts: tuple[GroupCount, ...] = getattr(self, f"by_{By(what).value}")
        return counts


class Summary(ThemeSummary):
    """A theme, or all, over regions and years; see :func:`resolusjon_nlp.summarise`.

    Attributes
    ----------
    compared_by
        What `groups`, `only` and `cells` compare.
    filters
        What the summary is narrowed to.
    only
        What each group alone asks for.
    families_known
        Whether the library tells which demands ask for the same. Where it does not, `groups` is empty and `only` holds everything.
    themes
        One summary for each theme, most demands first; empty in a summary of one theme.
    cells
        The heat map: groups by theme, or by year in a summary of one theme (none when that compares years). Cells without demands are left out.
    sources
        Every resolution that is quoted, numbered from 1, newest first.
    """

    schema_version: Literal[1] = 1
    only: tuple[OnlyGroup, ...]
    compared_by: By
    filters: dict[str, str] = Field(default_factory=dict)
    families_known: bool
    themes: tuple[ThemeSummary, ...]
    cells: tuple[Cell, ...]
    sources: tuple[Source, ...]

    @property
    def by_theme(self) -> tuple[GroupCount, ...]:
        """Counts by theme, most demands first. A demand counts for each of its themes."""
        return tuple(
            GroupCount(
                value=one.theme,
                name=one.theme,
                demands=one.demands,
                resolutions=one.resolutions,
                collected=one.collected,
            )
            for one in self.themes
        )

    def to_frame(self, part: str = "by_region") -> pd.DataFrame:
        """One part of the summary as a table.

        Parameters
        ----------
        part
            ``by_region``, ``by_county``, ``by_year``, ``by_organisation``, ``by_body``, ``by_theme``, ``trend``, ``kinds``, ``addressees``,
            ``municipalities``, ``cells``, ``groups``, ``quotes`` or ``sources``.

        Returns
        -------
        pandas.DataFrame
            One row for each count, quote or source. ``quotes`` has each demand that is quoted once for each place it is quoted in: ``theme``, ``part``
            (``groups`` or ``only``), ``family`` and ``label`` (of groups), and the fields of :class:`Quote`.

        Raises
        ------
        UsageError
            When there is no such part.
        """
        from resolusjon_nlp.summaries.frames import frame_of  # noqa: PLC0415 - pandas is slow to load

        return frame_of(self, part)

    def chart(self, name: str, *, lang: Lang = "nb") -> Chart:
        """A chart of the summary: ``groups``, ``themes``, ``heatmap``, ``years``, ``addressees`` or ``map``. Notebooks show it; ``.svg`` is its text, ``.png()`` its picture.

        Raises
        ------
        UsageError
            When there is no such chart, or nothing to draw.
        """
        from resolusjon_nlp.summaries.charts import chart_of  # noqa: PLC0415 - Matplotlib is slow to load

        return chart_of(self, name, lang=lang)

    def report(self, format: str = "html", *, lang: Lang = "nb") -> str:  # noqa: A002 - as on the command line
        """The report as ``html`` (one file that needs nothing else), ``md`` or ``json``; in ``nb``, ``nn`` or ``en``.

        Raises
        ------
        UsageError
            When there is no such format or language.
        """
        from resolusjon_nlp.summaries.report import render  # noqa: PLC0415 - only who writes a report needs the templates

        return render(self, format, lang=lang)

    def save(self, path: Path | str, *, format: str | None = None, lang: Lang = "nb") -> None:  # noqa: A002
        """Write the report to `path`, in `format` or that of the file's ending: ``.html``, ``.docx``, ``.md`` or ``.json``.

        Raises
        ------
        UsageError
            When the format or language is unknown, or the file cannot be written.
        """
        from resolusjon_nlp.summaries.report import save  # noqa: PLC0415

        save(self, path, format=format, lang=lang)


PARTS = (
    "by_region", "by_county", "by_year", "by_organisation", "by_body", "by_theme", "trend", "kinds", "addressees", "municipalities", "cells", "groups", "quotes", "sources",
)  # fmt: skip
"""What :meth:`Summary.to_frame` gives."""


def part_named(part: str) -> str:
    """`part`, when a summary has it.

    Raises
    ------
    UsageError
        When it has not.
    """
    if part not in PARTS:
        raise UsageError(f"Et sammendrag har ingen del «{part}».", advice=f"Velg blant: {', '.join(PARTS)}.")
    return part
