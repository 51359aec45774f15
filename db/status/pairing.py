"""Rows of a common table expression beside others of the same, while it is computed but once.

SQLite would compute it again for each row of the other side (see `WithClause`). So its rows are packed into
one JSON value, and what is joined are the items of that value.
"""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import CTE, JSON, ColumnElement, Integer, String, literal_column, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import FromClause

from db.status.with_clause import PREFIX, WithClause, in_order

_ANY: Final = true()


class Row(SimpleNamespace):
    """A row's columns, as attributes."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> ColumnElement[Any]: ...


def each_with_each(
    clause: WithClause,
    rows: CTE,
    first: ColumnElement[bool] = _ANY,
    second: ColumnElement[bool] = _ANY,
) -> tuple[Row, Row]:
    """Every row of which `first` holds with every row of which `second` does.

    What is given are the columns of the one and of the other in these pairs.
    """
    packed = pack(clause, rows, first, second)
    (one, its), (other, the_others) = (unpack(packed, rows, place) for place in (0, 1))
    sides = {"one": its, "other": the_others}
    pairs = clause.add(
        f"{rows.name.removeprefix(PREFIX)}_pairs",
        select(
            *(
                column.label(f"{side}_{name}")
                for side, row in sides.items()
                for name, column in vars(row).items()
            )
        ).select_from(in_order(packed, (one, true()), (other, true()))),
    )
    one_of_pair, other_of_pair = (
        Row(**{name: pairs.c[f"{side}_{name}"] for name in vars(row)}) for side, row in sides.items()
    )
    return one_of_pair, other_of_pair


def pack(clause: WithClause, rows: CTE, *conditions: ColumnElement[bool]) -> CTE:
    """One row, of which each column holds all the rows of which a condition holds."""
    name = f"{rows.name.removeprefix(PREFIX)}_packed"
    columns = (
        _Pack(*rows.columns).filter(condition).label(f"rows_{place}")
        for place, condition in enumerate(conditions)
    )
    return clause.add(name, select(*columns))


def unpack(packed: CTE, rows: CTE, place: int) -> tuple[FromClause, Row]:
    """Rows that were packed under a condition, to be joined somewhere behind `packed`; and their columns."""
    items = _Items(packed.c[f"rows_{place}"]).table_valued("value", name=f"{rows.name}_{place}")
    return items, Row(
        **{column.name: _Item(items.c.value, at, column) for at, column in enumerate(rows.columns)}
    )


class _Pack(FunctionElement[Any]):
    """An aggregate: an array of arrays."""

    type = JSON()
    inherit_cache = True


@compiles(_Pack, "sqlite")
def _pack_sqlite(element: _Pack, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **options)}))"


@compiles(_Pack, "postgresql")
def _pack_postgresql(element: _Pack, compiler: SQLCompiler, **options: Any) -> str:
    return f"jsonb_agg(jsonb_build_array({compiler.process(element.clauses, **options)}))"


class _Items(FunctionElement[Any]):
    """A table function: the items of an array, as `value`."""

    type = JSON()
    inherit_cache = True


@compiles(_Items, "sqlite")
def _items_sqlite(element: _Items, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_Items, "postgresql")
def _items_postgresql(element: _Items, compiler: SQLCompiler, **options: Any) -> str:
    return f"jsonb_array_elements({compiler.process(element.clauses, **options)})"


class _Item(FunctionElement[Any]):
    """An item of an array, with the type that it had before it was packed."""

    inherit_cache = True

    def __init__(self, array: ColumnElement[Any], place: int, column: ColumnElement[Any]) -> None:
        super().__init__(array, literal_column(str(place), Integer))
        self.type = column.type


@compiles(_Item, "sqlite")
def _item_sqlite(element: _Item, compiler: SQLCompiler, **options: Any) -> str:
    array, place = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({array} ->> {place})"


@compiles(_Item, "postgresql")
def _item_postgresql(element: _Item, compiler: SQLCompiler, **options: Any) -> str:
    array, place = (compiler.process(clause, **options) for clause in element.clauses)
    item = f"({array} ->> {place})"
    if isinstance(element.type, String):
        return item
    return f"CAST({item} AS {compiler.dialect.type_compiler_instance.process(element.type)})"
