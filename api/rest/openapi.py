"""The OpenAPI 3.1 document, made from the route table, the stored documents and the GraphQL schema."""

import json
from functools import cache
from typing import Any

from graphql import GraphQLEnumType, get_named_type

from api.gql.enums import enum_name
from api.gql.schema import CORE_SCHEMA
from api.problem import MEDIA_TYPE, TYPES
from api.rest.parameter import MAX_MANY, Parameter
from api.rest.parameters import Parameters
from api.rest.routes import index
from api.rest.shapes import Schema, Shapes
from api.rest.stored import StoredDocument, stored
from api.rest.table import ROOT, ROUTES
from api.rest.values import Code, Day, Numbers, SortKey
from db.graph.dataset import LICENCE, LICENCE_URL
from db.graph.query import ENTITIES

# The version of what is below `ROOT`, whatever the release that serves it.
VERSION = "1.0"

# Sections by the first segment of their paths, in the order in which they are shown.
SECTIONS = {
    **{ENTITIES[name].plural: name for name in ("Event", "Statement", "Source", "Location", "Article")},
    "terms": "Term",
    "dataset": "Dataset",
}

# What stands in the first dossier, for documentation pages and clients to try.
EXAMPLES = {
    "event": "ukrainian-presence-in-belgorod-region",
    "statement": "zelenskyy-confirms-belgorod-operations",
    "source": "volodymyr-zelenskyy",
    "location": "belgorod-region",
    "article": "2025-04-08-belgorod-admission",
    "asOf": "2025-04-08",
    "scheme": "stance",
    "code": "DENIES",
}

_DESCRIPTION = f"""\
Who said what in the news, on whose word, how firmly, about which event, since when, and who disputes it.

- An `id` is the path below `{ROOT}`: `sources/russia` is at `{ROOT}/sources/russia`.
- A list is an object with `nodes`. Where it comes in pages it has `pageInfo`, and the `Link` header leads on.
- A parameter that takes several values takes them separated by commas, or is repeated: any of them may match.
- All conditions must hold. Those with the same word before the dot are about the same row:
  `attribution.role=ORIGINATOR&attribution.commitment=CERTAIN` asks for one link that is both.
- Unknown parameters, codes and malformed values are refused, with what is allowed.
- Every route answers HEAD as well.
"""

_PROBLEM: Schema = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": f"The kind of problem. A path below {TYPES} leads to what it means.",
        },
        "title": {"type": "string", "description": "The kind of problem in words."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What is wrong with this request, and what to do."},
        "parameter": {"type": "string", "description": "The parameter that is at fault."},
        "allowed": {
            "type": "array",
            "items": {"type": "string"},
            "description": "What could stand there instead, most alike first.",
        },
    },
    "required": ["type", "title", "status"],
}
_LINK = {
    "description": "Where to go from here (RFC 8288): `self`; of a list's pages `first`, `prev` and `next`; "
    "`describedby`, this document; and `license`, that of the data.",
    "schema": {"type": "string"},
}


@cache
def openapi_json() -> str:
    """The document as committed in ``openapi/openapi.json`` and served at ``/openapi.json``."""
    return json.dumps(document(), ensure_ascii=False, indent=2) + "\n"


def document() -> dict[str, Any]:
    """The document as plain data."""
    return _Document().whole()


def section_of(path: str) -> str:
    """The first segment of a path below `ROOT`."""
    return path.split("/")[1]


class _Document:
    def __init__(self) -> None:
        self._shapes = Shapes()
        self._parameters: dict[str, Schema] = {}

    def whole(self) -> dict[str, Any]:
        order = list(SECTIONS)
        table = sorted(ROUTES, key=lambda route: (order.index(section_of(route.path)), route.path))
        paths = {ROOT: {"get": self._index()}}
        for path, name in table:
            paths[ROOT + path] = {"get": self._operation(path, stored(name))}
        components = {**self._shapes.components, "Problem": _PROBLEM}
        return {
            "openapi": "3.1.0",
            "info": {
                "title": "Dateline",
                "version": VERSION,
                "summary": "Facts from news articles, each with who said so.",
                "description": _DESCRIPTION,
                "license": {"name": f"The data: {LICENCE}", "url": LICENCE_URL},
            },
            "servers": [{"url": "/"}],
            "tags": [
                {"name": section, "description": ENTITIES[name].description}
                for section, name in SECTIONS.items()
            ],
            "paths": paths,
            "components": {
                "schemas": dict(sorted(components.items())),
                "parameters": dict(sorted(self._parameters.items())),
                "headers": {"Link": _LINK},
                "responses": {
                    "BadRequest": _problem("A parameter is unknown or malformed; the problem names it."),
                    "NotFound": _problem("There is nothing at this path."),
                    "Unavailable": _problem("The database is away, or would take too long."),
                },
            },
        }

    def _index(self) -> dict[str, Any]:
        addresses = {name: {"type": "string", "const": path} for name, path in index().items()}
        schema = self._shapes.component(
            "Index",
            {
                "type": "object",
                "description": "The addresses that need no slug, by name.",
                "properties": addresses,
                "required": [*addresses],
                "additionalProperties": False,
            },
        )
        return {
            "operationId": "getIndex",
            "summary": "What there is",
            "description": "The addresses to start from.",
            "tags": ["dataset"],
            "responses": {
                "200": _answer("The addresses.", schema),
                "400": {"$ref": "#/components/responses/BadRequest"},
            },
        }

    def _operation(self, path: str, answering: StoredDocument) -> dict[str, Any]:
        parameters = Parameters(path, answering)
        responses = {
            "200": _answer(answering.summary, self._shapes.resource(answering)),
            "400": {"$ref": "#/components/responses/BadRequest"},
        }
        if parameters.in_path:
            responses["404"] = {"$ref": "#/components/responses/NotFound"}
        responses["503"] = {"$ref": "#/components/responses/Unavailable"}
        operation: dict[str, Any] = {
            "operationId": answering.name,
            "summary": answering.summary,
            "description": answering.description,
            "tags": [section_of(path)],
            "responses": responses,
        }
        if parameters.all:
            operation["parameters"] = [self._parameter(each, answering) for each in parameters.all]
        return operation

    def _parameter(self, parameter: Parameter, answering: StoredDocument) -> Schema:
        """A reference to the parameter's component, which routes share."""
        schema = parameter.value.schema()
        if isinstance(parameter.value, Code):
            enum = CORE_SCHEMA.type_map[enum_name(parameter.value.scheme)]
            assert isinstance(enum, GraphQLEnumType)
            self._shapes.enum(enum)
        component: Schema = {
            "name": parameter.name,
            "in": "path" if parameter.in_path else "query",
            "description": parameter.description,
            "schema": schema,
        }
        key = parameter.name
        if parameter.in_path:
            example = answering.resource[0] if parameter.name == "slug" else parameter.name
            component |= {"required": True, "example": EXAMPLES[example]}
            key = f"{answering.resource[0]}-{parameter.name}"
        elif len(parameter.place) > 1 or (
            isinstance(parameter.value, SortKey | Day | Numbers) and _lists(answering)
        ):
            listed = get_named_type(answering.shown.fields["nodes"].type)
            key = f"{listed.name}.{parameter.name}"
        elif parameter.name in EXAMPLES:
            component["example"] = EXAMPLES[parameter.name]
        if parameter.many:
            component |= {"style": "form", "explode": False}
            component["schema"] = {"type": "array", "items": schema, "minItems": 1, "maxItems": MAX_MANY}
        elif isinstance(parameter.value, Numbers):
            component |= {"style": "form", "explode": False}
        if self._parameters.setdefault(key, component) != component:
            raise TypeError(f"two different parameters are called {key}")
        return {"$ref": f"#/components/parameters/{key}"}


def _lists(answering: StoredDocument) -> bool:
    """Whether the route answers a list, of which a day or an order says something of its own."""
    return "nodes" in answering.shown.fields


def _answer(description: str, schema: Schema) -> dict[str, Any]:
    return {
        "description": description,
        "headers": {"Link": {"$ref": "#/components/headers/Link"}},
        "content": {"application/json": {"schema": schema}},
    }


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}
