"""The main statement of the first article, triple for triple."""

from rdflib import Graph
from rdflib.compare import graph_diff, to_isomorphic

from tests.rest.conftest import Served
from tests.rest.linked.rdf import by_pyld, by_rdflib, linked

CONFIRMS = "statements/zelenskyy-confirms-belgorod-operations"

TRIPLES = """
PREFIX : <http://testserver/v1/context.jsonld#>
PREFIX v1: <http://testserver/v1/>
PREFIX edtf: <http://id.loc.gov/datatypes/edtf/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX schema: <https://schema.org/>
PREFIX time: <http://www.w3.org/2006/time#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

v1:statements\\/zelenskyy-confirms-belgorod-operations a schema:Claim, prov:Entity ;
    schema:text "Ukrainian forces are operating in Russia's Belgorod region." ;
    :form v1:terms\\/statement_form\\/INDIRECT ;
    :speechAct v1:terms\\/speech_act\\/CONFIRMS ;
    :reportingVerb "confirmed" ;
    :channel "video address" ;
    schema:dateCreated "2025-04-07"^^xsd:date ;
    :said [
        a time:TemporalEntity ;
        :edtf "2025-04-07"^^edtf:EDTF ;
        :earliest "2025-04-07"^^xsd:date ;
        :latest "2025-04-07"^^xsd:date ;
        :precision v1:terms\\/date_precision\\/DAY ;
        :basis v1:terms\\/date_basis\\/PARTLY_STATED ;
        :note "“Monday” in the next sentence; the date is that of the Monday before the publication."
    ] ;
    schema:appearance v1:articles\\/2025-04-08-belgorod-admission ;
    prov:wasDerivedFrom v1:articles\\/2025-04-08-belgorod-admission ;
    schema:author v1:sources\\/volodymyr-zelenskyy ;
    prov:wasAttributedTo v1:sources\\/volodymyr-zelenskyy ;
    prov:qualifiedAttribution [
        a prov:Attribution ;
        schema:position 0 ;
        prov:agent v1:sources\\/volodymyr-zelenskyy ;
        prov:hadRole v1:terms\\/attribution_role\\/ORIGINATOR ;
        :commitment v1:terms\\/commitment\\/CERTAIN ;
        :basis v1:terms\\/attribution_basis\\/UNSTATED ;
        :wording "Ukrainian President Volodymyr Zelenskyy"
    ], [
        a prov:Attribution ;
        schema:position 1 ;
        prov:agent v1:sources\\/nigerian-tribune ;
        prov:hadRole v1:terms\\/attribution_role\\/AUTHOR ;
        :commitment v1:terms\\/commitment\\/CERTAIN ;
        :basis v1:terms\\/attribution_basis\\/UNSTATED
    ] ;
    schema:about v1:events\\/ukrainian-presence-in-belgorod-region ,
        v1:events\\/ukrainian-incursions-into-belgorod-region ;
    :bearing [
        :event v1:events\\/ukrainian-presence-in-belgorod-region ;
        :aspect v1:terms\\/aspect\\/ACTOR ;
        :stance v1:terms\\/stance\\/AFFIRMS ;
        :explicit true
    ], [
        :event v1:events\\/ukrainian-presence-in-belgorod-region ;
        :aspect v1:terms\\/aspect\\/OCCURRENCE ;
        :stance v1:terms\\/stance\\/AFFIRMS ;
        :explicit true
    ], [
        :event v1:events\\/ukrainian-presence-in-belgorod-region ;
        :aspect v1:terms\\/aspect\\/PLACE ;
        :stance v1:terms\\/stance\\/AFFIRMS ;
        :explicit true
    ], [
        :event v1:events\\/ukrainian-incursions-into-belgorod-region ;
        :aspect v1:terms\\/aspect\\/OUTCOME ;
        :stance v1:terms\\/stance\\/AFFIRMS ;
        :explicit false
    ] ;
    :participation [
        :event v1:events\\/ukrainian-presence-in-belgorod-region ;
        :source v1:sources\\/ukrainian-forces ;
        :role v1:terms\\/participation_role\\/PERFORMER
    ], [
        :event v1:events\\/ukrainian-presence-in-belgorod-region ;
        :source v1:sources\\/russia ;
        :role v1:terms\\/participation_role\\/TARGET
    ] ;
    :placement [
        :event v1:events\\/ukrainian-presence-in-belgorod-region ;
        :location v1:locations\\/belgorod-region ;
        :role v1:terms\\/placement_role\\/OCCURRED_IN
    ] ;
    :relation [
        :kind v1:terms\\/relation_kind\\/CORROBORATES ;
        :other v1:statements\\/third-party-sources-report-presence ;
        :aspect v1:terms\\/aspect\\/OCCURRENCE ;
        :basis v1:terms\\/relation_basis\\/STATED ;
        :note "The article says that it confirms what they had reported."
    ], [
        :kind v1:terms\\/relation_kind\\/UPDATES ;
        :other v1:statements\\/zelenskyy-there-is-an-operation ;
        :aspect v1:terms\\/aspect\\/OCCURRENCE ;
        :basis v1:terms\\/relation_basis\\/STATED ;
        :note "It “builds upon” the earlier remark."
    ], [
        :kind v1:terms\\/relation_kind\\/CONTRADICTS ;
        :other v1:statements\\/kremlin-says-incursions-were-repelled ;
        :aspect v1:terms\\/aspect\\/OUTCOME ;
        :basis v1:terms\\/relation_basis\\/INFERRED ;
        :note "Forces that operate in the region have not been thrown out of it."
    ] ;
    :anchor [
        a oa:TextPositionSelector ;
        oa:start 0 ;
        oa:end 143 ;
        schema:sha256 "baf6177261adf5975f32918e35333076ee304b1d77a037904b1de6a99eaa97e5"
    ] .

v1:articles\\/2025-04-08-belgorod-admission a schema:NewsArticle ;
    schema:headline "Zelenskyy acknowledges Ukrainian operations in Belgorod region" .
v1:events\\/ukrainian-presence-in-belgorod-region schema:name "Ukrainian forces in Belgorod region" .
v1:events\\/ukrainian-incursions-into-belgorod-region
    schema:name "Ukrainian incursions into Belgorod region of which Russia speaks" .
v1:locations\\/belgorod-region schema:name "Belgorod region" .
v1:sources\\/nigerian-tribune schema:name "Nigerian Tribune" .
v1:sources\\/russia schema:name "Russia" .
v1:sources\\/ukrainian-forces schema:name "Ukrainian forces" .
v1:sources\\/volodymyr-zelenskyy schema:name "Volodymyr Zelenskyy" .
v1:statements\\/kremlin-says-incursions-were-repelled
    schema:text "The incursions into Belgorod region were repelled." .
v1:statements\\/third-party-sources-report-presence schema:text "Ukrainian troops are in Belgorod region." .
v1:statements\\/zelenskyy-there-is-an-operation schema:text "An operation is under way there." .
"""


def test_the_main_statement_is_exactly_these_triples(seed: Served) -> None:
    document = linked(seed.client, CONFIRMS)
    expected = to_isomorphic(Graph().parse(data=TRIPLES, format="turtle"))
    for read in (by_pyld, by_rdflib):
        _, missing, unexpected = graph_diff(expected, to_isomorphic(read(seed.client, document)))
        assert (sorted(missing), sorted(unexpected)) == ([], [])
