"""Connections that mean harm: no HTTP, heads without an end, slow senders and takers, crowds.

The server of these tests waits for three seconds where it is asked to wait, and takes twenty connections.
"""

import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import repeat

import pytest

from tests.abuse import process
from tests.abuse.conftest import held_to_account
from tests.abuse.harmless import assert_problem
from tests.abuse.process import ORDINARY, Server
from tests.abuse.wire import Reply, exchange, get, read, the
from tests.databases import Databases
from tests.world import load_world

HEAD = b"GET /v1/events/event-1 HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
CLOSE = b"Connection: close\r\n\r\n"


@pytest.fixture(scope="module")
def impatient(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, built_page: None
) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("connections") / "log"
    with (
        databases.copy("sqlite", "world", load_world) as url,
        process.server(
            url, log, receive_seconds="3", send_seconds="3", keep_alive_seconds="3", max_connections="20"
        ) as running,
    ):
        yield running


@pytest.fixture
def target(impatient: Server) -> Iterator[Server]:
    with held_to_account(impatient):
        yield impatient


MALFORMED: dict[str, bytes] = {
    "no request": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n",
    "NUL": b"\0" * 100 + b"\r\n\r\n",
    "a method that is none": b"EVIL / HTTP/1.1\r\n\r\n",
    "another version": b"GET / HTTP/9.9\r\n\r\n",
    "HTTP/2 as it begins": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a space in a name": HEAD + b"Evil header: a\r\n" + CLOSE,
    "a line of no field": HEAD + b"nothing\r\n" + CLOSE,
    "NUL in a value": HEAD + b"A: \0\r\n" + CLOSE,
    "a line folded": HEAD + b"A: a\r\n b\r\n" + CLOSE,
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 3\r\n" + CLOSE + b"{}",
    "a length and chunks": POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n" + CLOSE + b"{}",
    "a negative length": POST + b"Content-Length: -1\r\n" + CLOSE,
    "a length beyond numbers": POST + b"Content-Length: " + b"9" * 40 + b"\r\n" + CLOSE,
    "a length in words": POST + b"Content-Length: many\r\n" + CLOSE,
    "a chunk of no length": POST + b"Transfer-Encoding: chunked\r\n" + CLOSE + b"evil\r\n",
    "a chunk beyond numbers": POST + b"Transfer-Encoding: chunked\r\n" + CLOSE + b"f" * 40 + b"\r\n",
    "chunks that are compressed": POST
    + b"Transfer-Encoding: gzip, chunked\r\n"
    + CLOSE
    + b'18\r\n{"query":"{__typename}"}\r\n0\r\n\r\n',
    "a coding that is none": POST + b"Transfer-Encoding: evil\r\n" + CLOSE,
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_no_http_is_a_problem(target: Server, name: str) -> None:
    assert_problem(exchange(target.port, MALFORMED[name]), 400, "malformed-request")


HANDSHAKE = (
    b"Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)
HANDSHAKES: dict[str, bytes] = {
    "a long field": b"GET /graphql HTTP/1.1\r\n" + HANDSHAKE + b"X-A: " + b"a" * 9_000 + b"\r\n\r\n",
    "many protocols": b"GET /graphql HTTP/1.1\r\n"
    + HANDSHAKE
    + b"Sec-WebSocket-Protocol: "
    + b"a," * 8_000
    + b"\r\n\r\n",
    "a long address": b"GET /graphql?" + b"a" * 9_000 + b" HTTP/1.1\r\n" + HANDSHAKE + b"\r\n",
    "a length": b"GET /graphql HTTP/1.1\r\n" + HANDSHAKE + b"Content-Length: 5\r\n\r\n",
    "chunks": b"GET /graphql HTTP/1.1\r\n" + HANDSHAKE + b"Transfer-Encoding: chunked\r\n\r\n",
}


@pytest.mark.parametrize("name", HANDSHAKES)
def test_a_handshake_that_cannot_be_read_is_a_problem(target: Server, name: str) -> None:
    # Without an answer the connection stayed for ever, and the server stumbled over it when it was stopped.
    assert_problem(exchange(target.port, HANDSHAKES[name]), 400, "malformed-request")


def test_a_handshake_after_a_request_is_answered_as_well(target: Server) -> None:
    with socket.create_connection(("127.0.0.1", target.port), timeout=20) as connection:
        connection.sendall(HEAD + b"\r\n")
        assert the(read(connection, time.monotonic() + 20)).status == 200
        connection.sendall(HANDSHAKES["a long field"])
        assert_problem(read(connection, time.monotonic() + 20), 400, "malformed-request")


def test_many_headers(target: Server) -> None:
    for number, status in ((97, 200), (101, 431)):
        lines = b"".join(b"X-%d: a\r\n" % each for each in range(number))
        reply = the(exchange(target.port, HEAD + lines + CLOSE))
        assert reply.status == status
    assert_problem(reply, 431, "headers-too-large")
    assert_problem(exchange(target.port, HEAD + b"A: a\r\n" * 100_000 + CLOSE), 431, "headers-too-large")


def test_large_headers(target: Server) -> None:
    for size, status in ((32_000, 200), (33_000, 431)):
        reply = the(exchange(target.port, HEAD + b"X-A: " + b"a" * size + b"\r\n" + CLOSE))
        assert reply.status == status
    assert_problem(reply, 431, "headers-too-large")
    for field in (b"X-A: " + b"a" * 5_000_000, b"a" * 5_000_000, b"X-A: " + b" " * 5_000_000):
        assert_problem(exchange(target.port, HEAD + field + b"\r\n" + CLOSE), 431, "headers-too-large")


def endless(piece: bytes, mebibytes: int) -> Iterator[bytes]:
    """A piece again and again."""
    yield from repeat(piece * (65_536 // len(piece)), mebibytes * 16)


@pytest.mark.parametrize(
    "begun",
    [
        HEAD + b"X-A: ",
        POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX-A: ",
    ],
    ids=["a header", "a trailer"],
)
def test_a_field_without_an_end_is_not_kept(target: Server, begun: bytes) -> None:
    def sent() -> Iterator[bytes]:
        yield begun
        yield from endless(b"a", 100)

    before = target.resident()
    reply = exchange(target.port, sent())
    assert reply is None or reply.status in (400, 431)
    assert target.resident() - before < 50


def test_many_requests_at_once_on_one_connection(target: Server) -> None:
    with socket.create_connection(("127.0.0.1", target.port), timeout=20) as connection:
        connection.sendall((HEAD + b"\r\n") * 300 + HEAD + CLOSE)
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
    assert len(re.findall(rb"HTTP/1\.1 200 OK\r\n", received)) == 301


def test_a_client_that_leaves_harms_nobody(target: Server) -> None:
    for piece in (HEAD, POST, POST + b"Content-Length: 100\r\n\r\n{", HEAD + CLOSE, HEAD + b"\r\n" + HEAD):
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", target.port)) as connection:
                connection.sendall(piece)
    deadline = time.monotonic() + 10
    while get(target.port, ORDINARY).status != 200:
        # As many as it takes are not yet known to be gone.
        assert time.monotonic() < deadline


SLOW = {
    "request line": [b"G", b"E", b"T"] + [b" "] * 60,
    "head": [HEAD] + [b"X-A: a\r\n"] * 60,
    "body": [POST + b"Content-Length: 1000\r\n\r\n"] + [b" "] * 60,
    "chunks": [POST + b"Transfer-Encoding: chunked\r\n\r\n"] + [b"1\r\n \r\n"] * 60,
    "extensions of a chunk": [POST + b"Transfer-Encoding: chunked\r\n\r\n1"] + [b";a"] * 60,
}


def test_a_request_that_comes_slowly_is_given_up(target: Server) -> None:
    def slowly(pieces: list[bytes]) -> tuple[Reply | None, float]:
        began = time.monotonic()
        return exchange(target.port, pieces, between=0.1), time.monotonic() - began

    with ThreadPoolExecutor(len(SLOW)) as threads:
        for reply, seconds in threads.map(slowly, SLOW.values()):
            assert_problem(reply, 408, "request-timeout")
            assert 2.5 < seconds < 15


def test_a_body_that_is_not_read_is_not_waited_for_either(target: Server) -> None:
    with socket.create_connection(("127.0.0.1", target.port), timeout=15) as connection:
        connection.sendall(HEAD + b"Content-Length: 1000\r\n\r\n")
        assert the(read(connection, time.monotonic() + 10)).status == 200
        assert connection.recv(1_000) == b""


@pytest.mark.parametrize("sent", [b"", b"\r\n", HEAD + b"\r\n"], ids=["nothing", "a line", "a request"])
def test_a_connection_that_says_nothing_more_is_closed(target: Server, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", target.port), timeout=15) as connection:
        connection.sendall(sent)
        if sent.startswith(HEAD):
            assert the(read(connection, time.monotonic() + 10)).status == 200
            connection.sendall(b"\r\n")
        assert connection.recv(1_000) == b""


def test_an_answer_that_nobody_takes_is_dropped(target: Server) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(15)
        connection.connect(("127.0.0.1", target.port))
        # More than the system's own buffers hold, and none of it read.
        connection.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 40)
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            time.sleep(0.2)
            try:
                connection.send(b"\r\n")
            except (BrokenPipeError, ConnectionResetError):
                break
        else:
            pytest.fail("the server keeps what nobody takes")


def test_there_are_only_so_many_connections(target: Server) -> None:
    with ExitStack() as stack:
        address = ("127.0.0.1", target.port)
        held = [stack.enter_context(socket.create_connection(address, timeout=10)) for _ in range(20)]
        for each in held:
            each.sendall(HEAD + b"\r\n")
            assert the(read(each, time.monotonic() + 10)).status == 200
        refused = stack.enter_context(socket.create_connection(address, timeout=10))
        reply = read(refused, time.monotonic() + 10)
        assert_problem(reply, 503, "overloaded")
        assert the(reply).headers["retry-after"] == "1"
