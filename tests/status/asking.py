"""Asks a function of `db.status` about all events and days in one statement, nested as the engine nests it."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Date,
    Select,
    Text,
    cast,
    func,
    literal,
    select,
    true,
    union_all,
)

from db.models import Event

Function = Callable[[ColumnElement[int], ColumnElement[date]], Select[Any]]
Rows = dict[tuple[int, date], list[tuple[Any, ...]]]


def ask(connection: Connection, function: Function, days: list[date]) -> Rows:
    """The function's rows, in its order, for each event and each of the days."""
    event = Event.__table__.alias("event")
    calendar = union_all(*(select(literal(each, Date).label("day")) for each in days)).subquery("calendar")
    query = function(event.c.id, calendar.c.day)
    question = select(event.c.id, calendar.c.day, _as_json(connection, query)).join_from(
        event, calendar, true()
    )
    return {
        (event_id, day): [_row(query, row) for row in json.loads(rows)]
        for event_id, day, rows in connection.execute(question)
    }


def _as_json(connection: Connection, query: Select[Any]) -> ColumnElement[str]:
    rows = query.subquery("rows")
    on_sqlite = connection.dialect.name == "sqlite"
    array, aggregate = (
        (func.json_array, func.json_group_array) if on_sqlite else (func.json_build_array, func.json_agg)
    )
    whole = select(func.coalesce(cast(aggregate(array(*rows.columns)), Text), "[]").label("whole"))
    # Two levels more, where a list inside a list would stand.
    inside = whole.subquery("inside")
    return select(select(inside.c.whole).scalar_subquery().label("whole")).scalar_subquery()


def _row(query: Select[Any], row: list[Any]) -> tuple[Any, ...]:
    """The row with days as days, and with what SQLite has no type for as what it is."""
    return tuple(
        value if value is None else _value(column.type, value)
        for column, value in zip(query.selected_columns, row, strict=True)
    )


def _value(kind: object, value: Any) -> Any:
    if isinstance(kind, Boolean):
        assert value in (0, 1)
        return bool(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
