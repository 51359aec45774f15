"""CSV and NDJSON: whole lists, as a spreadsheet and a program read them."""

import csv
import gzip
import io
import json
from typing import Any

import brotli
import httpx2
import pytest
import zstandard

from api.gql.execution import Answer
from api.rest import whole
from api.rest.columns import SEPARATOR, columns_of
from api.rest.resource import Resource
from api.rest.rows import MADE_SAFE, safe
from api.rest.stored import stored
from api.rest.table import ROUTES
from db.errors import StatementTimeout
from db.vocabulary import schemes
from tests.rest.conftest import Served
from tests.rest.walk import requests
from tests.web.wire import ask

LISTS = [
    pytest.param(path, name, id=path)
    for path, name, _ in requests()
    if stored(name).listed is not None and (path.count("-") == 0 or "-2" in path)
]
SMALL_PAGES = 3


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the small world has several."""
    monkeypatch.setattr(whole, "MAX_PAGE", SMALL_PAGES)


def table(body: bytes) -> list[dict[str, str]]:
    """The rows by their columns, strictly read as RFC 4180 has them."""
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.endswith(b"\r\n")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(set(rows[0])) == len(rows[0])
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def all_nodes(served: Served, path: str) -> list[Any]:
    found: list[Any] = []
    following: str | None = path + ("&" if "?" in path else "?") + "format=json"
    while following is not None:
        response = served.client.get(following)
        found += response.json()["nodes"]
        following = response.links.get("next", {}).get("url")
    return found


def slow_pages(monkeypatch: pytest.MonkeyPatch, *, longest: int) -> list[int]:
    """The lengths of pages that are asked for from now on, the first of a list excepted. Those of more than
    ``longest`` rows run into the time limit.
    """
    lengths: list[int] = []
    ask = Resource._ask

    async def impatient(self: Resource, asked: Any, variables: Any, *known: Any, at_least: int = 0) -> Answer:
        if "after" in variables:
            lengths.append(variables["first"])
            if lengths[-1] > longest:
                raise StatementTimeout("took too long")
        return await ask(self, asked, variables, *known, at_least=at_least)

    monkeypatch.setattr(Resource, "_ask", impatient)
    return lengths


def unsafe(cell: str) -> str:
    """The text of a cell, by the rule of the documentation."""
    return cell.removeprefix(MADE_SAFE)


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize(("path", "name"), LISTS)
def test_every_list_is_had_whole(world: Served, path: str, name: str) -> None:
    nodes = all_nodes(world, path)
    joint = "&" if "?" in path else "?"
    lines = world.client.get(f"{path}{joint}format=ndjson")
    assert lines.headers["content-type"] == "application/x-ndjson"
    assert [json.loads(line) for line in lines.content.splitlines()] == nodes
    response = world.client.get(f"{path}{joint}format=csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    header = response.content.decode("utf-8-sig").partition("\r\n")[0].split(",")
    columns = columns_of(stored(name))
    assert header == [column.name for column in columns]
    rows = table(response.content)
    assert len(rows) == len(nodes)
    for row, node in zip(rows, nodes, strict=True):
        for column in columns:
            if column.labels is None and not column.many:
                value: Any = node
                for key in column.path:
                    value = None if value is None else value.get(key)
                written = "" if value is None else value if isinstance(value, str) else json.dumps(value)
                assert unsafe(row[column.name]) == written


def test_a_code_has_its_label_beside_it(world: Served) -> None:
    labels = {term.code: term.label for term in schemes()["statement_form"].terms}
    rows = table(world.client.get("/v1/statements?format=csv").content)
    assert len({row["form"] for row in rows}) > 1
    for row in rows:
        assert row["form.label"] == labels[row["form"]]


def test_the_members_of_a_list_stand_side_by_side(seed: Served) -> None:
    rows = table(seed.client.get("/v1/statements?format=csv").content)
    nodes = all_nodes(seed, "/v1/statements")
    assert max(len(node["attributions"]) for node in nodes) > 1
    for row, node in zip(rows, nodes, strict=True):
        sources = [each["source"]["slug"] for each in node["attributions"]]
        assert row["attributions.source.slug"].split(SEPARATOR) == sources
        assert len(row["attributions.wording"].split(SEPARATOR)) == len(sources)
        assert row["attributions.position"] == SEPARATOR.join(
            str(each["position"]) for each in node["attributions"]
        )


@pytest.mark.parametrize(
    "hostile",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x","y")', "'=1", "'"],
)
def test_no_cell_begins_a_formula(hostile: str) -> None:
    assert safe(hostile) == f"'{hostile}"
    assert unsafe(safe(hostile)) == hostile


@pytest.mark.parametrize("harmless", ["", "a=1", " =1", "1", "“=1”", "Zelenskyy's"])
def test_what_begins_no_formula_is_left_alone(harmless: str) -> None:
    assert safe(harmless) == harmless


def test_the_hostile_world_calculates_nothing(world: Served) -> None:
    for path in ("statements", "events", "sources", "locations", "articles", "figures"):
        for row in table(world.client.get(f"/v1/{path}?format=csv").content):
            for name, cell in row.items():
                is_number = name in ("point.latitude", "point.longitude", "low", "best", "high")
                assert is_number or not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")), (name, cell)


def test_a_question_for_one_page_has_one_page(world: Served) -> None:
    for asked in ("first=2", "last=2"):
        nodes = world.client.get(f"/v1/events?{asked}").json()["nodes"]
        response = world.client.get(f"/v1/events?{asked}&format=ndjson")
        assert [json.loads(line) for line in response.content.splitlines()] == nodes
        assert ("next" if asked == "first=2" else "prev") in response.links
    cursor = world.client.get("/v1/events?first=2").json()["pageInfo"]["endCursor"]
    rest = world.client.get(f"/v1/events?after={cursor}&format=ndjson").content.splitlines()
    assert [json.loads(line) for line in rest] == all_nodes(world, "/v1/events")[2:]


def test_what_has_no_place_in_a_row_is_refused(world_on_sqlite: Served) -> None:
    response = world_on_sqlite.client.get("/v1/events?totalCount=true&format=csv")
    assert (response.status_code, response.json()["parameter"]) == (422, "totalCount")
    assert world_on_sqlite.client.get("/v1/events/event-1?format=csv").status_code == 400
    assert world_on_sqlite.client.get("/v1/events/nobody/statements?format=csv").status_code == 404


def test_accept_asks_for_rows(world_on_sqlite: Served) -> None:
    for accept, sent in (
        ("text/csv", "text/csv"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("text/*;q=0.5, application/json", "application/json"),
        ("*/*", "application/json"),
    ):
        response = world_on_sqlite.client.get("/v1/events", headers={"Accept": accept})
        assert response.headers["content-type"].partition(";")[0] == sent


def test_a_file_is_called_after_its_path(world_on_sqlite: Served) -> None:
    response = world_on_sqlite.client.get("/v1/events/event-2/statements?format=csv")
    assert response.headers["content-disposition"] == 'attachment; filename="events-event-2-statements.csv"'


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
def test_a_stream_comes_in_every_coding_and_with_its_tag(address: str, coding: str) -> None:
    path = "/v1/statements?format=ndjson"
    plain = httpx2.get(address + path, headers={"Accept-Encoding": "identity"})
    assert plain.headers["transfer-encoding"] == "chunked"
    with httpx2.stream("GET", address + path, headers={"Accept-Encoding": coding}) as response:
        body = b"".join(response.iter_raw())
    decode: dict[str, Any] = {
        "identity": bytes,
        "gzip": gzip.decompress,
        "br": brotli.decompress,
        "zstd": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
    }
    assert decode[coding](body) == plain.content
    suffix = "" if coding == "identity" else f".{coding}"
    assert response.headers["etag"].endswith(f'.ndjson{suffix}"')
    again = httpx2.get(
        address + path, headers={"Accept-Encoding": coding, "If-None-Match": response.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.usefixtures("small_pages")
def test_a_page_that_takes_too_long_is_asked_for_again_and_shorter(
    world: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = world.client.get("/v1/statements?format=csv").content
    asked = slow_pages(monkeypatch, longest=1)
    assert world.client.get("/v1/statements?format=csv").content == expected
    assert asked[:4] == [SMALL_PAGES, 1, SMALL_PAGES, 1]
    assert len(asked) == 2 * (len(table(expected)) - SMALL_PAGES)


@pytest.mark.usefixtures("small_pages")
def test_a_list_is_broken_off_where_a_row_takes_too_long(
    address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked = slow_pages(monkeypatch, longest=0)
    received: list[bytes] = []
    question = address + "/v1/statements?format=ndjson"
    with httpx2.stream("GET", question, headers={"Accept-Encoding": "identity"}) as response:  # noqa: SIM117
        with pytest.raises(httpx2.RemoteProtocolError, match="incomplete chunked read"):
            received.extend(response.iter_bytes())
    assert b"".join(received).count(b"\n") == SMALL_PAGES
    assert asked == [SMALL_PAGES, 1]
    assert [each.getMessage() for each in caplog.records if each.name == "api.rest.resource"] == [
        "/v1/statements was broken off: StatementTimeout('took too long')"
    ]


@pytest.mark.usefixtures("small_pages")
def test_head_of_a_stream_has_its_headers_alone(address: str) -> None:
    reply = ask(address, "/v1/statements?format=csv", method="HEAD")
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["etag"].endswith('.csv"')
    assert "content-length" not in reply.headers


def test_every_list_can_be_laid_flat() -> None:
    # A list inside a list has no columns: `columns_of` would raise.
    assert all(columns_of(stored(name)) for _, name in ROUTES if stored(name).listed is not None)
