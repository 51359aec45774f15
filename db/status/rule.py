"""The status rule: which originators' positions make which status.

Each position alone would make some status. The strongest of these is the event's, except for two that take
more than one originator: CONFIRMED, a performer and an opponent; CORROBORATED, two witnesses who are
independent of each other.
"""

from typing import Final

from sqlalchemy import CTE, ColumnElement, and_, case, select, true

from db.status.sides import OPPOSING, PERFORMER, UNDETERMINED, UNINVOLVED, with_side
from db.status.testimony import CERTAIN, PROBABLE, heard
from db.status.with_clause import WithClause

# The first that applies is the status.
VALUES: Final = (
    "CONFIRMED",
    "ACKNOWLEDGED",
    "CORROBORATED",
    "REPORTED",
    "ALLEGED",
    "POSSIBLE",
    "NARRATED",
    "DENIED",
    "UNCERTAIN",
    "UNREPORTED",
)
RANK: Final = {value: rank for rank, value in enumerate(VALUES)}


def positions_taken(clause: WithClause, events: CTE, said: CTE) -> CTE:
    """The rows of `testimony.testimony` heard on the occurrence, with who the originator is to the event.

    That is `side` and `named`; and `alone`, the rank of the status that the position would make by itself.
    """
    return _positions(clause, "position", events, said, true())


def witnesses(clause: WithClause, events: CTE, said: CTE) -> CTE:
    """Those of the positions that make CORROBORATED together with another that is independent of it."""
    # So few qualify that to look for them first is quicker than to choose among all the positions.
    promising = and_(said.c.strength == CERTAIN, said.c.explicit, said.c.basis.in_(("WITNESSED", "DEDUCED")))
    position = _positions(clause, "testifying", events, said, promising)
    return clause.add(
        "witness", select(position).where(position.c.alone == RANK["REPORTED"], position.c.named)
    )


def _positions(clause: WithClause, name: str, events: CTE, said: CTE, condition: ColumnElement[bool]) -> CTE:
    heard_of = clause.add(
        f"{name}_heard",
        select(
            said.c.statement_id,
            said.c.source_id,
            said.c.is_part,
            said.c.strength,
            said.c.explicit,
            said.c.own_voice,
            said.c.said,
            said.c.until,
        ).where(said.c.aspect == "OCCURRENCE", *heard(said, clause.day), condition),
    )
    sided = with_side(clause, f"{name}_sided", events, heard_of)
    return clause.add(name, select(*sided.columns, _alone(sided).label("alone")))


def narrates(position: CTE) -> ColumnElement[bool]:
    """Whether an article speaks in its own voice, which is on no side: it passes on what others saw."""
    return and_(position.c.own_voice, position.c.side.in_((UNINVOLVED, UNDETERMINED)))


def _alone(position: CTE) -> ColumnElement[int]:
    """The rank of the status that the position would make if nobody else had spoken."""
    at = position.c
    certain, probable = at.strength == CERTAIN, at.strength >= PROBABLE
    return case(
        (and_(certain, at.explicit, at.side == PERFORMER), RANK["ACKNOWLEDGED"]),
        (and_(probable, at.explicit, at.side == UNINVOLVED, ~at.own_voice), RANK["REPORTED"]),
        (and_(certain, at.explicit, at.side == OPPOSING), RANK["ALLEGED"]),
        (and_(at.strength > 0, ~narrates(position)), RANK["POSSIBLE"]),
        (at.strength > 0, RANK["NARRATED"]),
        (at.strength < 0, RANK["DENIED"]),
        else_=RANK["UNCERTAIN"],
    )
