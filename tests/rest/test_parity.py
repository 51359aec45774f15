"""REST answers what GraphQL answers to the same document."""

from typing import Any

import pytest

from api.rest.parameters import Parameters
from api.rest.stored import stored
from api.rest.table import ROOT, ROUTES
from api.rest.values import (
    Choice,
    Code,
    Cursor,
    Day,
    Decimal,
    Expression,
    KnownAt,
    Number,
    Numbers,
    Question,
    SortKey,
    Text,
    Truth,
    Value,
    Word,
)
from db.graph.declaration import ByAll, ByDistance
from db.graph.query import ENTITIES, NODES
from db.vocabulary import codes
from tests.rest.conftest import Served
from tests.rest.walk import requests


def by_graphql(served: Served, document: str, variables: dict[str, Any]) -> Any:
    """What GraphQL answers to a stored document, without the way that leads to it."""
    query = stored(document)
    answer = served.client.post("/graphql", json={"query": query.text, "variables": variables}).json()
    assert "errors" not in answer, answer
    found = answer["data"]
    for key in query.resource:
        found = found[key]
    return found


@pytest.mark.parametrize(
    ("path", "document", "variables"), [pytest.param(*each, id=each[0]) for each in requests()]
)
def test_a_route_answers_as_its_document_does(
    world: Served, path: str, document: str, variables: dict[str, Any]
) -> None:
    response = world.client.get(path)
    assert response.status_code == 200, response.text
    assert response.json() == by_graphql(world, document, variables)


def some(value: Value) -> str:
    """A text that a parameter of this kind takes."""
    match value:
        case Code(scheme):
            return codes(scheme)[0]
        case Word():
            return "source-1"
        case Truth():
            return "true"
        case Day() | Expression() | KnownAt():
            return "2025-03-10"
        case Number() | Decimal():
            return "1"
        case Text() | Question():
            return "composed"
        case Choice(words=words):
            return words[0]
        case SortKey(keys):
            return f"-{keys[0][0]}"
        case Numbers(names):
            return "36,50,37,51" if len(names) == 4 else "50.5,36.5,12.5"
    raise TypeError(value)


PARAMETERS = [
    pytest.param(ROOT + path, document, name, id=f"{path}?{name}")
    for path, document in ROUTES
    if "{" not in path
    for name, parameter in Parameters(path, stored(document)).in_query.items()
    if parameter.place and not isinstance(parameter.value, Cursor) and not parameter.qualifies
]


@pytest.mark.parametrize(("path", "document", "name"), PARAMETERS)
def test_a_parameter_is_the_variable_of_its_place(
    world_on_sqlite: Served, path: str, document: str, name: str
) -> None:
    parameter = Parameters(path, stored(document)).in_query[name]
    text = some(parameter.value)
    value: Any = parameter.value.read(text)
    if parameter.many:
        value = [value]
    if parameter.within is not None:
        value = [parameter.within(value)]
    for key in reversed(parameter.place):
        value = {key: value}
    required = {each: "composed" for each in ("text",) if path == f"{ROOT}/search" and name != each}
    value |= required
    response = world_on_sqlite.client.get(path, params={name: text, **required})
    assert response.status_code == 200, response.text
    assert response.json() == by_graphql(world_on_sqlite, document, value)


@pytest.mark.parametrize("entity", NODES)
def test_every_declared_filter_has_its_parameters(entity: str) -> None:
    listed = ENTITIES[entity].plural
    places = {each.place for each in Parameters(f"/{listed}", stored(listed)).all}
    filters = {place[1] for place in places if place[:1] == ("filter",)}
    declared = ENTITIES[entity].filters
    # All rows of a relation at once are no flat question, and each register is a condition of its own.
    # A list of places takes ``near`` itself.
    flat = {name for name, each in declared.items() if not isinstance(each, ByAll | ByDistance)}
    assert filters == (flat - {"identifier"}) | ({"and"} if "identifier" in flat else set())
