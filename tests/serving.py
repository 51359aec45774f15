"""A real HTTP server over an ASGI application, for tests that ask over the wire."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from api.live.server import Server
from api.settings import BOUNDS
from api.web.connection import Bounds, bounded


@contextmanager
def serving(app: ASGIApp, bounds: Bounds = BOUNDS) -> Iterator[str]:
    """Serves the application on a free loopback port until the block ends; gives its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(
            app,
            http=bounded(bounds),
            loop="asyncio",
            log_level="error",
            server_header=False,
            proxy_headers=False,
        )
        newest = getattr(getattr(app, "state", None), "newest", None)
        server = uvicorn.Server(config) if newest is None else Server(config, newest)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            if not thread.is_alive():
                raise RuntimeError("the server did not start")
            thread.join(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
