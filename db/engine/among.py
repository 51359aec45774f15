"""A column among many values, all of them bound as one: as a list in JSON on SQLite, an array on PostgreSQL.

Of each value by itself SQLAlchemy makes a parameter, which takes longer than the database takes to look for
it; and a statement takes only so many.
"""

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import ARRAY, ColumnElement, Dialect, Text, TypeDecorator, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


def among(column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether the column, of texts or integers, has one of the values; of no value it has none."""
    listed = bindparam(None, list(values), _Listed(column.type), unique=True)
    found: ColumnElement[bool] = column.bool_op("IN")(_Each(listed))
    return found


class _Listed(TypeDecorator[list[Any]]):
    """Values of one type as a single one."""

    impl = Text
    cache_ok = True

    def __init__(self, each: TypeEngine[Any]) -> None:
        super().__init__()
        self.each = each

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(self.each))

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        return orjson.dumps(value).decode() if dialect.name == "sqlite" else value


class _Each(FunctionElement[Any]):
    """The rows of a list that is one value."""

    inherit_cache = True


@compiles(_Each, "sqlite")
def _of_json(element: _Each, compiler: SQLCompiler, **options: Any) -> str:
    listed = compiler.process(element.clauses, **options)
    return f"(SELECT value FROM json_each({listed}))"  # noqa: S608 - a parameter


@compiles(_Each, "postgresql")
def _of_array(element: _Each, compiler: SQLCompiler, **options: Any) -> str:
    listed = compiler.process(element.clauses, **options)
    return f"(SELECT unnest({listed}))"
