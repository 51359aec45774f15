"""What can be asked of the status of an event: computed by ``db.status``, never stored."""

from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Date, Select, Text, case, select

from db import status
from db.graph.declaration import (
    Arguments,
    ByRelation,
    Computed,
    Entity,
    Kind,
    Leaf,
    Many,
    One,
    Order,
    Row,
    Rows,
)
from db.graph.shared import PAGED, by_code, code, text
from db.models import Statement
from db.vocabulary import codes

OLDEST = Order("contradiction", ("since", "left_statement_id", "right_statement_id", "aspect"))
# What an event's computed rows carry along, so that what hangs on them can be computed in turn.
CONTEXT: list[Column[Any]] = [Column("event_id", BigInteger), Column("as_of", Date)]


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
    query = status.disputes(row.c.id, arguments["asOf"])
    return _with_context(_placed(query, "aspect"), row, arguments)


def positions_of(row: Row, _: Arguments) -> Select[Any]:
    """What each side had said by the day of the status at hand."""
    return _placed(status.positions(row.c.event_id, row.c.as_of), "side")


def _placed(query: Select[Any], scheme: str) -> Select[Any]:
    """The query with each row's place in the vocabulary, for the order of a list."""
    place = {each: place for place, each in enumerate(codes(scheme))}
    return query.add_columns(case(place, value=query.selected_columns[scheme]).label("position"))


def contradictions_of(row: Row, arguments: Arguments) -> Select[Any]:
    """The pairs of statements that speak against each other on any aspect of the event at hand."""
    return status.contradictions(row.c.id, arguments["asOf"])


def _stance(row: Row) -> ColumnElement[str]:
    """A side's position is a commitment for or against the event, whatever the statements' wording."""
    against = row.c.commitment.in_(("CERTAIN_NOT", "PROBABLE_NOT", "POSSIBLE_NOT"))
    return case((row.c.commitment == "UNCOMMITTED", "NEUTRAL"), (against, "DENIES"), else_="AFFIRMS")


EVENT_STATUS = Entity(
    "Status",
    description="What was known on a day of whether an event happened. It is worked out anew for every "
    "request and never stored.",
    members={
        "value": code(
            "value", "event_status", description="The status: the first rule that applied that day."
        ),
        "rule": text("rule", description="The rule that gave the value, as a sentence."),
        "asOf": Leaf("as_of", Kind.DATE, description="The day asked about. 9999-12-31 where none was given."),
        "since": Leaf(
            "since",
            Kind.DATE,
            nullable=True,
            description="The first day from which the status has had this value without a break. Null where "
            "it never had another.",
        ),
        "possiblyEarlier": Leaf(
            "possibly_earlier",
            Kind.BOOLEAN,
            description="Whether a statement on the occurrence, left out because it may have been made "
            "later, may yet have been made by that day.",
        ),
        "disputed": Leaf(
            "disputed", Kind.BOOLEAN, description="Whether any aspect of the event was in dispute that day."
        ),
        "statementCount": Leaf(
            "statements",
            Kind.INT,
            description="How many statements on the event's occurrence had certainly been made by that day "
            "and not been corrected.",
        ),
        "independentOriginators": Leaf(
            "independent_originators",
            Kind.INT,
            description="How many originators of these statements made one that neither repeats another nor "
            "is based on one.",
        ),
        "bySide": Rows(
            "SidePosition",
            Computed(positions_of),
            many=True,
            order=("position",),
            description="The strongest position of each side that had spoken, in the order of the "
            "vocabulary: at most one entry for each.",
        ),
        "decidedBy": Many(
            "Statement",
            Order("status.deciding", ("said_earliest", "id")),
            link=Computed(lambda row, _: status.deciding(row.c.event_id, row.c.as_of)),
            far="statement_id",
            paged=False,
            description="The statements by which the rule applied, all of them, oldest first. None decides "
            "that an event is unreported.",
        ),
    },
    columns=[*CONTEXT, Column("value", Text)],
)

SIDE_POSITION = Entity(
    "SidePosition",
    description="The firmest position that any source of one side took to whether the event happened.",
    members={
        "side": code("side", "side", description="The side, in relation to those who do what the event is."),
        "commitment": code(
            "commitment",
            "commitment",
            description="The firmest that the side was that the event happened, or, as CERTAIN_NOT, that it "
            "did not.",
        ),
        "stance": Leaf(
            _stance,
            Kind.CODE,
            scheme="stance",
            description="Whether that position is for the event's having happened, against it, or neither.",
        ),
        "explicit": Leaf(
            "explicit",
            Kind.BOOLEAN,
            description="False where the position is only implied and not said outright.",
        ),
        "statementCount": Leaf(
            "statements",
            Kind.INT,
            description="How many statements on the occurrence the side's originators had made.",
        ),
    },
    columns=[Column("commitment", Text)],
)

STATUS_CHANGE = Entity(
    "StatusChange",
    description="A day on which the status of an event changed, or whether anything about it was disputed.",
    members={
        "on": Leaf("day", Kind.DATE, description="The first day on which it was so."),
        "value": code(
            "value", "event_status", description="The status from that day on, until the next change."
        ),
        "disputed": Leaf(
            "disputed",
            Kind.BOOLEAN,
            description="Whether any aspect of the event was in dispute from that day on.",
        ),
    },
)

DISPUTE = Entity(
    "Dispute",
    description="An aspect of an event on which originators disagree, shown and not resolved.",
    members={
        "aspect": code("aspect", "aspect", description="The aspect of the event that is in dispute."),
        "since": Leaf(
            "since", Kind.DATE, description="The first day of the present dispute: both had spoken by then."
        ),
        "contradictions": Many(
            "Contradiction",
            OLDEST,
            computed=Computed(
                lambda row, _: status.contradictions(row.c.event_id, row.c.as_of, row.c.aspect)
            ),
            description="The pairs of statements that speak against each other on the aspect, oldest first "
            f"by the day by which both had been made. {PAGED}",
        ),
    },
    columns=[*CONTEXT, Column("aspect", Text)],
)

CONTRADICTION = Entity(
    "Contradiction",
    description="Two statements of different originators that speak against each other on one aspect of an "
    "event.",
    members={
        "aspect": code("aspect", "aspect", description="The aspect on which they speak against each other."),
        "since": Leaf("since", Kind.DATE, description="The day by which both had certainly been made."),
        "basis": code(
            "basis",
            "dispute_basis",
            description="What shows it: the article says so, we infer it, or one affirms what the other "
            "denies.",
        ),
        "left": One(
            "Statement", "left_statement_id", description="The one of the two that was loaded first."
        ),
        "right": One("Statement", "right_statement_id", description="The one that was loaded later."),
    },
    columns=[
        Column("since", Date, nullable=False),
        Column("left_statement_id", BigInteger, nullable=False),
        Column("right_statement_id", BigInteger, nullable=False),
        Column("aspect", Text, nullable=False, info={"scheme": "aspect"}),
        Column("basis", Text, nullable=False, info={"scheme": "dispute_basis"}),
    ],
    filters={
        "aspect": by_code("aspect", "aspect", description="Matches the aspect on which they disagree."),
        "basis": by_code("basis", "dispute_basis", description="Matches what shows that they disagree."),
        "left": ByRelation(
            "Statement",
            ((Statement, "id", "left_statement_id"),),
            description="Keeps the pairs of which the statement that was loaded first matches.",
        ),
        "right": ByRelation(
            "Statement",
            ((Statement, "id", "right_statement_id"),),
            description="Keeps the pairs of which the statement that was loaded later matches.",
        ),
    },
)
