"""Errors of a request that never came to an answer, as GraphQL shows them."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import orjson
from graphql import GraphQLError, Node

from api.problem import problem_types
from db.compile.selection import Origin
from db.errors import BadInput, FactError

# How graphql-core words limits of its own, which are not the document's mistakes.
_LIMIT = re.compile(r"nested too deeply")


class Refused(Exception):
    """A request that never came to an answer."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__("; ".join(error["message"] for error in errors))
        self.errors = errors


def plain_error(message: str, code: str) -> dict[str, Any]:
    """An error of the request as a whole."""
    return {"message": message, "extensions": {"code": code}}


def told(body: bytes) -> FactError:
    """The first error of a response without data, as it was before it became GraphQL's."""
    error = orjson.loads(body)["errors"][0]
    extensions = error["extensions"]
    kind = problem_types()[extensions["code"]]
    if issubclass(kind, BadInput):
        return kind(error["message"], argument=extensions.get("argument"))
    # Some kinds are made of more than a message, and it is only the message that got through.
    found = kind.__new__(kind)
    FactError.__init__(found, error["message"])
    return found


def refusal(errors: Sequence[GraphQLError], code: str) -> Refused:
    """The refusal for what graphql-core found."""
    return Refused(
        [
            {
                **error.formatted,
                "extensions": {"code": "TOO_COMPLEX" if _LIMIT.search(error.message) else code},
            }
            for error in errors
        ]
    )


def over_limit(
    message: str, figures: Mapping[str, Any] = MappingProxyType({}), node: Node | None = None
) -> Refused:
    """The refusal of what asks for too much: ``limit`` names the limit in ``dataset { limits }``, ``allowed``
    is its figure, and ``found`` is the request's, where it was counted to the end.
    """
    error: dict[str, Any] = {
        "message": message,
        "extensions": {"code": "TOO_COMPLEX", **figures},
    }
    if node is not None and node.loc is not None:
        token = node.loc.start_token
        error["locations"] = [{"line": token.line, "column": token.column}]
    return Refused([error])


def shown(error: FactError) -> dict[str, Any]:
    """An error of ours; from 500 on its message is for the operator, and the caller gets the title."""
    result = plain_error(error.message if error.status < 500 else error.title, error.code)
    if isinstance(error, BadInput):
        if isinstance(error.origin, Origin) and error.origin.locations:
            result["locations"] = [
                {"line": line, "column": column} for line, column in error.origin.locations
            ]
            result["path"] = list(error.origin.path)
        if error.argument:
            result["extensions"]["argument"] = error.argument
    return result
