"""Which witnesses are independent of each other.

Two are, when they are different sources and their statements have no ground in common: a statement's grounds
are itself and whatever it repeats or is based on, directly or through others, about this event or not.
"""

from typing import Any, Final

from sqlalchemy import CTE, Boolean, String, case, cast, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from db.models import Relation
from db.status.pairing import each_with_each
from db.status.with_clause import WithClause, earlier, in_order, later, table

RESTS_ON: Final = ("REPEATS", "BASED_ON")

# Comparing each witness with each would be quadratic, and an event may have a thousand. So those who have the
# same grounds in common with others, and are corrected on the same day, are stood for by the two earliest of
# different sources: whoever is independent of any of them is so, no later, of one of these two.
_STAND_FOR_ALL = 2


def grounded(clause: WithClause, witness: CTE) -> CTE:
    """Rows (`statement_id`, `source_id`, `said`, `until`, `common`): witnesses, and what they rest on.

    `common` lists those of its grounds that others have too: keys, as a JSON array in text.
    """
    rests = table(Relation, "rests")
    ground = clause.add_recursive(
        "ground",
        select(
            witness.c.statement_id,
            witness.c.source_id,
            witness.c.said,
            witness.c.until,
            witness.c.statement_id.label("ground_id"),
        ),
        lambda found: (
            select(found.c.statement_id, found.c.source_id, found.c.said, found.c.until, rests.c.other_id)
            .select_from(in_order(found, (rests, rests.c.statement_id == found.c.ground_id)))
            .where(rests.c.kind.in_(RESTS_ON))
        ),
    )
    # Of rows, not of statements: the originators of one statement have it in common.
    times = func.count().over(partition_by=ground.c.ground_id)
    counted = clause.add(
        "counted",
        select(ground, times.label("times")).order_by(
            ground.c.statement_id, ground.c.source_id, ground.c.ground_id
        ),
    )
    key = (counted.c.statement_id, counted.c.source_id, counted.c.said, counted.c.until)
    shared = case((counted.c.times > 1, cast(counted.c.ground_id, String)))
    return clause.add(
        "grounded",
        select(
            *key, ("[" + func.coalesce(func.aggregate_strings(shared, ","), "") + "]").label("common")
        ).group_by(*key),
    )


def spokesmen(clause: WithClause, witness: CTE) -> CTE:
    """The few of the witnesses that stand for all, with the same columns but `statement_id`."""
    group = (witness.c.until, witness.c.common)
    earliest = clause.add(
        "earliest",
        select(witness.c.source_id, *group, func.min(witness.c.said).label("said")).group_by(
            witness.c.source_id, *group
        ),
    )
    place = func.row_number().over(
        partition_by=(earliest.c.until, earliest.c.common), order_by=(earliest.c.said, earliest.c.source_id)
    )
    placed = clause.add("placed", select(earliest, place.label("place")))
    return clause.add(
        "spokesman",
        select(*(placed.c[column.name] for column in earliest.columns)).where(
            placed.c.place <= _STAND_FOR_ALL
        ),
    )


def borne_out(clause: WithClause, witness: CTE) -> CTE:
    """Rows (`said`, `until`): spans of days over which some two independent witnesses stood together."""
    one, other = each_with_each(clause, spokesmen(clause, witness))
    said, until = later(one.said, other.said), earlier(one.until, other.until)
    meeting = clause.add(
        "meeting",
        select(said.label("said"), until.label("until")).where(
            Disjoint(one.common, other.common), one.source_id < other.source_id
        ),
    )
    return clause.add("borne_out", select(meeting).where(meeting.c.said < meeting.c.until))


class Disjoint(FunctionElement[bool]):
    """Whether two witnesses, by their `common`, have no ground in common."""

    type = Boolean()
    inherit_cache = True


@compiles(Disjoint, "sqlite")
def _disjoint_sqlite(element: Disjoint, compiler: SQLCompiler, **options: Any) -> str:
    one, other = (compiler.process(clause, **options) for clause in element.clauses)
    items = f"json_each({one}) AS status_of_one JOIN json_each({other}) AS status_of_other"
    # What is put in are expressions that SQLAlchemy rendered.
    return f"NOT EXISTS (SELECT 1 FROM {items} ON status_of_one.value = status_of_other.value)"  # noqa: S608


@compiles(Disjoint, "postgresql")
def _disjoint_postgresql(element: Disjoint, compiler: SQLCompiler, **options: Any) -> str:
    one, other = (
        f"string_to_array(btrim({compiler.process(each, **options)}, '[]'), ',')" for each in element.clauses
    )
    return f"NOT {one} && {other}"
