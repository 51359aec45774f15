"""A connection with bounds: what uvicorn's own leaves open to who sends slowly, much, or never reads.

uvicorn waits for ever for the end of a request that has begun, and for a client to take its answer, and keeps
whatever stands in a header. Here each request must have arrived in time, header fields have a size and a
number, and an answer that nobody takes is dropped. What is refused before there is a request gets a problem
all the same.
"""

from asyncio import TimerHandle, Transport
from dataclasses import dataclass
from typing import ClassVar, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from websockets.server import ServerProtocol

from api.problem import problem
from api.web.failures import (
    AddressTooLong,
    HeadersTooLarge,
    MalformedRequest,
    Overloaded,
    RequestTimeout,
)
from api.web.outgoing import Outgoing
from api.web.policy import EVERYWHERE
from db.errors import FactError

LONGEST_ADDRESS = 65_535
"""Bytes of an address that the parser can take apart."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one connection may take of the server.

    header_bytes: of the header fields of a request. receive_seconds: from the first byte of a request to its
    last. send_seconds: for which a client may take nothing of an answer. connections: at once, in a process.
    """

    header_bytes: int = 32_768
    headers: int = 100
    receive_seconds: float = 20.0
    send_seconds: float = 20.0
    connections: int = 500


class Connection(HttpToolsProtocol):
    """uvicorn's connection by HTTP/1.1, with `bounds`."""

    bounds: ClassVar[Bounds] = Bounds()

    # Asked by asyncio:

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._refusal: FactError | None = None
        self._receiving = False
        self._headed = False
        self._overhead = 0
        self._content = False
        # When what is expected is overdue; and the timer that looks, at that time or before it.
        self._due: float | None = None
        self._looking: TimerHandle | None = None
        self._untaken: TimerHandle | None = None
        if len(self.connections) > self.bounds.connections:
            self._answer(Overloaded("the server has as many connections as it takes: try again soon"))
        else:
            self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._expected()
        if self._looking is not None:
            self._looking.cancel()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._due is None:
            self._expect()
        self._content = False
        super().data_received(data)
        if self._content or self.transport.is_closing():
            return
        # The parser keeps an unfinished field, which has no end of its own.
        self._overhead += len(data)
        if self._receiving and self._overhead > self.bounds.header_bytes + LONGEST_ADDRESS:
            self._answer(self._too_large())

    def pause_writing(self) -> None:
        super().pause_writing()
        self._untaken = self.loop.call_later(self.bounds.send_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._untaken is not None:
            self._untaken.cancel()
            self._untaken = None

    # Asked by the parser:

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._receiving, self._headed, self._overhead = True, False, 0
        if self._due is None:
            self._expect()

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > LONGEST_ADDRESS:
            self._refuse(AddressTooLong(f"path and query string have more than {LONGEST_ADDRESS} bytes"))

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        if name.lower() == b"transfer-encoding" and value.strip().lower() != b"chunked":
            # Who takes off one coding of several reads another body than a proxy in between.
            self._refuse(MalformedRequest("the only Transfer-Encoding that is read is chunked"))
        if len(self.headers) > self.bounds.headers:
            self._refuse(HeadersTooLarge(f"a request may have {self.bounds.headers} header fields"))

    def on_headers_complete(self) -> None:
        # With the separators, as they are counted by who configures a proxy.
        if sum(len(name) + len(value) + 4 for name, value in self.headers) > self.bounds.header_bytes:
            self._refuse(self._too_large())
        super().on_headers_complete()
        self._headed = True
        if (cycle := self._cycle()) is not None:
            # Its task has not begun. It asks no more of a transport than this.
            cycle.transport = cast("Transport", Outgoing(self.transport, self.loop))

    def on_body(self, body: bytes) -> None:
        self._content = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._receiving = False
        self._expected()
        super().on_message_complete()

    # Asked by uvicorn:

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._untaken is None and self.transport.get_write_buffer_size():
            # To close waits for the rest to be sent, which the client need never take.
            self._untaken = self.loop.call_later(self.bounds.send_seconds, self._drop)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words are not ours
        """Answers what is no HTTP, or what one of the parser's questions above refused."""
        self._answer(self._refusal or MalformedRequest("what came is no request of HTTP/1.1"))

    def handle_websocket_upgrade(self) -> None:
        if not self._can_be_read():
            # uvicorn would leave the connection without an answer and without an end.
            self._headed = False
            self._answer(MalformedRequest("the handshake of a WebSocket has short lines and no body"))
            return
        self._expected()
        self.resume_writing()
        super().handle_websocket_upgrade()

    # Ours:

    def _can_be_read(self) -> bool:
        """Whether the library that speaks with WebSockets reads the handshake: it has bounds of its own."""
        protocol = ServerProtocol()
        fields = [name + b": " + value for name, value in self.scope["headers"]]
        line = self.scope["method"].encode() + b" " + self.url + b" HTTP/1.1"
        protocol.receive_data(b"\r\n".join((line, *fields, b"", b"")))
        return bool(protocol.events_received())

    def _expect(self) -> None:
        self._due = self.loop.time() + self.bounds.receive_seconds
        # A timer for each request would cost more than all else here: one looks again where it has to.
        if self._looking is None:
            self._looking = self.loop.call_at(self._due, self._look)

    def _expected(self) -> None:
        self._due = None

    def _look(self) -> None:
        self._looking = None
        if self._due is None:
            return
        if self.loop.time() < self._due:
            self._looking = self.loop.call_at(self._due, self._look)
            return
        self._due = None
        if self._receiving:
            seconds = self.bounds.receive_seconds
            self._answer(RequestTimeout(f"a request must have arrived whole within {seconds:g} s"))
        elif (cycle := self._cycle()) is None or cycle.response_complete:
            self.transport.close()

    def _cycle(self) -> RequestResponseCycle | None:
        """The request that came last; uvicorn's own annotation forgets that there may be none yet."""
        return self.cycle

    def _drop(self) -> None:
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        self._untaken = None

    def _too_large(self) -> HeadersTooLarge:
        return HeadersTooLarge(f"the header fields have more than {self.bounds.header_bytes} bytes")

    def _refuse(self, error: FactError) -> None:
        """Ends the parsing of a request; `send_400_response` is asked next."""
        self._refusal = error
        raise error

    def _answer(self, error: FactError) -> None:
        """Answers as the last thing on this connection, if this request has no answer yet."""
        cycle = self._cycle()
        waiting = cycle is not None and not cycle.response_complete
        # Before its head is there, what is in hand is the request before.
        if not (cycle.response_started if self._headed and cycle is not None else waiting):
            response = problem(error, headers={"Connection": "close"})
            lines = [STATUS_LINE[response.status_code]]
            lines += [name + b": " + value + b"\r\n" for name, value in (*response.raw_headers, *EVERYWHERE)]
            self.transport.write(b"".join((*lines, b"\r\n", bytes(response.body))))
        if cycle is not None and waiting:
            # Whoever works on the answer finds nobody to give it to.
            cycle.disconnected = True
            cycle.message_event.set()
        self._expected()
        self.transport.close()


def bounded(bounds: Bounds) -> type[Connection]:
    """The class of connections with these bounds, for ``uvicorn.Config(http=…)``."""
    return type("BoundedConnection", (Connection,), {"bounds": bounds})
