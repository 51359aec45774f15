"""OGC API - Features, as a client's library and a strict reader see it."""

from typing import Any

import pytest
from geojson_pydantic import Feature, FeatureCollection
from openapi_spec_validator import OpenAPIV30SpecValidator
from owslib.ogcapi.features import Features  # type: ignore[import-untyped]

from tests.rest.conftest import Served

EVENTS = "/v1/ogc/collections/events/items"
LOCATIONS = "/v1/ogc/collections/locations/items"
GEOJSON = "application/geo+json"


def got(served: Served, path: str, status: int = 200) -> Any:
    response = served.client.get(path)
    assert response.status_code == status, response.text
    return response.json()


def ids(served: Served, path: str) -> list[str]:
    """The identifiers on all pages."""
    found: list[str] = []
    following: str | None = path
    while following is not None:
        page = FeatureCollection.model_validate(got(served, following)).model_dump()
        found += [each["id"] for each in page["features"]]
        links = {each["rel"]: each for each in got(served, following)["links"]}
        following = links["next"]["href"] if "next" in links else None
    return found


def points(feature: dict[str, Any]) -> list[list[float]]:
    geometry = feature["geometry"]
    if geometry is None:
        return []
    return [geometry["coordinates"]] if geometry["type"] == "Point" else list(geometry["coordinates"])


def test_a_client_finds_its_way(address: str) -> None:
    client = Features(f"{address}/v1/ogc")
    assert set(client.conformance()["conformsTo"]) == {
        f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}"
        for name in ("core", "geojson", "oas30")
    }
    assert client.feature_collections() == ["events", "locations"]
    assert client.collection("events")["title"] == "Events"
    definition = client.api()
    OpenAPIV30SpecValidator(definition).validate()
    assert definition["servers"] == [{"url": f"{address}/v1/ogc"}]
    operations = [path["get"] for path in definition["paths"].values()]
    assert all(each["description"].endswith(".") for each in operations)
    assert {tag for each in operations for tag in each["tags"]} == {
        each["name"] for each in definition["tags"]
    }
    assert {name for way in definition["security"] for name in way} == {
        *definition["components"]["securitySchemes"]
    }
    page = client.collection_items("locations", limit=1, bbox=[-180, -90, 180, 90])
    assert page["numberReturned"] == len(page["features"]) == 1
    assert all(each["geometry"] for each in page["features"])
    identifier = page["features"][0]["id"]
    feature = client.collection_item("locations", identifier)
    Feature.model_validate(feature)
    assert feature["id"] == identifier
    assert feature["geometry"] == page["features"][0]["geometry"]
    during = client.collection_items("events", datetime_="../2025-03-10", limit=2)
    assert len(during["features"]) == 2


def test_every_link_leads_to_what_it_says(world_on_sqlite: Served) -> None:
    client = world_on_sqlite.client
    seen: set[str] = set()
    waiting = ["http://testserver/v1/ogc"]
    while waiting:
        answer = client.get(waiting.pop()).json()
        links = [
            *answer.get("links", ()),
            *(link for c in answer.get("collections", ()) for link in c["links"]),
        ]
        for link in links:
            href = link["href"]
            if not href.startswith("http://testserver/v1/ogc"):
                continue
            target = client.get(href, headers={"Accept": link["type"]})
            assert (target.status_code, target.headers["content-type"]) == (200, link["type"])
            if href not in seen and len(seen) < 20:
                seen.add(href)
                waiting.append(href)
    assert {href.partition("?")[0].removeprefix("http://testserver/v1/ogc") for href in seen} >= {
        "",
        "/api",
        "/conformance",
        "/collections",
        "/collections/events",
        "/collections/events/items",
    }


def test_the_pages_are_the_whole_collection(world: Served) -> None:
    for path, listed in ((EVENTS, "events"), (LOCATIONS, "locations")):
        nodes = got(world, f"/v1/{listed}?first=100")["nodes"]
        assert ids(world, f"{path}?limit=3") == [each["id"] for each in nodes]
        page = got(world, f"{path}?limit=3")
        relations = {(each["rel"], each["type"]) for each in page["links"]}
        assert relations >= {
            ("self", GEOJSON),
            ("alternate", "application/json"),
            ("next", GEOJSON),
            ("collection", "application/json"),
        }
        assert len(got(world, f"{path}?limit=1000000000000")["features"]) == min(len(nodes), 100)


@pytest.mark.parametrize("box", [(-180, -90, 180, 90), (36, 50, 37, 51), (179, -1, -179, 1), (0, 0, 90, 90)])
def test_a_box_holds_what_is_drawn_in_it(world: Served, box: tuple[int, int, int, int]) -> None:
    west, south, east, north = box

    def inside(longitude: float, latitude: float) -> bool:
        lies = west <= longitude <= east if west <= east else longitude >= west or longitude <= east
        return lies and south <= latitude <= north

    for path in (EVENTS, LOCATIONS):
        everything = got(world, f"{path}?limit=100")["features"]
        expected = [each["id"] for each in everything if any(inside(*point) for point in points(each))]
        assert ids(world, f"{path}?limit=100&bbox={west},{south},{east},{north}") == expected


@pytest.mark.parametrize(
    ("given", "start", "end"),
    [
        ("2025-03-10", "2025-03-10", "2025-03-10"),
        ("2025-03-10T23:30:00-02:00", "2025-03-11", "2025-03-11"),
        ("2025-03-01/2025-03-31", "2025-03-01", "2025-03-31"),
        ("2025-03-01T00:00:00Z/..", "2025-03-01", "9999-12-31"),
        ("/2025-03-31", "0001-01-01", "2025-03-31"),
    ],
)
def test_an_event_matches_when_it_may_have_happened_then(
    world: Served, given: str, start: str, end: str
) -> None:
    def may(properties: dict[str, Any]) -> bool:
        earliest, latest = properties["occurred.earliest"], properties["occurred.latest"]
        return (earliest is None or earliest <= end) and (latest is None or latest >= start)

    everything = got(world, f"{EVENTS}?limit=100")["features"]
    expected = [each["id"] for each in everything if may(each["properties"])]
    query = given.replace("+", "%2B")
    assert ids(world, f"{EVENTS}?limit=100&datetime={query}") == expected
    assert ids(world, f"{LOCATIONS}?limit=100&datetime={query}") == ids(world, f"{LOCATIONS}?limit=100")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("limit=1&limit=2", "limit"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=1,2,0,3,4,9", "bbox"),
        ("bbox=a,b,c,d", "bbox"),
        ("datetime=yesterday", "datetime"),
        ("datetime=../..", "datetime"),
        ("datetime=2025-03-02/2025-03-01", "datetime"),
        ("datetime=2025-02-30", "datetime"),
        ("format=json", "format"),
        ("first=2", "first"),
        ("crs=x", "crs"),
    ],
)
def test_what_is_no_parameter_is_refused(world_on_sqlite: Served, query: str, parameter: str) -> None:
    for path in (EVENTS, LOCATIONS):
        problem = got(world_on_sqlite, f"{path}?{query}", 400)
        assert problem["parameter"] == parameter


@pytest.mark.parametrize(
    "path",
    [
        "collections/sources",
        f"{EVENTS[8:]}/events/nobody",
        f"{EVENTS[8:]}/event-1",
        f"{EVENTS[8:]}/locations/location-1",
    ],
)
def test_what_is_not_there_is_not_found(world_on_sqlite: Served, path: str) -> None:
    got(world_on_sqlite, f"/v1/ogc/{path}", 404)


def test_pages_take_no_parameters(world_on_sqlite: Served) -> None:
    for path in ("", "/conformance", "/collections", "/collections/events", "/api"):
        assert got(world_on_sqlite, f"/v1/ogc{path}?f=json", 400)["parameter"] == "f"
