"""The library as users hold it: open, ingest, search, take out as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pandas as pd
from spacy.language import Language
from sqlalchemy import Connection, func, select

from resolusjon_nlp.errors import LibraryError
from resolusjon_nlp.library.database import open_engine, writing
from resolusjon_nlp.library.facets import Facet, FacetCount, count_facets, facet_rows
from resolusjon_nlp.library.filters import Filters
from resolusjon_nlp.library.hits import SearchHit
from resolusjon_nlp.library.ingest import add_resolutions, ingest_files
from resolusjon_nlp.library.mentions import MENTION_COLUMNS, columns_by, count_rows, mention_rows
from resolusjon_nlp.library.postgres import shown_name
from resolusjon_nlp.library.reports import IngestReport
from resolusjon_nlp.library.schema import DemandRow, FileRow, ResolutionRow
from resolusjon_nlp.library.search import Found, Sort, count_demands, find_demands, search_demands
from resolusjon_nlp.library.tables import demand_rows, place_rows, resolution_rows, tagged_resolutions
from resolusjon_nlp.library.tagger import tagged_otherwise, tagger_name
from resolusjon_nlp.reading.jobs import expand_paths
from resolusjon_nlp.reading.limits import Limits
from resolusjon_nlp.records import TaggedResolution
from resolusjon_nlp.tagging.pipeline import load

DEFAULT_PATH = "resolusjoner.db"


class Library:
    """A collection of resolutions in an SQLite file, or on a PostgreSQL server that many share.

    Parameters
    ----------
    where
        Path of the file; ``:memory:`` for a library that is not kept; ``postgresql://user@server/database`` (which needs the extra ``postgres``).
    create
        Make the library when it is not there. One of an older version is upgraded in any case.

    Raises
    ------
    LibraryError
        When it cannot be opened, is no library, or is of a newer version.

    Examples
    --------
    >>> with Library(":memory:") as library:
    ...     library.counts()["resolutions"]
    0
    """

    def __init__(self, where: Path | str = DEFAULT_PATH, *, create: bool = True) -> None:
        self.where = shown_name(str(where))
        self._engine = open_engine(where, create=create)

    def __enter__(self) -> Self:
        """Use the library in a ``with`` statement."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the library."""
        self.close()

    def close(self) -> None:
        """Let go of the file, or of the server."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read from, for what builds on the tables (:mod:`resolusjon_nlp.library.schema`)."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction to write in, one at a time over all processes; undone when the block fails.

        Raises
        ------
        LibraryError
            When others write for too long.
        """
        with writing(self._engine) as connection:
            yield connection

    def ingest(
        self,
        paths: Sequence[Path | str] | Path | str,
        *,
        recursive: bool = False,
        jobs: int = 1,
        password: str | None = None,
        limits: Limits | None = None,
        ocr: bool | None = None,
        again: bool = False,
        nlp: Language | None = None,
    ) -> list[IngestReport]:
        """Read, tag and keep files and folders; see :meth:`ingesting` for one report at a time."""
        named = [paths] if isinstance(paths, str | Path) else list(paths)
        files = expand_paths(named, recursive=recursive)
        reports = self.ingesting(files, jobs=jobs, password=password, limits=limits, ocr=ocr, again=again, nlp=nlp)
        return list(reports)

    def ingesting(
        self,
        files: Sequence[Path],
        *,
        jobs: int = 1,
        password: str | None = None,
        limits: Limits | None = None,
        ocr: bool | None = None,
        again: bool = False,
        nlp: Language | None = None,
    ) -> Iterator[IngestReport]:
        """Yield a report for each of `files` as it is done.

        Files whose content has not changed since they were read are left alone (unless `again`); each file is written whole or not at all, so
        an interrupted run is resumed by running it once more.
        """
        pipeline = nlp or load()
        yield from ingest_files(
            self._engine,
            pipeline,
            files,
            tagger=tagger_name(pipeline),
            jobs=jobs,
            password=password,
            limits=limits,
            ocr=ocr,
            again=again,
        )

    def outdated(self, nlp: Language) -> int:
        """How many documents were tagged by another pipeline than `nlp`: by other models, or an older version of this program.

        They can be tagged anew with ``ingest(…, again=True)``.
        """
        with self._engine.connect() as connection:
            return tagged_otherwise(connection, tagger_name(nlp))

    def add(self, resolutions: Iterable[TaggedResolution]) -> int:
        """Keep resolutions that are tagged already, such as those of :func:`resolusjon_nlp.analyze`; returns how many were not there before."""
        return add_resolutions(self._engine, resolutions)

    def search(
        self,
        query: str = "",
        *,
        filters: Filters | None = None,
        limit: int | None = 20,
        offset: int = 0,
        sort: Sort | str = Sort.RELEVANCE,
        related: bool = False,
        grouped: bool = False,
        **conditions: str | None,
    ) -> list[SearchHit]:
        """Find demands; an empty query lists all that pass the filters.

        Parameters
        ----------
        query
            Words (all must occur, or any of them where no demand holds all), in any inflection, in the other written form, in compounds; ``"a phrase"``,
            ``begin*``, ``OG``, ``ELLER``, ``IKKE``, and conditions such as ``tema:samferdsel``, ``kommune:Asker``, ``år:2023-2025``.
        filters, **conditions
            A :class:`Filters`, or its fields as keywords (``theme="samferdsel"``, ``since="2024"``). The query's own conditions win.
        limit, offset
            How many hits, and how many to skip; no limit with None.
        sort
            ``relevance``, or ``date`` for the newest first.
        related
            Rank by meaning too, by vectors and other words for the same; where few demands fit, others follow that fit in part (``hit.fits == "part"``).
        grouped
            Only the best of each family of like demands.
        """
        with self._engine.connect() as connection:
            return search_demands(
                connection,
                query,
                filters or Filters(**conditions),
                limit=limit,
                offset=offset,
                sort=Sort(sort),
                related=related,
                grouped=grouped,
            )

    def find(
        self,
        query: str = "",
        *,
        filters: Filters | None = None,
        limit: int | None = 20,
        offset: int = 0,
        sort: Sort | str = Sort.RELEVANCE,
        related: bool = True,
        grouped: bool = False,
        **conditions: str | None,
    ) -> Found:
        """As :meth:`search`, with how many fit in all and, where words are spelt wrongly, what may have been meant."""
        with self._engine.connect() as connection:
            return find_demands(
                connection,
                query,
                filters or Filters(**conditions),
                limit=limit,
                offset=offset,
                sort=Sort(sort),
                related=related,
                grouped=grouped,
            )

    def count(self, query: str = "", *, filters: Filters | None = None, **conditions: str | None) -> int:
        """How many demands :meth:`search` would find without a limit."""
        with self._engine.connect() as connection:
            return count_demands(connection, query, filters or Filters(**conditions))

    def facets(
        self,
        query: str = "",
        *,
        by: Sequence[Facet | str] = tuple(Facet),
        filters: Filters | None = None,
        **conditions: str | None,
    ) -> list[FacetCount]:
        """How the demands that :meth:`search` finds are spread over regions, places, themes, years, kinds and organisations.

        Examples
        --------
        >>> with Library(":memory:") as library:
        ...     library.facets("tog", by=["theme", "year"])
        []
        """
        with self._engine.connect() as connection:
            return count_facets(connection, query, filters or Filters(**conditions), by=by)

    def facet_table(
        self,
        query: str = "",
        *,
        by: Sequence[Facet | str] = tuple(Facet),
        filters: Filters | None = None,
        **conditions: str | None,
    ) -> pd.DataFrame:
        """Table of :meth:`facets`, one row for each value."""
        rows = facet_rows(self.facets(query, by=by, filters=filters, **conditions))
        return pd.DataFrame(rows, columns=list(FacetCount.model_fields))

    def counts(self) -> dict[str, int]:
        """Sizes: files read, files that failed, resolutions, demands."""
        with self._engine.connect() as connection:

            def size(statement: Any) -> int:
                return int(connection.execute(statement).scalar() or 0)

            return {
                "files": size(select(func.count()).select_from(FileRow).where(FileRow.error_code.is_(None))),
                "failed": size(select(func.count()).select_from(FileRow).where(FileRow.error_code.is_not(None))),
                "resolutions": size(select(func.count()).select_from(ResolutionRow)),
                "demands": size(select(func.count()).select_from(DemandRow)),
            }

    def get(self, resolution_id: str) -> TaggedResolution:
        """One resolution by its id, or by the beginning of it where no other begins so.

        Raises
        ------
        LibraryError
            When none or several fit.
        """
        with self._engine.connect() as connection:
            statement = select(ResolutionRow.id, ResolutionRow.record).where(
                ResolutionRow.id.startswith(resolution_id.lower(), autoescape=True)
            )
            rows = connection.execute(statement.limit(2)).all()
        if len(rows) != 1:
            problem = "finnes ikke" if not rows else "passer på flere"
            raise LibraryError(
                f"Resolusjonen «{resolution_id}» {problem} i biblioteket.", advice="Finn id-en med «resolusjon search»."
            )
        return TaggedResolution.model_validate_json(rows[0].record)

    def resolutions(self, *, filters: Filters | None = None, **conditions: str | None) -> pd.DataFrame:
        """Table of resolutions, one row each."""
        with self._engine.connect() as connection:
            return pd.DataFrame(resolution_rows(connection, filters or Filters(**conditions)))

    def demands(self, query: str = "", *, filters: Filters | None = None, **conditions: str | None) -> pd.DataFrame:
        """Table of demands, one row each, with source, page and quote."""
        return pd.DataFrame(demand_rows(self.search(query, filters=filters or Filters(**conditions), limit=None)))

    def places(self, *, filters: Filters | None = None, **conditions: str | None) -> pd.DataFrame:
        """Table of places named, one row for each resolution and place, with the number of mentions."""
        with self._engine.connect() as connection:
            return pd.DataFrame(place_rows(connection, filters or Filters(**conditions)))

    def mentions(
        self,
        *,
        by: Sequence[str] | str | None = None,
        in_organisations: bool = False,
        filters: Filters | None = None,
        **conditions: str | None,
    ) -> pd.DataFrame:
        """Table of place mentions: one row each, or counted; see :func:`resolusjon_nlp.place_mentions`.

        Examples
        --------
        >>> with Library(":memory:") as library:
        ...     list(library.mentions(by=["municipality", "year"]).columns)
        ['municipality', 'municipality_name', 'county', 'candidates', 'year', 'mentions', 'resolutions']
        """
        return place_mentions(
            self.tagged(filters=filters or Filters(**conditions)), by=by, in_organisations=in_organisations
        )

    def tagged(self, *, filters: Filters | None = None, **conditions: str | None) -> list[TaggedResolution]:
        """The resolutions that pass the filters, whole, newest first."""
        with self._engine.connect() as connection:
            return list(tagged_resolutions(connection, filters or Filters(**conditions)))


def place_mentions(
    resolutions: Iterable[TaggedResolution], *, by: Sequence[str] | str | None = None, in_organisations: bool = False
) -> pd.DataFrame:
    """Table of the places that resolutions name.

    Parameters
    ----------
    resolutions
        What :func:`resolusjon_nlp.tag`, :func:`resolusjon_nlp.analyze` or a library gave.
    by
        None for one row a mention; otherwise ``place``, ``municipality``, ``county``, ``year`` or several of them, for the number of mentions and of
        resolutions by each. Towns and former municipalities count for the municipality they lie in today.
    in_organisations
        Count names that are only part of an organisation's too ("LO i Bergen").

    Returns
    -------
    pandas.DataFrame
        An undecided name has no code, and its candidates' codes in ``candidates``, separated by ``|``.

    Raises
    ------
    UsageError
        When `by` is nothing that mentions can be counted by.
    """
    rows = mention_rows(resolutions, in_organisations=in_organisations)
    if by is None:
        return pd.DataFrame(rows, columns=list(MENTION_COLUMNS))
    groupings = [by] if isinstance(by, str) else list(by)
    return pd.DataFrame(count_rows(rows, groupings), columns=[*columns_by(groupings), "mentions", "resolutions"])
