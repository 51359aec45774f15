"""An engine on the small world."""

from collections.abc import Iterator

import pytest

from tests.asking import Asker, asking


@pytest.fixture(scope="session")
def ask(world_url: str) -> Iterator[Asker]:
    """Ask the world's engine; its caches are as earlier tests left them."""
    with asking(world_url) as asker:
        yield asker
