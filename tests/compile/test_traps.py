"""The traps that the spike before this engine found, each on both databases (its numbers in front)."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DatabaseError

from api.gql.execution import Request
from db.engine import writer_engine
from db.models import metadata
from tests.asking import Asker
from tests.compile import oracle
from tests.databases import Backend, Databases
from tests.world import HOSTILE, NAMES, WORLD, load_world


def data(ask: Asker, query: str, **variables: Any) -> Any:
    """The data of an answer without errors."""
    body = json.loads(ask(query, variables).body)
    assert list(body) == ["data"]
    return body["data"]


def sql_of(ask: Asker, query: str, **variables: Any) -> tuple[str, list[Any]]:
    """The statement of an operation, with its bound values."""
    plan, bound = ask.engine.plan(Request(query, None, variables))
    return plan.sql, bound


EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}
EVERYTHING = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"


@pytest.mark.parametrize("page", ["", "(last: 2)"])
@pytest.mark.parametrize(
    ("root", "outer", "inner", "body"),
    [
        # As deep as lists may lie: a plain one innermost.
        ("{{ {} }}", "statements", "events", "anchors { start article { publisher { name } } }"),
        ('{{ event(slug: "event-2") {{ {} }} }}', "statements", "events", "anchors { start }"),
        ('{{ node(id: "events/event-2") {{ ... on Event {{ {} }} }} }}', "statements", "events", "form"),
        ("{{ {} }}", "events", "statements", "partOf { title occurred { edtf } }"),
    ],
)
def test_1_five_connections_nest_everywhere(
    ask: Asker, root: str, outer: str, inner: str, body: str, page: str
) -> None:
    for level in range(5):
        name = inner if level % 2 else outer
        body = f"{name}{page} {{ {EVERYTHING} edges {{ cursor node {{ id {body} }} }} nodes {{ slug }} }}"
    found = data(ask, root.format(body))
    assert found == oracle.answer(root.format(body), None, {}).data


def test_1_objects_that_may_be_null_take_no_room(ask: Asker) -> None:
    body = "slug"
    for _ in range(4):
        body = f"partOf {{ parts {{ {EVERYTHING} edges {{ node {{ slug {body} }} }} }} }}"
    found = data(ask, f"{{ events {{ {EVERYTHING} edges {{ node {{ {body} }} }} }} }}")
    assert any(edge["node"]["partOf"] for edge in found["events"]["edges"])


def test_1_what_the_parser_cannot_hold_is_too_complex(ask: Asker, backend: Backend) -> None:
    body = "slug"
    for _ in range(45):
        body = f"partOf {{ {body} }}"
    answer = json.loads(ask(f'{{ event(slug: "event-5") {{ {body} }} }}').body)
    if backend == "postgresql":
        assert answer["data"]["event"]["partOf"]["partOf"]["partOf"]["partOf"] is None
    else:
        assert [each["extensions"] for each in answer["errors"]] == [{"code": "TOO_COMPLEX"}]


def test_1_long_chains_of_alternatives_are_balanced(ask: Asker) -> None:
    alternatives = [
        {"or": [{"slug": {"eq": f"source-{number}"}}, {"article": {"slug": {"eq": "none"}}}]}
        for number in range(400)
    ]
    query = "query($filter: SourceFilter) { sources(filter: $filter) { totalCount } }"
    assert data(ask, query, filter={"or": alternatives}) == {"sources": {"totalCount": 13}}


def test_2_an_object_may_have_more_fields_than_a_function_arguments(ask: Asker) -> None:
    fields = " ".join(f"a{number}: name" for number in range(600))
    found = data(ask, f'{{ source(slug: "source-2") {{ {fields} otherNames {{ name }} }} }}')
    assert found["source"] == {f"a{number}": NAMES[1] for number in range(600)} | {"otherNames": []}
    listed = data(ask, f"{{ sources(first: 1) {{ nodes {{ {fields} otherNames {{ name }} }} }} }}")
    assert len(listed["sources"]["nodes"][0]) == 601


def test_3_lists_stay_lists_and_text_stays_text(ask: Asker) -> None:
    query = """{
      statement(slug: "statement-1") { anchors { article { anchors(first: 1) { nodes { end } } } } }
      null: statement(slug: "statement-14") { proposition }
    }"""
    found = data(ask, query)
    assert isinstance(found["statement"]["anchors"][0]["article"]["anchors"]["nodes"][0]["end"], int)
    assert found["null"] == {"proposition": "null"}


def test_4_a_missing_value_swallows_nothing(ask: Asker) -> None:
    query = """{
      source(slug: "source-3") { name role country }
      location(slug: "location-8") {
        slug isoCode description partOf { slug parts { nodes { slug } } } point { latitude }
      }
      article(slug: "article-3") { slug url retrieved }
      event(slug: "event-9") { occurred { earliest latest note } partOf { title } }
      figures: event(slug: "event-2") { figures { nodes { low best high about { __typename } } } }
      relations: statement(slug: "statement-4") { relations { aspect note } }
      nobody: source(slug: "nobody") { name }
      node(id: "sources/nobody") { id }
    }"""
    assert data(ask, query) == {
        "source": {"name": "Alpha", "role": None, "country": None},
        "location": {"slug": "location-8", "isoCode": "UA", "description": "", "partOf": None, "point": None},
        "article": {"slug": "article-3", "url": "https://example.org/3?a=1&b=%22", "retrieved": None},
        "event": {"occurred": {"earliest": None, "latest": None, "note": None}, "partOf": None},
        "figures": {
            "figures": {"nodes": [{"low": None, "best": 180, "high": None, "about": {"__typename": "Event"}}]}
        },
        "relations": {"relations": [{"aspect": None, "note": HOSTILE[2]}]},
        "nobody": None,
        "node": None,
    }


def test_5_numbers_are_the_same_numbers(ask: Asker) -> None:
    found = data(ask, "{ statements { nodes { figures { low best high } bearings { explicit } } } }")
    numbers = [each for node in found["statements"]["nodes"] for each in node["figures"]]
    expected = {(row["low"], row["best"], row["high"]) for row in WORLD["figure"]}
    assert {(each["low"], each["best"], each["high"]) for each in numbers} == expected
    truths = {each["explicit"] for node in found["statements"]["nodes"] for each in node["bearings"]}
    assert truths == {True, False}


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan"), 0.1234567890123456])
def test_5_no_number_is_stored_that_json_cannot_hold(
    databases: Databases, backend: Backend, number: float
) -> None:
    with databases.copy(backend, "world", load_world) as url:
        engine = writer_engine(url)
        row = WORLD["figure"][0] | {"id": 99, "low": None, "best": number, "high": None}
        try:
            with pytest.raises(DatabaseError), engine.begin() as connection:
                connection.execute(insert(metadata.tables["figure"]), [row])
        finally:
            engine.dispose()


def test_6_text_comes_back_as_it_went_in(ask: Asker) -> None:
    found = data(ask, "{ statements { nodes { slug proposition } } sources { nodes { slug name } } }")
    assert {each["slug"]: each["proposition"] for each in found["statements"]["nodes"]} == {
        row["slug"]: row["proposition"] for row in WORLD["statement"]
    }
    assert {each["slug"]: each["name"] for each in found["sources"]["nodes"]} == {
        row["slug"]: row["name"] for row in WORLD["source"]
    }


def test_7_every_placeholder_has_its_value_and_no_value_is_left_over(ask: Asker, backend: Backend) -> None:
    query = """query($n: Int, $day: Date, $unused: Boolean = true, $slug: String!) {
      events(first: $n, filter: {occurred: {from: $day, to: $day}}) {
        nodes { statements(first: $n) { totalCount nodes { slug } pageInfo { hasNextPage } } }
        pageInfo { hasNextPage }
      }
      skipped: events(first: $n) @skip(if: $unused) { totalCount }
      source(slug: $slug) { slug }
    }"""
    sql, bound = sql_of(ask, query, n=2, day="2025-03-04", slug="source-1")
    if backend == "sqlite":
        assert sql.count("?") == len(bound)
    else:
        placeholders = re.findall(r"\$(\d+)::(\w+)", sql)
        assert [int(number) for number, _ in placeholders] == list(range(1, len(bound) + 1))
        assert {kind for _, kind in placeholders} == {"bigint", "date", "text"}
        assert len(re.findall(r"\$\d", sql)) == len(re.findall(r"\$\d+::", sql))
    assert data(ask, query, n=2, day="2025-03-04", slug="source-1")["source"] == {"slug": "source-1"}


def test_8_text_is_compared_and_sorted_by_code_point(ask: Asker, backend: Backend) -> None:
    found = data(
        ask,
        '{ sources { nodes { name } } shouted: sources(filter: {slug: {eq: "SOURCE-1"}}) { totalCount } }',
    )
    names = [each["name"] for each in found["sources"]["nodes"]]
    assert names == sorted(NAMES)
    assert found["shouted"] == {"totalCount": 0}
    if backend == "postgresql":
        # Not by the database's own locale, which happens to be C here.
        columns = "SELECT DISTINCT collation_name::text FROM information_schema.columns"
        asked = f"{columns} WHERE table_name = 'source' AND column_name = 'name'"
        assert ask.runner.run(ask.reader.fetch_rows(asked)) == [("C",)]


def test_9_a_list_of_values_uses_the_index(ask: Asker, backend: Backend) -> None:
    query = "query($slugs: [String!]) { statements(filter: {slug: {in: $slugs}}) { totalCount } }"
    compiled = ask.engine.counters.compiled
    sql, bound = sql_of(ask, query, slugs=["statement-1", "statement-2"])
    assert sql_of(ask, query, slugs=["statement-3", "nothing"])[0] == sql
    assert sql_of(ask, query, slugs=["statement-3"])[0] != sql
    assert ask.engine.counters.compiled == compiled + 2
    steps = [str(row) for row in ask.runner.run(ask.reader.fetch_rows(EXPLAIN[backend] + sql, bound))]
    if backend == "sqlite":
        assert any("SEARCH" in step and "(slug=?)" in step for step in steps), steps
    else:
        # So few rows are faster read one by one; that the values are one array of constants is what counts.
        assert any("ANY" in step for step in steps), steps


@pytest.mark.parametrize("page", ["first: 0", "last: 0"])
def test_10_an_empty_page_has_no_cursor_and_is_no_null(ask: Asker, page: str) -> None:
    query = f"""{{
      events({page}) {{ {EVERYTHING} nodes {{ slug }} edges {{ cursor }} }}
      event(slug: "event-6") {{ statements {{ {EVERYTHING} nodes {{ slug }} }} }}
    }}"""
    nothing = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
    further = {"hasNextPage": page == "first: 0", "hasPreviousPage": page == "last: 0"}
    assert data(ask, query) == {
        "events": {"totalCount": 9, "pageInfo": nothing | further, "nodes": [], "edges": []},
        "event": {"statements": {"totalCount": 0, "pageInfo": nothing, "nodes": []}},
    }


@pytest.mark.parametrize("asked", ["totalCount", "pageInfo { hasNextPage hasPreviousPage }", "__typename"])
def test_10_what_is_asked_about_an_empty_list_alone_is_no_null(ask: Asker, asked: str) -> None:
    query = f'{{ event(slug: "event-6") {{ statements(first: 0) {{ {asked} }} }} }}'
    expected = {
        "totalCount": {"totalCount": 0},
        "__typename": {"__typename": "EventStatementConnection"},
    }.get(asked, {"pageInfo": {"hasNextPage": False, "hasPreviousPage": False}})
    assert data(ask, query) == {"event": {"statements": expected}}
