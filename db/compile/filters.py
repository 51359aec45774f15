"""Filters: a tree of conditions over declared columns, dates and relations, every value bound.

An absent or null condition asks for nothing. ``in: []`` matches no row, ``notIn: []`` every row, ``and: []``
every row, ``or: []`` none.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from db.compile.context import MAX_CONDITIONS, MAX_LISTS, Context, is_text, too_complex
from db.compile.dates import by_days
from db.compile.matching import matches
from db.compile.places import by_box, by_distance
from db.compile.scope import Scope, quoted
from db.compile.selection import Origin
from db.compile.sql import Sql, balanced, joined
from db.folding import LAST, beyond, fold
from db.graph.declaration import (
    ByAll,
    ByBox,
    ByColumn,
    ByDate,
    ByDistance,
    ByRelation,
    ByTree,
    ByWords,
    Entity,
    Filter,
    Kind,
    table_of,
)

# A condition inside another takes as much of SQLite's parser as a list inside another; these, so many more.
ROOM = {ByTree: 2, ByBox: 1, ByDistance: 3, ByWords: 3}

COMPARISONS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


def condition(
    context: Context, entity: Entity, value: Mapping[str, Any], row: Scope, origin: Origin
) -> Sql | None:
    """The SQL condition of a filter on a row, or None where it asks for nothing."""
    context.conditions += len(value)
    if context.conditions > MAX_CONDITIONS:
        raise too_complex(f"filter: an operation may have at most {MAX_CONDITIONS} conditions", origin)
    conditions: list[Sql] = []
    for name, asked in value.items():
        if asked is None:
            continue
        if name in ("and", "or"):
            part = _several(context, entity, name, asked, row, origin)
        elif name == "not":
            held = inside(context, entity, asked, row, origin)
            # Not NOT: a comparison with a missing value is neither true nor false, hence does not hold.
            part = ["1=0"] if held is None else ["(", *held, ") IS NOT TRUE"]
        else:
            part = _declared(context, entity, entity.filters[name], name, asked, row, origin)
        if part is not None:
            conditions.append(part)
    if not conditions:
        return None
    # Brackets would lie on the parser's stack: AND binds closer than OR, and NOT has some of its own.
    return joined(" AND ", conditions)


def inside(
    context: Context, entity: Entity, value: Mapping[str, Any], row: Scope, origin: Origin
) -> Sql | None:
    """The condition of a filter that lies in another one."""
    with _room(context, origin, 1):
        return condition(context, entity, value, row, origin)


@contextmanager
def _room(context: Context, origin: Origin, room: int) -> Iterator[None]:
    """Takes the room of so many lists while a condition is compiled."""
    context.lists += room
    if context.lists > MAX_LISTS:
        raise too_complex(
            f"filter: lists, and conditions inside one another in their filters, may lie at most {MAX_LISTS} "
            f"deep together, where within counts as {ROOM[ByTree]} more, bbox as {ROOM[ByBox]}, near as "
            f"{ROOM[ByDistance]} and text as {ROOM[ByWords]}; ask in two operations, the second by the slugs "
            "that the first one finds",
            origin,
        )
    yield
    context.lists -= room


def _several(
    context: Context,
    entity: Entity,
    operator: str,
    asked: Sequence[Mapping[str, Any]],
    row: Scope,
    origin: Origin,
) -> Sql | None:
    if not asked:
        return None if operator == "and" else ["1=0"]
    parts: list[Sql] = []
    for each in asked:
        part = inside(context, entity, each, row, origin)
        parts.append(["1=1"] if part is None else part)
    return balanced(operator.upper(), parts)


def _declared(
    context: Context,
    entity: Entity,
    declared: Filter,
    name: str,
    asked: Any,
    row: Scope,
    origin: Origin,
) -> Sql | None:
    with _room(context, origin, ROOM.get(type(declared), 0)):
        return _written(context, entity, declared, name, asked, row, origin)


def _written(
    context: Context, entity: Entity, declared: Filter, name: str, asked: Any, row: Scope, origin: Origin
) -> Sql | None:
    match declared:
        case ByColumn():
            return _by_column(context, declared, name, asked, row, origin)
        case ByDate():
            return _by_date(context, declared, name, asked, row, origin)
        case ByTree():
            return _by_tree(context, entity, declared, name, asked, row, origin)
        case ByDistance():
            return by_distance(context, entity, asked, row, origin, name)
        case ByBox():
            return by_box(context, entity, asked, row, origin, name)
        case ByRelation():
            return _by_relation(context, declared, asked, row, origin)
        case ByAll():
            return _by_all(context, declared.relation, asked, row, origin)
        case ByWords():
            return matches(context, asked, origin, declared.entity, row.column("id"))


def _by_column(
    context: Context, declared: ByColumn, name: str, asked: Mapping[str, Any], row: Scope, origin: Origin
) -> Sql | None:
    column = row.column(declared.column)
    conditions: list[Sql] = []

    def bound(value: Any, operator: str) -> Sql:
        return [context.param(value, declared.kind, origin, argument=f"{name}.{operator}")]

    for operator, value in asked.items():
        if value is None:
            continue
        if operator == "eq":
            conditions.append(_equal(column, value, declared.kind, bound(value, operator)))
        elif operator == "ne":
            equal = _equal(column, value, declared.kind, bound(value, operator))
            conditions.append(_differs(equal, declared))
        elif operator in ("in", "notIn"):
            conditions.append(
                _among(column, value, operator, declared, [bound(each, operator) for each in value])
            )
        elif operator == "isNull":
            conditions.append([f"{column} IS {'' if value else 'NOT '}NULL"])
        elif operator in ("contains", "startsWith"):
            folded = row.column(declared.folded)
            conditions.append(_in_text(context, folded, operator, value, f"{name}.{operator}", origin))
        else:
            conditions.append([f"{column} {COMPARISONS[operator]} ", *bound(value, operator)])
    return joined(" AND ", conditions) if conditions else None


def _in_text(context: Context, folded: str, operator: str, value: Any, argument: str, origin: Origin) -> Sql:
    sought = context.param(value, Kind.STRING, origin, argument=argument, convert=_folded)
    if operator == "contains":
        return [f"{context.dialect.find}({folded},", sought, ")>0"]
    # A range, as an index has it.
    end = context.param(value, Kind.STRING, origin, argument=argument, convert=_end)
    return [f"{folded}>=", sought, f" AND {folded}<", end]


def _folded(value: str) -> str:
    # What no text can hold is in no folded text either.
    return fold(value) if is_text(value) else LAST


def _end(value: str) -> str:
    return beyond(fold(value)) if is_text(value) else LAST


def _equal(column: str, value: Any, kind: Kind, bound: Sql) -> Sql:
    if kind is Kind.BOOLEAN:  # part of the plan's shape, hence known here
        return [column if value else f"(NOT {column})"]
    return [f"{column} = ", *bound]


def _among(
    column: str, values: Sequence[Any], operator: str, declared: ByColumn, bound: Sequence[Sql]
) -> Sql:
    if not values:
        return ["1=0" if operator == "in" else "1=1"]
    inside: Sql = [f"{column} IN (", *joined(",", bound), ")"]
    return inside if operator == "in" else _differs(inside, declared)


def _differs(equal: Sql, declared: ByColumn) -> Sql:
    """What has no value differs from every value."""
    return ["(", *equal, ") IS NOT TRUE"] if declared.nullable else ["NOT ", *equal]


def _by_date(
    context: Context, declared: ByDate, name: str, asked: Mapping[str, Any], row: Scope, origin: Origin
) -> Sql | None:
    conditions = by_days(context, declared, name, asked, row, origin)
    for code, column in declared.codes.items():
        if (compared := asked.get(code)) is not None:
            part = _by_column(context, column, f"{name}.{code}", compared, row, origin)
            conditions += [] if part is None else [part]
    return joined(" AND ", conditions) if conditions else None


def _by_tree(
    context: Context,
    entity: Entity,
    declared: ByTree,
    name: str,
    asked: Sequence[Any],
    row: Scope,
    origin: Origin,
) -> Sql:
    if not asked:
        return ["1=0"]
    table, inside = entity.table.name, context.alias()
    slugs: list[Sql] = [[context.param(slug, Kind.CODE, origin, argument=name)] for slug in asked]
    return [
        f"{row.column('id')} IN (WITH RECURSIVE {inside}(id) AS (SELECT id FROM {table} WHERE slug IN (",
        *joined(",", slugs),
        f") UNION SELECT b.id FROM {inside} a JOIN {table} b ON b.{declared.part_of}=a.id)",
        f" SELECT id FROM {inside})",
    ]


def _by_all(
    context: Context, relation: ByRelation, asked: Mapping[str, Any], row: Scope, origin: Origin
) -> Sql | None:
    """Some of the rows that a relation reaches match, none do, or every one does (of no rows, every one)."""
    conditions: list[Sql] = []
    for quantifier, held in asked.items():
        if held is None:
            continue
        found = reached(context, relation, row, held)
        part = inside(context, context.entity(relation.type), held, found.row, origin)
        if quantifier == "some":
            conditions.append(["EXISTS", *found.rows(part, context)])
        elif quantifier == "none":
            conditions.append(["NOT EXISTS", *found.rows(part, context)])
        elif part is not None:
            # A row of which a condition is neither true nor false does not match.
            conditions.append(["NOT EXISTS", *found.rows(["(", *part, ") IS NOT TRUE"], context)])
    return joined(" AND ", conditions) if conditions else None


def _by_relation(
    context: Context, declared: ByRelation, asked: Mapping[str, Any], row: Scope, origin: Origin
) -> Sql:
    if declared.rare:
        ((stored, there, here),) = declared.path
        step = Scope(context.alias())
        part = inside(context, context.entity(declared.type), asked, step, origin)
        where: Sql = [] if part is None else [" WHERE ", *part]
        chosen = f"{step.column(there)} FROM {table_of(stored).name} {step.name}"
        return [f"{row.column(here)} IN (SELECT {chosen}", *where, ")"]
    found = reached(context, declared, row, asked)
    part = inside(context, context.entity(declared.type), asked, found.row, origin)
    exists: Sql = ["EXISTS", *found.rows(part, context)]
    if declared.or_none:
        return [f"({row.column(declared.path[0][2])} IS NULL OR ", *exists, ")"]
    return exists


@dataclass(frozen=True)
class Reached:
    """The rows at the end of a relation's path: the last of them, and how each hangs on the one before. What
    stands between the tables says in which order they are read; ``paired``: two rows that belong together are
    found by both their keys.
    """

    row: Scope
    tables: tuple[str, ...]
    joins: tuple[str, ...]
    along: str
    paired: bool

    def rows(self, part: Sql | None, context: Context) -> Sql:
        """A subquery of those for which a condition holds."""
        alone = context.dialect.alone if context.row_by_row and self.paired else ""
        inner = f"(SELECT 1 FROM {self.along.join(self.tables)} WHERE "
        # In front, the condition takes less of the stack of SQLite's parser.
        return [inner, *([] if part is None else [*part, " AND "]), " AND ".join(self.joins), f"{alone})"]

    def keys(self, part: Sql | None, key: str) -> Sql:
        """A subquery of the keys by which the rows before it reach those: it reads none of these rows."""
        conditions: list[Sql] = [] if part is None else [part]
        conditions += ([each] for each in self.joins[1:])
        where: Sql = [" WHERE ", *joined(" AND ", conditions)] if conditions else []
        _, first = self.tables[0].split(" ")
        return [f"(SELECT {first}.{quoted(key)} FROM {', '.join(self.tables)}", *where, ")"]


def reached(context: Context, declared: ByRelation, row: Scope, asked: Mapping[str, Any]) -> Reached:
    """Where a slug is asked for, SQLite may begin with the one row that has it, if an index tells whether the
    two belong together. Else it is held to the path: without statistics it would go through all the sources
    of a kind, or all that happened at a place, again for each row.
    """
    before = row
    tables: list[str] = []
    joins: list[str] = []
    for stored, there, here in declared.path:
        step = Scope(context.alias())
        tables.append(f"{table_of(stored).name} {step.name}")
        joins.append(f"{step.name}.{quoted(there)}={before.column(here)}")
        before = step
    paired = _paired(declared)
    along = ", " if paired and asked.get("slug") is not None else context.dialect.along
    return Reached(before, tuple(tables), tuple(joins), along, paired)


def _paired(declared: ByRelation) -> bool:
    """Whether each table on the way has an index that begins with the columns before and after it."""
    return all(
        {there, here} in [set(columns[:2]) for columns in indexes(table_of(stored))]
        for (stored, there, _), (_, _, here) in pairwise(declared.path)
    )


def indexes(table: Table) -> Iterator[list[str]]:
    """The columns of each index of a table."""
    for each in (*table.indexes, *table.constraints):
        if isinstance(each, Index | PrimaryKeyConstraint | UniqueConstraint):
            yield [column.name for column in each.columns]
