"""Each limit, over HTTP: what it counts, what its error says, and that what is at the limit passes."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from graphql import get_introspection_query

from api.app import create_app
from api.gql.limits.figures import Limits
from api.gql.schema import CORE_SCHEMA
from api.settings import Settings
from tests.databases import Databases
from tests.serving import serving
from tests.world import load_world

SMALL = {
    "max_document_bytes": 1000,
    "max_tokens": 500,
    "max_depth": 5,
    "max_root_fields": 3,
    "max_aliases": 3,
    "max_directives": 2,
    "max_fields": 6,
    "max_cost": 100,
}
EVENT = '{ event(slug: "event-1") { %s } }'


@pytest.fixture(scope="module")
def on_sqlite(databases: Databases) -> Iterator[str]:
    with databases.copy("sqlite", "world", load_world) as url:
        yield url


@pytest.fixture(scope="module")
def client(on_sqlite: str) -> Iterator[httpx2.Client]:
    """A server with the defaults."""
    app = create_app(Settings(database_url=on_sqlite))
    with serving(app) as address, httpx2.Client(base_url=address) as client:
        yield client


@pytest.fixture(scope="module")
def small(on_sqlite: str) -> Iterator[httpx2.Client]:
    """A server that allows next to nothing."""
    app = create_app(Settings.model_validate({"database_url": on_sqlite, **SMALL}))
    with serving(app) as address, httpx2.Client(base_url=address) as client:
        yield client


def ask(client: httpx2.Client, query: str, variables: Any = None, **extensions: Any) -> Any:
    """The body of an answer."""
    body = {"query": query, "variables": variables, "extensions": extensions}
    response = client.post("/graphql", json=body, headers={"accept": "application/json"})
    assert response.status_code == 200
    return response.json()


def over(
    message: str, limit: str, allowed: int, found: int | None, at: tuple[int, int] | None = (1, 1)
) -> dict[str, Any]:
    """The body of a refusal."""
    figures = {"limit": limit, "allowed": allowed} | ({} if found is None else {"found": found})
    error: dict[str, Any] = {"message": message, "extensions": {"code": "TOO_COMPLEX", **figures}}
    if at:
        error["locations"] = [{"line": at[0], "column": at[1]}]
    return {"errors": [error]}


def test_depth(small: httpx2.Client) -> None:
    assert ask(small, EVENT % "parts { nodes { partOf { slug } } }") == {
        "data": {"event": {"parts": {"nodes": [{"partOf": {"slug": "event-1"}}]}}}
    }
    message = (
        "the operation has fields 6 deep inside one another; the limit is 5: ask for the inner ones in a "
        "second operation"
    )
    assert ask(small, EVENT % "parts { nodes { partOf { occurred { edtf } } } }") == over(
        message, "depth", 5, 6
    )
    spread = EVENT % "parts { ... { ...F } }" + " fragment F on EventConnection { nodes { partOf { ...G } } }"
    occurred = " fragment G on Event { occurred { edtf } }"
    assert ask(small, spread + occurred) == over(message, "depth", 5, 6)


def test_root_fields(small: httpx2.Client) -> None:
    fragment = " fragment F on Query { __typename dataset { revision } }"
    assert ask(small, "{ ...F }" + fragment)["data"]["__typename"] == "Query"
    message = (
        "the operation has 4 fields at its root, fragments counted wherever they are spread; the limit is 3: "
        "ask for many entities at once with nodes(ids: …) or a filter, or in several requests"
    )
    assert ask(small, "{ ...F ... @include(if: true) { ...F } }" + fragment) == over(
        message, "rootFields", 3, 4
    )


def test_aliases(small: httpx2.Client) -> None:
    assert ask(small, EVENT % "a: slug b: slug c: slug") == {
        "data": {"event": {"a": "event-1", "b": "event-1", "c": "event-1"}}
    }
    message = (
        "the operation has 4 aliases, fragments counted wherever they are spread; the limit is 3: "
        "ask for many entities at once with nodes(ids: …) or a filter, or in several requests"
    )
    twice = EVENT % "...F ...F" + "fragment F on Event { a: slug b: slug }"
    assert ask(small, twice) == over(message, "aliases", 3, 4)


def test_directives(small: httpx2.Client) -> None:
    name = EVENT.replace("{", "query($v: Boolean = true) {", 1)
    assert ask(small, name % "slug @include(if: $v) ... @skip(if: $v) { title }") == {
        "data": {"event": {"slug": "event-1"}}
    }
    message = (
        "the operation has 3 directives, fragments counted wherever they are spread; the limit is 2: "
        "leave out fields instead of skipping them"
    )
    assert (
        ask(
            small,
            name % "slug @include(if: $v) ...F @skip(if: $v) } } fragment F on Event { slug "
            "... @skip(if: $v) { title",
        )["errors"]
        == over(message, "directives", 2, 3)["errors"]
    )


def test_fields(small: httpx2.Client) -> None:
    assert ask(small, EVENT % "slug title type modality summary")["data"]["event"]["slug"] == "event-1"
    message = (
        "the operation has 7 fields, fragments counted wherever they are spread; the limit is 6: "
        "leave out fields, or ask in several requests"
    )
    fragment = "fragment F on Event { slug title type }"
    assert ask(small, f"{EVENT % '...F ...F'} {fragment}") == over(message, "fields", 6, 7)
    unused = "fragment F on Event { " + "slug " * 7 + "}"
    assert ask(small, "{ __typename } " + unused) == over(
        message.replace("the operation", "the fragment F"), "fields", 6, 7, (1, 16)
    )


def test_tokens_and_bytes(small: httpx2.Client, client: httpx2.Client) -> None:
    message = "the document has more than 500 tokens; the limit is 500: ask in several requests"
    assert ask(small, "{" + " a" * 499 + "}") == over(message, "tokens", 500, None, None)
    # 500 tokens are read, and then have too many fields.
    assert ask(small, "{" + " a" * 498 + "}")["errors"][0]["extensions"]["limit"] != "tokens"
    message = (
        "the document has 1001 bytes; the limit is 1000: give values as variables, or ask in several requests"
    )
    assert ask(small, "{ __typename } #" + "ї" * 492 + " ") == over(
        message, "documentBytes", 1000, 1001, None
    )
    assert ask(small, "{ __typename } #" + "ї" * 492) == {"data": {"__typename": "Query"}}


def test_cost_is_refused_before_the_database_is_asked(small: httpx2.Client) -> None:
    inner = "parts(first: $m) { nodes { slug } }"
    query = f"query($n: Int, $m: Int = 9) {{ events(first: $n) {{ nodes {{ {inner} }} }} }}"
    message = (
        "the operation could return 110 rows; the limit is 100: ask for smaller pages with first, or for the "
        "inner lists in a second operation"
    )
    assert len(ask(small, query, {"n": 10})["data"]["events"]["nodes"]) > 0
    assert ask(small, query, {"n": 10, "m": 10}) == over(message, "cost", 100, 110)
    assert ask(small, query, {"n": 101, "m": 10})["errors"][0]["extensions"] == {
        "code": "BAD_INPUT",
        "argument": "first",
    }


def test_our_own_documents_are_answered_whatever_the_settings(small: httpx2.Client) -> None:
    response = small.get("/v1/statements", params={"first": "100"})
    assert (response.status_code, len(response.json()["nodes"]) > 0) == (200, True)


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("depth", 5),
        ("cost", 100),
        ("tokens", 500),
        ("rootFields", 3),
        ("aliases", 3),
        ("directives", 2),
        ("fields", 6),
        ("documentBytes", 1000),
        ("bodyBytes", 200_000),
        ("statementMilliseconds", 1000),
        ("page", 100),
    ],
)
def test_the_limits_are_published(small: httpx2.Client, name: str, allowed: int) -> None:
    assert ask(small, f"{{ dataset {{ limits {{ {name} }} }} }}") == {
        "data": {"dataset": {"limits": {name: allowed}}}
    }


def test_introspection_passes(client: httpx2.Client) -> None:
    whole = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )
    for query in (get_introspection_query(), get_introspection_query(descriptions=False), whole):
        schema = ask(client, query)["data"]["__schema"]
        assert schema["queryType"]["name"] == "Query"
        assert {"Event", "EventFilter", "__Type"} <= {each["name"] for each in schema["types"]}


def test_introspection_costs_what_it_returns(small: httpx2.Client) -> None:
    # The schema and each of its types is an object that takes the time of ten rows.
    rows = 10 * (1 + len(CORE_SCHEMA.type_map))
    message = (
        f"the operation could return {rows} rows; the limit is 100: ask for smaller pages with first, "
        "or for the inner lists in a second operation"
    )
    for query in (
        "{ __schema { types { name } } }",
        "{ __schema { ...F } } fragment F on __Schema { types { name } }",
    ):
        assert ask(small, query) == over(message, "cost", 100, rows)
    assert ask(small, '{ __type(name: "Event") { fields { name } } }')["data"]["__type"]["fields"]


def fragments(body: str) -> str:
    """Forty fragments, each of which spreads the next one twice."""
    chain = " ".join(
        f"fragment F{number} on Event {{ {body.replace('NEXT', f'...F{number + 1}')} }}"
        for number in range(40)
    )
    return f"{EVENT % '...F0'} {chain} fragment F40 on Event {{ slug }}"


HOSTILE = {
    "fragments that double": fragments("NEXT NEXT"),
    "fragments that double under aliases": fragments("a: partOf { NEXT } b: partOf { NEXT }"),
    "fragments that double under one name": fragments("partOf { NEXT } partOf { NEXT }"),
    "fragments that double in introspection": fragments("NEXT NEXT")
    .replace(EVENT % "...F0", "{ __schema { types { ...F0 } } }")
    .replace("on Event", "on __Type")
    .replace("slug", "name"),
    "fragments that spread all that follow": EVENT % "...F0"
    + " ".join(
        f"fragment F{number} on Event {{ {' '.join(f'...F{each}' for each in range(number + 1, 30))} slug }}"
        for number in range(30)
    ),
    "one field again and again": "{ dataset { " + "revision " * 1900 + "} }",
    "one object again and again": EVENT
    % " ".join(["partOf { " + " ".join(["partOf { slug }"] * 19) + " }"] * 19),
    "one object again and again, deeper": EVENT
    % " ".join(["partOf { " + " ".join(["partOf { " + "partOf { slug } " * 6 + "}"] * 6) + " }"] * 6),
    "many fragments with one field": EVENT % " ".join(f"...F{number}" for number in range(180))
    + " ".join(f"fragment F{number} on Event {{ slug }}" for number in range(180)),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_document_that_would_hold_the_process_is_refused(client: httpx2.Client, what: str) -> None:
    # The client waits five seconds for an answer, and without the limits most of these never had one.
    assert ask(client, HOSTILE[what])["errors"][0]["extensions"]["code"] == "TOO_COMPLEX"


def test_fragments_that_go_round_are_the_validations_to_report(client: httpx2.Client) -> None:
    query = EVENT % "...A" + "fragment A on Event { partOf { ...B } } fragment B on Event { ...A ...B }"
    errors = ask(client, query)["errors"]
    assert {error["extensions"]["code"] for error in errors} == {"GRAPHQL_VALIDATION_FAILED"}
    assert errors[0]["message"] == "Cannot spread fragment 'A' within itself via 'B'."


def test_the_defaults_are_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().limits == Limits()
    monkeypatch.setenv("DATELINE_MAX_ALIASES", "7")
    monkeypatch.setenv("DATELINE_STATEMENT_SECONDS", "0.25")
    assert Settings().limits == Limits(aliases=7, statement_milliseconds=250)
