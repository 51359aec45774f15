"""Refusing what asks for too much: each error says the figure, the limit, and how to ask for less."""

from collections.abc import Mapping

from graphql import DocumentNode, OperationDefinitionNode

from api.gql.limits.extent import Definition, Extent, Lengths, extents
from api.gql.limits.figures import Limits
from api.gql.refusal import Refused, over_limit

# A figure that doubled with each fragment says no more than this.
_COUNTED = 10**9

# Per limit: what there is too much of, and how to ask for less.
_WORDS = {
    "document_bytes": (
        "the document has {found} bytes",
        "give values as variables, or ask in several requests",
    ),
    "tokens": ("the document has more than {allowed} tokens", "ask in several requests"),
    "depth": (
        "{what} has fields {found} deep inside one another",
        "ask for the inner ones in a second operation",
    ),
    "root_fields": (
        "{what} has {found} fields at its root",
        "ask for many entities at once with nodes(ids: …) or a filter, or in several requests",
    ),
    "aliases": (
        "{what} has {found} aliases",
        "ask for many entities at once with nodes(ids: …) or a filter, or in several requests",
    ),
    "directives": ("{what} has {found} directives", "leave out fields instead of skipping them"),
    "fields": ("{what} has {found} fields", "leave out fields, or ask in several requests"),
    "cost": (
        "{what} could return {found} rows",
        "ask for smaller pages with first, or for the inner lists in a second operation",
    ),
}
_SPREAD = ", fragments counted wherever they are spread"
_SPREADING = ("root_fields", "aliases", "directives", "fields")

Checked = Mapping[int, Extent]


def check_document(document: DocumentNode, limits: Limits, lengths: Lengths) -> Checked:
    """What each definition asks for, by its node's ``id``; `Refused` where one asks for too much."""
    checked: dict[int, Extent] = {}
    for definition, extent in extents(document, lengths):
        found = {
            "depth": extent.depth,
            "root_fields": extent.root_fields,
            "aliases": extent.aliases,
            "directives": extent.directives,
            "fields": extent.fields,
            "cost": extent.introspected,
        }
        if not isinstance(definition, OperationDefinitionNode):
            # How its fields count is for the operation to say; by itself a fragment must not grow either.
            del found["root_fields"], found["cost"]
        for limit, figure in found.items():
            if figure > getattr(limits, limit):
                raise exceeded(limit, figure, limits, definition)
        checked[id(definition)] = extent
    return checked


def exceeded(limit: str, found: int | None, limits: Limits, definition: Definition | None = None) -> Refused:
    """The refusal for one limit."""
    allowed = getattr(limits, limit)
    said, remedy = _WORDS[limit]
    shown = found if found is None or found <= _COUNTED else f"more than {_COUNTED}"
    counted = _SPREAD if limit in _SPREADING else ""
    message = said.format(what=_named(definition), found=shown, allowed=allowed)
    figures = {"limit": _published(limit), "allowed": allowed}
    if isinstance(shown, int):
        figures["found"] = shown
    return over_limit(f"{message}{counted}; the limit is {allowed}: {remedy}", figures, definition)


def _named(definition: Definition | None) -> str:
    if definition is None or isinstance(definition, OperationDefinitionNode):
        return "the operation"
    return f"the fragment {definition.name.value}"


def _published(name: str) -> str:
    """The name of a limit in ``dataset { limits }``."""
    first, *others = name.split("_")
    return first + "".join(each.capitalize() for each in others)
