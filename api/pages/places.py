"""What a map draws, and its table lists: places with the points that stand for them.

A point that belongs to another place, or that stands for a whole district, region or country, is no position:
it is drawn as an area. Places on one point are one spot.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from api.pages.wording import Record, label

# As close as a map can show it.
_POSITIONS = ("EXACT", "SETTLEMENT")


@dataclass(frozen=True)
class PlaceRow:
    """A place in one role of ``event``, as ``statement`` says; no gazetteer may give it a ``point``."""

    slug: str
    name: str
    kind: str
    role: str | None
    event: Record | None
    statement: Record | None
    point: Record | None

    @property
    def lender(self) -> Record | None:
        """The place to which the point belongs, where it is another one."""
        if self.point is None or self.point["location"]["slug"] == self.slug:
            return None
        lender: Record = self.point["location"]
        return lender

    @property
    def drawn_as(self) -> str:
        """How the point is to be read."""
        if self.point is None:
            return "not on the map: no gazetteer gives a point"
        precision = label("point_precision", self.point["precision"]).lower()
        if self.lender:
            return f"somewhere within {self.lender['name']} ({precision}), whose point it borrows"
        if self.point["precision"] in _POSITIONS:
            return f"position ({precision})"
        return f"area: the point stands for the whole {precision}"


@dataclass(frozen=True)
class Spot:
    """A point on the map; ``position`` says that it is one, and no area."""

    latitude: float
    longitude: float
    precision: str
    position: bool
    names: tuple[str, ...]


@dataclass(frozen=True)
class Places:
    """The rows of the table, and what of them can be drawn."""

    rows: tuple[PlaceRow, ...]

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Each point once, with the names of the places that it stands for."""
        found: dict[tuple[float, float, str, bool], dict[str, None]] = {}
        for row in self.rows:
            if row.point is None:
                continue
            precision = row.point["precision"]
            position = precision in _POSITIONS and row.lender is None
            key = (row.point["latitude"], row.point["longitude"], precision, position)
            found.setdefault(key, {})[row.name if row.role is None else f"{row.name} ({row.role})"] = None
        return tuple(Spot(*key, names=tuple(names)) for key, names in found.items())

    @property
    def data(self) -> dict[str, Any]:
        """What the script draws."""
        return {"spots": [asdict(spot) for spot in self.spots]}


def of_placements(placements: Iterable[Record]) -> Places:
    """Where events happened, were aimed or came from. A place that several statements give is one row."""
    found: dict[tuple[str, str, str], PlaceRow] = {}
    for each in placements:
        role = None if each["role"] == "OCCURRED_IN" else label("placement_role", each["role"]).lower()
        key = (each["event"]["slug"], each["location"]["slug"], each["role"])
        found.setdefault(key, _row(each["location"], role, each["event"], each["statement"]))
    return Places(tuple(found.values()))


def of_mentions(statements: Iterable[Record]) -> Places:
    """The places of which statements speak, each once, on the word of the first."""
    found: dict[str, PlaceRow] = {}
    for statement in statements:
        for place in statement["locations"]["nodes"]:
            found.setdefault(place["slug"], _row(place, None, None, statement))
    return Places(tuple(found.values()))


def of_place(place: Record) -> Places:
    """One place, and those inside it."""
    return Places(tuple(_row(each, None, None, None) for each in (place, *place["parts"]["nodes"])))


def _row(place: Record, role: str | None, event: Record | None, statement: Record | None) -> PlaceRow:
    kind = label("location_kind", place["kind"])
    return PlaceRow(place["slug"], place["name"], kind, role, event, statement, place["point"])
