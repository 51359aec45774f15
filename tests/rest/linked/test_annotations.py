"""The spans of a statement as Web Annotations."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from rdflib import RDF, Literal, Namespace, URIRef

from tests.rest.conftest import Served
from tests.rest.linked.rdf import ORIGIN, by_pyld

OA = Namespace("http://www.w3.org/ns/oa#")
AS = Namespace("http://www.w3.org/ns/activitystreams#")
CONTENT_TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'

_IRI = {"type": "string", "pattern": '^https?://[^\\s<>"{}|\\\\^`]+$'}
_PURPOSE = {"enum": ["describing", "highlighting", "linking"]}
_POSITION = {
    "type": "object",
    "properties": {
        "type": {"const": "TextPositionSelector"},
        "start": {"type": "integer", "minimum": 0},
        "end": {"type": "integer", "minimum": 0},
        "schema:sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    },
    "required": ["type", "start", "end"],
    "additionalProperties": False,
}
_QUOTE = {
    "type": "object",
    "properties": {"type": {"const": "TextQuoteSelector"}, "exact": {"type": "string"}},
    "required": ["type", "exact"],
    "additionalProperties": False,
}
_LINK = {
    "type": "object",
    "properties": {"type": {"const": "SpecificResource"}, "source": _IRI, "purpose": _PURPOSE},
    "required": ["source"],
    "additionalProperties": False,
}
_TEXT = {
    "type": "object",
    "properties": {
        "type": {"const": "TextualBody"},
        "value": {"type": "string"},
        "format": {"const": "text/plain"},
        "purpose": _PURPOSE,
    },
    "required": ["type", "value"],
    "additionalProperties": False,
}
_ONE_BODY = {"oneOf": [_LINK, _TEXT]}
_ANNOTATION = {
    "type": "object",
    "properties": {
        "id": _IRI,
        "type": {"const": "Annotation"},
        "motivation": _PURPOSE,
        "body": {"oneOf": [_ONE_BODY, {"type": "array", "items": _ONE_BODY, "minItems": 1}]},
        "target": {
            "type": "object",
            "properties": {
                "type": {"const": "SpecificResource"},
                "source": _IRI,
                "selector": {
                    "oneOf": [
                        _POSITION,
                        {"type": "array", "prefixItems": [_POSITION, _QUOTE], "minItems": 2, "maxItems": 2},
                    ]
                },
            },
            "required": ["source", "selector"],
            "additionalProperties": False,
        },
    },
    "required": ["id", "type", "target"],
    "additionalProperties": False,
}
# What the Web Annotation Data Model requires (sections 3.1, 3.2, 4.1, 4.2, 5.1 and 5.2), and no name beside.
SHAPE = {
    "type": "object",
    "properties": {
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
        "id": _IRI,
        "type": {"const": "AnnotationCollection"},
        "label": {"type": "string"},
        "rights": _IRI,
        "total": {"type": "integer", "minimum": 0},
        "first": {
            "type": "object",
            "properties": {
                "id": _IRI,
                "type": {"const": "AnnotationPage"},
                "startIndex": {"const": 0},
                "items": {"type": "array", "items": _ANNOTATION, "minItems": 1},
            },
            "required": ["id", "type", "items"],
            "additionalProperties": False,
        },
    },
    "required": ["@context", "id", "type", "total"],
    "additionalProperties": False,
}


def _annotations(served: Served, path: str) -> Any:
    response = served.client.get(f"/v1/{path}", headers={"Accept": CONTENT_TYPE})
    assert (response.status_code, response.headers["content-type"]) == (200, CONTENT_TYPE), response.text
    return response.json()


@pytest.mark.parametrize("name", ["world", "seed"])
def test_annotations_have_the_shape_that_the_recommendation_requires(
    name: str, world: Served, seed: Served
) -> None:
    served = {"world": world, "seed": seed}[name]
    totals = []
    for each in served.client.get("/v1/statements?first=100").json()["nodes"]:
        row = served.client.get(f"/v1/{each['id']}").json()
        article = served.client.get(f"/v1/{row['article']['id']}").json()
        document = _annotations(served, each["id"])
        Draft202012Validator(SHAPE).validate(document)
        items = document["first"]["items"] if "first" in document else []
        assert document["total"] == len(items) == len(row["anchors"]) + len(row["quotations"])
        assert len({item["id"] for item in items}) == len(items)
        totals.append(len(items))
        for item in items:
            assert item["target"]["source"] == (article["url"] or f"{ORIGIN}/v1/{article['id']}")
        positions = [_position(item) for item in items]
        spans = [*row["anchors"], *(quotation["anchor"] for quotation in row["quotations"])]
        assert positions == [(span["start"], span["end"], span["sha256"]) for span in spans]
        # The words of an article are there only where they are a speaker's.
        exact = [
            selector["exact"]
            for item in items
            if isinstance(item["target"]["selector"], list)
            for selector in item["target"]["selector"][1:]
        ]
        assert exact == [quotation["text"] for quotation in row["quotations"]]
    assert max(totals) > 0


def _position(item: Any) -> tuple[int, int, str]:
    selector = item["target"]["selector"]
    position = selector[0] if isinstance(selector, list) else selector
    return position["start"], position["end"], position["schema:sha256"]


def test_a_quotation_is_found_by_its_place_or_its_words(seed: Served) -> None:
    statement = f"{ORIGIN}/v1/statements/zelenskyy-operations-on-enemy-territory"
    collection = URIRef(f"{statement}?format=annotation")
    graph = by_pyld(seed.client, _annotations(seed, "statements/zelenskyy-operations-on-enemy-territory"))
    assert (collection, RDF.type, AS.OrderedCollection) in graph
    annotation = URIRef(f"{collection}#quotation-0")
    assert (annotation, OA.motivatedBy, OA.highlighting) in graph
    body = graph.value(annotation, OA.hasBody)
    assert (body, OA.hasSource, URIRef(f"{statement}#quotation-0")) in graph
    target = graph.value(annotation, OA.hasTarget)
    article = URIRef(f"{ORIGIN}/v1/articles/2025-04-08-belgorod-admission")
    assert graph.value(target, OA.hasSource) == article
    row = seed.client.get("/v1/statements/zelenskyy-operations-on-enemy-territory").json()["quotations"][0]
    selectors = set(graph.objects(target, OA.hasSelector))
    assert {graph.value(each, RDF.type) for each in selectors} == {
        OA.TextPositionSelector,
        OA.TextQuoteSelector,
    }
    assert {graph.value(each, OA.start) for each in selectors} == {None, Literal(row["anchor"]["start"])}
    assert {graph.value(each, OA.exact) for each in selectors} == {None, Literal(row["text"])}
