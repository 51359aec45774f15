"""What can be asked of articles, and of the spans of their text."""

from db.graph.declaration import ByColumn, ByDate, ByRelation, Entity, Kind, Leaf, Many, One, Order, Part
from db.graph.shared import BY_SLUG, SLUG, by_code, code, identifier, text
from db.models import Anchor, Article, Gap, Omission, Source

NEWEST = Order("article.published", ("published_earliest", "id"), descending=True)

ARTICLE = Entity(
    "Article",
    {
        "id": identifier("articles"),
        "slug": SLUG,
        "headline": text("headline"),
        "publisher": One("Source", "publisher_id"),
        "byline": text("byline", nullable=True),
        "url": text("url", nullable=True),
        "archivedUrl": text("archived_url", nullable=True),
        "published": Part("FactDate", "published_"),
        "retrieved": Leaf("retrieved", Kind.DATE, nullable=True),
        "language": code("language"),
        "licence": text("licence", nullable=True),
        "textSha256": code("text_sha256"),
        "textLength": Leaf("text_length", Kind.INT),
        "textNormalisation": code("text_normalisation", "text_normalisation"),
        "statements": Many(
            "Statement", Order("article.position", ("position", "id")), (("article_id", "id"),)
        ),
        "anchors": Many("Anchor", Order("anchor.start", ("start", "id")), (("article_id", "id"),)),
        "gaps": Many("Gap", Order("gap", ("id",)), (("article_id", "id"),)),
        "omissions": Many("Omission", Order("omission", ("anchor_id",)), (("article_id", "id"),)),
    },
    model=Article,
    plural="articles",
    filters={
        "slug": BY_SLUG,
        "language": ByColumn("language", Kind.CODE),
        "published": ByDate("published"),
        "publisher": ByRelation("Source", ((Source, "id", "publisher_id"),)),
    },
    order=NEWEST,
)

ANCHOR = Entity(
    "Anchor",
    {
        "article": One("Article", "article_id"),
        "start": Leaf("start", Kind.INT),
        "end": Leaf("end", Kind.INT),
        "sha256": code("sha256"),
    },
    model=Anchor,
)

OMISSION = Entity(
    "Omission",
    {"anchor": One("Anchor", "anchor_id"), "article": One("Article", "article_id"), "reason": text("reason")},
    model=Omission,
)

GAP = Entity(
    "Gap",
    {
        "kind": code("kind", "gap_kind"),
        "subject": text("subject"),
        "aspect": code("aspect", "aspect"),
        "article": One("Article", "article_id"),
        "anchor": One("Anchor", "anchor_id"),
        "event": One("Event", "event_id", nullable=True),
        "statement": One("Statement", "statement_id", nullable=True),
    },
    model=Gap,
    filters={"kind": by_code("kind", "gap_kind"), "aspect": by_code("aspect", "aspect")},
)
