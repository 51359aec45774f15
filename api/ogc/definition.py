"""The API's definition in OpenAPI 3.0, which clients of OGC API read; ``/openapi.json`` is of 3.1."""

from collections.abc import Sequence
from typing import Any, Final

from api.ogc.collections import LAYERS, OGC
from api.ogc.items import item_of, items_of
from api.rest.geojson import GEOJSON
from api.rest.openapi import CONTACT, SECURITY, SECURITY_SCHEMES
from api.rest.parameter import Parameter
from api.web.accept import JSON, Representation
from db.graph.dataset import LICENCE, LICENCE_URL

Json = dict[str, Any]

OPENAPI_3: Final = Representation("openapi-3.0", "application/vnd.oai.openapi+json;version=3.0")

# As the standard's own examples have them.
_CAPABILITIES, _DATA = "Capabilities", "Data"
_TAGS: Final = {
    _CAPABILITIES: "What there is, and by which rules it is asked for.",
    _DATA: "The features themselves, as GeoJSON.",
}

_OBJECT: Final[Json] = {"type": "object"}
_NULL_OR_POINTS: Final[Json] = {
    "type": "object",
    "nullable": True,
    "properties": {
        "type": {"type": "string", "enum": ["Point", "MultiPoint"]},
        "coordinates": {"type": "array", "items": {}},
    },
    "required": ["type", "coordinates"],
}
_LINKS: Final[Json] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {name: {"type": "string"} for name in ("href", "rel", "type")},
        "required": ["href", "rel"],
    },
}


def definition(at: str) -> Json:
    """The definition for the server of an origin."""
    paths: Json = {
        "": _get("getLandingPage", "The landing page", "Links to all that follows.", JSON),
        "/conformance": _get(
            *("getConformance", "The conformance classes"),
            *("The parts of the standard that are kept to, by their addresses.", JSON),
        ),
        "/api": _get(
            *("getApi", "This definition"),
            *("The paths, their parameters and answers, in OpenAPI 3.0.", OPENAPI_3),
        ),
        "/collections": _get(
            *("getCollections", "The collections"),
            *("Each layer with its title, its description and the links to its features.", JSON),
        ),
    }
    for layer in LAYERS:
        below = layer.path.removeprefix(OGC)
        (_, many), (_, one) = items_of(layer), item_of(layer)
        name = layer.title
        paths[below] = _get(f"describe{name}", f"The collection {layer.id}", layer.description, JSON)
        paths[f"{below}/items"] = _get(
            *(f"get{name}", f"The features of {layer.id}", layer.description, GEOJSON),
            *(many.all, _ref("FeatureCollection")),
        )
        paths[f"{below}/items/{{slug}}"] = _get(
            *(f"get{name}Item", f"One of the {layer.id}", "A feature by its slug, with its links.", GEOJSON),
            *(one.all, _ref("Feature")),
        )
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Dateline: OGC API - Features",
            "version": "1.0",
            "description": "Events and places of the news as layers of a map, for QGIS and other clients of "
            "the standard OGC API - Features. All else that Dateline answers is at /docs.",
            "contact": CONTACT,
            "license": {"name": f"The data: {LICENCE}", "url": LICENCE_URL},
        },
        "servers": [{"url": at + OGC}],
        "security": SECURITY,
        "tags": [{"name": name, "description": said} for name, said in _TAGS.items()],
        "paths": {path or "/": {"get": each} for path, each in paths.items()},
        "components": {
            "securitySchemes": SECURITY_SCHEMES,
            "schemas": {
                "Feature": {
                    "type": "object",
                    "properties": {
                        "type": {"type": "string", "enum": ["Feature"]},
                        "id": {"type": "string"},
                        "geometry": _NULL_OR_POINTS,
                        "properties": {"type": "object", "nullable": True},
                        "links": _LINKS,
                    },
                    "required": ["type", "id", "geometry", "properties"],
                },
                "FeatureCollection": {
                    "type": "object",
                    "properties": {
                        "type": {"type": "string", "enum": ["FeatureCollection"]},
                        "features": {"type": "array", "items": _ref("Feature")},
                        "links": _LINKS,
                        "numberReturned": {"type": "integer", "minimum": 0},
                    },
                    "required": ["type", "features", "links"],
                },
            },
        },
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _get(
    name: str,
    summary: str,
    description: str,
    form: Representation,
    parameters: Sequence[Parameter] = (),
    schema: Json = _OBJECT,
) -> Json:
    media_types = dict.fromkeys((form.content_type, JSON.content_type))
    problems: Json = {
        "content": {"application/problem+json": {"schema": _OBJECT}},
    }
    return {
        "operationId": name,
        "summary": summary,
        "description": description,
        "tags": [_DATA if form is GEOJSON else _CAPABILITIES],
        "parameters": [_parameter(each) for each in parameters],
        "responses": {
            "200": {"description": summary, "content": {each: {"schema": schema} for each in media_types}},
            "400": {"description": "A parameter is unknown or malformed.", **problems},
            **(
                {"404": {"description": "There is no such feature.", **problems}}
                if "slug" in _names(parameters)
                else {}
            ),
        },
    }


def _names(parameters: Sequence[Parameter]) -> set[str]:
    return {each.name for each in parameters}


def _parameter(parameter: Parameter) -> Json:
    found: Json = {
        "name": parameter.name,
        "in": "path" if parameter.in_path else "query",
        "required": parameter.in_path,
        "description": parameter.description,
        "schema": parameter.value.schema(),
    }
    if not parameter.in_path:
        found |= {"style": "form", "explode": False}
    return found
