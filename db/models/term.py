"""Vocabularies: every code that a row may carry, with its meaning and its public equivalents."""

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.declarative import CODE_LENGTH, Model, code_check, coded, string


class Term(Model):
    """One code of one vocabulary."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("scheme", "position"), code_check("scheme", "scheme"))

    scheme: Mapped[str] = coded("scheme", primary_key=True)
    code: Mapped[str] = mapped_column(string(CODE_LENGTH), primary_key=True)
    position: Mapped[int]
    label: Mapped[str]
    definition: Mapped[str]


class TermMatch(Model):
    """The same or a close idea in a public vocabulary (SKOS exactMatch, closeMatch)."""

    __tablename__ = "term_match"
    __table_args__ = (
        ForeignKeyConstraint(["scheme", "code"], ["term.scheme", "term.code"], ondelete="CASCADE"),
        code_check("kind", "match_kind"),
    )

    scheme: Mapped[str] = mapped_column(string(CODE_LENGTH), primary_key=True)
    code: Mapped[str] = mapped_column(string(CODE_LENGTH), primary_key=True)
    vocabulary: Mapped[str] = mapped_column(string(CODE_LENGTH), primary_key=True)
    notation: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = coded("match_kind")
    uri: Mapped[str | None]
