"""The browser of the other pages' tests, and a client on either world."""

from collections.abc import Iterator

import httpx2
import pytest

from api.app import create_app
from api.settings import Settings
from tests.ide.conftest import browser, browser_page, chromium, server_url
from tests.serving import serving

__all__ = ["browser", "browser_page", "chromium", "server_url"]


@pytest.fixture(scope="module")
def seeds(built_page: None, seeds_url: str) -> Iterator[httpx2.Client]:
    """A client of a server over the dossiers of ``seeds/``."""
    with (
        serving(create_app(Settings(database_url=seeds_url))) as address,
        httpx2.Client(base_url=address, timeout=30) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def world(built_page: None, world_url: str) -> Iterator[httpx2.Client]:
    """A client of a server over the hostile world of `tests.world`."""
    with (
        serving(create_app(Settings(database_url=world_url))) as address,
        httpx2.Client(base_url=address, timeout=30) as client,
    ):
        yield client
