"""A whole operation as one statement: its root fields, each a scalar, in one JSON object."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from db.compile.connections import connection
from db.compile.context import Context, Schema, bad_input
from db.compile.objects import looked_up, write_member
from db.compile.scope import Scope
from db.compile.selection import Field, Selection
from db.compile.sql import Json, Param, Sql, json_object, numbered
from db.graph.declaration import Kind, Many, Rows
from db.graph.query import QUERY, Lookup, NodeList, NodeLookup

MAX_NODES = 100


@dataclass(frozen=True)
class Statement:
    """SQL whose one row holds one column: the JSON of the operation's data. ``parameters`` in the order of
    their placeholders; ``checked`` are arguments that stand in no SQL but must hold.
    """

    sql: str
    parameters: tuple[Param, ...]
    checked: tuple[Param, ...]


def compile_operation(schema: Schema, selection: Selection) -> Statement:
    """One statement for the root selection of an operation; ``BadInput`` where it cannot be asked so."""
    context = Context(schema)

    def member(field: Field, out: Json) -> None:
        out.sql(_root(context, field))

    json = json_object(selection, member)
    text, parameters = numbered(["SELECT ", *json.expression()], schema.dialect.name)
    placed = {_place(each) for each in parameters}
    checked = [each for each in context.checked if _place(each) not in placed]
    return Statement(text, tuple(parameters), tuple(checked))


def _place(parameter: Param) -> tuple[int, str]:
    """Which argument of which field it is: both are made anew for each field, and kept while it compiles."""
    return id(parameter.origin), parameter.argument


def _root(context: Context, field: Field) -> Sql:
    root = QUERY.roots[field.name]
    match root:
        case Lookup():
            slug = context.param(field.arguments["slug"], Kind.CODE, field.origin, argument="slug")
            target = context.entity(root.type)
            return looked_up(context, target, field.of(root.type), context.alias(), "slug", [slug], True)
        case NodeLookup():
            return _node(context, field, field.arguments["id"], "id")
        case NodeList():
            ids = field.arguments["ids"]
            if len(ids) > MAX_NODES:
                raise bad_input(f"ids: {len(ids)} are more than {MAX_NODES} at once", field.origin, "ids")
            result = Json()
            result.text("[")
            for position, identifier in enumerate(ids):
                result.text("," if position else "")
                result.sql(_node(context, field, identifier, "ids"))
            result.text("]")
            return result.expression()
        case Many():
            return connection(context, root, field, None, write_member)
        case Rows():
            out = Json()
            write_member(context, QUERY.entity, root, field, Scope("none"), out)
            return out.expression()


def _node(context: Context, field: Field, identifier: Any, argument: str) -> Sql:
    """The node of a global identifier: a lookup per type, of which one at most finds it."""
    found: Sql = ["coalesce("]
    for type_name in QUERY.node_types:
        target = context.entity(type_name)
        prefix = f"{target.plural}/"
        slug = context.param(
            identifier,
            Kind.CODE,
            field.origin,
            argument=argument,
            convert=partial(_slug, prefix),
        )
        found += [
            *looked_up(context, target, field.of(type_name), context.alias(), "slug", [slug], False),
            ",",
        ]
    return [*found, "'null')"]


def _slug(prefix: str, identifier: str) -> str:
    # No slug is empty, so an identifier of another type finds nothing here.
    return identifier[len(prefix) :] if identifier.startswith(prefix) else ""
