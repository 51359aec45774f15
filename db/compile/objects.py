"""Objects: the JSON of one row, field by field, with the rows and lists that hang on it."""

from collections.abc import Mapping

from sqlalchemy import Table

from db.compile.computed import computed_rows
from db.compile.connections import connection
from db.compile.context import MAX_JOINS, Context, nesting
from db.compile.lists import Items
from db.compile.places import Near, measured
from db.compile.scope import PartScope, Scope, fetched_columns, matched, quoted
from db.compile.selection import Field, Selection
from db.compile.snippets import snippet
from db.compile.sql import Json, Sql, joined, json_object, quote
from db.graph.declaration import (
    Away,
    Computed,
    Entity,
    Found,
    Kind,
    Leaf,
    Many,
    Member,
    Named,
    One,
    Part,
    Rows,
    Snippet,
    Variant,
    table_of,
)

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
            result.add(context.dialect.json(expression, member.kind, member.nullable))
        case Part():
            _part(context, member, field, row, result)
        case One():
            result.add(_to_one(context, member, field, row))
        case Variant():
            result.add(_variant(context, member, field, row))
        case Named():
            result.nested(_named(context, member, field, row))
        case Many():
            result.nested(
                connection(context, member, field, (entity, row), write_member)
                if member.paged
                else _list(context, entity, member, field, row)
            )
        case Rows():
            result.nested(_rows(context, entity, member, field, row))
        case Away():
            result.nested(_away(context, entity, member, field, row))
        case Snippet():
            result.sql(_snippet(context, row))


def _part(context: Context, part: Part, field: Field, row: Row, result: Json) -> None:
    assert isinstance(row, Scope), "no part has parts"
    json = object_json(context, context.entity(part.type), field.of(part.type), PartScope(row, part.prefix))
    if part.nullable_by is None:
        result.add(json)
    else:
        result.choice((row.column(part.nullable_by), json))


def _to_one(context: Context, one: One, field: Field, row: Row) -> Json:
    """The row that a column points to: joined beside the page on SQLite, read on its own on PostgreSQL
    (where no join may put the page out of order).
    """
    result = Json()
    selection, column = field.of(one.type), row.column(one.column)
    joined_row = _joined(context, context.entity(one.type), column, row)
    if joined_row is None:
        value: Sql = [column]
        target = context.entity(one.type)
        result.nested(looked_up(context, target, selection, context.alias(), {"id": value}, one.nullable))
    elif one.nullable:
        json = object_json(context, context.entity(one.type), selection, joined_row)
        result.choice((f"{joined_row.name}.id", json))
    else:
        result.add(object_json(context, context.entity(one.type), selection, joined_row))
    return result


def _joined(context: Context, target: Entity, column: str, row: Row) -> Scope | None:
    """The row of a key, joined beside the page; None where it had better be read on its own."""
    joins = row.row.joins if isinstance(row, PartScope) else row.joins
    if not context.dialect.join_to_one or len(joins) >= MAX_JOINS:
        return None
    alias = context.alias()
    joins.append([f" LEFT JOIN {target.table.name} {alias} ON {alias}.id={column}"])
    return Scope(alias, joins=joins)


def looked_up(
    context: Context,
    target: Entity,
    selection: Selection,
    alias: str,
    keys: Mapping[str, Sql],
    nullable: bool,
) -> Sql:
    """The object of the one row whose columns have the values of ``keys``, as a scalar subquery."""
    scope = Scope(alias)
    json = object_json(context, target, selection, scope).expression()
    query: Sql = [
        "(SELECT ",
        *json,
        f" FROM {target.table.name} {alias}",
        *joined("", scope.joins),
        " WHERE ",
        *joined(" AND ", [[f"{alias}.{quoted(column)}=", *value] for column, value in keys.items()]),
        ")",
    ]
    return ["coalesce(", *query, ",'null')"] if nullable else query


def _variant(context: Context, variant: Variant, field: Field, row: Row) -> Json:
    cases: list[tuple[str, Json]] = []
    for type_name, key in variant.options:
        target, column = context.entity(type_name), row.column(key)
        joined_row = _joined(context, target, column, row)
        if joined_row is None:
            found = Json()
            found.nested(
                looked_up(context, target, field.of(type_name), context.alias(), {"id": [column]}, False)
            )
        else:
            found = object_json(context, target, field.of(type_name), joined_row)
        cases.append((column, found))
    result = Json()
    result.choice(*cases)
    return result


def _snippet(context: Context, row: Row) -> Sql:
    assert isinstance(row, Scope), "only rows of a list have snippets"
    assert row.listed is not None
    before, _, after = context.dialect.leaf[Kind.STRING].partition("{}")
    listed = row.listed
    return [before, *snippet(context, listed.arguments["text"], listed.origin, row), after]


def _named(context: Context, named: Named, field: Field, row: Row) -> Sql:
    kind, slug = row.column(named.kind), row.column(named.slug)
    found: Sql = []
    for code, type_name in named.types.items():
        target = context.entity(type_name)
        one = looked_up(context, target, field.of(type_name), context.alias(), {"slug": [slug]}, False)
        found += [f" WHEN {quote(code)} THEN ", *one]
    return [f"coalesce(CASE {kind}", *found, " END,'null')"]


def _list(context: Context, entity: Entity, many: Many, field: Field, row: Row) -> Sql:
    """A plain list of parts, whole."""
    target = context.entity(many.type)
    alias = context.alias()
    # The rows of a table may be read and joined at once; a view would be read whole for it.
    at_once = many.link is None and not isinstance(target.model, Table)
    inner = alias if at_once else f"i{alias}"
    scope = Scope(alias) if at_once else Scope(alias, fetched={}, inner=inner)
    with nesting(context, field.origin):
        json = object_json(context, target, field.of(many.type), scope)
    link: Sql
    if many.link is None:
        source: Sql = [f"{target.table.name} {inner}"]
        owner = inner
    else:
        assert not isinstance(many.link, Found), "what is found has pages"
        owner = f"l{alias}"
        link = (
            computed_rows(context, many.link, entity, row, field)
            if isinstance(many.link, Computed)
            else [table_of(many.link).name]
        )
        join = context.dialect.ordered_join
        source = [
            *link,
            f" {owner} {join} {target.table.name} {inner} ON {inner}.id={owner}.{quoted(many.far)}",
        ]
    listed_by = owner if many.order.of_link else inner
    conditions = " AND ".join(matched(many, Scope(owner), row))
    direction = " DESC" if many.order.descending else ""
    keys = ",".join(f"{listed_by}.{quoted(key)}{direction}" for key in many.order.keys)
    listed = f" WHERE {conditions} ORDER BY {keys}" if conditions else f" ORDER BY {keys}"
    if at_once:
        return _array(context, json, [*source, *joined("", scope.joins), listed])
    rows: Sql = [f"(SELECT {fetched_columns(scope.fetched or {})} FROM ", *source, f"{listed}) {alias}"]
    return _array(context, json, [*rows, *joined("", scope.joins)])


def _array(context: Context, json: Json, source: Sql) -> Sql:
    """A JSON array with ``json`` for each row of ``source``."""
    items = Items(context.alias())
    return items.over(context.dialect.array(items.add(json)).expression(), source)


def _rows(context: Context, entity: Entity, rows: Rows, field: Field, row: Row) -> Sql:
    """What a computation yields: one object, or a list."""
    target = context.entity(rows.type)
    alias = context.alias()
    scope = Scope(alias)
    derived = computed_rows(context, rows.computed, entity, row, field)
    if not rows.many:
        json = object_json(context, target, field.of(rows.type), scope)
        found: Sql = ["(SELECT ", *json.expression(), " FROM ", *derived, f" {alias}"]
        return [*found, *joined("", scope.joins), ")"]
    with nesting(context, field.origin):
        json = object_json(context, target, field.of(rows.type), scope)
    keys = ",".join(quoted(key) for key in rows.order)
    ordered: Sql = ["(SELECT * FROM ", *derived, f" i{alias} ORDER BY {keys}) {alias}"]
    return _array(context, json, [*ordered, *joined("", scope.joins)])


def _away(context: Context, entity: Entity, away: Away, field: Field, row: Row) -> Sql:
    """How far the row lies from the point that is asked for."""
    point = field.arguments.get("from")
    if point is None:
        return ["'null'"]
    derived = measured(Near(context, point, field.origin, "from"), entity, row)
    scope = Scope(context.alias())
    json = object_json(context, context.entity(away.type), field.of(away.type), scope)
    found: Sql = ["(SELECT ", *json.expression(), " FROM ", *derived, f" {scope.name}"]
    return ["coalesce(", *found, *joined("", scope.joins), "),'null')"]
