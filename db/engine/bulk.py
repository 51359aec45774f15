"""Many rows at once, the quickest way that each database has: long VALUES on SQLite, COPY on PostgreSQL.

SQLAlchemy's own insert costs more for each row than either database does.
"""

from collections.abc import Callable, Sequence
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

_AT_ONCE: Final = 200
"""Rows of one statement on SQLite, of which no table has more than thirty columns: it takes 32,766 values.
Each row by itself costs a third more."""

Row = dict[str, Any]


Columns = dict[str, Sequence[Any]]
"""Rows of a table column by column, all of a length: quick to send to another process, and to change."""


@dataclass(frozen=True)
class _Shape:
    """How rows with certain columns become columns of a table."""

    given: tuple[str, ...]
    folds: tuple[tuple[str, str], ...]
    """Columns with the folded text of another one."""
    days: tuple[str, ...]

    def columns(self, rows: Sequence[Row], day: Callable[[date], Any] | None) -> Columns:
        """A column after the other, which takes half the time of a row after the other."""
        columns: Columns = {column: list(map(itemgetter(column), rows)) for column in self.given}
        for column, of in self.folds:
            columns[column] = list(map(fold, columns[of]))
        if day is not None:
            for column in self.days:
                # The same days again and again: each is written once.
                written = {value: None if value is None else day(value) for value in set(columns[column])}
                columns[column] = list(map(written.__getitem__, columns[column]))
        return columns


def insert_rows(connection: Connection, rows: Sequence[Row], *tables: Table) -> None:
    """Insert the rows, which all have the same columns, into each of the tables, which have them all.

    Folded columns need not be given.
    """
    if not rows:
        return
    shape = _shape(tables[0], frozenset(rows[0]))
    columns = shape.columns(rows, date.isoformat if connection.dialect.name == "sqlite" else None)
    _write(connection, tuple(columns), list(zip(*columns.values(), strict=True)), tables)


def as_columns(table: Table, rows: Sequence[Row]) -> Columns:
    """The rows as `insert_columns` takes them, with folded columns and days in ISO 8601, as both databases
    read them.
    """
    return _shape(table, frozenset(rows[0])).columns(rows, date.isoformat)


def insert_columns(connection: Connection, columns: Columns, table: Table) -> None:
    """Insert rows of `as_columns`."""
    _write(connection, tuple(columns), list(zip(*columns.values(), strict=True)), (table,))


def insert_new_columns(connection: Connection, columns: Columns, table: Table, twin: Table) -> None:
    """Insert rows of `as_columns` into both tables. Their own keys have to be greater than all in ``table``.

    SQLite copies them for half of what it costs to hand them over twice: those after its last row.
    """
    if connection.dialect.name != "sqlite":
        _write(connection, tuple(columns), list(zip(*columns.values(), strict=True)), (table, twin))
        return
    last = connection.exec_driver_sql(f"SELECT coalesce(max(rowid), 0) FROM {table.name}").scalar()  # noqa: S608
    insert_columns(connection, columns, table)
    names = _quoted(tuple(columns))
    copy = f"INSERT INTO {twin.name} ({names}) SELECT {names} FROM {table.name} WHERE rowid > ?"  # noqa: S608
    connection.exec_driver_sql(copy, (last,))


def _write(
    connection: Connection,
    columns: Sequence[str],
    values: Sequence[tuple[Any, ...]],
    tables: Sequence[Table],
) -> None:
    into = _insert if connection.dialect.name == "sqlite" else _copy
    for table in tables:
        into(connection, table.name, columns, values)


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


def _insert(
    connection: Connection, table: str, columns: Sequence[str], values: Sequence[tuple[Any, ...]]
) -> None:
    one = f"({', '.join('?' * len(columns))})"
    into = f"INSERT INTO {table} ({_quoted(columns)}) VALUES "  # noqa: S608 - names of our own
    rest = len(values) % _AT_ONCE
    if many := len(values) - rest:
        statement = into + ", ".join([one] * _AT_ONCE)
        for start in range(0, many, _AT_ONCE):
            some = values[start : start + _AT_ONCE]
            connection.exec_driver_sql(statement, tuple(chain.from_iterable(some)))
    if rest:
        # A statement of just so many rows would be compiled for this once.
        connection.exec_driver_sql(into + one, list(values[many:]))


def _copy(
    connection: Connection, table: str, columns: Sequence[str], values: Sequence[tuple[Any, ...]]
) -> None:
    statement = f"COPY {table} ({_quoted(columns)}) FROM STDIN"
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for row in values:
                copy.write_row(row)
    except psycopg.Error as error:
        raise DBAPIError.instance(statement, None, error, psycopg.Error) from error


def _quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
