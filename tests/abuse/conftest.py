"""One server process per backend for all of the abuse: what one request leaves behind meets the next."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.abuse import process
from tests.abuse.process import Server

GROWTH = 200
"""Mebibytes by which the server may grow in one test. What is asked for needs a few; a blow-up, gigabytes."""


@pytest.fixture(scope="session")
def attacked(world_url: str, tmp_path_factory: pytest.TempPathFactory, built_page: None) -> Iterator[Server]:
    """A server on each backend, with the defaults."""
    with process.server(world_url, tmp_path_factory.mktemp("abuse") / "log") as running:
        yield running


@contextmanager
def held_to_account(attacked: Server) -> Iterator[None]:
    """After the block the server answers as before, and has not grown."""
    expected, before = attacked.ordinary(), attacked.resident()
    assert expected.status == 200
    yield
    after = attacked.ordinary()
    assert (after.status, after.body) == (200, expected.body)
    assert attacked.resident() - before < GROWTH


@pytest.fixture
def target(attacked: Server) -> Iterator[Server]:
    """The server of the backend."""
    with held_to_account(attacked):
        yield attacked
