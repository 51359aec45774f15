"""A small HTTP client that keeps connections busy: what `wrk` does, without asking for `wrk`."""

import asyncio
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What came of a load: requests per second, and latencies in milliseconds."""

    per_second: float
    p50: float
    p99: float
    bytes: int


async def _worker(host: str, port: int, request: bytes, count: int, latencies: list[float]) -> int:
    reader, writer = await asyncio.open_connection(host, port)
    size = 0
    for _ in range(count):
        started = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode("latin-1"))
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        size = len(await reader.readexactly(length))
        latencies.append((time.perf_counter() - started) * 1000)
    writer.close()
    return size


async def _load(host: str, port: int, request: bytes, requests: int, connections: int) -> Load:
    latencies: list[float] = []
    started = time.perf_counter()
    sizes = await asyncio.gather(
        *(_worker(host, port, request, requests // connections, latencies) for _ in range(connections))
    )
    seconds = time.perf_counter() - started
    latencies.sort()
    count = len(latencies)
    return Load(count / seconds, latencies[count // 2], latencies[count * 99 // 100], sizes[0])


def load(host: str, port: int, request: bytes, *, requests: int, connections: int = 32) -> Load:
    """Sends one request over and over on several connections; every answer must be a 200."""
    return asyncio.run(_load(host, port, request, requests, connections))


def http_request(method: str, path: str, body: bytes = b"") -> bytes:
    """The bytes of a request."""
    headers = f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\n"
    if body:
        headers += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return headers.encode() + b"\r\n" + body
