"""The server process, which ends although streams do not."""

import socket

import uvicorn

from api.live.newest import Newest


class Server(uvicorn.Server):
    """uvicorn, which waits for all answers to end before it stops: so the streams are ended first."""

    def __init__(self, config: uvicorn.Config, newest: Newest) -> None:
        super().__init__(config)
        self._newest = newest

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._newest.end()
        await super().shutdown(sockets)
