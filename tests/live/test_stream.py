"""``/v1/changes/stream`` and subscriptions as events: a server, and a load by another process."""

import signal
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.databases import Backend, Databases
from tests.live.conftest import FERRY, Live, living, stream

pytestmark = pytest.mark.timeout(300)

REVISIONS = "/v1/changes/stream"
SUBSCRIPTION = "subscription ($since: Int) { revisions(since: $since) { number changes { totalCount } } }"


# 100 times 100 times 100 rows.
DEEP = "changes(first: 100) { nodes { revision { " * 3 + "number" + " } } }" * 3


def newest(live: Live) -> int:
    return int(httpx2.get(f"{live.address}/v1/dataset").json()["revision"])


def revision(live: Live, number: int) -> Any:
    return httpx2.get(f"{live.address}/v1/revisions/{number}").json()


def test_a_load_of_another_process_is_told_within_a_second(
    databases: Databases, backend: Backend, tmp_path: Path
) -> None:
    with living(databases, backend, tmp_path) as live, stream(live.address, REVISIONS) as told:
        headers = told.response.headers
        assert told.response.status_code == 200
        assert headers["content-type"] == "text/event-stream; charset=utf-8"
        assert headers["cache-control"] == "no-store"
        assert headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in headers
        ended = live.load(FERRY)
        event = told.next()
        assert event is not None
        assert (event.name, event.number) == ("revision", "2")
        late = [event.at - ended]
        assert event.data == revision(live, 2)
        assert event.data["number"] == 2
        assert [each["dossier"] for each in event.data["dossiers"]["nodes"]] == ["2031-05-oxmoor-ferry"]
        # Two more chances for a machine that does much else; a beat comes every fifteen seconds.
        while min(late) >= 1 and len(late) < 3:
            live.edit()
            ended = time.monotonic()
            event = told.next()
            assert event is not None
            late.append(event.at - ended)
        assert min(late) < 1


def test_what_was_missed_is_told_in_order_and_once(live: Live) -> None:
    first = newest(live)
    with stream(live.address, REVISIONS) as told:
        live.edit()
        event = told.next()
        assert event is not None
        assert event.number == str(first + 1)
    live.edit()
    live.edit()
    with stream(live.address, REVISIONS, headers={"Last-Event-ID": event.number}) as told:
        for number in (first + 2, first + 3):
            missed = told.next()
            assert missed is not None
            assert (missed.number, missed.data) == (str(number), revision(live, number))
        live.edit()
        further = told.next()
        assert further is not None
        assert further.number == str(first + 4)
    # For a first visit, the address says the same; what a client that comes back says goes before it.
    for options in (
        {"params": {"since": first + 3}},
        {"params": {"since": 0}, "headers": {"Last-Event-ID": str(first + 3)}},
    ):
        with stream(live.address, REVISIONS, **options) as told:
            again = told.next()
            assert again is not None
            assert again.number == str(first + 4)
    with stream(live.address, REVISIONS, params={"since": 0}) as told:
        assert [told.next().number for _ in range(first + 4)] == [str(each + 1) for each in range(first + 4)]  # type: ignore[union-attr]


def test_every_listener_hears_of_it(live: Live) -> None:
    with (
        stream(live.address, REVISIONS) as one,
        stream(live.address, REVISIONS, headers={"Accept-Encoding": "gzip, br, zstd"}) as two,
        stream(live.address, "/graphql", "POST", json={"query": SUBSCRIPTION}) as three,
    ):
        number = live.edit()
        assert [each.next().number for each in (one, two, three)] == [str(number)] * 3  # type: ignore[union-attr]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_subscription_by_server_sent_events(live: Live, method: str) -> None:
    since = newest(live)
    if method == "GET":
        options: dict[str, Any] = {"params": {"query": SUBSCRIPTION, "variables": f'{{"since": {since}}}'}}
    else:
        options = {"json": {"query": SUBSCRIPTION, "variables": {"since": since}}}
    with stream(live.address, "/graphql", method, **options) as told:
        number = live.edit()
        event = told.next()
        assert event is not None
        assert (event.name, event.number) == ("next", str(number))
        assert event.data == {"data": {"revisions": {"number": number, "changes": {"totalCount": 1}}}}


def test_a_query_by_server_sent_events_is_complete_at_once(live: Live) -> None:
    with stream(live.address, "/graphql", "POST", json={"query": "{ dataset { revision } }"}) as told:
        answer, end = told.next(), told.next()
        assert answer is not None
        assert end is not None
        assert (answer.name, answer.data) == ("next", {"data": {"dataset": {"revision": newest(live)}}})
        assert (end.name, end.data) == ("complete", "")
        assert told.next() is None


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription { revisions { nothing } }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { revisions { number } other: revisions { number } }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { revisions(since: -1) { number } }", "BAD_INPUT"),
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        (f"subscription {{ revisions {{ {DEEP} }} }}", "TOO_COMPLEX"),
    ],
)
def test_what_cannot_be_told_is_refused_at_once(live: Live, query: str, code: str) -> None:
    with stream(live.address, "/graphql", "POST", json={"query": query}) as told:
        refused, end = told.next(), told.next()
        assert refused is not None
        assert end is not None
        assert refused.data["errors"][0]["extensions"]["code"] == code
        assert (refused.number, end.name) == (None, "complete")


def test_a_subscription_without_a_stream_says_what_it_needs(live: Live) -> None:
    answer = httpx2.post(f"{live.address}/graphql", json={"query": SUBSCRIPTION})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"] == (
        "a subscription is answered as text/event-stream, which Accept has to name, or over a WebSocket that "
        "speaks graphql-transport-ws"
    )


@pytest.mark.parametrize(
    ("asked", "status", "kind"),
    [
        ({"params": {"since": "soon"}}, 400, "bad-input"),
        ({"params": {"until": 3}}, 400, "bad-input"),
        ({"headers": {"Accept": "text/html"}}, 406, "not-acceptable"),
    ],
)
def test_what_is_no_stream_is_a_problem(live: Live, asked: dict[str, Any], status: int, kind: str) -> None:
    answer = httpx2.get(f"{live.address}{REVISIONS}", **asked)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{kind}")


def test_more_streams_than_are_kept_open_are_turned_away(
    databases: Databases, backend: Backend, tmp_path: Path
) -> None:
    with living(databases, backend, tmp_path, DATELINE_MAX_STREAMS="1") as live:
        with stream(live.address, REVISIONS) as told:
            for path, options in ((REVISIONS, {}), ("/graphql", {"params": {"query": SUBSCRIPTION}})):
                headers = {"Accept": "text/event-stream"}
                refused = httpx2.get(f"{live.address}{path}", headers=headers, **options)  # type: ignore[arg-type]
                assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")
                assert refused.json()["type"] == "/problems/too-many-listeners"
            live.edit()
            assert told.next() is not None
        until = time.monotonic() + 20
        while time.monotonic() < until:  # until the server has noticed that the first one left
            with stream(live.address, REVISIONS, params={"since": 0}) as told:
                if told.response.status_code == 200:
                    event = told.next()
                    assert event is not None
                    assert event.number == "1"
                    return
            time.sleep(0.1)
        raise AssertionError("the place of who left is not free")


def test_the_server_ends_although_somebody_listens(
    databases: Databases, backend: Backend, tmp_path: Path
) -> None:
    with (
        living(databases, backend, tmp_path) as live,
        stream(live.address, REVISIONS) as told,
        stream(live.address, "/graphql", "POST", json={"query": SUBSCRIPTION}) as asked,
    ):
        live.server.send_signal(signal.SIGTERM)
        assert told.next() is None
        assert asked.next() is None
        # uvicorn gives back the signal that ended it.
        assert live.server.wait(10) in (0, -signal.SIGTERM)
