"""Any order: every row once, page by page, either way; and what an order is refused for."""

import json
import threading
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest

from db.dossier.loading import load
from db.graph.query import ENTITIES, QUERY
from db.sample.dossiers import dossiers
from db.sample.writing import write
from tests.asking import Asker, asking
from tests.compile import oracle

Order = list[dict[str, str]]


def written(sort: str) -> str:
    return "".join(f"_{each}" if each.isupper() else each.upper() for each in sort)


def orders(type_name: str) -> Iterator[Order]:
    """Each key alone, and each after each other one, with all directions."""
    names = [written(each) for each in ENTITIES[type_name].sorts]
    for by, direction in product(names, ("ASC", "DESC")):
        yield [{"by": by, "direction": direction}]
        yield from (
            [{"by": by, "direction": direction}, {"by": other}]
            for other in names
            if other not in (by, "SLUG")
        )


def walked(ask: Asker, plural: str, order: Order, *, size: int, forward: bool) -> list[str]:
    """The slugs of a list, page by page from one end, and turned round if from its end."""
    kind = next(each for each in QUERY.node_types if ENTITIES[each].plural == plural)
    ways = (
        ("last", "before", "hasPreviousPage", "startCursor"),
        ("first", "after", "hasNextPage", "endCursor"),
    )
    number, beyond, more, cursor = ways[forward]
    query = f"""query($size: Int, $cursor: String, $order: [{kind}Order!]) {{
      {plural}({number}: $size, {beyond}: $cursor, order: $order) {{
        nodes {{ slug }} pageInfo {{ {more} {cursor} }}
      }}
    }}"""
    slugs: list[str] = []
    place = None
    while True:
        body = json.loads(ask(query, {"size": size, "cursor": place, "order": order}).body)
        page = [each["slug"] for each in body["data"][plural]["nodes"]]
        slugs = slugs + page if forward else page + slugs
        place = body["data"][plural]["pageInfo"][cursor]
        if not body["data"][plural]["pageInfo"][more]:
            return slugs


@pytest.mark.parametrize("name", ["Source", "Location", "Event", "Statement", "Article"])
@pytest.mark.parametrize("forward", [True, False], ids=["forwards", "backwards"])
def test_a_walk_meets_every_row_once_in_order(ask: Asker, name: str, forward: bool) -> None:
    root = QUERY.roots[ENTITIES[name].plural]
    for order in orders(name):
        expected = [row["slug"] for _, row in oracle.related(root, None, order)]  # type: ignore[arg-type]
        assert walked(ask, ENTITIES[name].plural, order, size=4, forward=forward) == expected, order


def test_missing_values_come_last_either_way(ask: Asker) -> None:
    query = (
        "query($d: OrderDirection) { sources(order: [{by: COUNTRY, direction: $d}]) { nodes { country } } }"
    )
    for direction in ("ASC", "DESC"):
        nodes = json.loads(ask(query, {"d": direction}).body)["data"]["sources"]["nodes"]
        given = [each["country"] for each in nodes if each["country"] is not None]
        assert given == sorted(given, reverse=direction == "DESC")
        assert [each["country"] for each in nodes] == given + [None] * 7


def test_names_stand_where_a_reader_looks_for_them(ask: Asker) -> None:
    nodes = json.loads(ask("{ sources(order: {by: NAME}) { nodes { name } } }").body)["data"]["sources"][
        "nodes"
    ]
    names = [each["name"] for each in nodes]
    assert names[1:3] == ["a\x1f7", "a\x1fb"]
    assert names[3:8] == ["alpha", "Alpha", "ALPHA", "Alpha", "Äpfel"]


def test_a_link_lists_by_the_day_that_it_repeats(ask: Asker) -> None:
    query = """{ event(slug: "event-2") {
      own: statements { edges { cursor node { slug } } }
      asked: statements(order: {by: SAID, direction: DESC}) { edges { cursor node { slug } } }
      oldest: statements(order: [{by: SAID}]) { nodes { slug } }
    } }"""
    event = json.loads(ask(query).body)["data"]["event"]
    slugs = [each["node"]["slug"] for each in event["own"]["edges"]]
    assert [each["node"]["slug"] for each in event["asked"]["edges"]] == slugs
    assert [each["slug"] for each in event["oldest"]["nodes"]] == slugs[::-1]
    assert event["own"]["edges"][0]["cursor"] != event["asked"]["edges"][0]["cursor"]


NO_CURSOR = (
    "after: this is no cursor of this list{}; use a cursor, startCursor or endCursor that an earlier page of "
    "the same list gave"
)
NO_SUCH_KEY = (
    "Value 'NAMED' does not exist in 'SourceOrderBy' enum. Did you mean the enum value 'NAME' or 'LOADED'?"
)


def errors(ask: Asker, query: str, **variables: Any) -> list[tuple[str, Any]]:
    body = json.loads(ask(query, variables).body)
    return [(each["message"], each["extensions"]) for each in body["errors"]]


def test_a_cursor_of_another_order_is_refused(ask: Asker) -> None:
    query = (
        "query($order: [EventOrder!], $after: String) { events(first: 1, order: $order, after: $after) %s }"
    )
    asked: list[Order | None] = [
        None,
        [{"by": "OCCURRED", "direction": "DESC"}],
        [{"by": "OCCURRED", "direction": "ASC"}],
        [{"by": "OCCURRED"}, {"by": "TITLE"}],
        [{"by": "TITLE"}, {"by": "OCCURRED"}],
        [{"by": "SLUG"}, {"by": "TITLE"}],
        [{"by": "SLUG"}],
    ]
    cursors = [
        json.loads(ask(query % "{ edges { cursor } }", {"order": order}).body)["data"]["events"]["edges"][0][
            "cursor"
        ]
        for order in asked
    ]
    assert len(set(cursors)) == len(cursors)
    for order, cursor in product(asked, cursors):
        if asked.index(order) == cursors.index(cursor):
            continue
        in_order = "" if order is None else " in this order"
        assert errors(ask, query % "{ totalCount }", order=order, after=cursor) == [
            (
                NO_CURSOR.format(in_order),
                {"code": "BAD_INPUT", "argument": "after"},
            )
        ]


def test_what_is_no_order_is_refused(ask: Asker) -> None:
    assert errors(
        ask, "{ sources(order: [{by: KIND}, {by: NAME}, {by: KIND, direction: DESC}]) { totalCount } }"
    ) == [("order: kind is given twice", {"code": "BAD_INPUT", "argument": "order"})]
    assert errors(ask, "{ sources(order: {by: NAMED}) { totalCount } }") == [
        (
            NO_SUCH_KEY,
            {"code": "GRAPHQL_VALIDATION_FAILED"},
        )
    ]


def test_an_order_is_a_part_of_the_plan(ask: Asker) -> None:
    query = "query($by: SourceOrderBy!, $n: Int) { sources(first: $n, order: {by: $by}) { nodes { slug } } }"
    ask(query, {"by": "KIND", "n": 1})
    before = ask.engine.counters.compiled
    ask(query, {"by": "KIND", "n": 2})
    assert ask.engine.counters.compiled == before
    ask(query, {"by": "SLUG", "n": 2})
    assert ask.engine.counters.compiled == before + 1


def test_every_row_once_while_others_come_in(database_url: str, tmp_path: Path) -> None:
    files = [write(each, number, tmp_path) for number, each in enumerate(dossiers(150, 7))]
    half = len(files) // 2
    load(database_url, files[:half])
    order = [{"by": "SPEECH_ACT", "direction": "DESC"}, {"by": "SAID"}]
    with asking(database_url) as ask:
        held = walked(ask, "statements", order, size=100, forward=True)
        for forward in (True, False):
            begin, end = (half, half + len(files) // 4) if forward else (half + len(files) // 4, len(files))
            loading = threading.Thread(
                target=lambda some: [load(database_url, [each]) for each in some], args=(files[begin:end],)
            )
            loading.start()
            walks: list[list[str]] = []
            while loading.is_alive() or not walks:
                walks.append(walked(ask, "statements", order, size=3, forward=forward))
            loading.join()
            for walk in walks:
                assert len(set(walk)) == len(walk)
                assert [slug for slug in walk if slug in set(held)] == held
            assert all(set(one) <= set(next_one) for one, next_one in pairwise(walks))
            held = walked(ask, "statements", order, size=100, forward=True)
        assert len(held) == 150
