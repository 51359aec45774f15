"""``dateline serve``: the server over a database that is at head."""

import logging
import socket
from typing import Annotated, Any

import typer
import uvicorn

from api.commands.database import sentences
from api.commands.files import fail
from api.settings import Settings, settings
from api.web.connection import bounded
from api.web.request_id import Identified
from db.errors import FactError

ADDRESSES = (
    ("To look around", "/"),
    ("GraphiQL and GraphQL", "/graphql"),
    ("REST", "/v1"),
    ("REST documentation", "/docs"),
    ("OpenAPI", "/openapi.json"),
    ("GraphQL schema", "/schema.graphql"),
)

# One line for a record, with the identifier by which a caller names the request.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"identified": {"()": Identified}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "filters": ["identified"], "formatter": "line"}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

Port = Annotated[int | None, typer.Option(help="The port to listen on, instead of DATELINE_PORT.")]


def serve(port: Port = None) -> None:
    """Serve the pages, GraphQL, REST and GraphiQL until stopped."""
    with sentences():
        chosen = settings()
    if port is not None:
        chosen = chosen.model_copy(update={"port": port})
    start(chosen, listen(chosen))


def start(chosen: Settings, listener: socket.socket) -> None:
    """Runs the server; ends the command with one sentence where it cannot start."""
    from api.app import create_app
    from api.live.server import Server
    from db.migration import require_head

    try:
        require_head(chosen.database_url)
        app = create_app(chosen)
    except FactError as error:
        listener.close()
        fail(error.message)
    config = uvicorn.Config(
        app,
        http=bounded(chosen.bounds),
        timeout_keep_alive=chosen.keep_alive_seconds,
        # uvloop serves handlers that never suspend unfairly: its p99 was eight times asyncio's here.
        loop="asyncio",
        log_config=LOGGING,
        log_level=logging.WARNING,
        server_header=False,
        # What is longer is not even put together; uvicorn's own are 16 MiB.
        ws_max_size=chosen.max_body_bytes,
        # uvicorn's own habit is to believe whatever comes over loopback; ours are DATELINE_TRUSTED_PROXIES.
        proxy_headers=False,
        date_header=True,
    )
    typer.echo(f"Dateline answers at http://{_host(chosen)}:{chosen.port}, until Ctrl-C:")
    for what, path in ADDRESSES:
        typer.echo(f"  {what:<22} http://{_host(chosen)}:{chosen.port}{path}")
    Server(config, app.state.newest).run(sockets=[listener])


def _host(chosen: Settings) -> str:
    return f"[{chosen.host}]" if ":" in chosen.host else chosen.host


def listen(chosen: Settings) -> socket.socket:
    """The listening socket: taken before anything else is done, so that nothing is done in vain."""
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    # With the protocol named, asyncio switches off the delay of small packets on what it accepts here.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((chosen.host, chosen.port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        fail(
            f"Port {chosen.port} on {chosen.host} cannot be used ({error.strerror}): stop what is there, "
            "or choose another with DATELINE_PORT=8001."
        )
    listener.set_inheritable(True)
    return listener
