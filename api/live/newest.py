"""The newest revision, and waiting for the next: one watch of the database for all who listen in a process.

Nothing is queued for anybody. Who listens knows the last revision that it has told of; woken, it asks for
those after it, one by one, as fast as its client takes them. So a slow client costs what a quick one does.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from api.web.failures import TooManyListeners
from db.compile.revision import NEWEST_REVISION
from db.engine import Reader, servers_of
from db.engine.watching import Watch
from db.errors import FactError

RETRY_SECONDS: Final = 10
"""After which a listener that was turned away may try again."""

_PAUSE: Final = 1.0
_log = logging.getLogger(__name__)


class Newest:
    """The newest revision of a database, for at most ``most`` listeners at once.

    It watches the database only while somebody listens.
    """

    def __init__(self, reader: Reader, watch: Callable[[], Watch], *, most: int = 200) -> None:
        self._reader = reader
        self._servers = servers_of(reader)
        self._open_watch = watch
        self._most = most
        self._listeners = 0
        self._watching: asyncio.Task[None] | None = None
        self._number = 0
        self._moved = asyncio.Event()
        self._ended = False

    @property
    def listeners(self) -> int:
        """How many listen."""
        return self._listeners

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """To be held while listening. Raises `TooManyListeners`, also when the server is about to end."""
        if self._ended or self._listeners >= self._most:
            raise TooManyListeners(f"{self._listeners} streams are open, and {self._most} may be")
        self._listeners += 1
        if self._watching is None:
            self._watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            self._listeners -= 1
            if not self._listeners:
                self._stop()

    async def read(self) -> int:
        """The number of the newest revision, asked of the database now; 0 before the first."""
        newest = await self._reader.fetch(NEWEST_REVISION)
        return 0 if newest is None else int(newest.partition(b" ")[0])

    async def after(self, seen: int, beat: float) -> AsyncIterator[int | None]:
        """Each revision after one, as it comes; None whenever none came for ``beat`` seconds.

        For who holds `listening`. It ends when the server does. Raises `UnknownRevision` where the database
        does not have the one that was seen: it was restored, now or before.
        """
        while not self._ended:
            moved = self._moved
            if seen < self._number:
                seen += 1
                # Neither a short statement nor a client that takes all at once lets others have their turn.
                await asyncio.sleep(0)
                yield seen
                continue
            if seen > self._number:
                # Nobody has looked yet, or at a replica that is behind; otherwise it is gone.
                await self._servers.recognise(seen)
            try:
                async with asyncio.timeout(beat):
                    await moved.wait()
            except TimeoutError:
                yield None

    def end(self) -> None:
        """End all listening: the server is about to close."""
        self._ended = True
        self._tell(self._number)
        self._stop()

    def _tell(self, number: int) -> None:
        self._number = number
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    def _stop(self) -> None:
        watching, self._watching = self._watching, None
        if watching is not None:
            watching.cancel()

    async def _watch(self) -> None:
        while True:
            try:
                async with self._open_watch() as watch:
                    # The watch is open before the number is read: nothing is loaded in between unnoticed.
                    while True:
                        number = await self.read()
                        if number != self._number:
                            self._tell(number)
                        await watch.changed()
            except FactError as error:
                _log.warning("new revisions are not heard of for the moment: %s", error.message)
            except Exception:  # noqa: BLE001 - whatever it is, the watch goes on
                # A defect must not leave listeners in a silence that looks like peace.
                _log.exception("the watch failed and is opened again")
            await asyncio.sleep(_PAUSE)
