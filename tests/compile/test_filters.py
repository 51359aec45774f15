"""Filters on text, on numbers, on all rows of a relation, and by the identifiers of public registers."""

import json
from typing import Any

import pytest

from api.gql.execution import Request
from tests.asking import Asker
from tests.world import WORLD


def slugs(ask: Asker, plural: str, condition: str, **variables: Any) -> list[str]:
    """The slugs of all that a filter keeps, sorted."""
    declared = "($x: String)" if variables else ""
    body = json.loads(
        ask(f"query{declared} {{ {plural}(filter: {condition}) {{ nodes {{ slug }} }} }}", variables).body
    )
    return sorted(each["slug"] for each in body["data"][plural]["nodes"])


def named(*numbers: int) -> list[str]:
    return sorted(f"source-{number}" for number in numbers)


@pytest.mark.parametrize(
    ("operator", "typed", "found"),
    [
        ("startsWith", "ALPHA", named(2, 3, 4, 5)),
        ("startsWith", "apf", named(6)),
        ("contains", "pf\u00c9l".replace("\u00c9", "e\u0301"), named(6)),
        ("contains", "\\", named(9)),
        ("contains", "%", []),
        ("contains", "_", []),
        ("contains", '"', named(9)),
        ("startsWith", "a\x1f", named(7, 8)),
        ("contains", "\U0001f600", named(10, 13)),
        ("startsWith", "\U0001f600" * 300, named(13)),
        ("startsWith", "\ue000", named(11)),
        ("contains", "", named(*range(1, 14))),
        ("startsWith", "", named(*range(1, 14))),
        # What no text can hold is in none, even though names hold the separator that stands for it elsewhere.
        ("contains", "\0", []),
        ("startsWith", "a\0", []),
        ("contains", "\ud800", []),
        ("startsWith", "\U0010ffff", named(*range(1, 14))),
        ("contains", "x" * 10_000, []),
    ],
)
def test_a_name_is_found_as_it_is_typed(ask: Asker, operator: str, typed: str, found: list[str]) -> None:
    assert slugs(ask, "sources", f"{{name: {{{operator}: $x}}}}", x=typed) == found


def test_equality_is_of_the_very_text(ask: Asker) -> None:
    assert slugs(ask, "sources", '{name: {eq: "Alpha"}}') == named(3, 5)
    assert slugs(ask, "sources", '{name: {ne: "Alpha", startsWith: "alpha"}}') == named(2, 4)
    assert slugs(ask, "sources", '{name: {in: ["Zulu", "zulu"]}}') == named(1)


def test_another_alphabet_is_folded_too(ask: Asker) -> None:
    assert slugs(ask, "locations", '{otherName: {name: {startsWith: "БІЛГО"}, language: {eq: "uk"}}}') == [
        "location-2"
    ]
    assert slugs(ask, "locations", '{otherName: {name: {startsWith: "Біл"}, kind: {eq: ALIAS}}}') == []


def test_a_beginning_is_a_range_of_an_index(ask: Asker) -> None:
    query = '{ sources(filter: {name: {startsWith: "al"}}, order: {by: NAME}) { nodes { slug } } }'
    plan, _ = ask.engine.plan(Request(query))
    assert "name_folded>=" in plan.sql
    assert "name_folded<" in plan.sql
    assert "LIKE" not in plan.sql


FIGURES = {row["id"]: row for row in WORLD["figure"]}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("{best: {gt: 1}}", lambda row: row["best"] is not None and row["best"] > 1),
        ("{best: {gte: 1, lt: 180}}", lambda row: row["best"] is not None and 1 <= row["best"] < 180),
        ("{low: {lte: -12.25}}", lambda row: row["low"] is not None and row["low"] <= -12.25),
        ("{high: {eq: 99999999999999}}", lambda row: row["high"] == 99999999999999),
        ("{best: {isNull: true}}", lambda row: row["best"] is None),
        ("{best: {ne: 180}}", lambda row: row["best"] != 180),
        ("{best: {notIn: [180, 1]}}", lambda row: row["best"] not in (180, 1)),
        ("{not: {best: {gt: 1}}}", lambda row: row["best"] is None or row["best"] <= 1),
    ],
)
def test_numbers_compare(ask: Asker, condition: str, holds: Any) -> None:
    expected = {f"statement-{row['statement_id']}" for row in FIGURES.values() if holds(row)}
    assert slugs(ask, "statements", f"{{figure: {condition}}}") == sorted(expected)


EVENTS_OF = {
    row["id"]: [link["event_id"] for link in WORLD["statement_event"] if link["statement_id"] == row["id"]]
    for row in WORLD["statement"]
}


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ("{some: {}}", bool),
        ("{none: {}}", lambda events: not events),
        ("{every: {}}", lambda events: True),
        ("{}", lambda events: True),
        ("{some: null, every: null}", lambda events: True),
        ('{some: {slug: {eq: "event-2"}}}', lambda events: 2 in events),
        ('{none: {slug: {eq: "event-2"}}}', lambda events: 2 not in events),
        ('{every: {slug: {eq: "event-2"}}}', lambda events: all(each == 2 for each in events)),
        (
            '{some: {slug: {eq: "event-2"}}, every: {slug: {in: ["event-2", "event-3"]}}}',
            lambda events: 2 in events and set(events) <= {2, 3},
        ),
    ],
)
def test_all_rows_of_a_relation_are_asked_at_once(ask: Asker, asked: str, holds: Any) -> None:
    expected = sorted(f"statement-{number}" for number, events in EVENTS_OF.items() if holds(events))
    assert slugs(ask, "statements", f"{{events: {asked}}}") == expected


def test_every_one_matches_only_if_it_is_known_to(ask: Asker) -> None:
    # A source without a country is no RU source.
    country = {row["id"]: row["country"] for row in WORLD["source"]}
    behind: dict[int, list[Any]] = {row["id"]: [] for row in WORLD["statement"]}
    for link in WORLD["attribution"]:
        behind[link["statement_id"]].append(country[link["source_id"]])
    expected = [
        f"statement-{number}" for number, found in behind.items() if all(each == "RU" for each in found)
    ]
    assert slugs(ask, "statements", '{sources: {every: {country: {eq: "RU"}}}}') == sorted(expected)
    assert 0 < len(expected) < len(behind)


def test_quantifiers_nest_as_deep_as_conditions_may(ask: Asker) -> None:
    condition = '{slug: {ne: "nobody"}}'
    for _ in range(5):
        condition = f"{{affiliations: {{every: {condition}}}}}"
    assert slugs(ask, "sources", condition) == named(*range(1, 14))
    deeper = f"{{ sources(filter: {{affiliations: {{every: {condition}}}}}) {{ totalCount }} }}"
    assert too_deep(ask, deeper)


def too_deep(ask: Asker, query: str) -> bool:
    """Whether a filter is refused where it is compiled, before the database is asked."""
    body = json.loads(ask(query).body)
    return "errors" in body and body["errors"][0]["message"].startswith("filter: lists, and conditions")


@pytest.mark.parametrize("lists", range(1, 6))
def test_what_the_bounds_allow_can_be_compiled(ask: Asker, lists: int) -> None:
    """The most that may lie in one another, written so that it takes the most of SQLite's parser."""
    types = ("events", "statements")

    def query(conditions: int) -> str:
        place = (lists - 1 + conditions) % 2
        condition = '{slug: {notIn: ["a", "b"]}}'
        for _ in range(conditions):
            condition = f'{{slug: {{ne: "x"}}, {types[place]}: {{every: {condition}}}}}'
            place = 1 - place
        page = "nodes { slug } edges { cursor } totalCount pageInfo { hasNextPage hasPreviousPage }"
        body = f"{types[(lists - 1) % 2]}(last: 2, filter: {condition}) {{ {page} }}"
        for outer in reversed(range(lists - 1)):
            body = f"{types[outer % 2]} {{ nodes {{ {body} }} }}"
        return f"{{ {body} }}"

    assert list(json.loads(ask(query(6 - lists)).body)) == ["data"]
    assert too_deep(ask, query(7 - lists))


def test_what_takes_the_room_of_several_conditions(ask: Asker) -> None:
    inside = {
        'within: ["location-1"]': 3,
        "near: {latitude: 50, longitude: 36}": 2,
        'text: "a"': 2,
        "bbox: {west: 1, south: 1, east: 2, north: 2}": 4,
    }
    for condition, levels in inside.items():
        asked = f"{{{condition}}}"
        for _ in range(levels):
            asked = f"{{not: {asked}}}"
        assert list(json.loads(ask(f"{{ locations(filter: {asked}) {{ totalCount }} }}").body)) == ["data"]
        assert too_deep(ask, f"{{ locations(filter: {{not: {asked}}}) {{ totalCount }} }}")


def test_many_are_looked_up_by_what_a_register_calls_them(ask: Asker) -> None:
    query = """query($ids: [String!]) {
      sources(filter: {identifier: {scheme: {eq: WIKIDATA}, value: {in: $ids}}}) {
        nodes { slug identifiers { scheme value } }
      }
    }"""
    found = json.loads(ask(query, {"ids": ["Q2", "Q1'\"\\", "Q404", "0"]}).body)["data"]["sources"]["nodes"]
    assert found == [
        {
            "slug": "source-1",
            "identifiers": [{"scheme": "ISNI", "value": "0"}, {"scheme": "WIKIDATA", "value": "Q1'\"\\"}],
        },
        {"slug": "source-2", "identifiers": [{"scheme": "WIKIDATA", "value": "Q2"}]},
    ]
    assert slugs(ask, "locations", '{identifier: {scheme: {eq: GEONAMES}, value: {eq: "578071"}}}') == [
        "location-2"
    ]
    assert slugs(ask, "sources", "{identifiers: {none: {}}}") == named(*range(3, 14))


def test_an_unknown_operator_or_field_names_what_there_is(ask: Asker) -> None:
    def message(condition: str) -> str:
        return str(
            json.loads(ask(f"{{ sources(filter: {condition}) {{ totalCount }} }}").body)["errors"][0][
                "message"
            ]
        )

    assert message('{name: {startWith: "a"}}') == (
        "Expected value of type 'TextFilter' not to include unknown field 'startWith'. "
        "Did you mean 'startsWith'? Found: { startWith: \"a\" }."
    )
    assert message("{affiliations: {all: {}}}").startswith(
        "Expected value of type 'SourceListFilter' not to include unknown field 'all'"
    )
