"""The box to search in, and the page of what was found, on both databases."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from api.app import create_app
from api.pages.document import document
from api.settings import Settings
from db.search.question import MAX_LENGTH
from tests.databases import Backend, Databases
from tests.pages.reading import Element, read
from tests.search.world import load_search
from tests.serving import serving


@pytest.fixture(scope="module")
def client(built_page: None, databases: Databases, backend: Backend) -> Iterator[httpx2.Client]:
    """A client of a server over the world of `tests.search.world`."""
    with (
        databases.copy(backend, "search", load_search) as url,
        serving(create_app(Settings(database_url=url))) as address,
        httpx2.Client(base_url=address, timeout=30) as client,
    ):
        yield client


def search(client: httpx2.Client, text: str, *, status: int = 200, **others: str) -> Element:
    answer = client.get("/search", params={"text": text, **others})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8"), text
    return read(answer.text)


def found(root: Element) -> list[tuple[str, str, str, str | None]]:
    """Of each thing on the page: where its link leads, its name, its kind and its snippet."""
    return [
        (
            row.one("a").attributes["href"],
            row.one("a").words,
            row.one("span", class_="state").words,
            snippet[0].words if (snippet := row.all("span", class_="aside")) else None,
        )
        for row in root.one("ol", class_="found").all("li")
    ]


def marked(root: Element) -> list[str]:
    return [each.words for each in root.one("ol", class_="found").all("mark")]


def links(root: Element) -> list[str]:
    return [each.attributes["href"] for each in root.one("main").all("a")]


def test_what_is_found_has_its_name_its_kind_and_its_words_marked(client: httpx2.Client) -> None:
    root = search(client, "testhorod")

    assert root.one("title").words == "“testhorod” · Dateline"
    assert root.one("input").attributes["value"] == "testhorod"
    assert root.one("div", class_="lede").all("p")[-1].words == (
        "5 found: sources and places first, then events, articles and statements, the newest of each first."
    )
    assert found(root) == [
        ("/locations/location-101", "Testgrad", "Place", "Testhorod · Тестград"),
        ("/sources/source-101", "Government of Testland", "Source", "GoT · Testgrad"),
        ("/locations/location-103", "New Testgrad upon the River", "Place", None),
        (
            "/statements/statement-102",
            "Everything near Testhorod is calm; Testland's army said no.",
            "Statement",
            None,
        ),
        ("/statements/statement-101", "Shelling of Testgrad, Kryvyi Test and Su-34s.", "Statement", None),
    ]
    assert set(marked(root)) == {"Testgrad", "Тестград", "Testhorod"}
    assert [client.get(path).status_code for path, *_ in found(root)] == [200] * 5


@pytest.mark.parametrize(
    "text",
    ["script", '"alert x"', "alert -nothing", "script</script><script>alert(1)</script>", "&quot; script"],
)
def test_what_is_hostile_is_text(client: httpx2.Client, text: str) -> None:
    root = search(client, text)

    assert [each.raw for each in root.all("script")] == [""]
    assert root.one("input").attributes["value"] == text
    for element in root.all():
        assert not [name for name in element.attributes if name.startswith("on") or name == "style"]
    if found_list := root.all("ol", class_="found"):
        (row,) = [each for each in found(root) if each[0] == "/sources/source-103"]
        assert row[1] == "Ann Example"
        assert row[3] is not None
        assert "<script>alert('x')</script> & more" in row[3]
        assert {each.tag for each in found_list[0].all()} == {"li", "a", "span", "mark"}


@pytest.mark.parametrize("text", ["nothing-is-called-so", "שלום zebra", "<blink>"])
def test_where_nothing_is_found_the_page_says_so(client: httpx2.Client, text: str) -> None:
    root = search(client, text)
    assert root.one("div", class_="lede").all("p")[-1].words == f"Nothing was found for “{text}”."
    assert root.all("ol", class_="found") == []


@pytest.mark.parametrize("query", ["", "?text=", "?text=%20%09", "?after=zz", "?other=1"])
def test_before_anything_is_typed_nothing_is_asked(client: httpx2.Client, query: str) -> None:
    answer = client.get(f"/search{query}")
    root = read(answer.text)

    assert answer.status_code == 200
    assert root.one("title").words == "Search · Dateline"
    assert "value" not in root.one("input").attributes or root.one("input").attributes["value"] == ""
    assert "aria-invalid" not in root.one("input").attributes
    (hint,) = root.one("main").all("p")
    assert root.one("input").attributes["aria-describedby"] == hint.attributes["id"]
    assert links(root) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("!?", "There is no letter and no digit; give at least one word to look for"),
        ("\0", "There is no letter and no digit; give at least one word to look for"),
        ("-a", "Words are only left out; give at least one word to look for"),
        ("x" * (MAX_LENGTH + 1), "1001 characters are more than 1000; ask for fewer words"),
        ("a " * 51, "These are more than 50 words; ask for fewer words"),
    ],
)
def test_what_cannot_be_looked_for_is_said_beside_the_box(
    client: httpx2.Client, text: str, message: str
) -> None:
    root = search(client, text, status=400)
    field, problem = root.one("input"), root.one("p", role="alert")

    assert problem.words.startswith(message)
    assert (field.attributes["aria-invalid"], field.attributes["aria-describedby"]) == (
        "true",
        problem.attributes["id"],
    )
    assert field.attributes["value"] == text.strip()
    assert root.all("ol", class_="found") == []
    # Neither the data nor the query of what has no answer is offered.
    assert links(root) == []


def test_a_cursor_that_is_none_is_said_as_well(client: httpx2.Client) -> None:
    root = search(client, "test", status=400, after="zz")
    assert root.one("p", role="alert").words.startswith("after: this is no cursor")


def test_more_is_on_further_pages_which_keep_the_words(seeds: httpx2.Client) -> None:
    every = seeds.get("/v1/search", params={"text": "the", "first": 100}).json()["nodes"]
    first, path, paths = True, "/search?text=the", []
    while path:
        root = read(seeds.get(path).text)
        paths += [row[0] for row in found(root)]
        pager = {each.words: each.attributes["href"] for each in root.one("nav", class_="pager").all("a")}
        assert ("From the beginning" in pager) is not first
        assert pager.get("From the beginning", "?text=the") == "?text=the"
        first, path = False, f"/search{pager['More']}" if "More" in pager else ""

    assert len(every) > 20
    assert paths == [f"/{each['entity']['id']}" for each in every]


def test_the_box_on_the_front_page_leads_to_the_answer(client: httpx2.Client) -> None:
    form = read(client.get("/").text).one("form", role="search")
    field = form.one("input")

    assert form.attributes["action"] == "/search"
    assert "method" not in form.attributes
    assert (field.attributes["name"], field.attributes["maxlength"]) == ("text", str(MAX_LENGTH))
    assert form.one("label").attributes["for"] == field.attributes["id"]
    assert field.attributes.get("value", "") == ""


def test_the_data_and_the_query_of_what_was_found_are_a_click_away(client: httpx2.Client) -> None:
    text = "Кривий Тест & +% #"
    root = search(client, text)
    query, data = links(root)[-2:]

    assert parse_qs(urlsplit(data).query) == {"text": [text]}
    nodes = client.get(data).json()["nodes"]
    assert [each["entity"]["id"] for each in nodes] == [path[1:] for path, *_ in found(root)]
    asked = parse_qs(urlsplit(query).fragment)
    assert asked["query"] == [document("search")]
    assert asked["variables"] == ['{\n  "text": "Кривий Тест & +% #"\n}']
