"""From request to bytes: a document is parsed and validated once, compiled once per shape of its variables,
and then only bound and run.

Two bounded caches: prepared documents by (text, operation name), and plans by (prepared document, shape).
"""

import logging
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Source,
    get_variable_values,
    parse,
    validate,
)
from graphql.execution.values import VariableValues

from api.gql.slots import Shape, split
from api.gql.translate import Translation
from db.compile.context import Schema
from db.compile.dialects import DIALECTS
from db.compile.plan import Plan, plan
from db.compile.selection import Origin
from db.engine import Reader
from db.errors import BadInput, FactError
from db.graph.query import ENTITIES

K = TypeVar("K")
V = TypeVar("V")

LOG = logging.getLogger("dateline")

_INTROSPECTION = re.compile(r"__(schema|type)\b")
# How graphql-core words the limits of its own, which are not the document's mistakes.
_LIMIT = re.compile(r"more than \d+ tokens|nested too deeply|^Validation aborted")

# What is longer (characters of a document or of SQL) is not kept: it would take the place of many.
MAX_KEPT = 100_000


class Bounded(OrderedDict[K, V], Generic[K, V]):
    """A cache of the entries used last."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def find(self, key: K) -> V | None:
        """The entry, now the newest."""
        value = self.get(key)
        if value is not None:
            self.move_to_end(key)
        return value

    def keep(self, key: K, value: V) -> None:
        """Adds an entry, at the oldest one's cost where it is full."""
        self[key] = value
        if len(self) > self._size:
            self.popitem(last=False)


@dataclass(frozen=True)
class Request:
    """A GraphQL request as the GraphQL-over-HTTP specification names its parts."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Answer:
    """A well-formed GraphQL response. ``data`` is false for a request error, where there is no data at all;
    ``status`` is the HTTP status for the media type ``application/graphql-response+json``.
    """

    body: bytes
    data: bool
    status: int = 200


@dataclass(frozen=True, eq=False)
class Prepared:
    """A valid document with the operation that was chosen; equal only to itself, as plans are found by it."""

    document: DocumentNode
    operation: OperationDefinitionNode
    introspects: bool
    kept: bool


@dataclass
class Counters:
    """How often the caches were of no use: what tests and metrics watch."""

    prepared: int = 0
    compiled: int = 0


class Engine:
    """Answers GraphQL requests from one database."""

    def __init__(
        self,
        schema: GraphQLSchema,
        reader: Reader,
        *,
        max_tokens: int = 2000,
        documents: int = 1000,
        plans: int = 4000,
    ) -> None:
        self.counters = Counters()
        self._schema = schema
        self._reader = reader
        self._compiler = Schema(ENTITIES, DIALECTS[reader.dialect])
        self._max_tokens = max_tokens
        self._prepared: Bounded[tuple[str, str | None], Prepared] = Bounded(documents)
        self._plans: Bounded[tuple[Prepared, Shape], Plan] = Bounded(plans)

    async def answer(self, request: Request) -> Answer:
        """The response; every expected error becomes one of its errors."""
        try:
            prepared = self._prepare(request)
            chosen, values = self._plan(prepared, request.variables or {})
            data = await self._reader.fetch(chosen.sql, chosen.bind(values))
        except _RequestErrors as errors:
            return _refused(errors.errors, 400)
        except FactError as error:
            if error.status >= 500:
                # The caller gets the title alone: the message may name files and hosts.
                LOG.error("%s: %s", error.code, error.message)  # noqa: TRY400 - the message says it all
            return _refused([_located(error)], error.status)
        assert data is not None
        return Answer(b'{"data":' + data + b"}", data=True)

    def plan(self, request: Request) -> tuple[Plan, list[Any]]:
        """The plan of a request and its bound values, for tests and for reading the SQL."""
        prepared = self._prepare(request)
        chosen, values = self._plan(prepared, request.variables or {})
        return chosen, chosen.bind(values)

    def _prepare(self, request: Request) -> Prepared:
        key = (request.query, request.operation_name)
        prepared = self._prepared.find(key)
        if prepared is None:
            self.counters.prepared += 1
            prepared = self._validated(request)
            if prepared.kept:
                self._prepared.keep(key, prepared)
        return prepared

    def _validated(self, request: Request) -> Prepared:
        try:
            document = parse(Source(request.query, "GraphQL request"), max_tokens=self._max_tokens)
        except GraphQLError as error:
            raise _RequestErrors([_formatted(error, "GRAPHQL_PARSE_FAILED")]) from None
        errors = validate(self._schema, document, max_errors=20)
        if errors:
            raise _RequestErrors([_formatted(error, "GRAPHQL_VALIDATION_FAILED") for error in errors])
        operation = _operation(document, request.operation_name)
        if operation.operation is not OperationType.QUERY:
            raise _RequestErrors([_plain_error("only queries can be asked here", "BAD_INPUT")])
        introspects = _INTROSPECTION.search(request.query) is not None
        return Prepared(document, operation, introspects, kept=len(request.query) <= MAX_KEPT)

    def _plan(self, prepared: Prepared, raw: Mapping[str, Any]) -> tuple[Plan, list[Any]]:
        if prepared.operation.variable_definitions:
            coerced = get_variable_values(
                self._schema, prepared.operation.variable_definitions, dict(raw), max_errors=20
            )
            if not isinstance(coerced, VariableValues):
                raise _RequestErrors([_formatted(error, "BAD_INPUT") for error in coerced])
        else:
            coerced = VariableValues({}, {})
        marked, values, shape = split(coerced.coerced)
        if prepared.introspects:
            # Introspection is answered while compiling, so the values themselves are part of the plan.
            shape = (*shape, *(repr(value) for value in values))
        found = self._plans.find((prepared, shape))
        if found is None:
            self.counters.compiled += 1
            found = self._compiled(prepared, VariableValues(coerced.sources, marked), raw)
            if prepared.kept and len(found.sql) <= MAX_KEPT:
                self._plans.keep((prepared, shape), found)
        return found, values

    def _compiled(self, prepared: Prepared, marked: VariableValues, raw: Mapping[str, Any]) -> Plan:
        translation = Translation(self._schema, prepared.document, prepared.operation, marked, raw)
        try:
            selection = translation.selection()
        except GraphQLError as error:
            # A null where a variable may be null because it has a default, and the argument may not be.
            raise _RequestErrors([_formatted(error, "BAD_INPUT")]) from None
        return plan(self._compiler, selection)


class _RequestErrors(Exception):
    """A request that never came to an answer."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__("; ".join(error["message"] for error in errors))
        self.errors = errors


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if name is None:
        if len(operations) == 1:
            return operations[0]
        names = ", ".join(each.name.value for each in operations if each.name)
        message = (
            f"the document has several operations; say with operationName which one is meant: {names}"
            if operations
            else "the document has no operation"
        )
        raise _RequestErrors([_plain_error(message, "OPERATION_RESOLUTION_FAILURE")])
    for each in operations:
        if each.name and each.name.value == name:
            return each
    raise _RequestErrors(
        [_plain_error(f"the document has no operation '{name}'", "OPERATION_RESOLUTION_FAILURE")]
    )


def _refused(errors: list[dict[str, Any]], status: int) -> Answer:
    return Answer(orjson.dumps({"errors": errors}), data=False, status=status)


def _plain_error(message: str, code: str) -> dict[str, Any]:
    return {"message": message, "extensions": {"code": code}}


def _formatted(error: GraphQLError, code: str) -> dict[str, Any]:
    return {
        **error.formatted,
        "extensions": {"code": "TOO_COMPLEX" if _LIMIT.search(error.message) else code},
    }


def _located(error: FactError) -> dict[str, Any]:
    """An error of ours; from 500 on its message is for the operator, and the caller gets the title."""
    result = _plain_error(error.message if error.status < 500 else error.title, error.code)
    if isinstance(error, BadInput):
        if isinstance(error.origin, Origin) and error.origin.locations:
            result["locations"] = [
                {"line": line, "column": column} for line, column in error.origin.locations
            ]
            result["path"] = list(error.origin.path)
        if error.argument:
            result["extensions"]["argument"] = error.argument
    return result
