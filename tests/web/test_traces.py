"""Traces: a span for a request, spans in it for its steps, and nothing of a person in any."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ParentBased
from opentelemetry.trace import SpanKind, StatusCode

from api.app import create_app
from api.operating.traces import Traces, wanted
from api.settings import InvalidSetting, Settings
from api.web import exchange
from api.web.exchange import MAX_STEPS, Exchange
from db.engine.url import Dialect
from db.errors import StatementTimeout
from tests.databases import Backend
from tests.serving import serving
from tests.web.wire import ask

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
NAMED = "query Two($n: Int!, $word: String) { events(first: $n, filter: {text: $word}) { nodes { slug } } }"


@dataclass
class Traced:
    """A server whose spans are kept."""

    address: str
    backend: Backend
    spans: InMemorySpanExporter

    def of(self, identifier: str) -> tuple[ReadableSpan, list[ReadableSpan]]:
        """The span of the request with this identifier, and those in it as they began."""
        made = self.spans.get_finished_spans()
        (span,) = [each for each in made if attributes(each).get("dateline.request_id") == identifier]
        return span, sorted(
            (each for each in made if each.parent is not None and each.parent.span_id == own(span)),
            key=lambda each: each.start_time or 0,
        )

    def post(self, document: str, identifier: str, **variables: object) -> int:
        body = json.dumps({"query": document, "variables": variables}).encode()
        lines = ("Content-Type: application/json", f"X-Request-ID: {identifier}")
        return ask(self.address, "/graphql", *lines, method="POST", body=body).status


def attributes(span: ReadableSpan) -> dict[str, object]:
    return dict(span.attributes or {})


def own(span: ReadableSpan) -> int:
    context = span.get_span_context()
    assert context is not None
    return context.span_id


def traces(dialect: Dialect, *, sql: bool = False) -> tuple[Traces, InMemorySpanExporter]:
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    return Traces(provider, dialect, sql=sql), kept


@pytest.fixture(scope="module")
def traced(world_url: str, backend: Backend, built_page: None) -> Iterator[Traced]:
    made, kept = traces(backend)
    with serving(create_app(Settings(database_url=world_url), (made,))) as address:
        yield Traced(address, backend, kept)


def test_a_request_is_traced_from_its_route_to_its_statement(traced: Traced) -> None:
    assert ask(traced.address, "/v1/events/event-1", "X-Request-ID: lookup").status == 200
    span, (statement,) = traced.of("lookup")
    assert (span.name, span.kind, span.parent) == ("GET /v1/events/{slug}", SpanKind.SERVER, None)
    found = attributes(span)
    assert len(str(found.pop("graphql.document.sha256"))) == 64
    assert found == {
        "http.request.method": "GET",
        "http.route": "/v1/events/{slug}",
        "http.response.status_code": 200,
        "dateline.request_id": "lookup",
        "graphql.operation.name": "getEvent",
    }
    assert (statement.name, statement.kind) == ("SELECT getEvent", SpanKind.CLIENT)
    assert attributes(statement) == {
        "db.system.name": traced.backend,
        "db.operation.name": "SELECT",
        "db.query.summary": "SELECT getEvent",
    }


def test_a_new_operation_is_parsed_and_compiled_once(traced: Traced) -> None:
    for identifier in ("new", "again"):
        assert (
            traced.post("query ($n: Int!) { sources(first: $n) { nodes { slug } } }", identifier, n=2) == 200
        )
    span, inside = traced.of("new")
    assert [each.name for each in inside] == ["parse and validate", "compile", "SELECT"]
    # All of it is within the request, one step after another.
    times = [span.start_time, *(time for each in inside for time in (each.start_time, each.end_time))]
    times.append(span.end_time)
    assert times == sorted(time for time in times if time)
    assert [each.name for each in traced.of("again")[1]] == ["SELECT"]


def test_what_is_asked_conditionally_asks_for_the_revision_first(traced: Traced) -> None:
    path = "/v1/sources/source-1"
    tag = ask(traced.address, path).headers["etag"]
    answered = ask(traced.address, path, f"If-None-Match: {tag}", "X-Request-ID: conditional")
    assert answered.status == 304
    span, inside = traced.of("conditional")
    assert attributes(span)["http.response.status_code"] == 304
    assert [each.name for each in inside] == ["SELECT revision"]


def test_no_span_has_what_somebody_asked_for(traced: Traced) -> None:
    assert traced.post(NAMED, "posted", n=2, word="s3cret") == 200
    assert ask(traced.address, "/v1/search?text=s3cret").status == 200
    assert ask(traced.address, "/s3cret", "X-Request-ID: nowhere").status == 404
    span, inside = traced.of("posted")
    assert attributes(span)["graphql.operation.name"] == "Two"
    # Names that anybody can make up name no kind of span.
    assert [each.name for each in inside] == ["parse and validate", "compile", "SELECT"]
    assert traced.of("nowhere")[0].name == "GET (none)"
    written = "".join(each.to_json() for each in traced.spans.get_finished_spans()).lower()
    assert [word for word in ("s3cret", "127.0.0.1", "event-1", "db.query.text") if word in written] == []


def test_a_refused_document_has_no_statement(traced: Traced) -> None:
    assert traced.post("{ nonsense }", "refused") == 400
    span, inside = traced.of("refused")
    assert "graphql.document.sha256" not in attributes(span)
    assert [each.name for each in inside] == ["parse and validate"]
    assert span.status.status_code is StatusCode.UNSET


def test_the_callers_trace_goes_on(traced: Traced) -> None:
    lines = (f"traceparent: {PARENT}", "tracestate: vendor=1")
    assert ask(traced.address, "/v1/dataset", *lines, "X-Request-ID: child").status == 200
    span, inside = traced.of("child")
    assert span.parent is not None
    assert (f"{span.parent.trace_id:032x}", f"{span.parent.span_id:016x}") == tuple(PARENT.split("-")[1:3])
    assert span.parent.trace_state.get("vendor") == "1"
    assert {each.parent.trace_id for each in inside if each.parent} == {span.parent.trace_id}
    nonsense = ("traceparent: 00-nonsense", "traceparent: \xff", "tracestate: ,=")
    for number, line in enumerate(nonsense):
        assert ask(traced.address, "/v1/dataset", line, f"X-Request-ID: odd{number}").status == 200
        assert traced.of(f"odd{number}")[0].parent is None


def test_a_request_that_is_not_sampled_makes_nothing() -> None:
    kept = InMemorySpanExporter()
    provider = TracerProvider(sampler=ParentBased(ALWAYS_OFF))
    provider.add_span_processor(SimpleSpanProcessor(kept))
    made = Traces(provider, "sqlite", sql=True)
    for headers, count in (([], 0), ([(b"traceparent", PARENT.encode())], 2)):
        going_on = Exchange("GET", seconds=1.0)
        made.begun(going_on, {"headers": headers})
        going_on.stepped("SELECT", 0.5, "SELECT 1")
        made.over(going_on)
        assert len(kept.get_finished_spans()) == count


def test_a_failure_is_one_of_its_statement_and_of_its_request() -> None:
    made, kept = traces("postgresql", sql=True)
    going_on = Exchange("GET", status=503)
    made.begun(going_on, {"headers": []})

    async def late() -> None:
        raise StatementTimeout("too long")

    async def asked() -> None:
        exchange.current.set(going_on)
        await exchange.statement("SELECT", "SELECT $1", late())

    with pytest.raises(StatementTimeout):
        asyncio.run(asked())
    made.over(going_on)
    statement, request = kept.get_finished_spans()
    for span, error in ((statement, StatementTimeout.code), (request, "503")):
        assert (span.status.status_code, attributes(span)["error.type"]) == (StatusCode.ERROR, error)
    assert attributes(statement)["db.query.text"] == "SELECT $1"


def test_a_method_that_is_none_is_not_repeated() -> None:
    made, kept = traces("sqlite")
    going_on = Exchange("S3CRET", status=405)
    made.begun(going_on, {"headers": []})
    made.over(going_on)
    (span,) = kept.get_finished_spans()
    assert (span.name, attributes(span)["http.request.method"]) == ("HTTP (none)", "_OTHER")


def test_the_steps_of_a_stream_do_not_pile_up() -> None:
    made, kept = traces("sqlite")
    going_on = Exchange("GET")
    made.begun(going_on, {"headers": []})
    for _ in range(MAX_STEPS + 50):
        going_on.stepped("SELECT", 0.0, "SELECT 1")
    made.over(going_on)
    assert len(kept.get_finished_spans()) == MAX_STEPS + 1


ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
OFF: list[dict[str, str]] = [
    {},
    {ENDPOINT: ""},
    {ENDPOINT: "http://x", "OTEL_SDK_DISABLED": "true"},
    {ENDPOINT: "http://x", "OTEL_TRACES_EXPORTER": "none"},
    {"OTEL_SERVICE_NAME": "x"},
]
ON: list[dict[str, str]] = [
    {ENDPOINT: "http://x"},
    {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://x"},
    {"OTEL_TRACES_EXPORTER": "otlp"},
]


@pytest.fixture
def variables(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [each for each in os.environ if each.startswith("OTEL_")]:
        monkeypatch.delenv(name)
    for name, value in request.param.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("variables")
@pytest.mark.parametrize(
    ("variables", "on"),
    [*((each, False) for each in OFF), *((each, True) for each in ON)],
    indirect=["variables"],
)
def test_opentelemetrys_variables_switch_it_on(on: bool) -> None:
    assert wanted() is on


@pytest.mark.usefixtures("variables")
@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (
            {"OTEL_TRACES_EXPORTER": "jaeger"},
            "OTEL_TRACES_EXPORTER is jaeger: Dateline sends traces by otlp, or with none, none.",
        ),
        (
            {ENDPOINT: "http://x", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
            "OTEL_EXPORTER_OTLP_PROTOCOL is grpc: Dateline sends traces by http/protobuf.",
        ),
    ],
    indirect=["variables"],
)
def test_what_it_cannot_do_is_said(said: str) -> None:
    with pytest.raises(InvalidSetting) as caught:
        wanted()
    assert caught.value.message == said


def test_without_it_nothing_of_it_is_imported() -> None:
    program = (
        "import sys, api.app, api.commands.serve\n"
        "from api.settings import Settings\n"
        "api.commands.serve.application(Settings())\n"
        "print([each for each in sys.modules if each.startswith(('opentelemetry', 'google.protobuf'))])"
    )
    environment = {"PATH": "", "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
