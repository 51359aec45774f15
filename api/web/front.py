"""What every request meets first, and every response last: the application's outermost layer.

It gives the request its identifier, refuses addresses that are too long, answers a browser's preflight, and
lets any page on the web read the answers. There is nothing to protect from other sites' pages: no cookie, no
credentials, no writing, and the same answer for everybody.
"""

from collections.abc import Callable, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problem import exception_handlers, problem
from api.web.failures import AddressTooLong
from api.web.request_id import HEADER, current, identifier

MAX_URL_BYTES = 16_384
"""Bytes of path and query string. Proxies in between take about half of it as they come."""

_DAY = 24 * 60 * 60
_READABLE = b"Allow, ETag, Last-Modified, Link, Vary, X-Request-ID"

# On every response: errors must be readable from another site's page as well.
_EVERYWHERE = ((b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", _READABLE))
_PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS, POST"),
    # All but Authorization, which would be of no use here.
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"%d" % _DAY),
]


class Application(Starlette):
    """Starlette with a `Front` around all of it, its answer to a defect included."""

    def __init__(
        self,
        routes: Sequence[BaseRoute],
        lifespan: Callable[[Any], Any],
        *,
        max_url_bytes: int = MAX_URL_BYTES,
    ) -> None:
        super().__init__(routes=routes, lifespan=lifespan, exception_handlers=exception_handlers)
        # Starlette's own redirect is temporary; ours is in `api.problem`, where a path is not found.
        self.router.redirect_slashes = False
        self._max_url_bytes = max_url_bytes

    def build_middleware_stack(self) -> ASGIApp:
        """The layers, ours outermost."""
        return Front(super().build_middleware_stack(), self._max_url_bytes)


class Front:
    """The layer itself."""

    def __init__(self, app: ASGIApp, max_url_bytes: int = MAX_URL_BYTES) -> None:
        self._app = app
        self._max_url_bytes = max_url_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; leaves all that is not HTTP alone."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        named = identifier(scope["headers"])
        # The server runs each request in a context of its own, so that nothing is left to reset.
        current.set(named.decode())

        async def labelled(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_EVERYWHERE, (HEADER, named)]
            await send(message)

        if len(scope["raw_path"]) + len(scope["query_string"]) > self._max_url_bytes:
            error = AddressTooLong(f"path and query string have more than {self._max_url_bytes} bytes")
            await problem(error, head=scope["method"] == "HEAD")(scope, receive, labelled)
        elif scope["method"] == "OPTIONS" and _is_preflight(scope):
            await labelled({"type": "http.response.start", "status": 204, "headers": _PREFLIGHT})
            await labelled({"type": "http.response.body", "body": b""})
        else:
            await self._app(scope, receive, labelled)


def _is_preflight(scope: Scope) -> bool:
    names = {name for name, _ in scope["headers"]}
    return {b"origin", b"access-control-request-method"} <= names
