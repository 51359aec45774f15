"""An operation over a WebSocket is told of as a request is: traced, logged, counted."""

import logging
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from starlette.testclient import TestClient, WebSocketTestSession

from api.app import create_app
from api.gql.persisted import digest
from api.gql.websocket import PROTOCOL
from api.operating.log import REQUESTS, RequestLog
from api.settings import Settings
from api.web.exchange import LEFT
from db.errors import StatementTimeout
from tests.databases import Backend
from tests.web.test_traces import PARENT, attributes, own, traces

QUERY = "query Word($word: String!) { events(first: 1, filter: {text: $word}) { nodes { slug } } }"


@dataclass
class Watched:
    """A server whose spans are kept."""

    client: TestClient
    backend: Backend
    spans: InMemorySpanExporter

    def made(self, count: int) -> list[tuple[ReadableSpan, list[ReadableSpan]]]:
        """The spans of so many operations, each with those in it as they began, once they are all over."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            made = self.spans.get_finished_spans()
            operations = [each for each in made if each.kind is SpanKind.SERVER]
            if len(operations) >= count:
                break
            time.sleep(0.01)
        assert len(operations) == count
        inside = [
            [one for one in made if one.parent and one.parent.span_id == own(each)] for each in operations
        ]
        return [
            (each, sorted(its, key=lambda one: one.start_time or 0))
            for each, its in zip(operations, inside, strict=True)
        ]


@pytest.fixture
def watched(world_url: str, backend: Backend, built_page: None) -> Iterator[Watched]:
    made, kept = traces(backend)
    with TestClient(create_app(Settings(database_url=world_url), (RequestLog(), made))) as client:
        yield Watched(client, backend, kept)


def connect(watched: Watched, **headers: str) -> WebSocketTestSession:
    return watched.client.websocket_connect("/graphql", subprotocols=[PROTOCOL], headers=headers)


def identifier(socket: WebSocketTestSession) -> bytes:
    """The identifier that the handshake was answered with."""
    headers: Any = socket.extra_headers
    return bytes(dict(headers)[b"x-request-id"])


def begin(socket: WebSocketTestSession) -> None:
    socket.send_json({"type": "connection_init"})
    assert socket.receive_json() == {"type": "connection_ack"}


def ask(socket: WebSocketTestSession, query: str, **variables: object) -> list[str]:
    """The types of the messages that an operation is answered with."""
    socket.send_json(
        {"id": "s3cret", "type": "subscribe", "payload": {"query": query, "variables": variables}}
    )
    types = [socket.receive_json()["type"]]
    while types[-1] not in ("complete", "error"):
        types.append(socket.receive_json()["type"])
    return types


def test_each_operation_is_a_span_with_its_statements(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, REQUESTS)
    with connect(watched, **{"X-Request-ID": "socket-1", "traceparent": PARENT}) as socket:
        assert identifier(socket) == b"socket-1"
        begin(socket)
        for _ in range(2):
            assert ask(socket, QUERY, word="s3cret") == ["next", "complete"]
        (first, steps), (_, again) = watched.made(2)

    assert (first.name, first.kind) == ("WEBSOCKET /graphql", SpanKind.SERVER)
    assert attributes(first) == {
        "network.protocol.name": "websocket",
        "http.route": "/graphql",
        "dateline.request_id": "socket-1",
        "graphql.operation.name": "Word",
        "graphql.document.sha256": digest(QUERY),
    }
    assert first.parent is not None
    assert f"{first.parent.trace_id:032x}-{first.parent.span_id:016x}" == PARENT[3:-3]
    assert [each.name for each in steps] == ["parse and validate", "compile", "SELECT"]
    assert [each.name for each in again] == ["SELECT"]
    assert attributes(steps[-1])["db.system.name"] == watched.backend
    assert "s3cret" not in "".join(each.to_json() for each in watched.spans.get_finished_spans())

    lines = [record for record in caplog.records if record.name == REQUESTS]
    assert [record.getMessage().rsplit(" ", 2)[0] for record in lines] == ["WEBSOCKET /graphql 200"] * 2
    assert [vars(record)["members"]["operation"] for record in lines] == ["Word"] * 2


def test_operations_that_fail_and_are_left_have_their_status(
    watched: Watched, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO, REQUESTS)
    with connect(watched) as socket:
        begin(socket)
        assert ask(socket, "{ nonsense }") == ["error"]
        watched.made(1)
        assert ask(socket, "") == ["error"]
        watched.made(2)

        async def late(_: str, __: str, asked: Coroutine[None, None, None]) -> None:
            asked.close()
            raise StatementTimeout("it took too long")

        with monkeypatch.context() as away:
            away.setattr("api.gql.execution.statement", late)
            assert ask(socket, QUERY, word="event") == ["error"]
            watched.made(3)
        # A subscription to which nothing was told, and one that was told of a revision. One that is left
        # is over when its statement has ended, which no message tells of.
        for count, query in (
            (4, "subscription { revisions { number } }"),
            (5, "subscription { revisions(since: 1) { number } }"),
        ):
            socket.send_json({"id": "b", "type": "subscribe", "payload": {"query": query}})
            if "since" in query:
                assert socket.receive_json()["type"] == "next"
            socket.send_json({"id": "b", "type": "complete"})
            socket.send_json({"type": "ping"})
            assert socket.receive_json() == {"type": "pong"}
            made = watched.made(count)

    found = [record for record in caplog.records if record.name == REQUESTS]
    assert [vars(record)["members"]["status"] for record in found] == [400, 400, 503, LEFT, 200]
    failed = [span for span, _ in made if span.status.status_code is StatusCode.ERROR]
    assert [attributes(span)["error.type"] for span in failed] == ["503"]
    told = [each.name for each in made[-1][1]]
    assert "SELECT" in told


def test_a_handshake_that_is_refused_is_no_operation_and_has_an_identifier(watched: Watched) -> None:
    with watched.client.websocket_connect("/graphql", headers={"X-Request-ID": "socket-2"}) as socket:
        assert identifier(socket) == b"socket-2"
        assert socket.receive()["code"] == 4406
    assert watched.spans.get_finished_spans() == ()
