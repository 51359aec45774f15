"""What a form of an answer is: its media type, the routes that have it, and how an answer is written in it.

A form is a rendering of a stored document and nothing else: what it shows is selected by a fragment, and the
database is asked as for JSON. The table of forms is `api.rest.forms`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from api.rest.query import Pairs
from api.rest.stored import StoredDocument, showing
from api.web.accept import JSON, Representation

Schema = dict[str, Any]


class Address(NamedTuple):
    """Where an answer is: ``origin`` as in ``https://example.org``, the path, and the query's pairs."""

    origin: str
    path: str
    pairs: Pairs


Rendering = Callable[[Any, Address], bytes]
"""Writes an answer, the object that JSON has, as it is at its address."""


class Rows(NamedTuple):
    """Writes some rows of a list behind its ``opening``, to be kept in a file of the name ending ``suffix``.

    A list that comes in pages is sent whole, unless the question is for one page.
    """

    opening: bytes
    rows: Callable[[list[Any]], bytes]
    suffix: str


@dataclass(frozen=True)
class Form:
    """One row of the table.

    ``instead``: the fragments that a route shows if it has this form, each with the fragment that is asked
    for in its place; the parameters stay those of the route. ``rendering`` is called once for each route,
    with the document that is asked. ``lists``: every list has it, and shows in it what JSON does.
    ``schema`` is the JSON Schema of the answer to a document.
    """

    representation: Representation
    summary: str
    rendering: Callable[[StoredDocument], Rendering | Rows]
    schema: Callable[[StoredDocument], Schema]
    instead: Mapping[str, str] = field(default_factory=dict, hash=False)
    lists: bool = False

    @property
    def name(self) -> str:
        """What ``?format=`` calls it."""
        return self.representation.name

    def document(self, usual: StoredDocument) -> StoredDocument | None:
        """The document that is asked for this form of what ``usual`` answers; None where there is none."""
        if self.lists and usual.listed is not None:
            return usual
        replaced = {name: self.instead[name] for name in usual.shows if name in self.instead}
        return showing(usual, replaced) if replaced else None


class Offered(NamedTuple):
    """A form in which a route answers: ``form`` is None for JSON, as the database writes it."""

    representation: Representation
    document: StoredDocument
    form: Form | None = None


def offered(usual: StoredDocument, forms: tuple[Form, ...]) -> tuple[Offered, ...]:
    """The forms of a route, JSON first: it is sent where the client has no preference."""
    others = ((form, form.document(usual)) for form in forms)
    return (
        Offered(JSON, usual),
        *(Offered(form.representation, document, form) for form, document in others if document is not None),
    )
