"""What null, absence, empty lists and broken text mean in an argument."""

import json
from typing import Any

import pytest

from tests.asking import Asker

ALL = 13


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("null", ALL),
        ("{}", ALL),
        ("{kind: null}", ALL),
        ("{kind: {}}", ALL),
        ("{kind: {in: null}}", ALL),
        ("{kind: {in: []}}", 0),
        ("{kind: {notIn: []}}", ALL),
        ("{kind: {eq: null}}", ALL),
        ("{and: null}", ALL),
        ("{and: []}", ALL),
        ("{and: [{}]}", ALL),
        ("{or: null}", ALL),
        ("{or: []}", 0),
        ("{or: [{}]}", ALL),
        ("{or: [{kind: {in: []}}, {}]}", ALL),
        ("{not: null}", ALL),
        ("{not: {}}", 0),
        ("{not: {kind: {in: []}}}", ALL),
        ("{article: {}}", 2),
        ("{article: null}", ALL),
        ("{not: {article: {}}}", ALL - 2),
        # A country that is missing is no country's, whichever way one asks.
        ('{country: {eq: "UA"}}', 2),
        ('{country: {ne: "UA"}}', ALL - 2),
        ('{not: {country: {eq: "UA"}}}', ALL - 2),
        ('{not: {country: {in: ["UA"]}}}', ALL - 2),
        ('{not: {country: {ne: "UA"}}}', 2),
        ("{country: {isNull: true}}", 7),
        ("{country: {isNull: false}}", ALL - 7),
        ("{country: {isNull: null}}", ALL),
    ],
)
def test_filter(ask: Asker, condition: str, count: int) -> None:
    literal = ask(f"{{ sources(filter: {condition}) {{ totalCount }} }}")
    assert json.loads(literal.body) == {"data": {"sources": {"totalCount": count}}}


@pytest.mark.parametrize("variables", [{}, {"kinds": None}])
def test_absent_and_null_variables_ask_for_nothing(ask: Asker, variables: Any) -> None:
    query = "query($kinds: [SourceKind!]) { sources(filter: {kind: {in: $kinds}}) { totalCount } }"
    assert json.loads(ask(query, variables).body) == {"data": {"sources": {"totalCount": ALL}}}


def test_null_arguments_are_as_if_left_out(ask: Asker) -> None:
    given = ask(
        "{ events(first: null, last: null, after: null, before: null, filter: null) { nodes { slug } } }"
    )
    assert given.body == ask("{ events { nodes { slug } } }").body


@pytest.mark.parametrize("text", ["a\0", "\0", "\ud800", "source-1\udfff", "\ud83d\ude00"])
def test_text_that_no_row_can_hold_finds_nothing(ask: Asker, text: str) -> None:
    query = """query($text: String!, $id: ID!, $texts: [String!]) {
      source(slug: $text) { slug } node(id: $id) { id } nodes(ids: [$id]) { id }
      sources(filter: {slug: {in: $texts}}) { totalCount }
    }"""
    answer = ask(query, {"text": text, "id": f"sources/{text}", "texts": [text, "source-1"]})
    assert json.loads(answer.body) == {
        "data": {"source": None, "node": None, "nodes": [None], "sources": {"totalCount": 1}}
    }


def test_a_single_value_stands_for_a_list_of_it(ask: Asker) -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert ask(query, {"ids": "sources/source-1"}).body == b'{"data":{"nodes":[{"id":"sources/source-1"}]}}'


def test_a_variable_that_nobody_declared_is_ignored(ask: Asker) -> None:
    assert ask("{ dataset { revision } }", {"other": 1}).body == b'{"data":{"dataset":{"revision":2}}}'
