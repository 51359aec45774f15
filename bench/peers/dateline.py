"""Dateline itself, on either database."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.client import answered, get
from bench.peers.peer import Databases, Peer, graphql
from bench.process import Process, free_port, running
from bench.workloads import PAGE, Row, Values, Workload

ROOT = Path(__file__).parent.parent.parent
WALK = "query($after: String) { statements(first: 50, after: $after) { pageInfo { endCursor } } }"


class Dateline(Peer):
    """On SQLite."""

    name = "Dateline, SQLite"

    @contextmanager
    def started(self, databases: Databases) -> Iterator[Process]:
        """The server while it runs."""
        port = free_port()
        environment = {
            "DATELINE_DATABASE_URL": self.url(databases),
            "DATELINE_PORT": str(port),
            "DATELINE_LOG_REQUESTS": "false",  # the others write no log either
            "DATELINE_STATEMENT_SECONDS": "20",  # as Datasette has it: others stop no statement
            "PYTHONPATH": str(ROOT),
        }
        with running([sys.executable, "-m", "api.cli", "serve"], port, environment) as process:
            yield process

    def url(self, databases: Databases) -> str:
        """The URL of its database."""
        return f"sqlite:///{databases.file}"

    def request(self, workload: Workload, values: Values) -> bytes:
        """As the workload has it."""
        if workload.path:
            return get(workload.path.format(**values))
        return graphql("/graphql", workload.query, values)

    def cursor(self, process: Process, row: Row) -> str:
        """Reached as anybody would, page by page."""
        after = ""
        for _ in range(row.place // PAGE):
            answer = json.loads(answered(process.port, graphql("/graphql", WALK, {"after": after or None})))
            after = answer["data"]["statements"]["pageInfo"]["endCursor"]
        return after


class DatelineOnPostgreSQL(Dateline):
    """On PostgreSQL."""

    name = "Dateline, PostgreSQL"
    on_postgresql = True

    def url(self, databases: Databases) -> str:
        """The URL of its database."""
        assert databases.postgresql
        return databases.postgresql
