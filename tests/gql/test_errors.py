"""Every refusal in full: what it says, where, under which code, and that no data comes with it."""

import json
from typing import Any

import pytest

from api.gql.limits.figures import Limits
from tests.asking import Asker, asking

SOURCES = "query($filter: SourceFilter) { sources(filter: $filter) { totalCount } }"
NO_CURSOR = (
    "after: this is no cursor of this list; use a cursor, startCursor or endCursor that an earlier page of "
    "the same list gave"
)
NO_DAY = "Expected value of type 'Date', but encountered error '{}'; found: {}."


def error(message: str, code: str, *, at: Any = None, path: Any = None, argument: str | None = None) -> Any:
    """One error as the body has it; ``at`` is (line, column)."""
    result: dict[str, Any] = {"message": message, "extensions": {"code": code}}
    if argument:
        result["extensions"]["argument"] = argument
    if at:
        result["locations"] = [{"line": at[0], "column": at[1]}]
    if path:
        result["path"] = path
    return result


def refused(ask: Asker, query: str, variables: Any = None, operation_name: str | None = None) -> Any:
    """The only error of a request that is refused."""
    answer = ask(query, variables, operation_name)
    assert (answer.status, answer.data) == (400, False)
    body = json.loads(answer.body)
    assert list(body) == ["errors"]
    assert len(body["errors"]) == 1
    return body["errors"][0]


def cursor(*parts: str) -> str:
    return "\x1f".join(parts).encode().hex()


def nested(depth: int) -> dict[str, Any]:
    """A filter of so many negations."""
    result: dict[str, Any] = {"slug": {"eq": "source-1"}}
    for _ in range(depth):
        result = {"not": result}
    return result


def test_first_with_last(ask: Asker) -> None:
    both = "give first or last, not both"
    assert refused(ask, "{ events(first: 1, last: 2) { totalCount } }") == error(
        both, "BAD_INPUT", at=(1, 3), path=["events"], argument="first"
    )
    query = (
        'query($n: Int) {\n  x: event(slug: "event-2") { statements(first: $n, last: $n) { totalCount } }\n}'
    )
    assert refused(ask, query, {"n": 1}) == error(
        both, "BAD_INPUT", at=(2, 31), path=["x", "statements"], argument="first"
    )
    assert ask(query, {"n": None}).status == 200


@pytest.mark.parametrize("size", [-1, 101, 2**31 - 1, -(2**31)])
@pytest.mark.parametrize(("name", "on"), [("first", "after: endCursor"), ("last", "before: startCursor")])
def test_page_size(ask: Asker, size: int, name: str, on: str) -> None:
    message = f"{name}: {size} is outside 0 to 100; ask for a page of at most 100 and go on with {on}"
    expected = error(message, "BAD_INPUT", path=["events"], argument=name)
    as_variable = f"query($n: Int) {{ events({name}: $n) {{ nodes {{ slug }} }} }}"
    assert refused(ask, as_variable, {"n": size}) == expected | {"locations": [{"line": 1, "column": 18}]}
    # Also where no page is asked for.
    as_literal = f"{{ events({name}: {size}) {{ totalCount }} }}"
    assert refused(ask, as_literal) == expected | {"locations": [{"line": 1, "column": 3}]}


@pytest.mark.parametrize(
    "given",
    [
        "",
        "no hexadecimal",
        "FFFE",
        cursor("source.name", "Zulu", "1"),
        cursor("event.occurred", "2025-03-04"),
        cursor("event.occurred", "2025-02-30", "1"),
        cursor("event.occurred", "2025-03-04", "-1"),
        cursor("event.occurred", "2025-03-04", "1", "2"),
        cursor("event.occurred", "2025-03-04", str(2**63)),
        cursor("event.occurred", "2025-03-04", "9" * 5000),
    ],
)
def test_foreign_cursor(ask: Asker, given: str) -> None:
    query = "query($cursor: String) { events(after: $cursor) { nodes { slug } } }"
    assert refused(ask, query, {"cursor": given}) == error(
        NO_CURSOR, "BAD_INPUT", at=(1, 26), path=["events"], argument="after"
    )


def test_cursor_with_nul(ask: Asker) -> None:
    given = cursor("source.name", "a\0", "1")
    assert refused(ask, "query($c: String) { sources(after: $c) { totalCount } }", {"c": given}) == error(
        NO_CURSOR, "BAD_INPUT", at=(1, 21), path=["sources"], argument="after"
    )


@pytest.mark.parametrize(
    ("query", "message", "at"),
    [
        (
            "{ events { nodes { slugg } } }",
            "Cannot query field 'slugg' on type 'Event'. Did you mean 'slug'?",
            (1, 20),
        ),
        (
            "{ events(filter: {type: {eq: WARR}}) { totalCount } }",
            "Value 'WARR' does not exist in 'EventType' enum. Did you mean the enum value 'WAR'?",
            (1, 30),
        ),
        (
            '{ events(filter: {occurred: {from: "2025-02-30"}}) { totalCount } }',
            NO_DAY.format("'2025-02-30' is no day of the calendar", '"2025-02-30"'),
            (1, 36),
        ),
        (
            "{ events(first: 99999999999) { totalCount } }",
            "Int cannot represent non 32-bit signed integer value: 99999999999",
            (1, 17),
        ),
        ("mutation { load }", "The mutation operation is not supported by the schema.", (1, 1)),
        ("subscription { load }", "Cannot query field 'load' on type 'Subscription'.", (1, 16)),
        ("fragment F on Event { slug }", "Fragment 'F' is never used.", (1, 1)),
        ("{ dataset { ... @defer { revision } } }", "Unknown directive '@defer'.", (1, 17)),
    ],
)
def test_invalid_document(ask: Asker, query: str, message: str, at: tuple[int, int]) -> None:
    assert refused(ask, query) == error(message, "GRAPHQL_VALIDATION_FAILED", at=at)


@pytest.mark.parametrize(
    ("query", "message", "at"),
    [
        ("", "Syntax Error: Unexpected <EOF>.", (1, 1)),
        ("{ events {", "Syntax Error: Expected Name, found <EOF>.", (1, 11)),
        ("{ a\0 }", "Syntax Error: Unexpected character: U+0000.", (1, 4)),
        (
            '{ source(slug: "\\ud800") { slug } }',
            "Syntax Error: Invalid Unicode escape sequence: '\\ud800'.",
            (1, 17),
        ),
    ],
)
def test_unreadable_document(ask: Asker, query: str, message: str, at: tuple[int, int]) -> None:
    assert refused(ask, query) == error(message, "GRAPHQL_PARSE_FAILED", at=at)


@pytest.mark.parametrize(
    ("declared", "given", "message"),
    [
        (
            "EventType",
            {"v": "WARR"},
            "Value 'WARR' does not exist in 'EventType' enum. Did you mean the enum value 'WAR'?",
        ),
        ("Int!", {}, "Expected a value of non-null type 'Int!' to be provided."),
        ("Int", {"v": 2**31}, "Int cannot represent non 32-bit signed integer value: 2147483648"),
        ("Int", {"v": "1"}, "Int cannot represent non-integer value: '1'"),
        (
            "Date",
            {"v": "20250304"},
            NO_DAY.format("a date is written YYYY-MM-DD, as 2025-04-07", "'20250304'"),
        ),
    ],
)
def test_unusable_variable(ask: Asker, declared: str, given: Any, message: str) -> None:
    uses = {
        "EventType": "events(filter: {type: {eq: $v}})",
        "Date": "events(filter: {occurred: {from: $v}})",
    }
    query = f"query($v: {declared}) {{ {uses.get(declared, 'events(first: $v)')} {{ totalCount }} }}"
    assert refused(ask, query, given) == error(
        f"Variable '$v' has invalid value: {message}", "BAD_INPUT", at=(1, 7)
    )


@pytest.mark.parametrize(
    ("query", "place", "declared", "at"),
    [
        ('query($v: String = "x") { source(slug: $v) { slug } }', "Argument 'slug'", "String!", (1, 40)),
        (
            "query($v: Boolean = true) { dataset { revision @skip(if: $v) } }",
            "Argument 'if'",
            "Boolean!",
            (1, 58),
        ),
        (
            "query($v: SourceKind = PERSON) { sources(filter: {kind: {in: [$v]}}) { totalCount } }",
            "Argument 'filter'",
            "SourceKind!",
            (1, 63),
        ),
    ],
)
def test_null_where_only_the_default_is_not(
    ask: Asker, query: str, place: str, declared: str, at: tuple[int, int]
) -> None:
    where = " at .kind.in[0]" if "filter" in place else ""
    message = (
        f"{place} has invalid value{where}: Expected variable '$v' provided to non-null type '{declared}' "
    )
    assert refused(ask, query, {"v": None}) == error(f"{message}not to be None.", "BAD_INPUT", at=at)
    assert ask(query).status == 200


def test_which_operation(ask: Asker) -> None:
    code = "OPERATION_RESOLUTION_FAILURE"
    two = "query A { dataset { revision } } query B { dataset { licence } }"
    message = "the document has several operations; say with operationName which one is meant: A, B"
    assert refused(ask, two) == error(message, code)
    assert refused(ask, two, None, "C") == error("the document has no operation 'C'", code)
    assert refused(ask, "{ dataset { revision } }", None, "C") == error(
        "the document has no operation 'C'", code
    )
    assert ask(two, None, "B").body == b'{"data":{"dataset":{"licence":"CC-BY-4.0"}}}'


def test_too_many_lists_inside_one_another(ask: Asker) -> None:
    message = (
        "lists may lie at most 6 deep inside one another, those that are paged at most 5, where "
        "facets count as 2; ask for the inner ones in a second operation"
    )
    path: list[str] = []
    body = "slug"
    for level in range(6):
        name = "events" if level % 2 else "statements"
        body = f"{name} {{ nodes {{ {body} }} }}"
        path = [name, *(["nodes", *path] if path else [])]
    assert refused(ask, f"{{ {body} }}") == error(
        message, "TOO_COMPLEX", at=(1, 3 + body.index("statements { nodes { slug")), path=path
    )
    plain = "role"
    for _ in range(7):
        plain = f"affiliations {{ source {{ {plain} }} }}"
    found = refused(ask, f'{{ source(slug: "source-1") {{ {plain} }} }}')
    assert (found["message"], found["extensions"]) == (message, {"code": "TOO_COMPLEX"})


def test_too_many_fields_of_an_abstract_type(world_url: str) -> None:
    query = '{ node(id: "x") { ' + " ".join(f"a{number}: id" for number in range(450)) + " } }"
    with asking(world_url, limits=Limits(aliases=1000)) as ask:
        # The field itself, 450 of each of four types, and the 200th of the fifth.
        assert refused(ask, query) == error(
            "the operation has more than 2000 fields, those of an abstract type counted for each possible "
            "type; ask for less at once",
            "TOO_COMPLEX",
            at=(1, 1 + query.index("a199:")),
            path=["node", "a199"],
        )


def test_what_introspection_itself_refuses(world_url: str) -> None:
    query = "{ __schema { types { " + "fields { type { " * 4 + "name" + " } }" * 4 + " } } }"
    # Its cost grows with the schema, and would be refused first as it nears the limit.
    with asking(world_url, limits=Limits(cost=10_000_000)) as ask:
        assert refused(ask, query) == error(
            "Maximum introspection depth exceeded", "GRAPHQL_VALIDATION_FAILED", at=(1, 3)
        )


def test_too_deep_a_filter(ask: Asker) -> None:
    message = (
        "filter: lists, and conditions inside one another in their filters, may lie at most 6 deep together, "
        "where within counts as 2 more, bbox as 1, near as 3 and text as 3; ask in two operations, the "
        "second by the slugs that the first one finds"
    )
    for depth in (6, 50):
        assert refused(ask, SOURCES, {"filter": nested(depth)}) == error(
            message, "TOO_COMPLEX", at=(1, 32), path=["sources"]
        )
    assert ask(SOURCES, {"filter": nested(5)}).body == b'{"data":{"sources":{"totalCount":12}}}'
    assert refused(ask, SOURCES, {"filter": nested(2000)}) == error(
        "Variable values are nested too deeply.", "TOO_COMPLEX"
    )


def test_too_deep_a_document(ask: Asker) -> None:
    found = refused(ask, "{ a " * 900 + "}" * 900)
    assert found["message"] == "Syntax Error: Document is nested too deeply. Parsing aborted."
    assert found["extensions"] == {"code": "TOO_COMPLEX"}


def test_too_many_conditions(ask: Asker) -> None:
    message = "filter: an operation may have at most 2000 conditions"
    alternatives = [{"slug": {"eq": f"source-{number}"}} for number in range(2001)]
    assert refused(ask, SOURCES, {"filter": {"or": alternatives}}) == error(
        message, "TOO_COMPLEX", at=(1, 32), path=["sources"]
    )
    for operator, count in (("or", 13), ("and", 0)):
        answer = ask(SOURCES, {"filter": {operator: alternatives[:1200]}})
        assert answer.body == b'{"data":{"sources":{"totalCount":%d}}}' % count


def test_too_many_values(ask: Asker) -> None:
    slugs = {"filter": {"slug": {"in": ["source-1"] * 10_001}}}
    assert refused(ask, SOURCES, slugs) == error(
        "an operation may give at most 10000 values", "TOO_COMPLEX", at=(1, 32), path=["sources"]
    )


def test_too_many_nodes(ask: Asker) -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert refused(ask, query, {"ids": ["sources/source-1"] * 101}) == error(
        "ids: 101 are more than 100 at once", "BAD_INPUT", at=(1, 23), path=["nodes"], argument="ids"
    )
    found = json.loads(ask(query, {"ids": ["sources/source-1"] * 100}).body)
    assert found == {"data": {"nodes": [{"id": "sources/source-1"}] * 100}}
