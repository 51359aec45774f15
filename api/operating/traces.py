"""Traces by OpenTelemetry: a span for a request, and in it one for each step on the way to its answer.

Configured by OpenTelemetry's own variables. Spans are made of what was noted, when a request is over; where
traces are off nothing is noted, and none of the libraries is imported.
"""

import os
from time import time_ns
from typing import TYPE_CHECKING, Final

from starlette.types import Scope

from api.settings import InvalidSetting
from api.web import request_id
from api.web.exchange import WEBSOCKET, Exchange, Step
from db.engine.url import Dialect

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
PROTOCOLS: Final = ("OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")
EXPORTER: Final = "OTEL_TRACES_EXPORTER"
PROTOCOL: Final = "http/protobuf"

# Any word may be the method of a request; these are those of HTTP (RFC 9110 and 5789).
_METHODS: Final = frozenset({"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"})
_CALLERS: Final = (b"traceparent", b"tracestate")
_SECOND: Final = 1_000_000_000


def wanted() -> bool:
    """Whether OpenTelemetry's variables ask for traces. Raises `InvalidSetting`."""
    exporter = os.environ.get(EXPORTER, "").strip().lower()
    disabled = os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    if disabled or exporter == "none" or not (exporter or any(os.environ.get(each) for each in ENDPOINTS)):
        return False
    if exporter not in ("", "otlp"):
        raise InvalidSetting(f"{EXPORTER} is {exporter}: Dateline sends traces by otlp, or with none, none.")
    for name in PROTOCOLS:
        if os.environ.get(name, PROTOCOL) != PROTOCOL:
            raise InvalidSetting(f"{name} is {os.environ[name]}: Dateline sends traces by {PROTOCOL}.")
    return True


def exporting(dialect: Dialect, *, sql: bool) -> "Traces":
    """Traces that go to the collector that the variables name. Raises `InvalidSetting`."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import OTELResourceDetector, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError:
        raise InvalidSetting(
            "OTEL_… asks for traces, and what sends them is not installed: install dateline[otel], or set "
            f"{EXPORTER}=none."
        ) from None
    named = OTELResourceDetector().detect().attributes.get("service.name", "dateline")
    provider = TracerProvider(resource=Resource.create({"service.name": named}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Traces(provider, dialect, sql=sql)


class Traces:
    """Makes the spans, named as OpenTelemetry's conventions have it.

    Nothing in them is of a person: routes are templates, and of a request's words there is only the name that
    its GraphQL operation has. ``sql``: whether statements have their text, in which values are placeholders.
    """

    def __init__(self, provider: "TracerProvider", dialect: Dialect, *, sql: bool) -> None:
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._provider = provider
        self._tracer = provider.get_tracer("dateline")
        self._propagator = TraceContextTextMapPropagator()
        self._dialect = dialect
        self._sql = sql

    def begun(self, exchange: Exchange, scope: Scope) -> None:
        """Have the steps noted, and where the caller's trace stands (W3C Trace Context)."""
        exchange.steps = []
        exchange.parent = {
            name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name in _CALLERS
        }

    def over(self, exchange: Exchange) -> None:
        """Make the spans of an exchange that is over."""
        from opentelemetry.trace import SpanKind, StatusCode, set_span_in_context

        ended = time_ns()
        # The clock of the day may have been set meanwhile: all times are counted from one reading of it.
        zero = ended - round((exchange.begun + exchange.seconds) * _SECOND)
        named, of_protocol = _protocol(exchange)
        span = self._tracer.start_span(
            f"{named} {exchange.route}",
            context=self._propagator.extract(exchange.parent or {}),
            kind=SpanKind.SERVER,
            start_time=zero + round(exchange.begun * _SECOND),
            attributes={
                **of_protocol,
                "http.route": exchange.route,
                "dateline.request_id": request_id.current.get() or "",
            },
        )
        if exchange.document is not None:
            span.set_attribute("graphql.document.sha256", exchange.document)
            if exchange.operation is not None:
                span.set_attribute("graphql.operation.name", exchange.operation)
        if exchange.status >= 500:
            span.set_attribute("error.type", str(exchange.status))
            span.set_status(StatusCode.ERROR)
        if span.is_recording():
            inside = set_span_in_context(span)
            # Few names, so that whoever collects them can group by them.
            operation = exchange.operation if exchange.stored else None
            for step in exchange.steps or ():
                made = self._step(step, operation, inside, zero)
                made.end(zero + round((step.begun + step.seconds) * _SECOND))
        span.end(ended)

    def _step(self, step: Step, operation: str | None, inside: "Context", zero: int) -> "Span":
        from opentelemetry.trace import SpanKind, StatusCode

        begun = zero + round(step.begun * _SECOND)
        if step.sql is None:
            return self._tracer.start_span(step.name, context=inside, start_time=begun)
        summary = f"SELECT {operation}" if operation and step.name == "SELECT" else step.name
        span = self._tracer.start_span(
            summary,
            context=inside,
            kind=SpanKind.CLIENT,
            start_time=begun,
            attributes={
                "db.system.name": self._dialect,
                "db.operation.name": "SELECT",
                "db.query.summary": summary,
            },
        )
        if self._sql:
            span.set_attribute("db.query.text", step.sql)
        if step.error is not None:
            span.set_attribute("error.type", step.error)
            span.set_status(StatusCode.ERROR)
        return span

    def close(self) -> None:
        """Send what is not sent yet."""
        self._provider.shutdown()


def _protocol(exchange: Exchange) -> tuple[str, dict[str, str | int]]:
    """By what name spans of such a request begin, and the attributes that its protocol has."""
    if exchange.method == WEBSOCKET:
        return WEBSOCKET, {"network.protocol.name": "websocket"}
    known = exchange.method in _METHODS
    return exchange.method if known else "HTTP", {
        "http.request.method": exchange.method if known else "_OTHER",
        "http.response.status_code": exchange.status,
    }
