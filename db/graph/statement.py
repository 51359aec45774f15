"""What can be asked of statements: the words, the chain behind them, and what they bear on."""

from db.graph.declaration import (
    ByColumn,
    ByDate,
    ByRelation,
    Entity,
    Kind,
    Leaf,
    Many,
    One,
    Order,
    Part,
    Variant,
)
from db.graph.shared import BY_SLUG, SLUG, by_code, code, identifier, text
from db.models import (
    Article,
    Attribution,
    Bearing,
    Event,
    Figure,
    Location,
    Quotation,
    Relation,
    Source,
    Statement,
    StatementAnchor,
    StatementEvent,
    StatementLocation,
)

NEWEST = Order("statement.said", ("said_earliest", "id"), descending=True)
OWN = (("statement_id", "id"),)

STATEMENT = Entity(
    "Statement",
    {
        "id": identifier("statements"),
        "slug": SLUG,
        "proposition": text("proposition"),
        "form": code("form", "statement_form"),
        "speechAct": code("speech_act", "speech_act"),
        "reportingVerb": text("reporting_verb", nullable=True),
        "channel": text("channel", nullable=True),
        "said": Part("FactDate", "said_"),
        "article": One("Article", "article_id"),
        "anchors": Many(
            "Anchor",
            Order("anchor.start", ("start", "id")),
            OWN,
            link=StatementAnchor,
            far="anchor_id",
            paged=False,
        ),
        "quotations": Many("Quotation", Order("quotation", ("position",)), OWN, paged=False),
        "attributions": Many("Attribution", Order("chain", ("position", "source_id")), OWN, paged=False),
        "bearings": Many("Bearing", Order("bearing", ("event_id", "aspect")), OWN, paged=False),
        "participations": Many("Participation", Order("participation", ("id",)), OWN, paged=False),
        "placements": Many("Placement", Order("placement", ("id",)), OWN, paged=False),
        "figures": Many("Figure", Order("figure", ("id",)), OWN, paged=False),
        "relations": Many("Relation", Order("relation", ("id",)), OWN, paged=False),
        "relatedBy": Many("Relation", Order("relation.other", ("id",)), (("other_id", "id"),)),
        "locations": Many(
            "Location",
            Order("mention", ("name", "id")),
            OWN,
            link=StatementLocation,
            far="location_id",
        ),
        "events": Many(
            "Event",
            Order("event.occurred", ("occurred_earliest", "id"), descending=True),
            OWN,
            link=StatementEvent,
            far="event_id",
            edge={
                "bearings": Many(
                    "Bearing",
                    Order("bearing", ("aspect",)),
                    (("statement_id", "statement_id"), ("event_id", "event_id")),
                    paged=False,
                )
            },
            connection="StatementEvent",
        ),
        "gaps": Many("Gap", Order("gap", ("id",)), OWN),
    },
    model=Statement,
    plural="statements",
    filters={
        "slug": BY_SLUG,
        "form": by_code("form", "statement_form"),
        "speechAct": by_code("speech_act", "speech_act"),
        "said": ByDate("said"),
        "article": ByRelation("Article", ((Article, "id", "article_id"),)),
        "source": ByRelation("Source", ((Attribution, "statement_id", "id"), (Source, "id", "source_id"))),
        "attribution": ByRelation("Attribution", ((Attribution, "statement_id", "id"),)),
        "event": ByRelation("Event", ((StatementEvent, "statement_id", "id"), (Event, "id", "event_id"))),
        "bearing": ByRelation("Bearing", ((Bearing, "statement_id", "id"),)),
        "location": ByRelation(
            "Location",
            ((StatementLocation, "statement_id", "id"), (Location, "id", "location_id")),
        ),
        "relation": ByRelation("Relation", ((Relation, "statement_id", "id"),)),
    },
    order=NEWEST,
)

QUOTATION = Entity(
    "Quotation",
    {
        "statement": One("Statement", "statement_id"),
        "position": Leaf("position", Kind.INT),
        "text": text("text"),
        "anchor": One("Anchor", "anchor_id"),
    },
    model=Quotation,
)

ATTRIBUTION = Entity(
    "Attribution",
    {
        "statement": One("Statement", "statement_id"),
        "source": One("Source", "source_id"),
        "position": Leaf("position", Kind.INT),
        "role": code("role", "attribution_role"),
        "commitment": code("commitment", "commitment"),
        "basis": code("basis", "attribution_basis"),
        "wording": text("wording", nullable=True),
    },
    model=Attribution,
    filters={
        "role": by_code("role", "attribution_role"),
        "commitment": by_code("commitment", "commitment"),
        "basis": by_code("basis", "attribution_basis"),
        "source": ByRelation("Source", ((Source, "id", "source_id"),)),
    },
)

FIGURE = Entity(
    "Figure",
    {
        "statement": One("Statement", "statement_id"),
        "anchor": One("Anchor", "anchor_id"),
        "about": Variant("FigureSubject", (("Event", "event_id"), ("Location", "location_id"))),
        "measure": code("measure", "measure"),
        "low": Leaf("low", Kind.FLOAT, nullable=True),
        "best": Leaf("best", Kind.FLOAT, nullable=True),
        "high": Leaf("high", Kind.FLOAT, nullable=True),
        "unit": code("unit", "unit"),
        "wording": text("wording"),
    },
    model=Figure,
    filters={"measure": by_code("measure", "measure"), "unit": by_code("unit", "unit")},
)

RELATION = Entity(
    "Relation",
    {
        "statement": One("Statement", "statement_id"),
        "other": One("Statement", "other_id"),
        "kind": code("kind", "relation_kind"),
        "aspect": code("aspect", "aspect", nullable=True),
        "basis": code("basis", "relation_basis"),
        "note": text("note", nullable=True),
    },
    model=Relation,
    filters={
        "kind": by_code("kind", "relation_kind"),
        "aspect": ByColumn("aspect", Kind.CODE, "aspect", nullable=True),
        "basis": by_code("basis", "relation_basis"),
    },
)
