"""The rows of a page, found by keyset in an order that ends in a unique key, so that a page costs the same
wherever it lies; and what is asked about them: how many there are in all, and whether more lie beyond.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from db.compile.computed import computed_rows
from db.compile.context import Context, bad_input
from db.compile.cursors import cursor_expression, cursor_key
from db.compile.filters import condition
from db.compile.matching import found, in_order, operand_of
from db.compile.orders import Ordering, beyond, ordering, sides
from db.compile.places import Near, nearest
from db.compile.scope import PartScope, Scope, fetched_columns, matched
from db.compile.selection import Field
from db.compile.sql import Param, Sql, joined
from db.compile.walking import Words, either, too_few
from db.graph.declaration import ByWords, Computed, Entity, Found, Kind, Many, table_of

DEFAULT_PAGE = 20
MAX_PAGE = 100


@dataclass
class Page:
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
    # The table of which the rows behind a cursor are better asked for in several parts.
    parted: str = ""
    # The row of the full-text index by which the target is found, and how the target is joined to it.
    finding: tuple[Scope, Sql] | None = None
    # The words of the filter, where rows in order are looked at for them first; and its other conditions.
    words: Words | None = None
    others: list[Sql] = field(default_factory=list)
    scope: Scope = field(default_factory=lambda: Scope(""))


# The row that a list belongs to, and its type; None at the root.
Parent = tuple[Entity, Scope | PartScope] | None


def page_of(context: Context, many: Many, asked: Field, parent: Parent) -> Page:
    """The page of a list as its arguments ask for it; ``parent`` is the row that the list belongs to."""
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
    order = ordering(context, many, asked, owner, inner)
    plain = (parent, many.link, near) == (None, None, None) and not context.past
    given, worded = _apart(context, target, asked) if plain else (asked.arguments.get("filter"), {})
    others = [*_filtered(context, target, asked, given, inner), *_above(context, many, asked, inner)]
    held = condition(context, target, worded, inner, asked.origin)
    filtered = others if held is None else [*others, held]
    size, backwards = _size(context, asked)
    by_id = order.keys[-1].expression == inner.column("id")
    page = Page(
        context=context,
        order=order,
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
        parted=target.table.name if plain and by_id and not context.dialect.seeks_rows else "",
        finding=finding,
        others=others,
        scope=Scope(alias, fetched={}, inner=inner.name, listed=asked),
    )
    page.words = _words(page, target, worded)
    # A list of which only the number is asked for has no page, but a wrong argument is still an error.
    context.checked.append(size)
    for argument, cursor in (("after", page.after), ("before", page.before)):
        if cursor is not None:
            context.checked.append(_cursor_key(page, cursor, argument, 0))
    return page


def _filtered(context: Context, target: Entity, asked: Field, given: Any, row: Scope) -> list[Sql]:
    """The conditions of a filter, and of the day for which the list is asked."""
    filters = [given]
    day = asked.arguments.get("asOf")
    if target.as_of is not None and day is not None:
        filters.append(target.as_of.filter(day))
    conditions = (condition(context, target, each, row, asked.origin) for each in filters if each)
    return [each for each in conditions if each is not None]


def _apart(context: Context, target: Entity, asked: Field) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The filter of a list without the words that its rows must have, and these: they are apart where the
    index knows no order, and the order of the list is that of another index.
    """
    given: Mapping[str, Any] = asked.arguments.get("filter") or {}
    if context.dialect.words_in_order or len(asked.arguments.get("order") or ()) > 1:
        return given, {}
    words = {
        name: value
        for name, value in given.items()
        if value is not None and isinstance(target.filters.get(name), ByWords)
    }
    return {name: value for name, value in given.items() if name not in words}, words


def _words(page: Page, target: Entity, worded: Mapping[str, Any]) -> Words | None:
    for name, text in worded.items():
        declared = target.filters[name]
        assert isinstance(declared, ByWords)
        return Words(
            operand_of(page.context, text, page.arguments.origin),
            declared.entity,
            page.source,
            page.scope.inner,
            page.order.directions(page.backwards),
            page.scope.name,
        )
    return None


def _above(context: Context, many: Many, asked: Field, row: Scope) -> list[Sql]:
    """The conditions of the list's own arguments."""
    conditions: list[Sql] = []
    for name, above in many.above.items():
        if (number := asked.arguments.get(name)) is not None:
            seen = context.param(number, Kind.INT, asked.origin, argument=name)
            context.seen.append(seen)
            conditions.append([f"{row.column(above.column)}>", seen])
    return conditions


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


def _cursor_key(page: Page, cursor: Any, argument: str, place: int) -> Param:
    kind = page.order.keys[place].kind
    convert = cursor_key(page.order, place, argument)
    return page.context.param(cursor, kind, page.arguments.origin, argument=argument, convert=convert)


def _cursor_keys(page: Page, cursor: Any, argument: str) -> list[Param]:
    return [_cursor_key(page, cursor, argument, place) for place in range(len(page.order.keys))]


def _beyond(page: Page, cursor: Any, argument: str, *, towards_end: bool, inclusive: bool = False) -> Sql:
    """Rows on one side of a cursor."""
    values = _cursor_keys(page, cursor, argument)
    return beyond(page.order, values, forward=towards_end, inclusive=inclusive)


def _sides(
    page: Page, cursor: Any, argument: str, *, towards_end: bool, inclusive: bool = False
) -> list[Sql]:
    """The same in parts, where that is of use."""
    values = _cursor_keys(page, cursor, argument)
    return sides(page.order, values, forward=towards_end, inclusive=inclusive)


def _where(conditions: list[Sql]) -> Sql:
    return [" WHERE ", *joined(" AND ", conditions)] if conditions else []


def _range(page: Page) -> list[Sql]:
    return [*page.conditions, *_between(page)]


def _between(page: Page) -> list[Sql]:
    """The conditions of the cursors."""
    conditions: list[Sql] = []
    if page.after is not None:
        conditions.append(_beyond(page, page.after, "after", towards_end=True))
    if page.before is not None:
        conditions.append(_beyond(page, page.before, "before", towards_end=False))
    return conditions


def _stretches(page: Page) -> list[list[Sql]]:
    """The conditions of the rows in range; several times, where they are asked for in several parts."""
    cursor, other = (page.before, page.after) if page.backwards else (page.after, page.before)
    if not page.parted or cursor is None:
        return [_range(page)]
    argument, far = ("before", "after") if page.backwards else ("after", "before")
    conditions = list(page.conditions)
    if other is not None:
        conditions.append(_beyond(page, other, far, towards_end=page.backwards))
    parts = _sides(page, cursor, argument, towards_end=not page.backwards)
    return [[*conditions, part] for part in parts] or [_range(page)]


def page_rows(page: Page) -> Sql:
    """The page as a derived table in order: fetched columns only; backwards pages are turned round again."""
    fetched = dict(page.scope.fetched or {})
    if page.backwards:
        for position, key in enumerate(page.order.keys):
            fetched.setdefault(f"k_{position}", key.expression)
    rows = _rows(page, fetched)
    if not page.backwards:
        return [*rows, f" {page.scope.name}"]
    keys = page.order.directions(False, [f"k_{position}" for position in range(len(page.order.keys))])
    return ["(SELECT * FROM ", *rows, f" b{page.scope.name} ORDER BY {keys}) {page.scope.name}"]


def _rows(page: Page, fetched: dict[str, str]) -> Sql:
    if page.words is not None:
        return _with_words(page, page.words, fetched)
    stretches = _stretches(page)
    rows: Sql = [f"(SELECT {fetched_columns(fetched)} FROM "]
    if len(stretches) > 1:
        rows += _by_keys(page, stretches)
    else:
        rows += [*_page_source(page), f" ORDER BY {page.order.directions(page.backwards)} LIMIT ", page.size]
    return [*rows, ")"]


def _with_words(page: Page, words: Words, fetched: dict[str, str]) -> Sql:
    """The rows of a page that have some words: of the first in order, or where these are too few, of all."""
    keys = {f"k_{position}": key.expression for position, key in enumerate(page.order.keys)}
    columns = f"SELECT {fetched_columns(fetched | keys)}"
    size: Sql = [page.size]
    first = words.among_the_first(columns, _between(page), page.others)
    first += [f" ORDER BY {words.order} LIMIT ", *size]
    rest: Sql = [f"{columns} FROM ", *page.source, *_where([*_range(page), too_few(words.name, size)])]
    rest.append(f" ORDER BY {page.order.directions(page.backwards, list(keys))}")
    return either(words.name, words.operand, first, rest, size)


def _by_keys(page: Page, stretches: list[list[Sql]]) -> Sql:
    """What follows FROM for a page whose rows are asked for in parts: their keys, merged in order and counted
    off, which the index holds; and then the rows.
    """
    names = [f"k_{position}" for position in range(len(page.order.keys))]
    keys = fetched_columns(dict(zip(names, (key.expression for key in page.order.keys), strict=True)))
    parts: list[Sql] = [[f"SELECT {keys} FROM ", *page.source, *_where(part)] for part in stretches]
    merged: Sql = [
        "(",
        *joined(" UNION ALL ", parts),
        f" ORDER BY {page.order.directions(page.backwards, names)}",
    ]
    found, row = f"k{page.scope.name}", page.scope.inner
    join = page.context.dialect.join_by_key.format(page.parted, row, f"{found}.{names[-1]}")
    return [*merged, " LIMIT ", page.size, f") {found}", join]


def _page_source(page: Page) -> Sql:
    """What follows FROM for the rows of a page, before they are ordered and counted off."""
    conditions = _range(page)
    if page.finding is None:
        return [*page.source, *_where(conditions)]
    owner, join = page.finding
    if page.filtered:
        rows = in_order(page.context, page.arguments, owner, (), page.backwards, None)
        return [*rows, *join, *_where(conditions)]
    return [*in_order(page.context, page.arguments, owner, conditions, page.backwards, [page.size]), *join]


def cursor_of(page: Page) -> str:
    """The expression of the cursor of a row of the page."""
    assert page.scope.fetched is not None
    names = []
    for position, key in enumerate(page.order.keys):
        page.scope.fetched[f"k_{position}"] = key.expression
        names.append(f"{page.scope.name}.k_{position}")
    return cursor_expression(page.order, names, page.context.dialect)


def count_of(page: Page) -> Sql:
    """The number of rows of the whole list, as text."""
    number = page.context.dialect.text.format("count(*)")
    return [f"(SELECT {number} FROM ", *page.counted, *_where(page.conditions), ")"]


def more(page: Page, at_end: bool) -> Sql:
    """Whether rows lie beyond the page: further along its direction, or on the far side of the cursor that it
    started from.
    """
    if at_end != page.backwards:
        # Along the direction of paging: is there a row after the last one on the page?
        probe: Sql = ["EXISTS(", *_one_more(page), " LIMIT 1 OFFSET ", page.size, ")"]
        if page.words is not None:
            probe = ["(", *page.words.any_beyond(page.size, _between(page), page.others), " OR ", *probe, ")"]
        # The other end of the range is a cursor's, where rows may lie on its far side as well.
        far = page.before if at_end else page.after
        if far is None:
            return probe
        return ["(", *probe, " OR ", *_beyond_cursor(page, far, at_end), ")"]
    near = page.before if at_end else page.after
    return ["1=0"] if near is None else _beyond_cursor(page, near, at_end)


def _one_more(page: Page) -> Sql:
    """A query of at least one row more than the page has, where there is one."""
    if page.finding is None or page.filtered:
        parts: list[Sql] = [["SELECT 1 FROM ", *page.source, *_where(part)] for part in _stretches(page)]
        return joined(" UNION ALL ", parts)
    owner, _ = page.finding
    rows = in_order(page.context, page.arguments, owner, _range(page), page.backwards, [page.size, "+1"])
    return ["SELECT 1 FROM ", *rows]


def _beyond_cursor(page: Page, cursor: Any, at_end: bool) -> Sql:
    argument = "before" if at_end else "after"
    parts = _sides(page, cursor, argument, towards_end=at_end, inclusive=True) if page.parted else []
    parts = parts or [_beyond(page, cursor, argument, towards_end=at_end, inclusive=True)]
    found = [["SELECT 1 FROM ", *page.source, *_where([*page.conditions, part])] for part in parts]
    return ["EXISTS(", *joined(" UNION ALL ", found), ")"]
