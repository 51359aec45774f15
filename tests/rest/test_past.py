"""What was known, and what loads did, by REST."""

from typing import Any

import pytest

from tests.rest.conftest import Served
from tests.world import HELD, WORLD

ALLOWED = (
    "give the number of a revision (3), a time with its offset (2025-04-07T12:00:00Z) or a day (2025-04-07)"
)


def got(served: Served, path: str, status: int = 200) -> Any:
    response = served.client.get(path)
    assert response.status_code == status, response.text
    return response.json()


@pytest.mark.parametrize(
    ("moment", "revision"),
    [
        ("0", 0),
        ("1", 1),
        ("2147483647", 2),
        ("2025-04-08", 1),
        ("2025-04-08T11:59:59Z", 0),
        ("2025-04-08T14:00:00%2B02:00", 1),
        # As it is often written, though + is a space in a query.
        ("2025-04-08T14:00:00+02:00", 1),
        ("2025-04-09T01:02:03Z", 2),
    ],
)
def test_what_was_held(world: Served, moment: str, revision: int) -> None:
    found = got(world, f"/v1/dataset?knownAt={moment}")
    assert found["revision"] == revision
    assert found["counts"]["events"] == len(HELD[revision]["event"])
    listed = got(world, f"/v1/events?knownAt={moment}&totalCount=true")
    assert listed["totalCount"] == len(HELD[revision]["event"])


def test_an_entity_as_it_was(world: Served) -> None:
    title = next(row["title"] for row in WORLD["event"] if row["id"] == 2)
    assert got(world, "/v1/events/event-2")["title"] == title
    assert got(world, "/v1/events/event-2?knownAt=1")["title"] == "was"
    assert got(world, "/v1/events/event-99?knownAt=1")["slug"] == "event-99"
    assert got(world, "/v1/events/event-2?knownAt=0", 404)["detail"] == "there is no event of this slug"


@pytest.mark.parametrize("below", ["", "/statements", "/status", "/history"])
def test_what_was_withdrawn_is_gone(world: Served, below: str) -> None:
    problem = got(world, f"/v1/events/event-99{below}", 410)
    assert problem.pop("requestId", None) is None
    reason = next(row["reason"] for row in WORLD["change"] if row["slug"] == "event-99" and row["reason"])
    assert problem == {
        "type": "/problems/withdrawn",
        "title": "It was withdrawn",
        "status": 410,
        "detail": f"this event was withdrawn by revision 2 on 2025-04-09. The reason given: {reason}",
        "revision": 2,
        "withdrawnAt": "2025-04-09T01:02:03Z",
        "reason": reason,
        "known": "/v1/events/event-99?knownAt=1",
    }
    assert got(world, problem["known"])["slug"] == "event-99"
    assert got(world, f"/v1/events/event-99{below}?knownAt=2", 410)["revision"] == 2
    # A moment at which it was not yet held, another kind, another slug.
    assert got(world, f"/v1/events/event-99{below}?knownAt=0", 404)["type"] == "/problems/not-found"
    for never in ("sources/event-99", "events/event-98", "events/source-1"):
        assert got(world, f"/v1/{never}", 404)["type"] == "/problems/not-found"


def test_what_is_gone_is_kept_by_no_cache(world: Served) -> None:
    response = world.client.get("/v1/events/event-99", headers={"If-None-Match": "*"})
    assert (response.status_code, response.headers["cache-control"]) == (410, "no-store")
    head = world.client.head("/v1/events/event-99")
    assert (head.status_code, head.content) == (410, b"")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("-1", ALLOWED),
        ("", ALLOWED),
        ("soon", ALLOWED),
        ("2025-04-07T12:00:00", ALLOWED),
        ("2025-13-01", f"'2025-13-01' is no day or time of the calendar; {ALLOWED}"),
    ],
)
def test_what_is_no_moment_is_refused(world: Served, wrong: str, why: str) -> None:
    problem = got(world, f"/v1/events?knownAt={wrong}", 400)
    assert problem["parameter"] == "knownAt"
    assert problem["detail"] == f"knownAt takes a moment: {why}"


def test_the_history_of_an_entity(world: Served) -> None:
    revision = {"number": 2, "loadedAt": "2025-04-09T01:02:03Z"}
    change = {"kind": "EVENT", "slug": "event-2", "entityId": "events/event-2", "reason": None} | {
        "formerSlug": None
    }
    assert got(world, "/v1/events/event-2/history?first=1")["nodes"] == [
        {"revision": revision, "action": "CHANGED", "fields": [{"name": "title"}], "dossier": "dossier-1"}
        | change
    ]


def test_the_feed(world: Served) -> None:
    whole = got(world, "/v1/changes?totalCount=true")
    assert whole["totalCount"] == len(whole["nodes"]) == len(WORLD["change"])
    assert got(world, "/v1/changes?since=0")["nodes"] == whole["nodes"]
    later = got(world, "/v1/changes?since=1")["nodes"]
    assert later == [each for each in whole["nodes"] if each["revision"]["number"] > 1]
    withdrawn = got(world, "/v1/changes?action=WITHDRAWN&kind=EVENT")["nodes"]
    assert [each["entityId"] for each in withdrawn] == ["events/event-99"]
    assert got(world, "/v1/changes?since=2")["nodes"] == []
    first = world.client.get("/v1/changes?since=0&first=4")
    after = world.client.get(first.links["next"]["url"]).json()
    assert first.json()["nodes"] + after["nodes"] == whole["nodes"][:8]
    assert got(world, "/v1/changes?since=-1", 400)["parameter"] == "since"


def test_the_revisions(world: Served) -> None:
    newest, first = got(world, "/v1/revisions")["nodes"]
    assert (newest["number"], first["number"]) == (2, 1)
    assert newest["loadedAt"] == "2025-04-09T01:02:03Z"
    loaded = {"dossier": "dossier-1", "sha256": f"{2:064x}", "added": 1, "changed": 1, "withdrawn": 0}
    assert newest["dossiers"]["nodes"][0] == loaded
    assert got(world, "/v1/revisions?knownAt=1")["nodes"] == [first]
