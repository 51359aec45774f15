"""How a form is chosen, and what a form of our own would have to do: one row of the table."""

from collections.abc import Iterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from api.gql.execution import Engine
from api.gql.schema import CORE_SCHEMA
from api.rest import parameters
from api.rest.form import Address, Form, Rendering
from api.rest.parameters import Parameters
from api.rest.resource import Resource
from api.rest.stored import StoredDocument, stored
from api.web.accept import Representation
from db.engine import open_reader
from tests.databases import Databases
from tests.rest.conftest import Served
from tests.world import load_world

JSON_TYPE = "application/json"


def _rendering(document: StoredDocument) -> Rendering:
    def names(answer: Any, at: Address) -> bytes:
        listed = [answer] if document.listed is None else answer["nodes"]
        return orjson.dumps([at.origin, at.path, at.pairs, [sorted(each) for each in listed]])

    return names


REFERENCES = Form(
    Representation("references", "application/vnd.example.references; charset=utf-8"),
    "references alone",
    _rendering,
    lambda _: {"type": "array"},
    {"EventSummary": "EventReference", "Event": "EventReference"},
)


@pytest.fixture
def referring(monkeypatch: pytest.MonkeyPatch, databases: Databases) -> Iterator[TestClient]:
    """Two routes of events in one more form."""
    monkeypatch.setattr(parameters, "FORMS", (REFERENCES,))
    with databases.copy("sqlite", "world", load_world) as url:
        reader = open_reader(url, time_limit=10.0)
        engine = Engine(CORE_SCHEMA, reader)

        @asynccontextmanager
        async def lifespan(_: Starlette) -> Any:
            async with reader:
                yield

        routes = [
            Route(path, Resource(engine, stored(name), Parameters(path, stored(name))))
            for path, name in (("/events", "events"), ("/events/{slug}", "event"), ("/sources", "sources"))
        ]
        with TestClient(Starlette(routes=routes, lifespan=lifespan), base_url="https://there:8") as client:
            yield client


def test_a_form_is_written_from_its_own_fragment_at_its_own_address(referring: TestClient) -> None:
    response = referring.get("/events?format=references&first=2&order=title")
    assert response.headers["content-type"] == "application/vnd.example.references; charset=utf-8"
    assert response.headers["etag"].endswith('.references"')
    assert response.json() == [
        "https://there:8",
        "/events",
        [["format", "references"], ["first", "2"], ["order", "title"]],
        [["distance", "id", "slug", "title"]] * 2,
    ]
    assert 'format=references&first=2&order=title>; rel="self"' in response.headers["link"]
    assert "format=references" in response.headers["link"].partition('rel="next"')[0].rpartition("<")[2]


def test_accept_chooses_a_form_and_the_parameter_goes_first(referring: TestClient) -> None:
    accept = {"Accept": "application/vnd.example.references, application/json;q=0.5"}
    assert referring.get("/events/event-1", headers=accept).json()[3] == [["id", "slug", "title"]]
    chosen = referring.get("/events/event-1?format=json", headers=accept)
    assert chosen.headers["content-type"] == JSON_TYPE
    assert chosen.json()["slug"] == "event-1"
    assert referring.get("/events/event-1?format=json", headers={"Accept": "text/plain"}).status_code == 200
    # What has no such form is sent in the next best.
    assert referring.get("/sources", headers=accept).headers["content-type"] == JSON_TYPE


def test_a_form_that_there_is_not_is_refused_with_those_that_there_are(referring: TestClient) -> None:
    for path, allowed in (("/events", ["references", "json"]), ("/sources", ["json"])):
        refusal = referring.get(f"{path}?format=reference").json()
        assert (refusal["status"], refusal["parameter"], refusal["allowed"]) == (400, "format", allowed)
    assert referring.get("/events?format=json&format=json").json()["parameter"] == "format"
    refused = referring.get("/events", headers={"Accept": "text/html"})
    assert refused.status_code == 406
    assert refused.json()["allowed"] == [JSON_TYPE, "application/vnd.example.references"]


def test_forms_have_tags_of_their_own(referring: TestClient) -> None:
    plain, other = (referring.get(f"/events/event-1?format={name}") for name in ("json", "references"))
    assert plain.headers["etag"] != other.headers["etag"]
    tag = {"If-None-Match": other.headers["etag"]}
    assert referring.get("/events/event-1?format=references", headers=tag).status_code == 304
    assert referring.get("/events/event-1?format=json", headers=tag).status_code == 200


def test_every_route_knows_the_parameter(world_on_sqlite: Served) -> None:
    for path in ("/v1/dataset", "/v1/events/event-1/status", "/v1/events"):
        response = world_on_sqlite.client.get(f"{path}?format=json")
        assert response.json() == world_on_sqlite.client.get(path).json()


def test_what_has_no_other_parameters_says_so(world_on_sqlite: Served) -> None:
    refusal = world_on_sqlite.client.get("/v1/events/event-1?asOf=2025-04-07").json()
    assert (refusal["parameter"], refusal["allowed"]) == ("asOf", ["format", "knownAt"])
