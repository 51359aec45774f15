"""What a load withdrew, as a person and as a program meets it."""

import json

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
