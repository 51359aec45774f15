"""Requests as bytes, however broken, and what comes back before a deadline."""

import json
import re
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from api.web.connection import Bounds

SECONDS = Bounds().receive_seconds + 20
"""How long an exchange may take. What is asked for here takes milliseconds; this catches what hangs.

More than a server waits for the request that blank lines alone are not yet.
"""


@dataclass(frozen=True)
class Reply:
    """A response as it came: header names in small letters, several of one name joined by commas."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def get(port: int, target: str, *lines: str, method: str = "GET") -> Reply:
    """The answer to a request without a body."""
    head = [f"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close", *lines, "", ""]
    return the(exchange(port, "\r\n".join(head).encode("latin-1")))


def post(
    port: int, body: bytes, *lines: str, content_type: str = "application/json", target: str = "/graphql"
) -> Reply:
    """The answer to a body."""
    head = [f"POST {target} HTTP/1.1", "Host: localhost", "Connection: close"]
    head += [f"Content-Type: {content_type}", f"Content-Length: {len(body)}", *lines, "", ""]
    return the(exchange(port, "\r\n".join(head).encode("latin-1") + body))


def the(reply: Reply | None) -> Reply:
    """The answer, where there must be one."""
    assert reply is not None, "the server hung up without an answer"
    return reply


def exchange(
    port: int, sent: bytes | Iterable[bytes], *, seconds: float = SECONDS, between: float = 0.0
) -> Reply | None:
    """Sends bytes, or pieces of them with pauses in between, and reads one answer; None where none comes.

    Raises `TimeoutError` where the server neither answers nor hangs up in time.
    """
    deadline = time.monotonic() + seconds
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        try:
            for number, piece in enumerate([sent] if isinstance(sent, bytes) else sent):
                if number and between:
                    time.sleep(between)
                connection.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass  # an answer that came before the end of the request may still be there to read
        return read(connection, deadline)


def read(connection: socket.socket, deadline: float) -> Reply | None:
    """One answer, read until it is whole."""
    received = b""
    while not (whole := _whole(received)):
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("no whole answer in time")
        connection.settimeout(left)
        try:
            chunk = connection.recv(65_536)
        except ConnectionResetError:
            chunk = b""
        if not chunk:
            break
        received += chunk
    if not received:
        return None
    top, _, body = received.partition(b"\r\n\r\n")
    status, *lines = top.decode("latin-1").split("\r\n")
    assert re.fullmatch(r"HTTP/1\.1 \d{3} .*", status), received[:200]
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        name, value = name.lower(), value.strip()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return Reply(int(status.split()[1]), headers, body[:whole] if whole > 0 else body)


def _whole(received: bytes) -> int:
    """The length of the body where it is all there, -1 where there is none; 0 where more must come."""
    head, end, body = received.partition(b"\r\n\r\n")
    if not end:
        return 0
    if head.split(b" ", 2)[1] in (b"204", b"304"):
        return -1
    length = re.search(rb"\r\ncontent-length: (\d+)", head, re.IGNORECASE)
    if length is None:
        return len(body) if body.endswith(b"0\r\n\r\n") else 0
    size = int(length[1])
    return (size or -1) if len(body) >= size else 0
