"""The rows of a dossier while they are written: keys for what they refer to, and keys of their own."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from db.dates import FactDate
from db.dossier.format import DateEntry, Dossier
from db.dossier.identity import Keys, Recognised

Row = dict[str, Any]
Rows = dict[str, list[Row]]
"""Rows by table, each with all of its columns but ``revision_id``."""


@dataclass
class Ledger:
    """One dossier's rows so far. ``anchors`` are keys by the dossier's own names."""

    dossier: Dossier
    dossier_id: int
    entities: Keys
    recognised: Recognised
    rows: Rows = field(default_factory=lambda: defaultdict(list))
    anchors: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Asked for a dozen times in each statement.
        self.key = self.entities.key
        self.article_id = self.key("ARTICLE", self.dossier.article.slug)

    def optional(self, entity: str, slug: str | None) -> int | None:
        """The key of an entity that need not be there."""
        return None if slug is None else self.key(entity, slug)

    def add(self, table: str, row: Row) -> None:
        """Write a row."""
        self.rows[table].append(row)

    def add_keyed(self, table: str, row: Row) -> int:
        """Write a row with a surrogate key, and return the key."""
        row["id"] = key = self.recognised.key(table, row)
        self.rows[table].append(row)
        return key


def dated(prefix: str, entry: DateEntry) -> Row:
    """The columns of an uncertain date."""
    return date_columns(prefix, FactDate.parse(entry.edtf), entry.basis, entry.note)


def date_columns(prefix: str, day: FactDate, basis: str, note: str | None) -> Row:
    """The columns of an uncertain date that was read."""
    values = (day.edtf, day.earliest, day.latest, day.precision, basis, note)
    return dict(zip(_columns_of(prefix), values, strict=True))


@cache
def _columns_of(prefix: str) -> tuple[str, ...]:
    return tuple(f"{prefix}_{part}" for part in ("edtf", "earliest", "latest", "precision", "basis", "note"))
