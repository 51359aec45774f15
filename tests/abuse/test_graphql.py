"""What is sent to ``/graphql`` to break it: documents, variables and bodies."""

import gzip
import json
from typing import Any

import pytest

from tests.abuse.documents import DOCUMENTS
from tests.abuse.harmless import assert_harmless
from tests.abuse.process import Server
from tests.abuse.wire import get, post

VARIABLES = """query(
  $n: Int, $filter: EventFilter, $ids: [ID!]! = [], $text: String! = "x", $on: Boolean! = true
) {
  events(first: $n, filter: $filter) { totalCount }
  nodes(ids: $ids) @include(if: $on) { id }
  search(text: $text) { totalCount }
}"""


def codes(answer: Any) -> list[str]:
    return [each["extensions"]["code"] for each in answer["errors"]]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document(target: Server, name: str) -> None:
    document, code = DOCUMENTS[name]
    sent = json.dumps({"query": document}).encode()
    reply = post(target.port, sent, "Accept: application/json")
    assert_harmless(reply, sent=sent)
    answer = reply.json()
    if code is None:
        assert "errors" not in answer, answer
    else:
        assert set(codes(answer)) == {code}, answer


VALUES: dict[str, tuple[str, str]] = {
    "an integer of 3,000 digits": ('{"n": ' + "9" * 3_000 + "}", "BAD_REQUEST"),
    "an integer beyond 64 bits": ('{"n": 18446744073709551616}', "BAD_INPUT"),
    "an integer beyond 32 bits": ('{"n": 2147483648}', "BAD_INPUT"),
    "a fraction for an integer": ('{"n": 1.5}', "BAD_INPUT"),
    "an infinite number": ('{"n": 1e400}', "BAD_REQUEST"),
    "NaN": ('{"n": NaN}', "BAD_REQUEST"),
    "Infinity": ('{"n": -Infinity}', "BAD_REQUEST"),
    "lists nested 5,000 deep": ('{"ids": ' + "[" * 5_000 + "]" * 5_000 + "}", "BAD_REQUEST"),
    "objects nested 5,000 deep": (
        '{"filter": ' + '{"not":' * 5_000 + "{}" + "}" * 5_000 + "}",
        "BAD_REQUEST",
    ),
    "objects nested 200 deep": ('{"filter": ' + '{"not":' * 200 + "{}" + "}" * 200 + "}", "TOO_COMPLEX"),
    "a filter of 4,000 conditions": (
        '{"filter": {"or": [' + ",".join(['{"slug": {"eq": "a"}}'] * 4_000) + "]}}",
        "TOO_COMPLEX",
    ),
    "30,000 ids": ('{"ids": [' + ",".join(['"a"'] * 30_000) + "]}", "BAD_INPUT"),
    "a filter of 20,000 slugs": (
        '{"filter": {"slug": {"in": [' + ",".join(['"a"'] * 20_000) + "]}}}",
        "TOO_COMPLEX",
    ),
    "30,000 unknown keys": (
        '{"filter": {' + ",".join(f'"k{n}": 1' for n in range(12_000)) + "}}",
        "BAD_INPUT",
    ),
    "one key again and again": ('{"filter": {' + ",".join(['"slug": 1'] * 12_000) + "}}", "BAD_INPUT"),
    "a text of a hundred thousand letters": ('{"text": "' + "a" * 100_000 + '"}', "BAD_INPUT"),
    "a text of twenty thousand words": ('{"text": "' + "a " * 20_000 + '"}', "BAD_INPUT"),
    "a text of quotation marks": ('{"text": "' + r"\"" * 10_000 + '"}', "BAD_INPUT"),
    "a text of minus signs": ('{"text": "' + "-" * 30_000 + '"}', "BAD_INPUT"),
    "a lone surrogate": (r'{"text": "\ud800"}', "BAD_REQUEST"),
    "the prototype": ('{"filter": {"__proto__": {"a": 1}}}', "BAD_INPUT"),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value(target: Server, name: str) -> None:
    variables, code = VALUES[name]
    sent = b'{"query": %s, "variables": %s}' % (json.dumps(VARIABLES).encode(), variables.encode())
    reply = post(target.port, sent, "Accept: application/json")
    assert_harmless(reply, sent=sent)
    assert codes(reply.json())[0] == code, reply.body[:500]


BODIES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "null": (b"null", 400),
    "true": (b"true", 400),
    "a number": (b"1e999", 400),
    "a number of 150,000 digits": (b"1" * 150_000, 400),
    "a string": (b'"{ __typename }"', 400),
    "a list": (b"[]", 400),
    "a batch": (b'[{"query": "{ __typename }"}, {"query": "{ __typename }"}]', 400),
    "an empty object": (b"{}", 400),
    "a query that is null": (b'{"query": null}', 400),
    "a query that is a number": (b'{"query": 1}', 400),
    "a query that is an object": (b'{"query": {"query": "{ __typename }"}}', 400),
    "variables in a list": (b'{"query": "{ __typename }", "variables": []}', 400),
    "variables in a string": (b'{"query": "{ __typename }", "variables": "{}"}', 400),
    "a parameter that is none": (b'{"query": "{ __typename }", "admin": true}', 400),
    "a hash that is none": (
        b'{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": ["a"]}}}',
        400,
    ),
    "a version that is true": (
        b'{"extensions": {"persistedQuery": {"version": true, "sha256Hash": "a"}}}',
        400,
    ),
    "brackets": (b"[" * 190_000, 400),
    "braces": (b'{"a":' * 30_000, 400),
    "quotation marks": (b'"' * 190_000, 400),
    "backslashes": (b'{"query": "' + b"\\" * 190_000, 400),
    "NUL": (b"\0" * 1_000, 400),
    "NUL after the end": (b'{"query": "{ __typename }"}\0', 400),
    "two objects": (b'{"query": "{ __typename }"}{"query": "{ __typename }"}', 400),
    "no UTF-8": (b'{"query": "\xff\xfe"}', 400),
    "UTF-16": ('{"query": "{ __typename }"}'.encode("utf-16"), 400),
    "a comment": (b'{"query": "{ __typename }" /* no JSON */}', 400),
    "a byte more than is taken": (b" " * 200_001, 413),
    "a megabyte": (b'{"query": "' + b"a" * 1_000_000 + b'"}', 413),
    "ten megabytes": (b"[" * 10_000_000, 413),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body(target: Server, name: str) -> None:
    body, status = BODIES[name]
    reply = post(target.port, body, "Accept: application/json")
    assert_harmless(reply)
    assert reply.status == status
    assert reply.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "text/plain;application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=a",
        "application/json+evil",
        "application/jsonp",
        "application/graphql",
        "application/graphql-response+json",
        "application/vnd.api+json",
        "application/json, text/plain",
        "application/json; charset=utf-16",
        "application/json; charset=utf-8; charset=utf-7",
        "APPLICATION/JSON; a=b",
        "text/json",
        "*/*",
        "application/json" + " " * 500 + "x",
        "x" * 5_000,
    ],
)
def test_a_media_type_that_a_form_could_send_or_that_is_not_json(target: Server, content_type: str) -> None:
    # A browser sends text/plain, multipart and forms to other sites without asking them first.
    reply = post(target.port, b'{"query": "{ __typename }"}', content_type=content_type)
    assert_harmless(reply)
    assert (reply.status, reply.json()["type"]) == (415, "/problems/unsupported-media-type")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "compress", "x" * 1_000])
def test_a_compressed_bomb_is_not_opened(target: Server, coding: str) -> None:
    bomb = gzip.compress(b'{"query": "' + b" " * 100_000_000 + b'"}', compresslevel=1)[:150_000]
    reply = post(target.port, bomb, f"Content-Encoding: {coding}")
    assert_harmless(reply)
    assert (reply.status, reply.json()["type"]) == (415, "/problems/unsupported-media-type")


@pytest.mark.parametrize(
    "asked",
    [
        "query=" + "%7B" * 5_000,
        "query={__typename}&variables=" + "[" * 9_000,
        "query={__typename}&variables=%7B%22a%22%3A" + "1" * 9_000 + "%7D",
        "query={__typename}&" * 400 + "a=b",
        "query=%00",
        "query=%ff",
        "query=%ed%a0%80",
        "query=%",
        "query=mutation{a}",
        "variables={}",
        "documentId=" + "../" * 300 + "etc/passwd",
        "documentId=sha256:" + "a" * 9_000,
        "extensions=%7B%22persistedQuery%22%3A1%7D",
    ],
)
def test_a_query_string(target: Server, asked: str) -> None:
    reply = get(target.port, f"/graphql?{asked}", "Accept: application/graphql-response+json")
    assert_harmless(reply, sent=asked.encode())
    assert reply.status in ((200,) if asked.startswith("documentId") else (400,)), reply.body[:300]
    assert reply.json()["errors"]


def test_nobody_changes_anything_by_get_or_by_post(target: Server) -> None:
    for word in ("mutation", "subscription"):
        sent = json.dumps({"query": f"{word} {{ __typename }}"}).encode()
        assert "data" not in post(target.port, sent).json()
        assert "data" not in get(target.port, f"/graphql?query={word}%7B__typename%7D").json()


def test_documents_that_are_all_different(target: Server) -> None:
    # What is kept of them has a bound (tests/gql/test_bounded.py); here, that nobody else is harmed.
    for number in range(100):
        fields = " ".join(
            f"a{number}_{each}: events(first: {each + 1}) {{ nodes {{ slug }} }}" for each in range(40)
        )
        reply = post(target.port, json.dumps({"query": f"{{ {fields} }}"}).encode())
        assert (reply.status, list(reply.json())) == (200, ["data"])
