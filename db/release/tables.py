"""What a release holds: which tables, which of their columns, and in which form each cell is written."""

from collections.abc import Sequence
from enum import Enum
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Float, Integer, String, Table

from db.models import history, metadata

VOCABULARY: Final = ("term", "term_match")
"""The codebook. Migrations write it, so an import compares it and does not load it."""

LOG: Final = ("revision", "dossier", "revision_dossier", "change", "change_field")
"""What each load did; with the history twins, all that `knownAt` and the feed of changes go by."""


class Kind(Enum):
    """What a cell holds, by the names of Frictionless Table Schema."""

    STRING = "string"
    INTEGER = "integer"
    # An integer of 64 bits: only Parquet tells the two apart.
    KEY = "key"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"


_KINDS: Final[tuple[tuple[type[Any], Kind], ...]] = (
    (String, Kind.STRING),
    (BigInteger, Kind.KEY),
    (Integer, Kind.INTEGER),
    (Float, Kind.NUMBER),
    (Boolean, Kind.BOOLEAN),
    (DateTime, Kind.DATETIME),
    (Date, Kind.DATE),
)


def released_tables() -> list[Table]:
    """Every table of a release, each after those that it refers to."""
    names = {*VOCABULARY, *LOG, *history, *(twin.name for twin in history.values())}
    return [table for table in metadata.sorted_tables if table.name in names]


def imported_tables() -> list[Table]:
    """Those of them that an import fills, in the same order."""
    return [table for table in released_tables() if table.name not in VOCABULARY]


def released_columns(table: Table) -> Sequence[Column[Any]]:
    """The columns that are written. Folded text is not: it is made from the rest whenever a row is."""
    return [column for column in table.columns if "folds" not in column.info]


def kind_of(column: Column[Any]) -> Kind:
    """The form of the column's cells."""
    for known, kind in _KINDS:
        if isinstance(column.type, known):
            return kind
    raise TypeError(f"{column} is of a type that no release holds yet: {column.type!r}")
