"""What the pages say, over the wire, on both databases."""

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.pages.document import document
from api.pages.rendering import data, in_graphiql, web
from api.pages.routes import PAGES
from api.pages.wording import named
from api.rest.table import ROOT
from api.settings import Settings
from tests.pages.reading import Element, read
from tests.world import HOSTILE, WORLD

KINDS = ("events", "sources", "articles", "locations", "statements")
PRESENCE = "/events/ukrainian-presence-in-belgorod-region"


def page(client: httpx2.Client, path: str) -> Element:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8"), path
    return read(answer.text)


def table(root: Element, caption: str) -> list[list[str]]:
    """The rows of the table whose caption begins so, without its head."""
    (found,) = [each for each in root.all("table") if each.one("caption").words.startswith(caption)]
    return [[cell.words for cell in row.all("td")] for row in found.one("tbody").all("tr")]


def test_the_front_page_counts_and_leads_on(seeds: httpx2.Client) -> None:
    root = page(seeds, "/")
    counts = {
        each.one("dt").words: each.one("dd").words for each in root.one("dl", class_="counts").all("div")
    }

    assert counts == {"articles": "1", "sources": "22", "statements": "38", "events": "24", "places": "18"}
    newest = root.one("ol", class_="brief").all("li")
    assert len(newest) == 12
    assert newest[0].all("a")[0].words == (
        "Before that remark, a Russian missile struck Kryvyi Rih and killed twenty people, "
        "nine of them children."
    )
    (presence,) = [
        row.words for row in root.all("li") if row.words.startswith("Ukrainian forces in Belgorod")
    ]
    assert presence == (
        "Ukrainian forces in Belgorod region "
        "Military presence · from about March 2025 on inferred Acknowledged"
    )


def test_the_events_page_tells_who_said_so_and_what_was_known(seeds: httpx2.Client) -> None:
    root = page(seeds, PRESENCE)

    assert root.one("title").words == "Ukrainian forces in Belgorod region · Dateline"
    assert root.one("p", class_="verdict").words == "Acknowledged since 7 April 2025"
    rows = table(root, "Who says so, and since when")
    assert len(rows) == 10
    assert rows[0] == [
        *("1", "18 March 2025, inferred", "Volodymyr Zelenskyy", "Certain", "affirms occurrence (implied)"),
        "An operation is under way there.",
    ]
    assert rows[4][1:5] == [
        "no later than 7 April 2025, inferred",
        "Russian government",
        "Certain",
        "affirms occurrence (implied)",
    ]
    assert [row[:2] for row in table(root, "Each day on which")] == [
        ["18 March 2025", "Possible"],
        ["19 March 2025", "Reported"],
        ["7 April 2025", "Acknowledged"],
    ]
    assert table(root, "Where")[0][:5] == [
        *("Belgorod region", "Region", "Ukrainian forces in Belgorod region", "scene"),
        (
            "area: the point stands for the whole region. Natural Earth 1:10m, first-level divisions, "
            "label point of adm1_code RUS-2370."
        ),
    ]


def test_a_statement_shows_its_chain_its_words_and_where_they_stand(seeds: httpx2.Client) -> None:
    root = page(seeds, PRESENCE)
    card = root.one("li", id="statement-isw-notes-ukrainian-advance")

    assert [each.words for each in card.one("ol", class_="chain").all("li")] == [
        (
            "Institute for the Study of War says so and is certain of it, having been told, here called "
            "the US-based Institute for the Study of War."
        ),
        "Nigerian Tribune prints it and takes no view of it.",
    ]
    assert card.one("blockquote").words == (
        "Ukrainian forces recently advanced in Belgorod Characters 2081–2127 of the article"
    )
    assert card.one("p", class_="from").words == (
        "In characters 2012–2129 of Zelenskyy acknowledges Ukrainian operations in Belgorod region"
    )


def test_a_dispute_shows_both_sides_and_hatches_the_status(seeds: httpx2.Client) -> None:
    root = page(seeds, "/events/ukrainian-incursions-into-belgorod-region")

    assert root.one("p", class_="verdict").words == "Alleged Disputed since 7 April 2025"
    pair = root.all("div", class_="against")[0]
    assert [each.words for each in pair.all("div")] == [
        "Ukrainian advances into Belgorod region were thwarted. Russia",
        "There were clashes inside Demidovka. Independent military bloggers",
    ]
    assert [row[:2] for row in table(root, "Each day on which")] == [
        ["18 March 2025", "Possible"],
        ["19 March 2025", "Possible Disputed"],
        ["7 April 2025", "Alleged Disputed"],
    ]


def test_a_source_goes_from_what_is_implied_to_an_admission(seeds: httpx2.Client) -> None:
    rows = table(page(seeds, "/sources/volodymyr-zelenskyy"), "What it says, event by event")
    presence = [row[1:6] for row in rows if row[5] == "Ukrainian forces in Belgorod region"]

    assert presence == [
        ["18 March 2025, inferred", "Volodymyr Zelenskyy", "Certain", stance, event]
        for stance, event in [("affirms occurrence (implied)", "Ukrainian forces in Belgorod region")]
    ] + [
        [
            "7 April 2025, inferred",
            "Volodymyr Zelenskyy",
            "Certain",
            stance,
            "Ukrainian forces in Belgorod region",
        ]
        for stance in ("affirms occurrence (implied)", "affirms actor, occurrence, place")
    ]


def test_an_article_lists_its_statements_in_the_order_of_its_text(seeds: httpx2.Client) -> None:
    root = page(seeds, "/articles/2025-04-08-belgorod-admission")
    cards = root.one("ol", class_="statements")
    asked = seeds.get("/v1/articles/2025-04-08-belgorod-admission/statements?first=100").json()

    assert [each.attributes["id"] for each in cards.children if isinstance(each, Element)] == [
        f"statement-{each['slug']}" for each in asked["nodes"]
    ]
    assert len(table(root, "Who speaks in it")) == 40


def marks(root: Element) -> list[tuple[int, int]]:
    """For each timeline of a page, how many marks it is given to draw, and how many rows its table has."""
    counts = []
    for figure in root.all("figure", class_="timeline"):
        lanes = json.loads(figure.one("script").raw)["lanes"]
        counts.append((sum(len(lane["marks"]) for lane in lanes), len(figure.one("tbody").all("tr"))))
    return counts


def test_every_link_leads_somewhere_and_every_picture_is_its_table(seeds: httpx2.Client) -> None:
    pages: dict[str, set[str]] = {}
    pictures: list[tuple[int, int]] = []
    waiting = ["/"]
    wanted: set[tuple[str, str]] = set()
    others: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        root = page(seeds, path)
        pages[path] = {each.attributes["id"] for each in root.all() if "id" in each.attributes}
        pictures += marks(root)
        for link in root.all("a"):
            url = urlsplit(link.attributes["href"])
            if url.netloc or url.path == "/graphql":
                continue
            target = url.path or path
            if url.fragment:
                wanted.add((target, url.fragment))
            if re.fullmatch(rf"/|/(?:{'|'.join(KINDS)})(?:/.*)?", target):
                waiting.append(target)
            else:
                others.add(link.attributes["href"])
    assert len(pages) == 1 + len(KINDS) + 1 + 22 + 38 + 24 + 18
    assert len(pictures) > 40
    assert [each for each in pictures if each[0] != each[1] or each[0] == 0] == []
    assert [(path, name) for path, name in wanted if name not in pages[path]] == []
    assert {path: status for path in others if (status := seeds.get(path).status_code) != 200} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_world_is_text_on_every_page(world: httpx2.Client, kind: str) -> None:
    slugs = [row["slug"] for row in WORLD[kind.removesuffix("s")]]
    for path in [f"/{kind}", *(f"/{kind}/{slug}" for slug in slugs)]:
        root = page(world, path)
        for script in root.all("script"):
            if script.attributes["type"] == "module":
                assert script.raw == ""
            else:
                json.loads(script.raw)
                assert script.attributes == {"type": "application/json", "class": "data"}
        for element in root.all():
            assert not [name for name in element.attributes if name.startswith("on") or name == "style"]
            target = element.attributes.get("href", "/")
            assert re.match(r"/(?!/)|#|\?|https://(creativecommons|example)\.", target), target
        for link in root.one("main").all("a"):
            assert link.words != "", path


def test_what_people_wrote_arrives_as_they_wrote_it(world: httpx2.Client) -> None:
    said = {row["slug"]: row["proposition"] for row in WORLD["statement"]}
    headings = {slug: page(world, f"/statements/{slug}").one("h1").raw for slug in said}

    assert set(HOSTILE[1:]) <= set(said.values())
    assert headings == {slug: text if text.strip() else slug for slug, text in said.items()}


def test_a_list_goes_on_where_its_page_ends(world: httpx2.Client) -> None:
    statements = WORLD["statement"]
    answer = world.get("/v1/statements", params={"first": 3}).json()
    root = page(world, f"/statements?after={answer['pageInfo']['endCursor']}")

    assert root.one("p", class_="made-from").words.endswith("Data as JSON")
    assert len(root.one("ol", class_="brief").all("li")) == len(statements) - 3
    assert [each.words for each in root.one("nav", class_="pager").all("a")] == ["From the beginning"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("slug", ["nobody", "%00", "%ff", "%F0%9F%98%80", "x" * 5000])
def test_what_is_not_there_is_said_in_a_page(seeds: httpx2.Client, kind: str, slug: str) -> None:
    answer = seeds.get(f"/{kind}/{slug}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert read(answer.text).one("h1").words == "Not found"


def test_a_cursor_that_is_none_is_refused_in_a_page(seeds: httpx2.Client) -> None:
    for path in ("/events?after=zz", f"{PRESENCE}?after=%00"):
        answer = seeds.get(path)
        assert answer.status_code == 400
        assert read(answer.text).one("main").words.startswith("400 Not answered after: this is no cursor")


def test_head_is_get_without_the_page(seeds: httpx2.Client) -> None:
    for path in ("/", PRESENCE, "/events/nobody"):
        get, head = seeds.get(path), seeds.head(path)
        assert (head.status_code, head.content) == (get.status_code, b"")
        own = {"date": "", "x-request-id": ""}
        assert {**head.headers, **own} == {**get.headers, **own}
    assert seeds.post(PRESENCE).status_code == 405


def test_a_page_runs_nothing_of_its_own_and_loads_nothing_from_elsewhere(seeds: httpx2.Client) -> None:
    answer = seeds.get(PRESENCE)
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self'; "
        "img-src 'self' data:; font-src 'self' data:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    loaded = re.findall(r'<(?:script|link|img)[^>]* (?:src|href)="([^"]*)"', answer.text)
    assert len(loaded) == 3
    assert [url for url in loaded if not re.fullmatch(r"/(assets/[\w.-]+|favicon\.svg)", url)] == []
    assert "<style" not in answer.text


def test_every_page_carries_its_query(seeds: httpx2.Client) -> None:
    links = [
        each.attributes["href"]
        for each in page(seeds, PRESENCE).all("a")
        if "/graphql#" in each.attributes["href"]
    ]
    assert len(links) == 3
    asked = {name: value[0] for name, value in parse_qs(urlsplit(links[0]).fragment).items()}
    assert asked["query"] == document("event")
    variables = json.loads(asked["variables"])
    assert variables == {"slug": "ukrainian-presence-in-belgorod-region"}

    answer = seeds.post("/graphql", json={"query": asked["query"], "variables": variables}).json()
    assert answer["data"]["event"]["title"] == "Ukrainian forces in Belgorod region"


def test_where_graphiql_is_switched_off_no_page_offers_it(
    built_page: None, tmp_path: Path, seeds_url: str
) -> None:
    (tmp_path / "one.graphql").write_text("{ dataset { revision } }")
    with TestClient(create_app(Settings(database_url=seeds_url, persisted_only=tmp_path))) as client:
        for path in ("/", PRESENCE, "/events", "/events/nobody"):
            assert "/graphql#" not in client.get(path).text
        assert client.get(PRESENCE).status_code == 200


def test_an_address_of_another_scheme_is_no_link() -> None:
    assert web("https://example.org/?a=1") == "https://example.org/?a=1"
    assert [web(url) for url in ("javascript:alert(1)", "data:text/html,x", "//example.org", "", None)] == [
        None
    ] * 5


def test_json_in_a_page_cannot_end_its_element() -> None:
    hostile = ["</script><script>", "<!--", "\u2028"]
    assert "<" not in data(hostile)
    assert json.loads(data(hostile)) == hostile


def test_a_blank_name_can_be_clicked_on() -> None:
    assert [named(name, "slug") for name in ("", " \t", "Name ")] == ["slug", "slug", "Name "]


def test_graphiql_gets_the_query_in_the_fragment() -> None:
    address = in_graphiql("/graphql", "query A { a & b }", {"slug": "é #1"})
    url = urlsplit(address)
    assert (url.path, url.query) == ("/graphql", "")
    assert parse_qs(url.fragment) == {"query": ["query A { a & b }"], "variables": ['{\n  "slug": "é #1"\n}']}
    assert in_graphiql("/graphql", "{ a }", {}) == "/graphql#query=%7B+a+%7D"


def test_every_pages_data_is_a_rest_route() -> None:
    assert [page.data for page in PAGES if not page.data.startswith(f"{ROOT}/")] == []
