"""Compressed answers, decoded by the packages that made them and by Python's own gzip."""

import gzip
import json

import brotli
import pytest
import zstandard

from api.gql.http import REPRESENTATIONS
from tests.web.wire import Reply, ask

LONG = "/v1/statements?first=100"
SMALL = "/v1/locations/location-6"


def decoded(reply: Reply) -> bytes:
    """The body without its coding."""
    match reply.headers.get("content-encoding"):
        case "gzip":
            return gzip.decompress(reply.body)
        case "br":
            return bytes(brotli.decompress(reply.body))
        case "zstd":
            return zstandard.ZstdDecompressor().decompress(reply.body)
        case _:
            return reply.body


@pytest.mark.parametrize("coding", ["zstd", "br", "gzip"])
@pytest.mark.parametrize("path", [LONG, "/openapi.json", "/schema.graphql", "/docs"])
def test_a_long_answer_is_compressed_as_asked_for(server: str, path: str, coding: str) -> None:
    plain = ask(server, path)
    assert "content-encoding" not in plain.headers
    for _ in range(2):  # a document is compressed once
        reply = ask(server, path, f"Accept-Encoding: {coding}, identity;q=0")
        assert reply.headers["content-encoding"] == coding
        assert reply.headers["vary"] == "Accept, Accept-Encoding, Dateline-Min-Revision"
        assert int(reply.headers["content-length"]) == len(reply.body) < len(plain.body)
        assert decoded(reply) == plain.body
        assert reply.headers["etag"] == f'{plain.headers["etag"][:-1]}.{coding}"'


def test_a_small_answer_is_sent_as_it_is(server: str) -> None:
    reply = ask(server, SMALL, "Accept-Encoding: gzip, br, zstd")
    assert len(reply.body) < 1024
    assert "content-encoding" not in reply.headers
    refusing = ask(server, SMALL, "Accept-Encoding: gzip, identity;q=0")
    assert refusing.headers["content-encoding"] == "gzip"
    assert decoded(refusing) == reply.body
    assert refusing.headers["etag"] != reply.headers["etag"]


def test_who_refuses_everything_gets_a_problem_as_it_is(server: str) -> None:
    reply = ask(server, LONG, "Accept-Encoding: identity;q=0, deflate")
    assert reply.status == 406
    problem = json.loads(reply.body)
    assert (problem["type"], problem["allowed"]) == (
        "/problems/not-acceptable",
        ["identity", "zstd", "br", "gzip"],
    )


@pytest.mark.parametrize("accept", [each.media_type for each in REPRESENTATIONS])
def test_answers_to_posts_are_compressed_and_kept_by_nobody(server: str, accept: str) -> None:
    body = json.dumps({"query": "{ statements(first: 100) { nodes { slug proposition } } }"}).encode()
    lines = ("Content-Type: application/json", f"Accept: {accept}")
    plain = ask(server, "/graphql", *lines, method="POST", body=body)
    reply = ask(server, "/graphql", *lines, "Accept-Encoding: br", method="POST", body=body)
    assert reply.headers["content-encoding"] == "br"
    assert decoded(reply) == plain.body
    assert reply.headers["cache-control"] == "no-store"
    assert "etag" not in reply.headers
