"""How many requests wait at once, and what those are told that are one too many."""

import json
from typing import Any

import anyio
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web.front import Front

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Held:
    """An application that answers when it is told to: first its head, later its body."""

    def __init__(self) -> None:
        self.begin, self.end = anyio.Event(), anyio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.begin.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self.end.wait()
        await send({"type": "http.response.body", "body": b""})


async def broken(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("a defect")


async def ask(app: ASGIApp, path: str = "/v1", sent: list[Message] | None = None) -> list[Message]:
    sent = [] if sent is None else sent
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
    }

    async def receive() -> Any:
        await anyio.sleep_forever()

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


async def test_one_too_many_is_told_to_come_again() -> None:
    held = Held()
    front = Front(held, max_requests=2)
    async with anyio.create_task_group() as group:
        answers: list[list[Message]] = [[], []]
        for each in answers:
            group.start_soon(ask, front, "/v1", each)
        await anyio.wait_all_tasks_blocked()
        start, body = await ask(front)
        assert start["status"] == 503
        assert dict(start["headers"])[b"retry-after"] == b"1"
        assert json.loads(body["body"])["type"] == "/problems/overloaded"
        held.begin.set()
        await anyio.wait_all_tasks_blocked()
        # Their answers have begun: they are no longer waited for, and others may ask.
        assert [each[0]["status"] for each in answers] == [200, 200]
        group.start_soon(ask, front)
        await anyio.wait_all_tasks_blocked()
        held.end.set()
    assert front._waiting == 0


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_how_it_is_is_told_in_a_crowd_too(path: str) -> None:
    held = Held()
    front = Front(held, max_requests=0)
    held.begin.set()
    held.end.set()
    assert (await ask(front, path))[0]["status"] == 200
    assert (await ask(front, "/v1"))[0]["status"] == 503


async def test_a_defect_leaves_no_place_taken() -> None:
    front = Front(broken, max_requests=1)
    for _ in range(3):
        with pytest.raises(RuntimeError, match="a defect"):
            await ask(front)
    assert front._waiting == 0
