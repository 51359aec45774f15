"""What the arguments of a list ask for: which rows, in which order, and which page of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from db.compile import last_days, seeking, walking
from db.compile.computed import computed_rows
from db.compile.context import Context, bad_input
from db.compile.cursors import cursor_key
from db.compile.filters import condition
from db.compile.last_days import by_last_day, on_the_way
from db.compile.matching import found
from db.compile.matching import looked_at as words_of
from db.compile.orders import Ordering, ordering
from db.compile.places import Near, nearest
from db.compile.scope import PartScope, Scope, matched
from db.compile.seeking import by_relations, looked_at
from db.compile.selection import Field, Origin
from db.compile.sql import Param, Sql
from db.compile.walking import Walk
from db.graph.declaration import (
    ByColumn,
    ByDate,
    ByWords,
    Computed,
    Entity,
    Filter,
    Found,
    Kind,
    Many,
    table_of,
)

DEFAULT_PAGE = 20
MAX_PAGE = 100


@dataclass(frozen=True)
class Late:
    """The rows of a list that are late enough, where they are ``few``: what follows FROM for them, and the
    conditions of all else.
    """

    few: Sql
    source: Sql
    conditions: list[Sql]


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
    # What rows in order are looked at for first, where that is of use; and the other conditions.
    walk: Walk | None = None
    others: list[Sql] = field(default_factory=list)
    # Which rows are taken instead where there are few.
    late: Late | None = None
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
    given = asked.arguments.get("filter") or {}
    apart = _apart(context, target, asked, given, inner, order) if plain else {}
    given = {name: value for name, value in given.items() if name not in apart}
    others = [*_filtered(context, target, asked, given, inner), *_above(context, many, asked, inner)]
    held = _sought(context, target, apart, inner, asked.origin)
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
    page.walk = _walk(page, target, apart)
    page.late = _late(page, target, apart) if plain else None
    # A list of which only the number is asked for has no page, but a wrong argument is still an error.
    context.checked.append(size)
    for argument, cursor in (("after", page.after), ("before", page.before)):
        if cursor is not None:
            context.checked.append(cursor_param(page, cursor, argument, 0))
    return page


def _filtered(context: Context, target: Entity, asked: Field, given: Any, row: Scope) -> list[Sql]:
    """The conditions of a filter, and of the day for which the list is asked."""
    filters = [given]
    day = asked.arguments.get("asOf")
    if target.as_of is not None and day is not None:
        filters.append(target.as_of.filter(day))
    conditions = (condition(context, target, each, row, asked.origin) for each in filters if each)
    return [each for each in conditions if each is not None]


def _apart(
    context: Context, target: Entity, asked: Field, given: Mapping[str, Any], row: Scope, order: Ordering
) -> Mapping[str, Any]:
    """What the rows of a list are looked at for, one after another, of the filter that is given: words, where
    the index knows no order and the order of the list is that of another index, or else what rows reach, or
    how late they may be.
    """
    if len(asked.arguments.get("order") or ()) > 1:
        return {}
    apart = {} if context.dialect.words_in_order else _words(target, given)
    apart = apart or by_relations(target, given)
    latest_first = _latest_first(order, asked)
    # PostgreSQL expects many of what is late, or few, and goes along the order or not: both parts of what
    # SQLite reads would take it longer where there are many.
    if apart or (context.dialect.has_statistics and not latest_first):
        return apart
    return by_last_day(target, given, row, order.keys[0], latest_first=latest_first)


def _words(target: Entity, given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in given.items()
        if value is not None and isinstance(target.filters.get(name), ByWords)
    }


def _sought(
    context: Context, target: Entity, apart: Mapping[str, Any], row: Scope, origin: Origin
) -> Sql | None:
    """The condition on all rows of what is apart."""
    if not apart or _words(target, apart):
        return condition(context, target, apart, row, origin)
    if by_relations(target, apart):
        return seeking.sought(context, target, apart, row, origin)
    return last_days.sought(context, target, apart, row, origin)


def _walk(page: Page, target: Entity, apart: Mapping[str, Any]) -> Walk | None:
    """How rows are looked at for what is apart."""
    if not apart:
        return None
    context, origin, row = page.context, page.arguments.origin, Scope(page.scope.inner)
    walk = partial(
        Walk,
        source=page.source,
        row=row.name,
        order=page.order.directions(page.backwards),
        name=page.scope.name,
        sorted=context.dialect.knows_order,
        tests_first=context.dialect.tests_first,
    )
    for name, text in _words(target, apart).items():
        declared = target.filters[name]
        assert isinstance(declared, ByWords)
        given, held = words_of(context, text, origin, declared.entity, row.column("id"))
        return walk(held=held, given=given, least=walking.AT_LEAST)
    held = looked_at(context, target, apart, row, origin)
    if by_relations(target, apart):
        return walk(held=held, least=walking.AT_LEAST_REACHED)
    within = on_the_way(context, target, page.arguments.arguments["filter"], row, origin)
    walk = partial(walk, held=held, least=0, within=within)
    if _latest_first(page.order, page.arguments):
        return walk(far=last_days.far(context, target, apart, row, origin))
    return walk(parts=last_days.parts(context, target, apart, row, origin), table=target.table.name)


def _late(page: Page, target: Entity, apart: Mapping[str, Any]) -> Late | None:
    """The rows that are late enough, where these are looked at for what else they must have."""
    context, origin, row = page.context, page.arguments.origin, Scope(page.scope.inner)
    given = page.arguments.arguments.get("filter") or {}
    reached = by_relations(target, apart)
    if apart != reached or not all(_of_row(target.filters.get(each)) for each in given.keys() - reached):
        return None
    first, backwards = page.order.keys[0], page.backwards
    found = last_days.few(context, target, given, row, origin, first, backwards=backwards)
    if found is None:
        return None
    few, source = found
    return Late(few, source, [*page.others, *([page.walk.held] if page.walk else [])])


def _of_row(declared: Filter | None) -> bool:
    """Whether a filter is by nothing but columns of the row."""
    return isinstance(declared, ByColumn | ByDate)


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
    backwards = _is_backwards(asked)
    if first is not None and backwards:
        raise bad_input("give first or last, not both", asked.origin, "first")
    name = "last" if backwards else "first"
    value = last if backwards else DEFAULT_PAGE if first is None else first

    def convert(size: Any) -> Any:
        if not 0 <= size <= MAX_PAGE:
            raise bad_input(
                f"{name}: {size} is outside 0 to {MAX_PAGE}; ask for a page of at most {MAX_PAGE} and go on "
                f"with {'before: startCursor' if name == 'last' else 'after: endCursor'}",
                asked.origin,
                name,
            )
        return size

    return context.param(value, Kind.INT, asked.origin, argument=name, convert=convert), backwards


def _latest_first(order: Ordering, asked: Field) -> bool:
    """Whether a page in the order of a date begins with the latest."""
    return order.keys[0].descending != _is_backwards(asked)


def _is_backwards(asked: Field) -> bool:
    return asked.arguments.get("last") is not None


def cursor_param(page: Page, cursor: Any, argument: str, place: int) -> Param:
    """One of the keys that a cursor holds."""
    kind = page.order.keys[place].kind
    convert = cursor_key(page.order, place, argument)
    return page.context.param(cursor, kind, page.arguments.origin, argument=argument, convert=convert)
