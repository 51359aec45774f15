"""The engine by which a load or a migration writes: plain SQLAlchemy, one transaction at a time.

Every transaction of a writer engine is the only writer from its first statement to its end, on either
database: SQLite begins it IMMEDIATE, PostgreSQL takes an advisory lock. So a load reads and then writes
without a thought for another, and readers, who take no lock, see the old revision until it commits.
"""

import sqlite3
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from db.engine.remedies import unavailable
from db.engine.url import DatabaseURL, PostgreSQLURL, SQLiteURL, parse_database_url, sqlalchemy_url
from db.errors import DatabaseUnavailable

WRITER_LOCK: Final = 0x6461_7465_6C69_6E65
"""The advisory lock of the one writer, per PostgreSQL database: “dateline” in ASCII."""

PAGE_BYTES: Final = 8192
"""Of a new SQLite file. Twice as long as by itself, pages are as quick to read, and a load writes half as
many: a tenth less to do. Still longer ones would be more to write where a load changes little."""

_PAGE_CACHE_KIB: Final = 65_536
"""As much as a reader has. A load goes back to the same pages of some hundred B-trees, window by window."""

_CACHED_STATEMENTS: Final = 512
"""Compiled statements that SQLite keeps: a load repeats more than the 128 that the module keeps by itself."""


def writer_engine(url: str | DatabaseURL, *, foreign_keys: bool = True, wait: float = 30.0) -> Engine:
    """An engine to write with, made for one command; dispose of it afterwards.

    foreign_keys: False for migrations on SQLite, where Alembic alters a table by making it anew and dropping
        the old one, which would delete the rows that refer to it. Run ``PRAGMA foreign_key_check`` instead.
        PostgreSQL always enforces them.
    wait: seconds to wait for another writer.

    Raises `InvalidDatabaseURL`; connecting and beginning raise `DatabaseUnavailable`, and so does a statement
    that fails for want of room, of rights or of a sound file.
    """
    if isinstance(url, str):
        url = parse_database_url(url)
    if isinstance(url, SQLiteURL):
        engine = _sqlite_engine(url, foreign_keys, wait)
    else:
        engine = _postgresql_engine(url, wait)

    @event.listens_for(engine, "handle_error")
    def explain(context: ExceptionContext) -> None:
        if known := unavailable(context.original_exception, url):
            raise known
        # An error without a connection is one of connecting.
        if context.connection is None:
            reason = str(context.original_exception).partition("\n")[0]
            raise DatabaseUnavailable(f"The database ({url}) cannot be opened for writing: {reason}.")

    return engine


def _sqlite_engine(url: SQLiteURL, foreign_keys: bool, wait: float) -> Engine:
    arguments = {"timeout": wait, "cached_statements": _CACHED_STATEMENTS}
    engine = create_engine(sqlalchemy_url(url), connect_args=arguments)

    @event.listens_for(engine, "connect")
    def configure(sqlite: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        # sqlite3 would begin transactions late and not for DDL; SQLAlchemy's documented remedy for
        # Python 3.11 is to begin them ourselves (Connection.autocommit comes with 3.12).
        sqlite.isolation_level = None
        sqlite.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        sqlite.execute(f"PRAGMA cache_size = -{_PAGE_CACHE_KIB}")
        # Kept in the file, both of them. A page size is that of a file which has none yet.
        sqlite.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        # Readers go on reading the old revision while a load writes the new one.
        sqlite.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            raise _busy(wait) from error

    return engine


def _postgresql_engine(url: PostgreSQLURL, wait: float) -> Engine:
    engine = create_engine(sqlalchemy_url(url), connect_args={"application_name": "dateline writer"})

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(wait * 1000)}")
        try:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
        except OperationalError as error:
            raise _busy(wait) from error
        connection.exec_driver_sql("SET LOCAL lock_timeout = DEFAULT")

    return engine


def _busy(wait: float) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"Another load or migration is still writing after {wait:g} s: try again later."
    )
