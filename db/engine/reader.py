"""What the query engine needs of a database: run one compiled statement, give back its bytes."""

from collections.abc import Sequence
from typing import Any, Final, Protocol, Self

from db.engine.postgresql import PostgreSQLReader
from db.engine.sqlite import SQLiteReader
from db.engine.url import DatabaseURL, Dialect, SQLiteURL, parse_database_url
from db.engine.usage import Usage

WAIT: Final = 10.0
"""Seconds that a statement may wait for a free connection: a client that gets no answer by then asks again,
and a queue that grows without bound answers nobody."""


class Reader(Protocol):
    """Read-only connections to one database, used from the event loop that opened them.

    Placeholders are positional: ``?`` on SQLite, ``$1`` on PostgreSQL. Parameters are None, bool, int,
    float, str, bytes and date.

    Every statement sees the newest committed revision, whole. All methods raise `DatabaseUnavailable` if
    the database cannot be read, or no connection is free within the time to wait; a cancelled caller stops
    its statement. An error of the database that is none of `db.errors` means that the SQL is wrong and is
    raised as the driver gave it.
    """

    @property
    def dialect(self) -> Dialect: ...

    @property
    def usage(self) -> Usage:
        """How busy the connections are at this moment."""

    async def open(self) -> None:
        """Connect; needed once, before anything else."""

    async def close(self) -> None:
        """Let running statements end, then disconnect."""

    async def fetch(
        self, sql: str, parameters: Sequence[object] = (), *, brief: bool = False
    ) -> bytes | None:
        """The text in the single column of the single row, as UTF-8; None for NULL or for no row.

        brief: the statement takes microseconds, so it may be run where the caller is.

        Raises `StatementTimeout`, `TooComplex`, and `BadInput` for a value that the database cannot hold.
        """

    async def fetch_row(
        self, sql: str, parameters: Sequence[object] = (), *, brief: bool = False
    ) -> tuple[bytes | None, ...] | None:
        """The single row, of text as UTF-8; None for no row. Raises as `fetch`."""

    async def fetch_rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows, text as ``str``: for start-up checks, not for requests. Raises as `fetch`."""

    async def prepare(self, sql: str) -> None:
        """Compile without running. Raises `TooComplex`."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *_: object) -> None: ...


def open_reader(
    url: str | DatabaseURL, *, connections: int = 2, time_limit: float = 1.0, wait: float = WAIT
) -> Reader:
    """The reader for a database, to be opened by ``async with`` or by its `Reader.open`.

    connections: statements that run at once; more wait their turn. On SQLite each has a thread.
    time_limit: seconds that one statement may run, waiting not counted.
    wait: seconds that one statement may wait for its turn.

    Raises `InvalidDatabaseURL`.
    """
    if isinstance(url, str):
        url = parse_database_url(url)
    if isinstance(url, SQLiteURL):
        return SQLiteReader(url, connections=connections, time_limit=time_limit, wait=wait)
    return PostgreSQLReader(url, connections=connections, time_limit=time_limit, wait=wait)
