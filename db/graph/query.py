"""What can be asked first: the root of the schema, and all declared types by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.graph import article, dataset, event, location, shared, source, statement, status
from db.graph.declaration import Entity, Many, Order, Rows
from db.graph.shared import PAGED


@dataclass(frozen=True)
class Lookup:
    """One entity by its slug."""

    type: str


@dataclass(frozen=True)
class NodeLookup:
    """One entity of any type by its global identifier."""


@dataclass(frozen=True)
class NodeList:
    """Several entities by their global identifiers, in the order asked, null where there is none."""


Root = Lookup | NodeLookup | NodeList | Many | Rows


@dataclass(frozen=True)
class Query:
    """The root fields, and the types that have a global identifier."""

    entity: Entity
    roots: Mapping[str, Root]
    node_types: tuple[str, ...]


ENTITIES: Mapping[str, Entity] = {
    entity.name: entity
    for module in (article, source, statement, event, location, status, dataset, shared)
    for entity in vars(module).values()
    if isinstance(entity, Entity)
}

# Entities with an identity, in the order in which they are documented.
NODES = ("Article", "Source", "Statement", "Event", "Location")


LISTED = {
    "Article": "the newest first, by the first day on which each may have been published",
    "Source": "by name",
    "Statement": "the newest first, by the first day on which each may have been made",
    "Event": "the newest first, by the first day on which each may have happened",
    "Location": "by name",
}


def _list(type_name: str) -> Many:
    order = ENTITIES[type_name].order
    assert isinstance(order, Order)
    what = ENTITIES[type_name].plural
    return Many(type_name, order, description=f"All {what}, {LISTED[type_name]}. {PAGED}")


QUERY = Query(
    Entity("Query", {}),
    {
        **{ENTITIES[name].name.lower(): Lookup(name) for name in NODES},
        **{ENTITIES[name].plural: _list(name) for name in NODES},
        "node": NodeLookup(),
        "nodes": NodeList(),
        "dataset": dataset.ROOT,
    },
    NODES,
)
