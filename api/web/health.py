"""``/healthz`` and ``/readyz``: for whoever starts, watches and balances servers.

The first says that the process answers, and asks nobody: a database that is away is no reason to kill a
server that will answer when it is back. The second says whether it can answer questions now.
"""

import logging
import sqlite3
from typing import Final

import orjson
import psycopg
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.problem import problem
from api.web.caching import NOT_KEPT
from db.compile.revision import with_revision
from db.engine import Reader, Servers
from db.errors import FactError
from db.migration import head, mismatch

ALIVE: Final = "/healthz"
READY: Final = "/readyz"

_STATE: Final = with_revision("SELECT (SELECT version_num FROM alembic_version)")

_log = logging.getLogger(__name__)


def health_routes(reader: Reader) -> list[Route]:
    """Both routes, which are of the server and not of the API: no description of it names them."""
    return [
        Route(ALIVE, _alive, methods=["GET"], include_in_schema=False),
        Route(READY, _Readiness(reader), methods=["GET"], include_in_schema=False),
    ]


async def _alive(_: object) -> Response:
    return _json({"status": "alive"})


class _Readiness:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._expected = head()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            found, revision = await self._state()
            if found != self._expected:
                raise mismatch(found)
        except FactError as error:
            response = problem(error, head=scope["method"] == "HEAD", extensions=self._servers())
        else:
            number = int(revision.split()[0]) if revision else None
            state = {"status": "ready", "revision": number, "schemaVersion": found}
            response = _json(state | self._servers())
        await response(scope, receive, send)

    def _servers(self) -> dict[str, object]:
        """Which of several servers answer, by their place in the setting: hosts are nobody's business."""
        if not isinstance(self._reader, Servers):
            return {}
        servers = [
            {"name": each.name, "reachable": each.reachable, "revision": each.revision}
            for each in self._reader.all
        ]
        return {"servers": servers}

    async def _state(self) -> tuple[str | None, bytes | None]:
        """The schema version that the database is at, and its newest revision (`db.compile.revision`)."""
        try:
            row = await self._reader.fetch_row(_STATE)
        except (sqlite3.OperationalError, psycopg.ProgrammingError) as error:
            # One of the tables is not there: the database is another one by now, or an empty one.
            _log.warning("the schema version cannot be read: %s", str(error).partition("\n")[0])
            return None, None
        if row is None or row[0] is None:
            return None, None
        return row[0].decode(), row[1]


def _json(members: dict[str, object]) -> Response:
    headers = {name.decode(): value.decode() for name, value in [NOT_KEPT]}
    return Response(orjson.dumps(members), 200, headers, "application/json")
