"""What operators see of a server: its workers, its log, its metrics, and how it ends."""

import gc
import json
import re
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from api.commands.serve import application
from api.settings import Settings
from tests.commands.serving import Server, free_port, served, until
from tests.databases import Databases
from tests.world import load_world

pytestmark = [pytest.mark.usefixtures("built_page"), pytest.mark.timeout(300)]

NAMED = "query Two($n: Int!) { events(first: $n) { nodes { slug } } }"


@pytest.fixture(scope="module")
def url(databases: Databases) -> Iterator[str]:
    with databases.copy("sqlite", "world", load_world) as url:
        yield url


def graphql(server: Server, document: str, **variables: object) -> int:
    body = json.dumps({"query": document, "variables": variables}).encode()
    return server.ask("/graphql", "Content-Type: application/json", method="POST", body=body).status


def requests(server: Server, identifier: str) -> list[dict[str, object]]:
    return [each for each in server.lines() if each.get("requestId") == identifier]


def test_the_log_has_a_line_for_each_request_and_nothing_personal(url: str, tmp_path: Path) -> None:
    with served(url, tmp_path) as server:
        assert server.ask("/v1/search?text=Quill+s3cret", "X-Request-ID: a1").status == 200
        assert server.ask("/v1/events/event-1", "X-Request-ID: a2").status == 200
        assert server.ask("/nothing/s3cret", "X-Request-ID: a3").status == 404
        assert graphql(server, NAMED, n=2) == 200
        until(lambda: any(each.get("operation") == "Two" for each in server.lines()))
        lines = server.lines()
        (lookup,) = requests(server, "a2")
        (missing,) = requests(server, "a3")
        (posted,) = [each for each in lines if each.get("operation") == "Two"]
    assert missing["route"] == "(none)"
    assert lookup["route"] == "/v1/events/{slug}"
    assert {"time", "level", "logger", "message", "requestId", "method", "route", "status"} <= lookup.keys()
    assert (lookup["method"], lookup["status"], lookup["operation"]) == ("GET", 200, "getEvent")
    assert 0 < float(str(lookup["databaseMilliseconds"])) <= float(str(lookup["milliseconds"]))
    assert re.fullmatch("[0-9a-f]{64}", str(posted["document"]))
    text = server.log.read_text(encoding="utf-8")
    assert [word for word in ("s3cret", "Quill", "127.0.0.1", "event-1") if word in text] == []


def test_metrics_are_of_all_workers_and_on_a_port_of_their_own(url: str, tmp_path: Path) -> None:
    port = free_port()
    with served(url, tmp_path, workers=2, metrics_port=port) as server:
        assert server.ask("/metrics").status == 404
        until(lambda: len(server.workers()) == 2)
        with ThreadPoolExecutor(4) as clients:
            assert {each.status for each in clients.map(server.ask, ["/v1/events/event-1"] * 40)} == {200}
        assert graphql(server, NAMED, n=2) == 200
        for path in ("/a", "/b", "/v1/events/nobody"):
            assert server.ask(path).status == 404

        def scraped() -> dict[str, float]:
            text = httpx2.get(f"http://127.0.0.1:{port}/metrics").text
            lines = [line for line in text.splitlines() if not line.startswith("#")]
            return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}

        def counted() -> bool:
            return scraped().get('dateline_plan_cache_total{outcome="hit"}', 0) >= 38

        until(counted)
        found = scraped()
        get = 'dateline_requests_total{{method="GET",route="{}",status="{}"}}'
        assert found[get.format("/v1/events/{slug}", 200)] == 40
        assert found[get.format("/v1/events/{slug}", 404)] == 1
        assert found[get.format("(none)", 404)] == 3
        assert found['dateline_request_seconds_count{route="/v1/events/{slug}"}'] == 41
        assert found['dateline_operation_seconds_count{operation="getEvent"}'] == 41
        assert found['dateline_operation_seconds_count{operation="(not stored)"}'] == 1
        assert not [name for name in found if "Two" in name or "event-1" in name]
        assert found["dateline_revision"] == json.loads(server.ask("/readyz").body)["revision"]
        pool = 'dateline_database_connections{{state="{}"}}'
        until(lambda: sum(scraped().get(pool.format(state), 0) for state in ("busy", "idle")) == 4)
        assert found["dateline_database_waiting"] == 0
        assert found["dateline_requests_in_progress"] == 0


@pytest.mark.parametrize("workers", [1, 2])
def test_sigterm_lets_what_is_in_progress_end(url: str, tmp_path: Path, workers: int) -> None:
    """A client that has sent half of its request still gets its answer; a new one is not let in."""
    with served(url, tmp_path, workers=workers, drain_seconds=20) as server:
        first = json.loads(server.ask("/v1/events?first=1").body)["nodes"][0]
        first = {"slug": first["slug"]}
        body = json.dumps({"query": NAMED, "variables": {"n": 1}}).encode()
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as slow:
            head = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            head += f"Content-Length: {len(body)}"
            slow.sendall(f"{head}\r\n\r\n".encode() + body[:10])
            time.sleep(0.5)
            server.signal(signal.SIGTERM)
            time.sleep(1.5)
            assert server.process.poll() is None
            slow.sendall(body[10:])
            received = b""
            while chunk := slow.recv(65_536):
                received += chunk
        assert received.startswith(b"HTTP/1.1 200 ")
        assert json.loads(received.partition(b"\r\n\r\n")[2]) == {"data": {"events": {"nodes": [first]}}}
        assert server.process.wait(30) in (0, -signal.SIGTERM)


def test_sigterm_does_not_wait_for_ever(url: str, tmp_path: Path) -> None:
    with served(url, tmp_path, drain_seconds=1) as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as slow:
            slow.sendall(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
            time.sleep(0.5)
            begun = time.monotonic()
            server.signal(signal.SIGTERM)
            assert server.process.wait(30) in (0, -signal.SIGTERM)
        assert time.monotonic() - begun < 25


def test_a_taken_port_of_the_metrics_is_one_sentence(url: str, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from api.cli import app

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        environment = {
            "DATELINE_DATABASE_URL": url,
            "DATELINE_PORT": str(free_port()),
            "DATELINE_METRICS_PORT": str(number),
        }
        done = CliRunner().invoke(app, ["serve"], env=environment)
    said = f"The metrics cannot be served on port {number} on 127.0.0.1 (Address already in use)"
    assert (done.exit_code, done.stderr) == (1, f"{said}: choose DATELINE_METRICS_PORT.\n")


def test_what_a_server_holds_is_not_looked_through_for_garbage(url: str) -> None:
    before = gc.get_freeze_count()
    try:
        application(Settings(database_url=url))
        # The schema alone.
        assert gc.get_freeze_count() - before > 100_000
    finally:
        gc.unfreeze()
