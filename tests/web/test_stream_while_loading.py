"""Whole lists while loads commit and clients leave: one revision or none, and nothing read for nobody."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.gql.execution import Answer, Engine
from api.rest import whole
from tests.databases import Backend, Databases
from tests.web.test_while_loading import TITLE, published
from tests.web.wire import ask

pytestmark = pytest.mark.usefixtures("built_page")


def lines(body: bytes) -> list[Any]:
    return [json.loads(line) for line in body.splitlines()]


@dataclass
class Pages:
    """How many pages were asked for, and what is to be done before the one of a number."""

    asked: int = 0
    before: dict[int, Callable[[], object]] = field(default_factory=dict)


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> Pages:
    """Pages of two rows, counted."""
    monkeypatch.setattr(whole, "MAX_PAGE", 2)
    found = Pages()
    answer = Engine.answer

    async def counted(self: Engine, *arguments: Any, **named: Any) -> Answer:
        found.asked += 1
        if found.asked in found.before:
            found.before[found.asked]()
        return await answer(self, *arguments, **named)

    monkeypatch.setattr(Engine, "answer", counted)
    return found


@pytest.mark.parametrize("known_at", ["", "&knownAt=1", "&knownAt=99", "&knownAt=2999-01-01"])
def test_a_list_stays_at_the_revision_with_which_it_began(
    databases: Databases, backend: Backend, tmp_path: Path, pages: Pages, known_at: str
) -> None:
    with published(databases, backend) as database:
        path = f"/v1/statements?format=ndjson{known_at}"
        before = httpx2.get(database.address + path)
        assert before.text.count(TITLE) > 4
        pages.before[pages.asked + 3] = lambda: database.load(tmp_path, "Another title")
        during = httpx2.get(database.address + path)
        assert lines(during.content) == lines(before.content)
        assert during.headers["etag"] == before.headers["etag"]
        after = httpx2.get(database.address + path)
        assert after.text.count("Another title") == (
            0 if known_at == "&knownAt=1" else before.text.count(TITLE)
        )


def test_what_cannot_be_asked_as_it_was_breaks_off(
    databases: Databases, tmp_path: Path, pages: Pages
) -> None:
    with published(databases, "sqlite") as database:
        pages.before[3] = lambda: database.load(tmp_path, "Another title")
        with pytest.raises(httpx2.RemoteProtocolError, match="incomplete"):
            httpx2.get(f"{database.address}/v1/terms?format=csv")
        # The next one is whole again.
        assert len(lines(ask(database.address, "/v1/terms?format=ndjson&first=9").body)) == 9


def test_a_client_that_leaves_stops_the_list(databases: Databases, pages: Pages) -> None:
    with published(databases, "sqlite") as database:
        with httpx2.stream("GET", f"{database.address}/v1/terms?format=ndjson") as response:
            next(response.iter_raw())
        time.sleep(0.3)
        stopped = pages.asked
        time.sleep(0.3)
        assert pages.asked == stopped
