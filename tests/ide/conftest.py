"""A real browser on a real server. Set DATELINE_CHROMIUM to a Chromium that is not in a usual place."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from api.settings import Settings
from tests.databases import Databases
from tests.seeded import load_seeds
from tests.serving import serving

_USUAL_PLACES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # What a page asks of another host fails at once, with or without a network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@dataclass
class BrowserPage:
    """A page, with what went wrong on it: its `errors` (console, exceptions) and requests to other hosts."""

    page: Page
    server_url: str
    errors: list[str] = field(default_factory=list)
    foreign_requests: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a path of the server."""
        self.page.goto(self.server_url + path)
        return self.page

    def heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def asked(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in ("about", "data", "blob") and url.netloc != urlsplit(self.server_url).netloc:
            self.foreign_requests.append(request.url)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one the test is skipped."""
    named = os.environ.get("DATELINE_CHROMIUM")
    if named:
        if not Path(named).is_file():
            pytest.fail(f"DATELINE_CHROMIUM names {named}, which does not exist")
        return named
    if found := find_chromium():
        return found
    pytest.skip("no Chromium found: install one, or name it in DATELINE_CHROMIUM")


def find_chromium() -> str | None:
    """A Chromium in a usual place."""
    places = os.environ.get("PATH", "") + os.pathsep + "/usr/bin"
    return next((found for name in _USUAL_PLACES if (found := shutil.which(name, path=places))), None)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    # Not for the session: while it lives, Playwright's event loop runs in this thread, and other modules'
    # tests need one of their own.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server_url(built_page: None, databases: Databases) -> Iterator[str]:
    """The server itself, over the dossiers of ``seeds/``."""
    from api.app import create_app

    with (
        databases.copy("sqlite", "seeds", load_seeds) as url,
        serving(create_app(Settings(database_url=url))) as address,
    ):
        yield address


@pytest.fixture
def browser_page(browser: Browser, server_url: str) -> Iterator[BrowserPage]:
    """A page with a fresh profile, on nothing yet."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened = BrowserPage(context.new_page(), server_url)
    context.on("console", opened.heard)
    context.on("weberror", lambda error: opened.errors.append(str(error.error)))
    context.on("request", opened.asked)
    yield opened
    context.close()
