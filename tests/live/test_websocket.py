"""The subprotocol graphql-transport-ws: what is answered, and by which code the server hangs up."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from api.gql.conversation import MOST
from api.gql.execution import Engine
from api.gql.persisted import AutomaticDocuments, digest
from api.gql.schema import CORE_SCHEMA
from api.gql.websocket import GraphQLSocket
from api.live.newest import Newest
from api.web.guard import Guard
from api.web.rates import InMemory, Policy
from db.engine import open_reader
from db.engine.watching import open_watch

PROTOCOL = "graphql-transport-ws"
NEVER = {"query": "subscription { revisions { number } }"}
ALL = {"query": "subscription { revisions(since: 0) { number } }"}


@pytest.fixture(scope="module")
def client(world_url: str) -> Iterator[TestClient]:
    """A client of the socket alone, over the small world with its two revisions; two may be connected."""
    reader = open_reader(world_url, time_limit=10.0)
    newest = Newest(reader, lambda: open_watch(world_url), most=2)
    engine = Engine(CORE_SCHEMA, reader)
    socket = GraphQLSocket(engine, AutomaticDocuments(), newest, max_bytes=50_000, init_seconds=1.0)
    guarded = GraphQLSocket(
        engine, AutomaticDocuments(), newest, max_bytes=50_000, guard=Guard(InMemory(), 3600, Policy(3, 3600))
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with reader:
            yield
            newest.end()

    routes = [WebSocketRoute("/", socket), WebSocketRoute("/guarded", guarded)]
    with TestClient(Starlette(routes=routes, lifespan=lifespan)) as found:
        yield found


@pytest.fixture
def connected(client: TestClient) -> Iterator[WebSocketTestSession]:
    with client.websocket_connect("/", subprotocols=[PROTOCOL]) as socket:
        assert str(socket.accepted_subprotocol) == PROTOCOL
        yield socket


@pytest.fixture
def begun(connected: WebSocketTestSession) -> WebSocketTestSession:
    connected.send_json({"type": "connection_init", "payload": {"anything": True}})
    assert connected.receive_json() == {"type": "connection_ack"}
    return connected


def subscribe(socket: WebSocketTestSession, name: str, payload: Any) -> None:
    socket.send_json({"id": name, "type": "subscribe", "payload": payload})


def closed(socket: WebSocketTestSession) -> tuple[int, str]:
    with pytest.raises(WebSocketDisconnect) as found:
        socket.receive_json()
    return found.value.code, found.value.reason


def test_a_query_is_answered_and_complete(begun: WebSocketTestSession) -> None:
    query = "query ($slug: String!) { event(slug: $slug) { slug } }"
    subscribe(begun, "a", {"query": query, "variables": {"slug": "event-2"}})
    assert begun.receive_json() == {
        "id": "a",
        "type": "next",
        "payload": {"data": {"event": {"slug": "event-2"}}},
    }
    assert begun.receive_json() == {"id": "a", "type": "complete"}
    # What is complete has given its name back.
    subscribe(begun, "a", {"query": "{ __typename }"})
    assert begun.receive_json()["payload"] == {"data": {"__typename": "Query"}}
    assert begun.receive_json() == {"id": "a", "type": "complete"}


def test_a_subscription_tells_until_it_is_completed(begun: WebSocketTestSession) -> None:
    subscribe(begun, "one", ALL)
    for number in (1, 2):
        payload = {"data": {"revisions": {"number": number}}}
        assert begun.receive_json() == {"id": "one", "type": "next", "payload": payload}
    begun.send_json({"id": "one", "type": "complete"})
    begun.send_json({"id": "nobody", "type": "complete"})
    subscribe(begun, "one", {"query": "{ dataset { revision } }"})
    assert begun.receive_json()["payload"] == {"data": {"dataset": {"revision": 2}}}


def test_root_fragments_aliases_and_variables_follow_the_specification(begun: WebSocketTestSession) -> None:
    query = """
        subscription Told($since: Int, $first: Int = 1, $number: Boolean!) { ...Root }
        fragment Root on Subscription {
          it: revisions(since: $since) { ...Told number @include(if: $number) }
          it: revisions(since: $since) { ... on Revision { loadedAt } }
        }
        fragment Told on Revision { changes(first: $first) { nodes { slug } } }
    """
    subscribe(begun, "a", {"query": query, "variables": {"since": 1, "number": False}})
    told = {"changes": {"nodes": [{"slug": "source-9"}]}, "loadedAt": "2025-04-09T01:02:03Z"}
    assert begun.receive_json() == {"id": "a", "type": "next", "payload": {"data": {"it": told}}}


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "mutation { revisions }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "subscription { revisions @skip(if: true) { number } }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "subscription { revisions(since: -1) { number } }"}, "BAD_INPUT"),
        ({"query": "subscription ($n: Int!) { revisions(since: $n) { number } }"}, "BAD_INPUT"),
        ({"query": "{ event(slug: 1) { slug } }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "{ __typename }", "unknown": 1}, "BAD_REQUEST"),
        ({}, "BAD_REQUEST"),
    ],
)
def test_what_cannot_be_answered_is_an_error_and_no_end(
    begun: WebSocketTestSession, payload: Any, code: str
) -> None:
    subscribe(begun, "a", payload)
    refused = begun.receive_json()
    assert (refused["id"], refused["type"]) == ("a", "error")
    assert [each["extensions"]["code"] for each in refused["payload"]] == [code]
    # The connection goes on, and the name is free.
    subscribe(begun, "a", {"query": "{ __typename }"})
    assert begun.receive_json()["type"] == "next"


def test_documents_may_be_named_by_their_hash(begun: WebSocketTestSession) -> None:
    query = "{ dataset { revision } }"
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": digest(query)}}
    subscribe(begun, "a", {"extensions": extensions})
    assert begun.receive_json()["payload"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    for payload in ({"query": query, "extensions": extensions}, {"extensions": extensions}):
        subscribe(begun, "a", payload)
        assert begun.receive_json()["payload"] == {"data": {"dataset": {"revision": 2}}}
        assert begun.receive_json()["type"] == "complete"


def test_pings_are_answered_also_before_the_beginning(connected: WebSocketTestSession) -> None:
    connected.send_json({"type": "ping", "payload": {"at": 7}})
    assert connected.receive_json() == {"type": "pong", "payload": {"at": 7}}
    connected.send_json({"type": "pong"})
    connected.send_json({"type": "ping"})
    assert connected.receive_json() == {"type": "pong"}


def test_what_comes_before_the_beginning_is_unauthorized(connected: WebSocketTestSession) -> None:
    subscribe(connected, "a", ALL)
    assert closed(connected) == (4401, "Unauthorized: begin with connection_init")


def test_a_client_has_to_begin(connected: WebSocketTestSession) -> None:
    assert closed(connected) == (4408, "Connection initialisation timeout")


def test_a_client_begins_once(begun: WebSocketTestSession) -> None:
    begun.send_json({"type": "connection_init"})
    assert closed(begun) == (4429, "Too many initialisation requests")


def test_a_name_is_for_one_operation(begun: WebSocketTestSession) -> None:
    subscribe(begun, "a", NEVER)
    subscribe(begun, "a", NEVER)
    assert closed(begun) == (4409, "Subscriber for a already exists")


def test_a_long_name_is_cut_to_what_a_frame_holds(connected: WebSocketTestSession) -> None:
    connected.send_json({"type": "connection_init"})
    connected.receive_json()
    for _ in range(2):
        connected.send_json({"type": "subscribe", "id": "é" * 200, "payload": NEVER})
    code, reason = closed(connected)
    assert (code, reason) == (4409, "Subscriber for " + "é" * 54)
    assert len(reason.encode()) == 123


def test_a_payload_that_cannot_be_sent_back_ends_the_connection(begun: WebSocketTestSession) -> None:
    begun.send_text('{"type": "ping", "payload": %s}' % ("[" * 900 + "]" * 900))
    assert closed(begun) == (4400, "Invalid message: the payload nests too deeply")


def test_operations_at_once_are_counted(begun: WebSocketTestSession) -> None:
    for number in range(MOST + 1):
        subscribe(begun, str(number), NEVER)
    refused = begun.receive_json()
    assert (refused["id"], refused["type"]) == (str(MOST), "error")
    assert refused["payload"][0]["extensions"]["code"] == "TOO_COMPLEX"
    begun.send_json({"id": "0", "type": "complete"})
    subscribe(begun, "another", {"query": "{ __typename }"})
    assert begun.receive_json()["id"] == "another"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "1",
        '{"type": 1}',
        '{"type": "start"}',
        '{"id": "a"}',
        '{"type": "subscribe", "payload": {"query": "{ __typename }"}}',
        '{"type": "subscribe", "id": "", "payload": {"query": "{ __typename }"}}',
        '{"type": "subscribe", "id": 7, "payload": {"query": "{ __typename }"}}',
        '{"type": "subscribe", "id": "a"}',
        '{"type": "subscribe", "id": "a", "payload": "{ __typename }"}',
        '{"type": "complete"}',
        "[" * 20_000,
    ],
)
def test_what_is_no_message_ends_the_connection(begun: WebSocketTestSession, text: str) -> None:
    begun.send_text(text)
    code, reason = closed(begun)
    assert code == 4400
    assert reason.startswith("Invalid message: ")
    assert len(reason.encode()) <= 123


def test_bytes_are_no_message(begun: WebSocketTestSession) -> None:
    begun.send_bytes(b'{"type": "ping"}')
    assert closed(begun)[0] == 4400


def test_a_message_has_a_length(begun: WebSocketTestSession) -> None:
    begun.send_json({"type": "ping", "payload": {"long": "é" * 25_000}})
    assert closed(begun) == (1009, "A message has at most 50000 bytes")


@pytest.mark.parametrize("offered", [[], ["graphql-ws"]])
def test_another_protocol_is_not_spoken(client: TestClient, offered: list[str]) -> None:
    with client.websocket_connect("/", subprotocols=offered) as socket:
        code, reason = closed(socket)
    assert (code, reason) == (4406, "Subprotocol not acceptable: this server speaks graphql-transport-ws")


def test_pages_of_any_origin_may_connect(client: TestClient) -> None:
    headers = {"Origin": "https://newsroom.example"}
    with client.websocket_connect("/", subprotocols=[PROTOCOL], headers=headers) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}


def test_more_than_are_kept_open_are_turned_away(client: TestClient) -> None:
    with (
        client.websocket_connect("/", subprotocols=[PROTOCOL]),
        client.websocket_connect("/", subprotocols=[PROTOCOL]),
    ):
        with pytest.raises(WebSocketDenialResponse) as denied:
            client.websocket_connect("/", subprotocols=[PROTOCOL]).__enter__()
        assert (denied.value.status_code, denied.value.headers["retry-after"]) == (503, "10")
        assert json.loads(denied.value.content)["type"] == "/problems/too-many-listeners"


def test_the_handshake_and_each_operation_are_counted(client: TestClient) -> None:
    query = {"query": "{ dataset { revision } }"}
    with client.websocket_connect("/guarded", subprotocols=[PROTOCOL]) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        for name in ("1", "2"):
            subscribe(socket, name, query)
            assert [socket.receive_json()["type"] for _ in range(2)] == ["next", "complete"]
        subscribe(socket, "3", query)
        refused = socket.receive_json()
        assert (refused["type"], refused["id"]) == ("error", "3")
        assert refused["payload"][0]["extensions"] == {"code": "TOO_MANY_REQUESTS"}
        assert "requests in 3600 s: ask again in" in refused["payload"][0]["message"]
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        client.websocket_connect("/guarded", subprotocols=[PROTOCOL]),
    ):
        pass
    assert denied.value.status_code == 429
    assert 0 < int(denied.value.headers["retry-after"]) <= 1200
    assert json.loads(denied.value.content)["type"] == "/problems/too-many-requests"
