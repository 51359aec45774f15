"""Tags and dates: what the client has is not sent again, and what is not there is not called unchanged."""

import re
from email.utils import parsedate_to_datetime

import pytest

from api.gql.execution import Request
from api.web.validators import Read, Version, held, last_modified
from tests.asking import asking
from tests.web.wire import ask

RESOURCES = (
    "/v1/events/event-1",
    "/v1/events?first=3",
    "/v1/statements?first=100",
    "/v1/dataset",
    "/graphql?query={dataset{revision}}",
)
PAGES = ("/", "/events", "/events/event-1", "/statements/statement-1", "/search", "/search?text=event")
DOCUMENTS = ("/v1", "/openapi.json", "/schema.graphql", "/docs", "/problems/not-found", "/favicon.svg")


@pytest.mark.parametrize("path", [*RESOURCES, *PAGES, *DOCUMENTS])
@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_the_client_has_is_not_sent_again(server: str, path: str, coding: str, method: str) -> None:
    accept = f"Accept-Encoding: {coding}"
    first = ask(server, path, accept)
    tag = first.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{24}\.[a-z]+(\.(gzip|br|zstd))?"', tag)
    for sent in (tag, f"W/{tag}", f'"other", {tag}'):
        again = ask(server, path, accept, f"If-None-Match: {sent}", method=method)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == tag
        for name in ("cache-control", "vary", "last-modified", "access-control-allow-origin"):
            assert again.headers.get(name) == first.headers.get(name)
        assert "content-length" not in again.headers
        assert "content-encoding" not in again.headers
    assert ask(server, path, accept, "If-None-Match: *", method=method).status == 304
    for sent in ('"other"', tag[1:-1], tag.upper(), '""', ""):
        other = ask(server, path, accept, f"If-None-Match: {sent}", method=method)
        assert (other.status, other.headers["etag"]) == (200, tag)


def test_answers_are_kept_as_the_setting_says_and_documents_are_asked_for_again(server: str) -> None:
    for path in RESOURCES:
        assert ask(server, path).headers["cache-control"] == "public, max-age=30, must-revalidate"
    for path in (*PAGES, *DOCUMENTS[:-1]):
        assert ask(server, path).headers["cache-control"] == "no-cache"


def test_a_client_that_has_the_plain_answer_need_not_take_a_compressed_one(server: str) -> None:
    plain = ask(server, "/v1/statements").headers["etag"]
    both = ask(server, "/v1/statements", "Accept-Encoding: br, gzip", f"If-None-Match: {plain}")
    assert (both.status, both.headers["etag"]) == (304, plain)
    # But not one that it could not read, nor the plain one if it refuses that.
    packed = ask(server, "/v1/statements", "Accept-Encoding: br").headers["etag"]
    assert ask(server, "/v1/statements", f"If-None-Match: {packed}").status == 200
    refusing = "Accept-Encoding: br, identity;q=0"
    assert ask(server, "/v1/statements", refusing, f"If-None-Match: {plain}").status == 200


def test_different_questions_have_different_tags_and_the_same_one_has_one(server: str) -> None:
    def tag(path: str, *lines: str) -> str:
        return ask(server, path, *lines).headers["etag"]

    named = "/graphql?query=query($s:String!){source(slug:$s){slug}}"
    paths = [
        "/",
        "/events",
        "/events/event-1",
        "/events/event-2",
        "/search",
        "/search?text=a",
        "/search?text=b",
        "/v1/events/event-1",
        "/v1/events/event-2",
        "/v1/events",
        "/v1/events?first=5",
        "/v1/events?first=6",
        "/v1/events?totalCount=true",
        "/v1/events/event-1/status?asOf=2025-04-07",
        "/v1/events/event-1/status?asOf=2025-04-08",
        "/graphql?query={__typename}",
        "/graphql?query={dataset{revision}}",
        "/graphql?query={dataset{revision}}&extensions={%22cost%22:true}",
        named + "&variables={%22s%22:%22source-1%22}",
        named + "&variables={%22s%22:%22source-2%22}",
    ]
    assert len({tag(path) for path in paths}) == len(paths)
    assert tag("/v1/sources?kind=STATE&first=2") == tag("/v1/sources?first=2&kind=STATE")
    forms = {
        tag("/graphql?query={dataset{revision}}", f"Accept: application/{form}")
        for form in ("json", "graphql-response+json")
    }
    assert len(forms) == 2


@pytest.mark.parametrize(
    "path",
    [
        "/v1/events/nobody",
        "/v1/nothing",
        "/v1/events?first=x",
        "/events/nobody",
        "/events?after=x",
        "/search?text=-",
    ],
)
def test_what_is_not_there_has_not_stayed_the_same(server: str, path: str) -> None:
    since = ask(server, "/v1/dataset").headers.get("last-modified", "Sat, 01 Mar 2025 00:00:00 GMT")
    for condition in ("If-None-Match: *", 'If-None-Match: "a"', f"If-Modified-Since: {since}"):
        assert ask(server, path, condition).status in (400, 404)


def test_a_tag_matches_as_it_stands() -> None:
    version = Version("abc")
    assert held('W/"abc.json.br"', version, "json", ["br", "identity"]) == '"abc.json.br"'
    assert held('"a,b", "abc.json"', version, "json", ["br", "identity"]) == '"abc.json"'
    assert held('"abc.json.gzip"', version, "json", ["br", "identity"]) is None
    assert held("abc.json", version, "json", ["identity"]) is None
    assert held(" * ", version, "json", ["identity"]) == '"abc.json"'


def test_every_part_of_a_read_is_part_of_its_version() -> None:
    reads = [
        Read(b"a" * 16, [1, "x"], b"1 2025-04-08 09:00:00.000001"),
        Read(b"b" * 16, [1, "x"], b"1 2025-04-08 09:00:00.000001"),
        Read(b"a" * 16, ["1", "x"], b"1 2025-04-08 09:00:00.000001"),
        Read(b"a" * 16, [1, "x"], b"2 2025-04-08 09:00:00.000001"),
        # Another database, made anew, at the same number of loads.
        Read(b"a" * 16, [1, "x"], b"1 2025-04-08 09:00:00.000002"),
        Read(b"a" * 16, [1, "x"], None),
    ]
    assert len({read.version().digest for read in reads}) == len(reads)
    assert reads[0].version().since == "Tue, 08 Apr 2025 09:00:00 GMT"
    assert reads[-1].version().since is None


def test_a_date_is_given_once_its_second_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    date = "Tue, 08 Apr 2025 09:00:00 GMT"
    second = int(parsedate_to_datetime(date).timestamp())
    for now, since in ((second - 5, None), (second + 0.9, None), (second + 1, date)):
        monkeypatch.setattr("api.web.validators.time", lambda now=now: now)
        assert last_modified(b"7 2025-04-08 09:00:00.5") == since


def test_an_answer_that_the_client_has_asks_for_the_revision_alone(
    seeds_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with asking(seeds_url) as asker:
        request = Request("{ dataset { revision } events { totalCount } }")
        first = asker.runner.run(asker.engine.answer(request))
        assert first.read is not None
        digest = first.read.version().digest

        async def never(*_: object, brief: bool) -> None:
            raise AssertionError("the statement was run")

        monkeypatch.setattr(asker.reader, "fetch_row", never, raising=True)
        asked: list[str] = []

        async def newest(sql: str, *_: object, brief: bool) -> bytes | None:
            asked.append(sql)
            assert first.read is not None
            return first.read.revision

        monkeypatch.setattr(asker.reader, "fetch", newest)
        again = asker.runner.run(asker.engine.answer(request, lambda each: each.digest == digest))
        assert (again.unchanged, again.body, len(asked)) == (True, b"", 1)
