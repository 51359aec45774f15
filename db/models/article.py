"""Articles, and the spans of their text on which facts rest. The text itself is never kept."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.declarative import (
    Model,
    Versioned,
    code_check,
    coded,
    date_checks,
    digest,
    folded,
    key,
    reference,
    slug,
    string,
)


class Article(Versioned, Model):
    """A news article: where it stands, when it was published, and the fingerprint of its text."""

    __tablename__ = "article"
    __table_args__ = (
        *date_checks("published"),
        code_check("text_normalisation", "text_normalisation"),
        CheckConstraint("text_length > 0", name="text_not_empty"),
        Index(None, "headline_folded", "id"),
        Index(None, "published_earliest", "id"),
        Index(None, "published_latest", "published_earliest", "id"),
        Index(None, "language", "published_earliest", "id"),
        Index(None, "publisher_id", "published_earliest", "id"),
    )

    id: Mapped[int] = key()
    slug: Mapped[str] = slug()
    dossier_id: Mapped[int] = reference("dossier", index=True)
    headline: Mapped[str]
    publisher_id: Mapped[int] = reference("source")
    byline: Mapped[str | None]
    url: Mapped[str | None]
    archived_url: Mapped[str | None]
    published_edtf: Mapped[str]
    published_earliest: Mapped[date]
    published_latest: Mapped[date]
    published_precision: Mapped[str] = coded("date_precision")
    published_basis: Mapped[str] = coded("date_basis")
    published_note: Mapped[str | None]
    retrieved: Mapped[date | None]
    language: Mapped[str] = mapped_column(string(35))
    licence: Mapped[str | None]
    text_sha256: Mapped[str] = digest()
    text_length: Mapped[int]
    text_normalisation: Mapped[str] = coded("text_normalisation")
    headline_folded: Mapped[str] = folded("headline")


class Anchor(Versioned, Model):
    """A span of an article's text in code points, and the SHA-256 of exactly that slice."""

    __tablename__ = "anchor"
    __table_args__ = (
        UniqueConstraint("article_id", "start", "end"),
        CheckConstraint('start >= 0 AND "end" > start', name="span"),
    )

    id: Mapped[int] = key()
    article_id: Mapped[int] = reference("article")
    start: Mapped[int]
    end: Mapped[int]
    sha256: Mapped[str] = digest()


class Omission(Versioned, Model):
    """A passage of the article that carries no fact, and why it was left out."""

    __tablename__ = "omission"
    __table_args__ = (Index(None, "article_id", "anchor_id"),)

    anchor_id: Mapped[int] = reference("anchor", primary_key=True)
    article_id: Mapped[int] = reference("article")
    reason: Mapped[str]


class Gap(Versioned, Model):
    """Something that the article itself says is unknown, unconfirmed or not given."""

    __tablename__ = "gap"
    __table_args__ = (
        code_check("kind", "gap_kind"),
        code_check("aspect", "aspect"),
        Index(None, "article_id", "id"),
        Index(None, "event_id", "id"),
        Index(None, "statement_id", "id"),
    )

    id: Mapped[int] = key()
    article_id: Mapped[int] = reference("article")
    anchor_id: Mapped[int] = reference("anchor", index=True)
    kind: Mapped[str] = coded("gap_kind")
    subject: Mapped[str]
    aspect: Mapped[str] = coded("aspect")
    event_id: Mapped[int | None] = reference("event", nullable=True)
    statement_id: Mapped[int | None] = reference("statement", nullable=True)
