"""Places: near a point, nearest first, in a box, and whose point it is; at the poles and the antimeridian."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from api.gql.execution import Request
from db.engine import writer_engine
from db.models import metadata
from tests.asking import Asker, asking
from tests.compile import oracle
from tests.compile.unbounded import UNBOUNDED
from tests.databases import Backend, Databases
from tests.great_circle import metres_between
from tests.world import WORLD, load_world

# Latitude and longitude, by slug, in the order of loading.
POINTS = {
    "north-pole": (90.0, 0.0),
    "north-pole-again": (90.0, 135.0),
    "south-pole": (-90.0, -60.0),
    "near-the-pole": (89.9, 179.0),
    "date-line-east": (0.5, 180.0),
    "date-line-west": (0.5, -180.0),
    "before-the-date-line": (0.5, 179.9),
    "beyond-the-date-line": (0.5, -179.9),
    "null-island": (0.0, 0.0),
    "antipode-of-null-island": (0.0, 180.0),
    "belgorod": (50.59737, 36.58581),
    "belgorod-again": (50.59737, 36.58581),
    "antipode-of-belgorod": (-50.59737, -143.41419),
    "kharkiv": (49.98081, 36.25272),
    "moscow": (55.75222, 37.61556),
    "kyiv": (50.45466, 30.5238),
    "suva": (-18.14161, 178.44149),
    "apia": (-13.83333, -171.76666),
}
# Who borrows whose point; one place has none.
BORROWERS = {"village": "belgorod", "atoll": "date-line-west", "nowhere": None}
FIRST_KEY = 101
KEYS = {slug: FIRST_KEY + number for number, slug in enumerate((*POINTS, *BORROWERS))}


def load_places(url: str) -> None:
    """The small world, and places where the arithmetic is hard."""
    load_world(url)
    blank = dict.fromkeys(WORLD["location"][0])
    rows = []
    for slug, key in KEYS.items():
        holder = slug if slug in POINTS else BORROWERS[slug]
        latitude, longitude = POINTS.get(slug, (None, None))
        rows.append(
            blank
            | {"id": key, "slug": slug, "name": slug, "kind": "TOWN", "dossier_id": 1, "revision_id": 1}
            | {"latitude": latitude, "longitude": longitude}
            | {"point_location_id": None if holder is None else KEYS[holder]}
            | {"point_precision": "NONE" if holder is None else "EXACT" if slug in POINTS else "REGION"}
            | {"point_basis": None if holder is None else "STATED"}
        )
    engine = writer_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(insert(metadata.tables["location"]), rows)
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def places(databases: Databases, backend: Backend) -> Iterator[Asker]:
    """Ask an engine on the small world with these places."""
    with databases.copy(backend, "places", load_places) as url, asking(url, limits=UNBOUNDED) as asker:
        yield asker


NEAR = """query($near: Near!, $first: Int = 100, $after: String, $last: Int, $before: String) {
  locations(near: $near, first: $first, after: $after, last: $last, before: $before,
            filter: {kind: {eq: TOWN}, slug: {notIn: ["location-4"]}}) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { distance { kilometres borrowed precision location { slug } } node { slug } }
  }
}"""
BOX = """query($bbox: BoundingBox!) {
  locations(first: 100, filter: {bbox: $bbox, kind: {eq: TOWN}, slug: {notIn: ["location-4"]}}) {
    nodes { slug }
  }
}"""


def asked(ask: Asker, query: str, **variables: Any) -> Any:
    body = json.loads(ask(query, variables).body)
    assert list(body) == ["data"], body
    return body["data"]["locations"]


def near(ask: Asker, latitude: float, longitude: float, **more: Any) -> dict[str, float]:
    """The places near a point, nearest first, with their kilometres."""
    found = asked(ask, NEAR, near={"latitude": latitude, "longitude": longitude, **more})
    assert found["totalCount"] == len(found["edges"])
    return {edge["node"]["slug"]: edge["distance"]["kilometres"] for edge in found["edges"]}


def in_box(ask: Asker, west: float, south: float, east: float, north: float, **more: Any) -> set[str]:
    box = {"west": west, "south": south, "east": east, "north": north, **more}
    return {node["slug"] for node in asked(ask, BOX, bbox=box)["nodes"]}


def test_known_distances(places: Asker) -> None:
    found = near(places, *POINTS["belgorod"])
    assert {slug: found[slug] for slug in ("belgorod", "belgorod-again", "kharkiv", "moscow", "kyiv")} == {
        slug: round(metres_between(POINTS["belgorod"], POINTS[slug])) / 1000
        for slug in ("belgorod", "belgorod-again", "kharkiv", "moscow", "kyiv")
    }
    assert found["belgorod"] == 0
    assert found["north-pole"] == found["north-pole-again"]
    assert list(found)[-1] == "antipode-of-belgorod"
    # Half way round: pi times the mean radius.
    assert found["antipode-of-belgorod"] == 20015.114


@pytest.mark.parametrize(
    ("point", "kilometres", "slugs"),
    [
        ((90, -77), 0, ["north-pole", "north-pole-again"]),
        ((90, 10), 12, ["north-pole", "north-pole-again", "near-the-pole"]),
        ((-90, 10), 0, ["south-pole"]),
        ((0.5, 180), 0, ["date-line-east", "date-line-west"]),
        ((0.5, -180), 0, ["date-line-east", "date-line-west"]),
        (
            (0.5, 180),
            11.2,
            ["date-line-east", "date-line-west", "before-the-date-line", "beyond-the-date-line"],
        ),
        ((0.5, 179.95), 5.6, ["before-the-date-line", "date-line-east", "date-line-west"]),
        ((0, 0), 0, ["null-island"]),
        ((50.59737, 36.58581), 72.6, ["belgorod", "belgorod-again", "kharkiv"]),
        ((50.59737, 36.58581), 72.5, ["belgorod", "belgorod-again"]),
        ((-50.59737, -143.41419), 0.4, ["antipode-of-belgorod"]),
        ((40, 40), 0, []),
    ],
)
def test_a_circle_holds_what_lies_in_it_the_nearest_first(
    places: Asker, point: tuple[float, float], kilometres: float, slugs: list[str]
) -> None:
    found = near(places, *point, kilometres=kilometres)
    assert list(found) == sorted(found, key=lambda slug: (found[slug], KEYS[slug]))
    assert sorted(found) == sorted(slugs)


@settings(max_examples=60)
@given(
    st.one_of(
        st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
        st.sampled_from([*POINTS.values(), (-90.0, 180.0), (90.0, -180.0), (0.0, -180.0)]),
    ),
    st.one_of(st.none(), st.floats(0, 20016), st.floats(0, 200)),
    st.booleans(),
)
@example(POINTS["antipode-of-belgorod"], 20015.115, True)
@example((1e-200, -5e-324), 1e-200, True)
def test_any_circle(
    places: Asker, point: tuple[float, float], kilometres: float | None, borrowed: bool
) -> None:
    found = near(places, *point, kilometres=kilometres, borrowed=borrowed)
    holders = {slug: slug for slug in POINTS}
    if borrowed:
        holders |= {slug: holder for slug, holder in BORROWERS.items() if holder is not None}
    truth = {slug: metres_between(point, POINTS[holder]) for slug, holder in holders.items()}
    # The haversine formula is good to a fifth of a metre even at antipodes; then it is rounded.
    assert all(abs(found[slug] * 1000 - truth[slug]) < 1 for slug in found)
    limit = float("inf") if kilometres is None else kilometres * 1000
    assert {slug for slug in truth if truth[slug] < limit - 1.5} <= set(found)
    assert set(found) <= {slug for slug in truth if truth[slug] < limit + 1.5}
    assert list(found) == sorted(found, key=lambda slug: (found[slug], KEYS[slug]))


@pytest.mark.parametrize("size", [1, 3, 7])
def test_pages_by_distance_hold_every_row_once_either_way(places: Asker, size: int) -> None:
    point = {"latitude": 0.5, "longitude": 180.0, "borrowed": True}
    whole = list(near(places, 0.5, 180.0, borrowed=True))
    assert len(whole) == len(POINTS) + 2
    forwards: list[str] = []
    paging: dict[str, Any] = {"first": size}
    while True:
        page = asked(places, NEAR, near=point, **paging)
        forwards += [edge["node"]["slug"] for edge in page["edges"]]
        assert page["pageInfo"]["hasPreviousPage"] is (len(forwards) > size)
        if not page["pageInfo"]["hasNextPage"]:
            break
        paging["after"] = page["pageInfo"]["endCursor"]
    assert forwards == whole
    backwards: list[str] = []
    paging = {"first": None, "last": size}
    while True:
        page = asked(places, NEAR, near=point, **paging)
        backwards = [edge["node"]["slug"] for edge in page["edges"]] + backwards
        if not page["pageInfo"]["hasPreviousPage"]:
            break
        paging["before"] = page["pageInfo"]["startCursor"]
    assert backwards == whole


def test_a_borrowed_point_matches_only_when_asked_for_and_says_so(places: Asker) -> None:
    point = {"latitude": 50.59737, "longitude": 36.58581, "kilometres": 1}
    own = asked(places, NEAR, near=point)
    assert [edge["node"]["slug"] for edge in own["edges"]] == ["belgorod", "belgorod-again"]
    lent = asked(places, NEAR, near=point | {"borrowed": True})
    assert lent["edges"][2] == {
        "distance": {
            "kilometres": 0,
            "borrowed": True,
            "precision": "REGION",
            "location": {"slug": "village"},
        },
        "node": {"slug": "village"},
    }
    assert in_box(places, 36, 50, 37, 51) == {"belgorod", "belgorod-again"}
    assert in_box(places, 36, 50, 37, 51, borrowed=True) == {"belgorod", "belgorod-again", "village"}


def test_what_has_no_point_is_nowhere(places: Asker) -> None:
    everywhere = near(places, 0, 0, borrowed=True)
    assert "nowhere" not in everywhere
    assert "nowhere" not in in_box(places, -180, -90, 180, 90, borrowed=True)
    query = """query($near: Near) {
      nowhere: location(slug: "nowhere") { distance(from: $near) { kilometres } }
      village: location(slug: "village") { distance(from: $near) { kilometres } }
      lent: location(slug: "village") { distance(from: {latitude: 50, longitude: 36.58581, borrowed: true}) {
        kilometres borrowed precision
      } }
      unasked: location(slug: "belgorod") { distance { kilometres } }
      exact: location(slug: "belgorod") { distance(from: $near) { kilometres borrowed precision } }
    }"""
    body = json.loads(places(query, {"near": {"latitude": 50, "longitude": 36.58581}}).body)
    assert body["data"] == {
        "nowhere": {"distance": None},
        "village": {"distance": None},
        "lent": {"distance": {"kilometres": 66.425, "borrowed": True, "precision": "REGION"}},
        "unasked": {"distance": None},
        "exact": {"distance": {"kilometres": 66.425, "borrowed": False, "precision": "EXACT"}},
    }
    assert round(metres_between((50, 36.58581), POINTS["belgorod"])) == 66425


def test_boxes(places: Asker) -> None:
    assert in_box(places, -180, -90, 180, 90) == set(POINTS)
    assert in_box(places, 179, -1, -179, 1) == {
        "date-line-east",
        "date-line-west",
        "before-the-date-line",
        "beyond-the-date-line",
        "antipode-of-null-island",
    }
    on_the_line = {"date-line-east", "date-line-west", "antipode-of-null-island"}
    assert in_box(places, 180, 0, 180, 0.5) == in_box(places, -180, 0, -180, 0.5) == on_the_line
    assert in_box(places, 36.58581, 50.59737, 36.58581, 50.59737) == {"belgorod", "belgorod-again"}
    assert in_box(places, -180, 90, 180, 90) == {"north-pole", "north-pole-again"}
    # West of all but what lies across the antimeridian.
    assert in_box(places, 178, -20, -171, -10) == {"suva", "apia"}
    assert in_box(places, -171, -20, 178, -10) == set()


@settings(max_examples=40)
@given(st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90)))
def test_any_box(places: Asker, corners: tuple[float, float, float, float]) -> None:
    west, one, east, other = corners
    south, north = sorted((one, other))

    def between(longitude: float) -> bool:
        if west <= east:
            return west <= longitude <= east
        return longitude >= west or longitude <= east

    assert in_box(places, west, south, east, north) == {
        slug
        for slug, (latitude, longitude) in POINTS.items()
        if south <= latitude <= north
        and (between(longitude) or (abs(longitude) == 180 and between(-longitude)))
    }


def test_an_order_that_is_asked_for_holds_among_what_is_near(places: Asker) -> None:
    query = """{ locations(near: {latitude: 50, longitude: 36, kilometres: 800}
                           order: {by: NAME, direction: DESC}
                           filter: {name: {startsWith: "k"}, precision: {eq: EXACT}}) {
      edges { distance { kilometres } node { slug } }
    } }"""
    assert [(edge["node"]["slug"], edge["distance"] is None) for edge in asked(places, query)["edges"]] == [
        ("kyiv", False),
        ("kharkiv", False),
    ]


def test_a_list_by_distance_lies_in_another(ask: Asker) -> None:
    query = """{ statements { nodes { slug
      locations(near: {latitude: 50, longitude: 36, borrowed: true}) {
        totalCount pageInfo { hasNextPage endCursor } edges { distance { kilometres borrowed } node { slug } }
      }
      events(first: 1, near: {latitude: 50, longitude: 36}) { nodes { slug } pageInfo { hasNextPage } }
    } } }"""
    assert json.loads(ask(query).body)["data"] == oracle.answer(query, None, {}).data


def test_events_come_by_the_nearest_place_in_which_they_happened(ask: Asker) -> None:
    query = """query($near: Near) { events(near: $near) { totalCount edges {
      distance { kilometres borrowed location { slug } } node { slug distance(from: $near) { kilometres } }
    } } }"""

    def events(**more: Any) -> list[tuple[str, float, bool, str]]:
        near = {"latitude": 50.5977, "longitude": 36.588, **more}
        found = json.loads(ask(query, {"near": near}).body)["data"]["events"]
        assert found["totalCount"] == len(found["edges"])
        assert all(
            edge["node"]["distance"]["kilometres"] == edge["distance"]["kilometres"]
            for edge in found["edges"]
        )
        return [
            (
                edge["node"]["slug"],
                edge["distance"]["kilometres"],
                edge["distance"]["borrowed"],
                edge["distance"]["location"]["slug"],
            )
            for edge in found["edges"]
        ]

    far = round(metres_between((50.5977, 36.588), (-0.1, 180.0))) / 1000
    assert events() == [("event-2", 0, False, "location-2"), ("event-9", far, False, "location-7")]
    # Events 3 and 4 happened somewhere in what lends its point; 5 only came from there.
    assert events(borrowed=True, kilometres=1) == [
        ("event-2", 0, False, "location-2"),
        ("event-3", 0, True, "location-4"),
        ("event-4", 0, True, "location-4"),
    ]


@pytest.mark.parametrize(
    "query",
    [
        NEAR,
        "query($near: Near!) { locations(filter: {near: $near}) { totalCount nodes { slug } } }",
        "query($near: Near!) { locations(near: $near, order: {by: NAME}) { nodes { slug } } }",
        "query($near: Near!) { events(near: $near) { nodes { slug } } }",
        "query($near: Near!) { events(filter: {location: {near: $near}}) { nodes { slug } } }",
    ],
)
@pytest.mark.parametrize("borrowed", [False, True])
def test_the_index_of_points_serves_a_circle(
    places: Asker, backend: Backend, query: str, borrowed: bool
) -> None:
    variables = {"near": {"latitude": 50.6, "longitude": 36.6, "kilometres": 5.0, "borrowed": borrowed}}
    plan, bound = places.engine.plan(Request(query, None, variables))
    compiled = places.engine.counters.compiled
    other = {"near": {"latitude": -90.0, "longitude": 180.0, "kilometres": 20000.0, "borrowed": borrowed}}
    assert places.engine.plan(Request(query, None, other))[0] is plan
    assert places.engine.counters.compiled == compiled
    assert_index_served(places, backend, plan.sql, bound)


def test_the_index_of_points_serves_a_box(places: Asker, backend: Backend) -> None:
    box = {"west": 179.0, "south": -1.0, "east": -179.0, "north": 1.0}
    plan, bound = places.engine.plan(Request(BOX, None, {"bbox": box}))
    assert_index_served(places, backend, plan.sql, bound)


def assert_index_served(ask: Asker, backend: Backend, sql: str, bound: list[Any]) -> None:
    if backend == "sqlite":
        steps = [row[3] for row in ask.runner.run(ask.reader.fetch_rows(f"EXPLAIN QUERY PLAN {sql}", bound))]
        by_point = "USING COVERING INDEX ix_location_latitude_longitude (latitude>? AND latitude<?)"
        assert any(step.startswith("SEARCH") and step.endswith(by_point) for step in steps), steps
        return
    # So few rows are faster read one by one; that the index could serve is what counts.
    rows = ask.runner.run(ask.reader.fetch_rows(f"EXPLAIN {sql}", bound))
    steps = [str(row[0]) for row in rows]
    assert any("latitude >= " in step and "latitude <= " in step for step in steps), steps


@pytest.mark.parametrize(
    ("arguments", "argument", "message"),
    [
        ("near: {latitude: 90.5, longitude: 0}", "near.latitude", "90.5 is outside -90 to 90"),
        (
            "near: {latitude: 0, longitude: 0, kilometres: 50000}",
            "near.kilometres",
            "50000 is outside 0 to 20016",
        ),
        ("filter: {near: {latitude: 0, longitude: 181}}", "near.longitude", "181 is outside -180 to 180"),
        (
            "filter: {bbox: {west: 0, south: 1, east: 0, north: 0}}",
            "bbox.south",
            "its south, 1, lies north of its north, 0",
        ),
    ],
)
def test_what_is_no_circle_or_box_is_refused(ask: Asker, arguments: str, argument: str, message: str) -> None:
    body = json.loads(ask(f"{{ locations({arguments}) {{ totalCount }} }}").body)
    (error,) = body["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT", "argument": argument}
    assert error["message"].startswith(f"{argument}: {message}" if "bbox" not in argument else "bbox: ")
    assert message in error["message"]
    assert error["path"] == ["locations"]
