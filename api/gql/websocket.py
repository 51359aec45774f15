"""GraphQL over a WebSocket: the subprotocol ``graphql-transport-ws``.

Queries and subscriptions, each with an ``id`` that the client chooses, any number of them after one another
and `MOST` at once. A client's key comes with the handshake, as with any request; ``connection_init`` may
carry anything, and a page of any origin may connect, as it may read every other answer of this server. The
handshake and each operation are requests of a client's budget.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.gql.conversation import Admit, Closed, Conversation
from api.gql.execution import Engine
from api.gql.persisted import Documents
from api.live.newest import RETRY_SECONDS, Newest
from api.problem import problem
from api.web import request_id
from api.web.exchange import NO_ROUTE, Exchange, Observer, observed
from api.web.failures import TooManyListeners
from api.web.guard import Guard, Turned
from api.web.request_id import identifier

PROTOCOL: Final = "graphql-transport-ws"

INIT_SECONDS: Final = 10.0
"""After which a client that has not begun with ``connection_init`` is left."""


class GraphQLSocket:
    """The ASGI application of the WebSocket at ``/graphql``.

    ``max_bytes``: the length of a message, as of the body of a request. ``init_seconds``: see `INIT_SECONDS`.
    ``guard``: who counts clients and knows their keys. ``observers``: who is told of each operation.
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
        observers: Sequence[Observer] = (),
    ) -> None:
        self._engine = engine
        self._documents = documents
        self._newest = newest
        self._max_bytes = max_bytes
        self._init_seconds = init_seconds
        self._guard = guard
        self._observers = observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one connection, to its end."""
        assert (await receive())["type"] == "websocket.connect"
        named = identifier(scope["headers"])
        # The server runs each connection in a context of its own, which its operations begin with.
        request_id.current.set(named.decode())
        accept = {"type": "websocket.accept", "headers": [(request_id.HEADER, named)]}

        async def admit() -> None:
            if self._guard is not None:
                await self._guard.admit(scope)

        try:
            await admit()
            async with self._newest.listening():
                if PROTOCOL not in scope["subprotocols"]:
                    await send(accept)
                    reason = f"Subprotocol not acceptable: this server speaks {PROTOCOL}"
                    await send({"type": "websocket.close", "code": 4406, "reason": reason})
                    return
                await send(accept | {"subprotocol": PROTOCOL})
                await self._converse(scope, receive, send, admit)
        except TooManyListeners as error:
            await _turn_away(problem(error, headers={"Retry-After": str(RETRY_SECONDS)}), scope, send)
        except Turned as turned:
            refusal = problem(turned.error, headers=turned.headers, extensions=turned.members)
            await _turn_away(refusal, scope, send)

    async def _converse(self, scope: Scope, receive: Receive, send: Send, admit: Admit) -> None:
        def observe(exchange: Exchange) -> AbstractContextManager[None]:
            exchange.route = getattr(scope.get("route"), "path", NO_ROUTE)
            return observed(exchange, scope, self._observers)

        conversation = Conversation(self._engine, self._documents, self._newest, send, admit, observe)
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
    named = (request_id.HEADER, (request_id.current.get() or "").encode())
    await send({**start, "headers": [*response.raw_headers, named]})
    await send({"type": "websocket.http.response.body", "body": bytes(response.body)})
