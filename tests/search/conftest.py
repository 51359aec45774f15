"""A database for search, and an engine on it."""

from collections.abc import Iterator

import pytest

from db.compile import matching, walking
from tests.asking import Asker, asking
from tests.databases import Backend, Databases
from tests.search.world import load_search


@pytest.fixture(scope="session")
def search_url(databases: Databases, backend: Backend) -> Iterator[str]:
    """The URL of a database with the world of `tests.search.world`, to be read only."""
    with databases.copy(backend, "search", load_search) as url:
        yield url


@pytest.fixture(scope="session")
def ask(search_url: str) -> Iterator[Asker]:
    """Ask an engine on it."""
    with asking(search_url) as asker:
        yield asker


@pytest.fixture(params=[(3, 1000, 10_000), (3, 2, 8), (1, 0, 2)], ids=["few", "further", "all"])
def ask_briefly(
    search_url: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Asker]:
    """Ask an engine that looks at one to three rows of PostgreSQL's before it asks the index, which then
    gives all that is there; or too much, so that more rows are looked at, which fill the page or do not.
    """
    for name, rows in zip(("_WALKED", "_FEW", "_WALKED_FURTHER"), request.param, strict=True):
        monkeypatch.setattr(matching, name, rows)
    with asking(search_url) as asker:
        yield asker


@pytest.fixture
def ask_for_lists(search_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asker]:
    """Ask an engine that looks at five rows of a list, where one of two has the words."""
    for name, rows in {"WALKED": 5, "TRIED": 2, "AT_LEAST": 1}.items():
        monkeypatch.setattr(walking, name, rows)
    with asking(search_url) as asker:
        yield asker
