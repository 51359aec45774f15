"""How the status of an event went on: the days on which its value, or whether it is disputed, changed."""

from datetime import date
from typing import Any, Final

from sqlalchemy import CTE, ColumnElement, Select, and_, case, false, func, or_, select, true, union_all

from db.status.disputes import disputed_spans
from db.status.independence import borne_out, grounded
from db.status.rule import RANK, VALUES, positions_taken, witnesses
from db.status.sides import tree
from db.status.testimony import testimony
from db.status.with_clause import WithClause, in_order, number

_UNREPORTED: Final = number(RANK["UNREPORTED"])
# Beside the ranks of the rule, a span may show that some aspect of the event is in dispute.
_DISPUTED: Final = len(VALUES)


def history(event_id: ColumnElement[int], until: ColumnElement[date] | None = None) -> Select[Any]:
    """Rows (`day`, `value`, `disputed`), in the order of the days: what held from that day on.

    Before the first row the event is unreported and undisputed. Days after `until` are left out.
    """
    clause = WithClause(event_id, until)
    events = tree(clause)
    said = testimony(clause, events)
    disputed = disputed_spans(clause, said)
    in_dispute = select(number(_DISPUTED), number(0), disputed.c.said, disputed.c.until)
    change = changes(clause, *value_spans(clause, events, said), in_dispute)
    return clause.before(
        select(change.c.day, value_of(change.c.rank).label("value"), change.c.disputed)
        .where(or_(change.c.rank != change.c.rank_before, change.c.disputed != change.c.disputed_before))
        .order_by(change.c.day)
    )


def value_spans(clause: WithClause, events: CTE, said: CTE) -> tuple[Select[Any], ...]:
    """Rows (`rank`, `is_part`, `said`, `until`): from when to when something spoke for a rank of the rule.

    Of the positions that speak for the same and are corrected on the same day the first tells all, so that
    of a thousand a handful is left.
    """
    position = positions_taken(clause, events, said)
    kind = (position.c.alone, position.c.is_part)
    corroborated = borne_out(clause, grounded(clause, witnesses(clause, events, said)))
    return (
        select(
            position.c.alone.label("rank"),
            position.c.is_part,
            func.min(position.c.said).label("said"),
            position.c.until,
        ).group_by(*kind, position.c.until),
        select(number(RANK["CORROBORATED"]), number(0), corroborated.c.said, corroborated.c.until),
    )


def changes(clause: WithClause, *spans: Select[Any]) -> CTE:
    """Rows (`day`, `rank`, `disputed`): the days on which a span begins or ends, and what holds from then on.

    With `rank_before` and `disputed_before`, which may be the same; and `is_last`. `rank` counts in
    `rule.VALUES`.
    """
    span = clause.add("span", union_all(*spans))
    # Each span opens on a day and closes on another: how many are open on a day is a running sum.
    step = clause.add_constant("step", union_all(select(number(1).label("open")), select(number(-1))))
    day = case((step.c.open == 1, span.c.said), else_=span.c.until)
    edge = clause.add(
        "edge",
        select(day.label("day"), step.c.open, span.c.rank, span.c.is_part)
        .select_from(in_order(span, (step, true())))
        .where(day <= clause.day),
    )

    def held(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return func.sum(case((and_(*conditions), edge.c.open), else_=0)).over(order_by=edge.c.day) > 0

    of_rank = {value: edge.c.rank == rank for value, rank in RANK.items()}
    by_both_sides = (held(of_rank[value], edge.c.is_part == 0) for value in ("ACKNOWLEDGED", "ALLEGED"))
    turn = clause.add(
        "turn",
        select(
            edge.c.day,
            case(
                (and_(*by_both_sides), RANK["CONFIRMED"]),
                *((held(of_rank[value]), RANK[value]) for value in VALUES[1:-1]),
                else_=_UNREPORTED,
            ).label("rank"),
            held(edge.c.rank == _DISPUTED).label("disputed"),
        ).distinct(),
    )
    return clause.add(
        "changes",
        select(
            *turn.columns,
            func.lag(turn.c.rank, 1, _UNREPORTED).over(order_by=turn.c.day).label("rank_before"),
            func.lag(turn.c.disputed, 1, false()).over(order_by=turn.c.day).label("disputed_before"),
            func.lead(turn.c.day).over(order_by=turn.c.day).is_(None).label("is_last"),
        ),
    )


def value_of(rank: ColumnElement[int]) -> ColumnElement[str]:
    """The code of the status (scheme ``event_status``)."""
    return case(dict(enumerate(VALUES)), value=rank)
