"""What is known of a request besides what the client sent: for the log, the metrics and the traces.

Nothing here is of a person: no address, no query string, no variable.
"""

from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from typing import Final, NamedTuple, Protocol, TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.errors import FactError

_T = TypeVar("_T")

NO_ROUTE: Final = "(none)"
"""The route of a path at which there is nothing: such paths are without number, and their words anybody's."""

WEBSOCKET: Final = "WEBSOCKET"
"""The method of an operation that came over a WebSocket; none of HTTP is called so."""

LEFT: Final = 499
"""The status of an exchange whose client left before it was told anything, as servers of HTTP log it."""

MAX_STEPS: Final = 100
"""Steps that are kept of one exchange: a stream goes on for days, and asks for each revision."""


class Step(NamedTuple):
    """Something that took time on the way to an answer. ``begun`` is read from `perf_counter`; ``sql`` is the
    statement, where it was one, and ``error`` the code of the failure in which it ended.
    """

    name: str
    begun: float
    seconds: float
    sql: str | None = None
    error: str | None = None


@dataclass(slots=True)
class Exchange:
    """A request and its answer, or an operation of a WebSocket with what it would be answered over HTTP.

    ``begun`` is read from `perf_counter`; ``seconds`` and ``database_seconds`` include waiting; ``operation``
    and ``document`` are name and SHA-256 of the GraphQL document, and ``stored`` says that it is one of ours
    or of the deployment's, so that there are few of its kind.

    ``steps`` is None where nobody wants to know of them; ``parent`` is what the caller's headers say of the
    trace that the request is part of.
    """

    method: str
    begun: float = 0.0
    route: str = NO_ROUTE
    status: int = 500
    seconds: float = 0.0
    operation: str | None = None
    document: str | None = None
    stored: bool = False
    database_seconds: float = 0.0
    steps: list[Step] | None = None
    parent: dict[str, str] | None = None

    def stepped(self, name: str, begun: float, sql: str | None = None, error: str | None = None) -> None:
        """Note a step that ends now."""
        if self.steps is not None and len(self.steps) < MAX_STEPS:
            self.steps.append(Step(name, begun, perf_counter() - begun, sql, error))


current: ContextVar[Exchange | None] = ContextVar("exchange", default=None)
"""The exchange that is going on; None where nobody wants to know."""


@contextmanager
def step(name: str) -> Iterator[None]:
    """Notes the block as a step of the exchange that is going on."""
    exchange, begun = current.get(), perf_counter()
    try:
        yield
    finally:
        if exchange is not None:
            exchange.stepped(name, begun)


async def statement(name: str, sql: str, asked: Awaitable[_T]) -> _T:
    """What a statement answers, its time noted of the exchange that is going on."""
    exchange = current.get()
    if exchange is None:
        return await asked
    begun, failed = perf_counter(), None
    try:
        return await asked
    except FactError as error:
        failed = error.code
        raise
    finally:
        exchange.database_seconds += perf_counter() - begun
        exchange.stepped(name, begun, sql, failed)


class Observer(Protocol):
    """Somebody who wants to know of every request."""

    def begun(self, exchange: Exchange, scope: Scope) -> None:
        """Told when a request has come, with what the server says of it."""

    def over(self, exchange: Exchange) -> None:
        """Told when its answer is out."""


@contextmanager
def observed(exchange: Exchange, scope: Scope, observers: Sequence[Observer]) -> Iterator[None]:
    """Has the exchange go on in the block, and tells observers of it before and when it is over.

    It goes on in the context of the block, which is to be the exchange's own.
    """
    if not observers:
        yield
        return
    current.set(exchange)
    for observer in observers:
        observer.begun(exchange, scope)
    try:
        yield
    finally:
        exchange.seconds = perf_counter() - exchange.begun
        for observer in observers:
            observer.over(exchange)


class Observed:
    """An application whose exchanges are told to observers when they are over."""

    def __init__(self, app: ASGIApp, observers: tuple[Observer, ...]) -> None:
        self._app = app
        self._observers = observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = Exchange(scope["method"], perf_counter())

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
            await send(message)

        # The server runs each request in a context of its own, so that nothing is left to reset.
        with observed(exchange, scope, self._observers):
            try:
                await self._app(scope, receive, noted)
            finally:
                exchange.route = getattr(scope.get("route"), "path", NO_ROUTE)
