"""One conversation in the subprotocol ``graphql-transport-ws``: its messages, and what is under way."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from time import perf_counter
from typing import Any, Final

import orjson
from starlette.types import Receive, Send

from api.gql.execution import Answer, Engine, Request
from api.gql.persisted import Documents
from api.gql.request import NotARequest, Parts, parts
from api.gql.streaming import begun, told
from api.live.newest import Newest
from api.web.events import BEAT_SECONDS, STALLED_SECONDS
from api.web.exchange import LEFT, WEBSOCKET, Exchange
from api.web.guard import Turned
from db.errors import FactError

MOST: Final = 20
"""Operations that one connection may have under way."""

_MAX_ID: Final = 200
# Bytes of UTF-8 (RFC 6455, 5.5).
_MAX_REASON: Final = 123
_log = logging.getLogger(__name__)

Admit = Callable[[], Awaitable[None]]
Observe = Callable[[Exchange], AbstractContextManager[None]]


class Closed(Exception):
    """The connection is to be closed, with a code of the protocol and a reason, cut to what a frame holds."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason.encode()[:_MAX_REASON].decode(errors="ignore")


class Conversation:
    """One connection: whether it has begun, and what is under way.

    ``admit``: counts one operation of the client; raises `Turned` where it has asked too often. ``observe``:
    tells whoever wants to know of an operation, as long as the context lasts.
    """

    def __init__(
        self,
        engine: Engine,
        documents: Documents,
        newest: Newest,
        send: Send,
        admit: Admit,
        observe: Observe,
    ) -> None:
        self._engine = engine
        self._documents = documents
        self._newest = newest
        self._send = send
        self._admit = admit
        self._observe = observe
        self._acknowledged = False
        self._running: dict[str, asyncio.Task[None]] = {}
        self._handlers: dict[str, Callable[[dict[str, Any]], Any]] = {
            "connection_init": self._init,
            "ping": self._ping,
            "pong": self._pong,
            "subscribe": self._subscribe,
            "complete": self._complete,
        }

    async def listen(self, receive: Receive, max_bytes: int, init_seconds: float) -> None:
        """Takes messages until the client goes away; raises `Closed` for what the protocol forbids."""
        until = asyncio.get_running_loop().time() + init_seconds
        while True:
            try:
                async with asyncio.timeout_at(None if self._acknowledged else until):
                    message = await receive()
            except TimeoutError:
                raise Closed(4408, "Connection initialisation timeout") from None
            if message["type"] == "websocket.disconnect":
                return
            await self._take(_read(message, max_bytes))

    async def end(self) -> None:
        """Ends what is under way."""
        running, self._running = [*self._running.values()], {}
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)

    async def _take(self, message: dict[str, Any]) -> None:
        handler = self._handlers.get(message["type"])
        if handler is None:
            raise Closed(4400, "Invalid message: unknown type")
        await handler(message)

    async def _init(self, _: dict[str, Any]) -> None:
        if self._acknowledged:
            raise Closed(4429, "Too many initialisation requests")
        self._acknowledged = True
        await self._say(b'{"type":"connection_ack"}')

    async def _ping(self, message: dict[str, Any]) -> None:
        payload = message.get("payload")
        pong = {"type": "pong"} if payload is None else {"type": "pong", "payload": payload}
        try:
            written = orjson.dumps(pong)
        except orjson.JSONEncodeError:
            # What can be read may nest deeper than what can be written.
            raise Closed(4400, "Invalid message: the payload nests too deeply") from None
        await self._say(written)

    async def _pong(self, _: dict[str, Any]) -> None:
        pass

    async def _subscribe(self, message: dict[str, Any]) -> None:
        if not self._acknowledged:
            raise Closed(4401, "Unauthorized: begin with connection_init")
        name = _id(message)
        if not isinstance(message.get("payload"), dict):
            raise Closed(4400, "Invalid message: subscribe has an object as payload")
        if name in self._running:
            raise Closed(4409, f"Subscriber for {name} already exists")
        if len(self._running) >= MOST:
            error = {"message": f"{MOST} operations are under way", "extensions": {"code": "TOO_COMPLEX"}}
            await self._say(_message(name, "error", orjson.dumps([error])))
            return
        try:
            await self._admit()
        except Turned as turned:
            refused = {"message": turned.error.message, "extensions": {"code": turned.error.code}}
            await self._say(_message(name, "error", orjson.dumps([refused])))
            return
        self._running[name] = asyncio.create_task(self._operate(name, message["payload"]))

    async def _complete(self, message: dict[str, Any]) -> None:
        task = self._running.pop(_id(message), None)
        if task is not None:
            task.cancel()

    async def _operate(self, name: str, payload: dict[str, Any]) -> None:
        exchange = Exchange(WEBSOCKET, perf_counter(), status=LEFT)
        try:
            with self._observe(exchange):
                try:
                    whole = await self._answer(name, payload, exchange)
                except OSError:
                    raise
                except Exception:
                    exchange.status = FactError.status
                    raise
            if whole:
                # Before the client hears of it: from then on it may use the name again.
                self._running.pop(name, None)
                await self._say(_message(name, "complete"))
        except OSError:
            # Nobody takes what is sent: the server finds the connection dead by itself, and closes it.
            _log.info("a client of a WebSocket takes nothing any more")
        finally:
            if self._running.get(name) is asyncio.current_task():
                del self._running[name]

    async def _answer(self, name: str, payload: dict[str, Any], exchange: Exchange) -> bool:
        """Sends the answers; false where an error ended the operation, after which nothing is complete."""
        try:
            sent = parts(payload)
            text = self._documents.text(sent)
        except NotARequest as error:
            exchange.status = error.status
            refused = {"message": error.message, "extensions": {"code": error.code}}
            await self._say(_message(name, "error", orjson.dumps([refused])))
            return False
        asked = await begun(self._engine, Request(text, sent.operation_name, sent.variables, cost=sent.cost))
        self._remember(sent, text, asked)
        if isinstance(asked, Answer):
            return await self._said(name, asked, exchange)
        try:
            seen = await self._newest.read() if asked.since is None else asked.since
        except FactError as error:
            exchange.status = error.status
            refused = {"message": error.title, "extensions": {"code": error.code}}
            await self._say(_message(name, "error", orjson.dumps([refused])))
            return False
        async for each in told(self._engine, self._newest, asked, seen, BEAT_SECONDS):
            # The server itself pings a silent connection, below this protocol.
            if each is not None and not await self._said(name, each[1], exchange):
                return False
        return True

    def _remember(self, sent: Parts, text: str, asked: object) -> None:
        if sent.sha256 is not None and not (isinstance(asked, Answer) and not asked.data):
            self._documents.answered(sent, text)

    async def _said(self, name: str, answer: Answer, exchange: Exchange) -> bool:
        exchange.status = answer.status
        if answer.data:
            await self._say(_message(name, "next", answer.body))
            return True
        errors = orjson.dumps(orjson.loads(answer.body)["errors"])
        await self._say(_message(name, "error", errors))
        return False

    async def _say(self, message: bytes) -> None:
        async with asyncio.timeout(STALLED_SECONDS):
            await self._send({"type": "websocket.send", "text": message.decode()})


def _read(message: Any, max_bytes: int) -> dict[str, Any]:
    text = message.get("text")
    if text is None:
        raise Closed(4400, "Invalid message: messages are JSON text")
    if len(text) > max_bytes or len(text.encode("utf-8", "surrogatepass")) > max_bytes:
        raise Closed(1009, f"A message has at most {max_bytes} bytes")
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Closed(4400, "Invalid message: no JSON, or it nests too deeply") from None
    if not isinstance(found, dict) or not isinstance(found.get("type"), str):
        raise Closed(4400, "Invalid message: an object with a string as type")
    return found


def _id(message: dict[str, Any]) -> str:
    name = message.get("id")
    if not isinstance(name, str) or not 0 < len(name) <= _MAX_ID:
        raise Closed(4400, "Invalid message: id is a string that is not empty")
    return name


def _message(name: str, kind: str, payload: bytes | None = None) -> bytes:
    body = b"" if payload is None else b',"payload":' + payload
    return b'{"id":' + orjson.dumps(name) + b',"type":"' + kind.encode() + b'"' + body + b"}"
