"""What a new version of a dossier changes, row by row, and the writing of rows and their history."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    select,
    update,
)

from db.dossier.ledger import Row
from db.engine.bulk import Columns, insert_new_columns, insert_rows
from db.models import history, metadata

OWNERS: Final[Mapping[str, tuple[str, str]]] = {
    "source_name": ("source_id", "source"),
    "source_identifier": ("source_id", "source"),
    "affiliation": ("source_id", "source"),
    "likeness": ("source_id", "source"),
    "location_name": ("location_id", "location"),
    "location_identifier": ("location_id", "location"),
    "anchor": ("article_id", "article"),
    "omission": ("article_id", "article"),
    "gap": ("article_id", "article"),
    "statement_anchor": ("statement_id", "statement"),
    "quotation": ("statement_id", "statement"),
    "attribution": ("statement_id", "statement"),
    "statement_event": ("statement_id", "statement"),
    "bearing": ("statement_id", "statement"),
    "statement_location": ("statement_id", "statement"),
    "participation": ("statement_id", "statement"),
    "placement": ("statement_id", "statement"),
    "figure": ("statement_id", "statement"),
    "relation": ("statement_id", "statement"),
}
"""The entity of whose entry a row is a part. The other versioned tables name their dossier."""

WRITE_ORDER: Final[Sequence[str]] = [table.name for table in metadata.sorted_tables if table.name in history]
"""Parents first. Keys are checked at commit, so the order is for the eye and for locality alone."""

_AT_ONCE: Final = 20_000
"""Rows of all tables together that are held back, some 20 MB; 1,600 statements bring as many."""

Key = tuple[Any, ...]


@dataclass(frozen=True)
class TableDifference:
    """Rows of one table by primary key: as they were (with ``revision_id``) and as they are to be (without).

    A key in both is a row that changed, one only in ``before`` is withdrawn, one only in ``after`` is new.
    """

    table: str
    before: dict[Key, Row]
    after: dict[Key, Row]


def primary_key(table: Table) -> tuple[str, ...]:
    """The names of the columns of the primary key."""
    return tuple(column.name for column in table.primary_key.columns)


def current_rows(connection: Connection, dossier_id: int) -> dict[str, list[Row]]:
    """Every row that belongs to the dossier now, by table."""
    return {
        name: [dict(row) for row in connection.execute(_owned(name, dossier_id)).mappings()]
        for name in WRITE_ORDER
    }


def _owned(name: str, dossier_id: int) -> Select[Any]:
    table = metadata.tables[name]
    # Folded text follows from the rest, whenever a row is written.
    written = select(*(each for each in table.columns if "folds" not in each.info))
    if name not in OWNERS:
        return written.where(_of_dossier(table, dossier_id))
    column, owner_name = OWNERS[name]
    owner = metadata.tables[owner_name]
    return written.where(table.c[column].in_(select(owner.c.id).where(_of_dossier(owner, dossier_id))))


def _of_dossier(table: Table, dossier_id: int) -> ColumnElement[bool]:
    """That a row names the dossier; statements are found by its article."""
    if table.name != "statement":
        return table.c.dossier_id == dossier_id
    article = metadata.tables["article"]
    return table.c.article_id.in_(select(article.c.id).where(_of_dossier(article, dossier_id)))


def differences(
    before: Mapping[str, Sequence[Row]], after: Mapping[str, Sequence[Row]]
) -> Iterator[TableDifference]:
    """For each table where something differs, the rows that do."""
    for name in WRITE_ORDER:
        key = primary_key(metadata.tables[name])
        old = {tuple(row[column] for column in key): row for row in before.get(name, ())}
        new = {tuple(row[column] for column in key): row for row in after.get(name, ())}
        same = {one for one, row in new.items() if one in old and _equal(old[one], row)}
        gone = {one: row for one, row in old.items() if one not in same}
        come = {one: row for one, row in new.items() if one not in same}
        if gone or come:
            yield TableDifference(name, gone, come)


def _equal(held: Row, row: Row) -> bool:
    return all(held[column] == value for column, value in row.items())


def retire(connection: Connection, name: str, rows: Sequence[Row], revision: int) -> None:
    """Take rows away that hold until the revision; their history keeps them."""
    if not rows:
        return
    table, twin = metadata.tables[name], history[name]
    key = primary_key(table)
    keys = [{f"key_{column}": row[column] for column in key} for row in rows]
    held = and_(_is(twin, key), twin.c.superseded_in.is_(None))
    connection.execute(
        update(twin).where(held).values(superseded_in=bindparam("revision")),
        [{**each, "revision": revision} for each in keys],
    )
    connection.execute(delete(table).where(_is(table, key)), keys)


def add(connection: Connection, name: str, rows: Iterable[Row], revision: int) -> None:
    """Insert rows that hold from the revision on."""
    if listed := [{**row, "revision_id": revision} for row in rows]:
        insert_versions(connection, name, listed)


def insert_versions(connection: Connection, name: str, rows: Sequence[Row]) -> None:
    """Write rows that hold from their ``revision_id`` on, and what of them will stay."""
    insert_rows(connection, rows, metadata.tables[name], history[name])


def insert_first_versions(connection: Connection, name: str, columns: Columns) -> None:
    """As `insert_versions`, of rows by columns whose keys no row has had before."""
    insert_new_columns(connection, columns, metadata.tables[name], history[name])


class Additions:
    """New rows, held back until there are many, so that those of a table are written together."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: dict[str, list[Row]] = {}
        self._held_back = 0

    def add(self, name: str, rows: Collection[Row], revision: int) -> None:
        """Insert rows that hold from the revision on, now or later."""
        for row in rows:
            row["revision_id"] = revision
        self._rows.setdefault(name, []).extend(rows)
        self._held_back += len(rows)
        if self._held_back >= _AT_ONCE:
            self.write()

    def write(self) -> None:
        """Write what was held back."""
        for name in WRITE_ORDER:
            if rows := self._rows.get(name):
                insert_versions(self._connection, name, rows)
        self._rows.clear()
        self._held_back = 0


def _is(table: Table, key: tuple[str, ...]) -> ColumnElement[bool]:
    return and_(*(table.c[column] == bindparam(f"key_{column}") for column in key))
