"""Documents that a request names instead of sending them.

Automatic persisted queries, as Apollo's clients and servers speak of them: a client sends a document's
SHA-256, and the document itself only where the server does not know it yet. Or, where a deployment stores all
that may be asked, nothing else is answered.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Protocol

from api.gql.bounded import Bounded
from api.gql.request import NotARequest, Parts

NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
NOT_STORED = "PERSISTED_QUERY_NOT_IN_LIST"
PREFIX = "sha256:"
MAX_TEXT = 10_000_000
"""Characters of all documents that are remembered."""


class Documents(Protocol):
    """Where the text of a request's document comes from."""

    def text(self, asked: Parts) -> str:
        """The document that is asked for; `NotARequest` where there is none."""

    def answered(self, asked: Parts, text: str) -> None:
        """Told when a document with a hash was answered with data."""


def digest(text: str) -> str:
    """The SHA-256 of a document, in lower-case hexadecimal digits."""
    # A lone surrogate, which JSON can hold, has no hash that a client could send.
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class AutomaticDocuments:
    """Any document; those that came with their hash are remembered, the ones used last.

    size: how many. Each process has a memory of its own: a client that meets another one sends the document
    again, as the protocol says.
    """

    def __init__(self, size: int = 1000) -> None:
        self._texts: Bounded[str, str] = Bounded(size, MAX_TEXT)

    def text(self, asked: Parts) -> str:
        """The document that was sent, or the one remembered."""
        if asked.query is not None:
            if asked.document_id is not None:
                raise NotARequest("give query or documentId, not both")
            if asked.sha256 is not None and digest(asked.query) != asked.sha256:
                raise NotARequest("provided sha does not match query")
            return asked.query
        found = self._texts.find(_hash(asked))
        if found is None:
            # Status and words are the protocol's own: older clients give it up at any status but 200.
            raise NotARequest("PersistedQueryNotFound", 200, NOT_FOUND)
        return found

    def answered(self, asked: Parts, text: str) -> None:
        """Remembers it: what was never answered would take the place of what is of use."""
        if asked.sha256 is not None and asked.query is not None:
            self._texts.keep(asked.sha256, text, len(text))


class StoredDocuments:
    """Only what a deployment stores, by hash, by name, or word for word."""

    def __init__(self, by_identifier: Mapping[str, str]) -> None:
        self._texts = {digest(text): text for text in by_identifier.values()} | dict(by_identifier)
        self._known = frozenset(by_identifier.values())

    def check(self, read: Callable[[str], None]) -> None:
        """Calls ``read`` with each document."""
        for text in sorted(self._known):
            read(text)

    def text(self, asked: Parts) -> str:
        """The stored document."""
        if asked.query is not None:
            found = asked.query if asked.query in self._known else None
        else:
            found = self._texts.get(_hash(asked))
        if found is None:
            raise NotARequest(
                "this server answers stored operations only, and this is none of them: name one with "
                "documentId, or with its hash",
                403,
                NOT_STORED,
            )
        return found

    def answered(self, asked: Parts, text: str) -> None:
        """Nothing is learned here."""


def _hash(asked: Parts) -> str:
    if asked.document_id is not None:
        return asked.document_id.removeprefix(PREFIX)
    assert asked.sha256 is not None
    return asked.sha256
