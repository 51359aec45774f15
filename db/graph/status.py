"""What can be asked of the status of an event: computed by ``db.status``, never stored."""

from typing import Any

from sqlalchemy import BigInteger, Column, Date, Select, Text, select

from db import status
from db.graph.declaration import Arguments, Computed, Entity, Kind, Leaf, Many, One, Order, Row, Rows
from db.graph.shared import code, text

# What an event's computed rows carry along, so that what hangs on them can be computed in turn.
CONTEXT = [Column("event_id", BigInteger), Column("as_of", Date)]


def _with_context(query: Select[Any], row: Row, arguments: Arguments) -> Select[Any]:
    rows = query.subquery("computed")
    return select(rows, row.c.id.label("event_id"), arguments["asOf"].label("as_of"))


def status_of(row: Row, arguments: Arguments) -> Select[Any]:
    """The status of the event at hand."""
    return _with_context(status.status(row.c.id, arguments["asOf"]), row, arguments)


def history_of(row: Row, _: Arguments) -> Select[Any]:
    """Every change of the status of the event at hand."""
    return status.history(row.c.id)


def disputes_of(row: Row, arguments: Arguments) -> Select[Any]:
    """The disputed aspects of the event at hand."""
    return _with_context(status.disputes(row.c.id, arguments["asOf"]), row, arguments)


EVENT_STATUS = Entity(
    "EventStatus",
    {
        "value": code("value", "event_status"),
        "rule": text("rule"),
        "asOf": Leaf("as_of", Kind.DATE),
        "since": Leaf("since", Kind.DATE, nullable=True),
        "possiblyEarlier": Leaf("possibly_earlier", Kind.BOOLEAN),
        "disputed": Leaf("disputed", Kind.BOOLEAN),
        "statementCount": Leaf("statements", Kind.INT),
        "independentOriginators": Leaf("independent_originators", Kind.INT),
        "bySide": Rows(
            "SidePosition",
            Computed(lambda row, _: status.positions(row.c.event_id, row.c.as_of)),
            many=True,
            order=("position",),
        ),
        "decidedBy": Many(
            "Statement",
            Order("status.deciding", ("said_earliest", "id")),
            link=Computed(lambda row, _: status.deciding(row.c.event_id, row.c.as_of)),
            far="statement_id",
            paged=False,
        ),
    },
    columns=[*CONTEXT, Column("value", Text)],
)

SIDE_POSITION = Entity(
    "SidePosition",
    {
        "side": code("side", "side"),
        "commitment": code("commitment", "commitment"),
        "stance": code("stance", "stance"),
        "explicit": Leaf("explicit", Kind.BOOLEAN),
        "statementCount": Leaf("statements", Kind.INT),
    },
)

STATUS_CHANGE = Entity(
    "StatusChange",
    {
        "on": Leaf("on", Kind.DATE),
        "value": code("value", "event_status"),
        "disputed": Leaf("disputed", Kind.BOOLEAN),
    },
)

DISPUTE = Entity(
    "Dispute",
    {
        "aspect": code("aspect", "aspect"),
        "since": Leaf("since", Kind.DATE),
        "contradictions": Rows(
            "Contradiction",
            Computed(lambda row, _: status.contradictions(row.c.event_id, row.c.as_of, row.c.aspect)),
            many=True,
            order=("since", "left_statement_id", "right_statement_id"),
        ),
    },
    columns=[*CONTEXT, Column("aspect", Text)],
)

CONTRADICTION = Entity(
    "Contradiction",
    {
        "aspect": code("aspect", "aspect"),
        "since": Leaf("since", Kind.DATE),
        "basis": code("basis", "dispute_basis"),
        "left": One("Statement", "left_statement_id"),
        "right": One("Statement", "right_statement_id"),
    },
)
