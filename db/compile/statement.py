"""A whole operation as one statement: its root fields, each a scalar, in one JSON object."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from db.compile.connections import connection
from db.compile.context import Context, Schema, bad_input, nesting, too_complex
from db.compile.lists import Items
from db.compile.objects import looked_up, write_member
from db.compile.past import as_known, in_the_past
from db.compile.scope import Scope
from db.compile.selection import Field, Selection
from db.compile.sql import Json, Param, Sql, joined, json_object, numbered
from db.graph.declaration import Kind, Many, Rows
from db.graph.query import QUERY, Lookup, NodeList, NodeLookup

MAX_NODES = 100


@dataclass(frozen=True)
class Statement:
    """SQL whose one row holds one column: the JSON of the operation's data. ``parameters`` in the order of
    their placeholders; ``checked`` are arguments that stand in no SQL but must hold; ``seen`` are those that
    name a revision that the caller has seen.
    """

    sql: str
    parameters: tuple[Param, ...]
    checked: tuple[Param, ...]
    seen: tuple[Param, ...]


def compile_operation(schema: Schema, selection: Selection) -> Statement:
    """One statement for the root selection of an operation; ``BadInput`` where it cannot be asked so."""
    context = Context(schema)

    def member(field: Field, out: Json) -> None:
        out.sql(_root(context, field))

    json = json_object(selection, member)
    text, parameters = numbered(["SELECT ", *json.expression()], schema.dialect.name)
    if len(parameters) > (most := schema.dialect.parameters):
        raise too_complex(
            f"the statement of this operation would take {len(parameters)} values, and may take at most "
            f"{most}: give fewer, or ask for nodes, totalCount, pageInfo and facets one by one",
            parameters[0].origin,
        )
    placed = {_place(each) for each in parameters}
    checked = [each for each in context.checked if _place(each) not in placed]
    return Statement(text, tuple(parameters), tuple(checked), tuple(context.seen))


def _place(parameter: Param) -> tuple[int, str]:
    """Which argument of which field it is: both are made anew for each field, and kept while it compiles."""
    return id(parameter.origin), parameter.argument


def _root(context: Context, field: Field) -> Sql:
    if field.arguments.get("knownAt") is None:
        return _asked(context, field)
    with in_the_past(context):
        compiled = _asked(context, field)
    return as_known(context, field, compiled)


def _asked(context: Context, field: Field) -> Sql:
    root = QUERY.roots[field.name]
    match root:
        case Lookup():
            keys: dict[str, Sql] = {
                key.column: [context.param(field.arguments[name], key.kind, field.origin, argument=name)]
                for name, key in root.keys.items()
            }
            target = context.entity(root.type)
            return looked_up(context, target, field.of(root.type), context.alias(), keys, True)
        case NodeLookup():
            return _node(context, field, _slugs(context, field, field.arguments["id"], "id"))
        case NodeList():
            return _nodes(context, field)
        case Many():
            return connection(context, root, field, None, write_member)
        case Rows():
            out = Json()
            write_member(context, QUERY.entity, root, field, Scope("none"), out)
            return out.expression()


def _nodes(context: Context, field: Field) -> Sql:
    ids = field.arguments["ids"]
    if len(ids) > MAX_NODES:
        raise bad_input(f"ids: {len(ids)} are more than {MAX_NODES} at once", field.origin, "ids")
    if not ids:
        return ["'[]'"]
    asked, listed = context.alias(), context.alias()
    rows: list[Sql] = [
        [f"({position},", *joined(",", _slugs(context, field, identifier, "ids")), ")"]
        for position, identifier in enumerate(ids)
    ]
    # The position is the first column, and a slug for each type follows.
    slugs: list[Sql] = [[f"{asked}.column{number + 2}"] for number in range(len(QUERY.node_types))]
    items, json = Items(listed), Json()
    with nesting(context, field.origin, connection=True):
        json.nested(_node(context, field, slugs))
    source: Sql = ["(SELECT * FROM (VALUES ", *joined(",", rows), f") i{asked} ORDER BY column1) {asked}"]
    return items.over(context.dialect.array(items.add(json)).expression(), source)


def _node(context: Context, field: Field, slugs: Sequence[Sql]) -> Sql:
    """The node of a global identifier: a lookup per type, of which one at most finds it."""
    found = [
        looked_up(context, context.entity(name), field.of(name), context.alias(), {"slug": slug}, False)
        for name, slug in zip(QUERY.node_types, slugs, strict=True)
    ]
    return ["coalesce(", *joined(",", found), ",'null')"]


def _slugs(context: Context, field: Field, identifier: Any, argument: str) -> list[Sql]:
    """For each type the slug that a global identifier asks for, an empty one if it asks for another type."""
    return [
        [
            context.param(
                identifier,
                Kind.CODE,
                field.origin,
                argument=argument,
                convert=partial(_slug, f"{context.entity(name).plural}/"),
            )
        ]
        for name in QUERY.node_types
    ]


def _slug(prefix: str, identifier: str) -> str:
    # No slug is empty, so an identifier of another type finds nothing here.
    return identifier[len(prefix) :] if identifier.startswith(prefix) else ""
