"""What an operation costs in statements, and a repeated one in compilations."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

import api.gql.execution
from api.gql.execution import MAX_KEPT
from db.engine.libpq import Session
from tests.asking import Asker, asking

SMALL = '{ source(slug: "source-1") { name } }'
LARGE = """query($n: Int, $id: ID!) {
  dataset { revision counts { events } }
  events(first: $n) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes {
      title
      placements { nodes { role location { name point { latitude } } } }
      statements(first: $n) { totalCount nodes { proposition attributions { role source { name } } } }
    }
  }
  node(id: $id) { __typename id ... on Source { statements { nodes { slug } } } }
  were: events(first: $n, knownAt: 1) { nodes { slug statements { nodes { slug } } status { value } } }
  sources(last: 3) { edges { cursor node { name } } }
}"""


@pytest.fixture
def executed(world_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Asker, list[str]]]:
    """An engine, and all statements that reach its database from now on, as its session sees them."""
    statements: list[str] = []
    connect = sqlite3.connect

    def traced(*arguments: Any, **options: Any) -> Any:
        connection = connect(*arguments, **options)
        connection.set_trace_callback(statements.append)
        return connection

    run = Session.run

    async def noted(self: Session, sql: str, *arguments: Any, **options: Any) -> Any:
        statements.append(sql)
        return await run(self, sql, *arguments, **options)

    monkeypatch.setattr(sqlite3, "connect", traced)
    monkeypatch.setattr(Session, "run", noted)
    with asking(world_url) as asker:
        statements.clear()
        yield asker, statements


@pytest.mark.parametrize(("query", "variables"), [(SMALL, {}), (LARGE, {"n": 100, "id": "sources/source-1"})])
def test_one_operation_is_one_statement(
    executed: tuple[Asker, list[str]], query: str, variables: dict[str, Any]
) -> None:
    ask, statements = executed
    for count in (1, 2):
        assert list(json.loads(ask(query, variables).body)) == ["data"]
        assert len(statements) == count


def test_a_refused_operation_is_no_statement(executed: tuple[Asker, list[str]]) -> None:
    ask, statements = executed
    ask("{ events(first: 101) { nodes { slug } } }")
    ask("{ nothing }")
    assert statements == []


def test_a_repeated_operation_is_neither_read_nor_compiled(
    world_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with asking(world_url) as ask:
        first = ask(LARGE, {"n": 2, "id": "sources/source-1"})
        for name in ("read", "Translation", "plan"):
            monkeypatch.delattr(api.gql.execution, name)
        assert ask(LARGE, {"n": 2, "id": "sources/source-1"}) == first
        other = ask(LARGE, {"n": 0, "id": "events/event-1"})
        assert json.loads(other.body)["data"]["node"] == {"__typename": "Event", "id": "events/event-1"}
        assert (ask.engine.counters.prepared, ask.engine.counters.compiled) == (1, 1)


def test_a_plan_is_shared_by_values_and_not_by_shapes(world_url: str) -> None:
    query = """query($filter: EventFilter, $n: Int, $titles: Boolean = true) {
      events(first: $n, filter: $filter) { nodes { slug title @include(if: $titles) } }
    }"""
    with asking(world_url) as ask:

        def compiled(**variables: Any) -> int:
            before = ask.engine.counters.compiled
            assert list(json.loads(ask(query, variables).body)) == ["data"]
            return ask.engine.counters.compiled - before

        shapes: list[dict[str, Any]] = [
            {},
            {"n": 1},
            {"n": None},
            {"titles": False},
            {"filter": {}},
            {"filter": None},
            {"filter": {"type": {"eq": "WAR"}}},
            {"filter": {"type": {"ne": "WAR"}}},
            {"filter": {"type": {"in": []}}},
            {"filter": {"type": {"in": ["WAR"]}}},
            {"filter": {"type": {"in": ["WAR", "INCURSION"]}}},
            {"filter": {"or": [{}, {"slug": {"eq": "a"}}]}},
            {"filter": {"or": [{"slug": {"eq": "a"}}, {}]}},
            {"filter": {"statement": {"source": {"named": {"eq": True}}}}},
            {"filter": {"statement": {"source": {"named": {"eq": False}}}}},
        ]
        assert [compiled(**each) for each in shapes] == [1] * len(shapes)
        # The default's own value is the same shape.
        same: list[dict[str, Any]] = [
            *shapes,
            {"titles": True},
            {"n": 100},
            {"filter": {"type": {"eq": "MISSILE_STRIKE"}}},
            {"filter": {"type": {"in": ["INCURSION", "WAR"]}}},
        ]
        assert [compiled(**each) for each in same] == [0] * len(same)
        assert ask.engine.counters.prepared == 1


def test_introspection_is_part_of_the_plan(world_url: str) -> None:
    query = "query($name: String!) { __type(name: $name) { name } dataset { revision } }"
    with asking(world_url) as ask:
        for name in ("Event", "Source", "Event"):
            found = json.loads(ask(query, {"name": name}).body)
            assert found == {"data": {"__type": {"name": name}, "dataset": {"revision": 2}}}
        assert ask.engine.counters.compiled == 2


def test_caches_are_bounded(world_url: str) -> None:
    with asking(world_url, documents=3, plans=4) as ask:
        for number in range(10):
            ask(f"query($n: Int) {{ a{number}: events(first: $n) {{ totalCount }} }}", {"n": 1})
            ask(f"query($n: Int) {{ a{number}: events(first: $n) {{ totalCount }} }}")
        assert (len(ask.engine._prepared), len(ask.engine._plans)) == (3, 4)
        # What was used last is kept.
        ask("query($n: Int) { a9: events(first: $n) { totalCount } }", {"n": 5})
        assert (ask.engine.counters.prepared, ask.engine.counters.compiled) == (10, 20)


def test_what_is_very_long_is_not_kept(world_url: str) -> None:
    with asking(world_url) as ask:
        ask(SMALL + " " * MAX_KEPT)
        assert (len(ask.engine._prepared), len(ask.engine._plans)) == (0, 0)
        query = "query($filter: SourceFilter) { sources(filter: $filter) { totalCount nodes { slug } } }"
        alternatives = [{"article": {"slug": {"eq": "a"}}}] * 990
        assert ask(query, {"filter": {"or": alternatives}}).status == 200
        assert (len(ask.engine._prepared), len(ask.engine._plans)) == (1, 0)
