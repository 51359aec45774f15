"""What is known of a request besides what the client sent: for the log and the metrics.

Nothing here is of a person: no address, no query string, no variable.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from typing import Final, Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

NO_ROUTE: Final = "(none)"
"""The route of a path at which there is nothing: such paths are without number, and their words anybody's."""


@dataclass(slots=True)
class Exchange:
    """A request and its answer. ``seconds`` and ``database_seconds`` include waiting; ``operation`` and
    ``document`` are name and SHA-256 of the GraphQL document, and ``stored`` says that it is one of ours or
    of the deployment's, so that there are few of its kind.
    """

    method: str
    route: str = NO_ROUTE
    status: int = 500
    seconds: float = 0.0
    operation: str | None = None
    document: str | None = None
    stored: bool = False
    database_seconds: float = 0.0


current: ContextVar[Exchange | None] = ContextVar("exchange", default=None)
"""The exchange that is going on; None where nobody wants to know."""


class Observer(Protocol):
    """Somebody who wants to know of every request."""

    def begun(self, exchange: Exchange) -> None:
        """Told when a request has come."""

    def over(self, exchange: Exchange) -> None:
        """Told when its answer is out."""


class Observed:
    """An application whose exchanges are told to observers when they are over."""

    def __init__(self, app: ASGIApp, observers: tuple[Observer, ...]) -> None:
        self._app = app
        self._observers = observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = Exchange(scope["method"])
        # The server runs each request in a context of its own, so that nothing is left to reset.
        current.set(exchange)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
            await send(message)

        for observer in self._observers:
            observer.begun(exchange)
        begun = perf_counter()
        try:
            await self._app(scope, receive, noted)
        finally:
            exchange.seconds = perf_counter() - begun
            exchange.route = getattr(scope.get("route"), "path", NO_ROUTE)
            for observer in self._observers:
                observer.over(exchange)
