"""What a response writes to its connection: the head goes out together with the body."""

from asyncio import AbstractEventLoop, Handle, Transport


class Outgoing:
    """A connection's transport, as one response has it.

    uvicorn writes a head and then a body: two system calls, two packets, and a client that wakes up twice.
    Here the head waits for what follows it in the same turn of the event loop, and no longer: a stream that
    has nothing to say yet has begun all the same.
    """

    __slots__ = ("_held", "_loop", "_sending", "_transport")

    def __init__(self, transport: Transport, loop: AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held = b""
        self._sending: Handle | None = None

    def write(self, data: bytes) -> None:
        """Sends data after what waits; what comes first waits itself."""
        if self._sending is None:
            self._held = data
            self._sending = self._loop.call_soon(self._send)
            return
        self._sending.cancel()
        held, self._held = self._held, b""
        self._transport.write(held + data if held else data)

    def close(self) -> None:
        """Closes the connection when all has been sent."""
        self._send()
        self._transport.close()

    def is_closing(self) -> bool:
        """Whether the connection is closed, or will be."""
        return self._transport.is_closing()

    def _send(self) -> None:
        held, self._held = self._held, b""
        if held:
            self._transport.write(held)
