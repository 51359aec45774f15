"""What can be asked of locations."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, Text, cast, select

from db.graph.declaration import (
    Away,
    ByBox,
    ByColumn,
    ByDistance,
    ByRelation,
    ByTree,
    Entity,
    Kind,
    Leaf,
    Located,
    Many,
    One,
    Order,
    Part,
    Sort,
    table_of,
    to_many,
)
from db.graph.revision import history
from db.graph.shared import (
    BY_OTHER_NAME,
    BY_REGISTER,
    BY_SLUG,
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
    identifier,
    text,
)
from db.models import Event, Location, LocationIdentifier, LocationName, Placement, StatementLocation

BY_NAME = Order("location.name", ("name", "id"))
_holder = table_of(Location).alias("holder")


def _of_holder(column: str, description: str) -> Leaf:
    """A coordinate, kept once: in the row of the place that it belongs to."""
    return Leaf(
        lambda row: select(_holder.c[column]).where(_holder.c.id == row.c.location_id).scalar_subquery(),
        Kind.FLOAT,
        description=description,
    )


LOCATION = Entity(
    "Location",
    description="A place that has a name, from a country to a village or a stretch of a front.",
    members={
        "id": identifier("locations"),
        "slug": SLUG,
        "name": text("name", description="The name in English."),
        "kind": code("kind", "location_kind", description="What kind of place it is."),
        "description": text(
            "description",
            nullable=True,
            description="What the article says of the place, in our own words. Null where it says nothing.",
        ),
        "isoCode": code(
            "iso_code",
            nullable=True,
            description="The ISO 3166-1 alpha-2 code of a country, or the ISO 3166-2 code of a subdivision, "
            "as RU-BEL. Null for any other place.",
        ),
        "point": Part(
            "Point",
            "point_",
            nullable_by="point_location_id",
            description="Where the place is, as a gazetteer gives it. Null where no gazetteer does.",
        ),
        "distance": Away(
            "Distance",
            description="How far the place's point lies from another. Null where it has no point, or only a "
            "borrowed one and none such is asked for.",
        ),
        "partOf": One(
            "Location",
            "part_of_id",
            nullable=True,
            description="The nearest location around this one. Null where none is given.",
        ),
        "otherNames": Many(
            "LocationName",
            Order("name", ("name", "language")),
            (("location_id", "id"),),
            paged=False,
            description=f"Names in other languages and alphabets, in the order of the names. {WHOLE}",
        ),
        "identifiers": Many(
            "LocationIdentifier",
            Order("identifier", ("scheme", "value")),
            (("location_id", "id"),),
            paged=False,
            description=f"Identifiers of the place in gazetteers, by the registers' codes. {WHOLE}",
        ),
        "parts": Many(
            "Location",
            BY_NAME,
            (("part_of_id", "id"),),
            description=f"Locations directly inside this one, in the order of their names. {PAGED}",
        ),
        "statements": Many(
            "Statement",
            Order("mention.said", ("said_earliest", "statement_id"), descending=True, of_link=True),
            (("location_id", "id"),),
            link=StatementLocation,
            far="statement_id",
            description="Statements that mention the place, newest first by the first day on which they may "
            f"have been made. A mention places no event here: see placements. {PAGED}",
        ),
        "placements": Many(
            "Placement",
            Order("placement.occurred", ("occurred_earliest", "id"), descending=True),
            (("location_id", "id"),),
            description="Events that happened here, were aimed here or came from here, each on the word of "
            f"a statement, newest event first. {PAGED}",
        ),
        "figures": Many(
            "Figure",
            Order("figure", ("id",)),
            (("location_id", "id"),),
            description="Numbers about the place itself and not about an event, in the order of loading. "
            f"{PAGED}",
        ),
        "history": history("LOCATION"),
    },
    model=Location,
    plural="locations",
    filters={
        "slug": BY_SLUG,
        "text": by_words("location", "name and other names"),
        "name": by_text("name", description="Matches the name, not the other names."),
        **to_many(
            "otherName",
            "otherNames",
            ByRelation(
                "LocationName",
                ((LocationName, "location_id", "id"),),
                description="Keeps the locations that go by another name that matches.",
            ),
        ),
        **to_many(
            "identifier",
            "identifiers",
            ByRelation(
                "LocationIdentifier",
                ((LocationIdentifier, "location_id", "id"),),
                rare=True,
                description="Keeps the locations that a public register knows by a matching identifier: many "
                "at once by their scheme and values.",
            ),
        ),
        "kind": by_code("kind", "location_kind", description="Matches the kind of place."),
        "isoCode": ByColumn(
            "iso_code",
            Kind.CODE,
            nullable=True,
            description="Matches the ISO 3166 code exactly, as RU or RU-BEL. It does not reach into "
            "subdivisions.",
        ),
        "precision": by_code(
            "point_precision",
            "point_precision",
            description="Matches how closely the point stands for the place. NONE finds the places without "
            "a point.",
        ),
        "within": ByTree(
            "part_of_id",
            description="Keeps the locations with these slugs, and all that lies inside them at any depth.",
        ),
        "near": ByDistance(
            description="Keeps the locations whose point lies so near to another.",
        ),
        "bbox": ByBox(
            description="Keeps the locations whose point lies in a box of latitudes and longitudes.",
        ),
        **to_many(
            "event",
            "events",
            ByRelation(
                "Event",
                ((Placement, "location_id", "id"), (Event, "id", "event_id")),
                description="Keeps the locations in which a matching event happened, at which it was aimed, "
                "or from which it came. A mere mention does not count.",
            ),
        ),
    },
    order=BY_NAME,
    sorts={
        "name": alphabetical("name_folded"),
        **OF_ANY_ENTITY,
        "kind": Sort("kind", "name", description="The code of the kind of place."),
        "isoCode": Sort("iso_code", description="The ISO 3166 code; places without one come last."),
    },
    located=Located(description="by the point that stands for each"),
)

DISTANCE = Entity(
    "Distance",
    description="How far something lies from a point: along the great circle of a sphere, which is within "
    "0.6 % of the Earth's shape.",
    members={
        "kilometres": Leaf(
            lambda row: cast(cast(row.c.metres, Float(53)) / 1000, Float(53)),
            Kind.FLOAT,
            description="The distance, to the metre. No place is known so closely: see precision.",
        ),
        "precision": code(
            "precision",
            "point_precision",
            description="How closely the point to which it is measured stands for the place.",
        ),
        "borrowed": Leaf(
            "borrowed",
            Kind.BOOLEAN,
            description="True where the point is not the place's own but lent by a location around it. The "
            "place then lies somewhere inside that one.",
        ),
        "location": One(
            "Location",
            "location_id",
            description="The place that is so far away: itself, or the nearest one where an event happened.",
        ),
    },
    columns=[
        Column("metres", Integer),
        Column("precision", Text),
        Column("borrowed", Boolean),
        Column("location_id", BigInteger),
    ],
)

POINT = Entity(
    "Point",
    description="The coordinates that stand for a place: its own, or those that a location around it lends.",
    members={
        "latitude": _of_holder("latitude", "The latitude in degrees north (WGS 84), from -90 to 90."),
        "longitude": _of_holder("longitude", "The longitude in degrees east (WGS 84), from -180 to 180."),
        "precision": code(
            "precision",
            "point_precision",
            description="How closely the point stands for the place. A lent point is only as close as its "
            "lender.",
        ),
        "basis": code(
            "basis",
            "date_basis",
            description="Whether the article gives the point, or we infer where the place is.",
        ),
        "note": text(
            "note",
            nullable=True,
            description="The gazetteer and its identifier, or why the point is lent. Null where nothing was "
            "noted.",
        ),
        "location": One(
            "Location",
            "location_id",
            description="The location to which the coordinates belong: the place itself, or the one that "
            "lends them.",
        ),
    },
    columns=[Column("location_id", BigInteger)],
)

LOCATION_NAME = Entity(
    "LocationName",
    description="Another name of a location, in another language or alphabet.",
    members={
        **NAME,
        "location": One("Location", "location_id", description="The location that bears the name."),
    },
    model=LocationName,
    filters=BY_OTHER_NAME,
)

LOCATION_IDENTIFIER = Entity(
    "LocationIdentifier",
    description="A location's identifier in a public gazetteer.",
    members={
        **REGISTERED,
        "location": One("Location", "location_id", description="The location that it identifies."),
    },
    model=LocationIdentifier,
    filters=BY_REGISTER,
)
