"""Hearing of loads by other processes: when the database may have a new revision.

PostgreSQL tells whoever listens (LISTEN, NOTIFY), with the commit of the load. SQLite tells nobody; but the
counter of ``PRAGMA data_version`` moves when another connection commits, and to read it takes microseconds.
Both say that something may have changed, and not what: the revision is read by who is told.
"""

import asyncio
import sqlite3
from typing import Any, Final, Protocol, Self

import psycopg
from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, text

from db.engine.faults import explain_postgresql, explain_sqlite
from db.engine.url import DatabaseURL, PostgreSQLURL, SQLiteURL, parse_database_url

CHANNEL: Final = "dateline_revision"

LOOK_SECONDS: Final = 0.25
"""Between two looks at SQLite's counter, or at a standby, on which PostgreSQL lets nobody listen."""

QUIET_SECONDS: Final = 30.0
"""After which even a listener looks: a notification may be lost with a failover that no socket noticed."""


class Watch(Protocol):
    """Looks out for loads from its opening to its close, in one event loop."""

    async def changed(self) -> None:
        """Returns when something may have changed since the watch was opened or this returned last.

        Raises `DatabaseUnavailable` when the watch is lost; what happened meanwhile is for its successor.
        """

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *_: object) -> None: ...


def open_watch(url: str | DatabaseURL) -> Watch:
    """The watch of a database, to be opened by ``async with``. Raises `InvalidDatabaseURL`."""
    if isinstance(url, str):
        url = parse_database_url(url)
    return SQLiteWatch(url) if isinstance(url, SQLiteURL) else PostgreSQLWatch(url)


def announce(connection: Connection, revision: int) -> None:
    """Tell the watches of a revision, at the commit of the transaction that makes it."""
    if connection.dialect.name == "postgresql":
        told = {"channel": CHANNEL, "revision": str(revision)}
        connection.execute(text("SELECT pg_notify(:channel, :revision)"), told)


class TimedWatch:
    """Looks often, for a database of several servers: each has a revision at a time of its own."""

    def __init__(self, interval: float = LOOK_SECONDS) -> None:
        self._interval = interval

    async def __aenter__(self) -> Self:
        return self

    async def changed(self) -> None:
        await asyncio.sleep(self._interval)

    async def __aexit__(self, *_: object) -> None:
        pass


class SQLiteWatch:
    """A connection of its own, as the counter is one of each connection."""

    def __init__(self, url: SQLiteURL, *, interval: float = LOOK_SECONDS) -> None:
        self._url = url
        self._interval = interval
        self._sqlite: sqlite3.Connection | None = None
        self._version = 0

    async def __aenter__(self) -> Self:
        mode = "mode=ro&immutable=1" if self._url.immutable else "mode=ro"
        try:
            # In the loop and not in a thread: it reads a few words of shared memory, and never waits.
            self._sqlite = sqlite3.connect(
                f"{self._url.path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None, timeout=0
            )
            self._version = self._look()
        except sqlite3.Error as error:
            self._close()
            raise explain_sqlite(error, self._url, 0) from error
        return self

    async def changed(self) -> None:
        while True:
            await asyncio.sleep(self._interval)
            try:
                version = self._look()
            except sqlite3.Error as error:
                raise explain_sqlite(error, self._url, 0) from error
            if version != self._version:
                self._version = version
                return

    async def __aexit__(self, *_: object) -> None:
        self._close()

    def _look(self) -> int:
        assert self._sqlite is not None
        ((version,),) = self._sqlite.execute("PRAGMA data_version").fetchall()
        return int(version)

    def _close(self) -> None:
        if self._sqlite is not None:
            self._sqlite.close()
            self._sqlite = None


class PostgreSQLWatch:
    """A connection that listens. On a standby, where that is refused, it is enough to look often."""

    def __init__(self, url: PostgreSQLURL, *, interval: float = LOOK_SECONDS) -> None:
        # A dead server is noticed within half a minute, although nothing is ever sent to it.
        alive = {"keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3"}
        defaults = {"application_name": "dateline watch", "connect_timeout": "5"}
        self._conninfo = make_conninfo("", **(alive | defaults | _given(url)))
        self._interval = interval
        self._connection: AsyncConnection[Any] | None = None
        self._listens = False

    async def __aenter__(self) -> Self:
        try:
            self._connection = await AsyncConnection.connect(self._conninfo, autocommit=True)
            await self._connection.execute(f"LISTEN {CHANNEL}")
            self._listens = True
        except psycopg.errors.ReadOnlySqlTransaction:
            self._listens = False
        except psycopg.Error as error:
            await self._close()
            raise explain_postgresql(error, 0) from error
        except BaseException:
            await self._close()  # whoever listened went away meanwhile
            raise
        return self

    async def changed(self) -> None:
        assert self._connection is not None
        if not self._listens:
            await asyncio.sleep(self._interval)
            return
        try:
            # To its end: a generator that is left keeps the connection to itself.
            async for _ in self._connection.notifies(timeout=QUIET_SECONDS, stop_after=1):
                pass
        except psycopg.Error as error:
            raise explain_postgresql(error, 0) from error

    async def __aexit__(self, *_: object) -> None:
        await self._close()

    async def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


def _given(url: PostgreSQLURL) -> dict[str, str]:
    given = psycopg.conninfo.conninfo_to_dict(url.conninfo)
    return {key: str(value) for key, value in given.items() if value is not None}
