"""What can be asked of events: who took part, where, and what was known of them on a date."""

from datetime import date

from db.graph.declaration import (
    Argument,
    AsOf,
    Away,
    ByColumn,
    ByDate,
    ByRelation,
    ByTree,
    Computed,
    Entity,
    Kind,
    Leaf,
    Located,
    Many,
    One,
    Order,
    Part,
    Rows,
    Sort,
    to_many,
)
from db.graph.revision import history
from db.graph.shared import (
    AS_OF_WORD,
    BY_SLUG,
    LINK_BEARINGS,
    OF_ANY_ENTITY,
    PAGED,
    SLUG,
    alphabetical,
    by_code,
    by_text,
    by_words,
    code,
    first_day,
    identifier,
    said_by,
    text,
)
from db.graph.status import OLDEST, contradictions_of, disputes_of, history_of, status_of
from db.models import (
    Bearing,
    Event,
    Figure,
    Location,
    Participation,
    Placement,
    Source,
    Statement,
    StatementEvent,
)

NEWEST = Order("event.occurred", ("occurred_earliest", "id"), descending=True)
AS_OF = {
    "asOf": Argument(
        Kind.DATE,
        default=date.max,
        description="The day asked about: only what had certainly been said by its end counts. Left out, "
        "all that is held counts.",
    )
}

EVENT = Entity(
    "Event",
    description="Something that happened, goes on, may have happened, or is only talked of. That it is held "
    "does not say that it happened: its status does.",
    members={
        "id": identifier("events"),
        "slug": SLUG,
        "title": text("title", description="A title in our own words that takes no side."),
        "summary": text(
            "summary",
            nullable=True,
            description="What it is, in a sentence or two of our own. Null where the title says it all.",
        ),
        "type": code("type", "event_type", description="What kind of event it is."),
        "modality": code(
            "modality",
            "modality",
            description="Whether those who speak of it speak of something that happened, goes on, may have "
            "happened, or is only imagined.",
        ),
        "occurred": Part(
            "FactDate", "occurred_", description="When it happened, or is said to have happened."
        ),
        "partOf": One(
            "Event",
            "part_of_id",
            nullable=True,
            description="The larger event that it is directly a part of. Null where none is given.",
        ),
        "parts": Many(
            "Event",
            NEWEST,
            (("part_of_id", "id"),),
            description="Events that are directly a part of this one, newest first by the first day on "
            f"which they may have happened. {PAGED}",
        ),
        "statements": Many(
            "Statement",
            Order("bearing.said", ("said_earliest", "statement_id"), descending=True, of_link=True),
            (("event_id", "id"),),
            link=StatementEvent,
            far="statement_id",
            edge={"bearings": LINK_BEARINGS},
            connection="EventStatement",
            description="Statements that speak of the event, newest first by the first day on which they "
            f"may have been made. The edge says for or against which aspect each of them speaks. {PAGED}",
        ),
        "distance": Away(
            "Distance",
            description="How far the nearest place in which it happened lies from a point, on the word of "
            "any statement. A target or an origin is no such place. Null where no such place has a point of "
            "its own, or a borrowed one if these are asked for.",
        ),
        "participations": Many(
            "Participation",
            Order("participation", ("id",)),
            (("event_id", "id"),),
            description="Who takes part and as what, each on the word of a statement, in the order of "
            f"loading. {PAGED}",
        ),
        "placements": Many(
            "Placement",
            Order("placement", ("id",)),
            (("event_id", "id"),),
            description="Where it happened, was aimed or came from, each on the word of a statement, in the "
            f"order of loading. A place that is merely mentioned is not among them. {PAGED}",
        ),
        "figures": Many(
            "Figure",
            Order("figure", ("id",)),
            (("event_id", "id"),),
            description=f"Numbers that statements give about the event, in the order of loading. {PAGED}",
        ),
        "sides": Many(
            "EventSide",
            Order("side.source", ("source_id",)),
            (("event_id", "id"),),
            description="Sides that are laid down for sources, in the order in which these were loaded. For "
            f"any other source the side follows from participation and affiliation. {PAGED}",
        ),
        "gaps": Many(
            "Gap",
            Order("gap", ("id",)),
            (("event_id", "id"),),
            description=f"What articles say is missing about the event, in the order of loading. {PAGED}",
        ),
        "status": Rows(
            "Status",
            Computed(status_of, AS_OF),
            many=False,
            description="What was known on a day of whether the event happened, worked out from the "
            "statements by a published rule.",
        ),
        "statusHistory": Rows(
            "StatusChange",
            Computed(history_of),
            many=True,
            order=("day",),
            description="Every day on which the status changed, or whether anything was disputed, oldest "
            "first and whole. Before the first of them the event is unreported.",
        ),
        "disputes": Rows(
            "Dispute",
            Computed(disputes_of, AS_OF),
            many=True,
            order=("position",),
            description="The aspects of the event that were in dispute on a day, in the order of the "
            "vocabulary: at most one entry for each.",
        ),
        "contradictions": Many(
            "Contradiction",
            OLDEST,
            computed=Computed(contradictions_of, AS_OF),
            description="The pairs of statements that speak against each other on any aspect of the event, "
            f"oldest first by the day by which both had been made. {PAGED}",
        ),
        "history": history("EVENT"),
    },
    model=Event,
    plural="events",
    filters={
        "slug": BY_SLUG,
        "text": by_words("event", "title and summary"),
        "title": by_text("title", description="Matches the title."),
        "type": by_code("type", "event_type", description="Matches the kind of event."),
        "modality": by_code(
            "modality", "modality", description="Matches whether it is spoken of as something that happened."
        ),
        "occurred": ByDate(
            "occurred",
            description="Keeps the events by the days on which they may have happened.",
        ),
        "within": ByTree(
            "part_of_id",
            description="Keeps the events with these slugs, and all that are parts of them at any depth.",
        ),
        **to_many(
            "location",
            "locations",
            ByRelation(
                "Location",
                ((Placement, "event_id", "id"), (Location, "id", "location_id")),
                description="Keeps the events that happened in a matching location, were aimed at one or "
                "came from one, on the word of any statement.",
            ),
        ),
        **to_many(
            "participant",
            "participants",
            ByRelation(
                "Source",
                ((Participation, "event_id", "id"), (Source, "id", "source_id")),
                description="Keeps the events in which a matching source takes part in any role, on the word "
                "of any statement.",
            ),
        ),
        **to_many(
            "placement",
            "placements",
            ByRelation(
                "Placement",
                ((Placement, "event_id", "id"),),
                description="Keeps the events with a matching placement: one place in this role, as where it "
                "happened.",
            ),
        ),
        **to_many(
            "participation",
            "participations",
            ByRelation(
                "Participation",
                ((Participation, "event_id", "id"),),
                description="Keeps the events with a matching participation: one source in this role.",
            ),
        ),
        **to_many(
            "statement",
            "statements",
            ByRelation(
                "Statement",
                ((StatementEvent, "event_id", "id"), (Statement, "id", "statement_id")),
                description="Keeps the events of which a matching statement speaks.",
            ),
        ),
        **to_many(
            "bearing",
            "bearings",
            ByRelation(
                "Bearing",
                ((Bearing, "event_id", "id"),),
                description="Keeps the events on which some statement bears with this aspect and stance: "
                "who speaks for the event, or against it, and how.",
            ),
        ),
        **to_many(
            "figure",
            "figures",
            ByRelation(
                "Figure",
                ((Figure, "event_id", "id"),),
                description="Keeps the events about which a statement gives a matching number.",
            ),
        ),
    },
    order=NEWEST,
    sorts={
        "occurred": first_day("occurred_earliest", "happened"),
        "title": alphabetical("title_folded"),
        **OF_ANY_ENTITY,
        "type": Sort("type", "occurred_earliest", description="The code of the kind of event."),
        "modality": Sort("modality", "occurred_earliest", description="The code of the modality."),
    },
    as_of=AsOf(
        lambda day: {"statement": said_by(day)},
        description="Only the events of which a statement had certainly been made by the end of this day.",
    ),
    located=Located(
        ((Placement, "event_id", "id"), (Location, "id", "location_id")),
        {"role": "OCCURRED_IN"},
        description="by the nearest place in which each happened",
    ),
)

BEARING = Entity(
    "Bearing",
    description="How a statement bears on one aspect of an event: for it, against it, or neither.",
    members={
        "statement": One("Statement", "statement_id", description="The statement that bears on the event."),
        "event": One("Event", "event_id", description="The event that the statement speaks of."),
        "aspect": code("aspect", "aspect", description="The aspect of the event that it speaks of."),
        "stance": code(
            "stance",
            "stance",
            description="Whether the proposition, however it is worded, speaks for or against this aspect. "
            "How firmly a source holds it is its commitment.",
        ),
        "explicit": Leaf(
            "explicit",
            Kind.BOOLEAN,
            description="False where the stance is only implied and not said outright.",
        ),
    },
    model=Bearing,
    filters={
        "aspect": by_code("aspect", "aspect", description="Matches the aspect of the event."),
        "stance": by_code(
            "stance", "stance", description="Matches whether it speaks for or against the aspect."
        ),
        "explicit": ByColumn(
            "explicit",
            Kind.BOOLEAN,
            description="True keeps the stances that are said outright, false those that are only implied.",
        ),
        "statement": ByRelation(
            "Statement",
            ((Statement, "id", "statement_id"),),
            description="Keeps the bearings of a matching statement.",
        ),
        "event": ByRelation(
            "Event",
            ((Event, "id", "event_id"),),
            description="Keeps the bearings on a matching event.",
        ),
    },
)

PARTICIPATION = Entity(
    "Participation",
    description="A source takes part in an event, on the word of a statement. Another statement may say "
    "otherwise.",
    members={
        "event": One("Event", "event_id", description="The event in which the source takes part."),
        "source": One("Source", "source_id", description="The source that takes part."),
        "role": code("role", "participation_role", description="What the source does in the event."),
        "statement": One("Statement", "statement_id", description="The statement that says so."),
    },
    model=Participation,
    filters={
        "role": by_code(
            "role", "participation_role", description="Matches what the source does in the event."
        ),
        "source": ByRelation(
            "Source",
            ((Source, "id", "source_id"),),
            description="Keeps the participations of a matching source.",
        ),
        "event": ByRelation(
            "Event",
            ((Event, "id", "event_id"),),
            description="Keeps the participations in a matching event.",
        ),
        "statement": ByRelation(
            "Statement",
            ((Statement, "id", "statement_id"),),
            description="Keeps the participations on the word of a matching statement.",
        ),
    },
    sorts={
        "occurred": first_day("occurred_earliest", "happened"),
        "role": Sort("role", description="The code of the role."),
    },
    as_of=AS_OF_WORD,
)

PLACEMENT = Entity(
    "Placement",
    description="A place has a role in an event, on the word of a statement. A mere mention gives it none.",
    members={
        "event": One("Event", "event_id", description="The event that is placed."),
        "location": One("Location", "location_id", description="The location that has the role."),
        "role": code(
            "role",
            "placement_role",
            description="What the place is to the event: where it happened, its target, or its origin.",
        ),
        "statement": One("Statement", "statement_id", description="The statement that says so."),
    },
    model=Placement,
    filters={
        "role": by_code("role", "placement_role", description="Matches what the place is to the event."),
        "location": ByRelation(
            "Location",
            ((Location, "id", "location_id"),),
            description="Keeps the placements in a matching location.",
        ),
        "event": ByRelation(
            "Event",
            ((Event, "id", "event_id"),),
            description="Keeps the placements of a matching event.",
        ),
        "statement": ByRelation(
            "Statement",
            ((Statement, "id", "statement_id"),),
            description="Keeps the placements on the word of a matching statement.",
        ),
    },
    sorts={
        "occurred": first_day("occurred_earliest", "happened"),
        "role": Sort("role", description="The code of the role."),
    },
    as_of=AS_OF_WORD,
)
