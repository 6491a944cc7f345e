"""Tables of the library: plain SQLAlchemy, the same on SQLite and PostgreSQL. The full-text index has a module of its own.

Columns whose names end in ``_key`` hold a name in lower case, so that names are compared alike whatever a database takes for lower case.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.dialects.postgresql import TEXT, VARCHAR
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

LIBRARY_VERSION = 3
"""Version of these tables; raised with every change to them, together with a migration in ``migrations/versions``."""


PLAIN_TEXT = Text().with_variant(TEXT(collation="C"), "postgresql")
"""Text that is ordered by code points on any database."""


def text_of(length: int) -> String:
    """Text of at most `length` characters, ordered by code points on any database."""
    return String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")


class Base(DeclarativeBase):
    """Base of all tables."""

    type_annotation_map: ClassVar = {str: PLAIN_TEXT}


class MetaRow(Base):
    """Facts about the library itself."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(text_of(50), primary_key=True)
    value: Mapped[str] = mapped_column()


class DocumentRow(Base):
    """One file content, whatever paths it is found under; ``source`` is its record."""

    __tablename__ = "documents"

    sha256: Mapped[str] = mapped_column(text_of(64), primary_key=True)
    tagger: Mapped[str] = mapped_column(text_of(100))
    source: Mapped[dict[str, object]] = mapped_column(JSON)


class FileRow(Base):
    """A path that was ingested: which content it has, or why it failed."""

    __tablename__ = "files"

    path: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(text_of(64), index=True)
    error_code: Mapped[str | None] = mapped_column(text_of(50))
    error_message: Mapped[str | None] = mapped_column()
    ingested_at: Mapped[str] = mapped_column(text_of(32))


class AppearanceRow(Base):
    """A resolution in a document; the same resolution may stand in several (PDF and text, say)."""

    __tablename__ = "appearances"

    sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256", ondelete="CASCADE"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True)
    resolution_id: Mapped[str] = mapped_column(ForeignKey("resolutions.id", ondelete="CASCADE"), index=True)


class ResolutionRow(Base):
    """One resolution with the fields one filters by; ``record`` is the whole of it as JSON.

    ``earliest`` and ``latest`` are the first and last day the date may mean (``2022-10`` is 1 to 31 October).
    """

    __tablename__ = "resolutions"

    id: Mapped[str] = mapped_column(text_of(32), primary_key=True)
    title: Mapped[str | None] = mapped_column()
    body: Mapped[str | None] = mapped_column()
    organisation: Mapped[str | None] = mapped_column()
    region: Mapped[str | None] = mapped_column()
    body_key: Mapped[str | None] = mapped_column()
    organisation_key: Mapped[str | None] = mapped_column(index=True)
    region_key: Mapped[str | None] = mapped_column(index=True)
    date: Mapped[str | None] = mapped_column(text_of(10))
    earliest: Mapped[str | None] = mapped_column(text_of(10), index=True)
    latest: Mapped[str | None] = mapped_column(text_of(10), index=True)
    language: Mapped[str | None] = mapped_column(text_of(2))
    record: Mapped[str] = mapped_column()


class ResolutionThemeRow(Base):
    """A theme of a resolution; ``rank`` counts from 0."""

    __tablename__ = "resolution_themes"

    resolution_id: Mapped[str] = mapped_column(ForeignKey("resolutions.id", ondelete="CASCADE"), primary_key=True)
    theme: Mapped[str] = mapped_column(text_of(50), primary_key=True, index=True)
    rank: Mapped[int] = mapped_column(Integer)
    score: Mapped[float] = mapped_column(Float)


class MentionRow(Base):
    """A place mention in a resolution."""

    __tablename__ = "mentions"
    # Searches ask whether a resolution that is found names a place, so the resolution comes first.
    __table_args__ = (
        Index("mention_of_code", "resolution_id", "code"),
        Index("mention_of_county", "resolution_id", "county"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    resolution_id: Mapped[str] = mapped_column(ForeignKey("resolutions.id", ondelete="CASCADE"))
    code: Mapped[str | None] = mapped_column(text_of(60))
    name: Mapped[str] = mapped_column()
    kind: Mapped[str] = mapped_column(text_of(30))
    county: Mapped[str | None] = mapped_column(text_of(2))
    in_organisation: Mapped[bool] = mapped_column()


class FamilyRow(Base):
    """Demands that ask for the same in different words; ``size`` counts them, ``representative_demand_id`` is the one to show."""

    __tablename__ = "families"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    # Demands and families point at each other: this side is made last and may be empty.
    representative_demand_id: Mapped[int | None] = mapped_column(
        ForeignKey("demands.id", ondelete="SET NULL", name="family_representative", use_alter=True), index=True
    )
    size: Mapped[int] = mapped_column(Integer)
    label: Mapped[str] = mapped_column()


class DemandRow(Base):
    """One demand; ``record`` is the whole of it.

    What its resolution is filtered by stands here too, as it never changes: a search that finds thousands need not look up as many resolutions.
    """

    __tablename__ = "demands"
    __table_args__ = (Index("demand_of_resolution", "resolution_id", "ordinal", unique=True),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    resolution_id: Mapped[str] = mapped_column(ForeignKey("resolutions.id", ondelete="CASCADE"))
    ordinal: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column()
    kind: Mapped[str] = mapped_column(text_of(20), index=True)
    addressee: Mapped[str | None] = mapped_column(index=True)
    addressee_key: Mapped[str | None] = mapped_column()
    addressee_type: Mapped[str | None] = mapped_column(text_of(30))
    page: Mapped[int | None] = mapped_column(Integer)
    family_id: Mapped[int | None] = mapped_column(ForeignKey("families.id", ondelete="SET NULL"), index=True)
    body_key: Mapped[str | None] = mapped_column()
    organisation_key: Mapped[str | None] = mapped_column()
    region_key: Mapped[str | None] = mapped_column()
    earliest: Mapped[str | None] = mapped_column(text_of(10))
    latest: Mapped[str | None] = mapped_column(text_of(10))
    language: Mapped[str | None] = mapped_column(text_of(2))
    record: Mapped[dict[str, object]] = mapped_column(JSON)


class DemandThemeRow(Base):
    """A theme of a demand."""

    __tablename__ = "demand_themes"

    demand_id: Mapped[int] = mapped_column(ForeignKey("demands.id", ondelete="CASCADE"), primary_key=True)
    theme: Mapped[str] = mapped_column(text_of(50), primary_key=True, index=True)


WORDS_TABLE = "demand_words"
INDEX_TABLE = "demand_index"
"""Tables of the full-text index: what it holds, and where it is looked up. In both, ``rowid`` is the demand's id."""


def name_key(name: str | None) -> str | None:
    """A name as it is compared."""
    return None if name is None else name.lower()
