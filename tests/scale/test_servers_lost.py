"""A replica killed, the primary killed, another promoted, under traffic and loads: nothing acknowledged is
lost, everybody is answered, and nobody who says what they have seen is answered from before it.
"""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice

import httpx2
import pytest
from sqlalchemy.exc import DBAPIError

from api.app import create_app
from api.settings import Settings
from db.dossier.loading import load
from db.dossier.reading import Values
from db.errors import DatabaseUnavailable
from db.migration import upgrade
from db.sample.dossiers import dossiers
from tests.databases import Databases
from tests.faults.content import content
from tests.scale.cluster import PRIMARY, REPLICAS, Cluster, cluster, until
from tests.serving import serving
from tests.web.wire import Reply, ask

pytestmark = [pytest.mark.usefixtures("built_page"), pytest.mark.timeout(300)]

SAMPLES = [Values(each.slug, each.content) for each in islice(dossiers(2_000, 5), 60)]
NEWEST = "{dataset{revision}revisions(first:1){nodes{number}}}"
LOADED_BY = "SELECT slug FROM revision_dossier JOIN dossier ON dossier.id = dossier_id WHERE revision_id = {}"
GRAPHQL = f"/graphql?query={NEWEST}"
PATHS = ("/v1/dataset", GRAPHQL, "POST", "/v1/statements?first=5", "/v1/articles?format=csv")


@dataclass
class Loader:
    """Loads one dossier after the other, each until it is acknowledged. ``acknowledged``: which made which
    revision; ``failed``: how often a load was cut off or could not begin.
    """

    url: str
    waiting: list[Values]
    acknowledged: dict[int, str] = field(default_factory=dict)
    failed: int = 0
    done: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.done.is_set() and self.waiting:
            try:
                revision = load(self.url, [self.waiting[0]]).revision
            except (DatabaseUnavailable, DBAPIError):
                self.failed += 1
                time.sleep(0.05)
                continue
            loaded = self.waiting.pop(0)
            # None where the load before was cut off after its commit: then nobody acknowledged it.
            if revision is not None:
                self.acknowledged[revision] = loaded.name
            time.sleep(0.2)
        self.ended.set()

    def more(self, number: int) -> None:
        """Wait until so many more are acknowledged."""
        wanted = len(self.acknowledged) + number
        until(lambda: len(self.acknowledged) >= wanted)


@dataclass
class Client:
    """Asks one path again and again, each time for no less than it has seen, if it says so."""

    address: str
    path: str
    demanding: bool
    replies: list[tuple[int, Reply]] = field(default_factory=list)

    def run(self, done: threading.Event) -> None:
        seen = 0
        while not done.is_set():
            lines = [f"Dateline-Min-Revision: {seen}"] if self.demanding else []
            if self.path == "POST":
                body = json.dumps({"query": NEWEST}).encode()
                lines.append("Content-Type: application/json")
                reply = ask(self.address, "/graphql", *lines, method="POST", body=body)
            else:
                reply = ask(self.address, self.path, *lines)
            self.replies.append((seen, reply))
            seen = max(seen, int(reply.headers.get("dateline-revision", "0")))
            # Loader and servers are to have their turn on a small machine.
            time.sleep(0.1)

    def judge(self) -> None:
        """Every reply is an answer, and of no older revision than was demanded."""
        for seen, reply in self.replies:
            assert reply.status == 200, (self.path, reply)
            revision = int(reply.headers["dateline-revision"])
            if self.demanding:
                assert revision >= seen
            if self.path in (GRAPHQL, "POST"):
                # The header is of the very state that was read.
                data = json.loads(reply.body)["data"]
                assert data == {
                    "dataset": {"revision": revision},
                    "revisions": {"nodes": [{"number": revision}]},
                }


@dataclass
class Listener:
    """Hears of revisions by the stream, and comes back where it ends or is silent, as a browser does."""

    address: str
    told: list[int] = field(default_factory=list)

    def run(self, done: threading.Event) -> None:
        with httpx2.Client(base_url=self.address, timeout=httpx2.Timeout(30, read=2)) as client:
            while not done.is_set():
                since = {"Last-Event-ID": str(self.told[-1] if self.told else 0)}
                with (
                    suppress(httpx2.ReadTimeout),
                    client.stream("GET", "/v1/changes/stream", headers=since) as response,
                ):
                    self.listen(response, done)

    def listen(self, response: httpx2.Response, done: threading.Event) -> None:
        for line in response.iter_lines():
            if line.startswith("id:"):
                self.told.append(int(line[3:]))
            if done.is_set():
                return


@dataclass
class Scene:
    servers: Cluster
    address: str
    loader: Loader
    clients: list[Client]
    listener: Listener
    done: threading.Event

    def a_while(self) -> None:
        """Wait until every client has some more replies."""
        for client in self.clients:
            seen = len(client.replies)
            until(lambda client=client, seen=seen: len(client.replies) > seen + 1)  # type: ignore[misc]

    def ready(self) -> list[bool]:
        """Which of the servers `/readyz` says to answer: the replicas, and the primary as it is named."""
        reply = ask(self.address, "/readyz")
        assert reply.status == 200
        return [each["reachable"] for each in json.loads(reply.body)["servers"]]


@contextmanager
def scene() -> Iterator[Scene]:
    with cluster() as servers:
        # Wherever the primary is: libpq looks for it.
        primary = servers.url(PRIMARY, *REPLICAS, target_session_attrs="primary")
        build(primary)
        servers.wait_for(PRIMARY, *REPLICAS)
        settings = Settings(
            database_url=primary,
            read_urls=" ".join(servers.url(name) for name in REPLICAS),
            revision_seconds=30,
            statement_seconds=20,
        )
        done = threading.Event()
        with serving(create_app(settings)) as address, ThreadPoolExecutor(20) as threads:
            loader = Loader(primary, SAMPLES[3:])
            clients = [Client(address, path, demanding) for path in PATHS for demanding in (True, False)]
            listener = Listener(address)
            loading = threads.submit(loader.run)
            running = [threads.submit(each.run, done) for each in clients]
            running.append(threads.submit(listener.run, done))
            on = Scene(servers, address, loader, clients, listener, done)
            try:
                yield on
            finally:
                loader.done.set()
                wait([loading])
                done.set()
            for each in (loading, *running):
                each.result()


def build(url: str, then: Sequence[Values] = ()) -> None:
    """What there is before the traffic begins, and what was loaded since."""
    upgrade(url)
    load(url, SAMPLES[:3])
    for each in then:
        load(url, [each])


def test_servers_are_lost_and_nothing_else(databases: Databases) -> None:
    first, second = REPLICAS
    with scene() as on:
        servers, loader = on.servers, on.loader
        loader.more(3)
        on.a_while()
        assert on.ready() == [True, True, True]

        servers.kill(second)
        loader.more(3)
        on.a_while()
        until(lambda: on.ready() == [True, False, True])

        # As likely as not in the middle of a load.
        servers.kill(PRIMARY)
        before = dict(loader.acknowledged)
        until(lambda: loader.failed > 0)
        on.a_while()
        until(lambda: on.ready() == [True, False, False])

        servers.promote(first)
        for revision, slug in before.items():
            assert servers.ask(first, LOADED_BY.format(revision)) == slug
        servers.follow(second, first)
        servers.wait_for(first, second)
        loader.more(3)
        on.a_while()
        until(lambda: on.ready() == [True, True, True])

        loader.done.set()
        until(loader.ended.is_set)
        newest = servers.ask(first, "SELECT max(id) FROM revision")
        # The server that was down follows the new primary, and who listens has heard of all.
        until(lambda: servers.ask(second, "SELECT max(id) FROM revision") == newest)
        until(lambda: on.listener.told[-1:] == [newest])
        on.done.set()
        with databases.empty("sqlite") as never_lost:
            build(never_lost, [each for each in SAMPLES[3:] if each not in loader.waiting])
            assert content(servers.url(first)) == content(never_lost)

    for client in on.clients:
        client.judge()
    assert set(loader.acknowledged) <= set(range(2, newest + 1))
    # Each revision once and in order, whichever server had it first.
    assert on.listener.told == list(range(1, newest + 1))
