"""Relay connections: a page of rows in a declared order, found by keyset, with what is asked about the page.

Only what is asked for is computed: the page itself when nodes, edges or its end cursors are, a count or a
probe when ``totalCount`` or the page flags are. The order always ends in a unique key, so a page costs the
same wherever it lies.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from db.compile.computed import computed_rows
from db.compile.context import Context, bad_input, nesting
from db.compile.cursors import cursor_expression, cursor_key
from db.compile.facets import Listed, facets
from db.compile.filters import condition
from db.compile.lists import Items
from db.compile.matching import found, in_order
from db.compile.orders import Ordering, beyond, ordering
from db.compile.places import Near, nearest
from db.compile.scope import PartScope, Scope, fetched_columns, matched
from db.compile.selection import Field, Selection
from db.compile.sql import Json, Param, Sql, joined, json_object
from db.compile.totals import totals
from db.graph.declaration import Computed, Entity, Found, Kind, Many, Member, table_of

MemberWriter = Callable[[Context, Entity, Member, Field, Scope | PartScope, Json], None]

DEFAULT_PAGE = 20
MAX_PAGE = 100

# What else is counted of a whole list.
COUNTED = {"facets": facets, "measures": totals}


@dataclass
class _Page:
    """The rows of one connection: where they come from, and which of them are on the page."""

    context: Context
    order: Ordering
    # FROM without and with the target joined; the count needs the target only where a filter touches it.
    source: Sql
    counted: Sql
    conditions: list[Sql]
    filtered: bool
    arguments: Field
    size: Param
    backwards: bool
    after: Any
    before: Any
    # The row of the full-text index by which the target is found, and how the target is joined to it.
    finding: tuple[Scope, Sql] | None = None
    scope: Scope = field(default_factory=lambda: Scope(""))


# The row that a list belongs to, and its type; None at the root.
Parent = tuple[Entity, Scope | PartScope] | None


def connection(context: Context, many: Many, asked: Field, parent: Parent, write_member: MemberWriter) -> Sql:
    """The JSON object of a connection, as one scalar subquery."""
    with nesting(context, asked.origin, connection=True):
        return _compiled(context, many, asked, parent, write_member)


def _compiled(context: Context, many: Many, asked: Field, parent: Parent, write_member: MemberWriter) -> Sql:
    page = _page(context, many, asked, parent)
    target = context.entity(many.type)
    scope = page.scope
    link = Entity(many.connection, many.edge, None if isinstance(many.link, Computed | Found) else many.link)
    link_scope = Scope(scope.name, scope.fetched, inner=f"l{scope.name}", prefix="l_", joins=scope.joins)
    items = Items(f"o{scope.name}")

    def node(selection: Selection) -> Json:
        return json_object(
            selection,
            lambda each, out: write_member(context, target, target.members[each.name], each, scope, out),
        )

    def edge_member(each: Field, out: Json) -> None:
        if each.name == "cursor":
            out.add(context.dialect.json(_cursor(page), Kind.CODE, nullable=False))
        elif each.name == "node":
            out.add(node(each.of(many.type)))
        elif each.name == "distance" and target.located is not None:
            # That of the node, from where the list is asked to begin.
            away = replace(each, arguments={"from": asked.arguments.get("near")})
            write_member(context, target, target.members["distance"], away, scope, out)
        else:
            write_member(context, link, many.edge[each.name], each, link_scope, out)

    def member(each: Field, out: Json) -> None:
        if each.name == "totalCount":
            out.sql(_count(page))
        elif each.name in COUNTED:
            out.nested(COUNTED[each.name](context, _listed(page, target), each, write_member))
        elif each.name == "pageInfo":
            out.add(_page_info(page, each.of("PageInfo"), items))
        else:
            item = (
                node(each.of(many.type))
                if each.name == "nodes"
                else json_object(each.of(many.edge_type), edge_member)
            )
            out.add(context.dialect.array(items.add(item)))

    result = json_object(asked.of(many.connection_type), member).expression()
    return items.over(result, [*_page_rows(page), *joined("", scope.joins)])


def _page(context: Context, many: Many, asked: Field, parent: Parent) -> _Page:
    target = context.entity(many.type)
    alias = context.alias()
    inner = Scope(f"i{alias}")
    owner = inner
    near = asked.arguments.get("near")
    if many.computed is not None:
        assert parent is not None, "no list at the root is computed"
        rows = computed_rows(context, many.computed, *parent, asked)
    elif near is not None:
        of_all = parent is None and many.link is None
        rows = nearest(Near(context, near, asked.origin, "near"), target, of_all=of_all)
    else:
        rows = [target.table.name]
    here: Sql = [*rows, f" {inner.name}"]
    alone = here
    conditions: list[Sql] = []
    finding: tuple[Scope, Sql] | None = None
    if many.link is not None:
        assert not isinstance(many.link, Computed)
        owner = Scope(f"l{alias}")
        far = owner.column(many.far)
        if isinstance(many.link, Found):
            alone, conditions = found(context, asked, owner)
            looked_up = context.dialect.join_by_key.format(target.table.name, inner.name, far)
            here = [*alone, looked_up]
            if not context.dialect.words_in_order:
                finding = (owner, [looked_up])
        else:
            alone = [f"{table_of(many.link).name} {owner.name}"]
            here = [*alone, f" {context.dialect.ordered_join} ", *here, f" ON {inner.name}.id={far}"]
    if parent is not None:
        conditions += [[each] for each in matched(many, owner, parent[1])]
    filtered = [*_filtered(context, target, asked, inner), *_above(context, many, asked, inner)]
    size, backwards = _size(context, asked)
    page = _Page(
        context=context,
        order=ordering(context, many, asked, owner, inner),
        source=here,
        counted=alone if not filtered and near is None else here,
        # What nests most comes first: there it takes less of the stack of SQLite's parser.
        conditions=[*filtered, *conditions],
        filtered=bool(filtered) or near is not None,
        arguments=asked,
        size=size,
        backwards=backwards,
        after=asked.arguments.get("after"),
        before=asked.arguments.get("before"),
        finding=finding,
        scope=Scope(alias, fetched={}, inner=inner.name, listed=asked),
    )
    # A list of which only the number is asked for has no page, but a wrong argument is still an error.
    context.checked.append(size)
    for argument, cursor in (("after", page.after), ("before", page.before)):
        if cursor is not None:
            context.checked.append(_cursor_key(page, cursor, argument, 0))
    return page


def _filtered(context: Context, target: Entity, asked: Field, row: Scope) -> list[Sql]:
    """The conditions of the filter, and of the day for which the list is asked."""
    given = [asked.arguments.get("filter")]
    day = asked.arguments.get("asOf")
    if target.as_of is not None and day is not None:
        given.append(target.as_of.filter(day))
    conditions = (condition(context, target, each, row, asked.origin) for each in given if each)
    return [each for each in conditions if each is not None]


def _above(context: Context, many: Many, asked: Field, row: Scope) -> list[Sql]:
    """The conditions of the list's own arguments."""
    return [
        [f"{row.column(above.column)}>", context.param(bound, Kind.INT, asked.origin, argument=name)]
        for name, above in many.above.items()
        if (bound := asked.arguments.get(name)) is not None
    ]


def _size(context: Context, asked: Field) -> tuple[Param, bool]:
    first, last = asked.arguments.get("first"), asked.arguments.get("last")
    if first is not None and last is not None:
        raise bad_input("give first or last, not both", asked.origin, "first")
    name = "last" if last is not None else "first"
    value = last if last is not None else DEFAULT_PAGE if first is None else first

    def convert(size: Any) -> Any:
        if not 0 <= size <= MAX_PAGE:
            raise bad_input(
                f"{name}: {size} is outside 0 to {MAX_PAGE}; ask for a page of at most {MAX_PAGE} and go on "
                f"with {'before: startCursor' if name == 'last' else 'after: endCursor'}",
                asked.origin,
                name,
            )
        return size

    return context.param(value, Kind.INT, asked.origin, argument=name, convert=convert), last is not None


def _cursor_key(page: _Page, cursor: Any, argument: str, place: int) -> Param:
    kind = page.order.keys[place].kind
    convert = cursor_key(page.order, place, argument)
    return page.context.param(cursor, kind, page.arguments.origin, argument=argument, convert=convert)


def _beyond(page: _Page, cursor: Any, argument: str, *, towards_end: bool, inclusive: bool = False) -> Sql:
    """Rows on one side of a cursor."""
    values = [_cursor_key(page, cursor, argument, place) for place in range(len(page.order.keys))]
    return beyond(page.order, values, forward=towards_end, inclusive=inclusive)


def _where(conditions: list[Sql]) -> Sql:
    return [" WHERE ", *joined(" AND ", conditions)] if conditions else []


def _range(page: _Page) -> list[Sql]:
    conditions = list(page.conditions)
    if page.after is not None:
        conditions.append(_beyond(page, page.after, "after", towards_end=True))
    if page.before is not None:
        conditions.append(_beyond(page, page.before, "before", towards_end=False))
    return conditions


def _page_rows(page: _Page) -> Sql:
    """The page as a derived table in order: fetched columns only; backwards pages are turned round again."""
    fetched = dict(page.scope.fetched or {})
    if page.backwards:
        for position, key in enumerate(page.order.keys):
            fetched.setdefault(f"k_{position}", key.expression)
    columns = fetched_columns(fetched)
    rows: Sql = [
        f"(SELECT {columns} FROM ",
        *_page_source(page),
        f" ORDER BY {page.order.directions(page.backwards)} LIMIT ",
        page.size,
        ")",
    ]
    if not page.backwards:
        return [*rows, f" {page.scope.name}"]
    keys = page.order.directions(False, [f"k_{position}" for position in range(len(page.order.keys))])
    return ["(SELECT * FROM ", *rows, f" b{page.scope.name} ORDER BY {keys}) {page.scope.name}"]


def _page_source(page: _Page) -> Sql:
    """What follows FROM for the rows of a page, before they are ordered and counted off."""
    conditions = _range(page)
    if page.finding is None:
        return [*page.source, *_where(conditions)]
    owner, join = page.finding
    if page.filtered:
        rows = in_order(page.context, page.arguments, owner, (), page.backwards, None)
        return [*rows, *join, *_where(conditions)]
    return [*in_order(page.context, page.arguments, owner, conditions, page.backwards, [page.size]), *join]


def _cursor(page: _Page) -> str:
    assert page.scope.fetched is not None
    names = []
    for position, key in enumerate(page.order.keys):
        page.scope.fetched[f"k_{position}"] = key.expression
        names.append(f"{page.scope.name}.k_{position}")
    return cursor_expression(page.order, names, page.context.dialect)


def _count(page: _Page) -> Sql:
    number = page.context.dialect.text.format("count(*)")
    return [f"(SELECT {number} FROM ", *page.counted, *_where(page.conditions), ")"]


def _listed(page: _Page, target: Entity) -> Listed:
    return Listed(target, page.source, page.conditions, page.scope.inner, page.filtered)


def _page_info(page: _Page, selection: Selection, items: Items) -> Json:
    """The page information; its cursors need the page's rows."""
    dialect = page.context.dialect

    def member(each: Field, out: Json) -> None:
        if each.name in ("startCursor", "endCursor"):
            pick = dialect.first if each.name == "startCursor" else dialect.last
            before, _, after = pick.partition("{}")
            out.sql([before, *items.column([_cursor(page)]), after])
        else:
            out.sql(["CASE WHEN ", *_more(page, each.name == "hasNextPage"), " THEN 'true' ELSE 'false' END"])

    return json_object(selection, member)


def _more(page: _Page, at_end: bool) -> Sql:
    """Whether rows lie beyond the page: further along its direction, or on the far side of the cursor that it
    started from.
    """
    if at_end != page.backwards:
        # Along the direction of paging: is there a row after the last one on the page?
        probe: Sql = ["EXISTS(SELECT 1 FROM ", *_one_more(page), " LIMIT 1 OFFSET ", page.size, ")"]
        # The other end of the range is a cursor's, where rows may lie on its far side as well.
        far = page.before if at_end else page.after
        if far is None:
            return probe
        return ["(", *probe, " OR ", *_beyond_cursor(page, far, at_end), ")"]
    near = page.before if at_end else page.after
    return ["1=0"] if near is None else _beyond_cursor(page, near, at_end)


def _one_more(page: _Page) -> Sql:
    """What follows FROM for at least one row more than the page has, where there is one."""
    if page.finding is None or page.filtered:
        return [*page.source, *_where(_range(page))]
    owner, _ = page.finding
    return in_order(page.context, page.arguments, owner, _range(page), page.backwards, [page.size, "+1"])


def _beyond_cursor(page: _Page, cursor: Any, at_end: bool) -> Sql:
    argument = "before" if at_end else "after"
    side = _beyond(page, cursor, argument, towards_end=at_end, inclusive=True)
    return ["EXISTS(SELECT 1 FROM ", *page.source, *_where([*page.conditions, side]), ")"]
