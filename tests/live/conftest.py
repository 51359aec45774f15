"""A real server in a process of its own, and loads by another."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import jsonschema  # type: ignore[import-untyped]
import pytest

from api.rest.openapi import document
from db.dossier.loading import load
from db.migration import upgrade
from tests.databases import Backend, Databases
from tests.dossier.bridge import DOSSIER, HERE, changed

FERRY = HERE / "ferry.yaml"
PLAN = HERE / "bridge.yaml"


@dataclass
class Live:
    """A server over a database with one revision."""

    url: str
    address: str
    server: subprocess.Popen[str]
    folder: Path
    edits: int = 0

    def load(self, *files: Path) -> float:
        """Loads in another process; gives the moment at which it had ended."""
        run("load", *(str(each) for each in files), url=self.url)
        return time.monotonic()

    def edit(self) -> int:
        """Loads the first dossier with another headline, here; gives the revision."""
        self.edits += 1
        file = self.folder / f"edited-{self.edits}.yaml"
        (title,) = [each for each in PLAN.read_text(encoding="utf-8").splitlines() if "  headline:" in each]
        file.write_text(changed((title, f"{title.rstrip()} {self.edits}")), encoding="utf-8")
        revision = load(self.url, [file]).revision
        assert revision is not None
        return revision


def environment(url: str, **more: str) -> dict[str, str]:
    """That of a command over a database."""
    return {**os.environ, "DATELINE_DATABASE_URL": url, **more}


def run(*arguments: str, url: str) -> None:
    """Runs ``dateline`` to its end."""
    command = [sys.executable, "-m", "api.cli", *arguments]
    subprocess.run(command, env=environment(url), check=True, capture_output=True, timeout=100)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def living(databases: Databases, backend: Backend, folder: Path, **settings: str) -> Iterator[Live]:
    """The server, over the first dossier of the tests."""

    def first(url: str) -> None:
        upgrade(url)
        load(url, [DOSSIER])

    with databases.copy(backend, "bridge", first) as url:
        port = free_port()
        server = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "serve", "--port", str(port)],
            env=environment(url, **settings),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address, server)
            yield Live(url, address, server, folder)
        finally:
            if server.poll() is None:
                server.send_signal(signal.SIGTERM)
                try:
                    server.wait(20)
                except subprocess.TimeoutExpired:
                    server.kill()
                    raise
            assert server.stderr is not None
            server.stderr.close()


def _wait_for(address: str, server: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 100
    while time.monotonic() < until:
        assert server.poll() is None, server.stderr and server.stderr.read()
        try:
            httpx2.get(f"{address}/v1")
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server did not start")


@pytest.fixture(scope="module")
def live(databases: Databases, backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server for a module's tests, each of which may load."""
    with living(databases, backend, tmp_path_factory.mktemp("live")) as found:
        yield found


@dataclass
class Event:
    """A server-sent event, or a comment, as it was read."""

    data: Any = None
    name: str | None = None
    number: str | None = None
    at: float = 0.0


class Stream:
    """Reads a response as server-sent events, by the rules of the HTML standard."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self._lines = response.iter_lines()

    def next(self) -> Event | None:
        """The next event; None at the end of the stream."""
        found = Event()
        for line in self._lines:
            if not line:
                if found.data is not None:
                    found.at = time.monotonic()
                    return found
                found = Event()
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if field == "data":
                found.data = json.loads(value) if value else ""
            elif field == "event":
                found.name = value
            elif field == "id":
                found.number = value
        return None


def assert_documented(event: Event) -> None:
    """The event is as the OpenAPI document says of the stream, to the last field of its data."""
    whole = document()
    described = whole["paths"]["/v1/changes/stream"]["get"]["responses"]["200"]["content"]
    told = {"id": event.number, "event": event.name, "data": json.dumps(event.data)}

    def validate(instance: Any, schema: Any) -> None:
        jsonschema.Draft202012Validator({**schema, "components": whole["components"]}).validate(instance)

    validate([told], described["text/event-stream"]["schema"]["contentSchema"])
    (one,) = [
        each
        for each in (whole["components"]["schemas"][name] for name in ("RevisionEvent", "ResetEvent"))
        if each["properties"]["event"]["const"] == event.name
    ]
    validate(event.data, one["properties"]["data"]["contentSchema"])


@contextmanager
def stream(address: str, path: str, method: str = "GET", **options: Any) -> Iterator[Stream]:
    """A stream of events from a server."""
    options.setdefault("headers", {}).setdefault("Accept", "text/event-stream")
    with (
        httpx2.Client(base_url=address, timeout=30) as client,
        client.stream(method, path, **options) as response,
    ):
        yield Stream(response)
