"""Filters on uncertain dates, also at the ends of the calendar and with open ends; what was said by a day."""

import json
from datetime import date
from typing import Any

import pytest

from api.gql.execution import Request
from tests.asking import Asker
from tests.world import FIRST, LAST, WORLD

# First and last days of the statements: 1 is open at its beginning, 13 at its end; 14 is on the last day.
SAID = {row["id"]: (row["said_earliest"], row["said_latest"]) for row in WORLD["statement"]}
# 1 is open at its beginning, 9 at both ends; 8 is on the last day.
OCCURRED = {row["id"]: (row["occurred_earliest"], row["occurred_latest"]) for row in WORLD["event"]}
MARCH = {day: date(2025, 3, day) for day in range(1, 32)}


def found(ask: Asker, plural: str, arguments: str, **variables: Any) -> set[int]:
    """The numbers of all that a list holds, from its nodes and its count alike."""
    declared = f"({', '.join(f'${name}: {_TYPES[name]}' for name in variables)})" if variables else ""
    query = f"query{declared} {{ {plural}({arguments}) {{ totalCount nodes {{ slug }} }} }}"
    body = json.loads(ask(query, variables).body)["data"][plural]
    assert body["totalCount"] == len(body["nodes"])
    return {int(each["slug"].rpartition("-")[2]) for each in body["nodes"]}


_TYPES = {"days": "String", "certainly": "Boolean", "day": "Date"}


@pytest.mark.parametrize(
    ("operator", "days", "begin", "end"),
    [
        ("during", "2025-03-10", MARCH[10], MARCH[10]),
        ("during", "2025-03", MARCH[1], MARCH[31]),
        ("during", "2025-03-04/2025-03-12", MARCH[4], MARCH[12]),
        ("during", "2025-03-10/..", MARCH[10], LAST),
        ("during", "../2025-03-10", FIRST, MARCH[10]),
        ("during", "[2025-03-03,2025-03-12]", MARCH[3], MARCH[12]),
        ("during", "2025-21", date(2025, 3, 1), date(2025, 5, 31)),
        ("during", "2025-03-10~", MARCH[9], MARCH[11]),
        ("during", "0001", FIRST, date(1, 12, 31)),
        ("during", "9999", date(9999, 1, 1), LAST),
        ("during", "9999-24", date(9999, 12, 1), LAST),
        ("during", "XXXX", FIRST, LAST),
        ("before", "2025-03-10", MARCH[10], MARCH[10]),
        ("before", "2025-03", MARCH[1], MARCH[31]),
        ("before", "0001-01-01", FIRST, FIRST),
        ("before", "0001-01-02", date(1, 1, 2), date(1, 1, 2)),
        ("before", "9999-12-31", LAST, LAST),
        ("after", "2025-03-10", MARCH[10], MARCH[10]),
        ("after", "0001-01-01", FIRST, FIRST),
        ("after", "9999-12-30", date(9999, 12, 30), date(9999, 12, 30)),
        ("after", "9999-12-31", LAST, LAST),
        ("after", "2025-03-10/..", MARCH[10], LAST),
    ],
)
@pytest.mark.parametrize("certainly", [True, False, None])
def test_days_compare_as_documented(
    ask: Asker, operator: str, days: str, begin: date, end: date, certainly: bool | None
) -> None:
    def holds(earliest: date, latest: date) -> bool:
        if operator == "during":
            return earliest >= begin and latest <= end if certainly else latest >= begin and earliest <= end
        if operator == "before":
            return (latest if certainly else earliest) < begin
        return (earliest if certainly else latest) > end

    for plural, name, dated in (("statements", "said", SAID), ("events", "occurred", OCCURRED)):
        arguments = f"filter: {{{name}: {{{operator}: $days, certainly: $certainly}}}}"
        expected = {number for number, bounds in dated.items() if holds(*bounds)}
        assert found(ask, plural, arguments, days=days, certainly=certainly) == expected


def test_days_of_a_range_may_be_certain_too(ask: Asker) -> None:
    span = 'from: "2025-03-04", to: "2025-03-10"'
    assert found(ask, "statements", f"filter: {{said: {{{span}}}}}") == {1, *range(3, 12), 15}
    assert found(ask, "statements", f"filter: {{said: {{{span}, certainly: true}}}}") == {*range(3, 12), 15}


def test_several_conditions_on_a_date_must_all_hold(ask: Asker) -> None:
    condition = 'said: {during: "2025-03", after: "2025-03-03", before: "2025-03-10", certainly: true}'
    assert found(ask, "statements", f"filter: {{{condition}}}") == {3}
    assert found(ask, "statements", "filter: {said: {certainly: true}}") == set(SAID)


def test_a_date_is_found_by_how_it_is_known(ask: Asker) -> None:
    assert found(ask, "statements", "filter: {said: {precision: {eq: UNKNOWN}}}") == {1}
    assert found(ask, "events", "filter: {occurred: {precision: {eq: UNKNOWN}}}") == {1, 9}
    stated = {row["id"] for row in WORLD["statement"] if row["said_basis"] == "STATED"}
    assert 0 < len(stated) < len(SAID)
    assert found(ask, "statements", "filter: {said: {basis: {in: [STATED]}}}") == stated
    assert found(ask, "statements", "filter: {said: {basis: {ne: STATED}}}") == set(SAID) - stated


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ("2025-13", "“2025-13” has a month 13: months are 01 to 12 (and 21 to 41 are seasons)"),
        ("2025-02-29", "“2025-02-29” is no day: February 2025 has 28 days"),
        ("", "a date has no space around it and is not empty"),
        ("2025-03-20/2025-03-18", "“2025-03-20/2025-03-18” ends before it begins"),
        ("10000-01-01", None),
        ("last week", None),
        ("2025-03-18\0", None),
        ("2025," * 21, "an expression has at most 100 characters"),
    ],
)
def test_a_wrong_expression_is_refused_with_what_can_be_written(
    ask: Asker, days: str, message: str | None
) -> None:
    query = "query($days: String) { statements(filter: {said: {during: $days}}) { totalCount } }"
    (error,) = json.loads(ask(query, {"days": days}).body)["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT", "argument": "said.during"}
    assert error["path"] == ["statements"]
    assert error["message"].startswith(f"said.during: {message or ''}")
    assert error["message"].endswith(
        "; a day is written 2025-03-18, a month 2025-03, a span 2025-03-18/2025-03-20 or, where it is open, "
        "2025-03-18/.., a season 2025-21 (EDTF)"
    )
    literal = ask(f"{{ statements(filter: {{said: {{during: {json.dumps(days)}}}}}) {{ totalCount }} }}")
    assert json.loads(literal.body)["errors"][0]["message"] == error["message"]


def test_certainty_is_part_of_the_plan_and_days_are_not(ask: Asker) -> None:
    query = """query($days: String, $certainly: Boolean) {
      statements(filter: {said: {during: $days, certainly: $certainly}}) { totalCount }
    }"""

    def sql(days: str, certainly: bool | None) -> str:
        return ask.engine.plan(Request(query, None, {"days": days, "certainly": certainly}))[0].sql

    assert sql("2025", True) == sql("2024-03/..", True) != sql("2025", None)


# What was said by a day.


@pytest.mark.parametrize("day", [FIRST, MARCH[2], MARCH[3], MARCH[8], MARCH[10], MARCH[20], LAST])
def test_a_list_holds_what_had_certainly_been_said(ask: Asker, day: date) -> None:
    said = {number for number, (_, latest) in SAID.items() if latest <= day}
    spoken_of = {row["event_id"] for row in WORLD["statement_event"] if row["statement_id"] in said}
    assert found(ask, "statements", "asOf: $day", day=day.isoformat()) == said
    assert found(ask, "events", "asOf: $day", day=day.isoformat()) == spoken_of


def test_no_day_means_all_that_is_held(ask: Asker) -> None:
    assert found(ask, "statements", "asOf: null") == set(SAID)
    # Of some events nobody speaks.
    assert found(ask, "events", "asOf: $day", day=None) == set(OCCURRED)
    assert found(ask, "events", "asOf: $day", day="9999-12-31") < set(OCCURRED)


def test_a_day_goes_with_filter_order_and_pages(ask: Asker) -> None:
    query = """query($after: String) {
      statements(
        first: 2, after: $after, order: {by: SLUG}
        asOf: "2025-03-10", filter: {event: {slug: {eq: "event-2"}}}
      ) { totalCount pageInfo { hasNextPage endCursor } nodes { slug } }
    }"""
    about = {row["statement_id"] for row in WORLD["statement_event"] if row["event_id"] == 2}
    expected = sorted(f"statement-{each}" for each in about if SAID[each][1] <= MARCH[10])
    walked: list[str] = []
    after = None
    while True:
        page = json.loads(ask(query, {"after": after}).body)["data"]["statements"]
        assert page["totalCount"] == len(expected)
        walked += [each["slug"] for each in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert walked == expected
    assert len(expected) > 2


def test_what_rests_on_a_statement_is_listed_from_its_day(ask: Asker) -> None:
    query = """{ events(filter: {slug: {eq: "event-2"}}) { nodes {
      early: participations(asOf: "2025-03-02") { totalCount }
      later: participations(asOf: "2025-03-03") { totalCount nodes { source { slug } } }
      statements(asOf: "2025-03-03") { totalCount edges { node { slug } } }
      placements(asOf: "2025-03-03") { nodes { location { slug } } }
      figures(asOf: "2025-03-03") { totalCount }
    } } }"""
    (event,) = json.loads(ask(query).body)["data"]["events"]["nodes"]
    assert event == {
        "early": {"totalCount": 0},
        "later": {
            "totalCount": 2,
            "nodes": [{"source": {"slug": "source-1"}}, {"source": {"slug": "source-2"}}],
        },
        "statements": {"totalCount": 1, "edges": [{"node": {"slug": "statement-2"}}]},
        "placements": {"nodes": [{"location": {"slug": "location-2"}}, {"location": {"slug": "location-6"}}]},
        "figures": {
            "totalCount": sum(row["event_id"] == 2 and row["statement_id"] == 2 for row in WORLD["figure"])
        },
    }
