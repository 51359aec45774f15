"""What can be asked of events: who took part, where, and what was known of them on a date."""

from datetime import date

from db.graph.declaration import (
    Argument,
    ByColumn,
    ByDate,
    ByRelation,
    ByTree,
    Computed,
    Entity,
    Kind,
    Leaf,
    Many,
    One,
    Order,
    Part,
    Rows,
)
from db.graph.shared import BY_SLUG, SLUG, by_code, code, identifier, text
from db.graph.status import disputes_of, history_of, status_of
from db.models import Bearing, Event, Location, Participation, Placement, Source, Statement, StatementEvent

NEWEST = Order("event.occurred", ("occurred_earliest", "id"), descending=True)
AS_OF = {"asOf": Argument(Kind.DATE, default=date.max)}

EVENT = Entity(
    "Event",
    {
        "id": identifier("events"),
        "slug": SLUG,
        "title": text("title"),
        "summary": text("summary", nullable=True),
        "type": code("type", "event_type"),
        "modality": code("modality", "modality"),
        "occurred": Part("FactDate", "occurred_"),
        "partOf": One("Event", "part_of_id", nullable=True),
        "parts": Many("Event", NEWEST, (("part_of_id", "id"),)),
        "statements": Many(
            "Statement",
            Order("bearing.said", ("said_earliest", "statement_id"), descending=True, of_link=True),
            (("event_id", "id"),),
            link=StatementEvent,
            far="statement_id",
            edge={
                "bearings": Many(
                    "Bearing",
                    Order("bearing", ("aspect",)),
                    (("statement_id", "statement_id"), ("event_id", "event_id")),
                    paged=False,
                )
            },
            connection="EventStatement",
        ),
        "participations": Many("Participation", Order("participation", ("id",)), (("event_id", "id"),)),
        "placements": Many("Placement", Order("placement", ("id",)), (("event_id", "id"),)),
        "figures": Many("Figure", Order("figure", ("id",)), (("event_id", "id"),)),
        "sides": Many("Side", Order("side.source", ("source_id",)), (("event_id", "id"),)),
        "gaps": Many("Gap", Order("gap", ("id",)), (("event_id", "id"),)),
        "status": Rows("EventStatus", Computed(status_of, AS_OF), many=False),
        "statusHistory": Rows("StatusChange", Computed(history_of), many=True, order=("on",)),
        "disputes": Rows("Dispute", Computed(disputes_of, AS_OF), many=True, order=("position",)),
    },
    model=Event,
    plural="events",
    filters={
        "slug": BY_SLUG,
        "type": by_code("type", "event_type"),
        "modality": by_code("modality", "modality"),
        "occurred": ByDate("occurred"),
        "within": ByTree("part_of_id"),
        "location": ByRelation("Location", ((Placement, "event_id", "id"), (Location, "id", "location_id"))),
        "participant": ByRelation("Source", ((Participation, "event_id", "id"), (Source, "id", "source_id"))),
        "statement": ByRelation(
            "Statement",
            ((StatementEvent, "event_id", "id"), (Statement, "id", "statement_id")),
        ),
    },
    order=NEWEST,
)

BEARING = Entity(
    "Bearing",
    {
        "statement": One("Statement", "statement_id"),
        "event": One("Event", "event_id"),
        "aspect": code("aspect", "aspect"),
        "stance": code("stance", "stance"),
        "explicit": Leaf("explicit", Kind.BOOLEAN),
    },
    model=Bearing,
    filters={
        "aspect": by_code("aspect", "aspect"),
        "stance": by_code("stance", "stance"),
        "explicit": ByColumn("explicit", Kind.BOOLEAN),
    },
)

PARTICIPATION = Entity(
    "Participation",
    {
        "event": One("Event", "event_id"),
        "source": One("Source", "source_id"),
        "role": code("role", "participation_role"),
        "statement": One("Statement", "statement_id"),
    },
    model=Participation,
    filters={
        "role": by_code("role", "participation_role"),
        "source": ByRelation("Source", ((Source, "id", "source_id"),)),
        "event": ByRelation("Event", ((Event, "id", "event_id"),)),
    },
)

PLACEMENT = Entity(
    "Placement",
    {
        "event": One("Event", "event_id"),
        "location": One("Location", "location_id"),
        "role": code("role", "placement_role"),
        "statement": One("Statement", "statement_id"),
    },
    model=Placement,
    filters={
        "role": by_code("role", "placement_role"),
        "location": ByRelation("Location", ((Location, "id", "location_id"),)),
        "event": ByRelation("Event", ((Event, "id", "event_id"),)),
    },
)
