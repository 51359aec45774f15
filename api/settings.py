"""Settings, each an environment variable that begins with ``DATELINE_``."""

from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.gql.limits.figures import Limits
from api.masking import masked
from api.operating.log import Form
from api.web.clients import networks
from api.web.connection import Bounds
from api.web.events import BEAT_SECONDS
from api.web.front import MAX_REQUESTS, MAX_URL_BYTES
from api.web.rates import Policy
from db.errors import FactError

LIMITS = Limits()
BOUNDS = Bounds()

RATE_LIMIT: Final = 600
"""Requests of an address in a minute: ten a second, as a person's browser or one diligent script makes."""

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})

PREFIX: Final = "DATELINE_"


class InvalidSetting(FactError):
    """An environment variable holds what the setting cannot be."""

    code = "INVALID_SETTING"
    title = "The server is not configured"


class Settings(BaseSettings):
    """How a server or a command runs."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    database_url: str = Field(
        default="sqlite:///dateline.db",
        description="Where the facts are: sqlite:///FILE, or postgresql://… as libpq takes it.",
    )
    read_urls: str = Field(
        default="",
        description="Replicas of the database that answer in its place, postgresql://… with spaces between "
        "them (docs/deploying.md).",
    )
    read_from_primary: bool = Field(
        default=True,
        description="Whether DATELINE_DATABASE_URL answers where none of DATELINE_READ_URLS can.",
    )
    revision_seconds: float = Field(
        default=1.0,
        ge=0,
        le=30,
        description="How long a request that demands a revision (Dateline-Min-Revision) waits for a server "
        "that has it.",
    )
    host: str = Field(default="127.0.0.1", description="The address on which the server listens.")
    port: int = Field(default=8000, ge=1, le=65535, description="The port on which the server listens.")
    workers: int = Field(default=1, ge=1, le=64, description="Processes that answer requests.")
    drain_seconds: int = Field(
        default=10,
        ge=0,
        le=600,
        description="How long a server that is told to end lets the requests in progress go on.",
    )
    metrics_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="The port for Prometheus' metrics, which is not the API's; without it there are none.",
    )
    metrics_host: str = Field(
        default="127.0.0.1", description="The address for the metrics: they are for operators only."
    )
    log_format: Form = Field(
        default="auto",
        description="The log's lines on standard error: JSON, text, or text where that is a terminal.",
    )
    log_requests: bool = Field(default=True, description="Whether the log has a line for each request.")
    trace_sql: bool = Field(
        default=False,
        description="Whether OpenTelemetry's traces, where they are on, have the SQL of statements.",
    )
    seeds: Path = Field(
        default=Path("seeds"), description="The folder of dossiers that `dateline run` loads."
    )
    connections: int = Field(default=2, ge=1, le=64, description="Read-only connections to the database.")
    statement_seconds: float = Field(
        default=1.0, gt=0, le=60, description="How long one statement may run before the database stops it."
    )
    persisted_only: Path | None = Field(
        default=None,
        description="A folder of .graphql files, or a manifest of persisted queries: then only these "
        "operations are answered at /graphql, and GraphiQL is not served. REST goes on.",
    )
    max_body_bytes: int = Field(
        default=LIMITS.body_bytes, ge=1000, description="Bytes that the body of a request may have."
    )
    max_url_bytes: int = Field(
        default=MAX_URL_BYTES,
        ge=1000,
        le=60_000,
        description="Bytes that path and query string of a request may have together.",
    )
    max_headers: int = Field(
        default=BOUNDS.headers, ge=20, le=10_000, description="Header fields that a request may have."
    )
    max_header_bytes: int = Field(
        default=BOUNDS.header_bytes,
        ge=4096,
        le=1_000_000,
        description="Bytes that the header fields of a request may have together.",
    )
    receive_seconds: float = Field(
        default=BOUNDS.receive_seconds,
        gt=0,
        le=3600,
        description="Seconds within which a request must have arrived, from its first byte to the last of "
        "its body.",
    )
    send_seconds: float = Field(
        default=BOUNDS.send_seconds,
        gt=0,
        le=3600,
        description="Seconds for which a client may take nothing of an answer before it is hung up on.",
    )
    keep_alive_seconds: int = Field(
        default=20,
        ge=1,
        le=3600,
        description="Seconds for which a connection stays open after an answer; behind a proxy, longer than "
        "the proxy keeps its own.",
    )
    max_connections: int = Field(
        default=BOUNDS.connections,
        ge=1,
        le=100_000,
        description="Connections of clients at once, in each process; each counts as an open file.",
    )
    max_requests: int = Field(
        default=MAX_REQUESTS,
        ge=1,
        le=100_000,
        description="Requests that may wait for their answer at once, in each process; one more is 503.",
    )
    rate_limit: int | None = Field(
        default=None,
        ge=0,
        le=10_000_000,
        description="Requests that an address may make in DATELINE_RATE_WINDOW; 0 is no limit. Without it, "
        f"{RATE_LIMIT}, or no limit where the server listens on this machine only.",
    )
    rate_window: int = Field(
        default=60, ge=1, le=86_400, description="Seconds in which a client's budget of requests fills up."
    )
    redis_url: str | None = Field(
        default=None,
        description="redis://…, where several servers count their clients together; without it, each process "
        "counts for itself.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses and networks of proxies, with commas between them, whose X-Forwarded-For is "
        "believed.",
    )
    keys: Path | None = Field(
        default=None,
        description="The file of `dateline keys`, by which clients get a budget of their own; it is read "
        "anew when it changes.",
    )
    introspection: bool = Field(
        default=True, description="Whether GraphQL's schema can be asked of /graphql; /schema.graphql stays."
    )
    graphiql: bool = Field(
        default=True,
        description="Whether /graphql shows GraphiQL to browsers; without introspection it is not shown.",
    )
    max_age: int = Field(
        default=0,
        ge=0,
        le=31_536_000,
        description="Seconds for which caches may keep an answer without asking whether it still holds.",
    )
    max_streams: int = Field(
        default=200,
        ge=0,
        description="Streams of new revisions that one process keeps open at once.",
    )
    heartbeat_seconds: float = Field(
        default=BEAT_SECONDS,
        gt=0,
        le=3600,
        description="Seconds of silence after which a stream of revisions sends a comment: fewer than those "
        "after which a proxy in front hangs up.",
    )
    max_document_bytes: int = Field(
        default=LIMITS.document_bytes, ge=1000, description="Bytes that a GraphQL document may have."
    )
    max_tokens: int = Field(
        default=LIMITS.tokens, ge=500, description="Tokens that a GraphQL document may have."
    )
    max_depth: int = Field(
        default=LIMITS.depth, ge=1, description="How deep fields may stand inside one another."
    )
    max_root_fields: int = Field(
        default=LIMITS.root_fields, ge=1, description="Fields that an operation may have at its root."
    )
    max_aliases: int = Field(default=LIMITS.aliases, ge=0, description="Aliases that an operation may have.")
    max_directives: int = Field(
        default=LIMITS.directives, ge=0, description="Directives that an operation may have."
    )
    max_fields: int = Field(
        default=LIMITS.fields, ge=1, description="Fields that an operation may have in all."
    )
    max_cost: int = Field(
        default=LIMITS.cost,
        ge=1,
        le=2**31 - 1,
        description="Rows that an operation could return: page sizes multiplied through lists inside lists.",
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        networks(value)
        return value

    @property
    def replicas(self) -> tuple[str, ...]:
        """The replicas that are read from; none where the database itself is."""
        return tuple(self.read_urls.split())

    @property
    def served_from(self) -> tuple[str, ...]:
        """Every database that may answer."""
        if not self.replicas:
            return (self.database_url,)
        return (*self.replicas, self.database_url) if self.read_from_primary else self.replicas

    @property
    def policy(self) -> Policy | None:
        """The budget of an address."""
        requests = self.rate_limit
        if requests is None:
            requests = 0 if self.host in LOOPBACK else RATE_LIMIT
        return Policy(requests, self.rate_window) if requests else None

    @property
    def bounds(self) -> Bounds:
        """The bounds of one connection."""
        return Bounds(
            header_bytes=self.max_header_bytes,
            headers=self.max_headers,
            receive_seconds=self.receive_seconds,
            send_seconds=self.send_seconds,
            connections=self.max_connections,
        )

    @property
    def limits(self) -> Limits:
        """The limits of one request."""
        return Limits(
            body_bytes=self.max_body_bytes,
            document_bytes=self.max_document_bytes,
            tokens=self.max_tokens,
            depth=self.max_depth,
            root_fields=self.max_root_fields,
            aliases=self.max_aliases,
            directives=self.max_directives,
            fields=self.max_fields,
            cost=self.max_cost,
            statement_milliseconds=round(self.statement_seconds * 1000),
        )


def settings() -> Settings:
    """The settings of this process; ``InvalidSetting`` names each variable at fault and what it may be."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [
            f"{PREFIX}{str(each['loc'][0]).upper()}={masked(str(each['input']))!r}: {each['msg'].lower()}."
            for each in error.errors()
        ]
        raise InvalidSetting("\n".join(wrong)) from None
