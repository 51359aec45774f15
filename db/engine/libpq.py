"""A session of PostgreSQL by libpq's own calls that do not wait, as `psycopg.pq` offers them: a statement is
sent, and its result is there when the event loop has seen the last of it.

psycopg's cursors do the same for any type and any use. On the way of a short answer they took more time than
all else that we do for it, as they watch the socket anew for each piece that comes.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.types.string import TextBinaryLoader

PREPARED_STATEMENTS: Final = 512
"""Prepared statements kept per session: planning a large one takes longer than running it."""

ENDS_WITHIN: Final = 5.0
"""Seconds in which the server must end a statement that nobody waits for any more."""

_DONE: Final = frozenset({ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK})
_COPIES: Final = frozenset({ExecStatus.COPY_IN, ExecStatus.COPY_OUT, ExecStatus.COPY_BOTH})


class Session:
    """A connection in autocommit, for one statement at a time, used from the event loop that runs now."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection: Final = connection
        self._pgconn: Final = connection.pgconn
        self._loop: Final = asyncio.get_running_loop()
        self._socket: Final = connection.pgconn.socket
        self._waiter: asyncio.Future[PGresult] | None = None
        self._result: PGresult | None = None
        self._prepared: Final[OrderedDict[str, bytes]] = OrderedDict()
        self._numbers = 0
        connection.adapters.register_loader("json", TextBinaryLoader)
        self._loop.add_reader(self._socket, self._read)
        self._watched = True

    @property
    def closed(self) -> bool:
        """Whether it was closed, or the server has closed it."""
        return not self._watched

    @property
    def socket(self) -> int:
        """The number of its socket's file."""
        return self._socket

    async def run(self, sql: str, parameters: Sequence[object], *, prepare: bool) -> PGresult:
        """The result, in the binary format. Raises `psycopg.Error`; once cancelled, the statement ends, too.

        prepare: it will be asked again.
        """
        values = [_text(each) for each in parameters]
        if not prepare:
            return await self._asked(
                lambda: self._pgconn.send_query_params(sql.encode(), values, result_format=Format.BINARY)
            )
        name = self._prepared.get(sql)
        if name is None:
            name = await self._prepare(sql)
        else:
            self._prepared.move_to_end(sql)
        return await self._asked(
            lambda: self._pgconn.send_query_prepared(name, values, result_format=Format.BINARY)
        )

    async def row(
        self, sql: str, parameters: Sequence[object], *, prepare: bool
    ) -> tuple[bytes | None, ...] | None:
        """The first row, of text in its bytes; None if there is none. Raises as `run`."""
        found = _records(await self.run(sql, parameters, prepare=prepare))
        if not found.ntuples:
            return None
        return tuple(found.get_value(0, column) for column in range(found.nfields))

    async def rows(self, sql: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        """All rows, their values as psycopg reads them, but JSON as its text. Raises as `run`."""
        result = _records(await self.run(sql, parameters, prepare=False))
        reading = Transformer(self._connection)
        reading.set_pgresult(result)
        return reading.load_rows(0, result.ntuples, tuple)

    def close(self) -> None:
        """Hang up: a statement in progress fails."""
        self._end(psycopg.OperationalError("the connection is closed"))

    async def _prepare(self, sql: str) -> bytes:
        if len(self._prepared) >= PREPARED_STATEMENTS:
            _, oldest = self._prepared.popitem(last=False)
            await self._asked(lambda: self._pgconn.send_query_params(b"DEALLOCATE " + oldest, None))
        self._numbers += 1
        name = b"dateline_%d" % self._numbers
        await self._asked(lambda: self._pgconn.send_prepare(name, sql.encode()))
        self._prepared[sql] = name
        return name

    async def _asked(self, send: Callable[[], None]) -> PGresult:
        """What the server says to what is sent. Raises `psycopg.Error`."""
        try:
            send()
        except psycopg.Error as lost:
            if self._pgconn.status == ConnStatus.BAD:
                self._end(lost)
            raise
        waiter = self._waiter = self._loop.create_future()
        self._flush()
        try:
            result: PGresult = await waiter
        except asyncio.CancelledError:
            await self._abandon()
            raise
        if result.status in _DONE:
            return result
        error = error_from_result(result, "utf-8")
        if self._pgconn.status == ConnStatus.BAD and not result.error_field(DiagnosticField.SQLSTATE):
            raise psycopg.OperationalError(str(error))
        raise error

    async def _abandon(self) -> None:
        """Have the server end the statement, and read to its end; or hang up."""
        if self._pgconn.transaction_status != TransactionStatus.ACTIVE:
            return
        waiter = self._waiter = self._loop.create_future()
        try:
            async with asyncio.timeout(ENDS_WITHIN):
                await self._connection.cancel_safe(timeout=ENDS_WITHIN)
                await waiter
        except (TimeoutError, psycopg.Error):
            self.close()
        except BaseException:
            self.close()
            raise

    def _flush(self) -> None:
        """Send what is to be sent, as far as the socket takes it, and the rest when it takes more."""
        try:
            if self._pgconn.flush():
                self._loop.add_writer(self._socket, self._flush_more)
        except psycopg.Error as error:
            self._end(error)

    def _flush_more(self) -> None:
        self._loop.remove_writer(self._socket)
        self._flush()

    def _read(self) -> None:
        """Take what has come. A statement is over when libpq has no further result of it."""
        try:
            self._pgconn.consume_input()
            while not self._pgconn.is_busy():
                result = self._pgconn.get_result()
                if result is None:
                    self._settle()
                    return
                if result.status in _COPIES:
                    # libpq would give it again and again until somebody copies.
                    self._end(psycopg.ProgrammingError("COPY is no statement of a reader"))
                    return
                self._result = self._result or result
        except psycopg.Error as error:
            self._end(error)

    def _settle(self) -> None:
        """Tell the result. There is none where the server said something that nobody had asked for."""
        if self._result is not None:
            waiter, result = self._waiter, self._result
            self._waiter = self._result = None
            if waiter is not None and not waiter.done():
                waiter.set_result(result)
        if self._pgconn.status == ConnStatus.BAD:
            self._end(psycopg.OperationalError("the connection is lost"))

    def _end(self, error: psycopg.Error) -> None:
        """Close the connection, and tell who waits why."""
        waiter, self._waiter, self._result = self._waiter, None, None
        if self._watched:
            # libpq has closed the socket by itself where it is lost: before anything else has its number,
            # the event loop must forget it.
            self._watched = False
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
            self._pgconn.finish()
        if waiter is not None and not waiter.done():
            waiter.set_exception(error)


def _records(result: PGresult) -> PGresult:
    """The result of a query; of another statement there is nothing to read."""
    if result.status != ExecStatus.TUPLES_OK:
        raise psycopg.ProgrammingError("the statement gives no rows")
    return result


def _text(value: object) -> bytes | None:
    """A value in PostgreSQL's text format, without a type: what it is, the statement says.

    psycopg would give 100 and 100000 different types, hence prepare the same statement once for each.
    """
    if value is None:
        return None
    if isinstance(value, bytes):
        return b"\\x" + value.hex().encode()
    sent = str(value).encode()
    if b"\0" in sent:
        raise psycopg.DataError("PostgreSQL text cannot contain NUL (0x00) bytes")
    return sent
