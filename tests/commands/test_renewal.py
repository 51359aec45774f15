"""A server that is told to renew itself, alone and with workers: nothing is lost, what is new is served."""

import json
import os
import pty
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx2
import pytest

from tests.commands.serving import ROOT, Server, free_port, served, until
from tests.databases import Databases
from tests.world import load_world

pytestmark = [pytest.mark.usefixtures("built_page"), pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def url(databases: Databases) -> Iterator[str]:
    with databases.copy("sqlite", "world", load_world) as url:
        yield url


def renewed(server: Server, former: set[int], workers: int) -> bool:
    """Whether there are as many workers, and none of the former ones."""
    present = server.workers()
    return len(present) == workers and not present & former


@pytest.mark.parametrize(("workers", "times"), [(1, 2), (2, 1)])
def test_a_reload_loses_no_request_and_a_worker_that_dies_is_replaced(
    url: str, tmp_path: Path, workers: int, times: int
) -> None:
    with served(url, tmp_path, workers=workers) as server:
        until(lambda: len(server.workers()) == (workers if workers > 1 else 0))
        done, failed, answered = threading.Event(), [], [0]

        def go_on() -> None:
            while not done.is_set():
                try:
                    assert server.ask("/v1/events/event-1").status == 200
                    answered[0] += 1
                    time.sleep(0.05)
                except (OSError, AssertionError, IndexError) as error:
                    failed.append(error)

        client = threading.Thread(target=go_on)
        client.start()
        try:
            for _ in range(times):
                former = server.workers()
                server.signal(signal.SIGHUP)
                until(partial(renewed, server, former, workers), 240)
        finally:
            done.set()
            client.join()
        assert (failed, answered[0] > 0) == ([], True)
        victim = min(server.workers())
        os.kill(victim, signal.SIGKILL)
        until(lambda: len(server.workers()) == workers and victim not in server.workers())
        assert server.ask("/readyz").status == 200
    assert server.process.returncode == 0


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_in_progress_ends_and_what_is_new_is_served(url: str, tmp_path: Path, workers: int) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "old.graphql").write_text("{ events(first: 1) { nodes { slug } } }")
    metrics = free_port()
    given = {"persisted_only": documents, "workers": workers, "metrics_port": metrics}
    # What is in progress may take as long as a new process takes to start on a busy machine.
    given |= {"drain_seconds": 120, "receive_seconds": 120}
    body = b'{"documentId": "old"}'
    with (
        served(url, tmp_path, **given) as server,
        socket.create_connection(("127.0.0.1", server.port), timeout=60) as slow,
    ):
        head = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
        slow.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:5])
        (documents / "new.graphql").write_text("{ events(first: 1) { nodes { title } } }")
        assert server.ask("/graphql?documentId=new").status == 403
        former = server.workers()
        server.signal(signal.SIGHUP)
        until(lambda: server.ask("/graphql?documentId=new").status == 200)
        slow.sendall(body[5:])
        received = b""
        while chunk := slow.recv(65_536):
            received += chunk
        assert received.startswith(b"HTTP/1.1 200 ")
        assert list(json.loads(received.partition(b"\r\n\r\n")[2])["data"]["events"]["nodes"][0]) == ["slug"]

        # Who served before has no connections any more.
        def connections() -> float:
            text = httpx2.get(f"http://127.0.0.1:{metrics}/metrics").text.splitlines()
            pool = [line for line in text if line.startswith("dateline_database_connections{")]
            return sum(float(line.rpartition(" ")[2]) for line in pool)

        until(lambda: renewed(server, former, workers) and connections() == 2 * workers)


def test_a_server_whose_successor_cannot_start_goes_on(url: str, tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "old.graphql").write_text("{ dataset { revision } }")
    with served(url, tmp_path, persisted_only=documents) as server:
        (documents / "new.graphql").write_text("{ nothing }")
        server.signal(signal.SIGHUP)
        until(lambda: "did not come to answer" in server.log.read_text())
        assert server.ask("/graphql?documentId=old").status == 200
        assert server.workers() == set()
        assert f"DATELINE_PERSISTED_ONLY={documents}: new" in server.log.read_text()
        (documents / "new.graphql").write_text("{ dataset { licence } }")
        server.signal(signal.SIGHUP)
        until(lambda: server.ask("/graphql?documentId=new").status == 200)
    assert server.process.returncode == 0


def test_a_server_that_is_told_to_end_while_its_successor_starts_ends(url: str, tmp_path: Path) -> None:
    with served(url, tmp_path) as server:
        server.signal(signal.SIGHUP)
        until(lambda: len(server.workers()) == 1)
        (successor,) = server.workers()
        server.signal(signal.SIGTERM)
        assert server.process.wait(60) == 0
        assert not Path(f"/proc/{successor}").exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_terminal_that_is_closed_ends_the_server(url: str, tmp_path: Path, workers: int) -> None:
    port = free_port()
    ours, theirs = pty.openpty()
    environment = {
        **os.environ,
        "DATELINE_DATABASE_URL": url,
        "DATELINE_PORT": str(port),
        "DATELINE_WORKERS": str(workers),
    }
    command = [sys.executable, "-m", "api.cli", "serve"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs
    )
    server = Server(process, port, tmp_path / "none")

    def ready() -> bool:
        assert process.poll() is None
        try:
            return server.ask("/readyz").status == 200
        except OSError:
            return False

    try:
        until(ready)
        process.send_signal(signal.SIGHUP)
        assert process.wait(60) in (0, -signal.SIGTERM)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
        os.close(theirs)
