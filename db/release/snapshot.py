"""One unchanging view of a database, however long its reading takes and whatever is loaded meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from db.migration import reading


@contextmanager
def snapshot(url: str) -> Iterator[Connection]:
    """A read-only connection that sees the database as it is now. Raises `DatabaseUnavailable`."""
    with reading(url) as connection:
        if connection.dialect.name == "sqlite":
            # Python's sqlite3 begins no transaction for reading: each statement would see its own state.
            connection.exec_driver_sql("BEGIN")
            yield connection
        else:
            yield connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
