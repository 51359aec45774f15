"""Facets: the rows of a whole list, counted by a code, a period, a related row, or what a row lies in.

Every facet is a scalar subquery over the list's rows. Pairs of a row's key and a value are made first, each
once, so that a row counts once for a value however many related rows share it; a row without a pair counts
under null. Rows that a filter chose are found once, in front of the whole list: in the middle of each facet
the filter would also lie too deep for SQLite's parser.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from db.compile.context import FACETS_ROOM, Context, bad_input, nesting, too_complex
from db.compile.filters import condition
from db.compile.lists import Items
from db.compile.reaching import Chain, Step, follow
from db.compile.scope import PartScope, Scope, fetched_columns
from db.compile.selection import Field, Selection
from db.compile.sql import Json, Param, Sql, joined, json_object, quote
from db.graph.declaration import (
    ByColumn,
    ByDate,
    ByRelation,
    ByTree,
    Counts,
    Entity,
    Facets,
    Kind,
    Member,
)
from db.graph.facet import FACETS

By = ByColumn | ByDate | ByRelation | ByTree
MemberWriter = Callable[[Context, Entity, Member, Field, Scope | PartScope, Json], None]

DEFAULT_COUNTS = 20
MAX_COUNTS = 100
DEFAULT_PERIODS = 100
MAX_PERIODS = 1000
# Each step multiplies the pairs.
MAX_STEPS = 2

# How many characters of a day name the period.
PERIODS = {"DAY": 10, "MONTH": 7, "YEAR": 4}


@dataclass(frozen=True)
class Listed:
    """The rows of a list: of which type, where they come from, and by which conditions; ``row`` is the alias
    of their table there. ``filtered``: finding them takes more than reading them. ``inner``: they belong to a
    row outside of the list.
    """

    entity: Entity
    source: Sql
    conditions: list[Sql]
    row: str
    filtered: bool
    inner: bool

    def rows(self, columns: Mapping[str, str]) -> Sql:
        """A query of some columns of the rows."""
        where: Sql = [" WHERE ", *joined(" AND ", self.conditions)] if self.conditions else []
        return [f"SELECT {fetched_columns(dict(columns))} FROM ", *self.source, *where]


class Counting:
    """The facets of one list, and the number of its rows where they tell it.

    Rows that a filter chose stand in front of all that is said of the list: as they are; or where all facets
    are by columns of their own, ``together``: as the numbers of rows with each combination of values, from
    which those of each value are added up.
    """

    def __init__(
        self, context: Context, listed: Listed, selection: Selection, write_member: MemberWriter
    ) -> None:
        asked = [each for each in selection if isinstance(each, Field) and each.name == "facets"]
        self._context = context
        self._listed = listed
        self._write_member = write_member
        self._shared: Scope | None = None
        if listed.filtered and asked:
            self._shared = Scope(context.alias(), fetched={}, inner=listed.row)
        # Whether they are found once for all that read them.
        self._once = self._shared is not None and (context.dialect.finds_once or not listed.inner)
        self._together = self._once and all(map(self._by_columns, asked))
        # What rows are counted together by: expressions over their table.
        self._values: list[str] = []
        self._readings = 0
        self._facets = {each.key: self._compiled(each) for each in asked}

    def facets(self, asked: Field) -> Sql:
        """The JSON object of facets that are asked for, as one scalar subquery."""
        return self._facets[asked.key]

    def total(self) -> Sql | None:
        """The number of the list's rows as text, where it costs less than to find them for it."""
        if self._shared is None or not self._kept:
            return None
        self._readings += 1
        number = "coalesce(sum(number),0)" if self._together else "count(*)"
        return [f"(SELECT {self._context.dialect.text.format(number)} FROM {self._shared.name})"]

    def found(self) -> Sql:
        """What stands in front of the query in which all the rest is."""
        if self._shared is None or not self._readings:
            return []
        kept = "MATERIALIZED " if self._readings > 1 else self._context.dialect.read_once
        rows = self._combinations() if self._together else self._listed.rows(self._shared.fetched or {})
        return [f"WITH {self._shared.name} AS {kept}(", *rows, ") "]

    @property
    def _kept(self) -> bool:
        """Whether rows that were found, or their numbers, are there for one more reading."""
        if self._together or self._context.dialect.read_once:
            return self._once and self._readings > 0
        return self._once and self._readings > 1

    def _by_columns(self, asked: Field) -> bool:
        declared = FACETS[self._listed.entity.name]
        members = (declared.members[each.name] for each in asked.of(declared.name) if isinstance(each, Field))
        return all(isinstance(each, Counts) and isinstance(each.by, ByColumn | ByDate) for each in members)

    def _compiled(self, asked: Field) -> Sql:
        declared = FACETS[self._listed.entity.name]
        with nesting(self._context, asked.origin, connection=True, room=FACETS_ROOM):
            json = self._object(declared, asked.of(declared.name), ())
        return ["(SELECT ", *json.expression(), ")"]

    def _combinations(self) -> Sql:
        """A query of the combinations of values, with the number of their rows."""
        ungrouped = self._context.dialect.ungrouped.format
        values = {f"v{place}": ungrouped(value) for place, value in enumerate(self._values)}
        places = ",".join(str(place) for place in range(1, len(values) + 1))
        return [*self._listed.rows({**values, "number": "count(*)"}), f" GROUP BY {places}"]

    def _object(self, declared: Facets, selection: Selection, steps: tuple[Step, ...]) -> Json:
        def write(each: Field, out: Json) -> None:
            member = declared.members[each.name]
            if isinstance(member, Counts):
                out.nested(self._counts(self._context.entity(declared.entity), member, each, steps))
                return
            if len(steps) == MAX_STEPS:
                raise too_complex(
                    f"facets reach over at most {MAX_STEPS} relations; count a list that lies nearer, with a "
                    "filter",
                    each.origin,
                )
            further = (*steps, Step(member.relation, each.arguments.get("filter"), each.origin))
            inner = FACETS[member.relation.type]
            out.add(self._object(inner, each.of(inner.name), further))

        return json_object(selection, write)

    def _counts(self, home: Entity, counts: Counts, asked: Field, steps: tuple[Step, ...]) -> Sql:
        """The JSON array of one facet; ``home`` is the type to whose filters it belongs."""
        context = self._context
        alias = context.alias()
        scope = Scope(alias)
        found = _ordered(context, home, counts.by, self._numbers(home, counts.by, asked, steps), f"g{alias}")
        entity = context.entity(counts.type)
        json = json_object(
            asked.of(counts.type),
            lambda each, out: self._write_member(
                context, entity, entity.members[each.name], each, scope, out
            ),
        )
        items = Items(f"o{alias}")
        array = context.dialect.array(items.add(json)).expression()
        page: Sql = ["(", *found, " LIMIT ", first(context, counts_of(counts.by), asked), f") {alias}"]
        return items.over(array, [*page, *joined("", scope.joins)])

    def _numbers(self, home: Entity, by: By, asked: Field, steps: tuple[Step, ...]) -> Sql:
        """A query of each value with the number of its rows."""
        context = self._context
        if self._shared and self._together and isinstance(by, ByColumn | ByDate):
            return self._added_up(self._shared, _value(context, by, Scope(self._listed.row), asked))
        rows = self._shared or Scope(context.alias(), fetched={}, inner=self._listed.row)
        given = asked.arguments.get("filter")
        if isinstance(by, ByRelation):
            steps = (*steps, Step(by, given, asked.origin))
        chain = Chain(rows, self._listed.entity.table)
        value = ""
        for place, step in enumerate(steps):
            only_key = isinstance(by, ByRelation | ByTree) and place == len(steps) - 1
            value = follow(context, chain, step, only_key=only_key)
        if not isinstance(by, ByRelation | ByTree):
            value = _value(context, by, chain.row, asked)
        elif not steps:
            value = rows.column("id")
        # Columns that are needed are known by now, so the rows can be written.
        if isinstance(by, ByTree):
            return self._risen(home, by, asked, chain, rows, value)
        if chain.plain:
            number = f"count(DISTINCT {rows.column('id')})" if chain.repeated else "count(*)"
            head = f"SELECT {value} AS value,{number} AS number FROM "
            return [head, *self._rows(rows), *chain.joined, " GROUP BY 1"]
        return self._with_unmatched(rows, ["SELECT DISTINCT ", *self._pairs(rows, value), *chain.matched])

    def _added_up(self, shared: Scope, value: str) -> Sql:
        """The numbers of a value, of those of the combinations."""
        self._readings += 1
        if value not in self._values:
            self._values.append(value)
        place = self._values.index(value)
        return [f"SELECT v{place} AS value,sum(number) AS number FROM {shared.name} GROUP BY 1"]

    def _pairs(self, rows: Scope, value: str) -> Sql:
        return [f"{rows.column('id')} AS key,{value} AS value FROM ", *self._rows(rows)]

    def _with_unmatched(self, rows: Scope, pairs: Sql) -> Sql:
        """The numbers of pairs that are each there once, and how many rows are in none."""
        key = rows.column("id")
        numbers: Sql = ["SELECT p.value AS value,count(*) AS number FROM ", *self._rows(rows)]
        return [*numbers, " LEFT JOIN (", *pairs, f") p ON p.key={key} GROUP BY p.value"]

    def _risen(self, home: Entity, tree: ByTree, asked: Field, chain: Chain, rows: Scope, value: str) -> Sql:
        """The numbers of what the values lie in, each once for a row; only of those that a filter keeps."""
        context, table = self._context, home.table.name
        name, kept = context.alias(), Scope(context.alias())
        given = asked.arguments.get("filter")
        held = condition(context, home, given, kept, asked.origin) if given else None
        start = ["SELECT ", *self._pairs(rows, value), *(chain.joined if chain.plain else chain.matched)]
        pairs: Sql = [f"WITH RECURSIVE {name}(key,value) AS (", *start]
        pairs.append(
            f" UNION SELECT {name}.key,a.{tree.part_of} FROM {name} JOIN {table} a ON a.id={name}.value"
            f" WHERE a.{tree.part_of} IS NOT NULL) SELECT {name}.key,{name}.value FROM {name}"
        )
        if held is not None:
            pairs += [f" JOIN {table} {kept.name} ON {kept.name}.id={name}.value WHERE ", *held]
        elif chain.plain:
            return ["SELECT value,count(*) AS number FROM (", *pairs, ") p GROUP BY value"]
        return self._with_unmatched(rows, pairs)

    def _rows(self, rows: Scope) -> Sql:
        """The list's rows in a FROM, with the columns that are needed by now."""
        if rows is self._shared:
            self._readings += 1
            return [rows.name]
        return ["(", *self._listed.rows(rows.fetched or {}), f") {rows.name}"]


def _value(context: Context, by: ByColumn | ByDate, row: Scope, asked: Field) -> str:
    """What a row is counted by."""
    if isinstance(by, ByDate):
        length = PERIODS[str(asked.arguments["by"])]
        days = [row.column(f"{by.prefix}_{end}") for end in ("earliest", "latest")]
        first, last = (f"substr({context.dialect.text.format(day)},1,{length})" for day in days)
        # Most dates are one day, of which only one text has to be made.
        return f"CASE WHEN {'='.join(days)} OR {first}={last} THEN {first} END"
    column = row.column(by.column)
    if by.kind is Kind.BOOLEAN:
        return f"CASE WHEN {column} THEN 'true' WHEN NOT {column} THEN 'false' END"
    return column


def _ordered(context: Context, home: Entity, by: By, numbers: Sql, alias: str) -> Sql:
    """The numbers in order, with what else a count says."""
    match by:
        case ByDate():
            return [f"SELECT {alias}.* FROM (", *numbers, f") {alias} ORDER BY value NULLS LAST"]
        case ByColumn(scheme=scheme):
            said = quote(scheme) if scheme else "NULL"
            order = "number DESC,value NULLS LAST"
            return [f"SELECT value,number,{said} AS scheme FROM (", *numbers, f") {alias} ORDER BY {order}"]
        case ByRelation(type=target):
            table = context.entity(target).table.name
        case ByTree():
            table = home.table.name
    return [
        f"SELECT {alias}.value,{alias}.number FROM (",
        *numbers,
        f") {alias} LEFT JOIN {table} n{alias} ON n{alias}.id={alias}.value",
        f" ORDER BY {alias}.number DESC,n{alias}.slug NULLS LAST",
    ]


def first(context: Context, sizes: tuple[int, int], asked: Field) -> Param:
    """How many are asked for; ``sizes`` are how many that is by itself, and at most."""
    default, most = sizes
    given = asked.arguments.get("first")

    def convert(size: Any) -> Any:
        if not 0 <= size <= most:
            raise bad_input(
                f"first: {size} is outside 0 to {most}; a filter tells the rest apart", asked.origin, "first"
            )
        return size

    size = default if given is None else given
    return context.param(size, Kind.INT, asked.origin, argument="first", convert=convert)


def counts_of(by: By) -> tuple[int, int]:
    """How many counts a facet gives where it is not said how many, and how many it may give."""
    return (DEFAULT_PERIODS, MAX_PERIODS) if isinstance(by, ByDate) else (DEFAULT_COUNTS, MAX_COUNTS)
