"""Events, sources, locations and articles in the terms of schema.org, and codes in those of SKOS."""

from functools import cache
from urllib.parse import quote

from api.rest.linked.dates import date, day
from api.rest.linked.node import Here, Node, Row, address, node, number
from db.vocabulary import OF_SCHEMES, schemes

_SCHEMA = "https://schema.org/"
_PROV = "http://www.w3.org/ns/prov#"

# Where an identifier leads in linked data. Those that are not here have no address for one thing.
_ELSEWHERE = {
    "WIKIDATA": "http://www.wikidata.org/entity/{}",
    "GEONAMES": "https://sws.geonames.org/{}/",
    "OPENSANCTIONS": "https://www.opensanctions.org/entities/{}/",
    "ISNI": "https://isni.org/isni/{}",
}
_HAPPENS = frozenset({"OCCURRED", "ONGOING"})


def event(here: Here, row: Row) -> Node:
    """An event. One that is only talked of has its modality, and no day on which it would have begun."""
    happens = row["modality"] in _HAPPENS
    return node(
        {
            "@id": here.at(row["id"]),
            "@type": "Event",
            "name": row["title"],
            "description": row.get("summary"),
            "eventType": here.code("event_type", row["type"]),
            "modality": here.code("modality", row["modality"]),
            "startDate": day(row["occurred"]) if happens else None,
            "occurred": date(here, row["occurred"]),
            "superEvent": here.reference(row["partOf"]),
        }
    )


def source(here: Here, row: Row) -> Node:
    """A source: an agent of PROV-O, and of schema.org's type that the codebook knows for its kind."""
    is_person = row["kind"] == "PERSON"
    return node(
        {
            "@id": here.at(row["id"]),
            "@type": ["prov:Agent", *_types("source_kind")[row["kind"]]],
            "name": row["name"],
            "description": row.get("description"),
            "sourceKind": here.code("source_kind", row["kind"]),
            "named": row["named"],
            "jobTitle" if is_person else "disambiguatingDescription": row["role"],
            "country": row["country"],
            **_names(here, row),
            **_identifiers(here, row),
            "affiliation": [_affiliation(here, each) for each in row.get("affiliations", [])],
            # Never `sameAs`: that they may be one is not that they are.
            "possiblySameAs": [
                node({"source": here.reference(each["source"]), "note": each["note"]})
                for each in row.get("possiblySameAs", [])
            ],
        }
    )


def place(here: Here, row: Row) -> Node:
    """A location. Coordinates are there if they are its own; else only whose they are."""
    point = row["point"]
    own = point is not None and point["location"]["id"] == row["id"]
    return node(
        {
            "@id": here.at(row["id"]),
            "@type": list(dict.fromkeys(["Place", *_types("location_kind")[row["kind"]]])),
            "name": row["name"],
            "description": row.get("description"),
            "locationKind": here.code("location_kind", row["kind"]),
            "isoCode": row["isoCode"],
            "containedInPlace": here.reference(row["partOf"]),
            "geo": _point(here, point) if own else None,
            "borrowedPoint": None if own or point is None else _borrowed(here, point),
            **_names(here, row),
            **_identifiers(here, row),
        }
    )


def article(here: Here, row: Row) -> Node:
    """An article: where it is, and the fingerprint of its text. The text itself is its publisher's."""
    return node(
        {
            "@id": here.at(row["id"]),
            "@type": ["NewsArticle", "prov:Entity"],
            "headline": row["headline"],
            "publisher": here.reference(row["publisher"]),
            "creditText": row["byline"],
            "url": address(row["url"]),
            "archivedAt": address(row.get("archivedUrl")),
            "inLanguage": row["language"],
            "datePublished": day(row["published"]),
            "published": date(here, row["published"]),
            "retrieved": row.get("retrieved"),
            "textLicence": row.get("licence"),
            "sha256": row.get("textSha256"),
            "textLength": row.get("textLength"),
            "textNormalisation": here.code("text_normalisation", row.get("textNormalisation")),
        }
    )


def concept(here: Here, row: Row) -> Node:
    """A code. The codes of the vocabulary of vocabularies are concept schemes themselves."""
    is_scheme = row["scheme"] == OF_SCHEMES
    matches: dict[str, list[str]] = {}
    for each in row["matches"]:
        if each["uri"] is not None:
            matches.setdefault(f"{each['kind'].lower()}Match", []).append(each["uri"])
    return node(
        {
            "@id": here.code(row["scheme"], row["code"]),
            "@type": ["skos:Concept", "skos:ConceptScheme"] if is_scheme else "skos:Concept",
            "notation": row["code"],
            "prefLabel": row["label"],
            "definition": row["definition"],
            "inScheme": here.code(OF_SCHEMES, row["scheme"]),
            **matches,
        }
    )


@cache
def _types(scheme: str) -> dict[str, list[str]]:
    """The classes of schema.org and of PROV-O by code, as the codebook matches them."""
    return {
        term.code: [
            match.uri.replace(_SCHEMA, "").replace(_PROV, "prov:")
            for match in term.matches
            if match.uri is not None and match.uri.startswith((_SCHEMA, _PROV))
        ]
        for term in schemes()[scheme].terms
    }


def _names(here: Here, row: Row) -> Node:
    """Other names. What stands for a government ("the Kremlin") is no name of it by itself."""
    names = row.get("otherNames", [])
    spelt = [({"@value": each["name"], "@language": each["language"]}, each["kind"]) for each in names]
    return {
        "alternateName": [name for name, kind in spelt if kind != "METONYM"],
        "otherName": [{"name": name, "nameKind": here.code("name_kind", kind)} for name, kind in spelt],
    }


def _identifiers(here: Here, row: Row) -> Node:
    return {
        "sameAs": [
            _ELSEWHERE[each["scheme"]].format(quote(each["value"], safe=""))
            for each in row["identifiers"]
            if each["scheme"] in _ELSEWHERE
        ],
        "identifier": [
            {
                "@type": "PropertyValue",
                "propertyID": here.code("identifier_scheme", each["scheme"]),
                "propertyValue": each["value"],
            }
            for each in row["identifiers"]
        ],
    }


def _affiliation(here: Here, row: Row) -> Node:
    """schema.org's way to say more of a property than its value: a role in between, with it on both sides."""
    return node(
        {
            "@type": "OrganizationRole",
            "affiliation": here.reference(row["organisation"]),
            "roleName": row["role"],
            "span": date(here, row["span"]),
        }
    )


def _point(here: Here, row: Row) -> Node:
    return node(
        {
            "@type": "GeoCoordinates",
            "latitude": number(row["latitude"]),
            "longitude": number(row["longitude"]),
            **_grounds(here, row),
        }
    )


def _borrowed(here: Here, row: Row) -> Node:
    return node({"location": here.reference(row["location"]), **_grounds(here, row)})


def _grounds(here: Here, row: Row) -> Node:
    return {
        "precision": here.code("point_precision", row["precision"]),
        "basis": here.code("date_basis", row["basis"]),
        "note": row["note"],
    }
