"""Reading the documents that a deployment stores: a folder of files, or the manifest that a build wrote.

A folder's ``*.graphql`` files are known by their names without the ending. A manifest is JSON: Apollo's
(``{"format": "apollo-persisted-query-manifest", "operations": [{"id", "name", "body"}]}``), or an object from
identifiers to documents, as Relay's compiler and GraphQL Code Generator write it. Every document is known by
its SHA-256 as well.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson

from api.gql.persisted import StoredDocuments
from api.gql.refusal import Refused
from db.errors import FactError

VARIABLE = "DATELINE_PERSISTED_ONLY"


class InvalidDocuments(FactError):
    """The stored operations cannot be read, or one of them is no valid operation of this schema."""

    code = "INVALID_PERSISTED_DOCUMENTS"
    title = "The server is not configured"


def stored_documents(path: Path, check: Callable[[str], None]) -> StoredDocuments:
    """The documents at a path, each passed to ``check``; `InvalidDocuments` names the one that fails."""
    try:
        found = _folder(path) if path.is_dir() else _manifest(orjson.loads(path.read_bytes()))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise InvalidDocuments(f"{VARIABLE}={path}: {why}.") from None
    if not found:
        raise InvalidDocuments(f"{VARIABLE}={path}: there is no document.")
    for name, text in found.items():
        try:
            check(text)
        except Refused as refused:
            raise InvalidDocuments(f"{VARIABLE}={path}: {name}: {refused}") from None
    return StoredDocuments(found)


def _folder(path: Path) -> Mapping[str, str]:
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted(path.glob("*.graphql"))}


def _manifest(given: Any) -> Mapping[str, str]:
    if isinstance(given, dict) and given.get("format") == "apollo-persisted-query-manifest":
        operations = given.get("operations")
        if isinstance(operations, list) and all(_is_operation(each) for each in operations):
            return {
                identifier: each["body"] for each in operations for identifier in (each["name"], each["id"])
            }
    elif isinstance(given, dict) and all(isinstance(each, str) for each in given.values()):
        return given
    raise ValueError(
        "a manifest is Apollo's persisted query manifest, or an object from identifiers to documents"
    )


def _is_operation(given: Any) -> bool:
    return isinstance(given, dict) and all(
        isinstance(given.get(each), str) for each in ("id", "name", "body")
    )
