"""What holds on every path: identifiers, methods, addresses, other origins, problems."""

import json
import logging
import re
import zlib

import pytest

from api.web.request_id import Identified, current
from tests.web.wire import ask

# One of each kind: the index, a list, a resource, GraphQL, descriptions, pages.
PATHS = (
    "/v1",
    "/v1/events",
    "/v1/events/event-1",
    "/v1/events/event-1/status",
    "/v1/terms/stance/DENIES",
    "/v1/dataset",
    "/graphql?query={__typename}",
    "/openapi.json",
    "/schema.graphql",
    "/docs",
    "/statements",
    "/problems",
    "/problems/not-found",
    "/favicon.svg",
    "/healthz",
    "/readyz",
)
MISSING = ("/v1/events/nobody", "/v1/nothing", "/nothing", "/problems/none", "/assets/none.js")


@pytest.mark.parametrize("path", [*PATHS, *MISSING])
def test_head_has_the_headers_of_get_and_no_body(server: str, path: str) -> None:
    get, head = ask(server, path), ask(server, path, method="HEAD")
    assert get.status == head.status == (404 if path in MISSING else 200)
    assert head.body == b""
    assert int(head.headers["content-length"]) == len(get.body)
    for headers in (get.headers, head.headers):
        del headers["x-request-id"], headers["date"]
    assert get.headers == head.headers


@pytest.mark.parametrize("path", PATHS)
def test_options_says_what_there_is_and_others_are_refused_with_it(server: str, path: str) -> None:
    bare = path.partition("?")[0]
    allow = "GET, HEAD, OPTIONS, POST" if bare == "/graphql" else "GET, HEAD, OPTIONS"
    options = ask(server, bare, method="OPTIONS")
    assert (options.status, options.headers["allow"], options.body) == (204, allow, b"")
    refused = ask(server, bare, method="DELETE")
    assert (refused.status, refused.headers["allow"]) == (405, allow)
    assert json.loads(refused.body)["type"] == "/problems/method-not-allowed"


@pytest.mark.parametrize("path", MISSING)
def test_options_of_nothing_is_not_found(server: str, path: str) -> None:
    if path.startswith(("/v1/events/", "/assets/")):  # what is there is only known by looking
        assert ask(server, path, method="OPTIONS").status == 204
    else:
        assert ask(server, path, method="OPTIONS").status == 404


@pytest.mark.parametrize("path", [*PATHS, *MISSING])
def test_any_page_on_the_web_may_read_every_response(server: str, path: str) -> None:
    reply = ask(server, path, "Origin: https://example.org")
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in reply.headers
    exposed = set(reply.headers["access-control-expose-headers"].lower().split(", "))
    assert {"etag", "link", "x-request-id"} <= exposed
    preflight = ask(
        server,
        path.partition("?")[0],
        "Origin: https://example.org",
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: content-type",
        method="OPTIONS",
    )
    assert (preflight.status, preflight.body) == (204, b"")
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert preflight.headers["access-control-allow-headers"] == "*, Authorization"
    assert preflight.headers["access-control-max-age"] == "86400"


@pytest.mark.parametrize("path", [*PATHS, *MISSING])
def test_a_request_keeps_its_identifier(server: str, path: str) -> None:
    reply = ask(server, path, "X-Request-ID: 7f3c-a.b_c~1")
    assert reply.headers["x-request-id"] == "7f3c-a.b_c~1"
    if reply.status == 404:
        assert json.loads(reply.body)["requestId"] == "7f3c-a.b_c~1"


@pytest.mark.parametrize("sent", ["", "a b", "a" * 129, "<script>", "\u00e9", "a\tb", "-a"])
def test_an_odd_identifier_is_replaced(server: str, sent: str) -> None:
    first, second = (ask(server, "/v1/no", f"X-Request-ID: {sent}") for _ in range(2))
    for reply in (first, second):
        assert re.fullmatch("[0-9a-f]{24}", reply.headers["x-request-id"])
        assert json.loads(reply.body)["requestId"] == reply.headers["x-request-id"]
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


def test_the_log_knows_the_request() -> None:
    record = logging.makeLogRecord({"msg": "broken"})
    token = current.set("abc")
    try:
        assert Identified().filter(record)
    finally:
        current.reset(token)
    assert record.__dict__["request_id"] == "abc"
    assert Identified().filter(record)
    assert record.__dict__["request_id"] == "-"


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/v1/", "/v1"),
        ("/v1/events/", "/v1/events"),
        ("/v1/events///", "/v1/events"),
        ("/v1/events/?first=2&slug=a%2Cb", "/v1/events?first=2&slug=a%2Cb"),
        ("/v1/events/a%20b%0D%0Ac/", "/v1/events/a%20b%0D%0Ac"),
        ("/graphql/?query={__typename}", "/graphql?query={__typename}"),
        ("/openapi.json/", "/openapi.json"),
    ],
)
def test_a_slash_at_the_end_leads_to_the_path_without_it(server: str, asked: str, leads_to: str) -> None:
    for method in ("GET", "HEAD", "POST"):
        reply = ask(server, asked, method=method)
        assert (reply.status, reply.headers["location"], reply.body) == (308, leads_to, b"")


@pytest.mark.parametrize("asked", ["//example.org/", "//a.org/v1/", "/nothing/", "/\\a.org/", "//"])
def test_a_slash_at_the_end_of_nothing_leads_nowhere(server: str, asked: str) -> None:
    reply = ask(server, asked)
    assert (reply.status, "location" in reply.headers) == (404, False)
    assert json.loads(reply.body)["type"] == "/problems/not-found"


@pytest.mark.parametrize("path", ["/v1/events", "/graphql", "/docs", "/nothing"])
def test_an_address_over_the_limit_is_refused(server: str, path: str) -> None:
    within = ask(server, f"{path}?a={'x' * (16_384 - len(path) - 2)}")
    over = ask(server, f"{path}?a={'x' * (16_384 - len(path) - 1)}")
    assert within.status != 414
    assert over.status == 414
    problem = json.loads(over.body)
    assert problem.pop("requestId") == over.headers["x-request-id"]
    assert problem == {
        "type": "/problems/uri-too-long",
        "title": "The address is too long",
        "status": 414,
        "detail": "path and query string have more than 16384 bytes",
    }


@pytest.mark.parametrize("path", ["/v1", "/v1/events", "/v1/dataset", "/openapi.json", "/docs", "/problems"])
def test_what_is_not_offered_is_not_acceptable(server: str, path: str) -> None:
    for accept in ("image/png", "text/turtle;q=1, */*;q=0", "application/*;q=0, text/*;q=0"):
        reply = ask(server, path, f"Accept: {accept}")
        assert (reply.status, reply.headers["content-type"]) == (406, "application/problem+json")
        assert json.loads(reply.body)["type"] == "/problems/not-acceptable"
    for accept in ("", "*/*", "image/png, */*;q=0.001"):
        assert ask(server, path, f"Accept: {accept}").status == 200
    assert json.loads(ask(server, "/v1", "Accept: text/html").body)["allowed"] == ["application/json"]


def test_several_fields_of_one_name_are_one(server: str) -> None:
    assert ask(server, "/v1", "Accept: image/png", "Accept: application/json").status == 200
    assert ask(server, "/v1", "Accept: image/png", "Accept: image/gif").status == 406


@pytest.mark.parametrize(
    ("status", "kind", "method", "lines", "body"),
    [
        (405, "method-not-allowed", "PUT", [], b""),
        (406, "not-acceptable", "POST", ["Accept: text/csv", "Content-Type: application/json"], b"{}"),
        (406, "not-acceptable", "POST", ["Accept-Encoding: *;q=0", "Content-Type: application/json"], b"{}"),
        (
            413,
            "content-too-large",
            "POST",
            ["Content-Type: application/json", "Content-Length: 200001"],
            b"",
        ),
        (415, "unsupported-media-type", "POST", ["Content-Type: text/plain"], b"{}"),
        (
            415,
            "unsupported-media-type",
            "POST",
            ["Content-Type: application/json", "Content-Encoding: gzip"],
            zlib.compress(b"{}"),
        ),
    ],
)
def test_what_http_refuses_at_graphql_is_a_problem(
    server: str, status: int, kind: str, method: str, lines: list[str], body: bytes
) -> None:
    reply = ask(server, "/graphql", *lines, method=method, body=body)
    assert (reply.status, reply.headers["content-type"]) == (status, "application/problem+json")
    problem = json.loads(reply.body)
    assert (problem["type"], problem["status"]) == (f"/problems/{kind}", status)
    if status != 405:
        assert problem["errors"] == [{"message": problem["detail"], "extensions": {"code": "BAD_REQUEST"}}]


@pytest.mark.parametrize("name", ["query", "variables", "documentId"])
def test_a_doubled_parameter_is_named(server: str, name: str) -> None:
    reply = ask(server, f"/graphql?{name}=1&{name}=1")
    assert (reply.status, json.loads(reply.body)["errors"][0]["message"]) == (
        400,
        f"{name} may be given once",
    )
    rest = json.loads(ask(server, "/v1/events?first=1&first=1").body)
    assert (rest["status"], rest["parameter"], rest["detail"]) == (400, "first", "first may be given once")


@pytest.mark.parametrize("path", [*MISSING, "/v1/events?first=x", "/graphql?query={nothing}"])
def test_no_cache_keeps_an_error(server: str, path: str) -> None:
    reply = ask(server, path, "Accept: application/json")
    assert reply.headers["cache-control"] == "no-store"
    assert "etag" not in reply.headers
    assert "last-modified" not in reply.headers


def test_answers_and_descriptions_say_where_to_go_on(server: str) -> None:
    about = 'rel="license"'
    assert about in ask(server, "/v1/events").headers["link"]
    assert about in ask(server, "/graphql?query={__typename}").headers["link"]
    assert ask(server, "/openapi.json").headers["link"] == (
        '</openapi.json>; rel="self", </docs>; rel="service-doc"'
    )
