"""The demands that a summary quotes, fetched together, and their sources, numbered."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from sqlalchemy import Connection

from resolusjon_nlp.library.surroundings import lead_in
from resolusjon_nlp.records import Block, Demand, DemandKind, Position
from resolusjon_nlp.summaries import queries
from resolusjon_nlp.summaries.records import Quote, Source


class Quoting:
    """Gathers which demands are to be quoted, fetches them together and numbers their sources."""

    def __init__(self) -> None:
        self._wanted: set[int] = set()
        self._quotes: dict[int, Quote] = {}
        self.sources: tuple[Source, ...] = ()

    def want(self, numbers: Iterable[int]) -> None:
        """Demands that are to be quoted."""
        self._wanted.update(numbers)

    def quote(self, number: int) -> Quote:
        """The quote of a demand that was fetched."""
        return self._quotes[number]

    def fetch(self, connection: Connection) -> None:
        """Fetch what is wanted, and number the sources: newest first."""
        rows = list(queries.demand_texts(connection, self._wanted))
        resolutions = {row.resolution_id: row for row in rows}
        # Newest first; sorting is stable, so what has the same date stays in the order of its id.
        ordered = sorted(sorted(resolutions), key=lambda identifier: resolutions[identifier].date or "", reverse=True)
        paths = queries.paths(connection, ordered)
        numbers = {identifier: number for number, identifier in enumerate(ordered, start=1)}
        self.sources = tuple(
            Source(
                number=numbers[identifier],
                file=PurePath(paths[identifier]).name if identifier in paths else None,
                **_heading(resolutions[identifier]),
            )
            for identifier in ordered
        )
        led = _lead_ins(connection, [row for row in rows if row.record["position"] == Position.LIST])
        self._quotes = {row.id: _quote(row, numbers[row.resolution_id], led.get(row.id)) for row in rows}


def _lead_ins(connection: Connection, rows: Iterable[Any]) -> dict[int, str]:
    """The sentences that list items go on from, by the items' numbers."""
    items: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        items[row.resolution_id].append(row)
    found: dict[int, str] = {}
    for identifier, record in queries.records(connection, items):
        # Where the blocks lie on the page takes long to check, and is not asked for.
        blocks = tuple(Block.model_validate({**block, "regions": ()}) for block in json.loads(record)["blocks"])
        for row in items[identifier]:
            text = lead_in(blocks, Demand.model_validate(row.record))
            if text is not None:
                found[row.id] = text
    return found


def _heading(row: Any) -> dict[str, str | None]:
    return {name: getattr(row, name) for name in ("resolution_id", "title", "body", "organisation", "region", "date")}


def _quote(row: Any, source: int, led: str | None) -> Quote:
    regions = row.record.get("regions") or [{}]
    return Quote(
        demand_id=row.id,
        start=row.record["start"],
        end=row.record["end"],
        text=row.record["text"],
        lead_in=led,
        kind=DemandKind(row.record["kind"]),
        addressee=row.record.get("addressee"),
        page=row.page,
        line=regions[0].get("line"),
        language=row.language,
        source=source,
        **_heading(row),
    )
