"""The OpenAPI document: valid, current, and true of every route and every answer."""

from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.routing import Route

from api.live.stream import PATH
from api.rest.openapi import EXAMPLES, openapi_json
from api.rest.parameters import Parameters
from api.rest.stored import FOLDER, stored
from api.rest.table import ROOT, ROUTES
from db.graph.declaration import Many
from db.graph.query import ENTITIES, NODES
from tests.rest.conftest import SEED, Served
from tests.rest.walk import DOCUMENT, requests

# What has no end is listened to in tests/live.
STREAM = ROOT + PATH

COMMITTED = Path(__file__).parent.parent.parent / "openapi" / "openapi.json"


def operations() -> dict[str, dict[str, Any]]:
    return {path: methods["get"] for path, methods in DOCUMENT["paths"].items()}


def test_it_is_valid() -> None:
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def test_the_committed_document_is_current() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == openapi_json(), "run `make openapi`"


def test_it_has_every_route_and_no_other(world_on_sqlite: Served) -> None:
    live = {
        (route.path, method)
        for route in world_on_sqlite.app.routes
        if isinstance(route, Route) and route.include_in_schema
        for method in (route.methods or set()) - {"HEAD"}
    }
    documented = {(path, method.upper()) for path, methods in DOCUMENT["paths"].items() for method in methods}
    assert documented == live
    assert documented == {("/v1", "GET"), (STREAM, "GET"), *((ROOT + path, "GET") for path, _ in ROUTES)}


def test_operations_are_told_apart() -> None:
    names = [operation["operationId"] for operation in operations().values()]
    assert len(names) == len(set(names))
    documents = [document for _, document in ROUTES]
    assert sorted(documents) == sorted(file.stem for file in FOLDER.glob("*.graphql"))


@pytest.mark.parametrize("entity", NODES)
def test_every_paged_relation_has_a_route(entity: str) -> None:
    relations = {
        name for name, member in ENTITIES[entity].members.items() if isinstance(member, Many) and member.paged
    }
    own = [name for path, name in ROUTES if path.startswith(f"/{ENTITIES[entity].plural}/{{slug}}/")]
    # What is worked out of an event has no pages: its status, and two lists that are the event's own.
    assert {stored(name).resource[-1] for name in own} - {"status", "event"} == relations


def test_everything_is_described() -> None:
    parameters = DOCUMENT["components"]["parameters"]
    assert [key for key, each in parameters.items() if not each["description"].strip()] == []
    for path, operation in operations().items():
        assert operation["summary"], path
        assert operation["description"].endswith("."), path
    for name, schema in DOCUMENT["components"]["schemas"].items():
        assert schema["description"], name
        for key, each in schema.get("properties", {}).items():
            assert each.get("description") or "const" in each, f"{name}.{key}"
    for tag in DOCUMENT["tags"]:
        assert tag["description"]


def test_a_parameter_is_documented_where_it_is_taken() -> None:
    declared, described = DOCUMENT["components"]["parameters"], operations()
    for path, name in ROUTES:
        references = described[ROOT + path].get("parameters", [])
        named = [declared[each["$ref"].rsplit("/", 1)[1]] for each in references]
        taken = Parameters(path, stored(name)).all
        assert [(each["name"], each["in"]) for each in named] == [
            (each.name, "path" if each.in_path else "query") for each in taken
        ]


def test_examples_are_in_the_first_dossier() -> None:
    dossier = yaml.safe_load(SEED.read_text(encoding="utf-8"))
    for kind in ("event", "statement", "source", "location"):
        assert EXAMPLES[kind] in [each["slug"] for each in dossier[f"{kind}s"]]
    assert EXAMPLES["article"] == dossier["article"]["slug"]


def conforms(answer: Any, response: dict[str, Any]) -> None:
    """The answer is as documented, to the last nullable field."""
    schema = response["content"]["application/json"]["schema"]
    jsonschema.Draft202012Validator(
        {**schema, "components": DOCUMENT["components"]},
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    ).validate(answer)


def documented_path(name: str) -> str:
    return ROOT + next(path for path, document in ROUTES if document == name)


@pytest.mark.parametrize(
    ("path", "name", "variables"), [pytest.param(*each, id=each[0]) for each in requests()]
)
def test_an_answer_is_as_documented(world: Served, path: str, name: str, variables: dict[str, Any]) -> None:
    paged = stored(name).paged
    asked: dict[str, str] = {"first": "100", "totalCount": "true"} if paged else {}
    # What is in the path already is no parameter.
    asked |= {key: value for key, value in variables.items() if f"{key}={value}" in path}
    answer = world.client.get(path.partition("?")[0], params=asked).json()
    conforms(answer, operations()[documented_path(name)]["responses"]["200"])


def test_the_first_article_is_as_documented(seed: Served) -> None:
    for path, operation in operations().items():
        if path == STREAM:
            continue
        kind = path.removeprefix(ROOT).strip("/").partition("/")[0].removesuffix("s")
        required = {"text": str(EXAMPLES["text"])} if kind == "search" else {}
        in_path = EXAMPLES | {"slug": EXAMPLES.get(kind, "")}
        response = seed.client.get(path.format(**in_path), params=required)
        assert response.status_code == 200, path
        conforms(response.json(), operation["responses"]["200"])


def test_a_refusal_is_as_documented(world_on_sqlite: Served) -> None:
    schema = DOCUMENT["components"]["schemas"]["Problem"]
    for path in ("/v1/events?first=x", "/v1/events?x=1", "/v1/events/no", "/v1/no"):
        jsonschema.Draft202012Validator(schema).validate(world_on_sqlite.client.get(path).json())


def test_a_conforming_answer_is_told_from_another() -> None:
    response = operations()["/v1/dataset"]["responses"]["200"]
    with pytest.raises(jsonschema.ValidationError):
        conforms({"revision": 1}, response)
