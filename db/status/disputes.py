"""Where originators disagree about an event, aspect by aspect.

They do where one affirms what another denies, or where their statements are coded as contradicting each
other. What affirms that a part of the event occurs speaks for the whole, as in the status rule; but a coded
contradiction counts only where both statements bear on this same event.
"""

from datetime import date
from typing import Any, Final

from sqlalchemy import CTE, ColumnElement, Select, case, exists, func, select, union_all

from db.models import Attribution, Bearing, Relation, Statement
from db.status.pairing import Row, each_with_each
from db.status.sides import tree
from db.status.testimony import corrected, heard, testimony
from db.status.with_clause import Outer, WithClause, earlier, in_order, later, number, table
from db.vocabulary import codes

# On what a dispute rests, the plainest first: the article says that the statements contradict each other; we
# infer it from what they say; or one affirms what the other denies.
BASES: Final = ("STATED", "INFERRED", "OPPOSED")
_NUMBER_OF: Final = {basis: place for place, basis in enumerate(BASES)}

# Whoever opposes any of those who say the same opposes, no later, one of the two earliest of them.
_STAND_FOR_ALL = 2


def disputes(event_id: ColumnElement[int], as_of: ColumnElement[date] | None = None) -> Select[Any]:
    """Rows (`aspect`, `since`, `basis`): each aspect in dispute on the day, in the order of the vocabulary.

    `since` is the first day of the present dispute; `basis` the plainest on which it rests that day.
    """
    clause = WithClause(event_id, as_of)
    span = disputed_spans(clause, testimony(clause, tree(clause)))
    reached = func.max(span.c.until).over(
        partition_by=span.c.aspect, order_by=(span.c.said, span.c.until, span.c.basis), rows=(None, -1)
    )
    chained = clause.add("chained", select(span, reached.label("reached")))
    # A dispute begins anew with a span to which none before it reaches.
    begins = chained.c.reached.is_(None) | (chained.c.reached < chained.c.said)
    lasts = chained.c.until > clause.day
    return clause.before(
        select(
            chained.c.aspect,
            func.max(case((begins, chained.c.said))).label("since"),
            _basis(func.min(case((lasts, chained.c.basis)))).label("basis"),
        )
        .group_by(chained.c.aspect)
        .having(func.max(chained.c.until) > clause.day)
        .order_by(_place_of(chained.c.aspect))
    )


def contradictions(
    event_id: ColumnElement[int],
    as_of: ColumnElement[date] | None = None,
    aspect: ColumnElement[str] | None = None,
) -> Select[Any]:
    """Rows (`left_statement_id`, `right_statement_id`, `aspect`, `since`, `basis`): statements that disagree.

    Each pair comes once for an aspect, the smaller key on the left, `since` the day by which both were said;
    in the order of the aspects, then of the days, then of the keys.
    """
    clause = WithClause(event_id, as_of)
    said = testimony(clause, tree(clause))
    aspects = [] if aspect is None else [said.c.aspect == Outer(aspect)]
    committed = clause.add(
        "committed",
        select(
            said.c.statement_id, said.c.source_id, said.c.aspect, said.c.strength, said.c.said, said.c.until
        ).where(said.c.strength != 0, said.c.until > clause.day, *heard(said, clause.day), *aspects),
    )
    pair = clause.add("pair", union_all(_opposed(clause, committed), coded(clause, said)))
    swapped = pair.c.right_id < pair.c.left_id
    left = case((swapped, pair.c.right_id), else_=pair.c.left_id)
    right = case((swapped, pair.c.left_id), else_=pair.c.right_id)
    ordered = clause.add(
        "ordered",
        select(
            left.label("left_id"), right.label("right_id"), pair.c.aspect, pair.c.said, pair.c.basis
        ).where(pair.c.until > clause.day, *([] if aspect is None else [pair.c.aspect == Outer(aspect)])),
    )
    key = (ordered.c.left_id, ordered.c.right_id, ordered.c.aspect)
    return clause.before(
        select(
            ordered.c.left_id.label("left_statement_id"),
            ordered.c.right_id.label("right_statement_id"),
            ordered.c.aspect,
            func.min(ordered.c.said).label("since"),
            _basis(func.min(ordered.c.basis)).label("basis"),
        )
        .group_by(*key)
        .order_by(_place_of(ordered.c.aspect), func.min(ordered.c.said), *key[:2])
    )


def disputed_spans(clause: WithClause, said: CTE) -> CTE:
    """Rows (`aspect`, `basis`, `said`, `until`): spans of days over which an aspect was in dispute.

    `said` is as from `testimony.testimony`; `basis` counts in BASES. Spans may touch and overlap.
    """
    affirms = case((said.c.strength > 0, 1), else_=-1)
    voice = clause.add(
        "voice",
        select(
            func.min(said.c.statement_id).label("statement_id"),
            said.c.source_id,
            said.c.aspect,
            affirms.label("strength"),
            func.min(said.c.said).label("said"),
            said.c.until,
        )
        .where(said.c.strength != 0, *heard(said, clause.day))
        .group_by(said.c.source_id, said.c.aspect, affirms, said.c.until),
    )
    place = func.row_number().over(
        partition_by=(voice.c.aspect, voice.c.strength, voice.c.until),
        order_by=(voice.c.said, voice.c.source_id),
    )
    placed = clause.add("voice_placed", select(voice, place.label("place")))
    leading = clause.add(
        "leading",
        select(*(placed.c[column.name] for column in voice.columns)).where(placed.c.place <= _STAND_FOR_ALL),
    )
    pair = clause.add("pair", union_all(_opposed(clause, leading), coded(clause, said)))
    return clause.add(
        "disputed",
        select(pair.c.aspect, pair.c.basis, func.min(pair.c.said).label("said"), pair.c.until).group_by(
            pair.c.aspect, pair.c.basis, pair.c.until
        ),
    )


def coded(clause: WithClause, said: CTE) -> Select[Any]:
    """Pairs of `testimony` that a relation says contradict each other, as `_pairs` has them."""
    relation, bearing, statement, attribution = (
        table(model, f"contradicting_{model.__tablename__}")
        for model in (Relation, Bearing, Statement, Attribution)
    )
    one: dict[str, ColumnElement[Any]] = {
        name: said.c[name] for name in ("statement_id", "source_id", "said", "until")
    }
    other: dict[str, ColumnElement[Any]] = {
        "statement_id": statement.c.id,
        "source_id": attribution.c.source_id,
        "said": statement.c.said_latest,
        "until": corrected(statement),
    }
    sides = {"one": one, "other": other}
    contradicting = clause.add(
        "contradicting",
        select(
            relation.c.aspect,
            relation.c.basis,
            *(column.label(f"{side}_{name}") for side, row in sides.items() for name, column in row.items()),
        )
        .select_from(
            in_order(
                said,
                (relation, relation.c.statement_id == said.c.statement_id),
                (statement, statement.c.id == relation.c.other_id),
                (attribution, attribution.c.statement_id == statement.c.id),
            )
        )
        .where(
            said.c.is_part == 0,
            relation.c.kind == "CONTRADICTS",
            relation.c.aspect.is_not(None),
            attribution.c.role == "ORIGINATOR",
            exists().where(bearing.c.statement_id == statement.c.id, bearing.c.event_id == clause.event_id),
        ),
    )
    left, right = (
        Row(**{name: contradicting.c[f"{side}_{name}"] for name in row}) for side, row in sides.items()
    )
    basis = case(_NUMBER_OF, value=contradicting.c.basis)
    return _pairs(clause, left, right, contradicting.c.aspect, basis)


def _opposed(clause: WithClause, said: CTE) -> Select[Any]:
    """Pairs of which the left affirms what the right denies, as `_pairs` has them."""
    one, other = each_with_each(clause, said, said.c.strength > 0, said.c.strength < 0)
    basis = number(_NUMBER_OF["OPPOSED"])
    return _pairs(clause, one, other, one.aspect, basis).where(one.aspect == other.aspect)


def _pairs(
    clause: WithClause, one: Row, other: Row, aspect: ColumnElement[str], basis: ColumnElement[int]
) -> Select[Any]:
    """Rows (`left_id`, `right_id`, `aspect`, `basis`, `said`, `until`): two sources, while both stood."""
    said, until = later(one.said, other.said), earlier(one.until, other.until)
    return select(
        one.statement_id.label("left_id"),
        other.statement_id.label("right_id"),
        aspect.label("aspect"),
        basis.label("basis"),
        said.label("said"),
        until.label("until"),
    ).where(one.source_id != other.source_id, said < until, said <= clause.day)


def _basis(place: ColumnElement[int]) -> ColumnElement[str]:
    return case(dict(enumerate(BASES)), value=place)


def _place_of(aspect: ColumnElement[str]) -> ColumnElement[int]:
    return case({code: place for place, code in enumerate(codes("aspect"))}, value=aspect)
