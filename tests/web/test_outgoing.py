"""What a response writes, and when: told by a transport that takes notes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from api.web.connection import Connection

App = Callable[[Any, Any, Any], Awaitable[None]]
START = {"type": "http.response.start", "status": 200}
HEAD = b"HTTP/1.1 200 OK\r\n"
GET = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n"


class Noted(asyncio.Transport):
    """What is written at once, and whether it ended."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)})
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.closed
        self.written.append(bytes(data))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def get_write_buffer_size(self) -> int:
        return 0

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


def written(app: App, *received: bytes | None) -> tuple[list[list[bytes]], bool]:
    """What a connection writes upon each of these bytes, and whether it closes; upon None, what it wrote upon
    nothing, after some turns of the event loop.
    """

    async def run() -> tuple[list[list[bytes]], bool]:
        config = Config(app, http=Connection, log_level=logging.CRITICAL, lifespan="off")
        config.load()
        transport = Noted()
        connection = Connection(config, ServerState(), {})
        connection.connection_made(transport)
        found: list[list[bytes]] = []
        for data in received:
            if data is not None:
                connection.data_received(data)
            for _ in range(20):
                await asyncio.sleep(0)
            found.append(transport.written)
            transport.written = []
        closed = transport.closed
        connection.connection_lost(None)
        return found, closed

    return asyncio.run(run())


def plain(length: int, body: bytes) -> App:
    async def app(_scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["more_body"]:
            pass
        await send({**START, "headers": [(b"content-length", b"%d" % length)]})
        await send({"type": "http.response.body", "body": body})

    return app


def test_head_and_body_are_written_at_once() -> None:
    answer = [HEAD + b"content-length: 5\r\n\r\nhello"]
    assert written(plain(5, b"hello"), GET, GET) == ([answer, answer], False)


def test_so_are_those_of_requests_that_came_together() -> None:
    answer = HEAD + b"content-length: 5\r\n\r\nhello"
    assert written(plain(5, b"hello"), GET + GET) == ([[answer, answer]], False)


def test_what_ends_the_connection_is_written_before() -> None:
    answer = HEAD + b"content-length: 5\r\nconnection: close\r\n\r\nhello"
    assert written(plain(5, b"hello"), b"GET / HTTP/1.0\r\n\r\n") == ([[answer]], True)


@pytest.mark.parametrize("end", [b"", b"connection: close\r\n"])
def test_a_head_alone_is_written(end: bytes) -> None:
    asked = b"HEAD / HTTP/1.1\r\nhost: a\r\n" + end + b"\r\n"
    answer = HEAD + b"content-length: 5\r\n" + end + b"\r\n"
    assert written(plain(5, b""), asked) == ([[answer]], bool(end))


def test_a_stream_begins_before_it_has_anything_to_say() -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({**START, "headers": []})
        for _ in range(30):
            await asyncio.sleep(0)
        for piece in (b"one", b"two"):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    head, rest = (
        HEAD + b"transfer-encoding: chunked\r\n\r\n",
        [b"3\r\none\r\n", b"3\r\ntwo\r\n", b"0\r\n\r\n"],
    )
    assert written(app, GET, None) == ([[head], rest], False)


def test_who_waits_to_send_a_body_is_told_to_go_on() -> None:
    asked = b"POST / HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n"
    head, body = HEAD + b"content-length: 2\r\n\r\n", b"ok"
    assert written(plain(2, body), asked, b"abc") == (
        [[b"HTTP/1.1 100 Continue\r\n\r\n"], [head, body]],
        False,
    )
