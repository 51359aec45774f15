"""The pages as people meet them: with a mouse, with keys, on a phone, in the dark, without JavaScript."""

import json
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Locator, Page, expect

from tests.databases import Databases
from tests.ide.conftest import BrowserPage
from tests.serving import serving

pytestmark = pytest.mark.timeout(240)

PRESENCE = "/events/ukrainian-presence-in-belgorod-region"
DISPUTED = "/events/ukrainian-incursions-into-belgorod-region"
FOUND = "/search?text=Belgorod"
PATHS = (
    *("/", "/events", PRESENCE, DISPUTED, "/sources/volodymyr-zelenskyy", "/locations/kryvyi-rih"),
    *("/articles/2025-04-08-belgorod-admission", "/statements/isw-notes-ukrainian-advance"),
    *("/search", FOUND, "/search?text=-", "/events/nobody"),
)
# The browser tells of the status of each page that is not 200.
REFUSED = {"/search?text=-": "400", "/events/nobody": "404"}


def show(browser_page: BrowserPage, path: str) -> Page:
    """The page with all its pictures drawn."""
    page = browser_page.open(path)
    for kind, what in (("timeline", "a.mark-link"), ("map", ".land[d^=M]")):
        figure = page.locator(f"figure.{kind}:has(script.data)")
        if figure.count():
            expect(figure.locator(f".drawing svg {what}").first).to_be_attached()
    return page


def given(figure: Locator) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(figure.locator("script.data").text_content() or ""))


@pytest.mark.parametrize("path", PATHS)
def test_a_page_draws_what_it_is_given_and_asks_nobody_else(browser_page: BrowserPage, path: str) -> None:
    page = show(browser_page, path)

    for figure in page.locator("figure.timeline").all():
        lanes = given(figure)["lanes"]
        marks = [mark for lane in lanes for mark in lane["marks"]]
        links = figure.locator("a.mark-link")
        assert links.count() == len(marks)
        assert [each.get_attribute("href") for each in links.all()] == [
            f"#statement-{m['slug']}" for m in marks
        ]
        shapes = {stance: figure.locator(f"a.mark-link.{stance}").count() for stance in ("affirms", "denies")}
        assert shapes == {
            stance: sum(mark["position"] == stance.upper() for mark in marks)
            for stance in ("affirms", "denies")
        }
        assert figure.locator(".symbol .core").count() == sum(m["firmness"] == "PROBABLE" for m in marks)
        assert figure.locator(".lane-name").count() == len(lanes) + bool(given(figure)["steps"])
    for figure in page.locator("figure.map:has(script.data)").all():
        spots = given(figure)["spots"]
        for kind, is_position in (("position", True), ("area", False)):
            drawn = figure.locator(f"circle.spot.{kind}").count()
            assert drawn == sum(spot["position"] is is_position for spot in spots)
        expect(figure.locator(".credit")).to_be_visible()
    assert len(browser_page.errors) == (path in REFUSED)
    assert [error for error in browser_page.errors if REFUSED.get(path, "") not in error] == []
    assert browser_page.foreign_requests == []


def test_the_status_changes_beneath_the_statements_that_change_it(browser_page: BrowserPage) -> None:
    page = show(browser_page, PRESENCE)
    figure = page.locator("figure.timeline")

    names = figure.locator(".step-name").all_text_contents()
    assert names == ["Unreported", "Possible18 Mar", "Reported19 Mar", "Acknowledged7 Apr"]
    edges = [float(each.get_attribute("x") or "") for each in figure.locator("rect.step").all()]
    marks = {
        mark.get_attribute("href"): float(mark.get_attribute("data-at") or "")
        for mark in figure.locator("a.mark-link").all()
    }
    assert edges[1] == pytest.approx(marks["#statement-zelenskyy-there-is-an-operation"])
    assert edges[3] == pytest.approx(marks["#statement-zelenskyy-confirms-belgorod-operations"])
    assert figure.locator(".step-disputed").count() == 0
    assert show(browser_page, DISPUTED).locator("rect.step-disputed").count() == 2


def test_an_open_date_is_an_open_bar_and_a_vague_one_a_span(browser_page: BrowserPage) -> None:
    page = show(browser_page, PRESENCE)

    def bar(slug: str) -> Locator:
        return page.locator(f'a.mark-link[href="#statement-{slug}"]')

    no_later = bar("kremlin-accuses-ukraine-of-incursions")
    about = bar("bloggers-report-clashes-in-demidovka")
    one_day = bar("zelenskyy-confirms-belgorod-operations")
    assert (no_later.locator(".span.open").count(), no_later.locator(".arrow").count()) == (1, 1)
    assert (about.locator(".span").count(), about.locator(".arrow").count()) == (1, 0)
    assert one_day.locator(".span").count() == 0


def test_what_was_denied_stands_below_what_was_affirmed(browser_page: BrowserPage) -> None:
    page = show(browser_page, DISPUTED)
    own = page.locator('a.mark-link[href="#statement-russian-claims-of-thwarted-advances"]')
    heights = {}
    for each in own.all():
        box = each.locator(".symbol").bounding_box()
        assert box is not None
        heights[(each.get_attribute("class") or "").split()[1]] = box["y"]
    assert heights["affirms"] < heights["denies"]


def test_keys_lead_into_the_picture_through_it_and_to_the_statement(browser_page: BrowserPage) -> None:
    page = show(browser_page, PRESENCE)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert urlsplit(page.url).fragment == "content"

    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a.mark-link')"):
            break
    visited = []
    for key in ("ArrowRight", "ArrowRight", "End", "Home", "ArrowRight"):
        page.keyboard.press(key)
        visited.append(page.evaluate("document.activeElement.querySelector('text').textContent"))
    assert visited == ["2", "3", visited[2], "1", "2"]
    assert visited[2] in ("8", "9", "10")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label.startswith(
        "2. Independent military bloggers; affirms occurrence (implied); certain; about 18 March"
    )

    # The picture is one stop, so the next one lies behind it.
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.matches('a.mark-link')")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert urlsplit(page.url).fragment == "statement-bloggers-report-clashes-in-demidovka"
    expect(page.locator("#statement-bloggers-report-clashes-in-demidovka")).to_be_in_viewport()
    assert browser_page.errors == []


def test_the_link_to_a_table_opens_it(browser_page: BrowserPage) -> None:
    page = show(browser_page, PRESENCE)
    table = page.locator("#timeline-table")
    expect(table.locator("tbody tr").first).to_be_hidden()
    page.locator("figure.timeline").get_by_role("link", name="Data as a table").click()
    expect(table.locator("tbody tr")).to_have_count(10)
    expect(table.locator("tbody tr").first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_typed_on_the_front_page_is_found(browser: Browser, server_url: str, scripts: bool) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(server_url)
    page.get_by_role("searchbox").fill("Belgorod -army")
    page.get_by_role("searchbox").press("Enter")

    expect(page).to_have_url(f"{server_url}/search?text=Belgorod+-army")
    expect(page.get_by_role("searchbox")).to_have_value("Belgorod -army")
    expect(page.locator("ol.found mark").first).to_have_text("Belgorod")
    page.locator("ol.found a").first.click()
    expect(page).to_have_url(f"{server_url}/locations/belgorod-region")
    context.close()


@pytest.mark.parametrize("path", ["/", PRESENCE])
def test_graphiql_opens_with_the_pages_query_and_answers_it(browser_page: BrowserPage, path: str) -> None:
    page = show(browser_page, path)
    page.get_by_role("link", name="GraphiQL").first.click()
    expect(page.locator(".graphiql-query-editor .view-line").first).to_be_visible(timeout=30_000)
    operation = "FrontPage" if path == "/" else "EventPage"
    first = page.locator(".graphiql-tab-button").first
    expect(first).to_have_text(operation)
    assert urlsplit(page.url).fragment == ""

    with page.expect_response(lambda response: response.request.method == "POST") as answered:
        page.get_by_role("button", name="Execute query").click()
    asked: dict[str, Any] = answered.value.request.post_data_json or {}
    assert asked["operationName"] == operation
    assert asked.get("variables", {}) == ({} if path == "/" else {"slug": PRESENCE.rpartition("/")[2]})
    assert "errors" not in answered.value.json()

    # Whoever comes again finds it as a tab beside those that were there.
    count = page.locator(".graphiql-tab-button").count()
    page.wait_for_function(
        "name => localStorage.getItem('dateline:graphiql:tabState').includes(name)", arg=operation
    )
    page.goto(browser_page.server_url + DISPUTED)
    page.get_by_role("link", name="GraphiQL").first.click()
    expect(page.locator(".graphiql-tab-button")).to_have_count(count + 1)
    assert browser_page.errors == []
    assert browser_page.foreign_requests == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier_that_axe_finds(browser_page: BrowserPage, path: str, scheme: Any) -> None:
    browser_page.page.emulate_media(color_scheme=scheme)
    page = show(browser_page, path)
    for table in page.locator("details.as-table").all():
        table.evaluate("table => { table.open = true }")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found] == []


@pytest.mark.parametrize("path", PATHS)
def test_a_page_fits_a_phone(browser_page: BrowserPage, path: str) -> None:
    browser_page.page.set_viewport_size({"width": 360, "height": 740})
    page = show(browser_page, path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for text in page.locator(".drawing svg text").all():
        box = text.bounding_box()
        if box is not None:
            assert box["x"] >= 0, text.text_content()
            assert box["x"] + box["width"] <= 360, text.text_content()


@pytest.mark.parametrize("path", ["/docs", "/", PRESENCE, FOUND])
def test_a_page_that_is_seen_again_is_whole(browser_page: BrowserPage, path: str) -> None:
    page = browser_page.page
    for _ in range(2):
        page.goto(browser_page.server_url + path)
        expect(page.locator("h1, h2").first).to_be_visible()
        assert page.evaluate("document.styleSheets[0].cssRules.length > 0")
        page.goto("about:blank")
    assert browser_page.errors == []


def test_the_pictures_follow_the_window(browser_page: BrowserPage) -> None:
    page = show(browser_page, PRESENCE)
    for width in (700, 1100):
        page.set_viewport_size({"width": width, "height": 800})
        drawing = page.locator("figure.timeline .drawing")
        room = drawing.evaluate("drawing => drawing.clientWidth")
        expect(drawing.locator("svg")).to_have_attribute("width", str(room))
        assert drawing.locator("svg").count() == 1
    assert browser_page.errors == []


@pytest.mark.parametrize("path", [PRESENCE, "/"])
def test_a_page_follows_the_systems_colours(browser_page: BrowserPage, path: str) -> None:
    def lightness(page: Page, property_: str) -> float:
        colour = page.evaluate(f"getComputedStyle(document.body).{property_}")
        return sum(int(each) for each in colour[4:-1].split(", ")) / 3

    for scheme, dark in (("light", False), ("dark", True)):
        browser_page.page.emulate_media(color_scheme=cast("Any", scheme))
        page = show(browser_page, path)
        assert (lightness(page, "backgroundColor") < 60) is dark
        assert (lightness(page, "color") > 200) is dark


def test_without_javascript_the_tables_say_it_all(browser: Browser, server_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server_url + PRESENCE)
    expect(page.locator("#timeline-table tbody tr")).to_have_count(10)
    expect(page.locator("#timeline-table tbody tr").last).to_be_visible()
    expect(page.locator("#map-table tbody tr").first).to_be_visible()
    expect(page.locator(".drawing").first).to_be_hidden()
    expect(page.locator(".legend")).to_be_hidden()
    context.close()


@pytest.fixture(scope="module")
def hostile_url(built_page: None, databases: Databases) -> Iterator[str]:
    """The server over the hostile world."""
    from api.app import create_app
    from api.settings import Settings
    from tests.world import load_world

    with (
        databases.copy("sqlite", "world", load_world) as url,
        serving(create_app(Settings(database_url=url))) as address,
    ):
        yield address


@pytest.mark.parametrize(
    "path", ["/events/event-2", "/events/event-1", "/locations/location-7", "/sources/source-1"]
)
def test_a_hostile_world_is_drawn_and_runs_nothing(
    browser_page: BrowserPage, hostile_url: str, path: str
) -> None:
    browser_page.server_url = hostile_url
    browser_page.page.set_viewport_size({"width": 360, "height": 740})
    page = show(browser_page, path)
    for figure in page.locator("figure.timeline").all():
        assert figure.locator("a.mark-link").count() == sum(
            len(lane["marks"]) for lane in given(figure)["lanes"]
        )
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert browser_page.errors == []
    assert browser_page.foreign_requests == []
