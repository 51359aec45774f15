"""Server-sent events (the HTML standard, 9.2): sent as they come, never compressed, kept by nobody."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from starlette.types import Message, Receive, Scope, Send

from api.web.accept import Representation
from api.web.caching import NOT_KEPT

EVENTS: Final = Representation("events", "text/event-stream; charset=utf-8")

BEAT_SECONDS: Final = 15.0
"""Of silence, after which a comment is sent: proxies hang up on what says nothing for a minute or so."""

STALLED_SECONDS: Final = 30.0
"""After which a client that takes nothing of what is sent is left."""

LAST_EVENT_ID: Final = "Last-Event-ID"
MAX_EVENT_ID: Final = 999_999_999

COMMENT: Final = b":\n\n"
_RETRY: Final = b"retry: 2000\n\n"

_LAST_EVENT_ID: Final = LAST_EVENT_ID.lower().encode()

_HEADERS: Final = [
    (b"content-type", EVENTS.content_type.encode()),
    NOT_KEPT,
    (b"vary", b"Accept, Accept-Encoding"),
    (b"x-content-type-options", b"nosniff"),
    # nginx would collect what is to be read at once.
    (b"x-accel-buffering", b"no"),
]


def event(data: bytes, *, name: str | None = None, number: int | None = None) -> bytes:
    """An event. ``data`` is one line, as JSON is here; a client that comes back names the last ``number``."""
    lines = [
        *([b"id: %d\n" % number] if number is not None else []),
        *([b"event: %s\n" % name.encode()] if name else []),
        b"data: %s\n\n" % data,
    ]
    return b"".join(lines)


def last_event(scope: Scope) -> int | None:
    """The number of the last event that a client has, if it comes back; None for what is no number."""
    found = [value for name, value in scope["headers"] if name == _LAST_EVENT_ID]
    text = found[-1].strip() if found else b""
    return int(text) if text.isdigit() and len(text) <= len(str(MAX_EVENT_ID)) else None


async def respond_events(
    receive: Receive, send: Send, events: AsyncIterator[bytes], *, head: bool = False
) -> None:
    """Sends events until there are no more, or the client goes away or takes nothing any more."""
    await send({"type": "http.response.start", "status": 200, "headers": [*_HEADERS]})
    if head:
        await send({"type": "http.response.body", "body": b""})
        return
    sending = asyncio.ensure_future(_send_all(send, events))
    leaving = asyncio.ensure_future(_left(receive))
    try:
        await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (sending, leaving):
            task.cancel()
        await asyncio.wait((sending, leaving))
    if not sending.cancelled() and not isinstance(sending.exception(), TimeoutError):
        sending.result()


async def _send_all(send: Send, events: AsyncIterator[bytes]) -> None:
    await _sent(send, _RETRY)
    async for each in events:
        await _sent(send, each)
    await send({"type": "http.response.body", "body": b""})


async def _sent(send: Send, body: bytes) -> None:
    message: Message = {"type": "http.response.body", "body": body, "more_body": True}
    async with asyncio.timeout(STALLED_SECONDS):
        await send(message)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
