"""Pages are asked for again, and sent again only when they changed; on both databases."""

import re
from email.utils import format_datetime, parsedate_to_datetime

import httpx2
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings

PATHS = ("/", "/events", "/events/event-1", "/sources/source-1", "/search?text=plain")
HTML = "text/html; charset=utf-8"


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_the_tag_and_the_date_of_what_it_shows(world: httpx2.Client, path: str) -> None:
    page = world.get(path)
    of_data = world.get("/v1/dataset")

    assert (page.status_code, page.headers["content-type"]) == (200, HTML)
    assert re.fullmatch(r'"[0-9a-f]{24}\.html(\.(zstd|br|gzip))?"', page.headers["etag"])
    assert page.headers["last-modified"] == of_data.headers["last-modified"]
    assert page.headers["cache-control"] == "no-cache"
    assert page.headers["vary"] == "Accept, Accept-Encoding, Dateline-Min-Revision"
    assert page.headers["etag"] != of_data.headers["etag"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_that_the_browser_has_is_not_sent_again(world: httpx2.Client, path: str, method: str) -> None:
    page = world.get(path)
    tag, date = page.headers["etag"], page.headers["last-modified"]
    for condition in ({"If-None-Match": tag}, {"If-None-Match": "*"}, {"If-Modified-Since": date}):
        again = world.request(method, path, headers=condition)
        assert (again.status_code, again.content) == (304, b"")
        assert (again.headers["etag"], again.headers["last-modified"]) == (tag, date)
        assert again.headers["cache-control"] == "no-cache"
    later = format_datetime(parsedate_to_datetime(date).replace(year=2099), usegmt=True)
    for condition in (
        {"If-None-Match": '"other"'},
        {"If-Modified-Since": later},
        {"If-None-Match": '"other"', "If-Modified-Since": date},
    ):
        whole = world.request(method, path, headers=condition)
        assert (whole.status_code, whole.headers["etag"]) == (200, tag)
        assert whole.content == (page.content if method == "GET" else b"")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/events/nobody", 404), ("/events/event-99", 410), ("/events?after=x", 400), ("/search?text=-", 400)],
)
def test_a_page_that_tells_what_is_wrong_is_not_kept(world: httpx2.Client, path: str, status: int) -> None:
    for condition in ({}, {"If-None-Match": "*"}):
        answer = world.get(path, headers=condition)
        assert (answer.status_code, answer.headers["content-type"]) == (status, HTML)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["vary"] == "Accept, Accept-Encoding, Dateline-Min-Revision"
        assert {"etag", "last-modified"} & set(answer.headers) == set()


@pytest.mark.parametrize("path", [*PATHS, "/search", "/events/nobody"])
def test_a_page_is_no_other_form(world: httpx2.Client, path: str) -> None:
    answer = world.get(path, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")
    assert answer.json()["allowed"] == ["text/html"]
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert world.get(path, headers={"Accept": browser}).headers["content-type"] == HTML


def test_another_look_is_another_page(
    world_url: str, built_page: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tags = []
    for look in (b"one", b"one", b"another"):
        monkeypatch.setattr("api.pages.page.appearance", lambda look=look: look)
        with TestClient(create_app(Settings(database_url=world_url))) as client:
            tags.append([client.get(path).headers["etag"] for path in PATHS])
    assert tags[0] == tags[1]
    assert len({*tags[0], *tags[2]}) == 2 * len(PATHS)
