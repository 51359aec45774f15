"""Reading from several servers of one database: replicas that follow a primary, as PostgreSQL streams them.

Each statement goes to the server with the fewest under way. One that is gone is passed over until it answers
again, which is looked at once a second; a statement that was on its way there is run again at another, as it
only reads. Each answer is of one server, and of the revision that it has: they follow the primary, each as
quickly as it can. Who must not see less than a revision asks for `Servers.holding` it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any, Final, Self, TypeVar

from db.engine.reader import WAIT, Reader, open_reader
from db.engine.server import LOOK_SECONDS, Server
from db.engine.url import Dialect, parse_database_url
from db.engine.usage import Usage
from db.errors import (
    DatabaseUnavailable,
    FactError,
    InvalidDatabaseURL,
    RevisionNotReached,
    UnknownRevision,
)

CHECK_SECONDS: Final = 1.0
"""Between two looks at a server that is gone, or at one that nobody asks anything of."""

_T = TypeVar("_T")


class Servers:
    """A `Reader` over several. ``last_resort`` is asked where none of the others can answer: the primary,
    where it is not one of them. ``alone``: the one server is no replica.
    """

    def __init__(
        self, servers: Sequence[Server], last_resort: Server | None = None, *, alone: bool = False
    ) -> None:
        self._servers = tuple(servers)
        self._last_resort = last_resort
        self._primary = self._servers[0] if alone else last_resort
        self.all = self._servers if last_resort is None else (*self._servers, last_resort)
        self._chosen = 0
        self._checks: list[asyncio.Task[None]] = []

    @property
    def dialect(self) -> Dialect:
        return self.all[0].reader.dialect

    @property
    def usage(self) -> Usage:
        each = [server.reader.usage for server in self.all]
        return Usage(sum(u.size for u in each), sum(u.busy for u in each), sum(u.waiting for u in each))

    async def open(self) -> None:
        """Connect to all; it is enough if one of them answers."""
        answering = False
        try:
            await asyncio.gather(*(server.open() for server in self.all))
            answering = any(server.reachable for server in self.all)
        finally:
            if not answering:
                await self.close()
        if not answering:
            raise DatabaseUnavailable(f"None of {len(self.all)} database servers answers: start one of them.")
        self._checks = [asyncio.create_task(_check(server)) for server in self.all]

    async def close(self) -> None:
        checks, self._checks = self._checks, []
        for check in checks:
            check.cancel()
            with suppress(asyncio.CancelledError):
                await check
        await asyncio.gather(*(server.close() for server in self.all))

    async def fetch(
        self, sql: str, parameters: Sequence[object] = (), *, brief: bool = False
    ) -> bytes | None:
        return await self.ask(lambda reader: reader.fetch(sql, parameters, brief=brief))

    async def fetch_row(
        self, sql: str, parameters: Sequence[object] = (), *, brief: bool = False
    ) -> tuple[bytes | None, ...] | None:
        return await self.ask(lambda reader: reader.fetch_row(sql, parameters, brief=brief))

    async def fetch_rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return await self.ask(lambda reader: reader.fetch_rows(sql, parameters))

    async def prepare(self, sql: str) -> None:
        await self.ask(lambda reader: reader.prepare(sql))

    async def holding(self, revision: int, wait: float) -> "Holding":
        """What answers from servers alone that have this revision or a newer one.

        wait: seconds to wait for one that has it; then `RevisionNotReached` is raised.
        """
        deadline = monotonic() + wait
        await self._holder(revision, deadline)
        return Holding(self, revision, deadline)

    async def recognise(self, revision: int) -> None:
        """Raises `UnknownRevision` where the primary, from which every revision comes, has not come so far.
        Where it does not answer, or is not to be asked, nothing is certain, and nothing is raised.
        """
        if self._primary is None:
            return
        try:
            newest = await self._primary.newest()
        except FactError:
            return
        if newest < revision:
            raise UnknownRevision(
                f"revision {revision} is not in this database, whose newest is {newest}: it was restored "
                "from a backup or made anew. Take everything anew, from since: 0",
                argument="since",
                seen=revision,
                newest=newest,
            )

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def ask(
        self, operation: Callable[[Reader], Awaitable[_T]], least: int = 0, deadline: float = 0.0
    ) -> _T:
        """What the first server answers that can and has a revision. Each is tried once, and the error is the
        last one's. Until the deadline others may come to have the revision.
        """
        # Where none is known to answer one of them may, and its error is the reason otherwise.
        server = self._choice(least) or min(self.all, key=_turn)
        tried: list[Server] = []
        while True:
            self._chosen += 1
            server.last = self._chosen
            try:
                return await server.run(operation)
            except DatabaseUnavailable:
                tried.append(server)
                another = await self._holder(least, deadline, tried)
                if another is None:
                    raise
                server = another

    async def _holder(self, revision: int, deadline: float, tried: Collection[Server] = ()) -> Server | None:
        """A server that has the revision, as soon as there is one; None where no other answers at all.

        Raises `RevisionNotReached` after the deadline.
        """
        while True:
            if found := self._choice(revision, tried):
                return found
            left = [server for server in self.all if server.reachable and server not in tried]
            if not left:
                return None
            await asyncio.wait([server.looked() for server in left], timeout=LOOK_SECONDS)
            if found := self._choice(revision, tried):
                return found
            if monotonic() >= deadline:
                raise RevisionNotReached(f"No server within reach has revision {revision}.")
            await asyncio.sleep(LOOK_SECONDS)

    def _choice(self, least: int, tried: Collection[Server] = ()) -> Server | None:
        """The server with the fewest statements under way of those that can answer; None if there is none."""

        def can(server: Server) -> bool:
            return server.reachable and server.revision >= least and server not in tried

        if able := [server for server in self._servers if can(server)]:
            return min(able, key=_turn)
        last = self._last_resort
        return last if last is not None and can(last) else None


class Holding:
    """The servers that have a revision, as far as statements of one answer need them."""

    def __init__(self, servers: Servers, revision: int, deadline: float) -> None:
        self._servers = servers
        self._revision = revision
        self._deadline = deadline

    async def fetch(
        self, sql: str, parameters: Sequence[object] = (), *, brief: bool = False
    ) -> bytes | None:
        """As `Reader` has it."""
        return await self._ask(lambda reader: reader.fetch(sql, parameters, brief=brief))

    async def fetch_row(
        self, sql: str, parameters: Sequence[object] = (), *, brief: bool = False
    ) -> tuple[bytes | None, ...] | None:
        """As `Reader` has it."""
        return await self._ask(lambda reader: reader.fetch_row(sql, parameters, brief=brief))

    async def _ask(self, operation: Callable[[Reader], Awaitable[_T]]) -> _T:
        return await self._servers.ask(operation, self._revision, self._deadline)


def open_servers(
    urls: Sequence[str],
    last_resort: str | None = None,
    *,
    connections: int = 2,
    time_limit: float = 1.0,
    wait: float = WAIT,
) -> Servers:
    """The reader for several servers of one database, to be opened by ``async with``.

    connections: of each server. Others as `open_reader`. Raises `InvalidDatabaseURL`.
    """
    named = [(f"replica {number}", url) for number, url in enumerate(urls, start=1)]
    if last_resort is not None:
        named.append(("the primary", last_resort))
    servers = [
        Server(
            name,
            open_reader(parse_database_url(url), connections=connections, time_limit=time_limit, wait=wait),
        )
        for name, url in named
    ]
    if len({server.reader.dialect for server in servers}) > 1:
        raise InvalidDatabaseURL(
            "Replicas are of the same database: name PostgreSQL in DATELINE_DATABASE_URL and in each of "
            "DATELINE_READ_URLS, or leave the latter away."
        )
    return Servers(servers) if last_resort is None else Servers(servers[:-1], servers[-1])


def servers_of(reader: Reader) -> Servers:
    """The servers that a reader, opened by others, reads from."""
    return reader if isinstance(reader, Servers) else Servers([Server("the database", reader)], alone=True)


def _turn(server: Server) -> tuple[int, int]:
    """The fewest under way, and of several such the one that was chosen longest ago."""
    return server.in_flight, server.last


async def _check(server: Server) -> None:
    while True:
        await asyncio.sleep(CHECK_SECONDS)
        # One that is at work says by its answers how it is; to look would only add to its queue.
        if not (server.reachable and server.in_flight):
            await asyncio.shield(server.looked())
