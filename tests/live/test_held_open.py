"""Streams that are held open: heartbeats, clients that do not read, several workers, a watch that is lost."""

import asyncio
import json
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from api.gql.execution import Engine, Request
from api.gql.schema import CORE_SCHEMA
from api.gql.streaming import begun, told
from api.gql.subscription import Subscription
from api.live.newest import Newest
from db.engine import PostgreSQLURL, open_reader, parse_database_url
from db.engine.watching import open_watch
from db.migration import upgrade
from tests.abuse.process import Server as Process
from tests.commands.serving import Server, served, until, workers
from tests.databases import Databases
from tests.live.conftest import Live, Stream, living, stream

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("built_page")]

REVISIONS = "/v1/changes/stream"

MANY = 20_000
LONG = "a" * 380
# An event of forty kilobytes for each revision.
LARGE = f"subscription {{ revisions(since: 0) {{ {' '.join(f'{LONG}{n}: number' for n in range(99))} }} }}"
BRIEF = "subscription { revisions(since: 0) { number } }"
TOLD = 800
ROOM = 16
"""Mebibytes by which a server may grow while one client is told of so many revisions, and another, which does
not read, could have been sent twice as much about them."""


def _many_revisions(url: str) -> None:
    """Revisions that did nothing: streams tell of them all the same."""
    upgrade(url)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
        moments = ((number, "2031-06-01 12:00:00.000000") for number in range(1, MANY + 1))
        connection.executemany("INSERT INTO revision (id, loaded_at) VALUES (?, ?)", moments)


@contextmanager
def stalled(server: Server) -> Iterator[socket.socket]:
    """A client that asks for forty kilobytes for each of many revisions, and reads nothing."""
    body = json.dumps({"query": LARGE}).encode()
    head = (
        "POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n"
    )
    with socket.socket() as connection:
        # Small, so that the server's own buffers are what fills up.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        connection.settimeout(30)
        begun = b""
        while b"number" not in begun and b"a" * 300 not in begun and b"errors" not in begun:
            begun += connection.recv(1000)
        assert b'{"data":{"revisions":{"a' in begun, begun
        yield connection


def private(server: Server) -> int:
    """Mebibytes of the process's own memory."""
    return Process(server.process, server.port, server.log).resident()


def test_who_does_not_read_costs_nothing_and_holds_up_nobody(databases: Databases, tmp_path: Path) -> None:
    with (
        databases.copy("sqlite", "many-revisions", _many_revisions) as url,
        served(url, tmp_path, send_seconds=5, max_streams=2) as server,
    ):
        address = f"http://127.0.0.1:{server.port}"
        with stream(address, REVISIONS, params={"since": MANY - 3}) as listening:
            assert [listening.next().number for _ in range(3)] == [str(MANY - 2), str(MANY - 1), str(MANY)]  # type: ignore[union-attr]
        before = private(server)
        with stalled(server):
            # Meanwhile another is told of as many, and everybody else is answered.
            with stream(address, "/graphql", "POST", json={"query": BRIEF}) as listening:
                numbers = [listening.next().number for _ in range(TOLD // 2)]  # type: ignore[union-attr]
                assert server.ask("/v1/revisions/7").status == 200
                numbers += [listening.next().number for _ in range(TOLD // 2)]  # type: ignore[union-attr]
            assert numbers == [str(each) for each in range(1, TOLD + 1)]
            assert private(server) - before < ROOM
            # The place of who takes nothing is free after five seconds, whether it hangs up or not.
            with ExitStack() as others:

                def both() -> bool:
                    others.pop_all().close()
                    opened = [others.enter_context(stream(address, REVISIONS)) for _ in range(2)]
                    return all(each.response.status_code == 200 for each in opened)

                until(both, 60)
        assert private(server) - before < ROOM


def test_who_catches_up_lets_others_have_their_turn(databases: Databases) -> None:
    """Although neither a statement of microseconds nor a client that takes all at once waits for anything."""

    async def turns_of_another(url: str) -> int:
        async with open_reader(url) as reader:
            engine = Engine(CORE_SCHEMA, reader)
            newest = Newest(reader, lambda: open_watch(url))
            asked = await begun(engine, Request(BRIEF))
            assert isinstance(asked, Subscription)
            turns = 0

            async def another() -> None:
                nonlocal turns
                while True:
                    await asyncio.sleep(0)
                    turns += 1

            async with newest.listening():
                events = told(engine, newest, asked, 0, 15.0)
                assert (await anext(events)) is not None
                other = asyncio.create_task(another())
                for _ in range(100):
                    assert (await anext(events)) is not None
                other.cancel()
            return turns

    with databases.copy("sqlite", "many-revisions", _many_revisions) as url:
        assert asyncio.run(turns_of_another(url)) >= 99


def comments(listening: Stream) -> Iterator[float]:
    """The moments of the comments that come before the first event."""
    for line in listening.response.iter_lines():
        if line.startswith(":"):
            yield time.monotonic()
        assert not line.startswith(("data", "event", "id"))


def test_silence_has_a_heartbeat(databases: Databases, tmp_path: Path) -> None:
    query = {"query": "subscription { revisions { number } }"}
    with living(databases, "sqlite", tmp_path, DATELINE_HEARTBEAT_SECONDS="0.2") as live:
        for path, parameters in ((REVISIONS, {}), ("/graphql", query)):
            with stream(live.address, path, params=parameters) as listening:
                first, second, third = (
                    moment for moment, _ in zip(comments(listening), range(3), strict=False)
                )
                assert 0.2 <= third - first < 5
                assert first < second < third


def sockets(worker: int) -> int:
    """How many sockets a process has open."""
    found = 0
    for each in Path(f"/proc/{worker}/fd").iterdir():
        try:
            found += each.readlink().name.startswith("socket:")
        except FileNotFoundError:  # closed meanwhile
            continue
    return found


def test_every_worker_tells_and_ends_its_streams(databases: Databases, tmp_path: Path) -> None:
    with living(databases, "sqlite", tmp_path, DATELINE_WORKERS="2") as live, ExitStack() as opened:
        until(lambda: len(workers(live.server.pid)) == 2)
        idle = {each: sockets(each) for each in workers(live.server.pid)}
        streams: list[Stream] = []
        while any(sockets(worker) == count for worker, count in idle.items()):
            assert len(streams) < 60
            streams.append(opened.enter_context(stream(live.address, REVISIONS)))
            assert streams[-1].response.status_code == 200
        number = live.edit()
        ended = time.monotonic()
        for each in streams:
            event = each.next()
            assert event is not None
            assert event.number == str(number)
        assert time.monotonic() - ended < 10
        live.server.send_signal(signal.SIGTERM)
        # Each answer comes to its end: one that is cut off would be an error here.
        assert [each.next() for each in streams] == [None] * len(streams)
        assert live.server.wait(20) in (0, -signal.SIGTERM)


LISTENERS = "FROM pg_stat_activity WHERE application_name = 'dateline watch' AND datname = current_database()"


@contextmanager
def database(live: Live) -> Iterator[psycopg.Connection]:
    url = parse_database_url(live.url)
    assert isinstance(url, PostgreSQLURL)
    with psycopg.connect(url.conninfo, autocommit=True) as connection:
        yield connection


def listeners(live: Live) -> set[int]:
    """The database's processes for the server's watches."""
    with database(live) as connection:
        return {pid for (pid,) in connection.execute(f"SELECT pid {LISTENERS}").fetchall()}


def test_a_watch_that_is_lost_is_opened_again_and_nothing_missed(
    databases: Databases, tmp_path: Path
) -> None:
    with living(databases, "postgresql", tmp_path) as live, stream(live.address, REVISIONS) as listening:
        assert live.edit() == 2
        assert listening.next().number == "2"  # type: ignore[union-attr]
        first = listeners(live)
        assert len(first) == 1
        with database(live) as connection:
            connection.execute(f"SELECT pg_terminate_backend(pid) {LISTENERS}")
        # While nobody listens, so that nobody is notified.
        assert live.edit() == 3
        assert listening.next().number == "3"  # type: ignore[union-attr]
        (second,) = listeners(live)
        assert second not in first
        assert live.edit() == 4
        ended = time.monotonic()
        event = listening.next()
        assert event is not None
        assert event.number == "4"
        assert event.at - ended < 1
