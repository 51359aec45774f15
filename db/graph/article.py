"""What can be asked of articles, and of the spans of their text."""

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
    Sort,
)
from db.graph.revision import history
from db.graph.shared import (
    BY_SLUG,
    OF_ANY_ENTITY,
    PAGED,
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
from db.models import Anchor, Article, Gap, Omission, Source, StatementAnchor

NEWEST = Order("article.published", ("published_earliest", "id"), descending=True)

ARTICLE = Entity(
    "Article",
    description="A news article: where and when it was published, and the fingerprint of its text. The text "
    "itself stays with its publisher.",
    members={
        "id": identifier("articles"),
        "slug": SLUG,
        "headline": text(
            "headline", description="The headline. Where the copy has none, a short title of our own."
        ),
        "publisher": One("Source", "publisher_id", description="The source that published the article."),
        "byline": text(
            "byline", nullable=True, description="The author as printed. Null where the article names none."
        ),
        "url": text(
            "url",
            nullable=True,
            description="The web address at which the article was published. Null where it is not known.",
        ),
        "archivedUrl": text(
            "archived_url",
            nullable=True,
            description="The web address of an archived copy. Null where none is known.",
        ),
        "published": Part("FactDate", "published_", description="When the article was published."),
        "retrieved": Leaf(
            "retrieved",
            Kind.DATE,
            nullable=True,
            description="The day on which we read the article. Null where it was not noted.",
        ),
        "language": code("language", description="The BCP 47 tag of the article's language, as en-GB."),
        "licence": text(
            "licence",
            nullable=True,
            description="The licence of the article's text, which is not the licence of this data. Null "
            "where it is not known.",
        ),
        "textSha256": code(
            "text_sha256",
            description="The SHA-256 of the normalised text in UTF-8, as 64 lower-case hexadecimal digits.",
        ),
        "textLength": Leaf(
            "text_length", Kind.INT, description="The length of the normalised text in Unicode code points."
        ),
        "textNormalisation": code(
            "text_normalisation",
            "text_normalisation",
            description="How the text is brought to one form before it is hashed and its code points are "
            "counted.",
        ),
        "statements": Many(
            "Statement",
            Order("article.position", ("position", "id")),
            (("article_id", "id"),),
            description=f"What is said in the article, in the order of its text. {PAGED}",
        ),
        "anchors": Many(
            "Anchor",
            Order("anchor.start", ("start", "id")),
            (("article_id", "id"),),
            description="The spans of the text that are referred to, in the order in which they start. "
            f"{PAGED}",
        ),
        "gaps": Many(
            "Gap",
            Order("gap", ("id",)),
            (("article_id", "id"),),
            description="What the article itself says is unknown, unconfirmed or not given, in the order of "
            f"loading. {PAGED}",
        ),
        "omissions": Many(
            "Omission",
            Order("omission", ("anchor_id",)),
            (("article_id", "id"),),
            description=f"Passages that carry no fact and were left out, in the order of loading. {PAGED}",
        ),
        "history": history("ARTICLE"),
    },
    model=Article,
    plural="articles",
    filters={
        "slug": BY_SLUG,
        "text": by_words("article", "headlines"),
        "headline": by_text("headline", description="Matches the headline."),
        "language": ByColumn("language", Kind.CODE, description="Matches the language's BCP 47 tag exactly."),
        "published": ByDate(
            "published",
            description="Keeps the articles by the days on which they may have come out.",
        ),
        "publisher": ByRelation(
            "Source",
            ((Source, "id", "publisher_id"),),
            description="Keeps the articles whose publisher matches.",
        ),
    },
    order=NEWEST,
    sorts={
        "published": first_day("published_earliest", "been published"),
        "headline": alphabetical("headline_folded"),
        **OF_ANY_ENTITY,
        "language": Sort("language", "published_earliest", description="The BCP 47 tag of the language."),
    },
)

ANCHOR = Entity(
    "Anchor",
    description="A span of an article's text, given by its place and its hash and never by its words.",
    members={
        "article": One("Article", "article_id", description="The article in whose text the span lies."),
        "start": Leaf(
            "start",
            Kind.INT,
            description="The first code point of the span in the normalised text, counted from 0.",
        ),
        "end": Leaf("end", Kind.INT, description="One past the last code point of the span."),
        "sha256": code(
            "sha256",
            description="The SHA-256 of exactly this span in UTF-8, as 64 lower-case hexadecimal digits.",
        ),
        "statements": Many(
            "Statement",
            Order("anchor.statement", ("statement_id",), of_link=True),
            (("anchor_id", "id"),),
            link=StatementAnchor,
            far="statement_id",
            description=f"The statements that stand in the span, in the order of loading. {PAGED}",
        ),
        "quotations": Many(
            "Quotation",
            Order("anchor.quotation", ("statement_id", "position")),
            (("anchor_id", "id"),),
            description=f"The quotations whose words are exactly the span. {PAGED}",
        ),
        "figures": Many(
            "Figure",
            Order("anchor.figure", ("id",)),
            (("anchor_id", "id"),),
            description=f"The numbers whose words are exactly the span. {PAGED}",
        ),
        "gaps": Many(
            "Gap",
            Order("anchor.gap", ("id",)),
            (("anchor_id", "id"),),
            description=f"What the article says is missing, where the span is what says so. {PAGED}",
        ),
        "omissions": Many(
            "Omission",
            Order("anchor.omission", ("anchor_id",)),
            (("anchor_id", "id"),),
            paged=False,
            description=f"Why the span was left out: one entry, or none where it carries facts. {WHOLE}",
        ),
    },
    model=Anchor,
    sorts={
        "start": Sort("start", description="Where the span begins."),
        "end": Sort("end", description="Where the span ends."),
    },
)

OMISSION = Entity(
    "Omission",
    description="A passage of an article that carries no fact, such as a list of related stories.",
    members={
        "anchor": One("Anchor", "anchor_id", description="The span of the passage that is left out."),
        "article": One("Article", "article_id", description="The article in which the passage stands."),
        "reason": text("reason", description="Why the passage is left out, in our own words."),
    },
    model=Omission,
)

GAP = Entity(
    "Gap",
    description="Something that an article itself says is unknown, unconfirmed or not given.",
    members={
        "kind": code("kind", "gap_kind", description="In what way the article says that it is missing."),
        "subject": text("subject", description="What is missing, in our own words."),
        "aspect": code(
            "aspect", "aspect", description="The aspect of events that the missing thing is about."
        ),
        "article": One("Article", "article_id", description="The article that says so."),
        "anchor": One("Anchor", "anchor_id", description="The span in which the article says so."),
        "event": One(
            "Event",
            "event_id",
            nullable=True,
            description="The event about which it is missing. Null where it is about no event that is held.",
        ),
        "statement": One(
            "Statement",
            "statement_id",
            nullable=True,
            description="The statement about which it is missing. Null where it is about no statement.",
        ),
    },
    model=Gap,
    filters={
        "kind": by_code("kind", "gap_kind", description="Matches the way in which something is missing."),
        "aspect": by_code(
            "aspect", "aspect", description="Matches the aspect that the missing thing is about."
        ),
    },
    sorts={
        "kind": Sort("kind", description="The code of the way in which it is missing."),
        "aspect": Sort("aspect", description="The code of the aspect."),
    },
)
