"""Traces of a server process, as a collector gets them: protobuf over HTTP."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from typer.testing import CliRunner

from api.cli import app
from tests.commands.serving import free_port, served, until
from tests.databases import Backend, Databases
from tests.world import load_world

pytestmark = [pytest.mark.usefixtures("built_page"), pytest.mark.timeout(300)]

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"traceparent: 00-{TRACE}-b7ad6b7169203331-01"
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


@contextmanager
def collector() -> Iterator[tuple[str, list[tuple[str, str | None, ExportTraceServiceRequest]]]]:
    """An address to send traces to, and what has come there: path, authorization and the spans."""
    received = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sent = ExportTraceServiceRequest.FromString(body)
            received.append((self.path, self.headers["Authorization"], sent))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", received
        finally:
            server.shutdown()
            thread.join()


def text(attributes: Any) -> dict[str, str]:
    return {each.key: each.value.string_value or str(each.value.int_value) for each in attributes}


@pytest.fixture(scope="module")
def on_sqlite(databases: Databases) -> Iterator[str]:
    with databases.copy("sqlite", "world", load_world) as url:
        yield url


@pytest.fixture(autouse=True)
def only_the_tests_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [each for each in os.environ if each.startswith("OTEL_")]:
        monkeypatch.delenv(name)


def test_a_collector_gets_the_spans(
    world_url: str, backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One process and several are started and ended differently.
    workers = 1 if backend == "sqlite" else 2
    with collector() as (address, received):
        monkeypatch.setenv(ENDPOINT, address)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20t")
        monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=trial")
        with served(world_url, tmp_path, workers=workers, trace_sql=True) as server:
            answered = server.ask("/v1/events/event-1", PARENT, "X-Request-ID: a1")
            assert answered.status == 200
        # What was not sent is sent before the process ends.
        assert server.process.returncode in (0, -signal.SIGTERM)
    assert {(path, authorization) for path, authorization, _ in received} == {("/v1/traces", "Bearer t")}
    resources = [each for _, _, sent in received for each in sent.resource_spans]
    told = text(resources[0].resource.attributes)
    assert (told["service.name"], told["deployment.environment.name"]) == ("dateline", "trial")
    spans = [span for each in resources for scope in each.scope_spans for span in scope.spans]
    ours = {span.name: span for span in spans if span.trace_id.hex() == TRACE}
    request, statement = ours["GET /v1/events/{slug}"], ours["SELECT getEvent"]
    assert len(ours) == 2
    assert request.parent_span_id.hex() == "b7ad6b7169203331"
    assert statement.parent_span_id == request.span_id
    assert text(request.attributes)["dateline.request_id"] == "a1"
    found = text(statement.attributes)
    assert found["db.system.name"] == backend
    assert found["db.query.text"].startswith(("SELECT", "WITH"))
    assert "event-1" not in found["db.query.text"]
    assert request.start_time_unix_nano <= statement.start_time_unix_nano
    assert statement.end_time_unix_nano <= request.end_time_unix_nano


def test_a_collector_that_is_away_harms_nobody(
    on_sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT, f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
    with served(on_sqlite, tmp_path) as server:
        until(lambda: any(each["logger"].startswith("opentelemetry") for each in server.lines()), 30)
        assert server.ask("/v1/events/event-1").status == 200
        server.process.terminate()
        assert server.process.wait(60) in (0, -signal.SIGTERM)
    assert "Traceback" not in server.log.read_text(encoding="utf-8")


def test_traces_that_cannot_be_made_are_one_sentence(on_sqlite: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "zipkin")
    environment = {"DATELINE_DATABASE_URL": on_sqlite, "DATELINE_PORT": str(free_port())}
    done = CliRunner().invoke(app, ["serve"], env=environment)
    said = "OTEL_TRACES_EXPORTER is zipkin: Dateline sends traces by otlp, or with none, none.\n"
    assert (done.exit_code, done.stderr) == (1, said)
