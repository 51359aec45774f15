"""What a load did: the revision, the dossiers in it, and each entity that it added, changed or withdrew."""

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.declarative import (
    CODE_LENGTH,
    SLUG_LENGTH,
    Key,
    Model,
    code_check,
    coded,
    digest,
    key,
    reference,
    slug,
    string,
)


class Revision(Model):
    """One load, one transaction; its key is its number, counted from 1."""

    __tablename__ = "revision"
    __table_args__ = (CheckConstraint("id >= 1", name="counted_from_one"),)

    id: Mapped[int] = key()
    # Always UTC and without an offset: SQLite would drop an offset without a word.
    loaded_at: Mapped[datetime] = mapped_column(DateTime(timezone=False))


class Dossier(Model):
    """A dossier that was loaded once: the owner of the entities that it defines."""

    __tablename__ = "dossier"

    id: Mapped[int] = key()
    slug: Mapped[str] = slug()
    # Of the file as last loaded; an equal file is passed over unread.
    sha256: Mapped[str] = digest()


class RevisionDossier(Model):
    """A dossier's part in a revision: which file it was, and how many entities it touched."""

    __tablename__ = "revision_dossier"

    revision_id: Mapped[int] = reference("revision", primary_key=True)
    dossier_id: Mapped[int] = reference("dossier", primary_key=True, index=True)
    sha256: Mapped[str] = digest()
    added: Mapped[int]
    changed: Mapped[int]
    withdrawn: Mapped[int]


class Change(Model):
    """What a revision did to one entity. A withdrawal is the entity's tombstone."""

    __tablename__ = "change"
    __table_args__ = (
        code_check("entity", "entity"),
        code_check("action", "change_action"),
        CheckConstraint("(action = 'RENAMED') = (former_slug IS NOT NULL)", name="renamed_has_former_slug"),
        Index(None, "entity", "slug", "revision_id", "position"),
        # Hardly any change is a renaming.
        Index(
            None,
            "entity",
            "former_slug",
            "revision_id",
            "position",
            sqlite_where=text("former_slug IS NOT NULL"),
            postgresql_where=text("former_slug IS NOT NULL"),
        ),
    )

    revision_id: Mapped[int] = reference("revision", primary_key=True)
    position: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    entity: Mapped[str] = coded("entity")
    slug: Mapped[str] = mapped_column(string(SLUG_LENGTH))
    # What a renamed entity was called before.
    former_slug: Mapped[str | None] = mapped_column(string(SLUG_LENGTH))
    action: Mapped[str] = coded("change_action")
    dossier_id: Mapped[int] = reference("dossier")
    # Why it was withdrawn, where the dossier says so.
    reason: Mapped[str | None]


class ChangeField(Model):
    """A field that a change touched, by its key in the dossier ("proposition", "attributions")."""

    __tablename__ = "change_field"
    __table_args__ = (
        ForeignKeyConstraint(["revision_id", "position"], ["change.revision_id", "change.position"]),
    )

    revision_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(string(CODE_LENGTH), primary_key=True)
