"""Totals of numbers: by measure and unit, each subject counted once, and a word where that is not enough.

The convention is that of the UCDP's conflict data: a low, a best and a high estimate for each event, each
summed by itself. Where several figures are about one subject, they are accounts of the same thing, hence
never added: the subject's low is the least that any of them gives, its high the greatest, and its best the
one number on which all agree. A bound that another figure rules out is none ("12" and "up to 5" have no low
together). A sum is given only where every subject has its part of it.
"""

from collections.abc import Callable

from db.compile.context import FACETS_ROOM, Context, nesting
from db.compile.facets import DEFAULT_COUNTS, MAX_COUNTS, Listed, first
from db.compile.lists import Items
from db.compile.scope import PartScope, Scope
from db.compile.selection import Field
from db.compile.sql import Json, Sql, joined, json_object
from db.graph.declaration import Entity, Member

MemberWriter = Callable[[Context, Entity, Member, Field, Scope | PartScope, Json], None]

COLUMNS = ("measure", "unit", "statement_id", "event_id", "location_id", "low", "best", "high")

# One subject of one measure. Its best is disputed where another is given, or a bound rules it out.
_SUBJECTS = """SELECT measure,unit,event_id,location_id,count(*) AS figures,
 CASE WHEN min(high)<min(coalesce(low,best)) THEN NULL ELSE min(coalesce(low,best)) END AS low,
 CASE WHEN max(low)>max(coalesce(high,best)) THEN NULL ELSE max(coalesce(high,best)) END AS high,
 CASE WHEN count(DISTINCT best)=1 AND coalesce(max(low)<=max(best),1=1)
 AND coalesce(min(high)>=max(best),1=1) THEN max(best) END AS best
 FROM {rows} GROUP BY measure,unit,event_id,location_id"""

# All that subjects of one kind are part of.
_AROUND = """SELECT s.measure,s.unit,a.part_of_id FROM {subjects} s JOIN {table} a ON a.id=s.{table}_id
 WHERE a.part_of_id IS NOT NULL
 UNION SELECT u.measure,u.unit,a.part_of_id FROM {around} u JOIN {table} a ON a.id=u.id
 WHERE a.part_of_id IS NOT NULL"""

_CONTAINED = """EXISTS(SELECT 1 FROM {around} u JOIN {subjects} o
 ON o.measure=u.measure AND o.unit=u.unit AND o.{table}_id=u.id
 WHERE u.measure=s.measure AND u.unit=s.unit)"""

_TOTALS = """SELECT s.measure AS measure,s.unit AS unit,sum(s.figures) AS figures,
 (SELECT count(DISTINCT k.statement_id) FROM {rows} k
 WHERE k.measure=s.measure AND k.unit=s.unit) AS statements,
 count(*) AS subjects,min(s.low) AS low,max(s.high) AS high,{sums},
 count(s.event_id)>0 AND count(s.location_id)>0 OR {contained} AS overlapping
 FROM {subjects} s GROUP BY s.measure,s.unit ORDER BY s.measure,s.unit LIMIT """


def totals(context: Context, listed: Listed, asked: Field, write_member: MemberWriter) -> Sql:
    """The JSON array of the totals of a list of figures, as one scalar subquery."""
    with nesting(context, asked.origin, connection=True, room=FACETS_ROOM):
        entity = context.entity(listed.entity.totals)
        alias = context.alias()
        scope = Scope(alias)
        json = json_object(
            asked.of(entity.name),
            lambda each, out: write_member(context, entity, entity.members[each.name], each, scope, out),
        )
        items = Items(f"o{alias}")
        array = context.dialect.array(items.add(json)).expression()
        source: Sql = ["(", *_query(context, listed, asked), f") {alias}"]
        return items.over(array, [*source, *joined("", scope.joins)])


def _query(context: Context, listed: Listed, asked: Field) -> Sql:
    rows, subjects = context.alias(), context.alias()
    around = {table: context.alias() for table in ("event", "location")}
    columns = {name: f"{listed.row}.{name}" for name in COLUMNS}
    query: Sql = [f"WITH RECURSIVE {rows} AS MATERIALIZED (", *listed.rows(columns)]
    query.append(f"),{subjects} AS MATERIALIZED ({_SUBJECTS.format(rows=rows)})")
    for table, name in around.items():
        text = _AROUND.format(subjects=subjects, table=table, around=name)
        query.append(f",{name}(measure,unit,id) AS ({text})")
    sums = ",".join(
        f"CASE WHEN count(s.{each})=count(*) THEN {context.dialect.total(f's.{each}')} END AS sum_{each}"
        for each in ("low", "best", "high")
    )
    contained = " OR ".join(
        _CONTAINED.format(around=name, subjects=subjects, table=table) for table, name in around.items()
    )
    text = _TOTALS.format(rows=rows, subjects=subjects, sums=sums, contained=contained)
    return [*query, " ", text, first(context, (DEFAULT_COUNTS, MAX_COUNTS), asked)]
