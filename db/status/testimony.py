"""What has been said of an event, one row for each originator of a statement and aspect that it bears on."""

from datetime import date
from typing import Final

from sqlalchemy import CTE, ColumnElement, and_, case, func, or_, select
from sqlalchemy.sql.selectable import NamedFromClause

from db.models import Article, Attribution, Bearing, Relation, Statement
from db.status.with_clause import NEVER, WithClause, in_order, table

CERTAIN, PROBABLE, POSSIBLE = 3, 2, 1

# How firmly an originator holds its proposition, below zero where it holds that it is not so.
FIRMNESS: Final = {
    "CERTAIN": CERTAIN,
    "PROBABLE": PROBABLE,
    "POSSIBLE": POSSIBLE,
    "UNCOMMITTED": 0,
    "POSSIBLE_NOT": -POSSIBLE,
    "PROBABLE_NOT": -PROBABLE,
    "CERTAIN_NOT": -CERTAIN,
}

# To be certain that a denial does not hold is to affirm, so the two multiply.
DIRECTION: Final = {"AFFIRMS": 1, "NEUTRAL": 0, "DENIES": -1}


def testimony(clause: WithClause, events: CTE) -> CTE:
    """Rows of what was said of `events` (see `sides.tree`) and may have been said by the clause's day.

    `statement_id`, `source_id`, `aspect`; `is_part` where it is said of a part of the event, which is kept
    only if it affirms that the part occurs; `strength` from 3 (certain) to -3 (certain that not), 0 without
    a view; `explicit`, `basis`; `own_voice` where the article itself speaks and did not witness. `said` is
    the day from which it has certainly been said, and `until` the day by which it was certainly corrected.
    """
    bearing, statement, article = table(Bearing), table(Statement), table(Article)
    attribution = table(Attribution)
    strength = case(DIRECTION, value=bearing.c.stance) * case(FIRMNESS, value=attribution.c.commitment)
    in_own_voice = and_(
        or_(attribution.c.source_id == article.c.publisher_id, statement.c.form == "NARRATOR"),
        attribution.c.basis != "WITNESSED",
    )
    return clause.add(
        "testimony",
        select(
            statement.c.id.label("statement_id"),
            attribution.c.source_id,
            bearing.c.aspect,
            events.c.is_part,
            strength.label("strength"),
            bearing.c.explicit,
            attribution.c.basis,
            in_own_voice.label("own_voice"),
            statement.c.said_latest.label("said"),
            corrected(statement).label("until"),
        )
        .select_from(
            in_order(
                events,
                (bearing, bearing.c.event_id == events.c.id),
                (statement, statement.c.id == bearing.c.statement_id),
                (article, article.c.id == statement.c.article_id),
                (attribution, attribution.c.statement_id == statement.c.id),
            )
        )
        .where(
            attribution.c.role == "ORIGINATOR",
            statement.c.said_earliest <= clause.day,
            or_(events.c.is_part == 0, and_(bearing.c.aspect == "OCCURRENCE", strength > 0)),
        ),
    )


def heard(said: CTE, day: ColumnElement[date]) -> tuple[ColumnElement[bool], ...]:
    """Conditions on rows of `testimony`: certainly said by the day, and not corrected before it was said."""
    return said.c.said <= day, said.c.said < said.c.until


def corrected(statement: NamedFromClause) -> ColumnElement[date]:
    """The day by which a correction had certainly been made; the first, and whatever came of it."""
    relation, correction = table(Relation, "corrects"), table(Statement, "correction")
    day = (
        select(func.min(correction.c.said_latest))
        .join_from(relation, correction, correction.c.id == relation.c.statement_id)
        .where(relation.c.other_id == statement.c.id, relation.c.kind == "CORRECTS")
        .correlate(statement)
    )
    return func.coalesce(day.scalar_subquery(), NEVER)
