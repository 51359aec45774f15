"""What an operator can switch off at ``/graphql``: introspection, and GraphiQL."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from graphql import get_introspection_query

from api.app import create_app
from api.settings import Settings
from tests.databases import Databases
from tests.serving import serving
from tests.world import load_world

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def on_sqlite(databases: Databases, built_page: None) -> Iterator[str]:
    with databases.copy("sqlite", "world", load_world) as url:
        yield url


@pytest.fixture(scope="module")
def closed(on_sqlite: str) -> Iterator[httpx2.Client]:
    app = create_app(Settings(database_url=on_sqlite, introspection=False))
    with serving(app) as address, httpx2.Client(base_url=address) as client:
        yield client


def asked(client: httpx2.Client, query: str) -> Any:
    response = client.post("/graphql", json={"query": query}, headers={"accept": "application/json"})
    assert response.status_code == 200
    return response.json()


@pytest.mark.parametrize(
    "query",
    [
        get_introspection_query(),
        "{ __schema { queryType { name } } }",
        '{ a: __type(name: "Event") { name } }',
        "{ ...F } fragment F on Query { ... { __schema { description } } }",
        '{ dataset { revision } __type(name: "Event") @skip(if: true) { name } }',
    ],
)
def test_introspection_is_refused_and_the_schema_named(closed: httpx2.Client, query: str) -> None:
    assert asked(closed, query) == {
        "errors": [
            {
                "message": "this server answers no introspection; the whole schema is at /schema.graphql",
                "extensions": {"code": "INTROSPECTION_DISABLED"},
            }
        ]
    }


def test_what_is_no_introspection_is_answered(closed: httpx2.Client) -> None:
    answer = asked(closed, '{ __typename event(slug: "__schema") { slug __typename } }')
    assert answer == {"data": {"__typename": "Query", "event": None}}
    several = "query A { __typename } query B { __schema { description } }"
    sent = {"query": several, "operationName": "A"}
    reply = closed.post("/graphql", json=sent, headers={"accept": "application/json"})
    assert reply.json() == {"data": {"__typename": "Query"}}
    assert "type Query" in closed.get("/schema.graphql").text
    assert closed.get("/v1/events").status_code == 200


@pytest.mark.parametrize("setting", ["introspection", "graphiql"])
def test_graphiql_can_be_switched_off(on_sqlite: str, setting: str) -> None:
    app = create_app(Settings.model_validate({"database_url": on_sqlite, setting: False}))
    with serving(app) as address, httpx2.Client(base_url=address) as client:
        page = client.get("/graphql", headers={"accept": "text/html"})
        assert (page.status_code, page.json()["type"]) == (406, "/problems/not-acceptable")
        assert page.json()["detail"].startswith("there is no page here, as GraphiQL is switched off")
        front = client.get("/", headers=HTML)
        assert front.status_code == 200
        assert "/graphql#" not in front.text
        assert client.get("/graphql?query={__typename}").json() == {"data": {"__typename": "Query"}}


def test_introspection_alone_stays_where_graphiql_is_off(on_sqlite: str) -> None:
    with (
        serving(create_app(Settings(database_url=on_sqlite, graphiql=False))) as address,
        httpx2.Client(base_url=address) as client,
    ):
        assert asked(client, "{ __schema { queryType { name } } }")["data"]["__schema"]
