"""Several servers as one reader: who is asked, who is passed over, and who has a revision."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self

import psycopg
import pytest

from db.compile.revision import NEWEST_REVISION
from db.engine import Servers, open_servers, servers_of
from db.engine.server import Server
from db.engine.usage import Usage
from db.errors import (
    DatabaseUnavailable,
    InvalidDatabaseURL,
    RevisionNotReached,
    StatementTimeout,
    UnknownRevision,
)

pytestmark = pytest.mark.anyio


@dataclass
class Played:
    """A reader of a server that does as it is told; ``asked`` counts the statements of others than us."""

    revision: int = 1
    gone: bool = False
    busy: bool = False
    slow: bool = False
    asked: int = 0
    opened: bool = False
    released: asyncio.Event = field(default_factory=asyncio.Event)
    dialect: Literal["postgresql"] = "postgresql"

    def __post_init__(self) -> None:
        self.released.set()

    @property
    def usage(self) -> Usage:
        return Usage(2, 1, 3)

    async def open(self) -> None:
        self._fail()
        self.opened = True

    async def close(self) -> None:
        self.opened = False

    async def fetch(
        self, sql: str, parameters: Sequence[object] = (), *, brief: bool = False
    ) -> bytes | None:
        if sql != NEWEST_REVISION:
            self.asked += 1
        self._fail()
        await self.released.wait()
        self._fail()
        return b"%d 2031-06-01 12:00:00" % self.revision

    async def fetch_row(
        self, sql: str, parameters: Sequence[object] = (), *, brief: bool = False
    ) -> tuple[bytes | None, ...] | None:
        return (b"row", await self.fetch(sql, parameters))

    async def fetch_rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return [(await self.fetch(sql, parameters),)]

    async def prepare(self, sql: str) -> None:
        await self.fetch(sql)

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _fail(self) -> None:
        if self.gone:
            raise DatabaseUnavailable("PostgreSQL does not answer.") from psycopg.OperationalError("refused")
        if self.busy:
            raise DatabaseUnavailable("No connection was free.")
        if self.slow:
            raise StatementTimeout("The answer took longer than 1 s.")


def served(*played: Played, last_resort: Played | None = None) -> Servers:
    servers = [Server(f"replica {number}", each) for number, each in enumerate(played, start=1)]
    return Servers(servers, None if last_resort is None else Server("the primary", last_resort))


async def test_statements_are_spread_and_the_primary_is_left_alone() -> None:
    one, two, primary = Played(), Played(), Played()
    async with served(one, two, last_resort=primary) as servers:
        assert (one.opened, two.opened, primary.opened) == (True, True, True)
        for _ in range(10):
            assert await servers.fetch_row("q") == (b"row", b"1 2031-06-01 12:00:00")
        assert (one.asked, two.asked, primary.asked) == (5, 5, 0)
        # One that is at work is asked less.
        one.released.clear()
        stuck = asyncio.create_task(servers.fetch("q"))
        await asyncio.sleep(0)
        assert (one.asked, two.asked) == (6, 5)
        for _ in range(5):
            await servers.fetch("q")
        assert (one.asked, two.asked) == (6, 10)
        one.released.set()
        await stuck
        assert servers.usage == Usage(6, 3, 9)
    assert (one.opened, two.opened, primary.opened) == (False, False, False)


async def test_a_statement_of_a_server_that_is_gone_is_run_at_another() -> None:
    one, two = Played(), Played()
    async with served(one, two) as servers:
        one.released.clear()
        two.released.clear()
        asking = [asyncio.create_task(servers.fetch_row("q")) for _ in range(6)]
        await asyncio.sleep(0)
        assert (one.asked, two.asked) == (3, 3)
        one.gone = True
        one.released.set()
        two.released.set()
        assert await asyncio.gather(*asking) == [(b"row", b"1 2031-06-01 12:00:00")] * 6
        assert two.asked == 6
        assert [each.reachable for each in servers.all] == [False, True]
        # It is not asked again, until a look finds that it answers.
        for _ in range(4):
            await servers.fetch("q")
        assert (one.asked, two.asked) == (3, 10)
        await servers.all[0].looked()
        assert [each.reachable for each in servers.all] == [False, True]
        one.gone = False
        await servers.all[0].looked()
        assert [each.reachable for each in servers.all] == [True, True]
        await servers.fetch("q")
        assert one.asked == 4


async def test_the_checks_find_a_server_that_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.engine.servers.CHECK_SECONDS", 0.01)
    one, two = Played(gone=True), Played()
    async with served(one, two) as servers:
        assert [each.reachable for each in servers.all] == [False, True]
        one.gone = False
        async with asyncio.timeout(30):
            while not servers.all[0].reachable:  # noqa: ASYNC110 - the checks tell nobody
                await asyncio.sleep(0.01)
        assert one.opened


async def test_the_primary_answers_where_no_replica_does() -> None:
    one, two, primary = Played(gone=True), Played(gone=True), Played()
    async with served(one, two, last_resort=primary) as servers:
        await servers.fetch("q")
        assert (one.asked, two.asked, primary.asked) == (0, 0, 1)


async def test_where_all_are_gone_the_error_is_that_of_one() -> None:
    one, two = Played(), Played()
    async with served(one, two) as servers:
        one.gone = two.gone = True
        for _ in range(3):
            with pytest.raises(DatabaseUnavailable, match="PostgreSQL does not answer"):
                await servers.fetch("q")
        # Without waiting for a check: somebody asks, and it is back.
        one.gone = two.gone = False
        assert await servers.fetch("q") == b"1 2031-06-01 12:00:00"


async def test_none_that_answers_at_the_start_is_an_error() -> None:
    one, two = Played(gone=True), Played(gone=True)
    with pytest.raises(DatabaseUnavailable, match="None of 2 database servers answers"):
        await served(one, two).open()


async def test_a_server_that_is_busy_or_slow_is_not_gone() -> None:
    one, two = Played(), Played()
    async with served(one, two) as servers:
        one.busy = True
        for _ in range(4):
            await servers.fetch("q")
        assert two.asked == 4
        assert [each.reachable for each in servers.all] == [True, True]
        one.busy, one.slow, two.slow = False, True, True
        # What takes one server too long takes another as long.
        before = one.asked + two.asked
        with pytest.raises(StatementTimeout):
            await servers.fetch("q")
        assert one.asked + two.asked == before + 1


async def test_a_revision_is_answered_by_who_has_it() -> None:
    one, two, primary = Played(revision=6), Played(revision=7), Played(revision=8)
    async with served(one, two, last_resort=primary) as servers:
        for least, who in ((7, two), (8, primary), (6, None)):
            before = {id(each): each.asked for each in (one, two, primary)}
            reader = await servers.holding(least, 0.0)
            for _ in range(4):
                assert int((await reader.fetch("q") or b"0").split()[0]) >= least
            asked = {id(each): each.asked - before[id(each)] for each in (one, two, primary)}
            if who is not None:
                assert asked[id(who)] == 4
            else:
                assert (asked[id(one)], asked[id(two)]) == (2, 2)


async def test_a_revision_that_nobody_has_is_waited_for_and_then_refused() -> None:
    one, two = Played(revision=6), Played(revision=6)
    async with served(one, two) as servers:
        with pytest.raises(RevisionNotReached, match="No server within reach has revision 7"):
            await servers.holding(7, 0.1)
        waiting = [asyncio.create_task(servers.holding(7, 30)) for _ in range(50)]
        await asyncio.sleep(0.1)
        assert not any(each.done() for each in waiting)
        two.revision = 7
        readers = await asyncio.gather(*waiting)
        assert {await reader.fetch("q") for reader in readers} == {b"7 2031-06-01 12:00:00"}
        assert one.asked == 0


async def test_who_has_a_revision_may_go_away_too() -> None:
    one, two, three = Played(revision=6), Played(revision=7), Played(revision=7)
    async with served(one, two, three) as servers:
        reader = await servers.holding(7, 0.0)
        two.gone = True
        for _ in range(3):
            assert await reader.fetch("q") == b"7 2031-06-01 12:00:00"
        three.gone = True
        with pytest.raises(RevisionNotReached):
            await reader.fetch("q")
        assert one.asked == 0
        # Another may have come to have it, and nobody has looked.
        one.revision, two.gone, three.gone = 7, False, False
        await asyncio.gather(*(server.looked() for server in servers.all[1:]))
        two.gone = three.gone = True
        assert await reader.fetch("q") == b"7 2031-06-01 12:00:00"
        one.revision = 6
        await servers.all[0].looked()
        with pytest.raises(RevisionNotReached):
            await servers.holding(7, 0.0)


async def test_many_who_wait_share_one_look() -> None:
    one = Played()
    looks = 0
    fetch = one.fetch

    async def counted(sql: str, parameters: Sequence[object] = (), *, brief: bool = False) -> bytes | None:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0)
        return await fetch(sql, parameters)

    one.fetch = counted  # type: ignore[method-assign]
    async with served(one) as servers:
        await asyncio.gather(*(servers.all[0].looked() for _ in range(100)))
        assert looks == 1


async def test_servers_are_of_one_kind(tmp_path: Any) -> None:
    with pytest.raises(InvalidDatabaseURL, match="DATELINE_READ_URLS"):
        open_servers(["postgresql://one/facts"], f"sqlite:///{tmp_path}/facts.db")
    servers = open_servers(["postgresql://one/facts", "postgresql://two/facts"], "postgresql://main/facts")
    assert [each.name for each in servers.all] == ["replica 1", "replica 2", "the primary"]


async def test_only_the_primary_says_that_there_is_no_such_revision() -> None:
    one, primary = Played(revision=9), Played(revision=4)
    async with served(one, last_resort=primary) as servers:
        await servers.recognise(4)
        with pytest.raises(UnknownRevision) as refused:
            await servers.recognise(5)
        assert (refused.value.seen, refused.value.newest) == (5, 4)
        assert refused.value.message.startswith("revision 5 is not in this database, whose newest is 4: ")
        for away in ("gone", "busy", "slow"):
            setattr(primary, away, True)
            await servers.recognise(5)
            setattr(primary, away, False)
    async with served(one) as servers:
        await servers.recognise(10)
    async with Played(revision=4) as alone:
        await servers_of(alone).recognise(4)
        with pytest.raises(UnknownRevision):
            await servers_of(alone).recognise(5)
