"""What the server sends: the pages, their policy, the assets."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import httpx2
import pytest
import zstandard
from starlette.responses import Response
from starlette.testclient import TestClient

from api.app import create_app
from api.ide.example import Example, InvalidExample, examples
from api.ide.page import assets, docs_page, ide_page
from api.settings import Settings
from api.web.failures import PageNotBuilt

pytestmark = pytest.mark.usefixtures("built_page")

EXAMPLES = [
    Example("Flood", "What is known?", "# What is known?\nquery Flood { x }", {"slug": "flood"}),
    Example("Plain", "No variables.", "# No variables.\nquery Plain { x }"),
]


@pytest.fixture(scope="module")
def client(built_page: None) -> TestClient:
    """The application, not started: no page asks the database."""
    return TestClient(create_app(Settings(database_url="sqlite:///unread.db")))


def text(page: Response) -> str:
    return bytes(page.body).decode()


def config(page: Response) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="config">(.*?)</script>', text(page), re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.mark.parametrize("path", ["/graphql", "/docs"])
def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(client: TestClient, path: str) -> None:
    document = client.get(path, headers={"Accept": "text/html"}).text
    loaded = re.findall(r'(?:src|href)="([^"]*)"', document)

    assert len(loaded) == 3
    assert [url for url in loaded if not re.fullmatch(r"/(assets/[\w.-]+|favicon\.svg)", url)] == []
    assert "http://" not in document
    assert "https://" not in document
    assert re.findall(r"<script(?! type=\"application/json\")(?![^>]* src=)", document) == []
    assert re.findall(r"<style|\bstyle=|\bon\w+=", document) == []


def test_the_headers_of_the_graphiql_page() -> None:
    headers = dict(ide_page("/graphql", EXAMPLES).headers)
    del headers["content-length"]
    assert headers == {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-cache",
        "content-security-policy": (
            "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; "
            "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
    }


def test_the_documentation_page_allows_no_inline_style() -> None:
    assert docs_page("/openapi.json").headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; "
        "style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def test_the_page_carries_its_endpoint_and_examples() -> None:
    carried = config(ide_page("/graphql", EXAMPLES))

    assert carried["endpoint"] == "/graphql"
    assert carried["examples"] == [
        {
            "title": "Flood",
            "story": "What is known?",
            "query": "# What is known?\nquery Flood { x }",
            "variables": '{\n  "slug": "flood"\n}',
        },
        {
            "title": "Plain",
            "story": "No variables.",
            "query": "# No variables.\nquery Plain { x }",
            "variables": None,
        },
    ]
    assert sorted(carried["workers"]) == ["editor", "graphql", "json"]


def test_an_example_cannot_end_the_element_that_it_is_carried_in() -> None:
    hostile = Example("A", "</script><script>alert(1)</script>", "# <!--\nquery A { x }")
    page = ide_page("/graphql", [hostile])

    assert text(page).count("<script") == 2
    assert "<!--" not in text(page)
    assert config(page)["examples"][0]["story"] == hostile.story


def test_all_that_the_pages_name_is_served(client: TestClient) -> None:
    for page in (client.get("/graphql", headers={"Accept": "text/html"}), client.get("/docs")):
        for url in re.findall(r'"(/(?:assets/|favicon)[^"]+)"', page.text):
            assert client.get(url).status_code == 200, url
    assert client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"


CODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "zstd": (".zst", lambda coded: zstandard.ZstdDecompressor().decompress(coded)),
    "br": (".br", brotli.decompress),
    "gzip": (".gz", gzip.decompress),
}


def fetch(
    client: TestClient, url: str, accept_encoding: str, **headers: str
) -> tuple[httpx2.Response, bytes]:
    """The response, and its body as it came over the wire."""
    with client.stream("GET", url, headers={"Accept-Encoding": accept_encoding, **headers}) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize("coding", CODINGS)
def test_an_asset_is_kept_for_ever_and_sent_compressed(client: TestClient, coding: str) -> None:
    url = assets().urls["ide.js"]
    plain, content = fetch(client, url, "identity")
    compressed, coded = fetch(client, url, coding)

    assert "content-encoding" not in plain.headers
    assert compressed.headers["content-encoding"] == coding
    for answer, body in ((plain, content), (compressed, coded)):
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["content-length"] == str(len(body))
    assert CODINGS[coding][1](coded) == content
    assert len(coded) < len(content) / 2


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("*", "zstd"),
        ("*, zstd;q=0, br;q=0", "gzip"),
        ("deflate", None),
        ("", None),
    ],
)
def test_an_asset_comes_in_the_coding_that_is_liked_best(
    client: TestClient, accepted: str, coding: str | None
) -> None:
    answer, _ = fetch(client, assets().urls["pages.js"], accepted)
    assert answer.headers.get("content-encoding") == coding


def test_each_copy_of_an_asset_has_a_tag_of_its_own(client: TestClient) -> None:
    url = assets().urls["pages.css"]
    name = url.rpartition("/")[2]
    tags = {coding: fetch(client, url, coding)[0].headers["etag"] for coding in ("identity", *CODINGS)}
    assert tags == {"identity": f'"{name}.file"'} | {each: f'"{name}.file.{each}"' for each in CODINGS}

    for coding, tag in tags.items():
        same, body = fetch(client, url, f"{coding}, identity;q=0.1", **{"If-None-Match": tag})
        assert (same.status_code, body, same.headers["etag"]) == (304, b"", tag)
        assert "content-encoding" not in same.headers
    # One that the client could not read is none that it has; the plain one is.
    unread, _ = fetch(client, url, "gzip", **{"If-None-Match": tags["br"]})
    assert (unread.status_code, unread.headers["etag"]) == (200, tags["gzip"])
    held, _ = fetch(client, url, "br", **{"If-None-Match": tags["identity"]})
    assert (held.status_code, held.headers["etag"]) == (304, tags["identity"])


def test_what_is_large_and_text_has_a_copy_in_every_coding(client: TestClient) -> None:
    files = assets().files
    plain = [name for name in files if not name.endswith((".gz", ".br", ".zst"))]
    text = [name for name in plain if name.endswith((".js", ".css", ".json", ".ttf"))]

    assert len(text) > 300
    for ending, decode in CODINGS.values():
        for name in text:
            assert decode(files[name + ending].read_bytes()) == files[name].read_bytes(), name + ending
    assert len(files) == len(plain) + len(text) * len(CODINGS)
    # A notice of licences has no copy: it is sent as it is, whatever is liked better.
    for name in set(plain) - set(text):
        answer, body = fetch(client, f"/assets/{name}", "zstd, identity;q=0")
        assert (answer.status_code, "content-encoding" in answer.headers) == (200, False)
        assert body == files[name].read_bytes()


@pytest.mark.parametrize("name", ["none.js", "..%2fmanifest.json", "%2e%2e%2fstamp", "../manifest.json"])
def test_only_built_assets_are_served(client: TestClient, name: str) -> None:
    assert client.get(f"/assets/{name}").status_code == 404


def test_a_missing_bundle_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(
        PageNotBuilt, match=r"^The GraphiQL page is not built: run `python -m api\.ide\.build`\.$"
    ):
        assets(tmp_path / "built")


def test_a_bundle_that_lacks_a_file_names_it(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "manifest.json").write_text('{"ide.js": "ide-1.js"}')
    with pytest.raises(PageNotBuilt, match=r"lacks ide-1\.js: delete .* and run `python -m api\.ide\.build`"):
        assets(tmp_path)


def test_examples_come_in_the_order_of_their_names_with_story_and_variables(tmp_path: Path) -> None:
    (tmp_path / "20-b.graphql").write_text("# Second.\nquery B { b }\n")
    (tmp_path / "10-a.graphql").write_text(
        "# First,\n# in two lines.\n\nquery A($x: Int) { a(x: $x) }\n# not story\n"
    )
    (tmp_path / "10-a.json").write_text('{"x": 1}')
    (tmp_path / "notes.txt").write_text("no example")

    assert examples(tmp_path) == [
        Example("A", "First, in two lines.", (tmp_path / "10-a.graphql").read_text(), {"x": 1}),
        Example("B", "Second.", "# Second.\nquery B { b }\n"),
    ]


@pytest.mark.parametrize(
    ("query", "variables", "complaint"),
    [
        ("query A { a }", None, "10-a.graphql does not begin with a comment that tells its story"),
        ("# A.\n{ a }", None, "10-a.graphql does not hold exactly one operation with a name"),
        (
            "# A.\nquery A { a } query B { b }",
            None,
            "10-a.graphql does not hold exactly one operation with a name",
        ),
        ("# A.\nquery A {", None, "10-a.graphql is not GraphQL: Syntax Error: Expected Name, found <EOF>."),
        ("# A.\nquery A { a }", "[1]", "10-a.json is not a JSON object"),
        ("# A.\nquery A { a }", "{", "10-a.json is not JSON: "),
    ],
)
def test_a_faulty_example_is_named(tmp_path: Path, query: str, variables: str | None, complaint: str) -> None:
    (tmp_path / "10-a.graphql").write_text(query)
    if variables is not None:
        (tmp_path / "10-a.json").write_text(variables)
    with pytest.raises(InvalidExample, match=f"^{re.escape(complaint)}"):
        examples(tmp_path)


def test_the_projects_own_examples_can_be_read() -> None:
    assert len(examples()) > 0
