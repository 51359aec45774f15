"""What can be asked of the dataset as a whole: how much it holds, since which load, under which licence."""

from typing import Any

from sqlalchemy import Integer, Select, func, literal, literal_column, select

from db.graph.declaration import Computed, Entity, Kind, Leaf, Rows, Stored, table_of
from db.models import Article, Event, Location, Revision, Source, Statement

LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


def _one_row(*_: Any) -> Select[Any]:
    return select(literal(1).label("one"))


def _count(stored: Stored, description: str) -> Leaf:
    return Leaf(
        lambda _: select(func.count()).select_from(table_of(stored)).scalar_subquery(),
        Kind.INT,
        description=description,
    )


def _limit(name: str, description: str) -> Leaf:
    """A figure that the server is configured with: the compiler is given it by this name."""
    return Leaf(lambda _: literal_column(f"__arg_{name}__", Integer), Kind.INT, description=description)


_revision = table_of(Revision)

DATASET = Entity(
    "Dataset",
    description="The data as a whole: how much there is, since which load, and under which licence.",
    members={
        "revision": Leaf(
            lambda _: select(func.coalesce(func.max(_revision.c.id), 0)).scalar_subquery(),
            Kind.INT,
            description="The number of the latest load that changed anything, counted from 1. 0 where "
            "nothing was ever loaded.",
        ),
        "loadedAt": Leaf(
            lambda _: select(func.max(_revision.c.loaded_at)).scalar_subquery(),
            Kind.DATETIME,
            True,
            description="When that load was made, in UTC. Null where nothing was ever loaded.",
        ),
        "licence": Leaf(
            lambda _: literal(LICENCE),
            Kind.STRING,
            description="The licence of the data as an SPDX identifier. It does not cover the articles' own "
            "texts.",
        ),
        "licenceUrl": Leaf(
            lambda _: literal(LICENCE_URL),
            Kind.STRING,
            description="The web address at which the licence can be read.",
        ),
        "counts": Rows(
            "DatasetCounts",
            Computed(_one_row),
            many=False,
            description="How many entities of each type are held now, those withdrawn left out.",
        ),
        "limits": Rows(
            "DatasetLimits",
            Computed(_one_row),
            many=False,
            description="How much one request to this server may ask for.",
        ),
    },
)

DATASET_COUNTS = Entity(
    "DatasetCounts",
    description="The number of entities of each type.",
    members={
        "articles": _count(Article, "The number of articles."),
        "sources": _count(Source, "The number of sources, unnamed groups included."),
        "statements": _count(Statement, "The number of statements."),
        "events": _count(Event, "The number of events, whatever their status."),
        "locations": _count(Location, "The number of locations, those without a point included."),
    },
)

DATASET_LIMITS = Entity(
    "DatasetLimits",
    description="The most that one request may ask for. Where fields, aliases or directives are counted, "
    "those of a fragment count wherever it is spread.",
    members={
        "bodyBytes": _limit("body_bytes", "Bytes of the body of a request."),
        "documentBytes": _limit("document_bytes", "Bytes of a document, as UTF-8."),
        "tokens": _limit("tokens", "Tokens of a document: names, values and punctuation marks."),
        "depth": _limit(
            "depth", "Fields inside one another, those of introspection left out; nodes and edges count."
        ),
        "rootFields": _limit("root_fields", "Fields at the root of an operation."),
        "aliases": _limit("aliases", "Fields under another name than their own."),
        "directives": _limit("directives", "Directives, as @include."),
        "fields": _limit("fields", "Fields of an operation in all."),
        "page": _limit("page", "Rows on a page, for first and last."),
        "cost": _limit(
            "cost",
            "Rows that an operation could return: page sizes multiplied through lists inside lists. A list "
            "without pages counts as 10, a count as 1.",
        ),
        "statementMilliseconds": _limit(
            "statement_milliseconds", "How long the database may work on an answer before it is stopped."
        ),
    },
)

ROOT = Rows(
    "Dataset",
    Computed(_one_row),
    many=False,
    description="The data as a whole: its revision, its size and its licence.",
)
