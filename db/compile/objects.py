"""Objects: the JSON of one row, field by field, with the rows and lists that hang on it."""

from db.compile.connections import connection
from db.compile.context import MAX_JOINS, Context
from db.compile.scope import PartScope, Scope, fetched_columns, quoted
from db.compile.selection import Field, Selection
from db.compile.sql import Json, Param, Sql, joined, json_object
from db.graph.declaration import Computed, Entity, Leaf, Many, Member, One, Part, Rows, Variant, table_of

Row = Scope | PartScope


def object_json(context: Context, entity: Entity, selection: Selection, row: Row) -> Json:
    """The JSON object of a row."""
    return json_object(
        selection,
        lambda field, result: write_member(context, entity, entity.members[field.name], field, row, result),
    )


def write_member(
    context: Context, entity: Entity, member: Member, field: Field, row: Row, result: Json
) -> None:
    """Adds the value of one field of a row."""
    match member:
        case Leaf():
            expression = context.schema.expression(member, entity, row)
            result.sql([context.dialect.json(expression, member.kind, member.nullable)])
        case Part():
            _part(context, member, field, row, result)
        case One():
            result.add(_to_one(context, member, field, row))
        case Variant():
            result.sql(_variant(context, member, field, row))
        case Many(paged=True):
            result.sql(connection(context, member, field, row, write_member))
        case Many():
            result.sql(_list(context, entity, member, field, row))
        case Rows():
            result.sql(_rows(context, entity, member, field, row))


def _part(context: Context, part: Part, field: Field, row: Row, result: Json) -> None:
    assert isinstance(row, Scope), "no part has parts"
    json = object_json(
        context,
        context.entity(part.type),
        field.of(part.type),
        PartScope(row, part.prefix)
        if isinstance(row, Scope)
        else PartScope(row.row, row.prefix + part.prefix),
    )
    if part.nullable_by is None:
        result.add(json)
    else:
        null = row.column(part.nullable_by)
        result.sql([f"CASE WHEN {null} IS NULL THEN 'null' ELSE ", *json.expression(), " END"])


def _to_one(context: Context, one: One, field: Field, row: Row) -> Json:
    """The row that a column points to: joined beside the page on SQLite, read on its own on PostgreSQL
    (where no join may put the page out of order).
    """
    target = context.entity(one.type)
    result = Json()
    base = row.row if isinstance(row, PartScope) else row
    alias = context.alias()
    if context.dialect.join_to_one and len(base.joins) < MAX_JOINS:
        base.joins.append([f" LEFT JOIN {target.table.name} {alias} ON {alias}.id={row.column(one.column)}"])
        json = object_json(context, target, field.of(one.type), Scope(alias, joins=base.joins))
        if one.nullable:
            result.sql([f"CASE WHEN {alias}.id IS NULL THEN 'null' ELSE ", *json.expression(), " END"])
        else:
            result.add(json)
        return result
    result.sql(
        looked_up(context, target, field.of(one.type), alias, "id", [row.column(one.column)], one.nullable)
    )
    return result


def looked_up(
    context: Context,
    target: Entity,
    selection: Selection,
    alias: str,
    column: str,
    value: Sql,
    nullable: bool,
) -> Sql:
    """The object of the one row whose ``column`` equals ``value``, as a scalar subquery."""
    scope = Scope(alias)
    json = object_json(context, target, selection, scope).expression()
    query: Sql = [
        "(SELECT ",
        *json,
        f" FROM {target.table.name} {alias}",
        *joined("", scope.joins),
        f" WHERE {alias}.{quoted(column)}=",
        *value,
        ")",
    ]
    return ["coalesce(", *query, ",'null')"] if nullable else query


def _variant(context: Context, variant: Variant, field: Field, row: Row) -> Sql:
    cases: Sql = ["CASE"]
    for type_name, column in variant.options:
        alias = context.alias()
        value: Sql = [row.column(column)]
        found = looked_up(context, context.entity(type_name), field.of(type_name), alias, "id", value, False)
        cases += [f" WHEN {row.column(column)} IS NOT NULL THEN ", *found]
    return [*cases, " ELSE 'null' END"]


def _list(context: Context, entity: Entity, many: Many, field: Field, row: Row) -> Sql:
    """A plain list of parts, whole."""
    target = context.entity(many.type)
    alias = context.alias()
    inner = f"i{alias}"
    scope = Scope(alias, fetched={}, inner=inner)
    json = object_json(context, target, field.of(many.type), scope).expression()
    link: Sql
    if many.link is None:
        source: Sql = [f"{target.table.name} {inner}"]
        owner = inner
    else:
        owner = f"l{alias}"
        link = (
            context.schema.computed(many.link, entity, row, arguments_of(context, many.link, field))
            if isinstance(many.link, Computed)
            else [table_of(many.link).name]
        )
        join = context.dialect.ordered_join
        source = [
            *link,
            f" {owner} {join} {target.table.name} {inner} ON {inner}.id={owner}.{quoted(many.far)}",
        ]
    listed_by = owner if many.order.of_link else inner
    matched = " AND ".join(f"{owner}.{quoted(there)}={row.column(here)}" for there, here in many.match)
    direction = " DESC" if many.order.descending else ""
    keys = ",".join(f"{listed_by}.{quoted(key)}{direction}" for key in many.order.keys)
    return [
        "(SELECT ",
        *context.dialect.array(json),
        f" FROM (SELECT {fetched_columns(scope.fetched or {})} FROM ",
        *source,
        f" WHERE {matched}" if matched else "",
        f" ORDER BY {keys}) {alias}",
        *joined("", scope.joins),
        ")",
    ]


def _rows(context: Context, entity: Entity, rows: Rows, field: Field, row: Row) -> Sql:
    """What a computation yields: one object, or a list."""
    target = context.entity(rows.type)
    alias = context.alias()
    scope = Scope(alias)
    json = object_json(context, target, field.of(rows.type), scope).expression()
    derived = context.schema.computed(rows.computed, entity, row, arguments_of(context, rows.computed, field))
    if not rows.many:
        return ["(SELECT ", *json, " FROM ", *derived, f" {alias}", *joined("", scope.joins), ")"]
    keys = ",".join(quoted(key) for key in rows.order)
    return [
        "(SELECT ",
        *context.dialect.array(json),
        " FROM (SELECT * FROM ",
        *derived,
        f" o{alias} ORDER BY {keys}) {alias}",
        *joined("", scope.joins),
        ")",
    ]


def arguments_of(context: Context, computed: Computed, field: Field) -> dict[str, Param | str]:
    """The arguments of a computed field: given, or as declared where left out or null."""
    result: dict[str, Param | str] = {}
    for name, argument in computed.arguments.items():
        value = field.arguments.get(name)
        result[name] = context.param(
            argument.default if value is None else value, argument.kind, field.origin, argument=name
        )
    return result
