"""GraphQL over HTTP, asked over the wire: methods, media types, status codes, and what is no request."""

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from api.app import create_app
from api.gql.http import REPRESENTATIONS, wants_page
from api.settings import Settings
from api.web.accept import chosen
from tests.serving import serving

QUERY = "query Named($slug: String!) { source(slug: $slug) { slug } }"
BOTH = ("application/graphql-response+json", "application/json")


@pytest.fixture(scope="module")
def client(world_url: str) -> Iterator[httpx2.Client]:
    app = create_app(Settings(database_url=world_url, max_body_bytes=20_000))
    with serving(app) as address, httpx2.Client(base_url=address) as client:
        yield client


def post(
    client: httpx2.Client, body: Any, accept: str = "application/json", **headers: str
) -> httpx2.Response:
    return client.post("/graphql", json=body, headers={"accept": accept, **headers})


def code(response: httpx2.Response) -> str:
    errors = response.json()["errors"]
    assert "data" not in response.json()
    assert len(errors) == 1
    return str(errors[0]["extensions"]["code"])


@pytest.mark.parametrize("media_type", BOTH)
def test_an_answer_comes_in_the_media_type_that_was_asked_for(client: httpx2.Client, media_type: str) -> None:
    response = post(client, {"query": "{ __typename }"}, media_type)
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert response.headers["vary"] == "Accept, Accept-Encoding, Dateline-Min-Revision"
    assert response.text == '{"data":{"__typename":"Query"}}'


def test_without_a_preference_the_answer_is_a_graphql_response(client: httpx2.Client) -> None:
    for accept in ("*/*", "application/*", "text/html;q=0.1, */*;q=0.5"):
        response = post(client, {"query": "{ __typename }"}, accept)
        assert response.headers["content-type"] == "application/graphql-response+json; charset=utf-8"


@pytest.mark.parametrize(
    "accept", ["text/html", "image/png", "application/json;q=0", "application/json; charset=x"]
)
def test_an_answer_that_nobody_can_read_is_not_given(client: httpx2.Client, accept: str) -> None:
    response = post(client, {"query": "{ __typename }"}, accept)
    assert (response.status_code, code(response)) == (406, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { __typename } query B { __typename }", "OPERATION_RESOLUTION_FAILURE"),
        ("{ sources(first: 101) { totalCount } }", "BAD_INPUT"),
    ],
)
def test_a_request_error_is_200_as_json_and_400_as_graphql_response(
    client: httpx2.Client, query: str, expected: str
) -> None:
    graphql, plain = (post(client, {"query": query}, media_type) for media_type in BOTH)
    assert (graphql.status_code, code(graphql)) == (400, expected)
    assert (plain.status_code, code(plain)) == (200, expected)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b'"{ __typename }"',
        b"[]",
        b'[{"query":"{ __typename }"}]',
        b"{",
        b"{}",
        b'{"query":null}',
        b'{"query":""}',
        b'{"query":7}',
        b'{"query":"{ __typename }","variables":[]}',
        b'{"query":"{ __typename }","variables":"{}"}',
        b'{"query":"{ __typename }","operationName":1}',
        b'{"query":"{ __typename }","extensions":1}',
        b'{"query":"{ __typename }","surprise":1}',
        b'{"query":"{ __typename }","variables":{"a":NaN}}',
        b'{"query":"\xff"}',
        b"[" * 9_000,
        b'{"variables":' + b'{"a":' * 3_000,
    ],
)
@pytest.mark.parametrize("media_type", BOTH)
def test_what_is_no_request_is_400_with_an_error_body(
    client: httpx2.Client, body: bytes, media_type: str
) -> None:
    headers = {"content-type": "application/json", "accept": media_type}
    response = client.post("/graphql", content=body, headers=headers)
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json+evil",
        "application/json; charset=latin-1",
    ],
)
def test_other_media_types_are_refused(client: httpx2.Client, content_type: str) -> None:
    headers = {"content-type": content_type} if content_type else {}
    response = client.post("/graphql", content=b'{"query":"{ __typename }"}', headers=headers)
    assert (response.status_code, code(response)) == (415, "BAD_REQUEST")


def test_a_body_over_the_limit_is_refused(client: httpx2.Client) -> None:
    response = post(client, {"query": "{ __typename }" + " " * 20_000})
    assert (response.status_code, code(response)) == (413, "BAD_REQUEST")

    def chunks() -> Iterator[bytes]:
        yield b'{"query":"{ __typename }'
        yield b" " * 20_000

    streamed = client.post("/graphql", content=chunks(), headers={"content-type": "application/json"})
    assert (streamed.status_code, code(streamed)) == (413, "BAD_REQUEST")


def test_get_takes_the_parts_of_a_request_as_parameters(client: httpx2.Client) -> None:
    parameters = {"query": QUERY, "variables": json.dumps({"slug": "nobody"}), "operationName": "Named"}
    response = client.get("/graphql", params=parameters, headers={"accept": "application/json"})
    assert (response.status_code, response.json()) == (200, {"data": {"source": None}})
    head = client.head("/graphql", params=parameters, headers={"accept": "application/json"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == response.headers["content-length"]


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "query=",
        "query=%FF",
        "query={a}&query={b}",
        "surprise=1",
        "query={a}&variables={",
        "query={a}&variables=[]",
    ],
)
def test_a_get_that_is_no_request_is_400(client: httpx2.Client, asked: str) -> None:
    response = client.get(f"/graphql?{asked}", headers={"accept": "application/json"})
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


def test_a_mutation_is_refused(client: httpx2.Client) -> None:
    response = post(client, {"query": "mutation { __typename }"}, BOTH[0])
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_405_with_what_is_allowed(client: httpx2.Client, method: str) -> None:
    response = client.request(method, "/graphql")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    assert response.json()["type"] == "/problems/method-not-allowed"


def test_a_browser_gets_the_page_and_a_program_gets_json(client: httpx2.Client) -> None:
    page = client.get("/graphql", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    asked = client.get(
        "/graphql",
        params={"query": "{ __typename }"},
        headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"},
    )
    assert asked.json() == {"data": {"__typename": "Query"}}


def test_negotiation_follows_the_weights() -> None:
    graphql, plain = REPRESENTATIONS
    assert chosen(None, REPRESENTATIONS) is graphql
    both = "application/json;q=0.9, application/graphql-response+json;q=0.8"
    assert chosen(both, REPRESENTATIONS) is plain
    assert chosen("application/graphql-response+json;q=0, */*", REPRESENTATIONS) is plain
    assert wants_page("text/html,*/*;q=0.8")
    assert not wants_page("*/*")
    assert not wants_page("application/json, text/html;q=0.9")
