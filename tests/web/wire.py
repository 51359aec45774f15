"""Requests as bytes, for what a client's library would tidy up or hide."""

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Reply:
    """A response as it came: header names in small letters, several of one name joined by commas."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(address: str, target: str, *lines: str, method: str = "GET", body: bytes = b"") -> Reply:
    """Sends one request with these header lines to a server, and reads until it hangs up."""
    host, port = urlsplit(address).hostname, urlsplit(address).port
    head = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Connection: close", *lines]
    if body:
        head.append(f"Content-Length: {len(body)}")
    with socket.create_connection((host, port), timeout=30) as connection:
        connection.sendall("\r\n".join([*head, "", ""]).encode("latin-1") + body)
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
    top, _, content = received.partition(b"\r\n\r\n")
    status, *fields = top.decode("latin-1").split("\r\n")
    headers: dict[str, str] = {}
    for field in fields:
        name, _, value = field.partition(":")
        name, value = name.lower(), value.strip()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return Reply(int(status.split()[1]), headers, content)
