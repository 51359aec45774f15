"""The arithmetic of cost: exact figures, and never less than the rows that really come."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLObjectType,
    get_named_type,
    get_operation_ast,
    get_variable_values,
    is_leaf_type,
    parse,
)
from graphql.execution.values import VariableValues
from hypothesis import HealthCheck, given, settings

from api.gql.execution import Request
from api.gql.limits.cost import cost
from api.gql.schema import CORE_SCHEMA
from api.gql.translate import Translation
from api.ide.example import examples
from api.rest.stored import FOLDER, stored
from bench.workloads import WORKLOADS
from db.compile.selection import Literal, Selection
from tests.asking import Asker
from tests.compile.documents import Operation, operations


def counted(ask: Asker, query: str, variables: Any = None, operation_name: str | None = None) -> Any:
    """The body of an answer that says what it costs."""
    request = Request(query, operation_name, variables, cost=True)
    return json.loads(ask.runner.run(ask.engine.answer(request)).body)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("{ __typename }", 0),
        ("{ dataset { revision counts { events } } }", 2),
        ('{ source(slug: "x") { slug name } }', 1),
        ('{ event(slug: "x") { occurred { edtf } partOf { partOf { slug } } } }', 3),
        ("{ events { totalCount pageInfo { hasNextPage } } }", 1),
        ("{ events { nodes { slug } } }", 20),
        ("{ events(first: 7) { edges { cursor node { slug } } } }", 7),
        ("{ events(first: 7) { edges { cursor } } }", 0),
        ("{ events(last: 7) { nodes { slug } edges { node { slug } } } }", 14),
        ("{ a: events(first: 0) { nodes { partOf { slug } } } b: events(first: 1) { nodes { slug } } }", 1),
        ("{ events(first: 10) { nodes { statements(first: 10) { totalCount nodes { slug } } } } }", 120),
        # A chain is a list without pages: ten rows, each with its source.
        ("{ statements(first: 5) { nodes { attributions { role source { name } } } } }", 5 * 21),
        ("{ figures(first: 3) { measures { low } } }", 20),
        ("{ events(first: 2) { nodes { figures { measures(first: 4) { low } } } } }", 2 + 2 * 4),
        ("{ events { facets { type { count } occurred(by: DAY) { count } } } }", 20 + 100),
        (
            """{ events(first: 2) { nodes { statements { facets {
            sources(first: 3) { source { slug } } } } } } }""",
            2 + 2 * 3 * 2,
        ),
        ('{ node(id: "x") { id ... on Event { partOf { slug } } ... on Source { name } } }', 2),
        ('{ nodes(ids: ["x", "y", "z"]) { id } }', 3),
        (
            """{ events(first: 3) { ...E ...E } } fragment E on EventConnection { nodes { ...F } }
            fragment F on Event { partOf { slug } }""",
            6,
        ),
    ],
)
def test_the_figures(ask: Asker, query: str, rows: int) -> None:
    assert counted(ask, query)["extensions"]["cost"]["rows"] == rows


@pytest.mark.parametrize(
    ("variables", "rows"),
    [({}, 20 * 6), ({"n": None}, 20 * 6), ({"n": 3}, 3 * 6), ({"n": 3, "m": 100}, 303), ({"m": 0}, 20)],
)
def test_sizes_that_are_variables(ask: Asker, variables: Any, rows: int) -> None:
    query = (
        "query($n: Int, $m: Int = 5) { events(first: $n) { nodes { parts(first: $m) { nodes { slug } } } } }"
    )
    assert counted(ask, query, variables)["extensions"] == {
        "cost": {"rows": rows, "limit": 500_000, "fields": 5, "depth": 5}
    }


def test_cost_is_said_on_request_only(ask: Asker) -> None:
    query = "{ dataset { revision } }"
    assert ask(query).body == b'{"data":{"dataset":{"revision":2}}}'
    assert counted(ask, query) == {
        "data": {"dataset": {"revision": 2}},
        "extensions": {"cost": {"rows": 1, "limit": 500_000, "fields": 2, "depth": 2}},
    }


def ours() -> Iterator[tuple[str, str, Any]]:
    """Every document of this project, with variables."""
    for file in sorted(Path(FOLDER).glob("*.graphql")):
        document = stored(file.stem)
        names = {each.variable.name.value for each in document.operation.variable_definitions or ()}
        largest = {
            "slug": "event-1",
            "scheme": "event_type",
            "code": "WAR",
            "text": "word",
            "number": 1,
            "first": 100,
        }
        yield file.stem, document.text, {name: largest[name] for name in names & largest.keys()}
    for example in examples():
        yield example.title, example.query, example.variables
    values = {"slug": "x", "type": "BRIEFING", "from": "2024-01-01", "text": "x", "form": "DIRECT"}
    for each in WORKLOADS:
        yield (
            each.name,
            each.query,
            {name: value for name, value in values.items() if f"${name}:" in each.query},
        )


@pytest.mark.parametrize(("query", "variables"), [(each[1], each[2]) for each in ours()])
def test_what_we_ask_ourselves_is_far_below_the_limits(ask: Asker, query: str, variables: Any) -> None:
    told = ask.engine.subscription(Request(query, None, variables))
    if told is not None:  # a subscription is this query, for each revision
        query, variables = told.of(1).query, told.of(1).variables
    found = counted(ask, query, variables)["extensions"]["cost"]
    assert found["rows"] <= 250_000
    assert found["depth"] <= 14
    assert found["fields"] <= 200


@settings(
    max_examples=100,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(operations())
def test_no_answer_has_more_rows_than_were_counted(ask: Asker, operation: Operation) -> None:
    body = counted(ask, operation.query, operation.variables, operation.operation_name)
    if "data" not in body:
        assert body["errors"][0]["extensions"]["code"] in ("BAD_INPUT", "TOO_COMPLEX")
        return
    selection = selected(operation)
    query = CORE_SCHEMA.query_type
    assert query is not None
    asked = cost(CORE_SCHEMA, selection).rows([])
    # Literals and variables come to the same.
    assert body["extensions"]["cost"]["rows"] == asked
    assert returned(query, selection, body["data"]) <= asked


def selected(operation: Operation) -> Selection:
    """What an operation selects, with the variables' values in it."""
    document = parse(operation.query)
    chosen = get_operation_ast(document, operation.operation_name)
    assert chosen is not None
    variables = get_variable_values(CORE_SCHEMA, chosen.variable_definitions or (), dict(operation.variables))
    assert isinstance(variables, VariableValues)
    return Translation(CORE_SCHEMA, document, chosen, variables, operation.variables, 2000).selection()


def returned(parent: GraphQLObjectType, selection: Selection, data: Any) -> int:
    """How many rows an object holds."""
    result = 0
    for field in selection:
        if isinstance(field, Literal):
            continue
        named = get_named_type(parent.fields[field.name].type)
        if is_leaf_type(named):
            result += field.name == "totalCount"
            continue
        value = data[field.key]
        for each in value if isinstance(value, list) else [value]:
            if each is not None:
                result += _object(named.name, field.selections, each)
    return result


def _object(name: str, selections: Any, data: Any) -> int:
    own = not name.endswith(("Connection", "Edge", "Facets")) and name not in ("PageInfo", "FactDate")
    # Of an abstract type's objects the keys tell which it may be; where several fit, the least is sure.
    fitting = [
        returned(object_type(each), selection, data)
        for each, selection in selections.items()
        if {field.key for field in selection} == set(data)
    ]
    return own + min(fitting)


def object_type(name: str) -> GraphQLObjectType:
    """A type of the schema by its name."""
    found = CORE_SCHEMA.type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return found
