"""What can be asked of locations."""

from sqlalchemy import BigInteger, Column, select

from db.graph.declaration import (
    ByColumn,
    ByRelation,
    ByTree,
    Entity,
    Kind,
    Leaf,
    Many,
    One,
    Order,
    Part,
    table_of,
)
from db.graph.shared import BY_SLUG, SLUG, by_code, code, identifier, text
from db.models import Event, Location, LocationIdentifier, LocationName, Placement, StatementLocation

BY_NAME = Order("location.name", ("name", "id"))
_holder = table_of(Location).alias("holder")


def _of_holder(column: str) -> Leaf:
    """A coordinate, kept once: in the row of the place that it belongs to."""
    return Leaf(
        lambda row: select(_holder.c[column]).where(_holder.c.id == row.c.location_id).scalar_subquery(),
        Kind.FLOAT,
    )


LOCATION = Entity(
    "Location",
    {
        "id": identifier("locations"),
        "slug": SLUG,
        "name": text("name"),
        "kind": code("kind", "location_kind"),
        "description": text("description", nullable=True),
        "isoCode": code("iso_code", nullable=True),
        "point": Part("Point", "point_", nullable_by="point_location_id"),
        "partOf": One("Location", "part_of_id", nullable=True),
        "otherNames": Many(
            "LocationName", Order("name", ("name", "language")), (("location_id", "id"),), paged=False
        ),
        "identifiers": Many(
            "LocationIdentifier",
            Order("identifier", ("scheme", "value")),
            (("location_id", "id"),),
            paged=False,
        ),
        "parts": Many("Location", BY_NAME, (("part_of_id", "id"),)),
        "statements": Many(
            "Statement",
            Order("mention.said", ("said_earliest", "statement_id"), descending=True, of_link=True),
            (("location_id", "id"),),
            link=StatementLocation,
            far="statement_id",
        ),
        "placements": Many(
            "Placement",
            Order("placement.occurred", ("occurred_earliest", "id"), descending=True),
            (("location_id", "id"),),
        ),
        "figures": Many("Figure", Order("figure", ("id",)), (("location_id", "id"),)),
    },
    model=Location,
    plural="locations",
    filters={
        "slug": BY_SLUG,
        "kind": by_code("kind", "location_kind"),
        "isoCode": ByColumn("iso_code", Kind.CODE, nullable=True),
        "precision": by_code("point_precision", "point_precision"),
        "within": ByTree("part_of_id"),
        "event": ByRelation("Event", ((Placement, "location_id", "id"), (Event, "id", "event_id"))),
    },
    order=BY_NAME,
)

POINT = Entity(
    "Point",
    {
        "latitude": _of_holder("latitude"),
        "longitude": _of_holder("longitude"),
        "precision": code("precision", "point_precision"),
        "basis": code("basis", "date_basis"),
        "note": text("note", nullable=True),
        "location": One("Location", "location_id"),
    },
    columns=[Column("location_id", BigInteger)],
)

LOCATION_NAME = Entity(
    "LocationName",
    {
        "name": text("name"),
        "language": code("language"),
        "kind": code("kind", "name_kind"),
        "location": One("Location", "location_id"),
    },
    model=LocationName,
)

LOCATION_IDENTIFIER = Entity(
    "LocationIdentifier",
    {
        "scheme": code("scheme", "identifier_scheme"),
        "value": text("value"),
        "location": One("Location", "location_id"),
    },
    model=LocationIdentifier,
)
