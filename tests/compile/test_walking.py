"""Lists whose rows are looked at for what they reach, and are sought from there where too few have it.

So they are for how late they may be, and are sought by their last day.
"""

import json
from collections.abc import Iterator

import pytest

from api.gql.execution import Request
from db.compile import last_days, walking
from tests.asking import Asker, asking
from tests.databases import Backend

FILTERS = {
    "statements": (
        '{source: {slug: {eq: "source-1"}}}',
        '{source: {slug: {in: ["source-2", "source-3"]}}, form: {eq: DIRECT}}',
        "{sources: {some: {kind: {eq: PERSON}}}}",
        '{article: {publisher: {slug: {eq: "source-1"}}}}',
        '{events: {some: {slug: {eq: "event-1"}}}, source: {slug: {ne: "source-1"}}}',
        '{event: {locations: {some: {slug: {eq: "location-1"}}}}}',
        "{attribution: {role: {eq: ORIGINATOR}}}",
        '{source: {slug: {eq: "nobody"}}}',
        "{source: {}}",
        '{said: {from: "2025-03-10"}}',
        '{said: {after: "2025-03", certainly: false}}',
        '{said: {during: "2025-03-18"}}',
        '{said: {from: "2025-03-01", to: "2025-03-19"}}',
        '{said: {from: "9999-01-01"}}',
        '{said: {from: "2025-03-10"}, form: {eq: DIRECT}}',
        '{said: {during: "2025-03"}, speechAct: {eq: CLAIMS}}',
        '{said: {from: "2025-03-10"}, form: {in: [DIRECT, MIXED]}}',
        '{said: {after: "2025-03-01", precision: {eq: DAY}}, proposition: {contains: "a"}}',
        '{said: {during: "2025-03"}, source: {slug: {in: ["source-1", "source-2"]}}}',
        '{said: {from: "2025-03-10", before: "2025-04-08"}, events: {some: {slug: {eq: "event-1"}}}}',
    ),
    "events": (
        '{occurred: {from: "2025-03-18"}}',
        '{occurred: {from: "2025-03-10"}, type: {eq: MISSILE_STRIKE}}',
        '{occurred: {during: "2025"}}',
        '{occurred: {from: "2025-03-18"}, type: {ne: WAR}, locations: {some: {slug: {eq: "location-1"}}}}',
        '{occurred: {after: "2025-03-18", before: "2025-04-07"}}',
        '{locations: {some: {slug: {eq: "location-1"}}}}',
        '{statements: {some: {slug: {in: ["statement-1", "statement-2"]}}}, type: {ne: WAR}}',
    ),
    "sources": ('{articles: {some: {slug: {in: ["article-1", "article-2"]}}}}',),
    "articles": (
        '{publisher: {slug: {eq: "source-1"}}}',
        "{publisher: {kind: {eq: PERSON}}}",
        '{published: {from: "2025-03-18"}}',
    ),
    "locations": ('{events: {some: {slug: {eq: "event-1"}}}}',),
}
ALL = [(plural, each) for plural, filters in FILTERS.items() for each in filters]


@pytest.fixture(params=[(1, 1, 0), (3, 2, 1), (1000, 50, 0)], ids=["one", "few", "all"])
def ask_walking(
    world_url: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Asker]:
    """Ask an engine that looks at so many rows before it seeks them, and tries so many of these first; and to
    which so many are few.
    """
    walked, tried, few = request.param
    monkeypatch.setattr(walking, "WALKED", walked)
    monkeypatch.setattr(walking, "TRIED", tried)
    monkeypatch.setattr(last_days, "FEW", few)
    monkeypatch.setattr(last_days, "FEW_IN_FRONT", few)
    with asking(world_url) as asker:
        yield asker


@pytest.mark.parametrize(("plural", "condition"), ALL)
def test_pages_are_the_same_however_rows_are_found(
    ask: Asker, ask_walking: Asker, plural: str, condition: str
) -> None:
    """Page after page, both ways; the engine that looks at all of the small world is held to the executor."""
    for way in ("first: 2, after", "last: 2, before"):
        cursor = None
        while True:
            query = f"""query($at: String) {{
              {plural}(filter: {condition}, {way}: $at) {{
                totalCount nodes {{ slug }}
                pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
              }}
            }}"""
            expected, found = (each(query, {"at": cursor}).body for each in (ask, ask_walking))
            assert found == expected
            page = json.loads(expected)["data"][plural]["pageInfo"]
            cursor = page["endCursor" if way.startswith("first") else "startCursor"]
            if not page["hasNextPage" if way.startswith("first") else "hasPreviousPage"]:
                break


def test_none_of_any_kind_is_asked_for_as_well(ask: Asker, ask_walking: Asker) -> None:
    for each in (ask, ask_walking):
        query = (
            '{ statements(filter: {events: {some: {slug: {eq: "event-1"}}, none: {}}}) { nodes { slug } } }'
        )
        assert each(query).body == b'{"data":{"statements":{"nodes":[]}}}'


def test_many_values_are_as_many_as_a_statement_takes(ask: Asker) -> None:
    """Nearly all that an operation may give, in short lists, and all that a page can ask about."""
    some = [{"slug": {"in": [f"source-{number}" for number in range(95)]}} for _ in range(100)]
    query = """query($some: [SourceFilter!], $at: String) {
      statements(filter: {source: {or: $some}}, first: 2, after: $at) {
        totalCount nodes { slug } pageInfo { hasNextPage hasPreviousPage endCursor }
      }
    }"""
    cursor = None
    for _ in range(2):
        page = json.loads(ask(query, {"some": some, "at": cursor}).body)["data"]["statements"]
        assert len(page["nodes"]) == 2
        cursor = page["pageInfo"]["endCursor"]


def test_more_values_than_a_statement_takes_are_refused(ask: Asker, backend: Backend) -> None:
    """PostgreSQL's protocol counts them in two bytes; what is asked beside them makes them stand so often."""
    query = """query($slugs: [String!], $at: String) {
      statements(
        filter: {slug: {in: $slugs}, source: {slug: {eq: "source-1"}}}, first: 2, after: $at, before: $at
      ) { totalCount nodes { slug } pageInfo { hasNextPage hasPreviousPage } }
    }"""
    slugs = [f"statement-{number}" for number in range(9700)]
    at = b"statement.said\x1f2025-03-10\x1f7".hex()
    found = json.loads(ask(query, {"slugs": slugs, "at": at}).body)
    if backend == "sqlite":
        assert found["data"]["statements"]["nodes"] == []
    else:
        (error,) = found["errors"]
        assert error["extensions"]["code"] == "TOO_COMPLEX"
        assert error["message"] == (
            "the statement of this operation would take 67943 values, and may take at most 65535: give "
            "fewer, or ask for nodes, totalCount, pageInfo and facets one by one"
        )


def steps(ask: Asker, query: str) -> str:
    """How SQLite goes about it."""
    plan, bound = ask.engine.plan(Request(query, None, {}))
    rows = ask.runner.run(ask.reader.fetch_rows(f"EXPLAIN QUERY PLAN {plan.sql}", bound))
    return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True, scope="session")
def test_sqlite_begins_at_the_end_of_which_there_is_little(ask: Asker) -> None:
    found = steps(ask, '{ statements(filter: {source: {slug: {eq: "source-1"}}}) { nodes { slug } } }')
    rest = found.split("UNION ALL", 1)[1]
    assert rest.index("(slug=?)") < rest.index("(source_id=?)")
    assert "SEARCH it1 USING INTEGER PRIMARY KEY (rowid=?)" in rest
    assert "SCAN it1" not in rest


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True, scope="session")
def test_a_place_is_looked_up_among_those_of_an_event(ask: Asker) -> None:
    """Not the event among all at the place, of which there may be thousands."""
    found = steps(
        ask, '{ events(filter: {locations: {some: {slug: {eq: "location-1"}}}}) { nodes { slug } } }'
    )
    walk = found.split("UNION ALL", 1)[0]
    assert "(event_id=?)" in walk
    assert "(location_id=?)" not in walk


@pytest.mark.parametrize(
    ("condition", "walks"),
    [
        ('{source: {slug: {eq: "source-1"}}}', True),
        ('{events: {some: {slug: {eq: "event-1"}}, none: {type: {eq: WAR}}}}', False),
        ('{events: {none: {slug: {eq: "event-1"}}}}', False),
        ('{or: [{source: {slug: {eq: "source-1"}}}]}', False),
        ("{form: {eq: DIRECT}}", False),
        # None of any kind, and none that it matters whether.
        ('{events: {some: {slug: {eq: "event-1"}}, none: {}}}', False),
        ('{events: {some: {slug: {eq: "event-1"}}, none: null}}', True),
        # Each would be written several times.
        (f"{{source: {{slug: {{in: [{','.join(f'{chr(34)}s{n}{chr(34)}' for n in range(101))}]}}}}}}", False),
    ],
)
def test_what_is_looked_for_row_by_row(ask: Asker, condition: str, walks: bool) -> None:
    for order, walked in (
        ("", walks),
        (", order: [{by: SLUG}]", walks),
        (", order: [{by: SAID}, {by: SLUG}]", False),
    ):
        query = f"{{ statements(filter: {condition}{order}) {{ nodes {{ slug }} }} }}"
        plan, _ = ask.engine.plan(Request(query, None, {}))
        assert ("AS MATERIALIZED (SELECT" in plan.sql) is walked


@pytest.mark.parametrize(
    ("asked", "walks"),
    [
        ('filter: {said: {from: "2025-03-18"}}', True),
        ('filter: {said: {during: "2025-03"}}, first: 5', True),
        ('filter: {said: {from: "2025-03-18", certainly: null}}, order: [{by: SAID, direction: DESC}]', True),
        ('filter: {said: {after: "2025"}}, order: [{by: SAID}], last: 5', True),
        # This begins with the earliest, and asks for more; or has nothing to do with the date.
        ('filter: {said: {from: "2025-03-18"}, form: {eq: DIRECT}}, last: 5', False),
        ('filter: {said: {from: "2025-03-18"}}, order: [{by: SLUG, direction: DESC}]', False),
        # The order's own index tells how early something is, and what is certainly late.
        ('filter: {said: {before: "2025"}}', False),
        ('filter: {said: {from: "2025-03-18", certainly: true}}', False),
        # What is asked for besides: one value of a column with an index in this order, or nothing.
        ('filter: {said: {from: "2025-03-18"}, form: {eq: DIRECT}}', True),
        ('filter: {said: {from: "2025-03-18"}, speechAct: {eq: DENIES, in: null}}', True),
        ('filter: {said: {from: "2025-03-18", precision: {eq: DAY}}}', False),
        ('filter: {said: {from: "2025-03-18"}, form: {in: [DIRECT]}}', False),
        ('filter: {said: {from: "2025-03-18"}, form: {eq: DIRECT}, speechAct: {eq: DENIES}}', False),
        ('filter: {said: {from: "2025-03-18"}, slug: {eq: "statement-1"}}', False),
        ('filter: {said: {from: "2025-03-18"}, form: null}', True),
        ('filter: {or: [{said: {from: "2025-03-18"}}]}', False),
        ('filter: {said: {from: "2025-03-18"}}, knownAt: "2025-04-08T12:00:00Z"', False),
    ],
)
def test_which_dates_are_sought_by_their_last_day(ask: Asker, asked: str, walks: bool) -> None:
    plan, _ = ask.engine.plan(Request(f"{{ statements({asked}) {{ nodes {{ slug }} }} }}", None, {}))
    assert ("AS MATERIALIZED (SELECT" in plan.sql) is walks


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True, scope="session")
def test_sqlite_seeks_dates_by_their_last_day(ask: Asker) -> None:
    found = steps(
        ask,
        """{ statements(filter: {said: {during: "2025-03"}}) {
          totalCount nodes { slug } pageInfo { hasNextPage }
        } }""",
    )
    walk, rest = found.split("UNION ALL", 1)
    first = "it1 USING INDEX ix_statement_said_earliest_id (said_earliest<?)"
    last = "USING COVERING INDEX ix_statement_said_latest_said_earliest_id (said_latest>?)"
    assert first in walk
    assert f"SEARCH t2 {last}\nSEARCH it1 USING INTEGER PRIMARY KEY (rowid=?)" in rest
    # Counted from the index alone.
    assert f"SEARCH it1 {last}" in rest
    assert "SCAN it1 USING" not in found


@pytest.mark.parametrize(
    "asked",
    [
        'filter: {said: {from: "2025-03-18"}}, last: 5',
        'filter: {said: {during: "2025-03"}}, order: [{by: SAID}]',
        'filter: {said: {after: "2025"}}, order: [{by: SAID, direction: DESC}], last: 5',
    ],
)
def test_where_dates_are_sought_of_a_list_that_begins_with_the_earliest(
    ask: Asker, backend: Backend, asked: str
) -> None:
    plan, _ = ask.engine.plan(Request(f"{{ statements({asked}) {{ nodes {{ slug }} }} }}", None, {}))
    assert ("AS MATERIALIZED (SELECT" in plan.sql) is (backend == "sqlite")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True, scope="session")
def test_sqlite_seeks_uncertain_dates_alone_where_the_earliest_come_first(ask: Asker) -> None:
    found = steps(
        ask,
        """{ statements(filter: {said: {during: "2025-03"}}, order: [{by: SAID}]) {
          nodes { slug } pageInfo { hasNextPage }
        } }""",
    )
    _, rest = found.split("UNION ALL", 1)
    uncertain, certain = rest.split("LEFT", 1)[1].split("RIGHT", 1)
    last = "USING COVERING INDEX ix_statement_said_latest_said_earliest_id (said_latest>?)"
    assert f"SEARCH it1 {last}" in uncertain
    assert (
        "SEARCH it1 USING INDEX ix_statement_said_earliest_id (said_earliest>? AND said_earliest<?)"
        in certain
    )
    assert "USE TEMP B-TREE" not in certain.split("SEARCH it1 USING INTEGER PRIMARY KEY", 1)[0]
    assert f"SEARCH it1 {last}" in certain  # whether more follow
    assert "SCAN it1 USING" not in found


@pytest.mark.parametrize(
    ("asked", "few"),
    [
        ('filter: {said: {from: "2025-03-18"}, form: {ne: DIRECT}}', "2000"),
        ('filter: {said: {after: "2025"}, source: {slug: {eq: "source-1"}}}', "2000"),
        ('filter: {said: {during: "2025-03"}, form: {in: [DIRECT]}}, last: 5', "10000"),
        ('filter: {said: {from: "2025-03-18"}, form: {eq: DIRECT}}, order: [{by: SAID}]', "10000"),
        ('filter: {said: {from: "2025-03-18"}}, order: [{by: SLUG}]', "10000"),
        (
            'filter: {said: {from: "2025-03-18"}}, asOf: "2025-04-08", order: [{by: FORM}, {by: SAID}]',
            "10000",
        ),
        # Sought by the last day anyway, or not asked for.
        ('filter: {said: {from: "2025-03-18"}, form: {eq: DIRECT}}', ""),
        ('filter: {said: {from: "2025-03-18"}}, last: 5', ""),
        ('filter: {said: {before: "2025-03-18"}, form: {ne: DIRECT}}', ""),
        ('filter: {said: {from: "2025-03-18", certainly: true}, form: {ne: DIRECT}}', ""),
        # What is looked up for all rows at once costs as much for a few.
        ('filter: {said: {from: "2025-03-18"}, text: "border"}', ""),
        ('filter: {said: {from: "2025-03-18"}, or: [{form: {eq: DIRECT}}]}', ""),
        ('filter: {said: {from: "2025-03-18"}, events: {none: {type: {eq: WAR}}}}', ""),
        ('filter: {said: {from: "2025-03-18"}, form: {ne: DIRECT}}, knownAt: "2025-04-08T12:00:00Z"', ""),
    ],
)
def test_what_is_late_is_looked_at_where_there_are_few(
    ask: Asker, backend: Backend, asked: str, few: str
) -> None:
    plan, _ = ask.engine.plan(Request(f"{{ statements({asked}) {{ nodes {{ slug }} }} }}", None, {}))
    guarded = f" LIMIT 1 OFFSET {few}) THEN " in plan.sql
    assert guarded is (backend == "sqlite" and bool(few))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True, scope="session")
def test_sqlite_looks_at_what_is_late_or_goes_along_the_order(ask: Asker) -> None:
    found = steps(
        ask, '{ statements(filter: {said: {from: "2025-03-18"}, form: {ne: DIRECT}}) { nodes { slug } } }'
    )
    late, along = found.split("UNION ALL", 1)
    last = "USING COVERING INDEX ix_statement_said_latest_said_earliest_id (said_latest>?)"
    assert f"SEARCH t3 {last}\nSEARCH it1 USING INTEGER PRIMARY KEY (rowid=?)" in late
    assert f"SEARCH t2 {last}" in late  # whether there are few
    assert "SCAN it1 USING INDEX ix_statement_said_earliest_id" in along
    assert "USE TEMP B-TREE" not in along
