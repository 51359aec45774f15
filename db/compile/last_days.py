"""Lists in the order of dates, of what may be as late as some day: what was said since yesterday.

The order of such a list is that of the first day that a date allows, and its filter is by the last, which has
an index of its own. Where the list begins with the latest, what is late enough stands at its beginning, but
for dates that are uncertain, and these may stand anywhere. So where the first rows do not fill a page, all
are sought by the last day. Where it begins with the earliest, the uncertain dates come first, sought by the
last day, and then in order what begins late enough.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from db.compile.context import Context
from db.compile.dates import by_days, divided, reaches
from db.compile.filters import condition, indexes
from db.compile.orders import Key
from db.compile.scope import Scope
from db.compile.selection import Origin
from db.compile.sql import Sql, joined
from db.compile.walking import Part
from db.graph.declaration import ByColumn, ByDate, Entity

FEW: Final = 10_000
"""How many rows that are late enough are looked at for whatever else is asked for, instead of going along the
order of a list, or to what they reach."""

FEW_IN_FRONT: Final = 2_000
"""As many of a list that begins with the latest: what is late fills most pages from the first rows there."""


def by_last_day(
    entity: Entity, given: Mapping[str, Any], row: Scope, order: Key, *, latest_first: bool
) -> dict[str, Any]:
    """A filter by such a date; ``order`` is the first key of the list.

    At most one value may be asked for beside it, which has an index in this order; and none in a list that
    begins with the earliest: each of the uncertain dates would have to be looked up for it.
    """
    asked = {name: value for name, value in given.items() if value is not None}
    indexed = [columns[:2] for columns in indexes(entity.table)]
    for name, declared, days in _dates(entity, asked):
        first, last = f"{declared.prefix}_earliest", f"{declared.prefix}_latest"
        others = {each: value for each, value in asked.items() if each != name}
        served = [column for column in _single_values(entity, others) if [column, first] in indexed]
        in_order = order.expression == row.column(first) and [last, first] in indexed
        if in_order and reaches(days) and len(others) == len(served) <= latest_first:
            return {name: days}
    return {}


def _single_values(entity: Entity, asked: Mapping[str, Any]) -> Iterator[str]:
    """The columns of which one value is asked for, and nothing else."""
    for name, compared in asked.items():
        if isinstance(declared := entity.filters.get(name), ByColumn):
            operators = [operator for operator, value in compared.items() if value is not None]
            if operators == ["eq"]:
                yield declared.column


def on_the_way(
    context: Context, entity: Entity, given: Mapping[str, Any], row: Scope, origin: Origin
) -> list[Sql]:
    """The conditions of the whole filter that the list's order serves, beside what is `sought`."""
    counted = context.conditions, context.values
    conditions: list[Sql] = []
    for name, asked in given.items():
        match entity.filters.get(name), asked:
            case ByDate() as declared, dict():
                conditions += by_days(context, declared, name, asked, row, origin, bounds=["earliest"])
            case _, dict():
                value = condition(context, entity, {name: asked}, row, origin)
                conditions += [] if value is None else [value]
    context.conditions, context.values = counted
    return conditions


def few(
    context: Context,
    entity: Entity,
    given: Mapping[str, Any],
    row: Scope,
    origin: Origin,
    order: Key,
    *,
    backwards: bool,
) -> tuple[Sql, Sql] | None:
    """Of a filter by how late something may be, besides others: the condition that so few rows are late
    enough that all of them can be looked at, and what follows FROM for these.

    None where there is no such filter, or where the database has statistics, which tell as much.
    """
    if context.dialect.has_statistics:
        return None
    indexed = [columns[:2] for columns in indexes(entity.table)]
    for name, declared, asked in _dates(entity, given):
        columns = [f"{declared.prefix}_latest", f"{declared.prefix}_earliest"]
        if reaches(asked) and columns in indexed:
            counted, late = context.values, Scope(context.alias())
            days = by_days(context, declared, name, asked, late, origin, bounds=["latest"], sought=True)
            context.values = counted
            found: Sql = [f"SELECT 1 FROM {entity.table.name} {late.name} WHERE ", *joined(" AND ", days)]
            in_front = order.expression == row.column(columns[1]) and order.descending != backwards
            most = FEW_IN_FRONT if in_front else FEW
            beyond: Sql = ["NOT EXISTS(", *found, f" LIMIT 1 OFFSET {most})"]
            return beyond, far(context, entity, {name: asked}, row, origin)
    return None


def far(context: Context, entity: Entity, given: Mapping[str, Any], row: Scope, origin: Origin) -> Sql:
    """What follows FROM for all rows that match a filter `by_last_day`: SQLite is told to begin with it."""
    if context.dialect.has_statistics:
        return []
    counted = context.values
    late = Scope(context.alias())
    days = sought(context, entity, given, late, origin)
    context.values = counted
    chosen = f"{late.column('id')} FROM {entity.table.name} {late.name}"
    found = Scope(f"f{late.name}")
    joined_by_key = context.dialect.join_by_key.format(entity.table.name, row.name, found.column("id"))
    return [f"(SELECT {chosen} WHERE ", *days, f") {found.name}", joined_by_key]


def parts(
    context: Context, entity: Entity, given: Mapping[str, Any], row: Scope, origin: Origin
) -> tuple[Part, Part]:
    """All rows that match a filter `by_last_day`, in two parts for a list that begins with the earliest."""
    ((name, declared, asked),) = _dates(entity, given)
    counted = context.values
    before, after = divided(context, declared, name, asked, row, origin)
    uncertain = Part([sought(context, entity, given, row, origin), before], in_order=False)
    others = by_days(context, declared, name, asked, row, origin)
    context.values = counted
    return uncertain, Part([*others, after], in_order=True)


def sought(context: Context, entity: Entity, given: Mapping[str, Any], row: Scope, origin: Origin) -> Sql:
    """The condition of a filter `by_last_day` on all rows."""
    conditions: list[Sql] = []
    for name, declared, asked in _dates(entity, given):
        conditions += by_days(context, declared, name, asked, row, origin, sought=True)
        if context.dialect.has_statistics:
            # Without the values at hand PostgreSQL expects a third of all rows beyond a day, and would make a
            # plan for each question anew; between two days it expects one in two hundred.
            conditions.append([f"{row.column(declared.prefix + '_latest')}<='{date.max}'"])
    return joined(" AND ", conditions)


def _dates(entity: Entity, given: Mapping[str, Any]) -> Iterator[tuple[str, ByDate, Mapping[str, Any]]]:
    for name, asked in given.items():
        if isinstance(declared := entity.filters.get(name), ByDate):
            yield name, declared, asked
