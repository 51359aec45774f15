"""Filters on uncertain dates: some of the days that a date allows fit, or all of them do.

For a date that allows the days from e to l, and an expression of the days from a to b:

========  ======================  ======================
          some day fits           every day fits
========  ======================  ======================
during    l >= a and e <= b       e >= a and l <= b
before    e < a                   l < a
after     l > b                   e > b
from      l >= the day            e >= the day
to        e <= the day            l <= the day
========  ======================  ======================
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from db.compile.context import Context
from db.compile.scope import Scope
from db.compile.selection import Origin
from db.compile.sql import Param, Sql
from db.dates import FactDate, ImpossibleDate
from db.errors import BadInput
from db.graph.declaration import ByDate, Kind

# Enough for any date, span or season, and for a set of eight days.
MAX_EXPRESSION = 100

WRITTEN = (
    "a day is written 2025-03-18, a month 2025-03, a span 2025-03-18/2025-03-20 or, where it is open, "
    "2025-03-18/.., a season 2025-21 (EDTF)"
)

# For each operator: which bound of the expression, and how the days compare with it.
_SIDES = {
    "from": (("earliest", ">="),),
    "to": (("latest", "<="),),
    "during": (("earliest", ">="), ("latest", "<=")),
    "before": (("earliest", "<"),),
    "after": (("latest", ">"),),
}


def read_expression(text: str) -> FactDate:
    """The days that an expression names; `ImpossibleDate` says what is wrong with it."""
    if len(text) > MAX_EXPRESSION:
        raise ImpossibleDate(f"an expression has at most {MAX_EXPRESSION} characters")
    return FactDate.parse(text)


def by_days(
    context: Context,
    declared: ByDate,
    name: str,
    asked: Mapping[str, Any],
    row: Scope,
    origin: Origin,
    *,
    bounds: Collection[str] = ("earliest", "latest"),
    sought: bool = False,
) -> list[Sql]:
    """The conditions on the days that a date allows, or those of them on some of its bounds.

    sought: whether the rows are to be found by the last day, and not by the first. SQLite takes the one for
        as good as the other, but the first is what most lists are ordered by.
    """
    other = "earliest" if sought else "latest"
    expressions = {column: row.column(f"{declared.prefix}_{column}") for column in bounds}
    if other in expressions:
        expressions[other] = context.dialect.ungrouped.format(expressions[other])
    certainly = asked.get("certainly") is True
    conditions: list[Sql] = []
    for operator, bounds_asked in _SIDES.items():
        value = asked.get(operator)
        if value is None:
            continue
        for bound, comparison in bounds_asked:
            conditions += [
                [f"{expressions[column]}{comparison}", _day(context, name, operator, bound, value, origin)]
                for column in _columns(comparison, certainly)
                if column in expressions
            ]
    return conditions


def divided(
    context: Context, declared: ByDate, name: str, asked: Mapping[str, Any], row: Scope, origin: Origin
) -> tuple[Sql, Sql]:
    """Of rows that are to be late enough (`reaches`): that one begins before the days asked for, and that it
    does not. The former are kept from the index of the first day, by which they would be found too.
    """
    first = row.column(f"{declared.prefix}_earliest")
    before = context.dialect.ungrouped.format(first)
    operator, bound, comparison = next(
        (operator, bound, comparison)
        for operator, bounds in _SIDES.items()
        for bound, comparison in bounds
        if asked.get(operator) is not None and comparison.startswith(">")
    )
    opposite = {">=": "<", ">": "<="}[comparison]
    days = _day(context, name, operator, bound, asked[operator], origin)
    return [f"{before}{opposite}", days], [f"{first}{comparison}", days]


def reaches(asked: Mapping[str, Any]) -> bool:
    """Whether it is asked how late a date may be, and nothing but days."""
    given = {operator for operator, value in asked.items() if value is not None and value is not False}
    return given <= _SIDES.keys() and not given.isdisjoint(("from", "during", "after"))


def _columns(comparison: str, certainly: bool) -> tuple[str, ...]:
    """Which of the date's bounds must compare so."""
    if comparison.startswith(">"):
        return ("earliest",) if certainly else ("latest",)
    # What ends so early begins so early: this says nothing new, but lists are ordered by the first day.
    return ("latest", "earliest") if certainly else ("earliest",)


def _day(context: Context, name: str, operator: str, bound: str, value: Any, origin: Origin) -> Param:
    """The day that a date is compared with."""
    argument = f"{name}.{operator}"
    convert = None if operator in ("from", "to") else _days(argument, bound)
    return context.param(value, Kind.DATE, origin, argument=argument, convert=convert)


def _days(argument: str, bound: str) -> Callable[[Any], date]:
    def convert(text: Any) -> date:
        try:
            days = read_expression(text)
        except ImpossibleDate as error:
            raise BadInput(f"{argument}: {error}; {WRITTEN}", argument=argument) from None
        return days.earliest if bound == "earliest" else days.latest

    return convert
