"""Orders: the keys by which a list is sorted, and the rows on one side of a cursor.

Missing values come last, whichever way a key runs. Every order ends in a key that no two rows of the list
have alike.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column

from db.compile.context import Context, bad_input
from db.compile.scope import Scope
from db.compile.selection import Field
from db.compile.sql import Param, Sql, joined
from db.graph.declaration import Computed, Entity, Found, Kind, Many, table_of

_KINDS = {"int": Kind.INT, "float": Kind.FLOAT, "date": Kind.DATE, "str": Kind.STRING}


@dataclass(frozen=True)
class Key:
    """One key over the rows of a list."""

    expression: str
    kind: Kind
    descending: bool
    nullable: bool

    def direction(self, backwards: bool, expression: str = "") -> str:
        """The key in an ORDER BY."""
        text = expression or self.expression
        if self.descending != backwards:
            text += " DESC"
        return f"{text} NULLS {'FIRST' if backwards else 'LAST'}" if self.nullable else text


@dataclass(frozen=True)
class Ordering:
    """The keys of a list. ``name`` goes into its cursors; ``asked``: it is not the order that is declared."""

    name: str
    keys: tuple[Key, ...]
    asked: bool

    def ungrouped(self, form: str) -> "Ordering":
        """The same order, which no index serves, by the form of an expression that has none."""
        keys = tuple(replace(key, expression=form.format(key.expression)) for key in self.keys)
        return replace(self, keys=keys)

    def directions(self, backwards: bool, names: Sequence[str] = ()) -> str:
        """What follows ORDER BY; ``names`` are the keys' names in an outer query."""
        return ",".join(
            key.direction(backwards, names[place] if names else "") for place, key in enumerate(self.keys)
        )


def ordering(context: Context, many: Many, asked: Field, owner: Scope, target: Scope) -> Ordering:
    """The order of a list: as it was asked for, or as declared. ``owner`` is the link's row where one is."""
    entity = context.entity(many.type)
    given = [each for each in asked.arguments.get("order") or () if each is not None]
    if given:
        return _asked(entity, many, given, asked, owner, target)
    if asked.arguments.get("near") is not None:
        return Ordering(f"{entity.name}.near", tuple(_nearest(target)), asked=False)
    row, columns = (owner, _link(many).columns) if many.order.of_link else (target, entity.row)
    keys = (
        Key(row.column(name), _kind(columns[name]), many.order.descending, False) for name in many.order.keys
    )
    return Ordering(many.order.name, tuple(keys), asked=False)


def _nearest(target: Scope) -> Iterator[Key]:
    """By the distance that `places.nearest` adds to a row, then in the order of loading."""
    for name in ("metres", "id"):
        yield Key(target.column(name), Kind.INT, False, False)


def _asked(
    entity: Entity, many: Many, given: Sequence[Any], asked: Field, owner: Scope, target: Scope
) -> Ordering:
    keys: list[Key] = []
    words: list[str] = []
    unique = False
    for each in given:
        by, descending = str(each["by"]), each.get("direction") == "DESC"
        if by in [word.lstrip("-") for word in words]:
            raise bad_input(f"order: {by} is given twice", asked.origin, "order")
        words.append(f"-{by}" if descending else by)
        if unique:
            continue
        column = entity.table.columns[entity.sorts[by].column]
        keys.append(_key(many, column, descending, owner, target))
        # A column may be unique where it is not missing.
        unique = not column.nullable and (column.unique or list(entity.table.primary_key) == [column])
    if not unique:
        keys += _last(entity, many, keys, entity.sorts[by].then, owner, target)
    return Ordering(f"{entity.name}:{','.join(words)}", tuple(keys), asked=True)


def _key(many: Many, column: Column[Any], descending: bool, owner: Scope, target: Scope) -> Key:
    # A link repeats the day by which it is listed, in its index.
    row = owner if many.order.of_link and column.name == many.order.keys[0] else target
    return Key(row.column(column.name), _kind(column), descending, bool(column.nullable))


def _last(
    entity: Entity, many: Many, asked: Sequence[Key], then: str, owner: Scope, target: Scope
) -> Iterator[Key]:
    """What tells rows apart whose keys are alike: it follows the last key, as in the indexes."""
    descending = asked[-1].descending
    if then:
        following = _key(many, entity.table.columns[then], descending, owner, target)
        if following.expression not in [key.expression for key in asked]:
            yield following
    if many.order.of_link:
        yield Key(owner.column(many.far), Kind.INT, descending, False)
        return
    for each in entity.table.primary_key:
        yield Key(target.column(each.name), Kind.INT, descending, False)


def beyond(ordering: Ordering, values: Sequence[Param], *, forward: bool, inclusive: bool) -> Sql:
    """Rows on one side of a cursor, whose values are its keys'."""
    keys = ordering.keys
    signs = ["<" if key.descending == forward else ">" for key in keys]
    equal = "=" if inclusive else ""
    if len(set(signs)) == 1 and not any(key.nullable for key in keys):
        # A row-value comparison, which both databases serve from the index.
        bound: Sql = joined(",", [[value] for value in values])
        if len(keys) == 1:
            return [f"{keys[0].expression}{signs[0]}{equal}", *bound]
        return [f"({','.join(key.expression for key in keys)}){signs[0]}{equal}(", *bound, ")"]
    sides: list[Sql] = []
    before: list[Sql] = []
    for key, sign, value in zip(keys, signs, values, strict=True):
        sides.append(joined(" AND ", [*before, _side(key, sign, value, forward)]))
        before.append(_same(key, value))
    if inclusive:
        sides.append(joined(" AND ", before))
    either: Sql = ["(", *joined(" OR ", sides), ")"]
    # Where the first key has no gaps, it says where in an index to begin.
    return either if keys[0].nullable else [f"{keys[0].expression}{signs[0]}=", values[0], " AND ", *either]


def sides(ordering: Ordering, values: Sequence[Param], *, forward: bool, inclusive: bool) -> list[Sql]:
    """The rows on one side of a cursor in parts, each a stretch of the index: those like it in all keys but
    the last, and so on to those that differ in the first. None where `beyond` has to say it.

    SQLite serves a row-value comparison from an index as far as the rowid, and passes over all that are like
    the cursor in the keys before it.
    """
    keys = ordering.keys
    signs = {"<" if key.descending == forward else ">" for key in keys}
    if len(keys) == 1 or len(signs) > 1 or any(key.nullable for key in keys):
        return []
    (sign,) = signs
    found: list[Sql] = []
    for place in reversed(range(len(keys))):
        last = sign + "=" * (inclusive and place == len(keys) - 1)
        alike: list[Sql] = [[f"{keys[each].expression}=", values[each]] for each in range(place)]
        found.append(joined(" AND ", [*alike, [f"{keys[place].expression}{last}", values[place]]]))
    return found


def _side(key: Key, sign: str, value: Param, forward: bool) -> Sql:
    further: Sql = [f"{key.expression}{sign}", value]
    if not key.nullable:
        return further
    # What is missing lies behind every value, and before nothing.
    if forward:
        return ["(", *further, " OR ", f"{key.expression} IS NULL AND ", value, " IS NOT NULL)"]
    return ["(", *further, " OR ", f"{key.expression} IS NOT NULL AND ", value, " IS NULL)"]


def _same(key: Key, value: Param) -> Sql:
    if not key.nullable:
        return [f"{key.expression}=", value]
    return [f"({key.expression}=", value, f" OR {key.expression} IS NULL AND ", value, " IS NULL)"]


def _link(many: Many) -> Any:
    assert many.link is not None
    assert not isinstance(many.link, Computed)
    return many.link.index if isinstance(many.link, Found) else table_of(many.link)


def _kind(column: Column[Any]) -> Kind:
    return _KINDS[column.type.python_type.__name__]
