"""The engine that is asked here."""

from collections.abc import Iterator

import pytest

from tests.asking import Asker, asking
from tests.compile.unbounded import UNBOUNDED


@pytest.fixture(scope="session")
def ask(world_url: str) -> Iterator[Asker]:
    """Ask an engine without limits on the small world; its caches are as earlier tests left them."""
    with asking(world_url, limits=UNBOUNDED) as asker:
        yield asker
