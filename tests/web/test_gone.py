"""What a load withdrew or renamed, as a person and as a program meets it."""

import json

import pytest

from tests.web.wire import ask


def test_a_page_says_that_its_event_was_withdrawn(server: str) -> None:
    page = ask(server, "/events/event-99", "Accept: text/html")
    assert (page.status, page.headers["content-type"]) == (410, "text/html; charset=utf-8")
    body = page.body.decode()
    assert "<h1>Withdrawn</h1>" in body
    assert "this event was withdrawn by revision 2 on 2025-04-09" in body
    assert '<a href="/v1/events/event-99?knownAt=1">' in body
    missing = ask(server, "/events/nobody", "Accept: text/html")
    assert (missing.status, b"<h1>Not found</h1>" in missing.body) == (404, True)


def test_the_type_of_the_problem_has_a_page(server: str) -> None:
    gone = json.loads(ask(server, "/v1/events/event-99").body)
    meant = ask(server, gone["type"])
    assert (meant.status, json.loads(meant.body)["status"]) == (200, 410)


def test_a_layer_of_a_map_hears_of_it_as_well(server: str) -> None:
    gone = ask(server, "/v1/ogc/collections/events/items/events/event-99")
    assert (gone.status, json.loads(gone.body)["known"]) == (410, "/v1/events/event-99?knownAt=1")


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/v1/locations/location-0", "/v1/locations/location-3"),
        (
            "/v1/locations/location-0/parts?first=1&knownAt=2",
            "/v1/locations/location-3/parts?first=1&knownAt=2",
        ),
        (
            "/v1/ogc/collections/locations/items/locations/location-0",
            "/v1/ogc/collections/locations/items/locations/location-3",
        ),
        ("/locations/location-0", "/locations/location-3"),
    ],
)
def test_a_former_slug_leads_to_the_new_one(server: str, asked: str, leads_to: str) -> None:
    moved = ask(server, asked)
    assert (moved.status, moved.headers["location"]) == (308, leads_to)
    assert ask(server, leads_to).status == 200


def test_what_was_renamed_says_when(server: str) -> None:
    moved = ask(server, "/v1/locations/location-0")
    assert moved.headers["content-type"] == "application/problem+json"
    problem = json.loads(moved.body)
    del problem["requestId"]
    assert problem == {
        "type": "/problems/renamed",
        "title": "It has another slug now",
        "status": 308,
        "detail": "this location is called location-3 since revision 2 on 2025-04-09",
        "revision": 2,
        "renamedAt": "2025-04-09T01:02:03Z",
        "entityId": "locations/location-3",
    }
    assert ask(server, problem["type"]).status == 200
    # Before it was renamed, and among things of another kind, nothing is known of the new slug.
    assert ask(server, "/v1/locations/location-0?knownAt=1").status == 404
    assert ask(server, "/v1/events/location-0").status == 404
    page = ask(server, "/locations/location-0", "Accept: text/html")
    assert b"<h1>Renamed</h1>" in page.body
