"""PostgreSQL stopped, started, frozen under traffic: each error typed and in time, and then answers again."""

import json
import os
import shutil
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import Settings
from tests import postgres
from tests.serving import serving
from tests.web.wire import Reply, ask
from tests.world import load_world

pytestmark = pytest.mark.usefixtures("built_page")

PATHS = (
    "/v1/events?first=2",
    "/v1/events?format=geojson",
    "/graphql?query={events(first:2){nodes{slug}}}",
    "/readyz",
)
LIMIT = 0.5
"""Seconds that a statement may take here."""

BOUND = 12.0
"""Seconds within which everybody has an answer: time limit, silence, the time to connect twice at most."""


@pytest.fixture(scope="module")
def run() -> Iterator[Path]:
    """The folder of a server of our own, with the small world."""
    folder = Path(tempfile.mkdtemp(prefix="dateline-", dir="/tmp"))
    try:
        load_world(postgres.start(folder))
        yield folder
    finally:
        if (folder / "postgres").exists():
            postgres.end(folder)
        else:
            shutil.rmtree(folder)


Replies = dict[str, list[tuple[float, Reply]]]


@dataclass
class Traffic:
    """Clients that ask again and again; ``replies`` holds, by path, what they got and how long it took."""

    address: str
    replies: Replies = field(default_factory=lambda: {path: [] for path in PATHS})

    done: threading.Event = field(default_factory=threading.Event)

    def ask(self, path: str) -> None:
        while not self.done.is_set():
            begun = time.monotonic()
            reply = ask(self.address, path)
            self.replies[path].append((time.monotonic() - begun, reply))
            time.sleep(0.02)

    def until(self, holds: Callable[[int], bool]) -> None:
        """Waits until on every path the newest reply is such a one, and then for one more of each."""
        for path, replies in self.replies.items():
            deadline = time.monotonic() + 30
            seen = len(replies)
            while len(replies) <= seen + 1 or not holds(replies[-1][1].status):
                assert time.monotonic() < deadline, (path, Counter(each.status for _, each in replies))
                time.sleep(0.01)


@contextmanager
def traffic(run: Path) -> Iterator[Traffic]:
    url = f"postgresql://postgres@/postgres?host={run / 'postgres'}"
    app = create_app(Settings(database_url=url, statement_seconds=LIMIT))
    with serving(app) as address, ThreadPoolExecutor(3 * len(PATHS)) as clients:
        flowing = Traffic(address)
        asking = [clients.submit(flowing.ask, path) for path in PATHS for _ in range(3)]
        try:
            yield flowing
        finally:
            flowing.done.set()
        for each in asking:
            each.result()


def judge(replies: Replies) -> None:
    """Every reply is an answer or says that the database is away, and when to ask again; all in time."""
    for path, got in replies.items():
        for took, reply in got:
            assert took < BOUND
            if reply.status == 200:
                continue
            assert (reply.status, reply.headers["retry-after"]) == (503, "5"), (path, reply)
            assert reply.headers["cache-control"] == "no-store"
            body = json.loads(reply.body)
            if path.startswith("/graphql"):
                (error,) = body["errors"]
                assert error["message"] == "The database is unavailable"
                assert error["extensions"] == {"code": "DATABASE_UNAVAILABLE"}
            else:
                assert reply.headers["content-type"] == "application/problem+json"
                assert (body["type"], body["status"]) == ("/problems/database-unavailable", 503)


def test_a_server_that_is_stopped_and_started(run: Path) -> None:
    with traffic(run) as flowing:
        flowing.until(lambda status: status == 200)
        for _ in range(2):
            postgres.stop(run)
            flowing.until(lambda status: status == 503)
            assert ask(flowing.address, "/healthz").status == 200
            page = ask(flowing.address, "/events", "Accept: text/html")
            assert (page.status, page.headers["retry-after"]) == (503, "5")
            postgres.start_again(run)
            flowing.until(lambda status: status == 200)
    judge(flowing.replies)


def test_a_server_that_crashes(run: Path) -> None:
    """It ends every connection, is back by itself, and refuses while it recovers."""
    with traffic(run) as flowing:
        flowing.until(lambda status: status == 200)
        for child in postgres.processes(run)[1:]:
            if Path(f"/proc/{child}/cmdline").read_bytes().startswith(b"postgres: postgres "):
                os.kill(child, signal.SIGKILL)
                break
        else:
            pytest.fail("no process serves a connection")
        flowing.until(lambda status: status == 200)
    judge(flowing.replies)


def test_a_server_that_is_frozen(run: Path) -> None:
    """The system goes on accepting its connections, and nobody ever says a word."""
    with traffic(run) as flowing:
        flowing.until(lambda status: status == 200)
        frozen = postgres.processes(run)
        for each in frozen:
            os.kill(each, signal.SIGSTOP)
        try:
            flowing.until(lambda status: status == 503)
        finally:
            for each in frozen:
                os.kill(each, signal.SIGCONT)
        flowing.until(lambda status: status == 200)
    judge(flowing.replies)
