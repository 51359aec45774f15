"""The rows of a dossier while they are written: keys for what they refer to, and keys of their own."""

from collections import defaultdict
from dataclasses import dataclass, field
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

    @property
    def article_id(self) -> int:
        """The key of the dossier's article."""
        return self.key("ARTICLE", self.dossier.article.slug)

    def key(self, entity: str, slug: str) -> int:
        """The key of an entity."""
        return self.entities.key(entity, slug)

    def optional(self, entity: str, slug: str | None) -> int | None:
        """The key of an entity that need not be there."""
        return None if slug is None else self.entities.key(entity, slug)

    def add(self, table: str, row: Row) -> None:
        """Write a row."""
        self.rows[table].append(row)

    def add_keyed(self, table: str, row: Row) -> int:
        """Write a row with a surrogate key, and return the key."""
        key = self.recognised.key(table, row)
        self.rows[table].append({"id": key, **row})
        return key


def dated(prefix: str, entry: DateEntry) -> Row:
    """The columns of an uncertain date."""
    return date_columns(prefix, FactDate.parse(entry.edtf), entry.basis, entry.note)


def date_columns(prefix: str, day: FactDate, basis: str, note: str | None) -> Row:
    """The columns of an uncertain date that was read."""
    return {
        f"{prefix}_edtf": day.edtf,
        f"{prefix}_earliest": day.earliest,
        f"{prefix}_latest": day.latest,
        f"{prefix}_precision": day.precision,
        f"{prefix}_basis": basis,
        f"{prefix}_note": note,
    }
