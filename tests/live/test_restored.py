"""Who has seen more than the database holds learns that it was restored, by every way of keeping up."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from jsonschema import ValidationError  # type: ignore[import-untyped]
from websockets.sync.client import connect

from api.app import create_app
from api.settings import Settings
from db.backup import backup, restore
from tests.databases import Backend, Databases
from tests.live.conftest import Live, assert_documented, living, stream
from tests.live.test_websocket_served import PROTOCOL, begin, heard
from tests.serving import serving

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("built_page")]

REVISIONS = "/v1/changes/stream"
CHANGES = (
    "query ($since: Int, $all: Int = 0) "
    "{ all: changes(since: $all) { totalCount } changes(since: $since) { totalCount } }"
)
SUBSCRIPTION = "subscription ($since: Int) { revisions(since: $since) { number } }"
DETAIL = (
    "revision {} is not in this database, whose newest is {}: it was restored from a backup or made anew. "
    "Take everything anew, from since: 0"
)


@pytest.fixture(scope="module")
def restored(
    databases: Databases, backend: Backend, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Live, Any, Any]]:
    """A database that was restored from its first revision after its third, under a server; what a stream and
    a subscription that had heard of the third were told then.
    """
    folder = tmp_path_factory.mktemp("restored")
    with living(databases, backend, folder) as live:
        backup(live.url, folder / "first.db")
        with (
            stream(live.address, REVISIONS, params={"since": 1}) as told,
            stream(live.address, "/graphql", "POST", json={"query": SUBSCRIPTION}) as subscribed,
        ):
            for number in (2, 3):
                assert live.edit() == number
                assert [each.next().number for each in (told, subscribed)] == [str(number)] * 2  # type: ignore[union-attr]
            restore(live.url, folder / "first.db", replace=True)
            events = [told.next()]
            ended = [subscribed.next(), subscribed.next(), subscribed.next()]
            # The stream goes on with what comes.
            assert live.edit() == 2
            events.append(told.next())
        yield live, events, ended


def test_a_stream_is_told_and_goes_on(restored: tuple[Live, Any, Any]) -> None:
    _, (reset, revision), _ = restored
    assert (reset.name, reset.number, reset.data) == ("reset", "1", {"seen": 3, "newest": 1})
    assert (revision.name, revision.number, revision.data["number"]) == ("revision", "2", 2)
    for each in (reset, revision):
        assert_documented(each)
        each.data["more"] = 1
        with pytest.raises(ValidationError):
            assert_documented(each)


def test_a_subscription_ends_with_the_reason(restored: tuple[Live, Any, Any]) -> None:
    _, _, (error, complete, end) = restored
    extensions = {"code": "UNKNOWN_REVISION", "argument": "since"}
    assert error.data == {"errors": [{"message": DETAIL.format(3, 1), "extensions": extensions}]}
    assert (error.number, complete.name, end) == (None, "complete", None)


@pytest.mark.parametrize(
    "asked", [{"params": {"since": 9}}, {"headers": {"Last-Event-ID": "9"}, "params": {"since": 1}}]
)
def test_who_comes_back_to_a_stream_is_told_at_once(
    restored: tuple[Live, Any, Any], asked: dict[str, Any]
) -> None:
    live, _, _ = restored
    with stream(live.address, REVISIONS, **asked) as told:
        reset = told.next()
        assert reset is not None
        assert (reset.name, reset.number, reset.data) == ("reset", "2", {"seen": 9, "newest": 2})


def test_a_subscription_over_a_websocket_is_refused(restored: tuple[Live, Any, Any]) -> None:
    live, _, _ = restored
    address = live.address.replace("http", "ws", 1) + "/graphql"
    with connect(address, subprotocols=[PROTOCOL]) as socket:
        begin(socket, "all", since=3)
        extensions = {"code": "UNKNOWN_REVISION", "argument": "since"}
        assert heard(socket) == {
            "id": "all",
            "type": "error",
            "payload": [{"message": DETAIL.format(3, 2), "extensions": extensions}],
        }


@pytest.mark.parametrize(
    "query", ["since=3", "since=3&knownAt=1", "since=3&format=csv", "since=3&format=ndjson"]
)
def test_the_feed_is_gone(restored: tuple[Live, Any, Any], query: str) -> None:
    live, _, _ = restored
    answer = httpx2.get(f"{live.address}/v1/changes?{query}", headers={"X-Request-ID": "r1"})
    assert (answer.status_code, answer.headers["cache-control"]) == (410, "no-store")
    assert answer.json() == {
        "type": "/problems/unknown-revision",
        "title": "This database does not have the revision after which you ask",
        "status": 410,
        "detail": DETAIL.format(3, 2),
        "parameter": "since",
        "requestId": "r1",
    }
    # What was seen before the backup is still good.
    assert httpx2.get(f"{live.address}/v1/changes?since=1").status_code == 200
    assert httpx2.get(f"{live.address}/v1/changes?since=2").json()["nodes"] == []


def test_the_feed_of_graphql_names_the_place(restored: tuple[Live, Any, Any]) -> None:
    live, _, _ = restored
    asked = {"query": CHANGES, "variables": {"since": 3}}
    form = {"Accept": "application/graphql-response+json"}
    answer = httpx2.post(f"{live.address}/graphql", json=asked, headers=form)
    assert answer.status_code == 400
    assert answer.json() == {
        "errors": [
            {
                "message": DETAIL.format(3, 2),
                "locations": [{"line": 1, "column": CHANGES.rindex("changes(") + 1}],
                "path": ["changes"],
                "extensions": {"code": "UNKNOWN_REVISION", "argument": "since"},
            }
        ]
    }
    literal = (
        CHANGES.replace("$all: Int = 0", "$all: Int = 3")
        .replace("$since)", "2)")
        .replace("$since: Int, ", "")
    )
    assert httpx2.post(f"{live.address}/graphql", json={"query": literal}).json()["errors"][0]["path"] == [
        "all"
    ]
    asked["variables"] = {"since": 2}
    changes = httpx2.post(f"{live.address}/graphql", json=asked).json()["data"]
    assert changes["changes"] == {"totalCount": 0}
    assert changes["all"]["totalCount"] > 0


def test_what_a_replica_may_not_have_yet_is_not_taken_for_gone(restored: tuple[Live, Any, Any]) -> None:
    """Only the primary can tell, and this server is not to ask it."""
    live, _, _ = restored
    if live.url.startswith("sqlite"):
        pytest.skip("SQLite has no replicas")
    settings = Settings(
        database_url=live.url, read_urls=live.url, read_from_primary=False, revision_seconds=0
    )
    with serving(create_app(settings)) as address:
        answer = httpx2.get(f"{address}/v1/changes?since=3")
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/revision-not-reached")
    with serving(create_app(settings.model_copy(update={"read_from_primary": True}))) as address:
        assert httpx2.get(f"{address}/v1/changes?since=3").status_code == 410
