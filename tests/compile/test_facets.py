"""Facets: counts of a whole list, the same on both databases and as plain Python counts them."""

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from api.gql.execution import Request
from db.compile.facets import MAX_COUNTS, MAX_PERIODS
from db.graph.declaration import Counts, Group
from db.graph.facet import FACETS
from tests.asking import Asker
from tests.compile import oracle
from tests.compile.documents import Operation, counted
from tests.compile.test_equivalence import check
from tests.databases import Backend
from tests.world import WORLD


def facets(ask: Asker, listed: str, selection: str, **variables: Any) -> Any:
    """The facets of a list at the root."""
    body = json.loads(ask(f"{{ {listed} {{ facets {{ {selection} }} }} }}", variables).body)
    assert list(body) == ["data"], body
    (found,) = body["data"].values()
    return found["facets"]


def codes(counts: list[dict[str, Any]]) -> list[tuple[Any, int]]:
    """Counts as pairs."""
    return [(each.get("code", each.get("period")), each["count"]) for each in counts]


# Hundreds of documents, each answered twice: on a busy machine it takes its time.
@pytest.mark.timeout(600)
@settings(
    max_examples=300,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(counted())
def test_any_facets(ask: Asker, operation: Operation) -> None:
    check(ask, operation.query, operation.operation_name, operation.variables)


def test_every_facet_has_its_sql(ask: Asker) -> None:
    leaf = {"CodeCount": "code label count", "PeriodCount": "period count"}

    def body(name: str, steps: int) -> str:
        parts = []
        for field, facet in FACETS[name].members.items():
            if isinstance(facet, Counts):
                by = "(by: MONTH)" if facet.type == "PeriodCount" else ""
                what = facet.type.removesuffix("Count").lower()
                parts.append(f"{field}{by} {{ {leaf.get(facet.type, f'count {what} {{ slug }}')} }}")
            elif steps:
                assert isinstance(facet, Group)
                parts.append(f"{field} {{ {body(facet.relation.type, steps - 1)} }}")
        return " ".join(parts) or "__typename"

    for listed in ("articles", "sources", "statements", "events", "locations"):
        name = listed.removesuffix("s").capitalize()
        query = f"{{ {listed} {{ facets {{ {body(name, 1)} }} }} }}"
        check(ask, query, None, {})


def test_the_most_frequent_comes_first_and_ties_go_by_code(ask: Asker) -> None:
    found = codes(facets(ask, "statements", "form { code count }")["form"])

    assert found == [("INDIRECT", 4), ("MIXED", 4), ("NARRATOR", 4), ("DIRECT", 3)]
    assert codes(facets(ask, "statements", "form(first: 2) { code count }")["form"]) == found[:2]


def test_rows_without_a_code_count_under_null(ask: Asker) -> None:
    found = facets(ask, "sources", "country { code label count } named { code label count }")
    countries = [each["country"] for each in WORLD["source"]]

    assert found["country"][0] == {"code": None, "label": None, "count": countries.count(None)}
    assert sum(each["count"] for each in found["country"]) == len(countries)
    assert codes(found["named"]) == [("true", 11), ("false", 2)]


def test_a_row_counts_once_for_a_value_that_several_related_rows_share(ask: Asker) -> None:
    query = "source { kind { code count } } sources(first: 1) { source { slug } count }"
    found = facets(ask, "statements", query)
    kinds = {each["id"]: each["kind"] for each in WORLD["source"]}
    pairs = [(each["statement_id"], kinds[each["source_id"]]) for each in WORLD["attribution"]]

    assert len(pairs) > len(set(pairs))
    assert dict(codes(found["source"]["kind"])) == Counter(kind for _, kind in set(pairs))
    assert found["sources"] == [{"source": {"slug": "source-7"}, "count": 13}]


def test_rows_that_reach_nothing_count_under_null(ask: Asker) -> None:
    found = facets(
        ask,
        "statements",
        """all: locations { location { slug } count }
        villages: locations(filter: {kind: {eq: VILLAGE}}) { location { slug } count }
        location { kind { code count } }""",
    )

    assert found["all"][0] == {"location": None, "count": 7}
    assert found["villages"] == [{"location": None, "count": 15}]
    assert codes(found["location"]["kind"])[0] == (None, 7)


def test_places_roll_up_once_for_each_place_around(ask: Asker) -> None:
    # Statement 3 mentions 1, 2 and 6, where 6 lies in 4, 4 in 2 and 2 in 1: it counts once for each.
    one = 'statements(filter: {slug: {eq: "statement-3"}})'
    found = facets(ask, one, "location { within { location { slug } count } }")["location"]["within"]
    assert [(each["location"]["slug"], each["count"]) for each in found] == [
        (f"location-{number}", 1) for number in (1, 2, 4, 6)
    ]

    level = "location { within(filter: {kind: {eq: COUNTRY}}) { location { slug } count } }"
    found = facets(ask, "statements", level)["location"]["within"]
    assert [(each["location"] and each["location"]["slug"], each["count"]) for each in found] == [
        (None, 8),
        ("location-1", 7),
    ]


def test_a_count_is_what_the_filter_of_the_same_name_finds(ask: Asker) -> None:
    found = facets(ask, "events", "location { within(first: 100) { location { slug } count } }")
    for each in found["location"]["within"]:
        if each["location"] is not None:
            condition = f'{{location: {{within: ["{each["location"]["slug"]}"]}}}}'
            data = json.loads(ask(f"{{ events(filter: {condition}) {{ totalCount }} }}").body)["data"]
            assert data["events"]["totalCount"] == each["count"]


@pytest.mark.parametrize("role", ["OCCURRED_IN", "TARGET", "ORIGIN"])
def test_the_role_of_a_place_is_told_by_a_filter(ask: Asker, role: str) -> None:
    placed = f"placement(filter: {{role: {{eq: {role}}}}})"
    query = f"{{ events {{ facets {{ {placed} {{ locations {{ location {{ slug }} count }} }} }} }} }}"
    check(ask, query, None, {})
    found = json.loads(ask(query).body)["data"]["events"]["facets"]["placement"]["locations"]
    expected = {
        (each["event_id"], each["location_id"]) for each in WORLD["placement"] if each["role"] == role
    }
    assert sum(each["count"] for each in found if each["location"]) == len(expected)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("YEAR", [("2025", 6), ("9999", 1), (None, 2)]),
        ("MONTH", [("2025-03", 6), ("9999-12", 1), (None, 2)]),
        ("DAY", [("2025-03-04", 2), ("2025-03-11", 1), ("9999-12-31", 1), (None, 5)]),
    ],
)
def test_periods_come_in_order_and_what_is_not_certain_under_null(
    ask: Asker, by: str, expected: list[tuple[str | None, int]]
) -> None:
    # Event 1 began at any time, and 9 may have happened on every day.
    assert codes(facets(ask, "events", f"occurred(by: {by}) {{ period count }}")["occurred"]) == expected


def test_facets_are_of_the_whole_list_and_of_its_parent(ask: Asker) -> None:
    query = """{ event(slug: "event-2") { statements(first: 1, filter: {form: {ne: DIRECT}}) {
      totalCount facets { form { code count } speechAct { code count } } } } }"""
    check(ask, query, None, {})
    found = json.loads(ask(query).body)["data"]["event"]["statements"]
    assert sum(each["count"] for each in found["facets"]["form"]) == found["totalCount"] > 1


def test_rows_that_a_filter_chose_are_found_once(ask: Asker, backend: Backend) -> None:
    def sql(filtered: str, selection: str) -> str:
        query = f"{{ statements{filtered} {{ facets {{ {selection} }} }} }}"
        return ask.engine.plan(Request(query))[0].sql

    chosen = '(filter: {article: {slug: {eq: "article-1"}}})'
    assert sql(chosen, "form { count } source { kind { count } }").count("MATERIALIZED") == 1
    # What is read once SQLite has to be told to keep, and PostgreSQL need not.
    assert sql(chosen, "form { count }").count("MATERIALIZED") == (backend == "sqlite")
    assert sql("", "form { count } source { kind { count } }").count("MATERIALIZED") == 0


@pytest.mark.parametrize("near", [True, False])
@pytest.mark.parametrize(
    ("selection", "together"),
    [
        ("form { count } speechAct { count } said(by: MONTH) { count }", True),
        ("form { count } source { kind { count } }", False),
        ("article { publisher { kind { count } } } within: location { kind { count } }", False),
    ],
)
def test_the_number_of_rows_follows_from_the_facets(
    ask: Asker, backend: Backend, selection: str, together: bool, near: bool
) -> None:
    """What is counted already is not counted again; but SQLite finds rows of a row outside each time."""
    filtered = '(filter: {proposition: {contains: "e"}})'
    query = f"{{ statements{filtered} {{ a: totalCount facets {{ {selection} }} b: totalCount }} }}"
    if not near:
        query = f"{{ events(first: 3) {{ nodes {query} }} }}"
    sql = ask.engine.plan(Request(query))[0].sql
    found_once = near or backend == "postgresql"
    find = "instr" if backend == "sqlite" else "strpos"
    assert (sql.count(find) == 1) == found_once
    assert ("sum(number)" in sql) == (together and found_once)
    check(ask, query, None, {})


def test_a_list_of_none_has_no_counts_and_no_rows(ask: Asker) -> None:
    none = 'statements(filter: {slug: {eq: "none"}})'
    query = f"{{ {none} {{ totalCount facets {{ form {{ count }} said(by: DAY) {{ count }} }} }} }}"
    data = json.loads(ask(query).body)["data"]["statements"]
    assert data == {"totalCount": 0, "facets": {"form": [], "said": []}}


@pytest.mark.parametrize(
    ("selection", "code", "message"),
    [
        ("form(first: 101) { count }", "BAD_INPUT", f"first: 101 is outside 0 to {MAX_COUNTS}"),
        ("form(first: -1) { count }", "BAD_INPUT", f"first: -1 is outside 0 to {MAX_COUNTS}"),
        ("said(by: DAY, first: 1001) { count }", "BAD_INPUT", f"first: 1001 is outside 0 to {MAX_PERIODS}"),
        (
            "event { location { event { type { count } } } }",
            "TOO_COMPLEX",
            "facets reach over at most 2 relations",
        ),
    ],
)
def test_what_is_refused(ask: Asker, selection: str, code: str, message: str) -> None:
    (error,) = json.loads(ask(f"{{ statements {{ facets {{ {selection} }} }} }}").body)["errors"]

    assert error["extensions"]["code"] == code
    assert error["message"].startswith(message)
    assert error["path"][:2] == ["statements", "facets"]


EVERYTHING = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
COUNTED = {
    "statements": """facets { speechAct { code label count } said(by: MONTH) { period count }
      source { kind { code } }
      location(filter: {kind: {eq: VILLAGE}}) { within(filter: {kind: {eq: COUNTRY}}) {
        location { name point { latitude } partOf { slug } } count } } }""",
    "events": """facets { type { code label count } occurred(by: YEAR) { period count }
      participant(filter: {named: {eq: true}}) { article { publishers(filter: {kind: {eq: STATE}}) {
        count source { slug } } } }
      within(filter: {location: {kind: {eq: VILLAGE}}}) { event { title partOf { slug } } count } }""",
}


@pytest.mark.parametrize("page", ["", "(last: 2)", '(filter: {slug: {ne: "x"}})'])
@pytest.mark.parametrize("names", [("events", "statements"), ("statements", "events")])
def test_facets_lie_three_lists_deep_and_no_deeper(ask: Asker, names: tuple[str, str], page: str) -> None:
    def query(lists: int) -> str:
        body = COUNTED[names[0]]
        for level in range(lists):
            around = f"nodes {{ slug {body} }}" if level else f"{body} nodes {{ slug }}"
            body = f"{names[level % 2]}{page} {{ {EVERYTHING} edges {{ cursor }} {around} }}"
        return f"{{ {body} }}"

    check(ask, query(3), None, {})
    (error,) = json.loads(ask(query(4)).body)["errors"]
    assert error["extensions"]["code"] == "TOO_COMPLEX"
    assert "where facets count as 2" in error["message"]


def test_what_a_facet_counts_by_has_all_its_fields(ask: Asker) -> None:
    events = "events(first: 1) { nodes { slug } }"
    source = f"{{ name statements(first: 2) {{ {EVERYTHING} nodes {{ slug {events} }} }} }}"
    check(ask, f"{{ statements {{ facets {{ sources(first: 3) {{ count source {source} }} }} }} }}", None, {})


def test_a_repeated_facet_with_another_size_shares_the_plan(ask: Asker) -> None:
    query = "query($n: Int, $by: Period!) { statements { facets { said(by: $by, first: $n) { count } } } }"
    ask(query, {"n": 1, "by": "DAY"})
    before = ask.engine.counters.compiled
    found = [json.loads(ask(query, {"n": n, "by": "DAY"}).body)["data"]["statements"] for n in (2, 3)]
    assert ask.engine.counters.compiled == before
    assert [len(each["facets"]["said"]) for each in found] == [2, 3]
    assert (
        json.loads(ask(query, {"n": 1001, "by": "DAY"}).body)["errors"][0]["extensions"]["argument"]
        == "first"
    )
    expected = oracle.answer(query, None, {"n": 5, "by": "YEAR"}).data
    assert json.loads(ask(query, {"n": 5, "by": "YEAR"}).body)["data"] == expected
