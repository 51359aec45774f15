"""Lists from the latest to the earliest, of what may be as late as some day: what was said since yesterday.

The order of such a list is that of the first day that a date allows, and its filter is by the last. What is
late enough stands at its beginning, but for dates that are uncertain, and these may stand anywhere. So where
the first rows do not fill a page, all are sought by the last day, which has an index of its own.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from db.compile.context import Context
from db.compile.dates import by_days, reaches
from db.compile.filters import indexes
from db.compile.orders import Key
from db.compile.scope import Scope
from db.compile.selection import Origin
from db.compile.sql import Sql, joined
from db.graph.declaration import ByDate, Entity


def by_last_day(entity: Entity, given: Mapping[str, Any], row: Scope, order: Key) -> dict[str, Any]:
    """A filter by such a date and nothing else; ``order`` is the first key of a list that begins with the
    latest.

    One that begins with the earliest begins far from what is late, and would have more to sort than to pass
    over. And what is asked for besides has an index of its own, in which less is passed over.
    """
    asked = {name: value for name, value in given.items() if value is not None}
    dates = list(_dates(entity, asked))
    if len(asked) != 1 or not dates:
        return {}
    ((_, declared, days),) = dates
    is_first_key = order.expression == row.column(f"{declared.prefix}_earliest")
    is_indexed = f"{declared.prefix}_latest" in [columns[0] for columns in indexes(entity.table)]
    return asked if is_first_key and is_indexed and reaches(days) else {}


def on_the_way(
    context: Context, entity: Entity, given: Mapping[str, Any], row: Scope, origin: Origin
) -> list[Sql]:
    """The conditions of a filter `by_last_day` that the list's order serves, beside what is `sought`."""
    counted = context.values
    conditions = [
        condition
        for name, declared, asked in _dates(entity, given)
        for condition in by_days(context, declared, name, asked, row, origin, bounds=["earliest"])
    ]
    context.values = counted
    return conditions


def sought(context: Context, entity: Entity, given: Mapping[str, Any], row: Scope, origin: Origin) -> Sql:
    """The condition of a filter `by_last_day` on all rows."""
    conditions = [
        condition
        for name, declared, asked in _dates(entity, given)
        for condition in by_days(context, declared, name, asked, row, origin, sought=True)
    ]
    return joined(" AND ", conditions)


def _dates(entity: Entity, given: Mapping[str, Any]) -> Iterator[tuple[str, ByDate, Mapping[str, Any]]]:
    for name, asked in given.items():
        if isinstance(declared := entity.filters.get(name), ByDate):
            yield name, declared, asked
