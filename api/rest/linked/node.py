"""What nodes are made of: addresses, references, and members that are there."""

from typing import Any, NamedTuple
from urllib.parse import quote

from api.rest.table import ROOT

Node = dict[str, Any]
Row = dict[str, Any]
"""An object of an answer as JSON has it."""

# RFC 3986: the reserved and the unreserved characters, and what is encoded already.
_OF_ADDRESSES = ":/?#[]@!$&'()*+,;=-._~%"


class Here(NamedTuple):
    """The server that answers: ``origin`` as in ``https://example.org``."""

    origin: str

    def at(self, path: str) -> str:
        """The address of a path below `ROOT`, which for a resource is its ``id``."""
        return f"{self.origin}{ROOT}/{path}"

    def code(self, scheme: str, code: str | None) -> str | None:
        """The address of a code's meaning."""
        return None if code is None else self.at(f"terms/{scheme}/{code}")

    def reference(self, row: Row | None) -> Node | None:
        """A resource that has a node of its own elsewhere, with what it is called."""
        if row is None:
            return None
        name = next((key for key in ("name", "title") if key in row), None)
        called = {"name": row[name]} if name else {}
        return {"@id": self.at(row["id"]), **called}


def node(members: Node) -> Node:
    """A node of the members that hold something: null and the empty array say nothing in RDF."""
    return {name: value for name, value in members.items() if value is not None and value != []}


def number(value: float | None) -> float | None:
    """A number as JSON-LD takes it for ``xsd:double`` in one spelling: PostgreSQL writes 20, SQLite 20.0."""
    return None if value is None else float(value)


def address(url: str | None) -> str | None:
    """A web address as an IRI: what may not stand in one is percent-encoded."""
    return None if url is None else quote(url, safe=_OF_ADDRESSES)
