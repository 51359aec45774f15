"""From request to bytes: a document is parsed and validated once, compiled once per shape of its variables,
and then only bound and run.

Two bounded caches: prepared documents by (text, operation name), and plans by (prepared document, shape).
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    get_variable_values,
)
from graphql.execution.values import VariableValues

from api.gql.bounded import Bounded
from api.gql.limits.checking import exceeded
from api.gql.limits.cost import Cost, cost
from api.gql.limits.extent import Extent
from api.gql.limits.figures import Limits
from api.gql.persisted import digest
from api.gql.reading import read
from api.gql.refusal import Refused, plain_error, refusal, shown
from api.gql.slots import Shape, split
from api.gql.subscription import Subscription, subscription
from api.gql.translate import Translation
from api.web.demand import demanded
from api.web.exchange import current, statement, step
from api.web.release import fingerprint
from api.web.validators import Read, Version
from db.compile.context import Schema
from db.compile.dialects import DIALECTS
from db.compile.pages import MAX_PAGE
from db.compile.plan import Plan, plan
from db.compile.revision import NEWEST_REVISION, number_of, with_revision
from db.compile.selection import Origin
from db.engine import Holding, Reader, servers_of
from db.errors import FactError, RevisionNotReached, UnknownRevision
from db.graph.query import ENTITIES

LOG = logging.getLogger("dateline")

_INTROSPECTION = re.compile(r"__(schema|type)\b")

_SWITCHED_OFF = "this server answers no introspection; the whole schema is at /schema.graphql"

# What is longer (characters of a document or of SQL) is not kept: it would take the place of many.
MAX_KEPT = 100_000

# What is kept of them all: a prepared document takes about 90 bytes for each of its characters, a plan two.
MAX_DOCUMENTS = 1_000_000
MAX_PLANS = 20_000_000

# What our own documents are held to, whatever the settings.
OWN = Limits()


@dataclass(frozen=True)
class Request:
    """A GraphQL request as the GraphQL-over-HTTP specification names its parts.

    ``cost``: the answer says what it was counted as. ``own``: the document is one of ours, held to the
    defaults of the limits instead of the settings. ``stored``: it is one that the deployment stores.
    ``at_least``: the revision that the answer must be of, or a newer one; what the request being answered
    demands counts as well (`api.web.demand`).
    """

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None
    cost: bool = False
    own: bool = False
    stored: bool = False
    at_least: int = 0


@dataclass(frozen=True)
class Answer:
    """A well-formed GraphQL response. ``data`` is false for a request error, where there is no data at all;
    ``status`` is the HTTP status for the media type ``application/graphql-response+json``.

    ``read`` says at which state of the data it was read, and there is none of a request error. ``unchanged``:
    the caller has this answer already, and ``body`` is empty. ``retry_after``: as `FactError` has it.
    """

    body: bytes
    data: bool
    status: int = 200
    read: Read | None = None
    unchanged: bool = False
    retry_after: int | None = None


@dataclass(frozen=True, eq=False)
class Prepared:
    """A valid document with the operation that was chosen; equal only to itself, as plans are found by it."""

    document: DocumentNode
    operation: OperationDefinitionNode
    extent: Extent
    introspects: bool
    kept: bool
    sha256: str

    @property
    def name(self) -> str | None:
        """The operation's name."""
        return None if self.operation.name is None else self.operation.name.value


@dataclass(frozen=True)
class Compiled:
    """A plan, and how many rows it could return. ``sql``: the plan's, with the revision beside the answer;
    ``mark``: of this statement in this release.
    """

    plan: Plan
    cost: Cost
    sql: str
    mark: bytes


@dataclass
class Counters:
    """How often the caches were of no use, and how often plans were looked for: for tests and metrics."""

    prepared: int = 0
    compiled: int = 0
    planned: int = 0


class Engine:
    """Answers GraphQL requests from one database.

    revision_seconds: how long to wait for a revision that is demanded.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        reader: Reader,
        *,
        limits: Limits = OWN,
        introspection: bool = True,
        revision_seconds: float = 1.0,
        documents: int = 1000,
        plans: int = 4000,
    ) -> None:
        self.counters = Counters()
        self._schema = schema
        self._reader = reader
        self._servers = servers_of(reader)
        self._revision_seconds = revision_seconds
        self._compiler = Schema(
            ENTITIES, DIALECTS[reader.dialect], settings={**asdict(limits), "page": MAX_PAGE}
        )
        self._limits = limits
        self._introspection = introspection
        self._prepared: Bounded[tuple[str, str | None], Prepared] = Bounded(documents, MAX_DOCUMENTS)
        self._plans: Bounded[tuple[Prepared, Shape], Compiled] = Bounded(plans, MAX_PLANS)

    async def answer(self, request: Request, known: Callable[[Version], bool] | None = None) -> Answer:
        """The response; every expected error becomes one of its errors.

        known: whether the caller has the answer of a version already. It is asked about the newest one, and
            where it has that, nothing else is asked of the database.
        """
        exchange = current.get()
        try:
            prepared = self._prepare(request)
            # The first is what was asked for; another may follow, to say why there is nothing.
            if exchange is not None and exchange.document is None:
                exchange.operation, exchange.document = prepared.name, prepared.sha256
                exchange.stored = request.own or request.stored
            found, values = self._plan(prepared, request.variables or {})
            bound = found.plan.bind(values)
            rows = found.cost.rows(values)
            if rows > self._limits.cost and not request.own:
                raise exceeded("cost", rows, self._limits, prepared.operation)
            extensions = self._extensions(prepared.extent, rows) if request.cost else b""
            told = [*bound, extensions] if extensions else bound
            seen = found.plan.last_seen(values)
            least = max(request.at_least, demanded.get(), seen[0])
            reader = await self._holding(least, seen) if least else self._reader
            if known is not None:
                asked = reader.fetch(NEWEST_REVISION, brief=True)
                read = Read(found.mark, told, await statement("SELECT revision", NEWEST_REVISION, asked))
                if read.number >= least and known(read.version()):
                    return Answer(b"", data=True, read=read, unchanged=True)
            row = await statement(
                "SELECT", found.sql, reader.fetch_row(found.sql, bound, brief=found.plan.brief)
            )
            assert row is not None
            data, revision = row
            if least and number_of(revision) < least:
                # A server that had it was made anew, and nobody has looked since.
                await self._recognise(seen)
                raise RevisionNotReached(f"The server that had revision {least} has it no more.")
        except Refused as refused:
            return _refused(refused.errors, 400)
        except FactError as error:
            if error.status >= 500:
                # The caller gets the title alone: the message may name files and hosts.
                LOG.error("%s: %s", error.code, error.message)  # noqa: TRY400 - the message says it all
            # What is wrong with a request is its code; the specification has one status for all of it.
            return _refused([shown(error)], error.status if error.status >= 500 else 400, error.retry_after)
        assert data is not None
        read = Read(found.mark, told, revision)
        return Answer(b'{"data":' + data + extensions + b"}", data=True, read=read)

    @property
    def plans_kept(self) -> int:
        """How many plans the cache holds."""
        return len(self._plans)

    def plan(self, request: Request) -> tuple[Plan, list[Any]]:
        """The plan of a request and its bound values, for tests and for reading the SQL."""
        prepared = self._prepare(request)
        found, values = self._plan(prepared, request.variables or {})
        return found.plan, found.plan.bind(values)

    def subscription(self, request: Request) -> Subscription | None:
        """What a subscription asks of each revision; None for a query. Raises `Refused`."""
        document = read(request.query, self._schema, OWN if request.own else self._limits)
        operation = document.chosen(request.operation_name)
        if operation.operation is not OperationType.SUBSCRIPTION:
            return None
        return subscription(self._schema, document.node, operation, request)

    def check(self, text: str) -> None:
        """Reads a document as that of a request; `Refused` where it is not valid or over a limit."""
        read(text, self._schema, self._limits)

    async def _holding(self, least: int, seen: tuple[int, Origin]) -> Holding:
        try:
            return await self._servers.holding(least, self._revision_seconds)
        except RevisionNotReached:
            await self._recognise(seen)
            raise

    async def _recognise(self, seen: tuple[int, Origin]) -> None:
        """Raises `UnknownRevision` where what the caller has seen is not in the history of the database."""
        number, origin = seen
        try:
            await self._servers.recognise(number)
        except UnknownRevision as error:
            error.origin = origin
            raise

    def _extensions(self, extent: Extent, rows: int) -> bytes:
        counted = {
            "rows": rows + extent.introspected,
            "limit": self._limits.cost,
            "fields": extent.fields,
            "depth": extent.depth,
        }
        return b',"extensions":' + orjson.dumps({"cost": counted})

    def _prepare(self, request: Request) -> Prepared:
        key = (request.query, request.operation_name)
        prepared = self._prepared.find(key)
        if prepared is None:
            self.counters.prepared += 1
            with step("parse and validate"):
                prepared = self._validated(request)
            if prepared.kept:
                self._prepared.keep(key, prepared, len(request.query))
        return prepared

    def _validated(self, request: Request) -> Prepared:
        document = read(request.query, self._schema, OWN if request.own else self._limits)
        operation, extent = document.operation(request.operation_name)
        if extent.introspected and not (self._introspection or request.own):
            raise Refused([plain_error(_SWITCHED_OFF, "INTROSPECTION_DISABLED")])
        introspects = _INTROSPECTION.search(request.query) is not None
        kept = len(request.query) <= MAX_KEPT
        return Prepared(document.node, operation, extent, introspects, kept, digest(request.query))

    def _plan(self, prepared: Prepared, raw: Mapping[str, Any]) -> tuple[Compiled, list[Any]]:
        if prepared.operation.variable_definitions:
            coerced = get_variable_values(
                self._schema, prepared.operation.variable_definitions, dict(raw), max_errors=20
            )
            if not isinstance(coerced, VariableValues):
                raise refusal(coerced, "BAD_INPUT")
        else:
            coerced = VariableValues({}, {})
        marked, values, shape = split(coerced.coerced)
        if prepared.introspects:
            # Introspection is answered while compiling, so the values themselves are part of the plan.
            shape = (*shape, *(repr(value) for value in values))
        self.counters.planned += 1
        found = self._plans.find((prepared, shape))
        if found is None:
            self.counters.compiled += 1
            with step("compile"):
                found = self._compiled(prepared, VariableValues(coerced.sources, marked), raw)
            if prepared.kept and len(found.plan.sql) <= MAX_KEPT:
                self._plans.keep((prepared, shape), found, len(found.sql))
        return found, values

    def _compiled(self, prepared: Prepared, marked: VariableValues, raw: Mapping[str, Any]) -> Compiled:
        max_fields = max(self._limits.fields, OWN.fields)
        translation = Translation(
            self._schema, prepared.document, prepared.operation, marked, raw, max_fields
        )
        try:
            selection = translation.selection()
        except GraphQLError as error:
            # A null where a variable may be null because it has a default, and the argument may not be.
            raise refusal([error], "BAD_INPUT") from None
        found = plan(self._compiler, selection)
        mark = blake2b(fingerprint() + found.sql.encode(), digest_size=16).digest()
        return Compiled(found, cost(self._schema, selection), with_revision(found.sql), mark)


def _refused(errors: list[dict[str, Any]], status: int, retry_after: int | None = None) -> Answer:
    return Answer(orjson.dumps({"errors": errors}), data=False, status=status, retry_after=retry_after)
