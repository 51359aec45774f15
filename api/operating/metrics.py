"""Metrics for Prometheus, on a port of their own that is not the API's.

Several worker processes write to files in a folder that they share, as the library's multiprocess mode has
it, and whoever serves the metrics adds them up. Every label is one of few: routes are the templates of paths,
and operations have a name only where the document is stored.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Final

from starlette.types import Scope

from api.gql.execution import Engine
from api.web.exchange import WEBSOCKET, Exchange
from db.compile.revision import NEWEST_REVISION
from db.engine import Reader
from db.errors import FactError

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own variable: it must be there before the library is imported."""

SAMPLED: Final = 1.0
"""Seconds between two looks at the pool and the caches."""

UNSTORED: Final = "(not stored)"

_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", WEBSOCKET})
_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """What one process counts. Made once in a process: the library knows each name once."""

    def __init__(self) -> None:
        from prometheus_client import Counter, Gauge, Histogram

        self._requests = Counter(
            "dateline_requests_total", "Requests that were answered.", ["route", "method", "status"]
        )
        self._seconds = Histogram(
            "dateline_request_seconds", "Time from request to answer.", ["route"], buckets=_BUCKETS
        )
        self._operations = Histogram(
            "dateline_operation_seconds",
            "Time of the database for a GraphQL operation, waiting included.",
            ["operation"],
            buckets=_BUCKETS,
        )
        self._plans = Counter("dateline_plan_cache_total", "Looks into the cache of plans.", ["outcome"])
        self._size = Gauge("dateline_plan_cache_size", "Plans that are kept.", multiprocess_mode="livesum")
        self._pool = Gauge(
            "dateline_database_connections", "Connections.", ["state"], multiprocess_mode="livesum"
        )
        self._waiting = Gauge(
            "dateline_database_waiting", "Statements that wait for one.", multiprocess_mode="livesum"
        )
        self._revision = Gauge("dateline_revision", "The newest revision.", multiprocess_mode="livemax")
        self._open = Gauge(
            "dateline_requests_in_progress",
            "Requests not yet over, streams among them.",
            multiprocess_mode="livesum",
        )

    def begun(self, _: Exchange, __: Scope) -> None:
        """Count a request that has come."""
        self._open.inc()

    def over(self, exchange: Exchange) -> None:
        """Count an exchange that is over."""
        self._open.dec()
        method = exchange.method if exchange.method in _METHODS else "(other)"
        self._requests.labels(exchange.route, method, str(exchange.status)).inc()
        self._seconds.labels(exchange.route).observe(exchange.seconds)
        if exchange.document is not None:
            name = exchange.operation if exchange.stored and exchange.operation else UNSTORED
            self._operations.labels(name).observe(exchange.database_seconds)

    @asynccontextmanager
    async def sampling(self, engine: Engine, reader: Reader) -> AsyncIterator[None]:
        """Look at pool and caches as long as the context lasts."""
        task = asyncio.create_task(self._sample(engine, reader))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            # A process that serves no more may go on as the supervisor of those that do.
            for gauge in (self._size, self._waiting, *map(self._pool.labels, ("busy", "idle"))):
                gauge.set(0)

    async def _sample(self, engine: Engine, reader: Reader) -> None:
        hits = misses = 0
        while True:
            counters = engine.counters
            self._plans.labels("hit").inc(counters.planned - counters.compiled - hits)
            self._plans.labels("miss").inc(counters.compiled - misses)
            hits, misses = counters.planned - counters.compiled, counters.compiled
            self._size.set(engine.plans_kept)
            usage = reader.usage
            self._pool.labels("busy").set(usage.busy)
            self._pool.labels("idle").set(usage.size - usage.busy)
            self._waiting.set(usage.waiting)
            # A database that is away is told by the answers.
            with suppress(FactError):
                newest = await reader.fetch(NEWEST_REVISION)
                self._revision.set(int(newest.split()[0]) if newest else 0)
            await asyncio.sleep(SAMPLED)


@contextmanager
def served(host: str, port: int) -> Iterator[None]:
    """Serve what this process and its workers count, at every path of a port of its own, in a thread.

    Raises OSError where the port is taken.
    """
    folder = Path(tempfile.mkdtemp(prefix="dateline-metrics-"))
    os.environ[FOLDER] = str(folder)
    try:
        from prometheus_client import CollectorRegistry, Metric, start_http_server
        from prometheus_client.multiprocess import MultiProcessCollector

        class Collector(MultiProcessCollector):
            def collect(self) -> Iterable[Metric]:
                _forget_the_dead(folder)
                return super().collect()  # type: ignore[no-untyped-call,no-any-return]

        registry = CollectorRegistry()
        Collector(registry)  # type: ignore[no-untyped-call]
        server, thread = start_http_server(port, host, registry)
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
    finally:
        os.environ.pop(FOLDER, None)
        shutil.rmtree(folder, ignore_errors=True)


def _forget_the_dead(folder: Path) -> None:
    """Remove what processes that are no more said of their present state."""
    for file in folder.glob("gauge_live*_*.db"):
        try:
            os.kill(int(file.stem.rpartition("_")[2]), 0)
        except ProcessLookupError:
            file.unlink(missing_ok=True)
