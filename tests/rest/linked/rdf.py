"""Reading linked data as RDF, by two libraries that have nothing to do with one another."""

from typing import Any

import orjson
from pyld import jsonld
from rdflib import Graph
from starlette.testclient import TestClient

ORIGIN = "http://testserver"
CONTEXT = f"{ORIGIN}/v1/context.jsonld"
LD_JSON = "application/ld+json"

# The terms that our annotations use, as the Web Annotation Vocabulary defines them.
ANNOTATION_CONTEXT = {
    "@context": {
        "oa": "http://www.w3.org/ns/oa#",
        "as": "http://www.w3.org/ns/activitystreams#",
        "dcterms": "http://purl.org/dc/terms/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "http://schema.org/",
        "id": "@id",
        "type": "@type",
        **{
            name: f"oa:{name}"
            for name in (
                "Annotation",
                "SpecificResource",
                "TextPositionSelector",
                "TextQuoteSelector",
                "TextualBody",
                "describing",
                "end",
                "exact",
                "highlighting",
                "linking",
                "start",
            )
        },
        "AnnotationCollection": "as:OrderedCollection",
        "AnnotationPage": "as:OrderedCollectionPage",
        "body": {"@type": "@id", "@id": "oa:hasBody"},
        "target": {"@type": "@id", "@id": "oa:hasTarget"},
        "source": {"@type": "@id", "@id": "oa:hasSource"},
        "selector": {"@type": "@id", "@id": "oa:hasSelector"},
        "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
        "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
        "rights": {"@type": "@id", "@id": "dcterms:rights"},
        "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
        "first": {"@type": "@id", "@id": "as:first"},
        "format": "http://purl.org/dc/elements/1.1/format",
        "value": "rdf:value",
        "label": "rdfs:label",
        "total": "as:totalItems",
        "startIndex": "as:startIndex",
    }
}


def linked(client: TestClient, path: str) -> Any:
    """The JSON-LD at a path below ``/v1/``."""
    response = client.get(f"/v1/{path}", headers={"Accept": LD_JSON})
    assert (response.status_code, response.headers["content-type"]) == (200, LD_JSON), response.text
    return response.json()


def by_pyld(client: TestClient, document: Any) -> Graph:
    """The graph of a document, as PyLD reads it; nothing but the server's own context can be loaded."""

    def load(url: str, _: object) -> dict[str, Any]:
        if url == "http://www.w3.org/ns/anno.jsonld":
            context: Any = ANNOTATION_CONTEXT
        else:
            assert url == CONTEXT
            context = client.get(url, headers={"Accept": LD_JSON}).json()
        return {"contentType": LD_JSON, "contextUrl": None, "documentUrl": url, "document": context}

    quads = jsonld.to_rdf(document, {"documentLoader": load, "format": "application/n-quads"})
    return Graph().parse(data=quads, format="nt")


def by_rdflib(client: TestClient, document: dict[str, Any]) -> Graph:
    """The graph of a document, as rdflib reads it with the server's context put into it."""
    assert document["@context"] == CONTEXT
    whole = document | {"@context": client.get(CONTEXT).json()["@context"]}
    return Graph().parse(data=orjson.dumps(whole), format="json-ld")
