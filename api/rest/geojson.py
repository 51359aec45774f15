"""GeoJSON (RFC 7946) of events and locations: where something is, as far as it is known.

A geometry is made of points of a place's own. A borrowed point would draw a village at the centre of its
region, so what has only borrowed ones has no geometry, and says so.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import orjson

from api.rest.columns import SEPARATOR, Leaf, columns_of
from api.rest.form import Address, Form, Rendering, Schema
from api.rest.links import address, targets
from api.rest.query import FORMAT
from api.rest.stored import StoredDocument
from api.web.accept import JSON, Representation
from db.vocabulary import codes

Json = dict[str, Any]
Feature = Callable[[Mapping[str, Any]], Json]

GEOJSON: Final = Representation("geojson", "application/geo+json")

# Events have their places under this name, which `EventFeature` gives them.
_PLACES: Final = "places"
_POINT: Final = "point"
# They are the geometry, and would be drawn as one where it is withheld.
_COORDINATES: Final = frozenset({"point.latitude", "point.longitude"})


def feature_of(document: StoredDocument) -> Feature:
    """What makes a feature of a row, or of the single resource, that a document answers."""
    columns = tuple(
        column for column in columns_of(document, leave_out=[_PLACES]) if column.name not in _COORDINATES
    )

    def feature(row: Mapping[str, Any]) -> Json:
        places = _places(row)
        own = {each["id"]: each[_POINT] for each in places if _is_own(each)}
        properties: dict[str, Leaf] = {column.name: column.value(row) for column in columns}
        if _PLACES in row:
            names = {each["id"]: each["name"] for each in places}
            properties[_PLACES] = SEPARATOR.join(names.values()) or None
            properties["placesComplete"] = not row[_PLACES]["pageInfo"]["hasNextPage"]
        properties["precision"] = _coarsest([point["precision"] for point in own.values()])
        properties["borrowed"] = any(each[_POINT] is not None and not _is_own(each) for each in places)
        geometry = _geometry([[point["longitude"], point["latitude"]] for point in own.values()])
        return {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": properties}

    return feature


def collection(features: list[Json], links: list[Json], matched: int | None) -> Json:
    """A page of features, as OGC API Features has it."""
    counted = {} if matched is None else {"numberMatched": matched}
    return {
        "type": "FeatureCollection",
        "features": features,
        "links": links,
        **counted,
        "numberReturned": len(features),
    }


def link(origin: str, href: str, relation: str, media_type: str) -> Json:
    """A link as OGC API has them."""
    return {"href": origin + href, "rel": relation, "type": media_type}


def _places(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Where it is: the places in which an event occurred, each once, or the location itself."""
    if _PLACES not in row:
        return [row]
    found = {each["location"]["id"]: each["location"] for each in row[_PLACES]["nodes"]}
    return list(found.values())


def _is_own(place: Mapping[str, Any]) -> bool:
    point = place[_POINT]
    return point is not None and point["location"]["id"] == place["id"]


def _coarsest(found: Sequence[str]) -> str | None:
    return max(found, key=codes("point_precision").index, default=None)


def _geometry(points: list[list[float]]) -> Json | None:
    if not points:
        return None
    if len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    return {"type": "MultiPoint", "coordinates": points}


def _rendering(document: StoredDocument) -> Rendering:
    feature = feature_of(document)

    def links(at: Address, page: Mapping[str, Any] | None) -> list[Json]:
        found = [
            link(at.origin, href, relation, GEOJSON.media_type)
            for relation, href in targets(at.path, at.pairs, page).items()
        ]
        kept = [pair for pair in at.pairs if pair[0] != FORMAT]
        other = address(at.path, [*kept, (FORMAT, JSON.name)])
        return [*found, link(at.origin, other, "alternate", JSON.media_type)]

    def whole(answer: Any, at: Address) -> bytes:
        if document.listed is None:
            return orjson.dumps(feature(answer) | {"links": links(at, None)})
        page = answer.get("pageInfo")
        features = [feature(each) for each in answer["nodes"]]
        return orjson.dumps(collection(features, links(at, page), answer.get("totalCount")))

    return whole


_POSITION: Final[Schema] = {
    "type": "array",
    "items": {"type": "number"},
    "minItems": 2,
    "maxItems": 2,
    "description": "Longitude and latitude in degrees of WGS 84.",
}
_LINKS: Final[Schema] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {name: {"type": "string"} for name in ("href", "rel", "type")},
        "required": ["href", "rel", "type"],
    },
}


def feature_schema(document: StoredDocument) -> Schema:
    """The JSON Schema of one feature."""
    columns = (
        each.name for each in columns_of(document, leave_out=[_PLACES]) if each.name not in _COORDINATES
    )
    return {
        "type": "object",
        "description": "A feature (RFC 7946).",
        "properties": {
            "type": {"type": "string", "const": "Feature"},
            "id": {"type": "string", "description": "The global identifier."},
            "geometry": {
                "description": "Points of its own. Null where it has none.",
                "anyOf": [
                    _geometry_schema("Point", _POSITION),
                    _geometry_schema("MultiPoint", {"type": "array", "items": _POSITION}),
                    {"type": "null"},
                ],
            },
            "properties": {
                "type": "object",
                "description": f"Laid flat: {', '.join(f'`{name}`' for name in columns)}; `precision`, "
                "of the coarsest point that is drawn; `borrowed`, whether a place is left out because its "
                "point is that of a location around it.",
            },
            "links": _LINKS,
        },
        "required": ["type", "id", "geometry", "properties"],
    }


def _geometry_schema(kind: str, coordinates: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {"type": {"type": "string", "const": kind}, "coordinates": coordinates},
        "required": ["type", "coordinates"],
    }


def schema_of(document: StoredDocument) -> Schema:
    """The JSON Schema of what a route answers."""
    if document.listed is None:
        return feature_schema(document)
    number: Schema = {"type": "integer", "minimum": 0}
    return {
        "type": "object",
        "description": "A page of features (RFC 7946).",
        "properties": {
            "type": {"type": "string", "const": "FeatureCollection"},
            "features": {"type": "array", "items": feature_schema(document)},
            "links": _LINKS,
            "numberMatched": number,
            "numberReturned": number,
        },
        "required": ["type", "features", "links", "numberReturned"],
    }


FEATURES: Final = Form(
    GEOJSON,
    "features for a map",
    _rendering,
    schema_of,
    {
        "EventSummary": "EventFeature",
        "Event": "EventFeature",
        "LocationSummary": "LocationSummary",
        "Location": "Location",
    },
)
