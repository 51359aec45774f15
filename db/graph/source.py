"""What can be asked of sources."""

from db.graph.declaration import ByColumn, ByRelation, Entity, Kind, Leaf, Many, One, Order, Part
from db.graph.shared import BY_SLUG, SLUG, by_code, code, identifier, text
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
    {
        "id": identifier("sources"),
        "slug": SLUG,
        "name": text("name"),
        "kind": code("kind", "source_kind"),
        "named": Leaf("named", Kind.BOOLEAN),
        "role": text("role", nullable=True),
        "description": text("description", nullable=True),
        "country": code("country", nullable=True),
        "otherNames": Many(
            "SourceName", Order("name", ("name", "language")), (("source_id", "id"),), paged=False
        ),
        "identifiers": Many(
            "SourceIdentifier", Order("identifier", ("scheme", "value")), (("source_id", "id"),), paged=False
        ),
        "affiliations": Many(
            "Affiliation", Order("organisation", ("organisation_id",)), (("source_id", "id"),), paged=False
        ),
        "possiblySameAs": Many(
            "Likeness", Order("likeness", ("other_id",)), (("source_id", "id"),), paged=False
        ),
        "members": Many("Affiliation", Order("member", ("source_id",)), (("organisation_id", "id"),)),
        "statements": Many(
            "Statement",
            Order("attribution.said", ("said_earliest", "statement_id"), descending=True, of_link=True),
            (("source_id", "id"),),
            link=Attribution,
            far="statement_id",
            edge={
                "role": code("role", "attribution_role"),
                "position": Leaf("position", Kind.INT),
                "commitment": code("commitment", "commitment"),
                "basis": code("basis", "attribution_basis"),
                "wording": text("wording", nullable=True),
            },
            connection="SourceStatement",
        ),
        "participations": Many(
            "Participation",
            Order("participation.occurred", ("occurred_earliest", "id"), descending=True),
            (("source_id", "id"),),
        ),
        "sides": Many("Side", Order("side.event", ("event_id",), descending=True), (("source_id", "id"),)),
        "articles": Many(
            "Article",
            Order("article.published", ("published_earliest", "id"), descending=True),
            (("publisher_id", "id"),),
        ),
    },
    model=Source,
    plural="sources",
    filters={
        "slug": BY_SLUG,
        "kind": by_code("kind", "source_kind"),
        "named": ByColumn("named", Kind.BOOLEAN),
        "country": ByColumn("country", Kind.CODE, nullable=True),
        "affiliation": ByRelation(
            "Source",
            ((Affiliation, "source_id", "id"), (Source, "id", "organisation_id")),
        ),
        "article": ByRelation("Article", ((Article, "publisher_id", "id"),)),
    },
    order=BY_NAME,
)

SOURCE_NAME = Entity(
    "SourceName",
    {
        "name": text("name"),
        "language": code("language"),
        "kind": code("kind", "name_kind"),
        "source": One("Source", "source_id"),
    },
    model=SourceName,
)

SOURCE_IDENTIFIER = Entity(
    "SourceIdentifier",
    {
        "scheme": code("scheme", "identifier_scheme"),
        "value": text("value"),
        "source": One("Source", "source_id"),
    },
    model=SourceIdentifier,
)

AFFILIATION = Entity(
    "Affiliation",
    {
        "source": One("Source", "source_id"),
        "organisation": One("Source", "organisation_id"),
        "role": text("role", nullable=True),
        "span": Part("FactDate", "span_"),
    },
    model=Affiliation,
)

LIKENESS = Entity(
    "Likeness",
    {"source": One("Source", "other_id"), "note": text("note", nullable=True)},
    model=likeness_pair,
)

SIDE = Entity(
    "Side",
    {
        "event": One("Event", "event_id"),
        "source": One("Source", "source_id"),
        "side": code("side", "side"),
        "why": code("why", "side_reason"),
        "note": text("note", nullable=True),
    },
    model=Side,
    filters={"side": by_code("side", "side"), "why": by_code("why", "side_reason")},
)
