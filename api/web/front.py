"""What every request meets first, and every response last: the application's outermost layer.

It gives the request its identifier, refuses addresses that are too long, answers a browser's preflight, and
says of every answer who may read it and what a browser may do with it (`api.web.policy`).
"""

from collections.abc import Callable, Sequence
from typing import Any, cast

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.problem import exception_handlers, problem
from api.web.demand import demand, demanded
from api.web.exchange import Observed, Observer
from api.web.failures import AddressTooLong, Overloaded
from api.web.guard import Guard, Turned
from api.web.policy import labelled
from api.web.request_id import HEADER, current, identifier
from db.errors import BadInput

MAX_URL_BYTES = 16_384
"""Bytes of path and query string. Proxies in between take about half of it as they come."""

MAX_REQUESTS = 200
"""Requests that wait for their answer at once. At a thousand answers a second it is the last fifth of one."""

# What tells an operator how the server is must be told when it is busy, too.
UNLIMITED = frozenset({"/healthz", "/readyz", "/metrics"})

_DAY = 24 * 60 * 60
_PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS, POST"),
    # The asterisk means all but Authorization, in which a key is sent.
    (b"access-control-allow-headers", b"*, Authorization"),
    (b"access-control-max-age", b"%d" % _DAY),
]

_BUSY = Overloaded("the server has as many requests as it takes: try again soon")


class Application(Starlette):
    """Starlette with a `Front` around all of it, its answer to a defect included."""

    def __init__(
        self,
        routes: Sequence[BaseRoute],
        lifespan: Callable[[Any], Any],
        *,
        max_url_bytes: int = MAX_URL_BYTES,
        max_requests: int = MAX_REQUESTS,
        guard: Guard | None = None,
        proxies: Sequence[str] = (),
        observers: tuple[Observer, ...] = (),
    ) -> None:
        super().__init__(routes=routes, lifespan=lifespan, exception_handlers=exception_handlers)
        # Starlette's own redirect is temporary; ours is in `api.problem`, where a path is not found.
        self.router.redirect_slashes = False
        self._max_url_bytes = max_url_bytes
        self._max_requests = max_requests
        self._guard = guard
        self._proxies = list(proxies)
        self._observers = observers

    def build_middleware_stack(self) -> ASGIApp:
        """The layers, ours outermost."""
        inner = super().build_middleware_stack()
        front = Front(inner, self._max_url_bytes, self._max_requests, self._guard)
        # Each proxy appends to X-Forwarded-For: the last address there that is no proxy's is the client's.
        # Anybody may have made up what stands before.
        told = _told_by_proxies(front, self._proxies) if self._proxies else front
        return Observed(told, self._observers) if self._observers else told


def _told_by_proxies(app: ASGIApp, proxies: list[str]) -> ASGIApp:
    return cast("ASGIApp", ProxyHeadersMiddleware(cast("Any", app), proxies))


class Front:
    """The layer itself."""

    def __init__(
        self,
        app: ASGIApp,
        max_url_bytes: int = MAX_URL_BYTES,
        max_requests: int = MAX_REQUESTS,
        guard: Guard | None = None,
    ) -> None:
        self._app = app
        self._max_url_bytes = max_url_bytes
        self._max_requests = max_requests
        self._guard = guard
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; leaves all that is not HTTP alone."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        named = identifier(scope["headers"])
        # The server runs each request in a context of its own, so that nothing is left to reset.
        current.set(named.decode())

        told: list[tuple[bytes, bytes]] = []

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *labelled(message["headers"], message["status"]),
                    *told,
                    (HEADER, named),
                ]
            await send(message)

        if len(scope["raw_path"]) + len(scope["query_string"]) > self._max_url_bytes:
            error = AddressTooLong(f"path and query string have more than {self._max_url_bytes} bytes")
            await problem(error, head=scope["method"] == "HEAD")(scope, receive, answered)
        elif scope["method"] == "OPTIONS" and _is_preflight(scope):
            await answered({"type": "http.response.start", "status": 204, "headers": _PREFLIGHT})
            await answered({"type": "http.response.body", "body": b""})
        elif scope["path"] in UNLIMITED:
            await self._app(scope, receive, answered)
        elif self._waiting >= self._max_requests:
            await problem(_BUSY, head=scope["method"] == "HEAD")(scope, receive, answered)
        else:
            if self._guard is not None:
                try:
                    told += await self._guard.admit(scope)
                except Turned as turned:
                    head = scope["method"] == "HEAD"
                    response = problem(
                        turned.error, head=head, headers=turned.headers, extensions=turned.members
                    )
                    await response(scope, receive, answered)
                    return
            await self._admit(scope, receive, answered)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request that counts until its answer begins: one that is long or live waits no more."""
        try:
            demanded.set(demand(scope["headers"]))
        except BadInput as error:
            await problem(error, head=scope["method"] == "HEAD")(scope, receive, send)
            return
        self._waiting += 1
        waits = True

        async def begun(message: Message) -> None:
            nonlocal waits
            if waits:
                waits = False
                self._waiting -= 1
            await send(message)

        try:
            await self._app(scope, receive, begun)
        finally:
            if waits:
                self._waiting -= 1


def _is_preflight(scope: Scope) -> bool:
    names = {name for name, _ in scope["headers"]}
    return {b"origin", b"access-control-request-method"} <= names
