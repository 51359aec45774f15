"""Declared SQLAlchemy expressions, compiled once per dialect to text with holes.

A hole is a column of the row at hand (``__row__.slug``) or an argument (``__arg_asOf__``). Compiling takes
some 350 µs; filling the holes is a few string joins, so requests only ever do the latter.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, literal_column, select, table
from sqlalchemy import types as sqltypes
from sqlalchemy.sql.selectable import NamedFromClause

from db.compile.dialects import DIALECTS
from db.compile.sql import Param, Sql
from db.graph.declaration import Computed, Entity, Expression, Kind

ROW = "__row__"
_HOLE = re.compile(rf'{ROW}\."?(?P<column>\w+)"?|__arg_(?P<argument>\w+?)__')
_TYPES: dict[Kind, sqltypes.TypeEngine[Any]] = {
    Kind.STRING: sqltypes.Text(),
    Kind.CODE: sqltypes.Text(),
    Kind.INT: sqltypes.Integer(),
    Kind.FLOAT: sqltypes.Float(53),
    Kind.BOOLEAN: sqltypes.Boolean(),
    Kind.DATE: sqltypes.Date(),
    Kind.DATETIME: sqltypes.DateTime(),
}

# Text, column, text, argument, …: each piece with what it is ("text", "column" or "argument").
Template = tuple[tuple[str, str], ...]


def row_of(entity: Entity) -> NamedFromClause:
    """The entity's row as expressions see it."""
    if entity.model is not None:
        return entity.table.alias(ROW)
    return table(ROW, *(Column(column.name, column.type) for column in entity.columns)).alias(ROW)


@cache
def expression_template(expression: Expression, entity_row: NamedFromClause, dialect: str) -> Template:
    """The template of a scalar expression over the row."""
    return _compile(select(expression(entity_row)).select_from(entity_row), dialect, "SELECT ")


def computed_template(computed: Computed, row: NamedFromClause, dialect: str) -> Template:
    """The template of a query over the row, in parentheses, to stand as a derived table."""
    arguments: dict[str, ColumnElement[Any]] = {
        name: literal_column(f"__arg_{name}__", _TYPES[argument.kind])
        for name, argument in computed.arguments.items()
    }
    query: Select[Any] = computed.select(row, arguments).correlate(row)
    return _compile(select(query.exists()).select_from(row), dialect, "SELECT EXISTS ")


def _compile(query: Select[Any], dialect: str, prefix: str) -> Template:
    # Every constant is the declaration's own, so it may stand in the text; a request's values are Params.
    text = str(query.compile(dialect=DIALECTS[dialect].core, compile_kwargs={"literal_binds": True}))
    head, found, _ = text.rpartition(" \nFROM ")
    if not found or not head.startswith(prefix):
        raise ValueError(f"a declared expression must not read tables at its outer level: {text}")
    body = head[len(prefix) :]
    body = body.rpartition(" AS ")[0] if re.search(r" AS \w+$", body) else body
    body = re.sub(r"\s*\n\s*", " ", body)
    pieces: list[tuple[str, str]] = []
    position = 0
    for hole in _HOLE.finditer(body):
        pieces.append(("text", body[position : hole.start()]))
        name = hole.lastgroup or ""
        pieces.append((name, hole[name]))
        position = hole.end()
    pieces.append(("text", body[position:]))
    return tuple(piece for piece in pieces if piece[1])


def filled(template: Template, column: Callable[[str], str], arguments: Mapping[str, Param | str]) -> Sql:
    """The template's SQL over a row, with its arguments."""
    result: Sql = []
    for what, value in template:
        if what == "text":
            result.append(value)
        elif what == "column":
            result.append(column(value))
        else:
            result.append(arguments[value])
    return result
