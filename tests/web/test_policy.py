"""What every response says of itself to a browser, and what none says of the server."""

import pytest

from tests.web.test_front import MISSING, PATHS
from tests.web.wire import Reply, ask

PAGES = ("/", "/events", "/sources", "/search?text=event")
LABELS = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "cross-origin",
    "permissions-policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
NOTHING = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}


def policy(reply: Reply) -> dict[str, str]:
    """The directives of a response's content policy."""
    assert reply.headers["content-security-policy"].count("default-src") == 1
    pairs = (each.strip().partition(" ") for each in reply.headers["content-security-policy"].split(";"))
    return {name: sources for name, _, sources in pairs}


@pytest.mark.parametrize("path", [*PATHS, *MISSING, *PAGES, "/v1/", "/v1/events?first=x"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE"])
def test_every_response_has_the_labels(server: str, path: str, method: str) -> None:
    reply = ask(server, path, "Accept: text/html, */*;q=0.1", method=method)
    assert {name: reply.headers.get(name) for name in LABELS} == LABELS
    directives = policy(reply)
    assert {name: directives[name] for name in NOTHING if name != "form-action"} == {
        name: sources for name, sources in NOTHING.items() if name != "form-action"
    }
    assert "unsafe-eval" not in reply.headers["content-security-policy"]
    for name in ("server", "x-powered-by", "via"):
        assert name not in reply.headers


@pytest.mark.parametrize("path", ["/v1/events", "/graphql", "/docs", *PAGES])
def test_what_is_unchanged_has_them_too_and_keeps_its_own_policy(server: str, path: str) -> None:
    accept = "Accept: text/html, */*;q=0.1"
    tag = ask(server, path, accept).headers["etag"]
    reply = ask(server, path, accept, f"If-None-Match: {tag}")
    assert reply.status == 304
    assert {name: reply.headers.get(name) for name in LABELS} == LABELS
    # What a 304 says replaces what the browser was told of the page that it shows again.
    assert "content-security-policy" not in reply.headers


@pytest.mark.parametrize(
    "path", ["/v1/events", "/openapi.json", "/problems", "/problems/not-found", "/v1/no"]
)
def test_what_is_no_page_may_do_nothing(server: str, path: str) -> None:
    assert policy(ask(server, path)) == NOTHING


@pytest.mark.parametrize("path", PAGES)
def test_pages_run_what_this_server_has_and_nothing_else(server: str, path: str) -> None:
    reply = ask(server, path, "Accept: text/html")
    directives = policy(reply)
    assert reply.status == 200
    assert directives["script-src"] == "'self'"
    assert directives["style-src"] == "'self'"
    assert "unsafe" not in reply.headers["content-security-policy"]


def test_graphiql_alone_may_write_styles(server: str) -> None:
    reply = ask(server, "/graphql", "Accept: text/html")
    directives = policy(reply)
    assert {name for name, sources in directives.items() if "unsafe" in sources} == {"style-src"}
    assert directives["script-src"] == "'self'"
