"""The whole application as a real server, over the small world."""

from collections.abc import Iterator

import pytest

from api.app import create_app
from api.settings import Settings
from tests.databases import Databases
from tests.serving import serving
from tests.world import load_world


@pytest.fixture(scope="session")
def server(databases: Databases, built_page: None) -> Iterator[str]:
    """The address of a server on SQLite, for what does not depend on the database."""
    with (
        databases.copy("sqlite", "world", load_world) as url,
        serving(create_app(Settings(database_url=url, max_age=30))) as address,
    ):
        yield address
