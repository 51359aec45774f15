"""The WITH clause that each question of the status rule builds, and how it refers to the query around it."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import CTE, ColumnElement, Date, Integer, Select, case, func, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import FromClause, Join, NamedFromClause
from sqlalchemy.sql.visitors import InternalTraversal

T = TypeVar("T")

# The query around us may call its tables what it likes, as long as no name of its own starts so.
PREFIX = "status_"

LAST_DAY: ColumnElement[date] = literal_column("'9999-12-31'", Date)
# A day after every other. PostgreSQL knows the word; SQLite keeps dates as text, where digits sort first.
NEVER: ColumnElement[date] = literal_column("'infinity'", Date)


class Outer(ColumnElement[T]):
    """An expression of the enclosing query.

    It hides the tables that its columns come from. A common table expression is never correlated by itself:
    SQLAlchemy would list them again in the FROM of each that names them.
    """

    inherit_cache = True
    _traverse_internals = [("inner", InternalTraversal.dp_clauseelement)]  # noqa: RUF012

    def __init__(self, expression: ColumnElement[T]) -> None:
        self.inner = expression
        self.type = expression.type


@compiles(Outer)
def _outer(element: Outer[Any], compiler: SQLCompiler, **options: Any) -> str:
    # Who has the rule's constants written into the SQL (`literal_binds`) does not mean the question's values.
    return compiler.process(element.inner, **(options | {"literal_binds": False}))


class WithClause:
    """Common table expressions of one statement, each of which may read those added before it.

    They are rendered side by side where the statement stands. So the whole may be nested in another, and
    SQLite's parser, which gives up 100 levels down, sees little depth.

    An expression that depends on the enclosing query SQLite computes anew for each of its readers and, where
    it is not what a join begins with, for each row that it is joined to. So each has few readers; two are
    brought together by a window over their union, never by a join; and what must be paired with itself is
    packed into one value first (`db.status.pairing`).
    """

    def __init__(self, event_id: ColumnElement[int], as_of: ColumnElement[date] | None = None) -> None:
        self.event_id = Outer(event_id)
        self.day: ColumnElement[date] = LAST_DAY if as_of is None else Outer(func.coalesce(as_of, LAST_DAY))
        self._ctes: list[CTE] = []

    def add(self, name: str, query: Any) -> CTE:
        """The rows of `query`. SQLite, as it keeps none of them, may apply each reader's conditions early."""
        cte: CTE = query.cte(PREFIX + name)
        return self._added(cte.prefix_with("NOT MATERIALIZED", dialect="sqlite"))

    def add_recursive(self, name: str, start: Select[Any], step: Callable[[CTE], Select[Any]]) -> CTE:
        """The rows of `start`, then those of `step` from them, until nothing new comes; none comes twice."""
        first = start.cte(PREFIX + name, recursive=True)
        return self._added(first.union(step(first)))

    def add_constant(self, name: str, query: Any) -> CTE:
        """The rows of `query`, which depends on nothing and is computed once."""
        return self._added(query.cte(PREFIX + name).prefix_with("MATERIALIZED"))

    def before(self, query: Select[Any]) -> Select[Any]:
        """`query`, with the clause in front of it."""
        return query.add_cte(*self._ctes, nest_here=True)

    def _added(self, cte: CTE) -> CTE:
        self._ctes.append(cte)
        return cte


def table(model: type[DeclarativeBase], name: str | None = None) -> NamedFromClause:
    """The model's table, under a name that the enclosing query does not use."""
    return model.__table__.alias(PREFIX + (name or model.__tablename__))


class _InOrder(Join):
    """A join whose left side is read first."""

    __visit_name__ = "in_order"
    inherit_cache = True

    def __init__(self, left: FromClause, right: FromClause, condition: ColumnElement[bool]) -> None:
        super().__init__(left, right, condition)

    @property
    def condition(self) -> ColumnElement[bool]:
        assert self.onclause is not None
        return self.onclause


@compiles(_InOrder)
def _in_order(join: _InOrder, compiler: SQLCompiler, **options: Any) -> str:
    left, right, condition = _sides(join, compiler, **options)
    return f"{left} JOIN {right} ON {condition}"


@compiles(_InOrder, "sqlite")
def _in_order_sqlite(join: _InOrder, compiler: SQLCompiler, **options: Any) -> str:
    left, right, condition = _sides(join, compiler, **options)
    return f"{left} CROSS JOIN {right} ON {condition}"


def _sides(join: _InOrder, compiler: SQLCompiler, **options: Any) -> tuple[str, str, str]:
    options |= {"from_linter": None}
    left, right = (compiler.process(side, **(options | {"asfrom": True})) for side in (join.left, join.right))
    return left, right, compiler.process(join.condition, **options)


def in_order(first: FromClause, *others: tuple[FromClause, ColumnElement[bool]]) -> FromClause:
    """`first` joined to each of the others on its condition; on SQLite in exactly this order.

    SQLite has no statistics of an expression, and would rather index a whole table than begin with one.
    """
    for other, condition in others:
        first = _InOrder(first, other, condition)
    return first


def number(value: int) -> ColumnElement[int]:
    """A constant of the rule, written into the SQL rather than bound to it."""
    return literal_column(str(value), Integer)


# No number, in a union with rows that have one.
NO_NUMBER: ColumnElement[int] = literal_column("NULL", Integer)


def later(a: ColumnElement[date], b: ColumnElement[date]) -> ColumnElement[date]:
    """The later of two days, in words that both dialects know."""
    return case((a > b, a), else_=b)


def earlier(a: ColumnElement[date], b: ColumnElement[date]) -> ColumnElement[date]:
    """The earlier of two days."""
    return case((a < b, a), else_=b)
