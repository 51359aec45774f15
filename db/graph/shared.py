"""Words that several entities share: identifiers, slugs, dates, names."""

from datetime import date

from sqlalchemy import Column, Date, Text, case, literal

from db.graph.declaration import ByColumn, Entity, Expression, Kind, Leaf

# The bounds of the calendar stand for an open end.
FIRST_DAY = date.min
LAST_DAY = date.max


def identifier(plural: str) -> Leaf:
    """The global identifier, which is also the REST path under /v1/."""
    return Leaf(lambda row: literal(f"{plural}/") + row.c.slug, Kind.CODE)


SLUG = Leaf("slug", Kind.CODE)
BY_SLUG = ByColumn("slug", Kind.CODE)


def code(column: str, scheme: str | None = None, description: str = "", *, nullable: bool = False) -> Leaf:
    """A code of a vocabulary; without one, other text that needs no escaping (hashes, language tags)."""
    return Leaf(column, Kind.CODE, nullable, scheme, description=description)


def text(column: str, description: str = "", *, nullable: bool = False) -> Leaf:
    """Free text."""
    return Leaf(column, Kind.STRING, nullable, description=description)


def by_code(column: str, scheme: str) -> ByColumn:
    """A filter on a code."""
    return ByColumn(column, Kind.CODE, scheme)


def _unless(column: str, bound: date) -> Expression:
    return lambda row: case((row.c[column] == bound, None), else_=row.c[column])


FACT_DATE = Entity(
    "FactDate",
    {
        "edtf": text("edtf"),
        "earliest": Leaf(_unless("earliest", FIRST_DAY), Kind.DATE, nullable=True),
        "latest": Leaf(_unless("latest", LAST_DAY), Kind.DATE, nullable=True),
        "precision": code("precision", "date_precision"),
        "basis": code("basis", "date_basis"),
        "note": text("note", nullable=True),
    },
    columns=[Column("earliest", Date), Column("latest", Date), Column("edtf", Text)],
)
