"""The pages as a person meets them, with whatever examples the server at `server_url` has."""

import json
import re
from typing import Any, cast

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.ide.conftest import BrowserPage

pytestmark = pytest.mark.timeout(120)


def config(page: Page) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(page.locator("#config").inner_text()))


def open_ide(browser_page: BrowserPage) -> Page:
    page = browser_page.open("/graphql")
    expect(page.locator(".graphiql-query-editor .view-line").first).to_be_visible(timeout=30_000)
    return page


def tabs(page: Page) -> Locator:
    return page.locator(".graphiql-tab-button")


def tab_titles(page: Page) -> list[str]:
    return [tab.inner_text() for tab in tabs(page).all()]


def taken_in(page: Page, query: str) -> None:
    """Wait for GraphiQL to have read the query: it takes 100 ms, and a test presses buttons sooner."""
    page.wait_for_function("query => localStorage.getItem('dateline:graphiql:query') === query", arg=query)


def write_query(page: Page, query: str) -> None:
    """Replace what the active tab holds."""
    page.locator(".graphiql-query-editor .view-lines").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)
    taken_in(page, query)


def execute(page: Page) -> dict[str, Any]:
    """Press the button; the request that it sent and the answer to it."""
    with page.expect_response(lambda response: response.request.method == "POST") as answered:
        page.get_by_role("button", name="Execute query").click()
    response = answered.value
    return {"asked": response.request.post_data_json, "answer": response.json()}


def runs_until_it_is_stopped(page: Page, query: str) -> None:
    """Run a subscription that begins with the first revision, which the server has."""
    response = page.locator(".graphiql-response .view-lines")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Execute query").click()
    asked: Any = sent.value.post_data_json
    assert asked["query"] == query
    expect(response).to_contain_text('"number": 1')
    expect(response).not_to_contain_text('"errors"')
    page.get_by_role("button", name="Stop query").click()
    expect(page.get_by_role("button", name="Execute query")).to_be_visible()


def test_every_example_has_a_tab_that_runs(browser_page: BrowserPage) -> None:
    page = open_ide(browser_page)
    examples = config(page)["examples"]

    assert page.title() == "Dateline"
    assert tab_titles(page) == [example["title"] for example in examples]

    for example in examples:
        tabs(page).and_(page.get_by_role("button", name=example["title"], exact=True)).click()
        taken_in(page, example["query"])
        if re.search(r"^subscription\b", example["query"], re.MULTILINE):
            runs_until_it_is_stopped(page, example["query"])
            continue
        run = execute(page)
        assert run["asked"]["query"] == example["query"]
        assert run["asked"].get("variables", {}) == json.loads(example["variables"] or "{}")
        assert run["answer"]["data"]
        assert "errors" not in run["answer"]
        expect(page.locator(".graphiql-response .view-lines")).to_contain_text('"data"')

    assert browser_page.errors == []
    assert browser_page.foreign_requests == []


def test_a_subscription_runs_until_it_is_stopped(browser_page: BrowserPage) -> None:
    page = open_ide(browser_page)
    query = "subscription Told { revisions(since: 0) { number } }"
    write_query(page, query)
    runs_until_it_is_stopped(page, query)
    assert browser_page.errors == []


def test_the_panes_show_the_schema_and_the_history(browser_page: BrowserPage) -> None:
    page = open_ide(browser_page)
    execute(page)

    page.get_by_role("button", name="Show Documentation Explorer").click()
    page.locator(".graphiql-plugin").get_by_text("Query", exact=True).click()
    expect(page.locator(".graphiql-plugin")).to_contain_text("dataset")

    page.get_by_role("button", name="Show GraphiQL Explorer").click()
    expect(page.locator(".graphiql-explorer-root")).to_contain_text("dataset")

    page.get_by_role("button", name="Show History").click()
    first = config(page)["examples"][0]["title"]
    expect(page.locator(".graphiql-history-items")).to_contain_text(first)

    assert browser_page.errors == []
    assert browser_page.foreign_requests == []


def test_an_edited_tab_survives_a_reload_and_its_example_can_be_had_back(browser_page: BrowserPage) -> None:
    page = open_ide(browser_page)
    examples = config(page)["examples"]
    others = [example["title"] for example in examples[1:]]

    write_query(page, "query Mine { dataset { revision } }")
    expect(tabs(page).first).to_have_text("Mine")
    page.wait_for_function("() => localStorage.getItem('dateline:graphiql:tabState').includes('query Mine')")
    page.reload()
    expect(tabs(page).first).to_have_text("Mine")
    assert tab_titles(page) == ["Mine", *others]

    page.get_by_role("button", name="Show Examples").click()
    page.get_by_role("region", name="Examples").get_by_role("button").first.click()
    expect(tabs(page).last).to_have_text(examples[0]["title"])
    assert tab_titles(page) == ["Mine", *others, examples[0]["title"]]
    taken_in(page, examples[0]["query"])
    run = execute(page)
    assert run["asked"]["query"] == examples[0]["query"]
    assert "errors" not in run["answer"]

    assert browser_page.errors == []
    assert browser_page.foreign_requests == []


def test_a_query_that_does_not_parse_shows_the_servers_error(browser_page: BrowserPage) -> None:
    page = open_ide(browser_page)
    write_query(page, "query Broken { ! }")

    assert "Syntax Error" in execute(page)["answer"]["errors"][0]["message"]
    expect(page.locator(".graphiql-response .view-lines")).to_contain_text("Error:")
    expect(page.locator(".graphiql-response .view-lines")).not_to_contain_text("stack")
    assert browser_page.foreign_requests == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/graphql", "/docs"])
def test_the_page_follows_the_systems_colours(browser_page: BrowserPage, path: str, scheme: Any) -> None:
    browser_page.page.emulate_media(color_scheme=scheme)
    page = browser_page.open(path)
    content = ".graphiql-container" if path == "/graphql" else ".swagger-ui .info .title"
    expect(page.locator(content)).to_be_visible(timeout=30_000)

    def lightness(what: str, pixel: str) -> bool:
        red, green, blue = page.locator(what).evaluate(
            f"element => getComputedStyle(element).{pixel}.match(/\\d+/g).slice(0, 3).map(Number)"
        )
        return bool(red + green + blue > 3 * 127)

    assert lightness(content, "color") is (scheme == "dark")
    assert browser_page.errors == []
    assert browser_page.foreign_requests == []


def test_the_rest_documentation_lists_every_operation_and_tries_one(browser_page: BrowserPage) -> None:
    page = browser_page.open("/docs")
    operation = page.locator(".opblock-get").first
    expect(operation).to_be_visible(timeout=30_000)
    document = page.request.get(browser_page.server_url + config(page)["openapi"]).json()

    expect(page.locator(".info .title")).to_contain_text(document["info"]["title"])
    assert page.locator(".opblock").count() == sum(len(item) for item in document["paths"].values())

    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table .response-col_status").last).to_contain_text("200")

    assert browser_page.errors == []
    assert browser_page.foreign_requests == []


def test_the_policy_refuses_another_host_and_the_recorder_would_notice_one(browser_page: BrowserPage) -> None:
    ask = "() => fetch('http://elsewhere.invalid/').catch(() => null)"

    browser_page.open("/docs").evaluate(ask)
    assert browser_page.errors
    assert all("Content Security Policy" in error for error in browser_page.errors)
    assert browser_page.foreign_requests == []

    # Every response of ours has a policy, so a page of nobody's it is.
    browser_page.page.goto("about:blank")
    browser_page.page.evaluate(ask)
    assert browser_page.foreign_requests == ["http://elsewhere.invalid/"]
