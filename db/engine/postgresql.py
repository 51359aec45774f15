"""PostgreSQL: a short list of sessions, each with its prepared statements.

The session is read-only by ``default_transaction_read_only`` and runs nothing but compiled queries. A role
that may only SELECT is still the better lock, and the deployment's to set.

SQLAlchemy's pool and psycopg's own are not used: the first costs ten times the rest of a short request,
and there is nothing to reset on a connection that never leaves autocommit.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic
from typing import Any, Final, Literal, Self, TypeVar

import psycopg
from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from db.engine.faults import connection_lost, explain_postgresql, note_sql, too_busy
from db.engine.libpq import Session
from db.engine.url import PostgreSQLURL
from db.engine.usage import Usage
from db.errors import DatabaseUnavailable

LONGEST_PREPARED: Final = 50_000
"""Characters of a statement that is prepared: the server keeps what is, for each connection."""

SILENCE: Final = 2.0
"""Seconds beyond the time limit after which a server that says nothing is given up: the limit is kept by the
server itself, and one that is frozen or cut off keeps none."""

_SESSION = {
    "default_transaction_read_only": "on",
    # Compiling machine code takes longer than any statement that we let finish.
    "jit": "off",
    # The text of dates and floats inside the JSON must not depend on the role's or the server's settings.
    "DateStyle": "ISO",
    "TimeZone": "UTC",
    "extra_float_digits": "1",
}

_T = TypeVar("_T")


class PostgreSQLReader:
    """A `db.engine.reader.Reader` of a PostgreSQL database."""

    dialect: Literal["postgresql"] = "postgresql"

    def __init__(
        self, url: PostgreSQLURL, *, connections: int = 2, time_limit: float = 1.0, wait: float = 10.0
    ) -> None:
        self._conninfo = _reading_conninfo(url, time_limit)
        self._size = connections
        self._time_limit = time_limit
        self._wait = wait
        self._busy = 0
        self._waiting = 0
        self._failure: tuple[float, str] = (0.0, "")
        self._turns = asyncio.Semaphore(connections)
        # As many entries as free turns; None is a connection that was lost and not yet made anew.
        self._idle: list[Session | None] = [None] * connections
        self._open = False

    @property
    def usage(self) -> Usage:
        return Usage(self._size, self._busy, self._waiting)

    async def open(self) -> None:
        if self._open:
            raise RuntimeError("the reader is open already")
        self._open = True
        try:
            for place in range(self._size):
                self._idle[place] = await self._connect(monotonic())
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        if not self._open:
            return
        self._open = False
        for _ in range(self._size):
            await self._turns.acquire()
        for session in self._idle:
            if session is not None:
                session.close()
        self._idle = [None] * self._size
        for _ in range(self._size):
            self._turns.release()

    async def fetch(
        self, sql: str, parameters: Sequence[object] = (), *, brief: bool = False
    ) -> bytes | None:
        row = await self.fetch_row(sql, parameters, brief=brief)
        return row[0] if row else None

    async def fetch_row(
        self, sql: str, parameters: Sequence[object] = (), *, brief: bool = False
    ) -> tuple[bytes | None, ...] | None:
        del brief  # every statement is another process's work

        async def run(session: Session) -> tuple[bytes | None, ...] | None:
            return await session.row(sql, parameters, prepare=len(sql) <= LONGEST_PREPARED)

        return await self._run(run, sql)

    async def fetch_rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        async def run(session: Session) -> list[tuple[Any, ...]]:
            return await session.rows(sql, parameters)

        return await self._run(run, sql)

    async def prepare(self, sql: str) -> None:
        async def run(session: Session) -> None:
            await session.run(f"PREPARE dateline_check AS {sql}", (), prepare=False)
            await session.run("DEALLOCATE dateline_check", (), prepare=False)

        await self._run(run, sql)

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _run(self, operation: Callable[[Session], Awaitable[_T]], sql: str) -> _T:
        asked = monotonic()
        await self._turn()
        self._busy += 1
        try:
            if not self._open:
                raise DatabaseUnavailable("The database is closed.")
            session = self._idle.pop()
            try:
                if session is not None:
                    try:
                        return await self._watched(operation, session)
                    except psycopg.OperationalError as error:
                        if not connection_lost(error):
                            raise
                        # The server went away since the last statement, or during this one. It is read
                        # only, so to run it again does no harm.
                        session.close()
                session = await self._connect(asked)
                return await self._watched(operation, session)
            except Exception as error:
                explained = explain_postgresql(error, self._time_limit)
                if explained is not error:
                    raise explained from error
                note_sql(error, sql)
                raise
            finally:
                self._idle.append(None if session is None or session.closed else session)
        finally:
            self._busy -= 1
            self._turns.release()

    async def _turn(self) -> None:
        if not self._turns.locked():
            await self._turns.acquire()
            return
        self._waiting += 1
        try:
            async with asyncio.timeout(self._wait):
                await self._turns.acquire()
        except TimeoutError:
            raise too_busy(self._wait) from None
        finally:
            self._waiting -= 1

    async def _watched(self, operation: Callable[[Session], Awaitable[_T]], session: Session) -> _T:
        """The operation's outcome; a server that falls silent is hung up on."""
        limit = self._time_limit + SILENCE
        silent = False

        def hang_up() -> None:
            nonlocal silent
            silent = True
            if session.closed:
                return
            # To end what it is doing, the server would have to be asked, and it says nothing.
            with socket.socket(fileno=os.dup(session.socket)) as line:
                line.shutdown(socket.SHUT_RDWR)

        watch = asyncio.get_running_loop().call_later(limit, hang_up)
        try:
            return await operation(session)
        except psycopg.OperationalError as error:
            if silent:
                session.close()
                raise DatabaseUnavailable(f"PostgreSQL said nothing for {limit:g} s.") from error
            raise
        finally:
            watch.cancel()

    async def _connect(self, asked: float) -> Session:
        """A new connection. Who asked before an attempt failed shares its failure: else those that wait would
        each try in turn, and the last of them wait for all.
        """
        failed, message = self._failure
        if asked < failed:
            raise DatabaseUnavailable(message)
        try:
            connection = await AsyncConnection.connect(self._conninfo, autocommit=True)
        except psycopg.OperationalError as error:
            explained = explain_postgresql(error, self._time_limit)
            self._failure = (monotonic(), str(explained))
            raise explained from error
        return Session(connection)


def _reading_conninfo(url: PostgreSQLURL, time_limit: float) -> str:
    given = {key: str(value) for key, value in conninfo_to_dict(url.conninfo).items() if value is not None}
    session = _SESSION | {"statement_timeout": str(max(1, round(time_limit * 1000)))}
    options = [given.get("options", ""), *(f"-c {name}={value}" for name, value in session.items())]
    # A dead host is given up within seconds, not after the quarter of an hour that is the system's habit.
    defaults = {"application_name": "dateline", "connect_timeout": "5", "tcp_user_timeout": "5000"}
    # To libpq a session that is read-only by default is one of a replica: of several hosts none would do.
    if given.get("target_session_attrs") == "read-write":
        given["target_session_attrs"] = "primary"
    fixed = {"client_encoding": "utf8", "options": " ".join(options).strip()}
    return make_conninfo("", **(defaults | given | fixed))
