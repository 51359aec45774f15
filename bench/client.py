"""A small HTTP client that keeps connections busy: what `wrk` does, without asking for `wrk`.

A protocol of its own instead of streams: it costs a third of the CPU time, so that the client is not what is
measured.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from functools import partial
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

CONNECTIONS = 32
PATIENCE = 120.0
"""Seconds for one answer, and for a load."""


class NotAnswered(Exception):
    """A server gave another status than was wanted, or none in time; the message says which."""


@dataclass(frozen=True)
class Load:
    """What came of a load: requests per second, and latencies in milliseconds."""

    per_second: float
    p50: float
    p99: float
    bytes: int
    requests: int


class _Connection(asyncio.Protocol):
    """One connection that asks, reads the answer, and asks again."""

    def __init__(self, requests: Sequence[bytes], latencies: list[float], status: int) -> None:
        self.done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._latencies = latencies
        self._status = b"HTTP/1.1 %d " % status
        self._next = 0
        self._buffer = bytearray()
        self._whole = 0
        self._chunked = False
        self._bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask the first question."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Ask the next question when the answer is whole."""
        self._buffer += data
        if not self._whole:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self._buffer[:end])
            if not head.startswith(self._status):
                self._fail(head.partition(b"\r\n")[0].decode("latin-1"))
                return
            self._whole = end + 4 + self._length(head)
        if len(self._buffer) >= self._whole and (
            not self._chunked or self._buffer.endswith(b"\r\n0\r\n\r\n")
        ):
            self._latencies.append((time.perf_counter() - self._asked) * 1000)
            self._bytes += len(self._buffer)
            self._buffer.clear()
            self._whole = 0
            self._ask()

    def connection_lost(self, _: Exception | None) -> None:
        """An answer that was not whole is a failure."""
        self._fail("the connection was closed")

    def _fail(self, reason: str) -> None:
        if not self.done.done():
            self.done.set_exception(NotAnswered(reason))
        self._transport.abort()

    def _ask(self) -> None:
        if self._next == len(self._requests):
            self.done.set_result(self._bytes)
            self._transport.close()
            return
        self._asked = time.perf_counter()
        self._transport.write(self._requests[self._next])
        self._next += 1

    def _length(self, head: bytes) -> int:
        """The length of the body, or of its last chunk, which is empty."""
        if head.startswith(b"HTTP/1.1 304 "):
            return 0
        lower = head.lower()
        self._chunked = b"transfer-encoding: chunked" in lower
        if self._chunked:
            return len(b"0\r\n\r\n")
        return int(lower.split(b"content-length: ")[1].split(b"\r\n")[0])


async def _load(port: int, requests: Sequence[bytes], connections: int, status: int) -> Load:
    loop = asyncio.get_running_loop()
    latencies: list[float] = []
    started = time.perf_counter()
    made = [
        await loop.create_connection(
            partial(_Connection, requests[first::connections], latencies, status), "127.0.0.1", port
        )
        for first in range(connections)
    ]
    try:
        async with asyncio.timeout(PATIENCE):
            sizes = await asyncio.gather(*(connection.done for _, connection in made))
    except TimeoutError:
        raise NotAnswered(f"{len(latencies)} of {len(requests)} answers in {PATIENCE:.0f} s") from None
    finally:
        for transport, _ in made:
            transport.abort()
    seconds = time.perf_counter() - started
    latencies.sort()
    count = len(latencies)
    middle, late = latencies[count // 2], latencies[count * 99 // 100]
    return Load(count / seconds, middle, late, sum(sizes) // count, count)


def load(port: int, requests: Sequence[bytes], *, connections: int = CONNECTIONS, status: int = 200) -> Load:
    """Sends the requests on several connections, each as soon as the answer before it is whole.

    Every answer must have the status, and a length where it has a body; raises `NotAnswered`.
    """
    return asyncio.run(_load(port, requests, min(connections, len(requests)), status))


def answered(port: int, request: bytes) -> bytes:
    """The body of the answer to one request, which is written as bytes; raises `NotAnswered`."""
    return exchanged(port, request)[1]


def exchanged(port: int, request: bytes) -> tuple[Message, bytes]:
    """The headers and the body of the answer to one request; raises `NotAnswered`."""
    head, _, body = request.partition(b"\r\n\r\n")
    method, path, _ = head.split(b"\r\n")[0].decode().split(" ")
    headers = {"accept": "application/json"} | ({"content-type": "application/json"} if body else {})
    url = f"http://127.0.0.1:{port}{path}"
    try:
        with urlopen(Request(url, body or None, headers, method=method), timeout=PATIENCE) as answer:
            return answer.headers, bytes(answer.read())
    except HTTPError as error:
        raise NotAnswered(f"{error.code} {error.reason}") from None
    except (OSError, HTTPException) as error:
        raise NotAnswered(str(error)) from None


def with_tag(request: bytes, tag: str) -> bytes:
    """A GET that asks for an answer only if it is another one than the one with this tag."""
    return request.removesuffix(b"\r\n") + f"If-None-Match: {tag}\r\n\r\n".encode()


def get(path: str) -> bytes:
    """The bytes of a GET."""
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\n\r\n".encode()


def post(path: str, body: bytes) -> bytes:
    """The bytes of a POST of JSON."""
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
