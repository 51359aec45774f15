"""Subscriptions over a real WebSocket, by a client of its own, while another process loads."""

import json
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.databases import Backend, Databases
from tests.live.conftest import FERRY, Live, living

pytestmark = pytest.mark.timeout(300)

PROTOCOL = Subprotocol("graphql-transport-ws")
QUERY = """
    subscription ($since: Int) {
      revisions(since: $since) { number dossiers { nodes { dossier added } } }
    }
"""


def opened(live: Live, **options: Any) -> ClientConnection:
    address = live.address.replace("http", "ws", 1) + "/graphql"
    socket: ClientConnection = connect(address, subprotocols=[PROTOCOL], **options)
    return socket


def say(socket: ClientConnection, **message: Any) -> None:
    socket.send(json.dumps(message))


def heard(socket: ClientConnection) -> Any:
    return json.loads(socket.recv(timeout=30))


def begin(socket: ClientConnection, name: str, **variables: Any) -> None:
    say(socket, type="connection_init")
    assert heard(socket) == {"type": "connection_ack"}
    say(socket, id=name, type="subscribe", payload={"query": QUERY, "variables": variables})


def test_a_load_of_another_process_is_told_at_once(
    databases: Databases, backend: Backend, tmp_path: Path
) -> None:
    with living(databases, backend, tmp_path) as live:
        with opened(live, origin="https://newsroom.example") as socket:
            assert socket.subprotocol == PROTOCOL
            begin(socket, "all", since=0)
            first = heard(socket)["payload"]["data"]["revisions"]
            assert first["number"] == 1
            ended = live.load(FERRY)
            told = heard(socket)
            # A second where nothing else runs; a beat comes every fifteen.
            assert time.monotonic() - ended < 5
            revision = told["payload"]["data"]["revisions"]
            assert revision["number"] == 2
            ((dossier, added),) = [tuple(each.values()) for each in revision["dossiers"]["nodes"]]
            assert (dossier, added > 0) == ("2031-05-oxmoor-ferry", True)
        # Who comes back with the last number that it was told of misses nothing.
        live.edit()
        with opened(live) as socket:
            begin(socket, "again", since=2)
            assert heard(socket)["payload"]["data"]["revisions"]["number"] == 3


def test_the_server_ends_although_somebody_listens(
    databases: Databases, backend: Backend, tmp_path: Path
) -> None:
    with living(databases, backend, tmp_path, DATELINE_MAX_STREAMS="1") as live, opened(live) as socket:
        begin(socket, "all", since=0)
        assert heard(socket)["type"] == "next"
        with pytest.raises(InvalidStatus) as refused:
            opened(live)
        response = refused.value.response
        assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
        live.server.send_signal(signal.SIGTERM)
        said: list[Any] = []
        with pytest.raises(ConnectionClosed) as closed:
            said.extend(json.loads(str(each)) for each in iter(lambda: socket.recv(timeout=30), None))
        assert said in ([], [{"id": "all", "type": "complete"}])
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code in (1001, 1012)
        assert live.server.wait(10) in (0, -signal.SIGTERM)


def test_a_message_that_is_too_long_ends_the_connection(
    databases: Databases, backend: Backend, tmp_path: Path
) -> None:
    with living(databases, backend, tmp_path) as live, opened(live) as socket:
        socket.send("x" * 300_000)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=30)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
