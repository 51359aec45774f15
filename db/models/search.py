"""What can be searched: the words of each entity as they are now, and its names.

The words themselves are looked up in a full-text index beside these tables, `db.search.index`.
"""

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.declarative import Model, key, reference

ENTITIES = ("article", "source", "statement", "event", "location")


def _once(column: str) -> Index:
    # Most rows leave the column null, and need no place in its index.
    present = text(f"{column} IS NOT NULL")
    name = f"uq_searchable_{column}"
    return Index(name, column, unique=True, sqlite_where=present, postgresql_where=present)


class Searchable(Model):
    """An entity with its words. It has no history: only what is held now can be searched.

    ``id`` is the place in the order of results (`db.search.ranking`), so a search reads the full-text index
    from its beginning and stops at the end of the page. ``words`` are the folded words with a space between
    them, ``passages`` is a JSON array of the same text as it was written (`db.search.words`).
    """

    __tablename__ = "searchable"
    __table_args__ = (
        CheckConstraint(
            " + ".join(f"CASE WHEN {each}_id IS NULL THEN 0 ELSE 1 END" for each in ENTITIES) + " = 1",
            name="one_entity",
        ),
        *(_once(f"{each}_id") for each in ENTITIES),
    )

    id: Mapped[int] = key()
    article_id: Mapped[int | None] = reference("article", nullable=True)
    source_id: Mapped[int | None] = reference("source", nullable=True)
    statement_id: Mapped[int | None] = reference("statement", nullable=True)
    event_id: Mapped[int | None] = reference("event", nullable=True)
    location_id: Mapped[int | None] = reference("location", nullable=True)
    words: Mapped[str]
    passages: Mapped[str]


class SearchName(Model):
    """A name by which a source or location is found, as its folded words; metonyms are left out.

    Whoever types one of the names of an entity also means the others.
    """

    __tablename__ = "search_name"

    searchable_id: Mapped[int] = reference("searchable", primary_key=True)
    words: Mapped[str] = mapped_column(primary_key=True, index=True)
