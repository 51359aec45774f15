"""What can be asked of statements: the words, the chain behind them, and what they bear on."""

from db.graph.declaration import (
    AsOf,
    ByDate,
    ByRelation,
    Entity,
    Kind,
    Leaf,
    Many,
    One,
    Order,
    Part,
    Sort,
    to_many,
)
from db.graph.revision import history
from db.graph.shared import (
    BY_SLUG,
    LINK_BEARINGS,
    OF_ANY_ENTITY,
    PAGED,
    SLUG,
    WHOLE,
    by_code,
    by_text,
    by_words,
    code,
    first_day,
    identifier,
    said_by,
    text,
)
from db.models import (
    Article,
    Attribution,
    Bearing,
    Event,
    Figure,
    Location,
    Participation,
    Placement,
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
    description="One thing that somebody is reported to have said: a proposition, the chain of sources "
    "behind it, and what it bears on.",
    members={
        "id": identifier("statements"),
        "slug": SLUG,
        "proposition": text("proposition", description="What is said, in our own words, as one sentence."),
        "form": code(
            "form",
            "statement_form",
            description="In whose words the article gives it: the speaker's, its own, or both.",
        ),
        "speechAct": code(
            "speech_act",
            "speech_act",
            description="What the speaker does by saying it, as the article presents it. It is no measure "
            "of certainty: see commitment.",
        ),
        "reportingVerb": text(
            "reporting_verb",
            nullable=True,
            description='The article\'s verb for it, as "said" or "claimed". Null where it uses none.',
        ),
        "channel": text(
            "channel",
            nullable=True,
            description='How it was said, as "video address". Null where the article does not say.',
        ),
        "said": Part(
            "FactDate",
            "said_",
            description="When it was said. Where the article gives no date, only that it was no later than "
            "the article's publication.",
        ),
        "article": One("Article", "article_id", description="The article in which it stands."),
        "anchors": Many(
            "Anchor",
            Order("anchor.start", ("start", "id")),
            OWN,
            link=StatementAnchor,
            far="anchor_id",
            paged=False,
            description=f"The spans of the article in which it stands, in the order of the text. {WHOLE}",
        ),
        "quotations": Many(
            "Quotation",
            Order("quotation", ("position",)),
            OWN,
            paged=False,
            description="The speaker's own words in it, in order; none where the form is indirect or the "
            f"narrator's. {WHOLE}",
        ),
        "attributions": Many(
            "Attribution",
            Order("chain", ("position", "source_id")),
            OWN,
            paged=False,
            description="The chain by which it reaches the reader: originators first, then relayers, and "
            f"last the article's own voice where it takes part. {WHOLE}",
        ),
        "bearings": Many(
            "Bearing",
            Order("bearing", ("event_id", "aspect")),
            OWN,
            paged=False,
            description="For or against which aspects of which events it speaks, event by event in the "
            f"order of loading. {WHOLE}",
        ),
        "participations": Many(
            "Participation",
            Order("participation", ("id",)),
            OWN,
            paged=False,
            description=f"Who, by this statement, takes part in events, in the order of loading. {WHOLE}",
        ),
        "placements": Many(
            "Placement",
            Order("placement", ("id",)),
            OWN,
            paged=False,
            description="Where, by this statement, events happened, were aimed or came from, in the order "
            f"of loading. {WHOLE}",
        ),
        "figures": Many(
            "Figure",
            Order("figure", ("id",)),
            OWN,
            paged=False,
            description=f"The numbers that it gives, in the order of loading. {WHOLE}",
        ),
        "relations": Many(
            "Relation",
            Order("relation", ("id",)),
            OWN,
            paged=False,
            description=f"How it stands to other statements, in the order of loading. {WHOLE}",
        ),
        "relatedBy": Many(
            "Relation",
            Order("relation.other", ("id",)),
            (("other_id", "id"),),
            description=f"How other statements stand to this one, in the order of loading. {PAGED}",
        ),
        "locations": Many(
            "Location",
            Order("mention", ("name", "id")),
            OWN,
            link=StatementLocation,
            far="location_id",
            description="Locations that it mentions, in the order of their names. Only placements say where "
            f"an event happened. {PAGED}",
        ),
        "events": Many(
            "Event",
            Order("event.occurred", ("occurred_earliest", "id"), descending=True),
            OWN,
            link=StatementEvent,
            far="event_id",
            edge={"bearings": LINK_BEARINGS},
            connection="StatementEvent",
            description="Events that it speaks of, newest first by the first day on which they may have "
            f"happened. {PAGED}",
        ),
        "gaps": Many(
            "Gap",
            Order("gap", ("id",)),
            OWN,
            description="What the article says is missing about the statement, in the order of loading. "
            f"{PAGED}",
        ),
        "history": history("STATEMENT"),
    },
    model=Statement,
    plural="statements",
    filters={
        "slug": BY_SLUG,
        "text": by_words("statement", "proposition and quotations"),
        "proposition": by_text("proposition", description="Matches the proposition, in our own words."),
        "form": by_code("form", "statement_form", description="Matches in whose words the article gives it."),
        "speechAct": by_code(
            "speech_act", "speech_act", description="Matches what the speaker does by saying it."
        ),
        "said": ByDate(
            "said",
            description="Keeps the statements by the days on which they may have been made.",
        ),
        "article": ByRelation(
            "Article",
            ((Article, "id", "article_id"),),
            description="Keeps the statements that stand in a matching article.",
        ),
        **to_many(
            "source",
            "sources",
            ByRelation(
                "Source",
                ((Attribution, "statement_id", "id"), (Source, "id", "source_id")),
                description="Keeps the statements that come from or through a matching source, whatever its "
                "role in the chain.",
            ),
        ),
        **to_many(
            "attribution",
            "attributions",
            ByRelation(
                "Attribution",
                ((Attribution, "statement_id", "id"),),
                description="Keeps the statements with a matching link in the chain: one source in this "
                "role, with this commitment and basis.",
            ),
        ),
        **to_many(
            "event",
            "events",
            ByRelation(
                "Event",
                ((StatementEvent, "statement_id", "id"), (Event, "id", "event_id")),
                description="Keeps the statements that speak of a matching event, whatever they say of it.",
            ),
        ),
        **to_many(
            "bearing",
            "bearings",
            ByRelation(
                "Bearing",
                ((Bearing, "statement_id", "id"),),
                description="Keeps the statements that bear on a matching event with this aspect and stance.",
            ),
        ),
        **to_many(
            "location",
            "locations",
            ByRelation(
                "Location",
                ((StatementLocation, "statement_id", "id"), (Location, "id", "location_id")),
                description="Keeps the statements that mention a matching location.",
            ),
        ),
        **to_many(
            "relation",
            "relations",
            ByRelation(
                "Relation",
                ((Relation, "statement_id", "id"),),
                description="Keeps the statements that stand to another in a matching way. It does not look "
                "at how others stand to them.",
            ),
        ),
        **to_many(
            "participation",
            "participations",
            ByRelation(
                "Participation",
                ((Participation, "statement_id", "id"),),
                description="Keeps the statements by which a matching source takes part in an event.",
            ),
        ),
        **to_many(
            "placement",
            "placements",
            ByRelation(
                "Placement",
                ((Placement, "statement_id", "id"),),
                description="Keeps the statements that place an event in a matching location.",
            ),
        ),
        **to_many(
            "figure",
            "figures",
            ByRelation(
                "Figure",
                ((Figure, "statement_id", "id"),),
                description="Keeps the statements that give a matching number.",
            ),
        ),
    },
    order=NEWEST,
    sorts={
        "said": first_day("said_earliest", "been made"),
        "position": Sort("position", description="The place in its article, where its first anchor starts."),
        **OF_ANY_ENTITY,
        "form": Sort("form", "said_earliest", description="The code of the form."),
        "speechAct": Sort("speech_act", "said_earliest", description="The code of the speech act."),
    },
    as_of=AsOf(
        said_by, description="Only the statements that had certainly been made by the end of this day."
    ),
)

QUOTATION = Entity(
    "Quotation",
    description="A verbatim fragment of a speaker's words.",
    members={
        "statement": One("Statement", "statement_id", description="The statement that the words belong to."),
        "position": Leaf("position", Kind.INT, description="The fragment's place in the statement, from 0."),
        "text": text("text", description="The words, verbatim, without the quotation marks around them."),
        "anchor": One("Anchor", "anchor_id", description="The span of exactly these words in the article."),
    },
    model=Quotation,
)
