"""Addresses and headers that mean harm."""

import pytest

from tests.abuse.harmless import assert_harmless, assert_problem
from tests.abuse.process import ORDINARY, Server
from tests.abuse.wire import exchange, get, the

HEAD = b"GET /v1/events/event-1 HTTP/1.1\r\nHost: localhost\r\n"
CLOSE = b"Connection: close\r\n\r\n"


@pytest.mark.parametrize(
    "path", ["/" + "a" * 20_000, "/v1/events?" + "a" * 20_000, "/" + "a" * 70_000, "/" + "a" * 3_000_000]
)
def test_a_long_address(target: Server, path: str) -> None:
    assert_problem(
        exchange(target.port, f"GET {path} HTTP/1.1\r\nHost: a\r\n".encode() + CLOSE), 414, "uri-too-long"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/%",
        "/%ff%fe",
        "/../../etc/passwd",
        "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/assets/%2e%2e/%2e%2e/page.py",
        "/assets/.%00",
        "/assets/" + "a" * 300,
        "/v1/events/..%2f..%2f",
        "/v1/events/%27%20OR%201=1;--",
        "/v1/events/%00",
        "/v1/events/%ed%a0%80",
        "/v1/events/" + "a" * 10_000,
        "/v1/events?first=" + "9" * 5_000,
        "/v1/events?first=1e9",
        "/v1/events?first=-1",
        "/v1/events?first=%D9%A1",
        "/v1/events?after=" + "A" * 5_000,
        "/v1/events?after=%00",
        "/v1/events?near=NaN,NaN,NaN",
        "/v1/events?near=1e999,0,1",
        "/v1/events?bbox=" + ",".join(["1"] * 2_000),
        "/v1/events?" + "&".join(f"a{n}=1" for n in range(1_500)),
        "/v1/events?slug=" + ",".join(["a"] * 7_000),
        "/v1/events?date=" + "[" * 3_000,
        "/v1/events?during=9999999999999-01-01/..",
        "/v1/search?text=" + "%22" * 3_000,
        "/v1/search?text=" + "a*%20" * 2_000,
        "/v1/search?text=%00",
        "/v1/statements?knownAt=99999999999999999999999",
        "/v1/ogc/collections/events/items?limit=1e99",
        "/events/%3Cscript%3Ealert(1)%3C/script%3E",
        "/problems/..%2f",
        "//evil.example/%2f..",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_address(target: Server, path: str, method: str) -> None:
    reply = get(target.port, path, method=method)
    assert_harmless(reply, sent=path.encode() + b"/etc/ or")
    assert 400 <= reply.status < 500 or path == "/v1/events?slug=" + ",".join(["a"] * 7_000)
    assert b"<script>" not in reply.body


@pytest.mark.parametrize(
    "line",
    [
        "Accept: " + ",".join(["*/*;q=0.1"] * 2_500),
        "Accept: " + ";" * 20_000,
        "Accept: " + "a/" * 10_000,
        "Accept: text/html;q=" + "9" * 10_000,
        "Accept: */*;q=NaN",
        "Accept-Encoding: " + ",".join(["gzip"] * 4_000),
        "Accept-Encoding: gzip;q=1e999",
        "If-None-Match: " + '"a",' * 6_000,
        "If-None-Match: " + '"' * 20_000,
        "If-None-Match: \\",
        "If-Modified-Since: " + "9" * 10_000,
        "If-Modified-Since: Sat, 99 Feb 99999 99:99:99 GMT",
        "X-Request-ID: \xff\xfe",
        "X-Request-ID: " + "a" * 20_000,
        "Host: " + "a" * 20_000,
        "Range: bytes=" + "0-1," * 5_000,
        "Authorization: Bearer " + "a" * 20_000,
        "Cookie: " + "a=b;" * 5_000,
        "X-Forwarded-For: " + "1.1.1.1," * 3_000,
        "Origin: null",
        "Upgrade: h2c",
        "Transfer-Encoding: chunked",
    ],
)
def test_a_header(target: Server, line: str) -> None:
    if line.startswith("Transfer-Encoding"):
        reply = the(exchange(target.port, HEAD + line.encode() + b"\r\n" + CLOSE + b"0\r\n\r\n"))
    else:
        reply = get(target.port, ORDINARY, line)
    assert_harmless(reply)
    assert reply.status in (200, 401, 406)
