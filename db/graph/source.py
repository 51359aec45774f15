"""What can be asked of sources."""

from db.graph.declaration import (
    ByColumn,
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
    BY_OTHER_NAME,
    BY_REGISTER,
    BY_SLUG,
    LINK,
    NAME,
    OF_ANY_ENTITY,
    PAGED,
    REGISTERED,
    SLUG,
    WHOLE,
    alphabetical,
    by_code,
    by_text,
    by_words,
    code,
    first_day,
    identifier,
    text,
)
from db.models import (
    Affiliation,
    Article,
    Attribution,
    Side,
    Source,
    SourceIdentifier,
    SourceName,
    likeness_pair,
)

BY_NAME = Order("source.name", ("name", "id"))

SOURCE = Entity(
    "Source",
    description="Whoever speaks, or is spoken of as acting: a person, a state or its bodies, an armed "
    "force, a publication, a group known only by a description.",
    members={
        "id": identifier("sources"),
        "slug": SLUG,
        "name": text(
            "name", description="The name in English, or the description of a source that has none."
        ),
        "kind": code("kind", "source_kind", description="What kind of source it is."),
        "named": Leaf(
            "named",
            Kind.BOOLEAN,
            description='False for people known only by a description ("military bloggers").',
        ),
        "role": text(
            "role",
            nullable=True,
            description='An office or trade, as "President of Ukraine". Null where none is given.',
        ),
        "description": text(
            "description",
            nullable=True,
            description="What the article says of the source, in our own words. Null where it says nothing.",
        ),
        "country": code(
            "country",
            nullable=True,
            description="The ISO 3166-1 alpha-2 code of its country, as UA. Null where none is given.",
        ),
        "otherNames": Many(
            "SourceName",
            Order("name", ("name", "language")),
            (("source_id", "id"),),
            paged=False,
            description=f"Other names, metonyms included, in the order of the names. {WHOLE}",
        ),
        "identifiers": Many(
            "SourceIdentifier",
            Order("identifier", ("scheme", "value")),
            (("source_id", "id"),),
            paged=False,
            description=f"Identifiers of the source elsewhere, by the registers' codes. {WHOLE}",
        ),
        "affiliations": Many(
            "Affiliation",
            Order("organisation", ("organisation_id",)),
            (("source_id", "id"),),
            paged=False,
            description="Organisations that it belongs to or speaks for, in the order in which these were "
            f"loaded. {WHOLE}",
        ),
        "possiblySameAs": Many(
            "Likeness",
            Order("likeness", ("other_id",)),
            (("source_id", "id"),),
            paged=False,
            description="Sources that may be this one, whichever of the two says so, in the order of "
            "loading. They are never merged.",
        ),
        "members": Many(
            "Affiliation",
            Order("member", ("source_id",)),
            (("organisation_id", "id"),),
            description=f"Sources that belong to this one or speak for it, in the order of loading. {PAGED}",
        ),
        "statements": Many(
            "Statement",
            Order("attribution.said", ("said_earliest", "statement_id"), descending=True, of_link=True),
            (("source_id", "id"),),
            link=Attribution,
            far="statement_id",
            edge=LINK,
            connection="SourceStatement",
            description="Statements that come from or through the source, newest first by the first day on "
            f"which they may have been made. The edge says whether it originates or passes on. {PAGED}",
        ),
        "participations": Many(
            "Participation",
            Order("participation.occurred", ("occurred_earliest", "id"), descending=True),
            (("source_id", "id"),),
            description="Events in which it takes part, each on the word of a statement, newest event "
            f"first. {PAGED}",
        ),
        "sides": Many(
            "EventSide",
            Order("side.event", ("event_id",), descending=True),
            (("source_id", "id"),),
            description="Sides that are laid down for it, latest loaded event first. Where none is, its "
            f"side follows from participation and affiliation. {PAGED}",
        ),
        "articles": Many(
            "Article",
            Order("article.published", ("published_earliest", "id"), descending=True),
            (("publisher_id", "id"),),
            description=f"Articles that it published, newest first. {PAGED}",
        ),
        "history": history("SOURCE"),
    },
    model=Source,
    plural="sources",
    filters={
        "slug": BY_SLUG,
        "text": by_words("source", "name, other names and role"),
        "name": by_text("name", description="Matches the name, not the other names."),
        **to_many(
            "otherName",
            "otherNames",
            ByRelation(
                "SourceName",
                ((SourceName, "source_id", "id"),),
                description="Keeps the sources that go by another name that matches.",
            ),
        ),
        **to_many(
            "identifier",
            "identifiers",
            ByRelation(
                "SourceIdentifier",
                ((SourceIdentifier, "source_id", "id"),),
                rare=True,
                description="Keeps the sources that a public register knows by a matching identifier: many "
                "at once by their scheme and values.",
            ),
        ),
        "kind": by_code("kind", "source_kind", description="Matches the kind of source."),
        "named": ByColumn(
            "named", Kind.BOOLEAN, description="True keeps the sources with a name, false those without one."
        ),
        "country": ByColumn(
            "country",
            Kind.CODE,
            nullable=True,
            description="Matches the ISO 3166-1 alpha-2 code of the country.",
        ),
        **to_many(
            "affiliation",
            "affiliations",
            ByRelation(
                "Source",
                ((Affiliation, "source_id", "id"), (Source, "id", "organisation_id")),
                description="Keeps the sources that belong to a matching organisation or speak for "
                "it directly.",
            ),
        ),
        **to_many(
            "article",
            "articles",
            ByRelation(
                "Article",
                ((Article, "publisher_id", "id"),),
                description="Keeps the sources that published a matching article.",
            ),
        ),
    },
    order=BY_NAME,
    sorts={
        "name": alphabetical("name_folded"),
        **OF_ANY_ENTITY,
        "kind": Sort("kind", "name", description="The code of the kind of source."),
        "country": Sort(
            "country", "name", description="The code of the country; those without one come last."
        ),
    },
)

SOURCE_NAME = Entity(
    "SourceName",
    description='Another name of a source: an alias, a transliteration, or a metonym ("the Kremlin").',
    members={
        **NAME,
        "source": One("Source", "source_id", description="The source that goes by the name."),
    },
    model=SourceName,
    filters=BY_OTHER_NAME,
)

SOURCE_IDENTIFIER = Entity(
    "SourceIdentifier",
    description="A source's identifier in a public register.",
    members={
        **REGISTERED,
        "source": One("Source", "source_id", description="The source that it identifies."),
    },
    model=SourceIdentifier,
    filters=BY_REGISTER,
)

AFFILIATION = Entity(
    "Affiliation",
    description="A tie of a source to an organisation that it belongs to or speaks for, over a span of time.",
    members={
        "source": One(
            "Source", "source_id", description="The source that belongs to or speaks for the other."
        ),
        "organisation": One(
            "Source", "organisation_id", description="The organisation, which is a source too."
        ),
        "role": text(
            "role",
            nullable=True,
            description='As what it belongs to it, as "spokesman". Null where the article does not say.',
        ),
        "span": Part("FactDate", "span_", description="From when to when the tie holds; an end may be open."),
    },
    model=Affiliation,
    sorts={"span": first_day("span_earliest", "begun")},
)

LIKENESS = Entity(
    "Likeness",
    description="Another source that may be the same as the one at hand, such as a second unnamed group.",
    members={
        "source": One("Source", "other_id", description="The other source."),
        "note": text("note", nullable=True, description="What speaks for it. Null where nothing was noted."),
    },
    model=likeness_pair,
)

SIDE = Entity(
    "EventSide",
    description="The side on which a source stands in an event, laid down by hand, with the reason.",
    members={
        "event": One("Event", "event_id", description="The event in relation to which the source stands so."),
        "source": One("Source", "source_id", description="The source that stands on the side."),
        "side": code(
            "side",
            "side",
            description="Where the source stands in relation to those who do what the event is.",
        ),
        "why": code("why", "side_reason", description="Why we put the source on this side."),
        "note": text(
            "note",
            nullable=True,
            description="From what the side was inferred. Always given where we infer it, and null where "
            "there is nothing to add.",
        ),
    },
    model=Side,
    filters={
        "side": by_code("side", "side", description="Matches the side on which the source stands."),
        "why": by_code("why", "side_reason", description="Matches the reason for the side."),
    },
    sorts={
        "side": Sort("side", description="The code of the side."),
        "why": Sort("why", description="The code of the reason."),
    },
)
