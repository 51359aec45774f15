"""What SQLite and PostgreSQL spell differently: JSON of a leaf, aggregation, cursors, bound values."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect as CoreDialect

from db.compile.sql import Json, Sql, Value
from db.graph.declaration import Kind

SEPARATOR = 31  # U+001F, between the parts of a cursor.


_QUOTED = (Kind.CODE, Kind.DATE, Kind.DATETIME)


@dataclass(frozen=True)
class Dialect:
    """One database's spelling."""

    name: Literal["sqlite", "postgresql"]
    core: CoreDialect
    # JSON text of a leaf, by kind, without its quotation marks if it is _QUOTED; `{}` is the expression.
    leaf: dict[Kind, str]
    aggregate: str
    # The JSON of the first and the last cursor of a page, null where it is empty.
    first: str
    last: str
    join_to_one: bool
    # Walks the link's index and probes the target, in this order, whatever the statistics say.
    ordered_join: str
    # Between tables that are read in this order, or on PostgreSQL in whichever it finds best.
    along: str
    # Looks up a row of a table, under an alias, by its key: one by one, however few the planner expects.
    join_by_key: str
    # Whether a comparison of several keys in a row is served from the index up to the last of them.
    seeks_rows: bool
    # The most values of a statement. A filter's stand in several places of it: where rows are chosen, where
    # they are counted, and where they are looked for beyond the page.
    parameters: int
    # Whether it knows how many rows to expect, and by that at which end of a relation to begin.
    has_statistics: bool
    # After a subquery, so that it is not answered for all rows at once.
    alone: str
    # Whether rows that come in order are not sorted again where that order is asked for.
    knows_order: bool
    # Whether a condition that reads no row is tested before anything is read.
    tests_first: bool
    # Whether plans are kept only where they look as cheap as those for the values at hand: then how many rows
    # are asked for has to have a bound that the plan can reckon with.
    reckons_limits: bool
    # Before a query in WITH that is read once: whether its rows are kept.
    read_once: str
    # Whether they are found once for all that read them, also where they belong to a row outside.
    finds_once: bool
    # What rows are grouped by, once they are found: no reason to go along an index of it.
    ungrouped: str
    # Whether the full-text index gives what it finds in the order of its keys.
    words_in_order: bool
    hex: Callable[[str], str]
    text: str
    # A number as text, the same on both: 180, not 180.0.
    number: Callable[[str], str]
    # A sum in 12 digits, so that the order of adding cannot be seen in it.
    total: Callable[[str], str]
    # The place of one text in another, 0 where it is not there.
    find: str
    # The least of several numbers, and a number that is not negative as the nearest whole one, halves up.
    least: str
    whole: str
    bind_date: Callable[[date], Any]
    bind_time: Callable[[datetime], Any]
    # What names a table even where a common table expression has its name.
    own: str

    def json(self, expression: str, kind: Kind, nullable: bool) -> Json:
        """The JSON of a leaf; never NULL, which would swallow the whole concatenation."""
        result = Json()
        text = self.leaf[kind].format(expression)
        if not nullable and kind in _QUOTED:
            # Apart, so that the marks join what is known around them.
            result.text('"')
            result.sql([text])
            result.text('"')
        elif not nullable or (self.name == "sqlite" and kind is Kind.STRING):
            result.sql([text])  # json_quote(NULL) is 'null'
        elif kind is Kind.BOOLEAN:
            result.sql([f"CASE WHEN {expression} IS NULL THEN 'null' ELSE {text} END"])
        else:
            quoted = f"'\"'||{text}||'\"'" if kind in _QUOTED else text
            result.sql([f"coalesce({quoted},'null')"])
        result.value = self._value(expression, kind, result)
        return result

    def _value(self, expression: str, kind: Kind, json: Json) -> Value | None:
        """What makes the leaf in an object that the database puts together itself."""
        if self.name != "sqlite":
            return None
        if kind in (Kind.BOOLEAN, Kind.FLOAT):
            return Value(["json(", *json.expression(), ")"])
        return Value([self.leaf[kind].format(expression) if kind in _QUOTED else expression])

    def array(self, item: Sql) -> Json:
        """A JSON array of the expression ``item`` over the rows at hand, in their order."""
        before, _, after = self.aggregate.partition("{}")
        result = Json()
        result.text("[")
        result.sql([f"coalesce({before}", *item, f"{after},'')"])
        result.text("]")
        return result


SQLITE = Dialect(
    name="sqlite",
    core=sqlite.dialect(paramstyle="named"),
    leaf={
        Kind.STRING: "json_quote({})",
        Kind.CODE: "{}",
        Kind.DATE: "{}",
        Kind.DATETIME: "replace(substr({},1,19),' ','T')||'Z'",
        Kind.INT: "CAST({} AS TEXT)",
        Kind.FLOAT: "CAST({} AS TEXT)",
        Kind.BOOLEAN: "CASE WHEN {} THEN 'true' ELSE 'false' END",
    },
    aggregate="group_concat({},',')",
    # SQLite's aggregates keep no array: the cursors are joined and one end taken off.
    first="""coalesce('["'||group_concat({},'","')||'"]'->'$[0]','null')""",
    last="""coalesce('["'||group_concat({},'","')||'"]'->'$[#-1]','null')""",
    join_to_one=True,
    ordered_join="CROSS JOIN",
    along=" CROSS JOIN ",
    join_by_key=" CROSS JOIN {0} {1} ON {1}.id={2}",
    # The last key of most is the rowid, which it leaves out.
    seeks_rows=False,
    parameters=250_000,  # a SQLite that was built with fewer says so itself
    has_statistics=False,
    alone="",
    knows_order=False,
    tests_first=False,
    reckons_limits=False,
    # Else it would go along the index by which they are grouped, and so read all there are.
    read_once="MATERIALIZED ",
    finds_once=False,
    ungrouped="+{}",
    words_in_order=True,
    hex="hex({})".format,
    text="{}",
    number="CASE WHEN {0}=CAST({0} AS INTEGER) THEN CAST({0} AS INTEGER) ELSE {0} END".format,
    total="CAST(printf('%.12g',sum({0})) AS REAL)".format,
    find="instr",
    least="min",
    whole="CAST({}+0.5 AS INTEGER)",
    bind_date=date.isoformat,
    bind_time=lambda value: value.isoformat(" ", "microseconds"),
    own="main.{}",
)

POSTGRESQL = Dialect(
    name="postgresql",
    core=postgresql.dialect(paramstyle="named"),  # type: ignore[no-untyped-call]
    leaf={
        Kind.STRING: "to_json({}::text)::text",
        Kind.CODE: "{}",
        Kind.DATE: "{}::text",
        Kind.DATETIME: """to_char({},'YYYY-MM-DD"T"HH24:MI:SS"Z"')""",
        Kind.INT: "{}::text",
        Kind.FLOAT: "{}::text",
        Kind.BOOLEAN: "CASE WHEN {} THEN 'true' ELSE 'false' END",
    },
    aggregate="string_agg({},',')",
    first="""coalesce('"'||(array_agg({}))[1]||'"','null')""",
    last="""coalesce('"'||(array_agg({}))[count(*)]||'"','null')""",
    join_to_one=False,
    ordered_join="JOIN",
    along=", ",
    # OFFSET keeps it from merging: where little is found, it would read the whole table beside it.
    join_by_key=" CROSS JOIN LATERAL (SELECT * FROM {0} WHERE {0}.id={2} OFFSET 0) {1}",
    seeks_rows=True,
    parameters=65_535,  # counted in two bytes by its protocol
    has_statistics=True,
    alone=" OFFSET 0",
    knows_order=True,
    tests_first=True,
    reckons_limits=True,
    read_once="",
    finds_once=True,
    ungrouped="{}",
    words_in_order=False,
    hex="upper(encode(convert_to({},'UTF8'),'hex'))".format,
    text="{}::text",
    number="{}::text".format,
    total=(
        "(CASE WHEN sum({0}::numeric)=0 THEN 0 ELSE round(sum({0}::numeric),"
        "11-floor(log(abs(sum({0}::numeric))))::int) END)::float8"
    ).format,
    find="strpos",
    least="least",
    whole="CAST(floor({}+0.5) AS bigint)",
    bind_date=lambda value: value,
    bind_time=lambda value: value,
    # A common table expression that is not recursive does not see itself, nor those after it.
    own="{}",
)

DIALECTS: dict[str, Dialect] = {dialect.name: dialect for dialect in (SQLITE, POSTGRESQL)}
