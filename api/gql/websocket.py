"""GraphQL over a WebSocket: the subprotocol ``graphql-transport-ws``.

Queries and subscriptions, each with an ``id`` that the client chooses, any number of them after one another
and `MOST` at once. A client's key comes with the handshake, as with any request; ``connection_init`` may
carry anything, and a page of any origin may connect, as it may read every other answer of this server. The
handshake and each operation are requests of a client's budget.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final

import orjson
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.gql.execution import Answer, Engine, Request
from api.gql.persisted import Documents
from api.gql.request import NotARequest, Parts, parts
from api.gql.streaming import begun, told
from api.live.newest import RETRY_SECONDS, Newest
from api.problem import problem
from api.web.events import BEAT_SECONDS, STALLED_SECONDS
from api.web.failures import TooManyListeners
from api.web.guard import Guard, Turned
from db.errors import FactError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Admit = Callable[[], Awaitable[None]]

PROTOCOL: Final = "graphql-transport-ws"

MOST: Final = 20
"""Operations that one connection may have under way."""

INIT_SECONDS: Final = 10.0
"""After which a client that has not begun with ``connection_init`` is left."""

_MAX_ID: Final = 200
_log = logging.getLogger(__name__)


class Closed(Exception):
    """The connection is to be closed, with a code of the protocol and a reason of at most 123 bytes."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class GraphQLSocket:
    """The ASGI application of the WebSocket at ``/graphql``.

    ``max_bytes``: the length of a message, as of the body of a request. ``init_seconds``: see `INIT_SECONDS`.
    ``guard``: who counts clients and knows their keys.
    """

    def __init__(
        self,
        engine: Engine,
        documents: Documents,
        newest: Newest,
        *,
        max_bytes: int,
        init_seconds: float = INIT_SECONDS,
        guard: Guard | None = None,
    ) -> None:
        self._engine = engine
        self._documents = documents
        self._newest = newest
        self._max_bytes = max_bytes
        self._init_seconds = init_seconds
        self._guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one connection, to its end."""
        assert (await receive())["type"] == "websocket.connect"

        async def admit() -> None:
            if self._guard is not None:
                await self._guard.admit(scope)

        try:
            await admit()
            async with self._newest.listening():
                if PROTOCOL not in scope["subprotocols"]:
                    await send({"type": "websocket.accept"})
                    reason = f"Subprotocol not acceptable: this server speaks {PROTOCOL}"
                    await send({"type": "websocket.close", "code": 4406, "reason": reason})
                    return
                await send({"type": "websocket.accept", "subprotocol": PROTOCOL})
                await self._converse(receive, send, admit)
        except TooManyListeners as error:
            await _turn_away(problem(error, headers={"Retry-After": str(RETRY_SECONDS)}), scope, send)
        except Turned as turned:
            refusal = problem(turned.error, headers=turned.headers, extensions=turned.members)
            await _turn_away(refusal, scope, send)

    async def _converse(self, receive: Receive, send: Send, admit: "Admit") -> None:
        conversation = Conversation(self._engine, self._documents, self._newest, send, admit)
        try:
            await conversation.listen(receive, self._max_bytes, self._init_seconds)
        except Closed as closed:
            await send({"type": "websocket.close", "code": closed.code, "reason": closed.reason})
        finally:
            await conversation.end()


async def _turn_away(response: Response, scope: Scope, send: Send) -> None:
    """Refuses the handshake, with the problem and when to come back where the server can say so."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1013, "reason": "Try again later"})
        return
    start = {"type": "websocket.http.response.start", "status": response.status_code}
    await send({**start, "headers": response.raw_headers})
    await send({"type": "websocket.http.response.body", "body": bytes(response.body)})


class Conversation:
    """One connection: whether it has begun, and what is under way.

    ``admit``: counts one operation of the client; raises `Turned` where it has asked too often.
    """

    def __init__(
        self, engine: Engine, documents: Documents, newest: Newest, send: Send, admit: "Admit"
    ) -> None:
        self._engine = engine
        self._documents = documents
        self._newest = newest
        self._send = send
        self._admit = admit
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
        await self._say(orjson.dumps(pong))

    async def _pong(self, _: dict[str, Any]) -> None:
        pass

    async def _subscribe(self, message: dict[str, Any]) -> None:
        if not self._acknowledged:
            raise Closed(4401, "Unauthorized: begin with connection_init")
        name = _id(message)
        if not isinstance(message.get("payload"), dict):
            raise Closed(4400, "Invalid message: subscribe has an object as payload")
        if name in self._running:
            raise Closed(4409, f"Subscriber for {name} already exists"[:120])
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
        try:
            if await self._answer(name, payload):
                # Before the client hears of it: from then on it may use the name again.
                self._running.pop(name, None)
                await self._say(_message(name, "complete"))
        except OSError:
            # Nobody takes what is sent: the server finds the connection dead by itself, and closes it.
            _log.info("a client of a WebSocket takes nothing any more")
        finally:
            if self._running.get(name) is asyncio.current_task():
                del self._running[name]

    async def _answer(self, name: str, payload: dict[str, Any]) -> bool:
        """Sends the answers; false where an error ended the operation, after which nothing is complete."""
        try:
            sent = parts(payload)
            text = self._documents.text(sent)
        except NotARequest as error:
            refused = {"message": error.message, "extensions": {"code": error.code}}
            await self._say(_message(name, "error", orjson.dumps([refused])))
            return False
        asked = await begun(self._engine, Request(text, sent.operation_name, sent.variables, cost=sent.cost))
        self._remember(sent, text, asked)
        if isinstance(asked, Answer):
            return await self._said(name, asked)
        try:
            seen = await self._newest.read() if asked.since is None else asked.since
        except FactError as error:
            refused = {"message": error.title, "extensions": {"code": error.code}}
            await self._say(_message(name, "error", orjson.dumps([refused])))
            return False
        async for each in told(self._engine, self._newest, asked, seen, BEAT_SECONDS):
            # The server itself pings a silent connection, below this protocol.
            if each is not None and not await self._said(name, each[1]):
                return False
        return True

    def _remember(self, sent: Parts, text: str, asked: object) -> None:
        if sent.sha256 is not None and not (isinstance(asked, Answer) and not asked.data):
            self._documents.answered(sent, text)

    async def _said(self, name: str, answer: Answer) -> bool:
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
