"""A server that is told by SIGHUP to renew itself, and loses no request.

Several workers have a supervisor, which replaces one after another. A single process has none until then: it
starts a worker that answers at the same port, ends its own serving as gracefully as at SIGTERM, and is the
worker's supervisor from then on.
"""

import asyncio
import logging
import signal
import socket
import sys

import uvicorn
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from api.live.newest import Newest
from api.live.server import Server

_log = logging.getLogger("dateline")


class Supervisor(Multiprocess):
    """uvicorn's, which may find a worker that runs already. It queues signals as soon as it is made."""

    def __init__(self, config: uvicorn.Config, listener: socket.socket) -> None:
        super().__init__(config, [listener])
        if sys.stderr.isatty():
            # A terminal that is closed sends the same signal, and means that all is to end.
            signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))

    def init_processes(self) -> None:
        """Start the workers, where there are none."""
        if not self.processes:
            super().init_processes()

    def add(self) -> bool:
        """Start a worker; whether it came to answer. It takes seconds."""
        process = Process(self.config, self.sockets)
        process.start()
        if process.wait_until_ready(self.config.timeout_worker_healthcheck, self.should_exit):
            self.processes.append(process)
            return True
        process.kill()
        process.join()
        return False


class Renewable(Server):
    """The server of a single process, which hands over to a worker of its supervisor when it is told to."""

    def __init__(self, config: uvicorn.Config, newest: Newest, supervisor: Supervisor) -> None:
        super().__init__(config, newest)
        self._supervisor = supervisor
        self._renewal: asyncio.Task[None] | None = None

    async def on_tick(self, counter: int) -> bool:
        told = self._supervisor.signal_queue
        if {signal.SIGINT, signal.SIGTERM} & {*told}:  # they came before there was a server to take them
            return True
        # A second one waits until there is a worker, which is renewed then.
        if signal.SIGHUP in told and self._renewal is None:
            told.remove(signal.SIGHUP)
            self._renewal = asyncio.create_task(self._renew())
        return await super().on_tick(counter)

    async def _renew(self) -> None:
        if await asyncio.to_thread(self._supervisor.add):
            self.should_exit = True
        elif not self._supervisor.should_exit.is_set():
            _log.error("The new process did not come to answer, so the one that is there goes on.")
            self._renewal = None

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if not self._supervisor.processes:
            self._supervisor.should_exit.set()
        await super().shutdown(sockets)
