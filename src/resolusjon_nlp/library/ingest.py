"""Files into the library: one transaction a file, nothing read twice, nothing doubled."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from spacy.language import Language
from sqlalchemy import Connection, Engine, delete, insert, select

from resolusjon_nlp.library import full_text
from resolusjon_nlp.library.database import writing
from resolusjon_nlp.library.families import families_of, refresh_families
from resolusjon_nlp.library.filters import first_day, last_day
from resolusjon_nlp.library.reports import IngestReport, IngestStatus
from resolusjon_nlp.library.schema import (
    AppearanceRow,
    DemandRow,
    DemandThemeRow,
    DocumentRow,
    FileRow,
    MentionRow,
    ResolutionRow,
    ResolutionThemeRow,
    name_key,
)
from resolusjon_nlp.norwegian.gazetteer import gazetteer
from resolusjon_nlp.reading.jobs import read_many
from resolusjon_nlp.reading.limits import Limits
from resolusjon_nlp.records import Demand, FileError, FileRecord, PageRegion, TaggedResolution
from resolusjon_nlp.tagging.pipeline import tag

CHUNK = 1 << 20


def ingest_files(
    engine: Engine,
    nlp: Language,
    paths: Sequence[Path],
    *,
    tagger: str,
    jobs: int = 1,
    password: str | None = None,
    limits: Limits | None = None,
    ocr: bool | None = None,
    again: bool = False,
) -> Iterator[IngestReport]:
    """Ingest `paths` and yield a report for each, in order.

    Parameters
    ----------
    tagger
        Name of the pipeline, kept with each document.
    ocr
        As in :func:`resolusjon_nlp.reading.reader.read`.
    again
        Read files again that have not changed.
    """
    known = {} if again else _known(engine)
    hashes = {path: _hash(path) for path in paths}
    to_read = [path for path in paths if hashes[path] is None or known.get(_key(path)) != hashes[path]]
    records = read_many(to_read, jobs=jobs, password=password, limits=limits, ocr=ocr)
    reading = set(to_read)
    for path in paths:
        if path not in reading:
            yield IngestReport(str(path), IngestStatus.UNCHANGED)
            continue
        record = next(records)
        yield _store(engine, nlp, path, record, tagger=tagger, again=again)


def add_resolutions(engine: Engine, resolutions: Iterable[TaggedResolution]) -> int:
    """Keep resolutions that are tagged already and come from no file; how many were not there before."""
    added = 0
    with writing(engine) as connection:
        for resolution in resolutions:
            if connection.execute(select(ResolutionRow.id).where(ResolutionRow.id == resolution.id)).first() is None:
                _write_resolution(connection, resolution)
                added += 1
    return added


def _key(path: Path) -> str:
    return str(path.resolve())


def _known(engine: Engine) -> dict[str, str]:
    """Paths that were read without error, with the hash of what they held."""
    with engine.connect() as connection:
        rows = connection.execute(select(FileRow.path, FileRow.sha256).where(FileRow.error_code.is_(None)))
        return {row.path: row.sha256 for row in rows}


def _hash(path: Path) -> str | None:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()


def _store(engine: Engine, nlp: Language, path: Path, record: FileRecord, *, tagger: str, again: bool) -> IngestReport:
    error = record.error or _without_text(record)
    # Tagging comes before the transaction, so that no lock is held while it works.
    resolutions = () if error is not None else tuple(tag(nlp, resolution) for resolution in record.resolutions)
    with writing(engine) as connection:
        before = connection.execute(select(FileRow).where(FileRow.path == _key(path))).one_or_none()
        status = IngestStatus.NEW if before is None or before.error_code is not None else IngestStatus.UPDATED
        if (
            before is not None
            and error is not None
            and before.error_code == error.code
            and before.sha256 == record.source.sha256
        ):
            return IngestReport(str(path), IngestStatus.FAILED, code=error.code, message=error.message)
        _forget(connection, _key(path))
        _write_file(connection, path, record, error)
        if error is not None:
            return IngestReport(str(path), IngestStatus.FAILED, code=error.code, message=error.message)
        twin = _write_document(connection, record, resolutions, tagger=tagger, again=again)
    return IngestReport(
        str(path),
        IngestStatus.UNCHANGED if twin is not None and status is IngestStatus.NEW else status,
        resolutions=len(resolutions),
        demands=sum(len(resolution.demands) for resolution in resolutions),
        code="duplicate" if twin is not None else next((w.code for w in record.source.warnings), None),
        message=f"Samme innhold som {twin}."
        if twin is not None
        else next((w.message for w in record.source.warnings), None),
    )


def _without_text(record: FileRecord) -> FileError | None:
    """A file that opened but gave nothing: its warnings say why."""
    if record.resolutions:
        return None
    codes = [warning.code for warning in record.source.warnings]
    if "scanned-page" in codes:
        return FileError(
            code="scanned-page",
            message="Filen er skannet: sidene er bilder uten tekst. Kjør tekstgjenkjenning (OCR) på den og les den inn på nytt.",
        )
    if "broken-text-layer" in codes:
        return FileError(
            code="broken-text-layer",
            message="Teksten i filen er lagret med tegn uten betydning. Skriv den ut til PDF på nytt, eller kjør tekstgjenkjenning (OCR).",
        )
    return FileError(code="no-text", message="Filen har ingen tekst. Se etter om riktig fil er lagret.")


def _forget(connection: Connection, path: str) -> None:
    """Take a path out, and what only it brought in."""
    sha256 = connection.execute(select(FileRow.sha256).where(FileRow.path == path)).scalar()
    if sha256 is None:
        return
    connection.execute(delete(FileRow).where(FileRow.path == path))
    others = connection.execute(
        select(FileRow.path).where(FileRow.sha256 == sha256, FileRow.error_code.is_(None))
    ).first()
    if others is None:
        _forget_document(connection, sha256)


def _forget_document(connection: Connection, sha256: str) -> None:
    ids = connection.execute(select(AppearanceRow.resolution_id).where(AppearanceRow.sha256 == sha256)).scalars().all()
    connection.execute(delete(DocumentRow).where(DocumentRow.sha256 == sha256))
    for resolution_id in ids:
        if (
            connection.execute(select(AppearanceRow.sha256).where(AppearanceRow.resolution_id == resolution_id)).first()
            is None
        ):
            _forget_resolution(connection, resolution_id)


def _forget_resolution(connection: Connection, resolution_id: str) -> None:
    families = families_of(connection, resolution_id)
    full_text.remove(connection, select(DemandRow.id).where(DemandRow.resolution_id == resolution_id))
    connection.execute(delete(ResolutionRow).where(ResolutionRow.id == resolution_id))
    refresh_families(connection, families)


def _write_file(connection: Connection, path: Path, record: FileRecord, error: FileError | None) -> None:
    connection.execute(
        insert(FileRow).values(
            path=_key(path),
            sha256=record.source.sha256,
            error_code=error.code if error else None,
            error_message=error.message if error else None,
            ingested_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
    )


def _write_document(
    connection: Connection, record: FileRecord, resolutions: Sequence[TaggedResolution], *, tagger: str, again: bool
) -> str | None:
    """Write a document unless its content is there already; the path it is known under is returned then."""
    sha256 = record.source.sha256
    twin = connection.execute(
        select(FileRow.path)
        .where(FileRow.sha256 == sha256, FileRow.error_code.is_(None))
        .order_by(FileRow.ingested_at, FileRow.path)
    ).scalars()
    others = [path for path in twin if path != _key(Path(record.source.path))]
    if connection.execute(select(DocumentRow.sha256).where(DocumentRow.sha256 == sha256)).first() is not None:
        if not again:
            return others[0] if others else None
        _forget_document(connection, sha256)
    connection.execute(insert(DocumentRow).values(sha256=sha256, tagger=tagger, source=record.source.to_dict()))
    for ordinal, resolution in enumerate(resolutions):
        if connection.execute(select(ResolutionRow.id).where(ResolutionRow.id == resolution.id)).first() is None:
            _write_resolution(connection, resolution)
        connection.execute(insert(AppearanceRow).values(sha256=sha256, ordinal=ordinal, resolution_id=resolution.id))
    return None


def _write_resolution(connection: Connection, resolution: TaggedResolution) -> None:
    connection.execute(
        insert(ResolutionRow).values(
            id=resolution.id,
            title=resolution.title,
            body=resolution.body,
            organisation=resolution.organisation,
            region=resolution.region,
            date=resolution.date,
            **_filtered_by(resolution),
            record=resolution.model_dump_json(),
        )
    )
    for rank, theme in enumerate(resolution.themes):
        connection.execute(
            insert(ResolutionThemeRow).values(
                resolution_id=resolution.id, theme=theme.theme, rank=rank, score=theme.score
            )
        )
    _write_mentions(connection, resolution)
    for ordinal, demand in enumerate(resolution.demands):
        _write_demand(connection, resolution, ordinal, demand)
    full_text.add(connection, resolution)


def _filtered_by(resolution: TaggedResolution) -> dict[str, str | None]:
    """What a resolution and its demands are filtered by."""
    return {
        "body_key": name_key(resolution.body),
        "organisation_key": name_key(resolution.organisation),
        "region_key": name_key(resolution.region),
        "earliest": first_day(resolution.date) if resolution.date else None,
        "latest": last_day(resolution.date) if resolution.date else None,
        "language": resolution.language,
    }


def _write_mentions(connection: Connection, resolution: TaggedResolution) -> None:
    rows: list[dict[str, object]] = [
        {"code": p.code, "name": p.name, "kind": p.kind.value, "county": p.county, "in_organisation": p.in_organisation}
        for p in resolution.places
    ]
    # The region of the adopting body counts as named, also where the text never says it.
    for entry in gazetteer().by_name.get(resolution.region or "", ())[:1]:
        rows.append(
            {
                "code": entry.code,
                "name": entry.name,
                "kind": entry.kind.value,
                "county": entry.county,
                "in_organisation": True,
            }
        )
    if rows:
        connection.execute(insert(MentionRow), [{"resolution_id": resolution.id, **row} for row in rows])


def _write_demand(connection: Connection, resolution: TaggedResolution, ordinal: int, demand: Demand) -> None:
    page = next((region.page for region in demand.regions if isinstance(region, PageRegion)), None)
    inserted = connection.execute(
        insert(DemandRow).values(
            resolution_id=resolution.id,
            ordinal=ordinal,
            text=demand.text,
            kind=demand.kind.value,
            addressee=demand.addressee,
            addressee_key=name_key(demand.addressee),
            addressee_type=demand.addressee_type.value if demand.addressee_type else None,
            page=page,
            **_filtered_by(resolution),
            record=demand.to_dict(),
        )
    )
    key = inserted.inserted_primary_key
    demand_id = key[0] if key is not None else None
    for theme in demand.themes:
        connection.execute(insert(DemandThemeRow).values(demand_id=demand_id, theme=theme))
