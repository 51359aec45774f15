"""Relay connections: a page of rows in a declared order, with what is asked about the page.

Only what is asked for is computed: the page itself when nodes, edges or its end cursors are, a count or a
probe when ``totalCount`` or the page flags are.
"""

from collections.abc import Callable
from dataclasses import replace

from db.compile.context import Context, nesting
from db.compile.facets import Counting, Listed
from db.compile.lists import Items
from db.compile.page_rows import count_of, cursor_of, more, page_rows
from db.compile.pages import Page, Parent, page_of
from db.compile.scope import PartScope, Scope
from db.compile.selection import Field, Selection
from db.compile.sql import Json, Sql, joined, json_object
from db.compile.totals import totals
from db.graph.declaration import Computed, Entity, Found, Kind, Many, Member

MemberWriter = Callable[[Context, Entity, Member, Field, Scope | PartScope, Json], None]


def connection(context: Context, many: Many, asked: Field, parent: Parent, write_member: MemberWriter) -> Sql:
    """The JSON object of a connection, as one scalar subquery."""
    with nesting(context, asked.origin, connection=True):
        return _compiled(context, many, asked, parent, write_member)


def _compiled(context: Context, many: Many, asked: Field, parent: Parent, write_member: MemberWriter) -> Sql:
    page = page_of(context, many, asked, parent)
    target = context.entity(many.type)
    scope = page.scope
    link = Entity(many.connection, many.edge, None if isinstance(many.link, Computed | Found) else many.link)
    link_scope = Scope(scope.name, scope.fetched, inner=f"l{scope.name}", prefix="l_", joins=scope.joins)
    items = Items(f"o{scope.name}")
    selection = asked.of(many.connection_type)
    listed = Listed(target, page.source, page.conditions, page.scope.inner, page.filtered, parent is not None)
    counting = Counting(context, listed, selection, write_member)
    # What else is said of the whole list.
    counted: dict[str, Callable[[Field], Sql]] = {
        "facets": counting.facets,
        "measures": lambda each: totals(context, listed, each, write_member),
    }

    def node(selection: Selection) -> Json:
        return json_object(
            selection,
            lambda each, out: write_member(context, target, target.members[each.name], each, scope, out),
        )

    def edge_member(each: Field, out: Json) -> None:
        if each.name == "cursor":
            out.add(context.dialect.json(cursor_of(page), Kind.CODE, nullable=False))
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
            out.sql(counting.total() or count_of(page))
        elif each.name in counted:
            out.nested(counted[each.name](each))
        elif each.name == "pageInfo":
            out.add(_page_info(page, each.of("PageInfo"), items))
        else:
            item = (
                node(each.of(many.type))
                if each.name == "nodes"
                else json_object(each.of(many.edge_type), edge_member)
            )
            out.add(context.dialect.array(items.add(item)))

    result = json_object(selection, member).expression()
    return items.over(result, [*page_rows(page), *joined("", scope.joins)], counting.found())


def _page_info(page: Page, selection: Selection, items: Items) -> Json:
    """The page information; its cursors need the page's rows."""
    dialect = page.context.dialect

    def member(each: Field, out: Json) -> None:
        if each.name in ("startCursor", "endCursor"):
            pick = dialect.first if each.name == "startCursor" else dialect.last
            before, _, after = pick.partition("{}")
            out.sql([before, *items.column([cursor_of(page)]), after])
        else:
            out.sql(["CASE WHEN ", *more(page, each.name == "hasNextPage"), " THEN 'true' ELSE 'false' END"])

    return json_object(selection, member)
