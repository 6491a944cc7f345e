"""What stands in a report, in one language and in order, before it becomes HTML, Markdown or a Word file."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from resolusjon_nlp.summaries.charts import Chart, charts, group_name, type_counts
from resolusjon_nlp.summaries.records import By, DemandGroup, GroupCount, OnlyGroup, Quote, Source, Summary
from resolusjon_nlp.summaries.wording import Wording, wording

PLURALS = {
    By.REGION: "regions",
    By.COUNTY: "counties",
    By.YEAR: "years",
    By.ORGANISATION: "organisations",
    By.BODY: "bodies",
}


@dataclass(frozen=True)
class Table:
    """A table: the first column names the row, those in `numeric` hold numbers."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int]

    @property
    def wide(self) -> bool:
        """Whether a phone has to scroll it."""
        return len(self.columns) > 3


@dataclass(frozen=True)
class Figure:
    """A table, and the chart of it where there is one."""

    table: Table
    chart: Chart | None = None


@dataclass(frozen=True)
class QuoteView:
    """A quote with where it is from: `source` is its number in the list. A list item has the sentence it goes on from in `lead_in`."""

    text: str
    lead_in: str
    attribution: str
    source: int
    language: str


@dataclass(frozen=True)
class FamilyView:
    """A demand that several make: one wording, who makes it, its sources, and the other wordings."""

    quote: QuoteView
    meta: str
    sources: tuple[int, ...]
    members: tuple[QuoteView, ...]


@dataclass(frozen=True)
class QuotesView:
    """What one group says: a heading, a count, quotes."""

    heading: str
    meta: str
    quotes: tuple[QuoteView, ...]
    families: tuple[FamilyView, ...] = ()


@dataclass(frozen=True)
class Section:
    """A section of the report. ``remark`` stands where there is nothing to show."""

    id: str
    heading: str
    figures: tuple[Figure, ...] = ()
    families: tuple[FamilyView, ...] = ()
    parts: tuple[QuotesView, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Report:
    """All of it."""

    lang: str
    title: str
    made: str
    narrowed: str
    key_figures: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    sources: tuple[tuple[int, str, str], ...]
    """Number, title with its end mark, and the rest of where it is from."""
    notes: tuple[str, ...]
    words: Wording


def report_view(summary: Summary, *, lang: str = "nb", made: datetime.date | None = None) -> Report:
    """The report on `summary` in `lang`, dated `made` (today unless given).

    Raises
    ------
    UsageError
        When there is no such language.
    """
    words = wording(lang)
    theme = summary.theme
    return Report(
        lang=lang,
        title=words.text("title_all") if theme is None else words.text("title_theme", theme=words.theme(theme)),
        made=words.text("made", date=words.date((made or datetime.date.today()).isoformat()), version=version("resolusjon-nlp")),
        narrowed=_narrowed(summary, words),
        key_figures=_key_figures(summary, words),
        sections=tuple(_sections(summary, words)) if summary.demands else (Section("none", words.text("contents"), remark=words.text("nothing")),),
        sources=tuple((source.number, _ended(source.title or words.text("untitled")), _origin(source, words)) for source in summary.sources),
        notes=tuple(_notes(summary, words)),
        words=words,
    )  # fmt: skip


def _narrowed(summary: Summary, words: Wording) -> str:
    told = (f"{words.word('filter', name)}: {value}" for name, value in summary.filters.items())
    return "; ".join(told)


def _key_figures(summary: Summary, words: Wording) -> tuple[tuple[str, str], ...]:
    dated = [count.value for count in summary.by_year if count.value is not None and count.demands]
    period = dated[0] if len(set(dated)) == 1 else f"{dated[0]}–{dated[-1]}" if dated else "–"
    regions = sum(count.value is not None for count in summary.by_region)
    share = words.percent(summary.resolutions / summary.collected) if summary.collected else "–"
    return (
        (words.text("col_demands"), words.number(summary.demands)),
        (words.text("col_resolutions"), f"{words.number(summary.resolutions)} ({share})"),
        (words.text("col_collected"), words.number(summary.collected)),
        (words.text("fig_regions"), words.number(regions)),
        (words.text("fig_period"), period),
    )


def _sections(summary: Summary, words: Wording) -> Iterable[Section]:
    drawn = charts(summary, lang=words.lang)
    by, heat = summary.compared_by, drawn.get("heatmap")
    grid = (Figure(_cell_table(summary, heat.title, words), heat),) if heat else ()
    if summary.theme is None:
        themes = Figure(
            _count_table(
                words.text("cap_themes"), "col_theme", ((words.theme(c.value), c) for c in summary.by_theme), words
            ),
            drawn.get("themes"),
        )
        yield Section("themes", words.text("by_theme"), (themes, *grid))  # fmt: skip
    if by is not By.YEAR:
        table = _group_table(summary.counts_by(by), by, words)
        yield Section(
            "groups",
            words.word("by_group", by.value),
            (Figure(table, drawn.get("groups")), *(grid if summary.theme else ())),
        )
    yield Section("years", words.text("over_time"), tuple(_time_figures(summary, drawn, words)))
    yield Section("addressees", words.text("addressed"), tuple(_addressee_figures(summary, drawn, words)))
    if summary.families_known and summary.theme is not None:
        families = tuple(_family(group, summary, words) for group in summary.groups)
        yield Section(
            "common",
            words.word("common_to", by.value),
            families=families,
            remark="" if families else words.text("no_common"),
        )
    if summary.theme is None:
        yield Section("theme-by-theme", words.text("themes_in_turn"), parts=tuple(_theme_parts(summary, words)))
    alone = tuple(_only(group, summary, words) for group in summary.only)
    if alone:
        heading = words.word("only_in" if summary.families_known else "quotes_from", by.value)
        yield Section("only", heading, parts=alone)
    if summary.municipalities:
        yield Section("places", words.text("places"), (Figure(_place_table(summary, words), drawn.get("map")),))


def _group_table(counts: Sequence[GroupCount], by: By, words: Wording) -> Table:
    caption = words.text("cap_groups", group=words.word("group", by.value).lower())
    return _count_table(caption, words.word("group", by.value), ((group_name(c, by, words), c) for c in counts), words)


def _count_table(caption: str, first: str, rows: Iterable[tuple[str, GroupCount]], words: Wording) -> Table:
    return Table(
        caption,
        (words.text(first) if first.startswith("col_") else first, *map(words.text, ("col_demands", "col_resolutions", "col_collected", "col_share"))),
        tuple((name, words.number(c.demands), words.number(c.resolutions), words.number(c.collected), words.percent(c.share)) for name, c in rows),
        frozenset((1, 2, 3, 4)),
    )  # fmt: skip


def _time_figures(summary: Summary, drawn: dict[str, Chart], words: Wording) -> Iterable[Figure]:
    rows = ((group_name(count, By.YEAR, words), count) for count in summary.by_year)
    yield Figure(_count_table(words.text("cap_years"), "col_year", rows, words), drawn.get("years"))
    if summary.trend:
        columns = ("col_years", "col_demands", "col_collected", "col_share", "col_per_resolution")
        halves = tuple(
            (
                f"{half.first}–{half.last}" if half.first != half.last else str(half.first),
                words.number(half.demands),
                words.number(half.collected),
                words.percent(half.share),
                words.decimal(half.demands / half.collected) if half.collected else "–",
            )
            for half in summary.trend
        )
        yield Figure(Table(words.text("cap_trend"), tuple(map(words.text, columns)), halves, frozenset((1, 2, 3, 4))))


def _addressee_figures(summary: Summary, drawn: dict[str, Chart], words: Wording) -> Iterable[Figure]:
    types = tuple((name, words.number(number)) for name, number, _ in type_counts(summary, words))
    columns = (words.text("col_type"), words.text("col_demands"))
    yield Figure(Table(words.text("cap_types"), columns, types, frozenset((1,))), drawn.get("addressees"))
    named = tuple(
        (count.addressee, words.word("addressee", count.type or "annet"), words.number(count.demands), words.number(count.resolutions))
        for count in summary.addressees
        if count.addressee is not None
    )  # fmt: skip
    if named:
        heads = tuple(map(words.text, ("col_named", "col_type", "col_demands", "col_resolutions")))
        yield Figure(Table(words.text("cap_named"), heads, named, frozenset((2, 3))))


def _cell_table(summary: Summary, caption: str, words: Wording) -> Table:
    by_theme = summary.theme is None
    rows = tuple(
        (cell.name, words.theme(cell.column) if by_theme else cell.column, words.number(cell.demands), words.number(cell.resolutions))
        for cell in summary.cells
    )  # fmt: skip
    second = words.text("col_theme" if by_theme else "col_year")
    columns = (
        words.word("group", summary.compared_by.value),
        second,
        words.text("col_demands"),
        words.text("col_naming"),
    )
    return Table(caption, columns, rows, frozenset((2, 3)))


def _place_table(summary: Summary, words: Wording) -> Table:
    columns = ("col_municipality", "col_county", "col_naming", "col_mentions")
    rows = tuple(
        (place.name, place.county, words.number(place.resolutions), words.number(place.mentions))
        for place in summary.municipalities
    )
    return Table(words.text("cap_map"), tuple(map(words.text, columns)), rows, frozenset((2, 3)))


def _theme_parts(summary: Summary, words: Wording) -> Iterable[QuotesView]:
    for one in summary.themes:
        families = tuple(
            _family(group, summary, words, present=one.counts_by(summary.compared_by)) for group in one.groups
        )
        meta = f"{words.count('demands', one.demands)} · {words.count('resolutions', one.resolutions)}"
        if summary.families_known and not families:
            meta = f"{meta}. {words.text('no_common')}"
        yield QuotesView(words.theme(one.theme), meta, (), families)


def _only(group: OnlyGroup, summary: Summary, words: Wording) -> QuotesView:
    key = "only_count" if summary.families_known else "from_count"
    number, shown = words.count("demands", group.demands), words.number(len(group.quotes))
    meta = words.text(key, demands=number, shown=shown)
    if summary.families_known and len(group.quotes) < group.demands:
        meta = f"{meta}; {words.text('only_some', shown=shown)}"
    return QuotesView(group.name, meta, tuple(_quote(quote, words) for quote in group.quotes))


def _family(
    group: DemandGroup, summary: Summary, words: Wording, *, present: Sequence[GroupCount] | None = None
) -> FamilyView:
    by = summary.compared_by
    total = sum(count.value is not None and count.demands > 0 for count in (present or summary.counts_by(by)))
    plural = PLURALS[by]
    where = ""
    if group.values:
        count = words.count(plural, total)
        spread = (
            words.text("in_all_of", count=count)
            if group.everywhere
            else words.text("in_some_of", number=words.number(len(group.values)), count=count)
        )
        where = f" · {spread}: {words.listed(group.values)}"  # fmt: skip
    meta = f"{words.count('demands', group.size)} · {words.count('resolutions', group.resolutions)}{where}"
    return FamilyView(
        quote=_quote(group.representative, words),
        meta=meta,
        sources=tuple(sorted({quote.source for quote in group.members})),
        members=tuple(_quote(quote, words) for quote in group.members),
    )


def _quote(quote: Quote, words: Wording) -> QuoteView:
    where = None
    if quote.page is not None:
        where = words.text("page", page=words.number(quote.page))
    elif quote.line is not None:
        where = words.text("line", line=words.number(quote.line))
    kind = words.word("kind", quote.kind.value)
    if quote.addressee:
        kind = f"{kind} {words.text('to', addressee=quote.addressee)}"
    parts = (
        quote.title or words.text("untitled"),
        quote.body or quote.organisation,
        words.date(quote.date),
        where,
        kind,
    )
    return QuoteView(
        quote.text, quote.lead_in or "", ", ".join(part for part in parts if part), quote.source, quote.language or "no"
    )


def _ended(title: str) -> str:
    """A title with the mark that ends it."""
    return title if title.endswith((".", "!", "?", "…")) else f"{title}."


def _origin(source: Source, words: Wording) -> str:
    body = source.body or " · ".join(filter(None, (source.organisation, source.region)))
    return ", ".join(filter(None, (body, words.date(source.date), source.file, source.resolution_id)))


def _notes(summary: Summary, words: Wording) -> Iterable[str]:
    names = ["note_quotes", "note_kinds", "note_machine", "note_themes", "note_collected"]
    if summary.compared_by is By.COUNTY:
        names.append("note_county")
    if any(count.value is None and count.demands for count in summary.counts_by(summary.compared_by)):
        names.append("note_without")
    names += ["note_families", "note_order"] if summary.families_known else ["note_no_families"]
    group = words.word("group", summary.compared_by.value).lower()
    return [words.text(name, group=group) for name in (*names, "note_places")]
