"""Sources: whoever speaks, or is spoken of as acting."""

from datetime import date
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    CompoundSelect,
    CreateView,
    Index,
    UniqueConstraint,
    exists,
    select,
    union_all,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.models.declarative import (
    Model,
    Versioned,
    code_check,
    coded,
    date_checks,
    folded,
    key,
    reference,
    slug,
    string,
)


class Source(Versioned, Model):
    """A person, body, publication or unnamed group that speaks or acts."""

    __tablename__ = "source"
    __table_args__ = (
        code_check("kind", "source_kind"),
        Index(None, "name", "id"),
        Index(None, "name_folded", "id"),
        Index(None, "kind", "name", "id"),
        Index(None, "country", "name", "id"),
        CheckConstraint("kind <> 'UNNAMED_GROUP' OR NOT named", name="unnamed_group"),
    )

    id: Mapped[int] = key()
    slug: Mapped[str] = slug()
    dossier_id: Mapped[int] = reference("dossier", index=True)
    name: Mapped[str]
    kind: Mapped[str] = coded("source_kind")
    # False for a group known only by a description ("military bloggers").
    named: Mapped[bool]
    role: Mapped[str | None]
    description: Mapped[str | None]
    country: Mapped[str | None] = mapped_column(string(2))
    name_folded: Mapped[str] = folded("name")


class SourceName(Versioned, Model):
    """Another name of a source: an alias, a transliteration, or a metonym ("the Kremlin")."""

    __tablename__ = "source_name"
    __table_args__ = (code_check("kind", "name_kind"), Index(None, "name"), Index(None, "name_folded"))

    source_id: Mapped[int] = reference("source", primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(string(35), primary_key=True)
    kind: Mapped[str] = coded("name_kind")
    name_folded: Mapped[str] = folded("name")


class SourceIdentifier(Versioned, Model):
    """A source's identifier elsewhere (Wikidata, ...)."""

    __tablename__ = "source_identifier"
    __table_args__ = (
        code_check("scheme", "identifier_scheme"),
        UniqueConstraint("scheme", "value"),
    )

    source_id: Mapped[int] = reference("source", primary_key=True)
    scheme: Mapped[str] = coded("identifier_scheme", primary_key=True)
    value: Mapped[str] = mapped_column(string(200), primary_key=True)


class Affiliation(Versioned, Model):
    """A source belongs to, or speaks for, an organisation over a span of time."""

    __tablename__ = "affiliation"
    __table_args__ = (
        *date_checks("span"),
        CheckConstraint("source_id <> organisation_id", name="not_itself"),
        Index(None, "organisation_id", "source_id"),
    )

    source_id: Mapped[int] = reference("source", primary_key=True)
    organisation_id: Mapped[int] = reference("source", primary_key=True)
    role: Mapped[str | None]
    span_edtf: Mapped[str]
    span_earliest: Mapped[date]
    span_latest: Mapped[date]
    span_precision: Mapped[str] = coded("date_precision")
    span_basis: Mapped[str] = coded("date_basis")
    span_note: Mapped[str | None]


class Likeness(Versioned, Model):
    """Two sources that may be one (two unnamed groups, say); stored once, read from both ends."""

    __tablename__ = "likeness"
    __table_args__ = (
        CheckConstraint("source_id <> other_id", name="not_itself"),
        Index(None, "other_id", "source_id"),
    )

    source_id: Mapped[int] = reference("source", primary_key=True)
    other_id: Mapped[int] = reference("source", primary_key=True)
    note: Mapped[str | None]


def both_ends() -> CompoundSelect[Any]:
    """The rows of `likeness_pair`."""
    # Two dossiers may state the same likeness, each from its own end; it is one likeness all the same.
    here, reverse = Likeness.__table__.c, Likeness.__table__.alias("reverse").c
    stated_twice = exists().where(reverse.source_id == here.other_id, reverse.other_id == here.source_id)
    return union_all(
        select(here.source_id, here.other_id, here.note),
        select(here.other_id.label("source_id"), here.source_id.label("other_id"), here.note).where(
            ~stated_twice
        ),
    )


likeness_pair = CreateView(both_ends(), "likeness_pair", metadata=Model.metadata).table
"""Each likeness from either end, once: ``source_id``, ``other_id``, ``note``. A view, made by a migration."""
