"""``/healthz`` and ``/readyz``: who answers, and whether it can."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from api.app import create_app
from api.settings import Settings
from db.engine import writer_engine
from db.migration import head
from tests.databases import Backend, Databases
from tests.serving import serving
from tests.web.wire import ask
from tests.world import load_world

pytestmark = pytest.mark.usefixtures("built_page")


@pytest.fixture
def own(databases: Databases, backend: Backend) -> Iterator[str]:
    """A world of the test's own, which it may break."""
    with databases.copy(backend, "world", load_world) as url:
        yield url


def change(url: str, sql: str) -> None:
    engine = writer_engine(url)
    with engine.begin() as connection:
        connection.execute(text(sql))
    engine.dispose()


def test_a_server_says_that_it_lives_and_is_ready(own: str) -> None:
    with serving(create_app(Settings(database_url=own))) as address:
        alive, ready = ask(address, "/healthz"), ask(address, "/readyz")
        shown = json.loads(ask(address, "/v1/dataset").body)
    assert (alive.status, json.loads(alive.body)) == (200, {"status": "alive"})
    assert (ready.status, json.loads(ready.body)) == (
        200,
        {"status": "ready", "revision": shown["revision"], "schemaVersion": head()},
    )
    for reply in (alive, ready):
        assert reply.headers["content-type"] == "application/json"
        assert reply.headers["cache-control"] == "no-store"
        assert "etag" not in reply.headers


def test_a_database_of_another_schema_is_not_ready(own: str) -> None:
    with serving(create_app(Settings(database_url=own))) as address:
        change(own, "UPDATE alembic_version SET version_num = '9999'")
        away = ask(address, "/readyz", "X-Request-ID: r1")
        assert ask(address, "/healthz").status == 200
        change(own, f"UPDATE alembic_version SET version_num = '{head()}'")
        assert ask(address, "/readyz").status == 200
        change(own, "DROP TABLE alembic_version")
        gone = ask(address, "/readyz", "X-Request-ID: r1")
    for reply in (away, gone):
        assert (reply.status, reply.headers["retry-after"]) == (503, "60")
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.headers["cache-control"] == "no-store"
        assert json.loads(reply.body) == {
            "type": "/problems/schema-mismatch",
            "title": "The database was made by another release",
            "status": 503,
            "requestId": "r1",
        }
