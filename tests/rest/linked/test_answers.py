"""Everything that is held, as RDF: what it says, and what it must not say."""

import math
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from starlette.testclient import TestClient

from tests.rest.conftest import Served
from tests.rest.linked.rdf import CONTEXT, ORIGIN, by_pyld, by_rdflib, linked

SCHEMA = Namespace("https://schema.org/")
PROV = Namespace("http://www.w3.org/ns/prov#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
OURS = Namespace(f"{CONTEXT}#")
V1 = f"{ORIGIN}/v1/"
LISTS = ("statements", "events", "sources", "locations", "articles", "terms")


@pytest.fixture(params=["world", "seed"])
def client(request: pytest.FixtureRequest, world: Served, seed: Served) -> TestClient:
    """Of a hostile world, and of the first article, on each database."""
    return {"world": world, "seed": seed}[request.param].client


def _rows(client: TestClient, kind: str) -> list[dict[str, Any]]:
    """Every resource of a kind, as JSON has it."""
    nodes = client.get(f"/v1/{kind}?first=100").json()["nodes"]
    return [client.get(f"/v1/{each['id']}").json() for each in nodes]


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


def _types(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        given = value.get("@type", [])
        yield from [given] if isinstance(given, str) else given
        for inner in value.values():
            yield from _types(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _types(inner)


@pytest.mark.parametrize("kind", LISTS)
def test_two_libraries_read_the_same_from_a_list_and_lose_no_name(client: TestClient, kind: str) -> None:
    document = linked(client, f"{kind}?first=100&totalCount=true")
    rows = client.get(f"/v1/{kind}?first=100&totalCount=true").json()
    assert document["numberOfItems"] == rows["totalCount"]
    assert len(document["itemListElement"]) == len(rows["nodes"]) > 0
    # A name that the context does not know, JSON-LD drops without a word.
    known = client.get(CONTEXT).json()["@context"]
    assert set(_keys(document)) - {"@context", "@id", "@type", "@value", "@language"} <= set(known)
    assert {each.partition(":")[0] for each in _types(document)} <= set(known)
    assert isomorphic(by_pyld(client, document), by_rdflib(client, document))


@pytest.mark.parametrize("kind", LISTS[:5])
def test_two_libraries_read_the_same_from_each_resource(client: TestClient, kind: str) -> None:
    known = set(client.get(CONTEXT).json()["@context"])
    for row in _rows(client, kind):
        document = linked(client, row["id"])
        assert document["@id"] == V1 + row["id"]
        assert set(_keys(document)) - {"@context", "@id", "@type", "@value", "@language"} <= known
        assert {each.partition(":")[0] for each in _types(document)} <= known
        assert isomorphic(by_pyld(client, document), by_rdflib(client, document))


def test_a_claim_says_who_how_firmly_and_in_which_words_and_rates_nothing(client: TestClient) -> None:
    for row in _rows(client, "statements"):
        graph = by_pyld(client, linked(client, row["id"]))
        claim = URIRef(V1 + row["id"])
        assert (claim, SCHEMA.text, Literal(row["proposition"])) in graph
        assert not {
            each for each in graph.predicates() if re.search("rating|review", str(each), re.IGNORECASE)
        }
        assert SCHEMA.ClaimReview not in set(graph.objects(None, RDF.type))
        assert not list(graph.triples((None, SCHEMA.firstAppearance, None)))

        chain = {
            (
                int(str(graph.value(link, SCHEMA.position))),
                str(graph.value(link, PROV.agent)),
                str(graph.value(link, PROV.hadRole)),
                str(graph.value(link, OURS.commitment)),
            )
            for link in graph.objects(claim, PROV.qualifiedAttribution)
        }
        assert chain == {
            (
                each["position"],
                V1 + each["source"]["id"],
                f"{V1}terms/attribution_role/{each['role']}",
                f"{V1}terms/commitment/{each['commitment']}",
            )
            for each in row["attributions"]
        }
        originators = [each for each in row["attributions"] if each["role"] == "ORIGINATOR"]
        authors = {str(each) for each in graph.objects(claim, SCHEMA.author)}
        assert authors == {
            V1 + each["source"]["id"]
            for each in originators
            if each["commitment"] in {"CERTAIN", "PROBABLE", "POSSIBLE"}
        }
        words = {str(graph.value(each, SCHEMA.text)) for each in graph.subjects(RDF.type, SCHEMA.Quotation)}
        assert words == {each["text"] for each in row["quotations"]}
        article = URIRef(V1 + row["article"]["id"])
        for quotation in graph.objects(claim, PROV.hadPrimarySource):
            assert graph.value(quotation, PROV.wasQuotedFrom) == article


def test_a_relation_is_provenance_where_the_codebook_says_so(client: TestClient) -> None:
    properties = {"BASED_ON": PROV.wasDerivedFrom, "CORRECTS": PROV.wasRevisionOf}
    for row in _rows(client, "statements"):
        graph = by_pyld(client, linked(client, row["id"]))
        for kind, predicate in properties.items():
            others = {V1 + each["other"]["id"] for each in row["relations"] if each["kind"] == kind}
            others |= {V1 + row["article"]["id"]} if kind == "BASED_ON" else set()
            assert {str(each) for each in graph.objects(URIRef(V1 + row["id"]), predicate)} == others


def test_only_a_point_of_its_own_is_a_coordinate(client: TestClient) -> None:
    seen = set()
    for row in _rows(client, "locations"):
        graph = by_pyld(client, linked(client, row["id"]))
        place, point = URIRef(V1 + row["id"]), row["point"]
        own = point is not None and point["location"]["id"] == row["id"]
        seen.add((point is not None, own))
        geo = graph.value(place, SCHEMA.geo)
        borrowed = graph.value(place, OURS.borrowedPoint)
        assert ((geo is not None), (borrowed is not None)) == (own, point is not None and not own)
        if own:
            latitude = graph.value(geo, SCHEMA.latitude)
            assert isinstance(latitude, Literal)
            assert latitude.datatype == XSD.double
            assert math.isclose(float(latitude), point["latitude"])
        else:
            assert not list(graph.triples((None, SCHEMA.latitude, None)))
        if borrowed is not None:
            assert graph.value(borrowed, OURS.location) == URIRef(V1 + point["location"]["id"])
    assert {(True, True), (True, False)} <= seen


@pytest.mark.parametrize(
    ("kind", "member", "predicate", "plain"),
    [
        ("statements", "said", OURS.said, SCHEMA.dateCreated),
        ("events", "occurred", OURS.occurred, SCHEMA.startDate),
        ("articles", "published", OURS.published, SCHEMA.datePublished),
    ],
)
def test_a_date_is_edtf_and_a_plain_day_only_where_there_is_no_doubt(
    client: TestClient, kind: str, member: str, predicate: URIRef, plain: URIRef
) -> None:
    for row in _rows(client, kind):
        graph = by_pyld(client, linked(client, row["id"]))
        date = row[member]
        given = graph.value(graph.value(URIRef(V1 + row["id"]), predicate), OURS.edtf)
        assert (given is None) == (date is None)
        if date is None:
            continue
        assert isinstance(given, Literal)
        assert (str(given), str(given.datatype)) == (date["edtf"], "http://id.loc.gov/datatypes/edtf/EDTF")
        exact = date["edtf"] == date["earliest"] == date["latest"] and date["basis"] != "INFERRED"
        exact = exact and row.get("modality", "OCCURRED") in {"OCCURRED", "ONGOING"}
        day = graph.value(URIRef(V1 + row["id"]), plain)
        assert (None if day is None else str(day)) == (date["edtf"] if exact else None)


def test_what_may_be_one_is_never_the_same(client: TestClient) -> None:
    for row in _rows(client, "sources"):
        graph = by_pyld(client, linked(client, row["id"]))
        source = URIRef(V1 + row["id"])
        maybe = {graph.value(each, OURS.source) for each in graph.objects(source, OURS.possiblySameAs)}
        assert maybe == {URIRef(V1 + each["source"]["id"]) for each in row["possiblySameAs"]}
        assert not [each for each in graph.objects(source, SCHEMA.sameAs) if str(each).startswith(ORIGIN)]
        names = {(str(each), each.language) for each in graph.objects(source, SCHEMA.alternateName)}  # type: ignore[attr-defined]
        assert names == {
            (each["name"], each["language"].lower())
            for each in row["otherNames"]
            if each["kind"] != "METONYM"
        }


def test_codes_are_concepts_of_their_schemes(seed: Served) -> None:
    graph = by_pyld(seed.client, linked(seed.client, "terms/relation_kind/BASED_ON"))
    concept = URIRef(f"{V1}terms/relation_kind/BASED_ON")
    assert (concept, RDF.type, SKOS.Concept) in graph
    assert (concept, SKOS.closeMatch, PROV.wasDerivedFrom) in graph
    scheme = graph.value(concept, SKOS.inScheme)
    assert scheme == URIRef(f"{V1}terms/scheme/relation_kind")
    above = by_pyld(seed.client, linked(seed.client, "terms/scheme/relation_kind"))
    assert (scheme, RDF.type, SKOS.ConceptScheme) in above


def test_every_address_of_ours_leads_somewhere(seed: Served) -> None:
    client, graph = seed.client, Graph()
    for kind in LISTS[:5]:
        for row in _rows(client, kind):
            graph += by_pyld(client, linked(client, row["id"]))
    named = {str(each) for triple in graph for each in triple if str(each).startswith(ORIGIN)}
    defined = {each["@id"] for each in client.get(CONTEXT).json()["@graph"]}
    assert len(named) > 150
    for each in named:
        if each.startswith(f"{CONTEXT}#"):
            assert each in defined
        else:
            assert client.get(urlsplit(each).path).status_code == 200, each
