"""The pairs that speak against each other, in pages: each of them once, filtered, and as of a day."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import literal

from db import status
from db.engine import writer_engine
from tests.asking import Asker, asking

EVENT = "ukrainian-incursions-into-belgorod-region"
FIELDS = "aspect since basis left { slug } right { slug }"


@pytest.fixture(scope="module")
def seeded(seeds_url: str) -> Any:
    with asking(seeds_url) as asker:
        yield asker


@pytest.fixture(scope="module")
def pairs(seeds_url: str) -> list[dict[str, Any]]:
    """What the rule itself gives, in the order of the list."""
    engine = writer_engine(seeds_url)
    with engine.connect() as connection:
        statements = connection.exec_driver_sql("SELECT id, slug FROM statement").all()
        slugs = {row.id: row.slug for row in statements}
        key = connection.exec_driver_sql(f"SELECT id FROM event WHERE slug = '{EVENT}'").scalar_one()
        rows = connection.execute(status.contradictions(literal(key))).all()
    engine.dispose()
    rows = sorted(rows, key=lambda row: (row.since, row.left_statement_id, row.right_statement_id))
    return [
        {
            "aspect": row.aspect,
            "since": row.since.isoformat(),
            "basis": row.basis,
            "left": {"slug": slugs[row.left_statement_id]},
            "right": {"slug": slugs[row.right_statement_id]},
        }
        for row in rows
    ]


def listed(seeded: Asker, arguments: str, **variables: Any) -> Any:
    declared = "query($size: Int, $cursor: String) " if variables else ""
    query = f"""{declared}{{
      event(slug: "{EVENT}") {{ contradictions({arguments}) {{
        totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} nodes {{ {FIELDS} }}
      }} }}
    }}"""
    return json.loads(seeded(query, variables).body)["data"]["event"]["contradictions"]


@pytest.mark.parametrize("size", [1, 4, 100])
@pytest.mark.parametrize("backwards", [False, True])
def test_pages_walk_every_pair_once(
    seeded: Asker, pairs: list[dict[str, Any]], size: int, backwards: bool
) -> None:
    arguments = "last: $size, before: $cursor" if backwards else "first: $size, after: $cursor"
    walked: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = listed(seeded, arguments, size=size, cursor=cursor)
        assert page["totalCount"] == len(pairs) == 9
        walked = page["nodes"] + walked if backwards else walked + page["nodes"]
        information = page["pageInfo"]
        if not information["hasPreviousPage" if backwards else "hasNextPage"]:
            break
        cursor = information["startCursor" if backwards else "endCursor"]
    assert walked == pairs


def test_pairs_are_filtered(seeded: Asker, pairs: list[dict[str, Any]]) -> None:
    inferred = listed(seeded, "filter: {basis: {eq: INFERRED}}")
    assert inferred["nodes"] == [pair for pair in pairs if pair["basis"] == "INFERRED"]
    assert 0 < inferred["totalCount"] == len(inferred["nodes"]) < len(pairs)
    told = listed(seeded, 'filter: {right: {slug: {eq: "isw-notes-ukrainian-advance"}}}')
    assert told["nodes"] == [pair for pair in pairs if pair["right"]["slug"] == "isw-notes-ukrainian-advance"]
    assert told["totalCount"] == 3
    assert listed(seeded, "filter: {aspect: {eq: NUMBER}}")["nodes"] == []


def test_pairs_are_as_of_a_day(seeded: Asker, pairs: list[dict[str, Any]]) -> None:
    for day in ("2025-03-18", "2025-03-19", "2025-03-21", "2025-04-06", "2025-04-07"):
        held = [pair for pair in pairs if date.fromisoformat(pair["since"]) <= date.fromisoformat(day)]
        assert listed(seeded, f'asOf: "{day}"')["nodes"] == held
        query = f"""{{ event(slug: "{EVENT}") {{ disputes(asOf: "{day}") {{
          aspect since contradictions {{ totalCount nodes {{ {FIELDS} }} }}
        }} }} }}"""
        disputes = json.loads(seeded(query).body)["data"]["event"]["disputes"]
        if not held:
            assert disputes == []
            continue
        assert disputes == [
            {
                "aspect": "OUTCOME",
                "since": "2025-03-19",
                "contradictions": {"totalCount": len(held), "nodes": held},
            }
        ]


def test_a_cursor_of_another_list_is_refused(seeded: Asker) -> None:
    asked = f'contradictions(after: "{b"event.occurred".hex()}") {{ totalCount }}'
    (error,) = json.loads(seeded(f'{{ event(slug: "{EVENT}") {{ {asked} }} }}').body)["errors"]
    assert error["message"].startswith("after: this is no cursor of this list;")
