"""A row of a search: a demand with what it stands in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import Connection, select

from resolusjon_nlp.library.matching import index_texts
from resolusjon_nlp.library.query import Node
from resolusjon_nlp.library.schema import AppearanceRow, DemandRow, FileRow, ResolutionRow
from resolusjon_nlp.library.snippets import snippet
from resolusjon_nlp.library.surroundings import surroundings
from resolusjon_nlp.records import Block, Demand, Record


class SearchHit(Record):
    """A row of a search: a demand with what it stands in.

    Attributes
    ----------
    fits
        ``all`` where the demand holds the whole query, ``part`` where it holds some of it or other words for it.
    snippet
        Part of the demand, with ``**`` around what fits.
    heading, lead_in, before, after
        The heading and the lead-in above it, and the sentence before and after it.
    family, family_size, family_regions
        In a search grouped by families: its family, how many demands of it were found (this one among them), and the regions they are from.
    """

    rank: int
    score: float
    resolution_id: str
    path: str
    title: str | None
    body: str | None
    organisation: str | None
    region: str | None
    date: str | None
    page: int | None
    demand: Demand
    snippet: str
    fits: Literal["all", "part"] = "all"
    heading: str | None = None
    lead_in: str | None = None
    before: str | None = None
    after: str | None = None
    family: int | None = None
    family_size: int = 1
    family_regions: tuple[str, ...] = ()


def read_hits(
    connection: Connection,
    chosen: Sequence[tuple[int, float, bool]],
    root: Node | None,
    *,
    first_rank: int,
    related: bool,
) -> list[SearchHit]:
    """The hits of the demands `chosen`: their numbers, scores, and whether they hold the whole query."""
    columns = (
        DemandRow.id,
        DemandRow.resolution_id,
        DemandRow.record,
        DemandRow.page,
        DemandRow.family_id,
        ResolutionRow.title,
        ResolutionRow.body,
        ResolutionRow.organisation,
        ResolutionRow.region,
        ResolutionRow.date,
    )
    statement = select(*columns).join(ResolutionRow, ResolutionRow.id == DemandRow.resolution_id)
    rows: dict[int, dict[str, Any]] = {}
    numbers = [number for number, _, _ in chosen]
    for start in range(0, len(numbers), BATCH):
        found = connection.execute(statement.where(DemandRow.id.in_(numbers[start : start + BATCH])))
        rows.update({row.id: dict(row._mapping) for row in found})
    paths = first_paths(connection, sorted({row["resolution_id"] for row in rows.values()}))
    blocks = _blocks(connection, sorted({row["resolution_id"] for row in rows.values()}))
    indexed: dict[int, dict[str, str]] = {}
    for start in range(0, len(numbers) if root is not None else 0, BATCH):
        indexed.update(index_texts(connection, numbers[start : start + BATCH]))
    hits = []
    for rank, (number, score, is_whole) in enumerate(chosen, start=first_rank):
        row = rows[number]
        hits.append(_hit(rank, row, score, is_whole, root, paths, blocks, indexed.get(number), related=related))
    return hits


BATCH = 500
"""Numbers in one condition; databases take only so many."""


def _hit(
    rank: int,
    row: Mapping[str, Any],
    score: float,
    is_whole: bool,
    root: Node | None,
    paths: Mapping[str, str],
    blocks: Mapping[str, tuple[Block, ...]],
    indexed: Mapping[str, str] | None,
    *,
    related: bool,
) -> SearchHit:
    demand = Demand.model_validate(row["record"])
    around = surroundings(blocks.get(row["resolution_id"], ()), demand)
    return SearchHit(
        rank=rank,
        score=round(score, 3),
        resolution_id=row["resolution_id"],
        path=paths.get(row["resolution_id"], ""),
        title=row["title"],
        body=row["body"],
        organisation=row["organisation"],
        region=row["region"],
        date=row["date"],
        page=row["page"],
        demand=demand,
        snippet=snippet(demand.text, root, related=related, indexed=indexed),
        fits="all" if is_whole else "part",
        heading=around.heading,
        lead_in=around.lead_in,
        before=around.before,
        after=around.after,
        family=row["family_id"],
    )


def _blocks(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Block, ...]]:
    """The blocks of resolutions, without the rest of their records, which takes longer to check than to read."""
    out = {}
    for start in range(0, len(ids), BATCH):
        statement = select(ResolutionRow.id, ResolutionRow.record).where(
            ResolutionRow.id.in_(ids[start : start + BATCH])
        )
        for identifier, record in connection.execute(statement):
            read = json.loads(record)
            out[identifier] = tuple(Block.model_validate({**block, "regions": ()}) for block in read["blocks"])
    return out


def first_paths(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """For each resolution the first path it was ingested from."""
    out: dict[str, str] = {}
    for start in range(0, len(ids), BATCH):
        statement = (
            select(AppearanceRow.resolution_id, FileRow.path)
            .join(FileRow, FileRow.sha256 == AppearanceRow.sha256)
            .where(AppearanceRow.resolution_id.in_(ids[start : start + BATCH]), FileRow.error_code.is_(None))
            .order_by(FileRow.ingested_at.desc(), FileRow.path.desc())
        )
        out.update({row.resolution_id: row.path for row in connection.execute(statement)})
    return out
