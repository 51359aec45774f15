"""Rows of a list that are sought from what they reach: a source's statements, the events at a place.

A list in its own order, of which each row is looked at for what it reaches, ends soon where many match. Where
few do, they are sooner found from the other end, whose rows are few.
"""

from collections.abc import Mapping
from typing import Any, Final

from db.compile.context import Context
from db.compile.filters import condition, inside, reached
from db.compile.scope import Scope
from db.compile.selection import Origin
from db.compile.sql import Sql, joined
from db.graph.declaration import ByAll, ByRelation, Entity, Filter

MAX_DEPTH: Final = 5
"""Of a filter that is written several times, as a row's condition and as what is sought."""

MAX_PARTS: Final = 100
"""Of it: its values, lists and objects. A statement takes only so many values (`Dialect.parameters`)."""


def by_relations(entity: Entity, given: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a filter by what its relations reach, where rows can be sought from there."""
    found: dict[str, Any] = {}
    for name, asked in given.items():
        relation, matching = _some(entity.filters.get(name), asked)
        if relation is not None and not (relation.rare or relation.or_none) and _parts(matching) <= MAX_PARTS:
            found[name] = asked
    return found


def looked_at(context: Context, entity: Entity, given: Mapping[str, Any], row: Scope, origin: Origin) -> Sql:
    """The condition of what is apart on one row, which is written beside what is `sought`."""
    counted = context.conditions, context.values
    context.row_by_row = True
    held = condition(context, entity, given, row, origin)
    context.row_by_row = False
    context.conditions, context.values = counted
    assert held is not None
    return held


def sought(context: Context, entity: Entity, given: Mapping[str, Any], row: Scope, origin: Origin) -> Sql:
    """The condition of a filter `by_relations` on all rows. SQLite is told to begin at the other end, as
    PostgreSQL does by itself where it expects few.
    """
    if context.dialect.has_statistics:
        held = condition(context, entity, given, row, origin)
        assert held is not None
        return held
    conditions: list[Sql] = []
    for name, asked in given.items():
        relation, matching = _some(entity.filters[name], asked)
        assert relation is not None
        context.conditions += 1
        found = reached(context, relation, row, matching)
        part = inside(context, context.entity(relation.type), matching, found.row, origin)
        _, there, here = relation.path[0]
        conditions.append([f"{row.column(here)} IN ", *found.keys(part, there)])
    return joined(" AND ", conditions)


def _some(declared: Filter | None, asked: Any) -> tuple[ByRelation | None, Mapping[str, Any]]:
    """The relation of which some row is to match, and what it is to match; None for all else."""
    match declared, asked:
        case ByRelation(), dict():
            return declared, asked
        case ByAll(relation), {"some": dict(matching), **others}:
            # An empty filter asks for something as well: none of any kind.
            if all(each is None for each in others.values()):
                return relation, matching
    return None, {}


def _parts(asked: Any, depth: int = MAX_DEPTH) -> int:
    """How large a filter is; more than any may be, where it is too deep."""
    match asked:
        case dict():
            below = [_parts(each, depth - 1) for each in asked.values()] if depth else [MAX_PARTS]
        case list() | tuple():
            below = [_parts(each, depth) for each in asked]
        case _:
            below = []
    return 1 + sum(below)
