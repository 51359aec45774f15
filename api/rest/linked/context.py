"""The JSON-LD context of this server: what each name in an answer means, in which vocabulary.

Names are schema.org's, PROV-O's and SKOS's where these mean the same. The rest are ours: fields of the
GraphQL schema, from which their definitions are taken. The document holds both, so the address of a name of
ours leads to what it means.
"""

from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType

from api.gql.schema import CORE_SCHEMA
from api.rest.table import ROOT
from db.vocabulary import schemes

PATH = f"{ROOT}/context.jsonld"

_SCHEMA_ORG = "https://schema.org/"
_VOCABULARIES = {
    "schema": _SCHEMA_ORG,
    "prov": "http://www.w3.org/ns/prov#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "oa": "http://www.w3.org/ns/oa#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"

_LITERAL: dict[str, Any] = {}
_NODE = {"@type": "@id"}
_DAY = {"@type": "xsd:date"}
_NUMBER = {"@type": "xsd:double"}

_CLASSES = (
    "Claim",
    "Event",
    "GeoCoordinates",
    "ItemList",
    "NewsArticle",
    "OrganizationRole",
    "Place",
    "PropertyValue",
    "QuantitativeValue",
    "Quotation",
)
"""Of schema.org, beside those that the codebook matches with kinds of sources and of locations."""

_BORROWED: dict[str, dict[str, dict[str, Any]]] = {
    "schema": {
        "about": _NODE,
        "affiliation": _NODE,
        "alternateName": _LITERAL,
        "appearance": _NODE,
        "archivedAt": _NODE,
        "author": _NODE,
        "containedInPlace": _NODE,
        "creditText": _LITERAL,
        "dateCreated": _DAY,
        "datePublished": _DAY,
        "description": _LITERAL,
        "disambiguatingDescription": _LITERAL,
        "geo": _NODE,
        "headline": _LITERAL,
        "identifier": _NODE,
        "inLanguage": _LITERAL,
        "itemListElement": {"@type": "@id", "@container": "@list"},
        "jobTitle": _LITERAL,
        "latitude": _NUMBER,
        "longitude": _NUMBER,
        "maxValue": _NUMBER,
        "minValue": _NUMBER,
        "name": _LITERAL,
        "numberOfItems": _LITERAL,
        "position": _LITERAL,
        "propertyID": _NODE,
        "publisher": _NODE,
        "roleName": _LITERAL,
        "sameAs": _NODE,
        "sha256": _LITERAL,
        "spokenByCharacter": _NODE,
        "startDate": _DAY,
        "superEvent": _NODE,
        "text": _LITERAL,
        "unitCode": _NODE,
        "url": _NODE,
        "value": _NUMBER,
    },
    "prov": {
        "agent": _NODE,
        "hadPrimarySource": _NODE,
        "hadRole": _NODE,
        "qualifiedAttribution": _NODE,
        "wasAttributedTo": _NODE,
        "wasDerivedFrom": _NODE,
        "wasQuotedFrom": _NODE,
        "wasRevisionOf": _NODE,
    },
    "skos": {
        "closeMatch": _NODE,
        "definition": _LITERAL,
        "exactMatch": _NODE,
        "inScheme": _NODE,
        "notation": _LITERAL,
        "prefLabel": _LITERAL,
    },
    "oa": {"end": _LITERAL, "start": _LITERAL},
    "rdfs": {"comment": _LITERAL, "label": _LITERAL},
}

# By name: how its values are written, and the fields of the GraphQL schema that say what it means.
_OURS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "anchor": (_NODE, ("Statement.anchors", "Quotation.anchor", "Figure.anchor")),
    "aspect": (_NODE, ("Bearing.aspect", "Relation.aspect")),
    "basis": (_NODE, ("Attribution.basis", "FactDate.basis", "Point.basis", "Relation.basis")),
    "bearing": (_NODE, ("Statement.bearings",)),
    "borrowedPoint": (_NODE, ("Point.location",)),
    "channel": (_LITERAL, ("Statement.channel",)),
    "commitment": (_NODE, ("Attribution.commitment",)),
    "country": (_LITERAL, ("Source.country",)),
    "earliest": (_DAY, ("FactDate.earliest",)),
    "edtf": ({"@type": EDTF}, ("FactDate.edtf",)),
    "event": (_NODE, ("Bearing.event", "Participation.event", "Placement.event")),
    "eventType": (_NODE, ("Event.type",)),
    "explicit": (_LITERAL, ("Bearing.explicit",)),
    "figure": (_NODE, ("Statement.figures",)),
    "form": (_NODE, ("Statement.form",)),
    "isoCode": (_LITERAL, ("Location.isoCode",)),
    "kind": (_NODE, ("Relation.kind",)),
    "latest": (_DAY, ("FactDate.latest",)),
    "location": (_NODE, ("Placement.location", "Point.location")),
    "locationKind": (_NODE, ("Location.kind",)),
    "measure": (_NODE, ("Figure.measure",)),
    "modality": (_NODE, ("Event.modality",)),
    "nameKind": (_NODE, ("SourceName.kind", "LocationName.kind")),
    "named": (_LITERAL, ("Source.named",)),
    "note": (_LITERAL, ("FactDate.note", "Point.note", "Relation.note", "Likeness.note")),
    "occurred": (_NODE, ("Event.occurred",)),
    "of": (_NODE, ("Figure.about",)),
    "other": (_NODE, ("Relation.other",)),
    "otherName": (_NODE, ("Source.otherNames", "Location.otherNames")),
    "participation": (_NODE, ("Statement.participations",)),
    "placement": (_NODE, ("Statement.placements",)),
    "possiblySameAs": (_NODE, ("Source.possiblySameAs",)),
    "precision": (_NODE, ("FactDate.precision", "Point.precision")),
    "published": (_NODE, ("Article.published",)),
    "relation": (_NODE, ("Statement.relations",)),
    "reportingVerb": (_LITERAL, ("Statement.reportingVerb",)),
    "retrieved": (_DAY, ("Article.retrieved",)),
    "role": (_NODE, ("Participation.role", "Placement.role")),
    "said": (_NODE, ("Statement.said",)),
    "source": (_NODE, ("Participation.source", "Likeness.source")),
    "sourceKind": (_NODE, ("Source.kind",)),
    "span": (_NODE, ("Affiliation.span",)),
    "speechAct": (_NODE, ("Statement.speechAct",)),
    "stance": (_NODE, ("Bearing.stance",)),
    "textLength": (_LITERAL, ("Article.textLength",)),
    "textLicence": (_LITERAL, ("Article.licence",)),
    "textNormalisation": (_NODE, ("Article.textNormalisation",)),
    "wording": (_LITERAL, ("Attribution.wording", "Figure.wording")),
}


def context(origin: str) -> dict[str, Any]:
    """The context document of the server at this origin."""
    ours = f"{origin}{PATH}#"
    terms: dict[str, Any] = {"@version": 1.1, **_VOCABULARIES}
    terms |= {name: f"schema:{name}" for name in sorted({*_CLASSES, *_matched()})}
    for prefix, names in _BORROWED.items():
        terms |= {name: {"@id": f"{prefix}:{name}", **how} for name, how in names.items()}
    # Not the name that schema.org has: there its value is a number of ours.
    terms["propertyValue"] = {"@id": "schema:value"}
    terms |= {name: {"@id": f"{ours}{name}", **how} for name, (how, _) in _OURS.items()}
    return {
        "@context": terms,
        "@graph": [
            {
                "@id": f"{ours}{name}",
                "@type": "rdf:Property",
                "label": name,
                "comment": _meaning(fields),
            }
            for name, (_, fields) in _OURS.items()
        ],
    }


def _matched() -> set[str]:
    """The classes of schema.org that the codebook matches."""
    return {
        match.uri.removeprefix(_SCHEMA_ORG)
        for scheme in ("source_kind", "location_kind")
        for term in schemes()[scheme].terms
        for match in term.matches
        if match.uri is not None and match.uri.startswith(_SCHEMA_ORG)
    }


def _meaning(fields: tuple[str, ...]) -> str:
    """What the GraphQL schema says of the fields; each with its type where there are several."""
    said = {}
    for each in fields:
        type_name, _, field_name = each.partition(".")
        shown = CORE_SCHEMA.type_map[type_name]
        assert isinstance(shown, GraphQLObjectType | GraphQLInterfaceType)
        said[type_name] = (shown.fields[field_name].description or "").replace("\n", " ")
    if len(said) == 1:
        return next(iter(said.values()))
    return " ".join(f"{type_name}: {meaning}" for type_name, meaning in said.items())
