"""The rows of a page, found by keyset in an order that ends in a unique key, so that a page costs the same
wherever it lies; and what is asked about them: how many there are in all, and whether more lie beyond.
"""

from dataclasses import replace
from typing import Any

from db.compile.cursors import cursor_expression
from db.compile.matching import in_order
from db.compile.orders import beyond, sides
from db.compile.pages import MAX_PAGE, Late, Page, cursor_param
from db.compile.scope import fetched_columns
from db.compile.sql import Param, Sql, joined
from db.compile.walking import Walk


def _cursor_keys(page: Page, cursor: Any, argument: str) -> list[Param]:
    return [cursor_param(page, cursor, argument, place) for place in range(len(page.order.keys))]


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
    if page.late is not None:
        return _late_or_all(page, page.late, fetched)
    return _all_rows(page, fetched)


def _late_or_all(page: Page, late: Late, fetched: dict[str, str]) -> Sql:
    """The rows of a page among all that are late enough, where these are few. A limit is all that SQLite asks
    for before it reads anything.
    """
    columns = fetched | {f"k_{position}": key.expression for position, key in enumerate(page.order.keys)}
    among: Sql = [f"SELECT {fetched_columns(columns)} FROM ", *_among_late(page, late)]
    among.append(f" ORDER BY {page.order.directions(page.backwards)}")
    limits: list[Sql] = [
        [" LIMIT CASE WHEN ", *late.few, " THEN ", few, " ELSE ", many, " END"]
        for few, many in ((page.size, "0"), ("0", page.size))
    ]
    rows: Sql = ["SELECT * FROM ", *_all_rows(page, columns)]
    return ["(SELECT * FROM (", *among, *limits[0], ") UNION ALL SELECT * FROM (", *rows, *limits[1], "))"]


def _among_late(page: Page, late: Late) -> Sql:
    """What follows FROM for the rows in range among all that are late enough."""
    return [*late.source, " WHERE ", *joined(" AND ", [*late.conditions, *_between(page)])]


def _all_rows(page: Page, fetched: dict[str, str]) -> Sql:
    if page.walk is not None:
        return _walked(page, page.walk, fetched)
    stretches = _stretches(page)
    rows: Sql = [f"(SELECT {fetched_columns(fetched)} FROM "]
    if len(stretches) > 1:
        rows += _by_keys(page, stretches)
    else:
        rows += [*_page_source(page), f" ORDER BY {page.order.directions(page.backwards)} LIMIT "]
        if page.context.dialect.reckons_limits:
            return ["(SELECT * FROM ", *rows, f"{MAX_PAGE}) m{page.scope.name} LIMIT ", page.size, ")"]
        rows.append(page.size)
    return [*rows, ")"]


def _walked(page: Page, walk: Walk, fetched: dict[str, str]) -> Sql:
    """The rows of a page among the first in order, or where these are too few, among all."""
    keys = {f"k_{position}": key.expression for position, key in enumerate(page.order.keys)}
    size: Sql = [page.size]
    between = _between(page)
    first = walk.page(f"SELECT {fetched_columns(fetched | keys)}", between, page.others, size)
    # Not along the index of the order, by which SQLite would walk on.
    keys = {name: page.context.dialect.ungrouped.format(key) for name, key in keys.items()}
    rest = _rest_in_parts(page, walk) if walk.parts else walk.rest(_range(page), between, size)
    sought: Sql = [f"SELECT {fetched_columns(fetched | keys)} FROM ", *rest]
    sought.append(f" ORDER BY {page.order.directions(page.backwards, list(keys))}")
    if not page.context.dialect.knows_order:
        # By itself, so that what was walked comes as it is: only one of the two has any rows.
        sought = ["SELECT * FROM (", *sought, " LIMIT ", *size, ")"]
    return walk.either(first, sought, between, size)


def _rest_in_parts(page: Page, walk: Walk) -> Sql:
    """What follows FROM for what is sought where the rows that were walked do not fill the page."""
    parts: list[Sql] = []
    between = _between(page)
    for part in walk.parts:
        each = page
        if not part.in_order:
            each = replace(page, order=page.order.ungrouped(page.context.dialect.ungrouped))
        conditions = [*page.others, *part.conditions, *_between(each)]
        rest = walk.rest(conditions, between, [page.size], in_order=part.in_order)
        parts.append([f"SELECT {_keys(each)} FROM ", *rest])
    return _merged(page, walk.table, parts)


def _by_keys(page: Page, stretches: list[list[Sql]]) -> Sql:
    """What follows FROM for a page whose rows are asked for in parts, each a stretch of the index."""
    parts: list[Sql] = [[f"SELECT {_keys(page)} FROM ", *page.source, *_where(part)] for part in stretches]
    return _merged(page, page.parted, parts)


def _keys(page: Page) -> str:
    return fetched_columns({f"k_{position}": key.expression for position, key in enumerate(page.order.keys)})


def _merged(page: Page, table: str, parts: list[Sql]) -> Sql:
    """What follows FROM for a page of a table, of which each part gives the keys: these, merged in order and
    counted off, which the index holds; and then the rows.
    """
    names = [f"k_{position}" for position in range(len(page.order.keys))]
    merged: Sql = [
        "(",
        *joined(" UNION ALL ", parts),
        f" ORDER BY {page.order.directions(page.backwards, names)}",
    ]
    found, row = f"k{page.scope.name}", page.scope.inner
    join = page.context.dialect.join_by_key.format(table, row, f"{found}.{names[-1]}")
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
        if page.walk is not None:
            probe = ["(", *page.walk.any_beyond(page.size, _between(page), page.others), " OR ", *probe, ")"]
        if page.late is not None:
            among: Sql = [
                "EXISTS(SELECT 1 FROM ",
                *_among_late(page, page.late),
                " LIMIT 1 OFFSET ",
                page.size,
            ]
            probe = ["CASE WHEN ", *page.late.few, " THEN ", *among, ") ELSE ", *probe, " END"]
        # The other end of the range is a cursor's, where rows may lie on its far side as well.
        far = page.before if at_end else page.after
        if far is None:
            return probe
        return ["(", *probe, " OR ", *_beyond_cursor(page, far, at_end), ")"]
    near = page.before if at_end else page.after
    return ["1=0"] if near is None else _beyond_cursor(page, near, at_end)


def _one_more(page: Page) -> Sql:
    """A query of at least one row more than the page has, where there is one."""
    if page.walk is not None and not page.walk.least:
        return page.walk.one_more(_range(page), _between(page))
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
