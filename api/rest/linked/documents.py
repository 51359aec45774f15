"""Whole documents of an answer: one resource, or a list in its order."""

from collections.abc import Callable

from api.rest.linked.claims import claim
from api.rest.linked.context import PATH
from api.rest.linked.node import Here, Node, Row
from api.rest.linked.things import article, concept, event, place, source

BY_TYPE: dict[str, Callable[[Here, Row], Node]] = {
    "Statement": claim,
    "Event": event,
    "Source": source,
    "Location": place,
    "Article": article,
    "Term": concept,
}
"""What writes a resource, by its type in the GraphQL schema."""


def resource(here: Here, type_name: str, row: Row) -> Node:
    """The document of one resource."""
    return {"@context": f"{here.origin}{PATH}", **BY_TYPE[type_name](here, row)}


def listing(here: Here, type_name: str, answer: Row) -> Node:
    """The document of a page of a list; the pages around it are in the ``Link`` header."""
    found: Node = {"@context": f"{here.origin}{PATH}", "@type": "ItemList"}
    if "totalCount" in answer:
        found["numberOfItems"] = answer["totalCount"]
    found["itemListElement"] = [BY_TYPE[type_name](here, row) for row in answer["nodes"]]
    return found
