"""One of several database servers: its reader, and what is known of the server at this moment."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from db.compile.revision import NEWEST_REVISION, number_of
from db.engine.faults import server_gone
from db.engine.reader import Reader
from db.errors import DatabaseUnavailable, FactError

LOOK_SECONDS: Final = 0.05
"""Between two looks at a server, however many wait for what it will have."""

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class Server:
    """A server that answers, or does not.

    ``reachable``: it answered when it was asked last. ``revision``: the newest that was seen there; what it
    has is that or newer. ``in_flight``: statements asked of it that are not answered yet. ``last``: when it
    was chosen last, by the count of whoever chooses.
    """

    def __init__(self, name: str, reader: Reader) -> None:
        self.name = name
        self.reader = reader
        self.reachable = True
        self.revision = 0
        self.in_flight = 0
        self.last = 0
        self._opening = asyncio.Lock()
        self._unopened = False
        self._look: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect. Where that fails, a later look tries again."""
        try:
            await self.reader.open()
        except DatabaseUnavailable as error:
            self._unopened = True
            self._lost(error)

    async def close(self) -> None:
        """End looking, and disconnect."""
        if self._look is not None:
            self._look.cancel()
            await asyncio.wait([self._look])
        await self.reader.close()

    async def run(self, ask: Callable[[Reader], Awaitable[_T]]) -> _T:
        """What the server answers; that it is gone is remembered."""
        self.in_flight += 1
        try:
            async with self._opening:
                if self._unopened:
                    await self.reader.open()
                    self._unopened = False
            answer = await ask(self.reader)
        except DatabaseUnavailable as error:
            if server_gone(error):
                self._lost(error)
            raise
        finally:
            self.in_flight -= 1
        if not self.reachable:
            _log.warning("%s answers again", self.name)
            self.reachable = True
        return answer

    async def newest(self) -> int:
        """The number of the newest revision that it has, asked of it now."""
        newest = await self.run(lambda reader: reader.fetch(NEWEST_REVISION, brief=True))
        self.revision = number_of(newest)
        return self.revision

    def looked(self) -> asyncio.Task[None]:
        """A look at the newest revision, which all who want one at the same time share. It never fails."""
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._looking())
        return self._look

    async def _looking(self) -> None:
        try:
            await self.newest()
        except FactError as error:
            _log.debug("%s: %s", self.name, error.message)
        except Exception:  # noqa: BLE001 - whatever it is, those who wait must not wait for ever
            # Another database than ours, say, which the answers will tell as well.
            _log.exception("%s cannot be looked at", self.name)

    def _lost(self, error: DatabaseUnavailable) -> None:
        if self.reachable:
            _log.warning("%s does not answer, and others do in its place: %s", self.name, error.message)
        self.reachable = False
