"""``Dateline-Min-Revision``: an answer of that revision or a newer one, and else none."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import Settings
from tests.databases import Backend, Databases
from tests.serving import serving
from tests.web.test_while_loading import EVENT, Published, published
from tests.web.wire import ask

pytestmark = pytest.mark.usefixtures("built_page")

RESOURCE = f"/v1/events/{EVENT}"
GRAPHQL = "/graphql?query={dataset{revision}}"
PATHS = (RESOURCE, "/v1/events?format=csv", GRAPHQL, "/v1/ogc/collections/events/items", "/events")


@pytest.fixture
def first(databases: Databases, backend: Backend) -> Iterator[Published]:
    """A server over one revision."""
    with published(databases, backend) as database:
        yield database


def demand(revision: object) -> str:
    return f"Dateline-Min-Revision: {revision}"


def test_an_answer_says_its_revision_and_no_cache_gives_it_to_who_demands_more(first: Published) -> None:
    for path in PATHS[:-1]:
        for lines in ((), (demand(0),), (demand(1),)):
            reply = ask(first.address, path, *lines)
            assert (reply.status, reply.headers["dateline-revision"]) == (200, "1"), path
            assert reply.headers["vary"] == "Accept, Accept-Encoding, Dateline-Min-Revision"
        known = f"If-None-Match: {reply.headers['etag']}"
        again = ask(first.address, path, known, demand(1))
        assert (again.status, again.headers["dateline-revision"]) == (304, "1")
    body = b'{"query": "{dataset{revision}}"}'
    posted = ask(first.address, "/graphql", "Content-Type: application/json", method="POST", body=body)
    assert (posted.status, posted.headers["dateline-revision"]) == (200, "1")
    assert "Dateline-Revision" in posted.headers["access-control-expose-headers"].split(", ")


def test_who_demands_a_revision_waits_for_it(first: Published, tmp_path: Path) -> None:
    app = create_app(Settings(database_url=first.url, revision_seconds=30))
    with serving(app) as address, ThreadPoolExecutor(len(PATHS)) as clients:
        tag = ask(address, RESOURCE).headers["etag"]
        lines = (demand(2), f"If-None-Match: {tag}")
        waiting = [clients.submit(ask, address, path, *lines) for path in PATHS]
        assert first.load(tmp_path, "Another title") == 2
        for path, each in zip(PATHS, waiting, strict=True):
            reply = each.result()
            assert reply.status == 200
            if path != "/events":
                assert reply.headers["dateline-revision"] == "2"
        assert json.loads(waiting[0].result().body)["title"] == "Another title"


@pytest.mark.parametrize("path", PATHS)
def test_a_revision_that_nobody_has_is_503(first: Published, path: str) -> None:
    app = create_app(Settings(database_url=first.url, revision_seconds=0))
    with serving(app) as address:
        # A tag that holds is no answer either: it is of an older revision.
        tag = ask(address, path).headers.get("etag", '"none"')
        for line in (demand(2), demand(999_999_999)):
            reply = ask(address, path, line, f"If-None-Match: {tag}", "X-Request-ID: r1")
            assert (reply.status, reply.headers["retry-after"]) == (503, "1")
            assert "dateline-revision" not in reply.headers
            if path == "/events":
                continue
            assert reply.headers["cache-control"] == "no-store"
            if path == GRAPHQL:
                (error,) = json.loads(reply.body)["errors"]
                assert error == {
                    "message": "No server has this revision yet",
                    "extensions": {"code": "REVISION_NOT_REACHED"},
                }
            else:
                assert reply.headers["content-type"] == "application/problem+json"
                assert json.loads(reply.body) == {
                    "type": "/problems/revision-not-reached",
                    "title": "No server has this revision yet",
                    "status": 503,
                    "requestId": "r1",
                }


@pytest.mark.parametrize("lines", [["x"], ["-1"], ["1.0"], ["1 2"], ["9" * 10], [""], ["1", "1"], ["१"]])
def test_what_is_no_number_is_refused_and_named(server: str, lines: list[str]) -> None:
    for path in ("/v1/events", GRAPHQL, "/docs"):
        sent = [demand(each.encode().decode("latin-1")) for each in lines]
        reply = ask(server, path, *sent)
        assert reply.status == 400
        problem = json.loads(reply.body)
        assert (problem["type"], problem["parameter"]) == ("/problems/bad-input", "Dateline-Min-Revision")
