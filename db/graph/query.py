"""What can be asked first: the root of the schema, and all declared types by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.graph import (
    article,
    attribution,
    count,
    dataset,
    event,
    figure,
    location,
    relation,
    revision,
    search,
    shared,
    source,
    statement,
    status,
    term,
)
from db.graph.declaration import ByColumn, Entity, Kind, Many, Order, Rows
from db.graph.shared import PAGED


@dataclass(frozen=True)
class Lookup:
    """One row by columns that identify it, each an argument; they are never null."""

    type: str
    keys: Mapping[str, ByColumn]


@dataclass(frozen=True)
class NodeLookup:
    """One entity of any type by its global identifier."""


@dataclass(frozen=True)
class NodeList:
    """Several entities by their global identifiers, in the order asked, null where there is none."""


Root = Lookup | NodeLookup | NodeList | Many | Rows


KNOWN_AT = (
    "Answers from what this database held then, in all its parts: after the revision of a number, or by a "
    "time or the end of a day. Left out or null, from what it holds now."
)


@dataclass(frozen=True)
class Query:
    """The root fields, and the types that have a global identifier."""

    entity: Entity
    roots: Mapping[str, Root]
    node_types: tuple[str, ...]

    @property
    def of_the_past(self) -> frozenset[str]:
        """The root fields that can be asked what was known at a revision: all but the codebook's, which comes
        with a release and not with a load, search, as only the words of what is held now are indexed, and
        the field of one node, which takes an identifier and nothing else.
        """
        timeless = ("Term", "SearchResult")
        return frozenset(
            name
            for name, root in self.roots.items()
            # Relay's specification says so, and its compiler refetches by no other; `nodes` asks of the past.
            if not isinstance(root, NodeLookup) and getattr(root, "type", "") not in timeless
        )


ENTITIES: Mapping[str, Entity] = {
    entity.name: entity
    for module in (
        article,
        source,
        statement,
        attribution,
        figure,
        relation,
        event,
        location,
        status,
        dataset,
        revision,
        term,
        search,
        shared,
        count,
    )
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


def _by_slug(type_name: str) -> Lookup:
    slug = ByColumn("slug", Kind.CODE, description=f"The {type_name.lower()}'s public identity.")
    return Lookup(type_name, {"slug": slug})


def _list(type_name: str) -> Many:
    order = ENTITIES[type_name].order
    assert isinstance(order, Order)
    what = ENTITIES[type_name].plural
    return Many(type_name, order, description=f"All {what}, {LISTED[type_name]}. {PAGED}")


SUBSCRIPTIONS: Mapping[str, str] = {"revisions": "revision"}
"""What can be subscribed to, and the root field that answers for each revision."""

SINCE = (
    "Begins after this revision: the last one that the caller has seen. 0 is before the first. Left out or "
    "null, only what is loaded from now on is told. A number that this database has not come to ends the "
    "subscription with an error, as it was then restored or made anew."
)

QUERY = Query(
    Entity("Query", {}),
    {
        **{ENTITIES[name].name.lower(): _by_slug(name) for name in NODES},
        **{ENTITIES[name].plural: _list(name) for name in NODES},
        "figures": Many(
            "Figure", Order("figure", ("id",)), description=f"All figures, in the order of loading. {PAGED}"
        ),
        "search": search.ROOT,
        "node": NodeLookup(),
        "nodes": NodeList(),
        "term": Lookup(
            "Term",
            {
                "scheme": ByColumn("scheme", Kind.CODE, "scheme", description="The vocabulary."),
                "code": ByColumn("code", Kind.CODE, description="The code in it."),
            },
        ),
        "terms": Many(
            "Term",
            term.IN_ORDER,
            description="All codes, by the names of their vocabularies, then as the codebook has them. "
            f"{PAGED}",
        ),
        "dataset": dataset.ROOT,
        "revision": Lookup(
            "Revision",
            {"number": ByColumn("id", Kind.INT, description="The number of the revision, counted from 1.")},
        ),
        "revisions": revision.REVISIONS,
        "changes": revision.CHANGES,
    },
    NODES,
)
