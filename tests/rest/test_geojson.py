"""GeoJSON: valid, true to the points, and nothing drawn that is only borrowed."""

from collections.abc import Iterator
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from geojson_pydantic import Feature, FeatureCollection

from api.rest.columns import SEPARATOR
from api.rest.parameters import Parameters
from api.rest.stored import stored
from api.rest.table import ROOT, ROUTES
from db.vocabulary import codes
from tests.rest.conftest import Served
from tests.rest.walk import DOCUMENT, requests

MEDIA_TYPE = "application/geo+json"


def with_features() -> Iterator[tuple[str, str]]:
    """The routes that have features, with something in their paths."""
    for path, name, _ in requests():
        route = next(route.path for route in ROUTES if route.document == name)
        if "geojson" in Parameters(route, stored(name)).forms:
            yield path, ROOT + route


def got(served: Served, path: str) -> Any:
    response = served.client.get(path, headers={"Accept": MEDIA_TYPE})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == MEDIA_TYPE
    return response.json()


@pytest.mark.parametrize(("path", "route"), [*with_features()])
def test_it_is_valid_and_as_documented(world: Served, path: str, route: str) -> None:
    answer = got(world, path)
    (FeatureCollection if answer["type"] == "FeatureCollection" else Feature).model_validate(answer)
    schema = DOCUMENT["paths"][route]["get"]["responses"]["200"]["content"][MEDIA_TYPE]["schema"]
    jsonschema.Draft202012Validator(schema).validate(answer)
    for feature in answer.get("features", [answer]):
        assert not any(isinstance(value, dict | list) for value in feature["properties"].values())
    assert {"rel": "self", "href": f"http://testserver{path}", "type": MEDIA_TYPE} in answer["links"]


def test_a_location_is_drawn_at_its_own_point_alone(world: Served) -> None:
    nodes = {each["id"]: each for each in world.client.get("/v1/locations?first=100").json()["nodes"]}
    features = got(world, "/v1/locations?first=100")["features"]
    assert [each["id"] for each in features] == [*nodes]
    drawn = 0
    for feature in features:
        point = nodes[feature["id"]]["point"]
        own = point is not None and point["location"]["id"] == feature["id"]
        drawn += own
        expected = {"type": "Point", "coordinates": [point["longitude"], point["latitude"]]} if own else None
        assert feature["geometry"] == expected
        assert feature["properties"]["borrowed"] is (point is not None and not own)
        assert feature["properties"]["precision"] == (point["precision"] if own else None)
        assert "point.latitude" not in feature["properties"]
    assert 0 < drawn < len(features)


def test_an_event_is_drawn_where_it_happened(world: Served) -> None:
    locations = {each["id"]: each for each in world.client.get("/v1/locations?first=100").json()["nodes"]}
    kinds = set()
    for feature in got(world, "/v1/events?first=100")["features"]:
        slug = feature["properties"]["slug"]
        placements = world.client.get(f"/v1/events/{slug}/placements?role=OCCURRED_IN&first=100").json()[
            "nodes"
        ]
        places = list(dict.fromkeys(each["location"]["id"] for each in placements))
        points = [(each, locations[each]["point"]) for each in places if locations[each]["point"] is not None]
        own = [point for place, point in points if point["location"]["id"] == place]
        properties = feature["properties"]
        assert properties["places"] == (SEPARATOR.join(locations[each]["name"] for each in places) or None)
        assert properties["placesComplete"] is True
        assert properties["borrowed"] is (len(own) < len(points))
        order = codes("point_precision")
        precisions = sorted((point["precision"] for point in own), key=order.index)
        assert properties["precision"] == (precisions[-1] if own else None)
        coordinates = [[point["longitude"], point["latitude"]] for point in own]
        geometry = feature["geometry"]
        kinds.add(None if geometry is None else geometry["type"])
        match coordinates:
            case []:
                assert geometry is None
            case [one]:
                assert geometry == {"type": "Point", "coordinates": one}
            case several:
                assert geometry == {"type": "MultiPoint", "coordinates": several}
    assert kinds >= {None, "Point"}


def test_pages_lead_on_in_the_same_form(world: Served) -> None:
    path: str | None = "/v1/events?format=geojson&first=2&totalCount=true"
    found = []
    while path is not None:
        answer = world.client.get(path).json()
        assert answer["numberReturned"] == len(answer["features"])
        found += [each["id"] for each in answer["features"]]
        links = {each["rel"]: each for each in answer["links"]}
        alternate = world.client.get(links["alternate"]["href"])
        assert alternate.headers["content-type"] == links["alternate"]["type"] == "application/json"
        assert [each["id"] for each in alternate.json()["nodes"]] == [
            each["id"] for each in answer["features"]
        ]
        path = links["next"]["href"] if "next" in links else None
    assert len(found) == len(set(found)) == answer["numberMatched"] > 2
    assert found == [each["id"] for each in world.client.get("/v1/events?first=100").json()["nodes"]]


def test_a_village_without_a_point_of_its_own_is_nowhere(seed: Served) -> None:
    feature = got(seed, "/v1/locations/demidovka")
    assert feature["id"] == "locations/demidovka"
    assert feature["geometry"] is None
    assert (feature["properties"]["borrowed"], feature["properties"]["precision"]) == (True, None)
    assert feature["properties"]["point.location.slug"] == "belgorod-region"
    region = got(seed, "/v1/locations/belgorod-region")
    longitude, latitude = region["geometry"]["coordinates"]
    assert 35 < longitude < 40
    assert 50 < latitude < 52
