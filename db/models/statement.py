"""Statements: who said what, through whom, how firmly, in which words, and about what."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
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
    number_check,
    reference,
    slug,
)

# As in event.py: the listing date is repeated in the links, held equal by the key.
STATEMENT_DATE = ["statement.id", "statement.said_earliest"]


def dated_link() -> ForeignKeyConstraint:
    """The statement that a link belongs to, with the day by which the link is listed."""
    return ForeignKeyConstraint(
        ["statement_id", "said_earliest"],
        STATEMENT_DATE,
        onupdate="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    )


class Statement(Versioned, Model):
    """One attributed proposition, in our own words."""

    __tablename__ = "statement"
    __table_args__ = (
        *date_checks("said"),
        code_check("form", "statement_form"),
        code_check("speech_act", "speech_act"),
        UniqueConstraint("id", "said_earliest"),
        Index(None, "said_earliest", "id"),
        Index(None, "said_latest", "said_earliest", "id"),
        # Each ends in the other, so that those of one are counted by the other from the index alone.
        Index(None, "form", "said_earliest", "id", "speech_act"),
        Index(None, "speech_act", "said_earliest", "id", "form"),
        Index(None, "article_id", "position", "id"),
    )

    id: Mapped[int] = key()
    slug: Mapped[str] = slug()
    # Found by the article, which is of the same dossier.
    dossier_id: Mapped[int] = reference("dossier")
    article_id: Mapped[int] = reference("article")
    # The order of the article: where the statement's first anchor starts, then the order of the dossier.
    position: Mapped[int]
    proposition: Mapped[str]
    form: Mapped[str] = coded("statement_form")
    speech_act: Mapped[str] = coded("speech_act")
    reporting_verb: Mapped[str | None]
    channel: Mapped[str | None]
    said_edtf: Mapped[str]
    said_earliest: Mapped[date]
    said_latest: Mapped[date]
    said_precision: Mapped[str] = coded("date_precision")
    said_basis: Mapped[str] = coded("date_basis")
    said_note: Mapped[str | None]
    proposition_folded: Mapped[str] = folded("proposition")


class StatementAnchor(Versioned, Model):
    """A span of the article in which the statement stands."""

    __tablename__ = "statement_anchor"

    statement_id: Mapped[int] = reference("statement", primary_key=True)
    anchor_id: Mapped[int] = reference("anchor", primary_key=True, index=True)


class Quotation(Versioned, Model):
    """The speaker's verbatim words, with the span where they stand."""

    __tablename__ = "quotation"

    statement_id: Mapped[int] = reference("statement", primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    anchor_id: Mapped[int] = reference("anchor", index=True)


class Attribution(Versioned, Model):
    """A link of the chain by which a statement reaches us, with how firmly that source holds it."""

    __tablename__ = "attribution"
    __table_args__ = (
        dated_link(),
        code_check("role", "attribution_role"),
        code_check("commitment", "commitment"),
        code_check("basis", "attribution_basis"),
        CheckConstraint("(position = 0) = (role = 'ORIGINATOR')", name="originators_first"),
        CheckConstraint("position >= 0", name="counted_from_zero"),
        # With what is asked of an attribution most, so that its row is not looked up beside the index.
        Index(None, "statement_id", "position", "source_id", "role", "commitment"),
        Index(None, "source_id", "said_earliest", "statement_id"),
    )

    statement_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    source_id: Mapped[int] = reference("source", primary_key=True)
    # 0 for each originator, then 1, 2, … towards us; the article's own voice is last.
    position: Mapped[int]
    role: Mapped[str] = coded("attribution_role")
    commitment: Mapped[str] = coded("commitment")
    basis: Mapped[str] = coded("attribution_basis")
    # How the article names the source here ("the president").
    wording: Mapped[str | None]
    said_earliest: Mapped[date]


class StatementEvent(Versioned, Model):
    """A statement speaks of an event."""

    __tablename__ = "statement_event"
    __table_args__ = (dated_link(), Index(None, "event_id", "said_earliest", "statement_id"))

    statement_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    event_id: Mapped[int] = reference("event", primary_key=True)
    said_earliest: Mapped[date]


class Bearing(Versioned, Model):
    """How a statement bears on one aspect of an event: for it, against it, or neither."""

    __tablename__ = "bearing"
    __table_args__ = (
        ForeignKeyConstraint(
            ["statement_id", "event_id"],
            ["statement_event.statement_id", "statement_event.event_id"],
            deferrable=True,
            initially="DEFERRED",
        ),
        code_check("aspect", "aspect"),
        code_check("stance", "stance"),
        Index(None, "event_id", "aspect", "statement_id"),
    )

    statement_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    aspect: Mapped[str] = coded("aspect", primary_key=True)
    stance: Mapped[str] = coded("stance")
    explicit: Mapped[bool]


class StatementLocation(Versioned, Model):
    """A statement mentions a place. A mention never makes the place an event's place."""

    __tablename__ = "statement_location"
    __table_args__ = (dated_link(), Index(None, "location_id", "said_earliest", "statement_id"))

    statement_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    location_id: Mapped[int] = reference("location", primary_key=True)
    said_earliest: Mapped[date]


class Figure(Versioned, Model):
    """A number that a statement gives: what is counted, its range, and the words it was given in."""

    __tablename__ = "figure"
    __table_args__ = (
        code_check("measure", "measure"),
        code_check("unit", "unit"),
        number_check("low"),
        number_check("best"),
        number_check("high"),
        CheckConstraint("low <= best AND best <= high AND low <= high", name="range"),
        CheckConstraint("low IS NOT NULL OR best IS NOT NULL OR high IS NOT NULL", name="some_number"),
        CheckConstraint("(event_id IS NULL) <> (location_id IS NULL)", name="about_one_thing"),
        Index(None, "statement_id", "id"),
        Index(None, "event_id", "id"),
        Index(None, "location_id", "id"),
    )

    id: Mapped[int] = key()
    statement_id: Mapped[int] = reference("statement")
    anchor_id: Mapped[int] = reference("anchor", index=True)
    event_id: Mapped[int | None] = reference("event", nullable=True)
    location_id: Mapped[int | None] = reference("location", nullable=True)
    measure: Mapped[str] = coded("measure")
    low: Mapped[float | None]
    best: Mapped[float | None]
    high: Mapped[float | None]
    unit: Mapped[str] = coded("unit")
    wording: Mapped[str]


class Relation(Versioned, Model):
    """How one statement stands to another: contradicts it, rests on it, corrects it, and so on."""

    __tablename__ = "relation"
    __table_args__ = (
        code_check("kind", "relation_kind"),
        code_check("basis", "relation_basis"),
        code_check("aspect", "aspect"),
        CheckConstraint("statement_id <> other_id", name="not_itself"),
        UniqueConstraint("statement_id", "kind", "other_id", "aspect"),
        # As null aspects are no equals to the constraint above.
        Index(
            "uq_relation_without_aspect",
            "statement_id",
            "kind",
            "other_id",
            unique=True,
            sqlite_where=text("aspect IS NULL"),
            postgresql_where=text("aspect IS NULL"),
        ),
        Index(None, "other_id", "id"),
    )

    id: Mapped[int] = key()
    statement_id: Mapped[int] = reference("statement")
    other_id: Mapped[int] = reference("statement")
    kind: Mapped[str] = coded("relation_kind")
    aspect: Mapped[str | None] = coded("aspect", nullable=True)
    basis: Mapped[str] = coded("relation_basis")
    note: Mapped[str | None]
