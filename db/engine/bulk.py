"""Many rows at once, the quickest way that each database has: long VALUES on SQLite, COPY on PostgreSQL.

SQLAlchemy's own insert costs more for each row than either database does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, Final

import psycopg
from sqlalchemy import Connection, Date, Table
from sqlalchemy.exc import DBAPIError

from db.folding import fold

_AT_ONCE: Final = 500
"""Rows of one statement on SQLite, of which no table has more than thirty columns: it takes 32,766 values.
Each row by itself costs a third more."""

_INSERT: Final = "INSERT OR FAIL"
"""By itself SQLite takes back what a statement wrote before a row was refused, and so keeps a copy of each
page that any statement changes. Who writes many rows takes back the whole transaction."""

Row = dict[str, Any]

Columns = dict[str, Sequence[Any]]
"""Rows of a table column by column, all of a length: quick to send to another process, and to change."""


@lru_cache(maxsize=50_000)
def _written(day: date | None) -> str | None:
    """The same days again and again."""
    return None if day is None else day.isoformat()


@dataclass(frozen=True)
class _Shape:
    """How rows with certain columns become columns of a table."""

    given: tuple[str, ...]
    folds: tuple[tuple[str, str], ...]
    """Columns with the folded text of another one."""
    days: tuple[str, ...]

    def columns(self, rows: Sequence[Row], *, days_as_text: bool) -> Columns:
        """A column after the other, which takes half the time of a row after the other."""
        columns: Columns = {column: list(map(itemgetter(column), rows)) for column in self.given}
        for column, of in self.folds:
            columns[column] = list(map(fold, columns[of]))
        if days_as_text:
            for column in self.days:
                columns[column] = list(map(_written, columns[column]))
        return columns


def insert_rows(connection: Connection, rows: Sequence[Row], *tables: Table) -> None:
    """Insert the rows, which all have the same columns, into each of the tables, which have them all.

    Folded columns need not be given.
    """
    if not rows:
        return
    shape = _shape(tables[0], frozenset(rows[0]))
    columns = shape.columns(rows, days_as_text=connection.dialect.name == "sqlite")
    _write(connection, columns, tables)


def as_columns(table: Table, rows: Sequence[Row]) -> Columns:
    """The rows as `insert_columns` takes them, with folded columns and days in ISO 8601, as both databases
    read them.
    """
    return _shape(table, frozenset(rows[0])).columns(rows, days_as_text=True)


def insert_columns(connection: Connection, columns: Columns, table: Table) -> None:
    """Insert rows of `as_columns`."""
    _write(connection, columns, (table,))


def insert_new_columns(connection: Connection, columns: Columns, table: Table, twin: Table) -> None:
    """Insert rows of `as_columns` into both tables.

    SQLite copies them for half of what it costs to hand them over twice: those after the last one, by what
    their key begins with. Where another row might lie among them they are handed over.
    """
    lead = next(iter(table.primary_key)).name
    if connection.dialect.name == "sqlite":
        query = f'SELECT coalesce(max("{lead}"), 0) FROM {table.name}'  # noqa: S608
        if min(columns[lead]) > (last := connection.exec_driver_sql(query).scalar_one()):
            insert_columns(connection, columns, table)
            names = _quoted(tuple(columns))
            copy = f"{_INSERT} INTO {twin.name} ({names}) SELECT {names} FROM {table.name}"  # noqa: S608
            connection.exec_driver_sql(f'{copy} WHERE "{lead}" > ?', (last,))
            return
    _write(connection, columns, (table, twin))


def _write(connection: Connection, columns: Columns, tables: Sequence[Table]) -> None:
    into = _insert if connection.dialect.name == "sqlite" else _copy
    for table in tables:
        into(connection, table.name, columns)


@lru_cache(maxsize=500)
def _shape(table: Table, given: frozenset[str]) -> _Shape:
    folds = tuple((column.name, column.info["folds"]) for column in table.columns if "folds" in column.info)
    derived = {column for column, _ in folds}
    own = [column for column in table.columns if column.name in given and column.name not in derived]
    return _Shape(
        tuple(column.name for column in own),
        folds,
        tuple(column.name for column in own if isinstance(column.type, Date)),
    )


def _insert(connection: Connection, table: str, columns: Columns) -> None:
    one = f"({', '.join('?' * len(columns))})"
    into = f"{_INSERT} INTO {table} ({_quoted(tuple(columns))}) VALUES "
    rows = len(next(iter(columns.values())))
    many = rows - rows % _AT_ONCE
    if many:
        statement = into + ", ".join([one] * _AT_ONCE)
        for start in range(0, many, _AT_ONCE):
            some = _rows(columns, start, start + _AT_ONCE)
            connection.exec_driver_sql(statement, tuple(chain.from_iterable(some)))
    if many < rows:
        # A statement of just so many rows would be compiled for this once.
        connection.exec_driver_sql(into + one, list(_rows(columns, many, rows)))


def _rows(columns: Columns, start: int, end: int) -> Iterator[tuple[Any, ...]]:
    return zip(*(values[start:end] for values in columns.values()), strict=True)


def _copy(connection: Connection, table: str, columns: Columns) -> None:
    statement = f"COPY {table} ({_quoted(tuple(columns))}) FROM STDIN"
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for row in zip(*columns.values(), strict=True):
                copy.write_row(row)
    except psycopg.Error as error:
        raise DBAPIError.instance(statement, None, error, psycopg.Error) from error


def _quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
