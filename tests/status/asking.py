"""Asks a function of `db.status` about all events and days at once, nested as the engine would nest it."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Date,
    Dialect,
    Select,
    Text,
    cast,
    func,
    select,
    true,
    union_all,
)
from sqlalchemy.types import TypeEngine

from db.models import Event

Function = Callable[[ColumnElement[int], ColumnElement[date]], Select[Any]]
Rows = dict[tuple[int, date], list[tuple[Any, ...]]]


def ask(connection: Connection, function: Function, days: Sequence[date]) -> Rows:
    """The function's rows, in its order, for each event and each of the days."""
    text, kinds = _question(function, tuple(days), connection.dialect)
    return {
        (event_id, date.fromisoformat(day)): [
            tuple(_value(kind, value) for kind, value in zip(kinds, row, strict=True))
            for row in json.loads(rows)
        ]
        for event_id, day, rows in connection.exec_driver_sql(text)
    }


@cache
def _question(
    function: Function, days: tuple[date, ...], dialect: Dialect
) -> tuple[str, list[TypeEngine[Any]]]:
    """The SQL, made once as the engine makes it, and the types of the function's columns."""
    event = Event.__table__.alias("event")
    # A function of both dialects, so that PostgreSQL knows the constant's type.
    dated = (func.date(each.isoformat(), type_=Date()) for each in days)
    calendar = union_all(*(select(day.label("day")) for day in dated)).subquery("calendar")
    query = function(event.c.id, calendar.c.day)
    rows = query.subquery("rows")
    array, aggregate = (
        (func.json_array, func.json_group_array)
        if dialect.name == "sqlite"
        else (func.json_build_array, func.json_agg)
    )
    whole = select(func.coalesce(cast(aggregate(array(*rows.columns)), Text), "[]").label("whole"))
    # Two levels more, where a list inside a list would stand.
    inside = whole.subquery("inside")
    answer = select(select(inside.c.whole).scalar_subquery().label("whole")).scalar_subquery()
    question = select(event.c.id, cast(calendar.c.day, Text), answer).join_from(event, calendar, true())
    text = question.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    return str(text), [column.type for column in query.selected_columns]


def _value(kind: TypeEngine[Any], value: Any) -> Any:
    """Days as days, and truth as truth, for which SQLite has no type."""
    if value is None:
        return None
    if isinstance(kind, Boolean):
        assert value in (0, 1)
        return bool(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
