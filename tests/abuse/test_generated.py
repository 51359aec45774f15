"""Requests that Hypothesis makes up: all are answered, and no answer shows anything of our insides."""

import json
import string

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.abuse.harmless import assert_harmless
from tests.abuse.process import Server
from tests.abuse.wire import exchange, get, post

FEW = settings(
    max_examples=60,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
WORDS = st.sampled_from(
    [
        "query",
        "fragment",
        "mutation",
        "on",
        "Event",
        "events",
        "nodes",
        "slug",
        "filter",
        "first",
        "...",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ":",
        "$",
        "@",
        "!",
        "=",
        "|",
        "&",
        "#",
        '"',
        '"""',
        "1",
        "-1",
        "1e999",
        "null",
        "true",
        "a:",
        "__schema",
        "__type",
        "__typename",
        "@include",
        "@skip(if:",
        "true)",
        "\\u0000",
        "\ufeff",
    ]
)
TARGET = st.text(string.ascii_letters + string.digits + "/%.?&=,;:@!$'()*+-_~#[]{}<>|^`", max_size=80)
NAME = st.text(string.ascii_letters + "-", min_size=1, max_size=20)
VALUE = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60)
# Fields that say where a request ends are for the tests of connections.
FRAMING = {"content-length", "transfer-encoding", "connection", "expect", "upgrade", "host"}


@FEW
@given(words=st.lists(WORDS, max_size=60), variables=JSON, name=st.none() | st.text(max_size=20))
def test_any_words_of_graphql(target: Server, words: list[str], variables: object, name: str | None) -> None:
    body = {"query": " ".join(words), "variables": variables, "operationName": name}
    sent = json.dumps(body).encode()
    reply = post(target.port, sent)
    assert_harmless(reply, sent=sent)
    assert set(reply.json()) in ({"data"}, {"errors"})


@FEW
@given(body=JSON)
def test_any_json(target: Server, body: object) -> None:
    sent = json.dumps(body).encode()
    reply = post(target.port, sent)
    assert_harmless(reply, sent=sent)
    assert reply.json()["errors"]


@FEW
@given(body=st.binary(max_size=2_000), content_type=VALUE)
def test_any_bytes_of_any_kind(target: Server, body: bytes, content_type: str) -> None:
    for given_type, statuses in (("application/json", {400}), (content_type, {400, 415})):
        reply = post(target.port, body, content_type=given_type)
        assert_harmless(reply, sent=body)
        assert reply.status in statuses


@FEW
@given(
    path=TARGET,
    prefix=st.sampled_from(["/", "/v1/", "/v1/events?", "/v1/search?text=", "/assets/", "/events/"]),
)
def test_any_address(target: Server, path: str, prefix: str) -> None:
    asked = prefix + path
    reply = get(target.port, asked)
    # Errors may repeat what was asked; pages of documentation and descriptions name what they name.
    assert reply.status < 500
    if reply.status >= 400:
        assert_harmless(reply, sent=asked.encode())


@FEW
@given(lines=st.lists(st.tuples(NAME, VALUE), max_size=20))
def test_any_headers(target: Server, lines: list[tuple[str, str]]) -> None:
    fields = [f"{name}: {value}" for name, value in lines if name.lower() not in FRAMING]
    reply = get(target.port, "/v1/events/event-1", *fields)
    assert_harmless(reply)
    assert reply.status in (200, 304, 400, 406)


# Blank lines are no request yet: the server waits for one, as `test_connections` has it.
@FEW
@given(noise=st.binary(min_size=1, max_size=500).filter(lambda noise: noise.strip(b"\r\n")))
def test_any_bytes_on_a_connection(target: Server, noise: bytes) -> None:
    reply = exchange(target.port, noise + b"\r\n\r\n")
    if reply is not None:
        assert_harmless(reply, sent=noise)
