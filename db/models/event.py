"""Events, who took part in them and on which side, and where they happened, each on somebody's word."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.declarative import (
    Key,
    Model,
    Versioned,
    code_check,
    coded,
    date_checks,
    folded,
    key,
    reference,
    slug,
)

# Link rows repeat the date by which they are listed, so that "the newest of …" is an index range and not a
# sort. The composite foreign key keeps the copy equal to the original.
EVENT_DATE = ["event.id", "event.occurred_earliest"]


class Event(Versioned, Model):
    """Something that happened, goes on, may have happened, or is only talked of."""

    __tablename__ = "event"
    __table_args__ = (
        *date_checks("occurred"),
        code_check("type", "event_type"),
        code_check("modality", "modality"),
        CheckConstraint("part_of_id <> id", name="not_part_of_itself"),
        UniqueConstraint("id", "occurred_earliest"),
        Index(None, "occurred_earliest", "id"),
        Index(None, "occurred_latest", "occurred_earliest", "id"),
        Index(None, "type", "occurred_earliest", "id"),
        Index(None, "modality", "occurred_earliest", "id"),
        Index(None, "part_of_id", "occurred_earliest", "id"),
        Index(None, "title_folded", "id"),
    )

    id: Mapped[int] = key()
    slug: Mapped[str] = slug()
    dossier_id: Mapped[int] = reference("dossier", index=True)
    title: Mapped[str]
    summary: Mapped[str | None]
    type: Mapped[str] = coded("event_type")
    modality: Mapped[str] = coded("modality")
    occurred_edtf: Mapped[str]
    occurred_earliest: Mapped[date]
    occurred_latest: Mapped[date]
    occurred_precision: Mapped[str] = coded("date_precision")
    occurred_basis: Mapped[str] = coded("date_basis")
    occurred_note: Mapped[str | None]
    part_of_id: Mapped[int | None] = reference("event", nullable=True)
    title_folded: Mapped[str] = folded("title")


class Participation(Versioned, Model):
    """A source takes part in an event in a role, on the word of a statement."""

    __tablename__ = "participation"
    __table_args__ = (
        ForeignKeyConstraint(
            ["event_id", "occurred_earliest"],
            EVENT_DATE,
            onupdate="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        UniqueConstraint("statement_id", "event_id", "source_id", "role"),
        code_check("role", "participation_role"),
        Index(None, "event_id", "id"),
        Index(None, "source_id", "occurred_earliest", "id"),
    )

    id: Mapped[int] = key()
    statement_id: Mapped[int] = reference("statement")
    event_id: Mapped[int] = mapped_column(Key)
    source_id: Mapped[int] = reference("source")
    role: Mapped[str] = coded("participation_role")
    occurred_earliest: Mapped[date]


class Placement(Versioned, Model):
    """An event happened in, was aimed at, or came from a place, on the word of a statement."""

    __tablename__ = "placement"
    __table_args__ = (
        ForeignKeyConstraint(
            ["event_id", "occurred_earliest"],
            EVENT_DATE,
            onupdate="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        UniqueConstraint("statement_id", "event_id", "location_id", "role"),
        code_check("role", "placement_role"),
        Index(None, "event_id", "id"),
        Index(None, "location_id", "occurred_earliest", "id"),
    )

    id: Mapped[int] = key()
    statement_id: Mapped[int] = reference("statement")
    event_id: Mapped[int] = mapped_column(Key)
    location_id: Mapped[int] = reference("location")
    role: Mapped[str] = coded("placement_role")
    occurred_earliest: Mapped[date]


class Side(Versioned, Model):
    """On which side of an event a source stands, and why we say so."""

    __tablename__ = "side"
    __table_args__ = (
        code_check("side", "side"),
        code_check("why", "side_reason"),
        Index(None, "source_id", "event_id"),
    )

    event_id: Mapped[int] = reference("event", primary_key=True)
    source_id: Mapped[int] = reference("source", primary_key=True)
    dossier_id: Mapped[int] = reference("dossier", index=True)
    side: Mapped[str] = coded("side")
    why: Mapped[str] = coded("side_reason")
    note: Mapped[str | None]
