"""What a request is made of, whichever way it came."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PARAMETERS = ("query", "operationName", "variables", "extensions", "documentId")
_KNOWN = frozenset(PARAMETERS)


class NotARequest(Exception):
    """What came is no GraphQL request that can be taken; ``status`` and ``code`` say in which way."""

    def __init__(self, message: str, status: int = 400, code: str = "BAD_REQUEST") -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Parts:
    """A request as it was sent. A document is given whole, by a name or hash, or (`sha256`) by both.

    ``cost``: the answer is to say what it costs.
    """

    query: str | None
    operation_name: str | None
    variables: Mapping[str, Any] | None
    document_id: str | None = None
    sha256: str | None = None
    cost: bool = False


def parts(given: Any) -> Parts:
    """The parts of a request; `NotARequest` says what is wrong with them."""
    if not isinstance(given, dict):
        raise NotARequest('the body is a JSON object with a string "query"')
    if unknown := given.keys() - _KNOWN:
        raise NotARequest(f"unknown parameter {min(unknown)!r}: a request has {', '.join(PARAMETERS)}")
    query, name, document_id = (
        _text(given, "query"),
        _text(given, "operationName"),
        _text(given, "documentId"),
    )
    variables, extensions = _object(given, "variables"), _object(given, "extensions")
    sha256, cost = (_sha256(extensions), _cost(extensions)) if extensions else (None, False)
    if not query and document_id is None and sha256 is None:
        raise NotARequest('a request needs a string "query"')
    return Parts(query or None, name or None, variables, document_id, sha256, cost)


def _object(given: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    value = given.get(name)
    if value is not None and not isinstance(value, dict):
        raise NotARequest(f'"{name}" is an object or null')
    return value


def _text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        if name == "query":
            raise NotARequest('a request needs a string "query"')
        raise NotARequest(f'"{name}" is a string or null')
    return value


def _cost(extensions: Mapping[str, Any]) -> bool:
    asked = extensions.get("cost")
    if asked is not None and not isinstance(asked, bool):
        raise NotARequest('"extensions.cost" is true, false or null')
    return asked is True


def _sha256(extensions: Mapping[str, Any]) -> str | None:
    """The hash of Apollo's protocol for persisted queries."""
    persisted = extensions.get("persistedQuery")
    if persisted is None:
        return None
    if not isinstance(persisted, dict) or not isinstance(persisted.get("sha256Hash"), str):
        raise NotARequest('"extensions.persistedQuery" is an object with version 1 and a string "sha256Hash"')
    if persisted.get("version") != 1 or isinstance(persisted["version"], bool):
        raise NotARequest("unsupported version of persisted queries: this server knows version 1")
    found: str = persisted["sha256Hash"]
    return found.lower()
