"""The SQL of the main queries, committed beside this file: a change of it is seen, and meant.

``DATELINE_UPDATE_SNAPSHOTS=1 pytest tests/compile/test_snapshots.py`` writes them anew.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from api.gql.execution import Engine, Request
from api.gql.schema import CORE_SCHEMA
from db.engine import open_reader
from tests.compile.formatted import formatted
from tests.databases import Backend

SNAPSHOTS = Path(__file__).parent / "snapshots"
# A reader that is not opened knows its dialect, which is all that compiling takes.
NOWHERE = {"sqlite": "sqlite:///nowhere.db", "postgresql": "postgresql://nowhere/nothing"}

OPERATIONS = {
    "lookup": '{ source(slug: "source-1") { id name kind named role country } }',
    "list": """{
      articles(first: 50) { nodes { slug headline published { edtf } publisher { name kind } } }
    }""",
    "nested": """query($type: EventType!, $from: Date, $to: Date) {
      events(first: 20, filter: {type: {eq: $type}, occurred: {from: $from, to: $to}}) {
        nodes {
          slug title occurred { earliest latest }
          placements { nodes { role location { name kind } } }
          statements(first: 5) {
            nodes { proposition said { earliest } attributions { role commitment source { name } } }
          }
        }
      }
    }""",
    "page": """query($after: String) {
      statements(first: 10, after: $after) {
        totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        edges { cursor node { slug article { publisher { name } } } }
      }
    }""",
    "backwards": """query($before: String!) {
      sources(last: 10, before: $before) {
        pageInfo { hasPreviousPage startCursor }
        edges { cursor node { name } }
      }
    }""",
    "node": "query($id: ID!) { node(id: $id) { __typename id ... on Event { title partOf { title } } } }",
    "nodes": "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Source { name } } }",
    "filter": """query($slugs: [String!], $within: [String!], $name: String) {
      statements(filter: {
        attribution: {commitment: {in: [CERTAIN, PROBABLE]}, source: {slug: {in: $slugs}}}
        or: [
          {event: {location: {within: $within}}}
          {not: {article: {publisher: {country: {ne: $name}}}}}
        ]
      }) { totalCount nodes { slug } }
    }""",
    "time": """query($days: String, $day: Date) {
      events(asOf: $day, filter: {occurred: {during: $days, certainly: true}}) {
        nodes { slug statements(asOf: $day) { totalCount } }
      }
    }""",
    "past": """query($slug: String!, $at: RevisionOrTime) {
      statement(slug: $slug, knownAt: $at) { proposition article { headline } history { nodes { action } } }
    }""",
    "facets": """query($form: StatementForm!) {
      statements(filter: {form: {eq: $form}}) {
        totalCount facets { speechAct { code count } said(by: MONTH) { period count } }
      }
    }""",
    "words": """query($text: String, $form: StatementForm, $after: String) {
      statements(filter: {text: $text, form: {eq: $form}}, first: 50, after: $after) {
        pageInfo { hasNextPage } nodes { slug }
      }
    }""",
    "search": """query($text: String!) {
      search(text: $text, types: [STATEMENT], first: 10) {
        pageInfo { hasNextPage }
        nodes { entity { ... on Statement { slug } } }
      }
    }""",
    "reached": """query($slug: String!, $after: String) {
      statements(filter: {source: {slug: {eq: $slug}}, form: {eq: DIRECT}}, first: 2, after: $after) {
        totalCount nodes { slug } pageInfo { hasNextPage }
      }
    }""",
    "status": """query($slug: String!, $day: Date) {
      event(slug: $slug) { status(asOf: $day) { value since disputed bySide { side commitment } } }
    }""",
}
VARIABLES: dict[str, dict[str, Any]] = {
    "nested": {"type": "INCURSION", "from": "2025-03-01", "to": "2025-03-31"},
    "page": {"after": b"statement.said\x1f2025-03-10\x1f7".hex()},
    "backwards": {"before": b"source.name\x1fZulu\x1f1".hex()},
    "node": {"id": "events/event-1"},
    "nodes": {"ids": ["sources/source-1", "events/event-1"]},
    "filter": {"slugs": ["source-1"], "within": ["location-1"], "name": "UA"},
    "time": {"days": "2025-03", "day": "2025-04-07"},
    "past": {"slug": "statement-1", "at": "2025-04-08T12:00:00Z"},
    "facets": {"form": "DIRECT"},
    "words": {"text": "strike", "form": "DIRECT", "after": b"statement.said\x1f2025-03-10\x1f7".hex()},
    "search": {"text": "strike"},
    "reached": {"slug": "source-1", "after": b"statement.said\x1f2025-03-10\x1f7".hex()},
    "status": {"slug": "event-1", "day": "2025-04-07"},
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_sql(backend: Backend, name: str) -> None:
    engine = Engine(CORE_SCHEMA, open_reader(NOWHERE[backend]))
    plan, _ = engine.plan(Request(OPERATIONS[name], None, VARIABLES.get(name)))
    found = formatted(plan.sql)
    assert "".join(found.split()) == "".join(plan.sql.split())
    file = SNAPSHOTS / f"{name}.{backend}.sql"
    if os.environ.get("DATELINE_UPDATE_SNAPSHOTS"):
        file.write_text(found)
    assert file.read_text() == found


def test_no_snapshot_is_left_over() -> None:
    assert {file.name for file in SNAPSHOTS.iterdir()} == {
        f"{name}.{backend}.sql" for name in OPERATIONS for backend in NOWHERE
    }
