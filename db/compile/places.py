"""Places: how far they lie from a point, which of them lie in a circle or a box, and lists nearest first.

A circle is first a span of latitudes and longitudes, which the index on them serves, and then a distance.
Everything that follows from the circle is worked out as it is bound, so plans do not depend on where it lies.
Distances are whole metres, because a cursor holds them, and are reckoned in one order of operations, so that
both databases and Python come to the same ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from db.compile.context import Context
from db.compile.scope import PartScope, Scope, quoted
from db.compile.selection import Origin
from db.compile.sql import Param, Sql, joined, quote
from db.graph.declaration import Entity, Kind, Located, table_of
from db.sphere import EARTH_RADIUS, Circle, Span, box, circle

Row = Scope | PartScope

# The diameter in metres: few enough digits for SQLite to read the number exactly.
_DIAMETER = f"{2 * EARTH_RADIUS:.1f}"


@dataclass(frozen=True)
class Near:
    """A circle that a request asks for."""

    context: Context
    asked: Mapping[str, Any]
    origin: Origin
    argument: str

    @property
    def borrowed(self) -> bool:
        """Whether a point may be lent by another place; a Boolean, hence known as the plan is made."""
        return self.asked.get("borrowed") is True

    def metres(self, place: Scope, located: Located) -> Sql:
        """How far the point of a place is: the haversine formula."""
        latitude, longitude = place.column(located.latitude), place.column(located.longitude)
        north: Sql = [f"sin((radians({latitude})-", self._bound(lambda each: radians(each.latitude)), ")/2)"]
        east: Sql = [f"sin((radians({longitude})-", self._bound(lambda each: radians(each.longitude)), ")/2)"]
        here = self._bound(lambda each: cos(radians(each.latitude)))
        haversine: Sql = [
            *joined("*", [north, north]),
            "+",
            *joined("*", [[f"cos(radians({latitude}))"], [here], east, east]),
        ]
        # Between antipodes rounding may make it more than one, which has no arc sine.
        before, _, after = self.context.dialect.whole.partition("{}")
        least = self.context.dialect.least
        return [f"{before}{_DIAMETER}*asin({least}(1,sqrt(", *haversine, f"))){after}"]

    def holds(self, place: Scope, located: Located) -> Sql:
        """The places inside the circle."""
        spanned = _in_span(place, located, lambda of: self._bound(lambda each: of(each.span)))
        limit = self._bound(lambda each: each.metres, Kind.INT)
        return [*spanned, " AND ", *self.metres(place, located), "<=", limit]

    def _bound(self, of: Callable[[Circle], float], kind: Kind = Kind.FLOAT) -> Param:
        def convert(given: tuple[float, float, float | None]) -> float:
            return of(circle(*given, self.argument))

        value = tuple(self.asked.get(each) for each in ("latitude", "longitude", "kilometres"))
        return self.context.param(value, kind, self.origin, argument=self.argument, convert=convert)


def by_distance(
    context: Context, entity: Entity, asked: Mapping[str, Any], row: Scope, origin: Origin, argument: str
) -> Sql:
    """The rows whose point lies in a circle."""
    near = Near(context, asked, origin, argument)
    return _with_point(context, entity, row, near.borrowed, near.holds)


def by_box(
    context: Context, entity: Entity, asked: Mapping[str, Any], row: Scope, origin: Origin, argument: str
) -> Sql:
    """The rows whose point lies in a box."""
    value = tuple(asked[each] for each in ("west", "south", "east", "north"))

    def bound(of: Callable[[Span], float]) -> Param:
        def convert(given: tuple[float, float, float, float]) -> float:
            return of(box(*given, argument))

        return context.param(value, Kind.FLOAT, origin, argument=argument, convert=convert)

    def holds(place: Scope, located: Located) -> Sql:
        return _in_span(place, located, bound)

    return _with_point(context, entity, row, asked.get("borrowed") is True, holds)


def _with_point(
    context: Context,
    entity: Entity,
    row: Scope,
    borrowed: bool,
    holds: Callable[[Scope, Located], Sql],
) -> Sql:
    """The rows to which a point belongs, or is lent, for which a condition holds: found by the point's index
    and not row by row.
    """
    located = entity.located
    assert located is not None
    place = Scope(context.alias())
    owner = row.column(located.holder if borrowed else "id")
    chosen = f"{owner} IN (SELECT {place.name}.id FROM {entity.table.name} {place.name} WHERE "
    return [chosen, *holds(place, located), ")"]


def _in_span(place: Scope, located: Located, bound: Callable[[Callable[[Span], float]], Param]) -> Sql:
    latitude, longitude = place.column(located.latitude), place.column(located.longitude)
    return [
        f"{latitude} BETWEEN ",
        bound(lambda span: span.south),
        " AND ",
        bound(lambda span: span.north),
        f" AND ({longitude} BETWEEN ",
        bound(lambda span: span.west),
        " AND ",
        bound(lambda span: span.east),
        f" OR {longitude} BETWEEN ",
        bound(lambda span: span.further_west),
        " AND ",
        bound(lambda span: span.further_east),
        ")",
    ]


def nearest(near: Near, entity: Entity, *, of_all: bool) -> Sql:
    """The rows in a circle as a derived table: their columns and ``metres``, the distance of the nearest of
    their places. ``of_all``: there is no owner whose few rows a database had better begin with.
    """
    located = entity.located
    assert located is not None
    row = Scope(near.context.alias())
    join = f" {near.context.dialect.ordered_join if of_all else 'JOIN'} "
    if not located.path:
        reached = _reached(near, entity, row)
        (point,) = reached.tables
        tables = f"{point}{join}{entity.table.name} {row.name} ON true"
        return [
            f"(SELECT {row.name}.*,",
            *near.metres(reached.point, located),
            f" AS metres FROM {tables} WHERE {reached.joins} AND ",
            *near.holds(reached.point, located),
            ")",
        ]
    reached = _reached(near, entity, None)
    group = Scope(near.context.alias())
    _, there, here = located.path[0]
    owner = reached.first.column(there)
    first, *others = reached.tables
    tables = join.join([first, *(f"{each} ON true" for each in others)])
    return [
        f"(SELECT {row.name}.*,{group.name}.metres FROM (SELECT {owner} AS owner,min(",
        *near.metres(reached.point, located),
        f") AS metres FROM {tables} WHERE {reached.joins} AND ",
        *near.holds(reached.point, located),
        f" GROUP BY {owner}) {group.name} JOIN {entity.table.name} {row.name}",
        f" ON {row.column(here)}={group.name}.owner)",
    ]


def measured(near: Near, entity: Entity, row: Scope | PartScope) -> Sql:
    """The nearest place of a row as a derived table of at most one row: ``metres``, ``precision``,
    ``borrowed`` and ``location_id``.
    """
    located = entity.located
    assert located is not None
    reached = _reached(near, entity, row)
    place, point = reached.place, reached.point
    return [
        "(SELECT ",
        *near.metres(point, located),
        f" AS metres,{place.column(located.precision)} AS {quoted('precision')}",
        f",{point.name}.id<>{place.column('id')} AS borrowed,{place.column('id')} AS location_id",
        f" FROM {', '.join(reached.tables)} WHERE {reached.joins}",
        f" AND {point.column(located.latitude)} IS NOT NULL",
        " ORDER BY metres,borrowed,location_id LIMIT 1)",
    ]


@dataclass(frozen=True)
class _Reached:
    """The places of a row, and the points that stand for them: ``first`` is the first step on the way.
    ``tables`` begin with the points.
    """

    first: Row
    place: Row
    point: Scope
    tables: list[str]
    joins: str


def _reached(near: Near, entity: Entity, row: Row | None) -> _Reached:
    """The places of a row, or those of all rows with ``first`` pointing back to them."""
    located, context = entity.located, near.context
    assert located is not None
    tables: list[str] = []
    joins: list[str] = []
    steps: list[Row] = [] if row is None else [row]
    for stored, there, here in located.path:
        step = Scope(context.alias())
        if steps:
            joins.append(f"{step.column(there)}={steps[-1].column(here)}")
        if not tables:
            joins += [f"{step.column(column)}={quote(code)}" for column, code in located.when.items()]
        tables.append(f"{table_of(stored).name} {step.name}")
        steps.append(step)
    point = Scope(context.alias())
    holders = table_of(located.path[-1][0]) if located.path else entity.table
    tables = [f"{holders.name} {point.name}", *reversed(tables)]
    joins.append(f"{point.name}.id={steps[-1].column(located.holder if near.borrowed else 'id')}")
    return _Reached(steps[0], steps[-1], point, tables, " AND ".join(joins))
