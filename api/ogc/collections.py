"""The collections: what each is, and by which stored documents it is answered."""

from typing import Final, NamedTuple

from api.ogc.values import BoxIn, Days
from api.rest.table import ROOT
from api.rest.values import Value
from db.graph.query import ENTITIES

OGC: Final = f"{ROOT}/ogc"
COLLECTIONS: Final = f"{OGC}/collections"


class Collection(NamedTuple):
    """A layer. ``datetime_place`` is empty where nothing has a time, and all is kept."""

    id: str
    title: str
    description: str
    listed: str
    single: str
    box: Value
    box_place: tuple[str, ...]
    datetime: Value
    datetime_place: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where it is described."""
        return f"{COLLECTIONS}/{self.id}"

    @property
    def items(self) -> str:
        """Where its features are."""
        return f"{self.path}/items"


LAYERS: Final = (
    Collection(
        "events",
        "Events",
        f"{ENTITIES['Event'].description} Each is drawn where it happened, on the word of any statement.",
        "events",
        "event",
        # The geometry of an event is where it happened, and no target or origin.
        BoxIn(("location", "bbox"), {"role": {"eq": "OCCURRED_IN"}}),
        ("filter", "placement"),
        Days(),
        ("filter", "occurred"),
    ),
    Collection(
        "locations",
        "Locations",
        f"{ENTITIES['Location'].description} Each is drawn at its own point, or not at all.",
        "locations",
        "location",
        BoxIn(("bbox",), {}),
        ("filter",),
        Days(),
        (),
    ),
)
"""All collections, in the order in which they are listed."""
