"""Statements as schema.org claims, with the chain by which they reach us as PROV-O attributions.

Never a ``ClaimReview``, which rates: we say who said it, and how firmly each link of the chain holds it.
"""

from functools import cache

from api.rest.linked.dates import date, day
from api.rest.linked.node import Here, Node, Row, node, number
from db.vocabulary import schemes

_HELD_TRUE = frozenset({"CERTAIN", "PROBABLE", "POSSIBLE"})
_PROV = "http://www.w3.org/ns/prov#"


def claim(here: Here, row: Row) -> Node:
    """A statement, or its summary in a list."""
    article = {
        "@id": here.at(row["article"]["id"]),
        "@type": "NewsArticle",
        "headline": row["article"]["headline"],
    }
    originators = [link for link in row["attributions"] if link["role"] == "ORIGINATOR"]
    return node(
        {
            "@id": here.at(row["id"]),
            "@type": ["Claim", "prov:Entity"],
            "text": row["proposition"],
            "form": here.code("statement_form", row["form"]),
            "speechAct": here.code("speech_act", row["speechAct"]),
            "reportingVerb": row.get("reportingVerb"),
            "channel": row.get("channel"),
            "dateCreated": day(row["said"]),
            "said": date(here, row["said"]),
            # Not `firstAppearance`: that it was said nowhere before is more than we know.
            "appearance": article,
            # schema.org's author of a claim makes it; who denies it or only passes it on does not.
            "author": _sources(here, [link for link in originators if link["commitment"] in _HELD_TRUE]),
            "wasAttributedTo": _sources(here, originators),
            "qualifiedAttribution": [_attribution(here, link) for link in row["attributions"]],
            "hadPrimarySource": [
                _quotation(here, row, each, originators) for each in row.get("quotations", [])
            ],
            "about": _events(here, row["bearings"]),
            "bearing": [_bearing(here, each) for each in row["bearings"]],
            "participation": [_participation(here, each) for each in row.get("participations", [])],
            "placement": [_placement(here, each) for each in row.get("placements", [])],
            "figure": [_figure(here, each) for each in row.get("figures", [])],
            "relation": [_relation(here, each) for each in row.get("relations", [])],
            "anchor": [_anchor(each) for each in row.get("anchors", [])],
            **_derived(here, row),
        }
    )


def quotation_id(here: Here, statement: Row, quotation: Row) -> str:
    """The address of a quotation inside its statement."""
    return f"{here.at(statement['id'])}#quotation-{quotation['position']}"


def _sources(here: Here, links: list[Row]) -> list[str]:
    return list(dict.fromkeys(here.at(link["source"]["id"]) for link in links))


def _events(here: Here, bearings: list[Row]) -> list[Node | None]:
    """Each event once, however many of its aspects the statement speaks of."""
    events = {each["event"]["id"]: each["event"] for each in bearings}
    return [here.reference(each) for each in events.values()]


def _attribution(here: Here, link: Row) -> Node:
    return node(
        {
            "@type": "prov:Attribution",
            "position": link["position"],
            "agent": here.reference(link["source"]),
            "hadRole": here.code("attribution_role", link["role"]),
            "commitment": here.code("commitment", link["commitment"]),
            "basis": here.code("attribution_basis", link["basis"]),
            "wording": link["wording"],
        }
    )


def _quotation(here: Here, statement: Row, row: Row, speakers: list[Row]) -> Node:
    """The speaker's words: what the claim, which is in ours, is made from."""
    article = here.at(statement["article"]["id"])
    return node(
        {
            "@id": quotation_id(here, statement, row),
            "@type": ["Quotation", "prov:Entity"],
            "text": row["text"],
            "position": row["position"],
            "spokenByCharacter": _sources(here, speakers),
            "wasQuotedFrom": article,
            "anchor": _anchor(row["anchor"]),
        }
    )


def _anchor(row: Row) -> Node:
    return {
        "@type": "oa:TextPositionSelector",
        "start": row["start"],
        "end": row["end"],
        "sha256": row["sha256"],
    }


def _bearing(here: Here, row: Row) -> Node:
    return {
        "event": here.reference(row["event"]),
        "aspect": here.code("aspect", row["aspect"]),
        "stance": here.code("stance", row["stance"]),
        "explicit": row["explicit"],
    }


def _participation(here: Here, row: Row) -> Node:
    return {
        "event": here.reference(row["event"]),
        "source": here.reference(row["source"]),
        "role": here.code("participation_role", row["role"]),
    }


def _placement(here: Here, row: Row) -> Node:
    return {
        "event": here.reference(row["event"]),
        "location": here.reference(row["location"]),
        "role": here.code("placement_role", row["role"]),
    }


def _figure(here: Here, row: Row) -> Node:
    return node(
        {
            "@type": "QuantitativeValue",
            "of": here.reference(row["about"]),
            "measure": here.code("measure", row["measure"]),
            "minValue": number(row["low"]),
            "value": number(row["best"]),
            "maxValue": number(row["high"]),
            "unitCode": here.code("unit", row["unit"]),
            "wording": row["wording"],
            "anchor": None if row["anchor"] is None else _anchor(row["anchor"]),
        }
    )


def _relation(here: Here, row: Row) -> Node:
    return node(
        {
            "kind": here.code("relation_kind", row["kind"]),
            "other": {"@id": here.at(row["other"]["id"]), "text": row["other"]["proposition"]},
            "aspect": here.code("aspect", row["aspect"]),
            "basis": here.code("relation_basis", row["basis"]),
            "note": row["note"],
        }
    )


def _derived(here: Here, row: Row) -> dict[str, list[str]]:
    """What it is derived from, in PROV-O's terms where the codebook knows one for the kind of relation."""
    found: dict[str, list[str]] = {"wasDerivedFrom": [here.at(row["article"]["id"])]}
    for each in row.get("relations", []):
        term = _of_prov().get(each["kind"])
        if term is not None:
            found.setdefault(term, []).append(here.at(each["other"]["id"]))
    return {term: list(dict.fromkeys(others)) for term, others in found.items()}


@cache
def _of_prov() -> dict[str, str]:
    """The properties of PROV-O by kind of relation, as the codebook matches them."""
    return {
        term.code: match.uri.removeprefix(_PROV)
        for term in schemes()["relation_kind"].terms
        for match in term.matches
        if match.uri is not None and match.uri.startswith(_PROV)
    }
