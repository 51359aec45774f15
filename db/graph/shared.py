"""Words that several entities share: identifiers, slugs, dates, names, and what their links say."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Column, Date, Text, case, literal

from db.graph.declaration import (
    AsOf,
    ByColumn,
    ByWords,
    Entity,
    Expression,
    Filter,
    Kind,
    Leaf,
    Many,
    Order,
    Sort,
)

# The bounds of the calendar stand for an open end.
FIRST_DAY = date.min
LAST_DAY = date.max

# How long a list can be: a page by the compiler, and a plain list by the dossier's format.
PAGED = "A page holds 20, at most 100."
WHOLE = "There are at most 200."


def identifier(plural: str) -> Leaf:
    """The global identifier, which is also the REST path under /v1/."""
    return Leaf(
        lambda row: literal(f"{plural}/") + row.c.slug,
        Kind.CODE,
        description=f"The global identifier, which is also the path under /v1/, as {plural}/some-slug.",
    )


SLUG = Leaf(
    "slug",
    Kind.CODE,
    description="The public identity: lower-case words joined by hyphens, unique within the type, and "
    "lasting.",
)
BY_SLUG = ByColumn(
    "slug",
    Kind.CODE,
    identifies=True,
    description="Matches the public identity, without the type in front.",
)

OF_ANY_ENTITY = {
    "slug": Sort("slug", description="The public identity, letter by letter."),
    "loaded": Sort("id", description="The order in which they first came into the database."),
}


def alphabetical(column: str) -> Sort:
    """Names and titles as a reader looks them up."""
    return Sort(column, description="The alphabet, whatever the case and the accents; alphabets one by one.")


def first_day(column: str, what: str) -> Sort:
    """An uncertain date by its first day."""
    text = f"The first day on which it may have {what}; an open beginning comes before every day."
    return Sort(column, description=text)


def code(column: str, scheme: str | None = None, *, description: str, nullable: bool = False) -> Leaf:
    """A code of a vocabulary; without one, other text that needs no escaping (hashes, language tags)."""
    return Leaf(column, Kind.CODE, nullable, scheme, description=description)


def text(column: str, *, description: str, nullable: bool = False) -> Leaf:
    """Free text."""
    return Leaf(column, Kind.STRING, nullable, description=description)


def by_code(column: str, scheme: str, *, description: str) -> ByColumn:
    """A filter on a code."""
    return ByColumn(column, Kind.CODE, scheme, description=description)


def by_text(column: str, *, description: str) -> ByColumn:
    """A filter on text that people wrote, which has a folded form beside it."""
    return ByColumn(column, Kind.STRING, folded=f"{column}_folded", description=description)


def by_words(entity: str, where: str) -> ByWords:
    """A filter by what people type into a search box."""
    asked = 'Takes words, "exact phrase", -without, begin*.'
    return ByWords(entity, description=f"Keeps the {entity}s whose {where} match what is typed. {asked}")


def by_number(column: str, *, description: str) -> ByColumn:
    """A filter on a number that may be missing."""
    return ByColumn(column, Kind.FLOAT, nullable=True, description=description)


def said_by(day: Any) -> Mapping[str, Any]:
    """The filter that keeps the statements which had certainly been made by the end of a day."""
    return {"said": {"to": day, "certainly": True}}


# Of what is listed on the word of one statement.
AS_OF_WORD = AsOf(
    lambda day: {"statement": said_by(day)},
    description="Only what rests on a statement that had certainly been made by the end of this day.",
)


def _unless(column: str, bound: date) -> Expression:
    return lambda row: case((row.c[column] == bound, None), else_=row.c[column])


FACT_DATE = Entity(
    "FactDate",
    description="A date that may be uncertain: as it was written down, and the first and the last day that "
    "it allows.",
    members={
        "edtf": text(
            "edtf",
            description="The date in EDTF (ISO 8601-2), as 2025-03-18, 2025-03, 2025-03-18/2025-03-20 (a "
            "span) or [..2025-04-08] (some day up to then).",
        ),
        "earliest": Leaf(
            _unless("earliest", FIRST_DAY),
            Kind.DATE,
            nullable=True,
            description="The first day that the date allows. Null where its beginning is open.",
        ),
        "latest": Leaf(
            _unless("latest", LAST_DAY),
            Kind.DATE,
            nullable=True,
            description="The last day that the date allows. Null where its end is open.",
        ),
        "precision": code("precision", "date_precision", description="How closely the date is known."),
        "basis": code(
            "basis",
            "date_basis",
            description="Whether the article gives the date, or a part of it, or we infer all of it.",
        ),
        "note": text(
            "note",
            nullable=True,
            description="What the date, or the part that is not stated, was inferred from. Null only where "
            "the article states it.",
        ),
    },
    columns=[Column("earliest", Date), Column("latest", Date), Column("edtf", Text)],
)

# Of a source's or a location's other name.
NAME = {
    "name": text("name", description="The name as it is written in its own language and alphabet."),
    "language": code(
        "language", description="The BCP 47 tag of the name's language and alphabet, as uk-Latn."
    ),
    "kind": code(
        "kind",
        "name_kind",
        description="How the name relates to what it names: an alias, a metonym, and so on.",
    ),
}

BY_OTHER_NAME: Mapping[str, Filter] = {
    "name": by_text("name", description="Matches the name in its own alphabet."),
    "language": ByColumn("language", Kind.CODE, description="Matches the BCP 47 tag exactly."),
    "kind": by_code("kind", "name_kind", description="Matches how the name relates to what it names."),
}

# Of an identifier in a public register.
REGISTERED = {
    "scheme": code(
        "scheme", "identifier_scheme", description="The public register that gave the identifier."
    ),
    "value": text("value", description="The identifier as the register writes it, as Q212 in Wikidata."),
}

BY_REGISTER: Mapping[str, Filter] = {
    "scheme": by_code("scheme", "identifier_scheme", description="Matches the public register."),
    "value": ByColumn("value", Kind.CODE, description="Matches the identifier exactly, as Q212."),
}

# Of a link in an attribution chain, seen from the statement or, on an edge, from the source.
LINK = {
    "position": Leaf(
        "position",
        Kind.INT,
        description="The place in the chain: 0 for each originator, then 1, 2 and so on towards the reader.",
    ),
    "role": code(
        "role",
        "attribution_role",
        description="What the source does in the chain: it makes the statement (originator), passes on what "
        "another said (relayer), or is the article itself (author).",
    ),
    "commitment": code(
        "commitment",
        "commitment",
        description="How firmly this one source holds the proposition to be true or untrue, if it takes a "
        "view. It is no stance: who makes a firm denial is CERTAIN of it.",
    ),
    "basis": code(
        "basis",
        "attribution_basis",
        description="How the source comes to know it: witnessed, told, deduced, or not said in the article.",
    ),
    "wording": text(
        "wording",
        nullable=True,
        description='How the article names the source here, as "the president". Null where not noted.',
    ),
}

# Of the link between a statement and an event, on the edges of either.
LINK_BEARINGS = Many(
    "Bearing",
    Order("bearing", ("aspect",)),
    (("statement_id", "statement_id"), ("event_id", "event_id")),
    paged=False,
    description="How this statement bears on this event: one entry for each aspect, by its code.",
)
