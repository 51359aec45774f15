"""``dateline serve``: the server over a database that is at head."""

import asyncio
import gc
import logging
import signal
import socket
import sys
from contextlib import ExitStack
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer
import uvicorn
from starlette.applications import Starlette
from uvicorn.config import STARTUP_FAILURE

from api.commands.database import sentences
from api.commands.files import fail
from api.configuration import unknown
from api.operating.log import RequestLog, configuration
from api.settings import Settings, settings
from api.web.connection import Connection, bounded
from db.engine import SQLiteURL, parse_database_url
from db.errors import FactError

if TYPE_CHECKING:
    from api.web.exchange import Observer
    from db.engine.url import Dialect

ADDRESSES = (
    ("To look around", "/"),
    ("GraphiQL and GraphQL", "/graphql"),
    ("REST", "/v1"),
    ("REST documentation", "/docs"),
    ("OpenAPI", "/openapi.json"),
    ("GraphQL schema", "/schema.graphql"),
)

Port = Annotated[int | None, typer.Option(help="The port to listen on, instead of DATELINE_PORT.")]
Workers = Annotated[
    int | None,
    typer.Option(help="Processes that answer requests, instead of DATELINE_WORKERS.", min=1, max=64),
]


def serve(port: Port = None, workers: Workers = None) -> None:
    """Serve the pages, GraphQL, REST and GraphiQL until stopped."""
    with sentences():
        chosen = settings()
    given = {"port": port, "workers": workers}
    chosen = chosen.model_copy(update={name: value for name, value in given.items() if value is not None})
    start(chosen, listen(chosen))


def start(chosen: Settings, listener: socket.socket) -> None:
    """Runs the server; ends the command with one sentence where it cannot start."""
    from api.commands.renewal import Renewable, Supervisor
    from api.operating.metrics import served
    from db.migration import require_head

    with ExitStack() as living:
        living.callback(listener.close)
        for warning in unknown():
            typer.echo(warning, err=True)
        try:
            require_head(*chosen.served_from)
            if chosen.metrics_port is not None:
                living.enter_context(served(chosen.metrics_host, chosen.metrics_port))
            app = None if chosen.workers > 1 else application(chosen)
        except FactError as error:
            fail(error.message)
        except OSError as error:
            where = f"port {chosen.metrics_port} on {chosen.metrics_host}"
            fail(f"The metrics cannot be served on {where} ({error.strerror}): choose DATELINE_METRICS_PORT.")
        # Whoever reads the addresses may end the server at once: from here on signals are queued.
        supervisor = Supervisor(_config(chosen, f"{__name__}:worker", WorkerConnection), listener)
        _announce(chosen)
        failed = False
        if app is not None:
            config = _config(chosen, app, bounded(chosen.bounds))
            server = Renewable(config, app.state.newest, supervisor)
            # It closes its own when it ends; a worker may need another.
            server.run(sockets=[listener.dup()])
            failed = not server.started
        if app is None or supervisor.processes:
            supervisor.run()
            failed = any(each.exitcode == STARTUP_FAILURE for each in supervisor.processes)
        if failed:
            raise typer.Exit(1)


def _config(chosen: Settings, app: Starlette | str, connection: type[Connection]) -> uvicorn.Config:
    """What uvicorn is told, of the application itself or of what makes it in a worker."""
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=chosen.workers,
        http=connection,
        timeout_keep_alive=chosen.keep_alive_seconds,
        # uvloop serves handlers that never suspend unfairly: its p99 was eight times asyncio's here.
        loop="asyncio",
        log_config=configuration(chosen.log_format, requests=chosen.log_requests),
        log_level=logging.WARNING,
        access_log=False,
        server_header=False,
        # What is longer is not even put together; uvicorn's own are 16 MiB.
        ws_max_size=chosen.max_body_bytes,
        # uvicorn would believe whatever comes over loopback; ours are DATELINE_TRUSTED_PROXIES.
        proxy_headers=False,
        date_header=True,
        timeout_graceful_shutdown=chosen.drain_seconds,
        # A worker compiles the schema before it answers, which takes seconds, and more on a busy machine.
        timeout_worker_healthcheck=60,
    )


def application(chosen: Settings) -> Starlette:
    """The application as a server process runs it, watched by the log, the metrics and the traces."""
    from api.app import create_app
    from api.operating.metrics import Metrics
    from api.operating.traces import exporting, wanted

    observers: list[Observer] = []
    if chosen.log_requests:
        observers.append(RequestLog())
    if chosen.metrics_port is not None:
        observers.append(Metrics())
    if wanted():
        url = parse_database_url(chosen.database_url)
        dialect: Dialect = "sqlite" if isinstance(url, SQLiteURL) else "postgresql"
        observers.append(exporting(dialect, sql=chosen.trace_sql))
    app = create_app(chosen, tuple(observers))
    # The schema and all that is made of it stay: without this, whoever asks while Python collects its garbage
    # waits a tenth of a second for it to look through them.
    gc.collect()
    gc.freeze()
    return app


class WorkerConnection(Connection):
    """A connection of one of several processes, found by its name; `worker` sets its bounds."""


def worker() -> Starlette:
    """The application of one of several processes, each of which reads the settings for itself."""
    try:
        chosen = settings()
        WorkerConnection.bounds = chosen.bounds
        app = application(chosen)
    except FactError as error:
        typer.echo(error.message, err=True)
        sys.exit(STARTUP_FAILURE)
    _end_streams_first(app)
    return app


def _end_streams_first(app: Starlette) -> None:
    """What `api.live.server` does for a single process: a supervisor makes its workers' servers itself."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _Ending(loop, app, signal.getsignal(number)))


class _Ending:
    def __init__(self, loop: asyncio.AbstractEventLoop, app: Starlette, then: Any) -> None:
        self._loop = loop
        self._app = app
        self._then = then

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self._loop.call_soon_threadsafe(self._app.state.newest.end)
        if callable(self._then):
            self._then(number, frame)


def _announce(chosen: Settings) -> None:
    typer.echo(f"Dateline answers at http://{_host(chosen)}:{chosen.port}, until Ctrl-C:")
    for what, path in ADDRESSES:
        typer.echo(f"  {what:<22} http://{_host(chosen)}:{chosen.port}{path}")


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
