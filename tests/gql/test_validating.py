"""Validation finds what graphql-core's own finds: the same errors, in the same order, at the same places."""

from collections.abc import Callable
from pathlib import Path

import pytest
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    get_introspection_query,
    parse,
    specified_rules,
)
from graphql import validate as validate_by_the_library
from graphql.validation import MaxIntrospectionDepthRule
from graphql.validation.rules import ASTValidationRule
from hypothesis import given

from api.gql.schema import CORE_SCHEMA
from api.gql.validating import ABORTED, validate
from tests.abuse.documents import DOCUMENTS as HARMFUL
from tests.compile.documents import Operation, operations

API = Path(__file__).parents[2] / "api"
STORED = sorted(
    path
    for folder in ("ide/examples", "rest/documents")
    for path in (API / folder).rglob("*.graphql")
    if path.parent.name != "fragments"
)

VALID = [
    "{ __typename }",
    get_introspection_query(),
    "query A { dataset { licence } } query B($n: Int) { events(first: $n) { totalCount } }",
    "query($n: Int = 3, $yes: Boolean!) { events(first: $n) @include(if: $yes) { nodes { slug } } }",
    "{ ...A } fragment A on Query { ...B } fragment B on Query { events { nodes { slug } } }",
    "query A($n: Int) {...F} query B($n: Int) {...F} fragment F on Query { events(first: $n) { __typename }}",
    "subscription { revisions { number } }",
    '"""What it is for."""\nquery($s: ID!) { node(id: $s) { id ... on Event { slug } ... { id } } }',
]
# By the rule that each breaks; it may break others as well.
INVALID = {
    "ExecutableDefinitions": ["{ __typename } type A { a: Int }", "schema { query: Query }"],
    "KnownOperationTypes": ["mutation { load }"],
    "UniqueOperationNames": ["query A { __typename } query A { __typename }"],
    "LoneAnonymousOperation": ["{ __typename } query A { __typename }", "{ __typename } { __typename }"],
    "SingleFieldSubscriptions": [
        "subscription { revisions { number } more: revisions { number } }",
        "subscription { ...F } fragment F on Subscription { revisions { number } __typename }",
    ],
    "KnownTypeNames": ["query($a: Evnt) { node(id: $a) { id } }", "{ node(id: 1) { ... on Evnt { id } } }"],
    "FragmentsOnCompositeTypes": ["{ ... on Date { a } }", "{ ...F } fragment F on String { a }"],
    "VariablesAreInputTypes": ["query($a: Event, $b: [Event!]!) { node(id: $a) { id } }"],
    "ScalarLeafs": ["{ events }", '{ event(slug: "a") { slug { a } } }'],
    "FieldsOnCorrectType": ['{ evnts { nodes { slgu } } event(slug: "a") { summry } }', "{ a { b { c } } }"],
    "UniqueFragmentNames": ["{ ...F } fragment F on Query { __typename } fragment F on Query { __typename }"],
    "KnownFragmentNames": ["{ ...Nowhere ... { ...Neither } }"],
    "NoUnusedFragments": ["{ __typename } fragment F on Query { ...G } fragment G on Query { __typename }"],
    "PossibleFragmentSpreads": [
        '{ event(slug: "a") { ... on Source { slug } ...F } } fragment F on Location { slug }'
    ],
    "NoFragmentCycles": [
        "{ ...F } fragment F on Query { ...F }",
        "{...A} fragment A on Query { ...B } fragment B on Query { ...C ...A } fragment C on Query { ...B }",
    ],
    "UniqueVariableNames": ["query($a: Int, $a: Int) { events(first: $a) { totalCount } }"],
    "NoUndefinedVariables": [
        "query A { events(first: $a) { nodes { statements(first: $b) { totalCount } } } }",
        "query A { ...F } query B($n: Int) { ...F } fragment F on Query { events(first: $n) { totalCount } }",
    ],
    "NoUnusedVariables": [
        "query($a: Int, $b: Int = 2) { events(first: $a) { totalCount } }",
        "query A($n: Int) { ...F } fragment F on Query { __typename }",
    ],
    "KnownDirectives": ["query @include(if: true) { __typename @nowhere @deprecated }"],
    "UniqueDirectivesPerLocation": ["{ __typename @skip(if: false) @include(if: true) @skip(if: true) }"],
    "DeferStreamDirectiveOnRootField": ["subscription { ... @defer { revisions { number } } }"],
    "DeferStreamDirectiveOnValidOperations": ["subscription { revisions { ... @defer { number } } }"],
    "DeferStreamDirectiveLabel": [
        'query($l: ID) { ... @defer(label: $l) {a} ... @defer(label: "a") {a} ... @defer(label: "a") {b} }'
    ],
    "StreamDirectiveOnListField": ["{ __typename @stream }"],
    "KnownArgumentNames": ["{ events(frst: 1) { totalCount } __typename @skip(iff: true) }"],
    "UniqueArgumentNames": ["{ events(first: 1, first: 2) { totalCount } }"],
    "ValuesOfCorrectType": [
        '{ events(first: "many", filter: {type: {eq: WARR}, nowhere: 1}) { totalCount } }',
        "{ events(filter: [{type: 3}, {occurred: {from: null, from: 7}}]) { totalCount } }",
        'query($a: Int = "a", $b: EventFilter = {type: {eq: 1.5}}) { events(first: $a, filter: $b) { a } }',
    ],
    "ProvidedRequiredArguments": ["{ node { id } __typename @skip }"],
    "VariablesInAllowedPosition": [
        "query($a: String, $b: [Int]) { events(first: $a, filter: {type: {eq: $b}}) { totalCount } }",
        "query($s: String) { ...F } fragment F on Query { events(first: $s) { totalCount } }",
    ],
    "OverlappingFieldsCanBeMerged": [
        "{ a: dataset { licence } a: events { totalCount } }",
        "{ events { nodes { slug ...F } } } fragment F on Event { slug: title ... on Event { slug: type } }",
    ],
    "UniqueInputFieldNames": [
        "{ events(filter: {type: {eq: WAR, eq: WAR}, type: {eq: WAR}}) { totalCount } }"
    ],
    "MaxIntrospectionDepthRule": [
        "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }"
    ],
}


def _can_be_parsed(text: str) -> bool:
    """Of the short ones: the rules themselves take seconds for some of the long ones."""
    if len(text) > 6000:
        return False
    try:
        parse(text)
    except GraphQLSyntaxError:
        return False
    return True


def said(
    validated: Callable[..., list[GraphQLError]], document: DocumentNode, most: int
) -> list[tuple[object, list[int]]]:
    """Errors as a client sees them, with the nodes that each is about."""
    return [
        (each.formatted, [id(node) for node in each.nodes or ()])
        for each in validated(CORE_SCHEMA, document, max_errors=most)
    ]


def same(text: str, most: int = 100) -> list[tuple[object, list[int]]]:
    """The errors, after both ways were compared."""
    document = parse(text)
    errors = said(validate, document, most)
    assert errors == said(validate_by_the_library, document, most)
    return errors


@pytest.mark.parametrize("text", VALID)
def test_finds_nothing_in_what_is_valid(text: str) -> None:
    """Fragments, variables, directives, introspection, descriptions."""
    assert same(text) == []


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_reads_our_own_documents_alike(path: Path) -> None:
    """With the fragments that stand in other files missing, where they do."""
    same(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", [name for name, (text, _) in HARMFUL.items() if _can_be_parsed(text)])
def test_reads_what_means_harm_alike(name: str) -> None:
    """Without the limits that stand before validation, and given up where they would be."""
    same(HARMFUL[name][0], 20)


@given(operation=operations())
def test_reads_any_document_alike(operation: Operation) -> None:
    """Whatever the equivalence test draws."""
    same(operation.query)


@pytest.mark.parametrize("rule", specified_rules, ids=lambda rule: rule.__name__)
def test_each_rule_finds_the_same(rule: type[ASTValidationRule]) -> None:
    """Each rule has something to find in what stands under its name, and all errors are the same."""
    name = rule.__name__ if rule is MaxIntrospectionDepthRule else rule.__name__.removesuffix("Rule")
    for text in INVALID[name]:
        assert validate_by_the_library(CORE_SCHEMA, parse(text), [rule]), text
        assert same(text)


@pytest.mark.parametrize("most", [0, 1, 2, 20])
def test_ends_after_as_many_errors(most: int) -> None:
    """The last error says that there may be more."""
    errors = same("{ " + " ".join(f"a{number}" for number in range(25)) + " }", most)
    assert len(errors) == most + 1
    assert str(errors[-1][0]).count(ABORTED) == 1


@pytest.mark.parametrize("depth", [60, 150])
def test_ends_where_fragments_nest_too_deeply(depth: int) -> None:
    """Each fragment is shallow, and all together are not."""
    inner = "{ __typename " * depth + "} " * depth
    text = "{ ...F0 } " + " ".join(
        f"fragment F{number} on Query {{ a {inner} ...F{number + 1} }}" for number in range(4)
    )
    same(text + " fragment F4 on Query { __typename }")


def test_spends_as_much_on_fragments() -> None:
    """Many operations over many fragments are given up at the same place."""
    spread = " ".join(f"a{number}: events(first: $n) {{ totalCount }}" for number in range(400))
    operations = " ".join(f"query O{number}($n: Int) {{ ...F }}" for number in range(150))
    errors = same(f"{operations} fragment F on Query {{ {spread} }}")
    assert str(errors[-1][0]).count(ABORTED) == 1
