"""Flat rows for pandas, Excel and R."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from resolusjon_nlp.library.filters import Filters
from resolusjon_nlp.library.hits import SearchHit
from resolusjon_nlp.library.schema import (
    AppearanceRow,
    DemandRow,
    FileRow,
    MentionRow,
    ResolutionRow,
    ResolutionThemeRow,
)
from resolusjon_nlp.records import TaggedResolution
from resolusjon_nlp.tagging.themes.lexicon import cap_topics

Row = dict[str, Any]


def demand_rows(hits: Iterable[SearchHit]) -> list[Row]:
    """One row a demand: the quote, what was found of it, and where it stands."""
    return [
        {
            "resolution_id": hit.resolution_id,
            "date": hit.date,
            "organisation": hit.organisation,
            "body": hit.body,
            "region": hit.region,
            "title": hit.title,
            "kind": hit.demand.kind.value,
            "text": hit.demand.text,
            "cue": hit.demand.cue,
            "addressee": hit.demand.addressee,
            "addressee_type": hit.demand.addressee_type.value if hit.demand.addressee_type else None,
            "position": hit.demand.position.value,
            "themes": "|".join(hit.demand.themes),
            "cap_topics": _topics(hit.demand.themes),
            "places": "|".join(hit.demand.places),
            "confidence": hit.demand.confidence,
            "page": hit.page,
            "start": hit.demand.start,
            "end": hit.demand.end,
            "path": hit.path,
        }
        for hit in hits
    ]


def resolution_rows(connection: Connection, filters: Filters) -> list[Row]:
    """One row a resolution, newest first."""
    path = (
        select(func.min(FileRow.path))
        .join(AppearanceRow, AppearanceRow.sha256 == FileRow.sha256)
        .where(AppearanceRow.resolution_id == ResolutionRow.id)
        .correlate(ResolutionRow)
        .scalar_subquery()
    )
    demands = (
        select(func.count(DemandRow.id))
        .where(DemandRow.resolution_id == ResolutionRow.id)
        .correlate(ResolutionRow)
        .scalar_subquery()
    )
    statement = (
        select(
            ResolutionRow.id.label("resolution_id"),
            ResolutionRow.date,
            ResolutionRow.organisation,
            ResolutionRow.body,
            ResolutionRow.region,
            ResolutionRow.title,
            ResolutionRow.language,
            demands.label("demands"),
            path.label("path"),
        )
        .where(*filters.resolution_conditions(with_theme=True))
        .order_by(ResolutionRow.latest.desc().nulls_last(), ResolutionRow.id)
    )
    rows: list[Row] = [dict(row._mapping) for row in connection.execute(statement)]
    themes: dict[str, list[str]] = {}
    for resolution_id, theme in connection.execute(
        select(ResolutionThemeRow.resolution_id, ResolutionThemeRow.theme).order_by(ResolutionThemeRow.rank)
    ):
        themes.setdefault(resolution_id, []).append(theme)
    return [
        {**row, "themes": "|".join(named), "cap_topics": _topics(named)}
        for row in rows
        for named in (themes.get(row["resolution_id"], []),)
    ]


def _topics(themes: Iterable[str]) -> str:
    """Comparative Agendas major topics, for comparison with other countries."""
    return "|".join(map(str, cap_topics(themes)))


def place_rows(connection: Connection, filters: Filters) -> list[Row]:
    """One row for each resolution and place named in it."""
    statement = (
        select(
            ResolutionRow.id.label("resolution_id"),
            ResolutionRow.date,
            ResolutionRow.region,
            ResolutionRow.title,
            MentionRow.code,
            MentionRow.name,
            MentionRow.kind,
            MentionRow.county,
            MentionRow.in_organisation,
            func.count().label("mentions"),
        )
        .join(MentionRow, MentionRow.resolution_id == ResolutionRow.id)
        .where(*filters.resolution_conditions(with_theme=True))
        .group_by(
            ResolutionRow.id,
            MentionRow.code,
            MentionRow.name,
            MentionRow.kind,
            MentionRow.county,
            MentionRow.in_organisation,
        )
        .order_by(ResolutionRow.latest.desc().nulls_last(), ResolutionRow.id, MentionRow.name)
    )
    return [dict(row._mapping) for row in connection.execute(statement)]


def tagged_resolutions(connection: Connection, filters: Filters) -> Iterator[TaggedResolution]:
    """The resolutions that pass the filters, newest first."""
    statement = (
        select(ResolutionRow.record)
        .where(*filters.resolution_conditions(with_theme=True))
        .order_by(ResolutionRow.latest.desc().nulls_last(), ResolutionRow.id)
    )
    for (record,) in connection.execute(statement):
        yield TaggedResolution.model_validate_json(record)
