"""Whole answers: bodies, headers, pages, methods, and what is not there."""

import re
from collections.abc import Iterator
from itertools import chain

import httpx2
import pytest
from starlette.testclient import TestClient

from api.rest.table import ROOT, ROUTES
from tests.rest.conftest import Served
from tests.world import NAMES, WORLD, text

ABOUT = '</openapi.json>; rel="describedby", <https://creativecommons.org/licenses/by/4.0/>; rel="license"'


def linked(header: str) -> dict[str, str]:
    """The targets of a Link header by their relation."""
    return {relation: url for url, relation in re.findall(r'<([^>]+)>; rel="(\w+)"', header)}


def test_a_single_resource_is_the_whole_object(world: Served) -> None:
    response = world.client.get("/v1/locations/location-2")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["link"] == f'</v1/locations/location-2>; rel="self", {ABOUT}'
    itself = {"id": "locations/location-2", "slug": "location-2", "name": NAMES[-2]}
    assert response.json() == {
        **itself,
        "kind": "REGION",
        "isoCode": "RU-BEL",
        "partOf": {"id": "locations/location-1", "slug": "location-1", "name": NAMES[-1]},
        "point": {
            "latitude": 50.5977,
            "longitude": 36.588,
            "precision": "REGION",
            "basis": "INFERRED",
            "note": None,
            "location": itself,
        },
        "description": text(2),
        "otherNames": [
            {"name": name, "language": "uk", "kind": "TRANSLITERATION"}
            for name in sorted(["Білгород", "Bilhorod", text(5)])
        ],
        "identifiers": [{"scheme": "GEONAMES", "value": "578071"}],
    }


def test_a_list_is_nodes_and_where_the_page_lies(world: Served) -> None:
    response = world.client.get("/v1/events/event-2/placements?first=1")
    event = {"id": "events/event-2", "slug": "event-2", "title": text(2)}
    page = response.json()["pageInfo"]
    assert response.json() == {
        "nodes": [
            {
                "event": event,
                "location": {"id": "locations/location-2", "slug": "location-2", "name": NAMES[-2]},
                "role": "OCCURRED_IN",
                "statement": {
                    "id": "statements/statement-2",
                    "slug": "statement-2",
                    "proposition": text(2),
                },
            }
        ],
        "pageInfo": {
            "hasNextPage": True,
            "hasPreviousPage": False,
            "startCursor": page["endCursor"],
            "endCursor": page["endCursor"],
        },
    }
    path = "/v1/events/event-2/placements"
    assert response.headers["link"] == (
        f'<{path}?first=1>; rel="self", <{path}?first=1>; rel="first", '
        f'<{path}?first=1&after={page["endCursor"]}>; rel="next", {ABOUT}'
    )


def test_a_list_without_pages_is_nodes_alone(world: Served) -> None:
    # Nobody says that event 8 happened.
    assert world.client.get("/v1/events/event-8/status-history").json() == {"nodes": []}
    assert world.client.get("/v1/events/event-8/disputes").json() == {"nodes": []}


def test_the_dataset(world: Served) -> None:
    assert world.client.get("/v1/dataset").json() == {
        "revision": 2,
        "loadedAt": world.client.get("/v1/dataset").json()["loadedAt"],
        "licence": "CC-BY-4.0",
        "licenceUrl": "https://creativecommons.org/licenses/by/4.0/",
        "counts": {
            f"{kind}s": len(WORLD[kind]) for kind in ("article", "source", "statement", "event", "location")
        },
        "limits": {
            "bodyBytes": 200_000,
            "documentBytes": 50_000,
            "tokens": 2000,
            "depth": 20,
            "rootFields": 50,
            "aliases": 100,
            "directives": 50,
            "fields": 2000,
            "page": 100,
            "cost": 500_000,
            "statementMilliseconds": 1000,
        },
    }


PERIODS = ("day", "month", "year")
COUNTS = {
    "statements": ("speech-act", "form", "commitment", "source", "article", "event", "place", *PERIODS),
    "events": ("type", "modality", "participant", "place", *PERIODS),
    "sources": ("kind", "country"),
    "locations": ("kind", "precision"),
    "articles": ("publisher", "language", *PERIODS),
}


def test_the_index_leads_to_everything_that_needs_no_slug(world_on_sqlite: Served) -> None:
    response = world_on_sqlite.client.get("/v1")
    assert response.json() == {
        "articles": "/v1/articles",
        "changes": "/v1/changes",
        "changes/stream": "/v1/changes/stream",
        "dataset": "/v1/dataset",
        "events": "/v1/events",
        "locations": "/v1/locations",
        "figures": "/v1/figures",
        "figures/totals": "/v1/figures/totals",
        "revisions": "/v1/revisions",
        "search": "/v1/search",
        "sources": "/v1/sources",
        "statements": "/v1/statements",
        "terms": "/v1/terms",
        **{f"{kind}/counts/by-{by}": f"/v1/{kind}/counts/by-{by}" for kind in COUNTS for by in COUNTS[kind]},
        "openapi": "/openapi.json",
        "documentation": "/docs",
    }
    assert response.headers["link"] == f'</v1>; rel="self", {ABOUT}'


def pages(client: TestClient, path: str, relation: str) -> Iterator[list[str]]:
    """The slugs of each page, following one relation of the Link header."""
    following: str | None = path
    while following:
        response = client.get(following)
        assert response.status_code == 200, response.text
        yield [node["slug"] for node in response.json()["nodes"]]
        following = linked(response.headers["link"]).get(relation)


def test_links_lead_through_all_pages_both_ways_and_keep_the_question(world: Served) -> None:
    client = world.client
    everything = [each["slug"] for each in client.get("/v1/statements?source=source-7").json()["nodes"]]
    assert len(everything) == 13
    forwards = list(pages(client, "/v1/statements?first=4&source=source-7", "next"))
    assert [len(page) for page in forwards] == [4, 4, 4, 1]
    assert list(chain.from_iterable(forwards)) == everything
    backwards = list(pages(client, "/v1/statements?last=4&source=source-7", "prev"))
    assert [len(page) for page in backwards] == [4, 4, 4, 1]
    assert list(chain.from_iterable(reversed(backwards))) == everything


def test_a_page_links_to_the_one_before_it(world: Served) -> None:
    first = world.client.get("/v1/statements?first=4")
    second = world.client.get(linked(first.headers["link"])["next"])
    before = linked(second.headers["link"])["prev"]
    assert world.client.get(before).json()["nodes"] == first.json()["nodes"]
    assert linked(second.headers["link"])["first"] == "/v1/statements?first=4"
    # A page of the usual size has no size in its own address, but the page before it needs one.
    start = first.json()["pageInfo"]["startCursor"]
    assert linked(world.client.get(f"/v1/statements?after={start}").headers["link"])["prev"].startswith(
        "/v1/statements?last=20&before="
    )


@pytest.mark.parametrize("path", [path for path, _ in ROUTES if "{slug}" in path])
@pytest.mark.parametrize("slug", ["nobody", "no body", "%00", "a" * 5000, "Söurce-1"])
def test_an_unknown_slug_is_not_found(world_on_sqlite: Served, path: str, slug: str) -> None:
    kind = path.split("/")[1].removesuffix("s")
    response = world_on_sqlite.client.get(ROOT + path.replace("{slug}", slug))
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "type": "/problems/not-found",
        "title": "There is no such thing",
        "status": 404,
        "detail": f"there is no {kind} of this slug",
    }


@pytest.mark.parametrize(
    "path", ["stance/NONSENSE", "stance/a-b", "stance/%00", "stances/DENIES", "%00/DENIES"]
)
def test_an_unknown_code_is_not_found(world_on_sqlite: Served, path: str) -> None:
    response = world_on_sqlite.client.get(f"/v1/terms/{path}")
    assert response.status_code == 404
    assert response.json()["detail"] == "there is no term of this scheme and code"


def test_the_codes_of_a_vocabulary_are_listed(world: Served) -> None:
    response = world.client.get("/v1/terms?scheme=stance&first=2&totalCount=true")
    assert [each["code"] for each in response.json()["nodes"]] == ["AFFIRMS", "DENIES"]
    assert response.json()["totalCount"] == 3
    further = world.client.get(linked(response.headers["link"])["next"])
    assert [each["code"] for each in further.json()["nodes"]] == ["NEUTRAL"]
    refusal = world.client.get("/v1/terms?scheme=stances").json()
    assert (refusal["status"], refusal["parameter"], refusal["allowed"][0]) == (400, "scheme", "stance")


def test_what_is_known_but_has_nothing_has_an_empty_list(world: Served) -> None:
    response = world.client.get("/v1/events/event-8/statements")
    assert response.status_code == 200
    assert response.json()["nodes"] == []


@pytest.mark.parametrize("path", ["/v1", "/v1/events", "/v1/events/event-1", "/v1/dataset"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "HEADS"])
def test_another_method_is_told_which_there_are(world_on_sqlite: Served, path: str, method: str) -> None:
    response = world_on_sqlite.client.request(method, path)
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "type": "/problems/method-not-allowed",
        "title": "This path does not answer this method",
        "status": 405,
        "detail": "use GET, HEAD, OPTIONS",
    }


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("statements/counts/by-form", [("INDIRECT", 15), ("NARRATOR", 15), ("MIXED", 6), ("DIRECT", 2)]),
        ("statements/counts/by-form?source.text=Zelenskyy", [("INDIRECT", 3), ("DIRECT", 2), ("MIXED", 2)]),
        ("statements/counts/by-form?knownAt=0", []),
        ("statements/counts/by-month", [("2025-03", 4), ("2025-04", 20), (None, 14)]),
        ("statements/counts/by-article", [("2025-04-08-belgorod-admission", 38)]),
        ("statements/counts/by-source?first=2", [("nigerian-tribune", 38), ("volodymyr-zelenskyy", 7)]),
        ("statements/counts/by-place?first=2&speechAct=REPORTS", [(None, 5), ("belgorod-region", 1)]),
        ("events/counts/by-type?first=1", [("TERRITORY_GAINED", 4)]),
        ("sources/counts/by-kind?first=1", [("UNNAMED_GROUP", 9)]),
    ],
)
def test_lists_are_counted(seed: Served, path: str, counts: list[tuple[str | None, int]]) -> None:
    nodes = seed.client.get(f"/v1/{path}").json()["nodes"]
    found = [next(value for key, value in each.items() if key not in ("count", "label")) for each in nodes]
    assert [
        (value["slug"] if isinstance(value, dict) else value, each["count"])
        for value, each in zip(found, nodes, strict=True)
    ] == counts


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/events?first=2", "/v1/events/event-1", "/v1/events/no", "/v1/no"]
)
def test_head_is_get_without_the_body(address: str, path: str) -> None:
    # The length of what is compressed is not that of the content.
    get, head = (
        ask(address + path, headers={"accept-encoding": "identity"}) for ask in (httpx2.get, httpx2.head)
    )
    assert head.status_code == get.status_code
    assert head.content == b""
    assert int(head.headers["content-length"]) == len(get.content) > 0
    for name in ("content-type", "link", "x-content-type-options", "etag", "cache-control", "vary"):
        assert head.headers.get(name) == get.headers.get(name)
