"""The two forms of linked data, for the table of forms."""

import re
from typing import Any

import orjson

from api.rest.form import Address, Form, Rendering, Schema
from api.rest.linked.annotations import CONTEXT, annotations
from api.rest.linked.documents import listing, resource
from api.rest.linked.node import Here
from api.rest.stored import StoredDocument
from api.web.accept import Representation

# What a host is made of, with its port. With any other the addresses would be none.
_ORIGIN = re.compile(r"https?://(?:[a-z0-9._~-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.IGNORECASE)

_SHOWN = ("Statement", "Event", "Source", "Location", "Article", "Term")


def here(origin: str) -> Here:
    """The server at an origin as a client names it, or relative to where the answer is, if that is none."""
    return Here(origin if _ORIGIN.fullmatch(origin) else "")


def _linked(document: StoredDocument) -> Rendering:
    shown = document.fragments[document.shows[0]].type_condition.name.value
    write = resource if document.listed is None else listing

    def rendering(answer: Any, at: Address) -> bytes:
        return orjson.dumps(write(here(at.origin), shown, answer))

    return rendering


def _annotated(_: StoredDocument) -> Rendering:
    def rendering(answer: Any, at: Address) -> bytes:
        return orjson.dumps(annotations(here(at.origin), answer, ANNOTATION.name))

    return rendering


def _linked_schema(document: StoredDocument) -> Schema:
    properties: Schema = {"@context": {"type": "string", "format": "uri-reference"}}
    if document.listed is None:
        properties["@id"] = {"type": "string", "format": "uri-reference"}
        kind: Schema = {"type": "string"}
        properties["@type"] = {"anyOf": [kind, {"type": "array", "items": kind}]}
    else:
        properties["@type"] = {"const": "ItemList"}
        properties["itemListElement"] = {"type": "array", "items": {"type": "object"}}
    return {"type": "object", "properties": properties, "required": [*properties]}


def _annotated_schema(_: StoredDocument) -> Schema:
    reference: Schema = {"type": "string", "format": "uri-reference"}
    page = {
        "type": "object",
        "properties": {
            "id": reference,
            "type": {"const": "AnnotationPage"},
            "startIndex": {"type": "integer"},
            "items": {"type": "array", "items": {"type": "object"}},
        },
        "required": ["id", "type", "items"],
    }
    return {
        "type": "object",
        "properties": {
            "@context": {"const": CONTEXT},
            "id": reference,
            "type": {"const": "AnnotationCollection"},
            "label": {"type": "string"},
            "rights": reference,
            "total": {"type": "integer"},
            "first": page,
        },
        "required": ["@context", "id", "type", "total"],
    }


LINKED = Form(
    Representation("jsonld", "application/ld+json"),
    "JSON-LD of schema.org and PROV-O",
    _linked,
    _linked_schema,
    {name: name for each in _SHOWN for name in (each, f"{each}Summary")},
)

ANNOTATION = Form(
    Representation("annotation", f'application/ld+json; profile="{CONTEXT}"'),
    "W3C Web Annotations of what it rests on",
    _annotated,
    _annotated_schema,
    {"Statement": "AnnotatedStatement"},
)
