"""Circles and boxes in the query string."""

from typing import Any

import pytest

from tests.great_circle import metres_between
from tests.rest.conftest import Served

BELGOROD, DATE_LINE = (50.5977, 36.588), (-0.1, 180.0)


def nodes(world: Served, path: str) -> list[dict[str, Any]]:
    response = world.client.get(path)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["nodes"]
    return found


def slugs(world: Served, path: str) -> list[str]:
    return [each["slug"] for each in nodes(world, path)]


def test_the_nearest_come_first_with_their_distance(world: Served) -> None:
    near, far = nodes(world, "/v1/locations?near=50.6,36.6,20000")
    assert [near["slug"], far["slug"]] == ["location-2", "location-7"]
    for each, point, precision in ((near, BELGOROD, "REGION"), (far, DATE_LINE, "EXACT")):
        assert each["distance"] == {
            "kilometres": round(metres_between((50.6, 36.6), point)) / 1000,
            "precision": precision,
            "borrowed": False,
            "location": {key: each[key] for key in ("id", "slug", "name")},
        }
    assert slugs(world, "/v1/locations?near=50.6,36.6") == ["location-2", "location-7"]
    assert slugs(world, "/v1/locations?near=50.6,36.6,1") == ["location-2"]
    assert {each["distance"] for each in nodes(world, "/v1/locations")} == {None}


def test_borrowed_points_match_when_asked_for(world: Served) -> None:
    asked = ("near=50.6,36.6,1", "near.borrowed=true")
    for query in ("&".join(asked), "&".join(reversed(asked))):
        assert slugs(world, f"/v1/locations?{query}") == ["location-2", "location-4", "location-6"]
    assert slugs(world, "/v1/locations?near=50.6,36.6,1&near.borrowed=false") == ["location-2"]
    assert slugs(world, "/v1/locations?bbox=36,50,37,51") == ["location-2"]
    lent = slugs(world, "/v1/locations?bbox=36,50,37,51&bbox.borrowed=true")
    assert sorted(lent) == ["location-2", "location-4", "location-6"]
    assert slugs(world, "/v1/locations?bbox=36,50,37,51&precision=EXACT") == []


def test_a_box_may_cross_the_antimeridian(world: Served) -> None:
    assert slugs(world, "/v1/locations?bbox=179,-1,-179,1") == ["location-7"]
    assert slugs(world, "/v1/locations?bbox=-180,-1,-179,1") == ["location-7"]
    assert slugs(world, "/v1/locations?bbox=-179,-1,179,1") == []


def test_events_statements_and_placements_are_found_by_their_places(world: Served) -> None:
    events = nodes(world, "/v1/events?near=50.6,36.6,1&near.borrowed=true")
    assert [(each["slug"], each["distance"]["location"]["slug"]) for each in events] == [
        ("event-2", "location-2"),
        ("event-3", "location-4"),
        ("event-4", "location-4"),
    ]
    # Origins and targets as well.
    assert sorted(slugs(world, "/v1/events?location.near=50.6,36.6,1&location.near.borrowed=true")) == [
        "event-2",
        "event-3",
        "event-4",
        "event-5",
    ]
    assert slugs(world, "/v1/events?location.bbox=36,50,37,51") == ["event-2"]
    assert slugs(world, "/v1/statements?location.near=50.6,36.6,1") == ["statement-3"]
    placed = nodes(world, "/v1/events/event-2/placements?location.bbox=36,50,37,51")
    assert [each["location"]["slug"] for each in placed] == ["location-2"]


@pytest.mark.parametrize(
    ("query", "parameter", "detail"),
    [
        (
            "near=50.6",
            "near",
            "near takes latitude,longitude,kilometres: 2 or 3 numbers, written as 12 or -0.5",
        ),
        ("near=50,36,1,2", "near", "near takes latitude,longitude,kilometres: 2 or 3 numbers"),
        ("near=50,nan,1", "near", "near takes latitude,longitude,kilometres: 2 or 3 numbers"),
        ("near=91,36,1", "near.latitude", "near.latitude: 91 is outside -90 to 90"),
        ("near=50,36,50000", "near.kilometres", "near.kilometres: 50000 is outside 0 to 20016"),
        ("bbox=1,2,3", "bbox", "bbox takes west,south,east,north: 4 numbers, written as 12 or -0.5"),
        ("bbox=1,2,3,1", "bbox.south", "bbox: its south, 2, lies north of its north, 1"),
        ("near.borrowed=true", "near.borrowed", "near.borrowed says more of near; give near as well"),
        ("near=1,2,3&near=1,2,3", "near", "near may be given once"),
    ],
)
def test_what_is_no_circle_or_box_is_refused(
    world_on_sqlite: Served, query: str, parameter: str, detail: str
) -> None:
    response = world_on_sqlite.client.get(f"/v1/locations?{query}")
    # What is written as it should be, and still cannot be, is refused by the engine.
    assert response.status_code == (422 if "." in parameter and parameter != "near.borrowed" else 400)
    problem = response.json()
    assert problem["parameter"] == parameter
    assert problem["detail"].startswith(detail)
