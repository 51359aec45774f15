"""What can be asked of the dataset as a whole: how much it holds, since which load, under which licence."""

from typing import Any

from sqlalchemy import Select, func, literal, select

from db.graph.declaration import Computed, Entity, Kind, Leaf, Rows, Stored, table_of
from db.models import Article, Event, Location, Revision, Source, Statement

LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


def _one_row(*_: Any) -> Select[Any]:
    return select(literal(1).label("one"))


def _count(stored: Stored) -> Leaf:
    return Leaf(lambda _: select(func.count()).select_from(table_of(stored)).scalar_subquery(), Kind.INT)


_revision = table_of(Revision)

DATASET = Entity(
    "Dataset",
    {
        "revision": Leaf(
            lambda _: select(func.coalesce(func.max(_revision.c.id), 0)).scalar_subquery(), Kind.INT
        ),
        "loadedAt": Leaf(
            lambda _: select(func.max(_revision.c.loaded_at)).scalar_subquery(), Kind.DATETIME, True
        ),
        "licence": Leaf(lambda _: literal(LICENCE), Kind.STRING),
        "licenceUrl": Leaf(lambda _: literal(LICENCE_URL), Kind.STRING),
        "counts": Rows("DatasetCounts", Computed(_one_row), many=False),
    },
)

DATASET_COUNTS = Entity(
    "DatasetCounts",
    {
        "articles": _count(Article),
        "sources": _count(Source),
        "statements": _count(Statement),
        "events": _count(Event),
        "locations": _count(Location),
    },
)

ROOT = Rows("Dataset", Computed(_one_row), many=False)
