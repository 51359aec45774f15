"""The status of an event on a day, what each side had said by then, and the statements that decided."""

from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    null,
    or_,
    select,
    true,
    union_all,
)

from db.models import Relation, Term
from db.status.disputes import coded
from db.status.independence import RESTS_ON, Disjoint, grounded, spokesmen
from db.status.pairing import pack, unpack
from db.status.rule import RANK, narrates, positions_taken, witnesses
from db.status.sides import SIDES, UNDETERMINED, code_of, tree
from db.status.testimony import FIRMNESS, testimony
from db.status.timeline import changes, value_of, value_spans
from db.status.with_clause import WithClause, in_order, number, table
from db.vocabulary import codes


def status(event_id: ColumnElement[int], as_of: ColumnElement[date] | None = None) -> Select[Any]:
    """One row, whether or not anything was said.

    `value`, `rule` (the value's definition) and `since`, the first day of its present run (null: it was never
    otherwise); `disputed`, on any aspect; `possibly_earlier`, whether there is a statement on the occurrence
    that may have been made by the day but is not counted, as it may have been made later. Then what was
    counted: `statements`; their `originators`; and `independent_originators`, those of them of whom at least
    one of these statements neither repeats another nor is based on one.
    """
    clause = WithClause(event_id, as_of)
    events = tree(clause)
    said = testimony(clause, events)
    change = changes(clause, *value_spans(clause, events, said))
    last = clause.add(
        "last",
        select(
            func.coalesce(func.max(case((change.c.is_last, change.c.rank))), RANK["UNREPORTED"]).label(
                "rank"
            ),
            func.max(case((change.c.rank != change.c.rank_before, change.c.day))).label("since"),
        ),
    )
    tally = _tally(clause, said)
    pair = clause.add("coded_pair", coded(clause, said))
    value, term = value_of(last.c.rank), table(Term)
    rule = select(term.c.definition).where(term.c.scheme == "event_status", term.c.code == value)
    return clause.before(
        select(
            value.label("value"),
            last.c.since,
            tally.c.possibly_earlier,
            or_(
                tally.c.opposed,
                exists().where(pair.c.until > clause.day),
            ).label("disputed"),
            tally.c.statements,
            tally.c.originators,
            tally.c.independent_originators,
            rule.scalar_subquery().label("rule"),
        ).select_from(in_order(last, (tally, true())))
    )


def _tally(clause: WithClause, said: CTE) -> CTE:
    """One row: what `status` counts, and `opposed`: whether anybody denies what another affirms."""
    rests = table(Relation, "rests_on_any")
    original = ~exists().where(rests.c.statement_id == said.c.statement_id, rests.c.kind.in_(RESTS_ON))
    said = clause.add(
        "tallied",
        select(
            said.c.statement_id,
            said.c.source_id,
            said.c.aspect,
            said.c.strength,
            said.c.said,
            case((original, said.c.source_id)).label("original_id"),
        ).where(said.c.until > clause.day, said.c.said < said.c.until),
    )
    counted, occurrence = said.c.said <= clause.day, said.c.aspect == "OCCURRENCE"
    counts = and_(counted, occurrence)
    committed = case((and_(counted, said.c.strength != 0), said.c.source_id))
    strength = case((counted, said.c.strength))
    by_aspect = clause.add(
        "by_aspect",
        select(
            # One of them affirms, another denies, and they are not one and the same.
            and_(
                func.max(strength) > 0, func.min(strength) < 0, func.min(committed) != func.max(committed)
            ).label("opposed"),
            func.max(case((and_(occurrence, ~counted), 1), else_=0)).label("perhaps"),
            func.count(case((counts, said.c.statement_id)).distinct()).label("statements"),
            func.count(case((counts, said.c.source_id)).distinct()).label("originators"),
            func.count(case((counts, said.c.original_id)).distinct()).label("independent_originators"),
        ).group_by(said.c.aspect),
    )
    count = ("statements", "originators", "independent_originators")
    return clause.add(
        "tally",
        select(
            (func.coalesce(func.max(case((by_aspect.c.opposed, 1))), 0) == 1).label("opposed"),
            (func.coalesce(func.max(by_aspect.c.perhaps), 0) == 1).label("possibly_earlier"),
            *(func.coalesce(func.max(by_aspect.c[name]), 0).label(name) for name in count),
        ),
    )


def positions(event_id: ColumnElement[int], as_of: ColumnElement[date] | None = None) -> Select[Any]:
    """Rows (`side`, `commitment`, `explicit`, `statements`, `affirming`, `denying`), one for each side heard.

    `commitment` is the firmest that the side took to the event's occurrence: CERTAIN_NOT is a firm denial. Of
    equally firm ones the explicit comes first, then the affirmation. The counts are of statements, of which
    one with several originators may both affirm and deny. In the order of the vocabulary.
    """
    clause = WithClause(event_id, as_of)
    events = tree(clause)
    position = positions_taken(clause, events, testimony(clause, events))
    # Firmness, explicitness and direction in one number, whose greatest is the strongest.
    scores = {
        4 * abs(strength) + 2 * explicit + (strength > 0): (commitment, explicit)
        for commitment, strength in FIRMNESS.items()
        for explicit in (False, True)
    }
    explicit = case((position.c.explicit, 2), else_=0)
    affirms = case((position.c.strength > 0, 1), else_=0)
    side = case((narrates(position), UNDETERMINED), else_=position.c.side)
    taken = clause.add(
        "taken",
        select(
            side.label("side"),
            func.max(4 * func.abs(position.c.strength) + explicit + affirms).label("score"),
            func.count(position.c.statement_id.distinct()).label("statements"),
            func.count(case((position.c.strength > 0, position.c.statement_id)).distinct()).label(
                "affirming"
            ),
            func.count(case((position.c.strength < 0, position.c.statement_id)).distinct()).label("denying"),
        )
        .where(position.c.until > clause.day)
        .group_by(side),
    )
    commitment = {score: commitment for score, (commitment, _) in scores.items()}
    return clause.before(
        select(
            code_of(taken.c.side).label("side"),
            case(commitment, value=taken.c.score).label("commitment"),
            taken.c.score.in_([score for score, (_, said) in scores.items() if said]).label("explicit"),
            taken.c.statements,
            taken.c.affirming,
            taken.c.denying,
        ).order_by(
            case({SIDES.index(code): place for place, code in enumerate(codes("side"))}, value=taken.c.side)
        )
    )


def deciding(event_id: ColumnElement[int], as_of: ColumnElement[date] | None = None) -> Select[Any]:
    """Rows (`statement_id`, `said`): the statements by which the rule of the day's status holds.

    In the order of `said`, the last day on which the statement may have been made, then of the keys. Nothing
    decides that an event is unreported.
    """
    clause = WithClause(event_id, as_of)
    events = tree(clause)
    said = testimony(clause, events)
    position = positions_taken(clause, events, said)
    still = clause.add("still", select(position).where(position.c.until > clause.day))
    testifying = witnesses(clause, events, said)
    witness = grounded(
        clause, clause.add("witness_still", select(testifying).where(testifying.c.until > clause.day))
    )
    speaker = spokesmen(clause, witness)
    packed = pack(clause, speaker, true())
    partner, of_partner = unpack(packed, speaker, 0)
    partnered = clause.add(
        "partnered",
        select(
            witness.c.statement_id,
            witness.c.source_id,
            witness.c.common,
            of_partner.source_id.label("partner_id"),
            of_partner.common.label("partner_common"),
        ).select_from(in_order(packed, (witness, true()), (partner, true()))),
    )
    borne_out = clause.add(
        "borne_out",
        select(partnered.c.statement_id).where(
            Disjoint(partnered.c.common, partnered.c.partner_common),
            partnered.c.source_id != partnered.c.partner_id,
        ),
    )
    # The positions, beside the statements that an independent witness bears out.
    together = clause.add(
        "still_borne_out",
        union_all(
            select(
                still.c.statement_id,
                still.c.said,
                still.c.alone,
                still.c.is_part,
                number(0).label("borne_out"),
            ),
            select(borne_out.c.statement_id, null(), null(), null(), number(1)),
        ),
    )
    same = together.c.is_part == 0
    by_both_sides = (
        func.max(case((and_(same, together.c.alone == RANK[value]), 1), else_=0)).over() == 1
        for value in ("ACKNOWLEDGED", "ALLEGED")
    )
    strongest = func.min(together.c.alone).over()
    by_witnesses = and_(strongest > RANK["CORROBORATED"], func.max(together.c.borne_out).over() == 1)
    judged = clause.add(
        "judged",
        select(
            together.c.statement_id,
            together.c.said,
            together.c.alone,
            together.c.is_part,
            func.max(together.c.borne_out).over(partition_by=together.c.statement_id).label("borne_out"),
            case(
                (and_(*by_both_sides), RANK["CONFIRMED"]),
                (by_witnesses, RANK["CORROBORATED"]),
                else_=strongest,
            ).label("rank"),
        ),
    )
    decides = or_(
        judged.c.alone == judged.c.rank,
        and_(judged.c.rank == RANK["CORROBORATED"], judged.c.borne_out == 1),
        and_(
            judged.c.rank == RANK["CONFIRMED"],
            judged.c.is_part == 0,
            judged.c.alone.in_((RANK["ACKNOWLEDGED"], RANK["ALLEGED"])),
        ),
    )
    return clause.before(
        select(judged.c.statement_id, judged.c.said)
        .where(judged.c.said.is_not(None), decides)
        .distinct()
        .order_by(judged.c.said, judged.c.statement_id)
    )
