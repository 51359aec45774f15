"""Which operations are brief: they look rows up by their keys, with the parts that belong to each.

Such a statement takes a few microseconds, less than to hand it to another thread and its answer back.
"""

from db.compile.context import Schema
from db.compile.selection import Field, Literal, Selection
from db.graph.declaration import Computed, Entity, Leaf, Many, One, Part, Variant
from db.graph.query import QUERY, Lookup

MAX_LOOKUPS = 40
"""Rows and lists of parts that a brief statement looks up."""


def is_brief(schema: Schema, selection: Selection) -> bool:
    """Whether the operation is brief."""
    lookups = 0
    for field in selection:
        if isinstance(field, Literal):
            continue
        root = QUERY.roots[field.name]
        if not isinstance(root, Lookup) or field.arguments.get("knownAt") is not None:
            return False
        found = _lookups(schema, schema.entities[root.type], field.of(root.type), listed=False)
        if found is None:
            return False
        lookups += 1 + found
    return lookups <= MAX_LOOKUPS


def _lookups(schema: Schema, entity: Entity, selection: Selection, *, listed: bool) -> int | None:
    """How many lookups an object takes; None where it takes more than lookups.

    listed: whether it stands in a list already, as the parts of many rows are many.
    """
    lookups = 0
    for field in selection:
        found = 0 if isinstance(field, Literal) else _of_member(schema, entity, field, listed=listed)
        if found is None:
            return None
        lookups += found
    return lookups


def _of_member(schema: Schema, entity: Entity, field: Field, *, listed: bool) -> int | None:
    match entity.members[field.name]:
        case Leaf():
            return 0
        case Part(type=part):
            return _lookups(schema, schema.entities[part], field.of(part), listed=listed)
        case One(type=one):
            return _further(schema, one, field, listed=listed)
        case Variant(options=options):
            counts = [_further(schema, name, field, listed=listed) for name, _ in options]
            return None if None in counts else sum(each or 0 for each in counts)
        case Many(paged=False, computed=None, link=link, type=part) if not (
            listed or isinstance(link, Computed)
        ):
            return _further(schema, part, field, listed=True)
    return None


def _further(schema: Schema, name: str, field: Field, *, listed: bool) -> int | None:
    found = _lookups(schema, schema.entities[name], field.of(name), listed=listed)
    return None if found is None else 1 + found
