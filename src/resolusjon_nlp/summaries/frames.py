"""Parts of a summary as pandas tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from resolusjon_nlp.records import Record
from resolusjon_nlp.summaries.records import (
    AddresseeCount,
    Cell,
    GroupCount,
    KindCount,
    MunicipalityCount,
    Period,
    Quote,
    Source,
    Summary,
    ThemeSummary,
    part_named,
)

Row = dict[str, Any]

_RECORDS: dict[str, type[Record]] = {
    "trend": Period, "kinds": KindCount, "addressees": AddresseeCount, "municipalities": MunicipalityCount, "cells": Cell, "sources": Source,
}  # fmt: skip
SEPARATOR = "|"
"""Between the values in one cell."""
_GROUP_COLUMNS = (
    "theme",
    "family",
    "label",
    "size",
    "resolutions",
    "regions",
    "values",
    "everywhere",
    "text",
    "resolution_id",
    "source",
)
_QUOTE_COLUMNS = ("theme", "part", "family", "label", *Quote.model_fields)


def frame_of(summary: Summary, part: str) -> pd.DataFrame:
    """Table of one part of `summary`; see :meth:`Summary.to_frame`."""
    if part_named(part) == "groups":
        return pd.DataFrame(list(_group_rows(summary)), columns=list(_GROUP_COLUMNS))
    if part == "quotes":
        return pd.DataFrame(list(_quote_rows(summary)), columns=list(_QUOTE_COLUMNS))
    if part.startswith("by_"):
        counts: tuple[GroupCount, ...] = getattr(summary, part)
        rows = [{**count.to_dict(), "share": count.share} for count in counts]
        return pd.DataFrame(rows, columns=[*GroupCount.model_fields, "share"])
    shares = {"share"} if part == "trend" else set()
    rows = [record.to_dict() | {name: getattr(record, name) for name in shares} for record in getattr(summary, part)]
    return pd.DataFrame(rows, columns=[*_RECORDS[part].model_fields, *shares])


def _all(summary: Summary) -> tuple[ThemeSummary, ...]:
    return (summary, *summary.themes)


def _group_rows(summary: Summary) -> Iterator[Row]:
    for one in _all(summary):
        for group in one.groups:
            yield {
                "theme": one.theme,
                "family": group.family,
                "label": group.label,
                "size": group.size,
                "resolutions": group.resolutions,
                "regions": SEPARATOR.join(group.regions),
                "values": SEPARATOR.join(group.values),
                "everywhere": group.everywhere,
                "text": group.representative.text,
                "resolution_id": group.representative.resolution_id,
                "source": group.representative.source,
            }


def _quote_rows(summary: Summary) -> Iterator[Row]:
    for one in _all(summary):
        for group in one.groups:
            for quote in group.members:
                yield {
                    "theme": one.theme,
                    "part": "groups",
                    "family": group.family,
                    "label": group.label,
                } | quote.to_dict()
    for alone in summary.only:
        for quote in alone.quotes:
            yield {"theme": summary.theme, "part": "only", "family": None, "label": None} | quote.to_dict()
