"""How linked data is asked for, and where its names lead."""

import pytest
from graphql import GraphQLObjectType
from rdflib import RDF, Graph, URIRef

from api.gql.schema import CORE_SCHEMA
from api.rest.linked.context import _OURS
from tests.rest.conftest import Served
from tests.rest.linked.rdf import CONTEXT, LD_JSON

PROFILE = "http://www.w3.org/ns/anno.jsonld"
ANNOTATIONS = f'{LD_JSON}; profile="{PROFILE}"'


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", "application/json"),
        (LD_JSON, LD_JSON),
        (f"{LD_JSON}, application/json;q=0.9", LD_JSON),
        (f'{LD_JSON};profile="http://www.w3.org/ns/json-ld#compacted"', LD_JSON),
        (f'{LD_JSON};profile="{PROFILE}"', ANNOTATIONS),
        (f'{LD_JSON} ; PROFILE="{PROFILE} http://example.org/other"', ANNOTATIONS),
        (f'application/json, {LD_JSON};profile="{PROFILE}"', ANNOTATIONS),
        (f'application/json, {LD_JSON};profile="{PROFILE}";q=0.5', "application/json"),
        (f'{LD_JSON}, {LD_JSON};profile="{PROFILE}";q=0.1', LD_JSON),
    ],
)
def test_a_statement_is_sent_in_the_form_that_is_liked_best(
    world_on_sqlite: Served, accept: str, content_type: str
) -> None:
    response = world_on_sqlite.client.get("/v1/statements/statement-1", headers={"Accept": accept})
    assert response.headers["content-type"] == content_type


def test_the_parameter_names_the_form(world_on_sqlite: Served) -> None:
    client = world_on_sqlite.client
    for name, content_type in (("jsonld", LD_JSON), ("annotation", ANNOTATIONS)):
        response = client.get(f"/v1/statements/statement-1?format={name}")
        assert response.headers["content-type"] == content_type
        assert response.headers["etag"].strip('"').split(".")[1] == name
    # What has no annotations is sent as the linked data that it has, and what has no linked data not at all.
    sent = client.get("/v1/events/event-1", headers={"Accept": ANNOTATIONS})
    assert sent.headers["content-type"] == LD_JSON
    assert client.get("/v1/events/event-1?format=annotation").json()["parameter"] == "format"
    assert client.get("/v1/dataset", headers={"Accept": LD_JSON}).status_code == 406


def test_what_is_listed_elsewhere_is_linked_too(seed: Served) -> None:
    path = "/v1/events/ukrainian-presence-in-belgorod-region/statements"
    rows = seed.client.get(path).json()["nodes"]
    listed = seed.client.get(path, headers={"Accept": LD_JSON}).json()["itemListElement"]
    assert [each["@id"].rpartition("/")[2] for each in listed] == [each["slug"] for each in rows]


def test_addresses_are_those_of_the_host_that_was_asked(world_on_sqlite: Served) -> None:
    v1 = "https://facts.example:8443/v1"
    document = world_on_sqlite.client.get(f"{v1}/events/event-1?format=jsonld").json()
    assert document["@id"] == f"{v1}/events/event-1"
    assert document["@context"] == f"{v1}/context.jsonld"
    context = world_on_sqlite.client.get(f"{v1}/context.jsonld").json()["@context"]
    assert context["edtf"]["@id"] == f"{v1}/context.jsonld#edtf"


@pytest.mark.parametrize("host", ["facts.example/evil?", 'a"b', "user@facts.example", "a b", "<script>"])
def test_what_is_no_host_is_in_no_address(world_on_sqlite: Served, host: str) -> None:
    response = world_on_sqlite.client.get("/v1/events/event-1?format=jsonld", headers={"Host": host})
    assert response.json()["@id"] == "/v1/events/event-1"
    assert host not in response.text


def test_the_context_defines_every_name_of_ours(world_on_sqlite: Served) -> None:
    response = world_on_sqlite.client.get(CONTEXT, headers={"Accept": LD_JSON})
    assert response.headers["content-type"] == LD_JSON
    document = response.json()
    for each in document["@graph"]:
        assert document["@context"][each["label"]]["@id"] == each["@id"]
        assert each["comment"].endswith(".")
    assert {each["label"] for each in document["@graph"]} == set(_OURS)
    assert document["@graph"][0]["label"] == "anchor"
    graph = Graph().parse(data=response.content, format="json-ld")
    assert (URIRef(f"{CONTEXT}#edtf"), RDF.type, RDF.Property) in graph
    # Each is the description of a field, and is not written twice.
    attribution = CORE_SCHEMA.type_map["Attribution"]
    assert isinstance(attribution, GraphQLObjectType)
    commitment = next(each for each in document["@graph"] if each["label"] == "commitment")
    assert commitment["comment"] == attribution.fields["commitment"].description
    assert world_on_sqlite.client.get(f"{CONTEXT}?first=1").json()["parameter"] == "first"


def test_a_library_reads_the_served_address_and_finds_the_context_itself(address: str) -> None:
    graph = Graph().parse(f"{address}/v1/statements/statement-1", format="json-ld")
    claim = URIRef(f"{address}/v1/statements/statement-1")
    assert (claim, RDF.type, URIRef("https://schema.org/Claim")) in graph
    assert graph.value(claim, URIRef(f"{address}/v1/context.jsonld#said")) is not None
