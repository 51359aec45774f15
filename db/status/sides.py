"""On which side of an event a source stands.

The first of these that says anything: a side given for the event, or else what part the source takes in it;
the same of an organisation that it belongs to, the nearest first; the same in the parts of the event.
Otherwise a source that has a name is uninvolved, and of one that has none nobody can tell.
"""

from typing import Any, Final

from sqlalchemy import CTE, ColumnElement, Select, case, func, null, select, union, union_all

from db.models import Affiliation, Attribution, Bearing, Event, Participation, Side, Source
from db.status.with_clause import NO_NUMBER, Outer, WithClause, in_order, number, table

# Where a source is given several sides from equally near, the first of these counts: whoever takes part does
# not become a bystander by another of its roles.
SIDES: Final = ("PERFORMER", "OPPOSING", "UNDETERMINED", "UNINVOLVED")
PERFORMER, OPPOSING, UNDETERMINED, UNINVOLVED = range(len(SIDES))

# To gain by an event is not to do it, so a beneficiary's word is no admission; but neither a beneficiary nor
# another party is a bystander.
SIDE_OF_ROLE: Final = {
    "PERFORMER": PERFORMER,
    "TARGET": OPPOSING,
    "BENEFICIARY": UNDETERMINED,
    "OTHER_PARTY": UNDETERMINED,
}

# A person, a department, a ministry, a government, a state are four steps. There is a limit because two
# organisations may, by mistake, each belong to the other.
MOST_STEPS: Final = 8

# A standing is one number, the smaller the stronger. Its digits, from the last: the side; whether it is not
# given but follows from a participation; the steps to the organisation; whether it is in a part of the event.
_FOLLOWS, _STEP, _IN_A_PART = 10, 100, 1000


def side_of(event_id: ColumnElement[int], source_id: ColumnElement[int]) -> Select[Any]:
    """One row: `side`, the code (scheme ``side``) of where the source stands. No row: no such source."""
    clause = WithClause(event_id)
    source = table(Source)
    asked = clause.add("asked", select(source.c.id.label("source_id")).where(source.c.id == Outer(source_id)))
    sided = with_side(clause, "sided", tree(clause), asked)
    return clause.before(select(code_of(sided.c.side).label("side")))


def sides(event_id: ColumnElement[int]) -> Select[Any]:
    """Rows (`source_id`, `side`): all that are given a side, take part, or originate a statement.

    In the order of `source_id`. What is said and done in the parts of the event counts as well.
    """
    clause = WithClause(event_id)
    events = tree(clause)
    given, taken = table(Side, "given"), table(Participation, "taken")
    bearing, attribution = table(Bearing), table(Attribution)
    spoken = in_order(
        events,
        (bearing, bearing.c.event_id == events.c.id),
        (attribution, attribution.c.statement_id == bearing.c.statement_id),
    )
    asked = clause.add(
        "asked",
        union(
            select(attribution.c.source_id).select_from(spoken).where(attribution.c.role == "ORIGINATOR"),
            *(
                select(each.c.source_id).select_from(in_order(events, (each, each.c.event_id == events.c.id)))
                for each in (given, taken)
            ),
        ),
    )
    sided = with_side(clause, "sided", events, asked)
    return clause.before(
        select(sided.c.source_id, code_of(sided.c.side).label("side")).order_by(sided.c.source_id)
    )


def tree(clause: WithClause) -> CTE:
    """Rows (`id`, `is_part`): the event, and 1 for each of its parts, and of theirs.

    What is only planned, feared or imagined is no part of what happens.
    """
    whole, part = table(Event, "whole"), table(Event, "part")
    return clause.add_recursive(
        "tree",
        select(whole.c.id, number(0).label("is_part")).where(whole.c.id == clause.event_id),
        lambda above: (
            select(part.c.id, number(1).label("is_part"))
            .select_from(in_order(above, (part, part.c.part_of_id == above.c.id)))
            .where(part.c.modality != "HYPOTHETICAL")
        ),
    )


def with_side(clause: WithClause, name: str, events: CTE, rows: CTE) -> CTE:
    """The rows, which have a `source_id`, with the source's `named` and, as a number, its `side`.

    `events` is as from `tree`.
    """
    standing = _standings(clause, name, events, rows)
    own = [column for column in rows.columns if column.name != "source_id"]
    together = clause.add(
        f"{name}_together",
        union_all(
            select(rows.c.source_id, *own, number(1).label("is_row"), NO_NUMBER.label("number")),
            select(standing.c.source_id, *(null() for _ in own), number(0), standing.c.number),
        ),
    )
    least = func.min(together.c.number).over(partition_by=together.c.source_id)
    ranked = clause.add(f"{name}_ranked", select(*together.columns, least.label("least")))
    source = table(Source)
    # Without the operator %, which one of the drivers wants escaped.
    decided = ranked.c.least - ranked.c.least // _FOLLOWS * _FOLLOWS
    side = func.coalesce(decided, case((source.c.named, UNINVOLVED), else_=UNDETERMINED))
    return clause.add(
        name,
        select(*(ranked.c[column.name] for column in rows.columns), source.c.named, side.label("side"))
        .select_from(in_order(ranked, (source, source.c.id == ranked.c.source_id)))
        .where(ranked.c.is_row == 1),
    )


def _standings(clause: WithClause, name: str, events: CTE, rows: CTE) -> CTE:
    """Rows (`source_id`, `number`): what speaks for a side of a source of the rows; the least decides."""
    given, taken = table(Side), table(Participation)
    in_a_part = events.c.is_part * _IN_A_PART
    sides_by_code = {code: side for side, code in enumerate(SIDES)}
    standing = clause.add(
        f"{name}_standing",
        union_all(
            select(
                given.c.source_id, (case(sides_by_code, value=given.c.side) + in_a_part).label("number")
            ).select_from(in_order(events, (given, given.c.event_id == events.c.id))),
            select(
                taken.c.source_id, case(SIDE_OF_ROLE, value=taken.c.role) + _FOLLOWS + in_a_part
            ).select_from(in_order(events, (taken, taken.c.event_id == events.c.id))),
        ),
    )
    event, affiliation = table(Event, "dated"), table(Affiliation)
    begun = select(event.c.occurred_earliest).where(event.c.id == clause.event_id).scalar_subquery()
    member = clause.add_recursive(
        f"{name}_member",
        select(rows.c.source_id, rows.c.source_id.label("member_of"), number(0).label("steps")),
        lambda below: (
            select(below.c.source_id, affiliation.c.organisation_id, (below.c.steps + 1).label("steps"))
            .select_from(in_order(below, (affiliation, affiliation.c.source_id == below.c.member_of)))
            .where(affiliation.c.span_latest >= begun, below.c.steps < MOST_STEPS)
        ),
    )
    # Each membership beside the standing of the organisation.
    together = clause.add(
        f"{name}_member_standing",
        union_all(
            select(*member.columns, NO_NUMBER.label("number")),
            select(NO_NUMBER, standing.c.source_id, NO_NUMBER, standing.c.number),
        ),
    )
    least = func.min(together.c.number).over(partition_by=together.c.member_of)
    ranked = clause.add(
        f"{name}_member_ranked",
        select(together.c.source_id, (together.c.steps * _STEP + least).label("number")),
    )
    return clause.add(
        f"{name}_through",
        select(*ranked.columns).where(ranked.c.source_id.is_not(None), ranked.c.number.is_not(None)),
    )


def code_of(side: ColumnElement[int]) -> ColumnElement[str]:
    """The code (scheme ``side``) of a side that is a number."""
    return case(dict(enumerate(SIDES)), value=side)
