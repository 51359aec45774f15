"""What a count says: the value by which rows are counted together, and how many they are."""

from typing import Any

from sqlalchemy import BigInteger, Column, Text, select

from db.graph.declaration import Entity, Kind, Leaf, Member, One, table_of
from db.models import Term

_COUNT = Leaf("number", Kind.INT, description="How many rows of the list have it, each counted once.")
_COLUMNS: list[Column[Any]] = [Column("value", Text), Column("number", BigInteger)]
_term = table_of(Term)


def count_of(type_name: str) -> str:
    """The type that counts by the rows of a type."""
    return f"{type_name}Count"


def _by_row(type_name: str, article: str) -> Entity:
    what = type_name.lower()
    members: dict[str, Member] = {
        what: One(
            type_name,
            "value",
            nullable=True,
            description=f"The {what}. Null where a row of the list has none that is asked about.",
        ),
        "count": _COUNT,
    }
    return Entity(
        count_of(type_name),
        members,
        columns=[Column("value", BigInteger), Column("number", BigInteger)],
        description=f"How many rows of a list belong to {article} {what}.",
    )


CODE_COUNT = Entity(
    "CodeCount",
    description="How many rows of a list have a code.",
    members={
        "code": Leaf(
            "value",
            Kind.CODE,
            nullable=True,
            description="The code as it stands in facts, or true or false. Null for the rows without one.",
        ),
        "label": Leaf(
            lambda row: (
                select(_term.c.label)
                .where(_term.c.scheme == row.c.scheme, _term.c.code == row.c.value)
                .scalar_subquery()
            ),
            Kind.STRING,
            nullable=True,
            description="The code in words, as the codebook has it. Null for what is in no vocabulary of "
            "ours, as a country or a language.",
        ),
        "count": _COUNT,
    },
    columns=[*_COLUMNS, Column("scheme", Text)],
)

PERIOD_COUNT = Entity(
    "PeriodCount",
    description="How many rows of a list have a date that certainly lies in a period.",
    members={
        "period": Leaf(
            "value",
            Kind.CODE,
            nullable=True,
            description="The day, month or year in EDTF, as 2025-03-18, 2025-03 or 2025. Null for the rows "
            "whose date is not known so closely.",
        ),
        "count": _COUNT,
    },
    columns=_COLUMNS,
)

ARTICLE_COUNT = _by_row("Article", "an")
SOURCE_COUNT = _by_row("Source", "a")
STATEMENT_COUNT = _by_row("Statement", "a")
EVENT_COUNT = _by_row("Event", "an")
LOCATION_COUNT = _by_row("Location", "a")
