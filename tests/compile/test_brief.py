"""Which operations are brief, and that they are answered alike."""

from typing import Any

import pytest

from api.gql.execution import Request
from tests.asking import Asker

BRIEF = (
    '{ source(slug: "source-1") { id name kind } }',
    '{ source(slug: "source-1") { otherNames { name } identifiers { scheme value } } }',
    '{ statement(slug: "statement-1") { said { edtf } article { headline publisher { name } } } }',
    '{ a: event(slug: "event-1") { title } b: location(slug: "location-1") { name partOf { name } } }',
)
LONGER = (
    "{ sources(first: 1) { nodes { name } } }",
    '{ source(slug: "source-1") { statements(first: 1) { nodes { slug } } } }',
    '{ event(slug: "event-1") { status { value } } }',
    '{ source(slug: "source-1", knownAt: 1) { name } }',
    '{ node(id: "sources/source-1") { id } }',
    '{ search(text: "word", first: 1) { nodes { snippet } } }',
    "{ dataset { revision } }",
    # A part of each part: the rows of the one and of the other multiply.
    '{ statement(slug: "statement-1") { attributions { source { otherNames { name } } } } }',
    "{ " + " ".join(f'a{number}: source(slug: "source-1") {{ name }}' for number in range(41)) + " }",
)


@pytest.mark.parametrize(
    ("query", "brief"), [*((each, True) for each in BRIEF), *((each, False) for each in LONGER)]
)
def test_lookups_with_their_parts_are_brief(ask: Asker, query: str, brief: bool) -> None:
    plan, _ = ask.engine.plan(Request(query, None, {}))
    assert plan.brief is brief


@pytest.mark.parametrize("query", BRIEF)
def test_what_is_brief_says_the_same_in_a_thread(
    ask: Asker, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = ask(query).body
    fetch_row = ask.reader.fetch_row

    def in_a_thread(sql: str, parameters: Any = (), *, brief: bool = False) -> Any:
        del brief
        return fetch_row(sql, parameters)

    monkeypatch.setattr(ask.reader, "fetch_row", in_a_thread)
    assert ask(query).body == brief
