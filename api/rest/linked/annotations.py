"""The spans that a statement rests on, as W3C Web Annotations of the article.

A span is given by its offsets and the hash of its text; words stand there only where they are the speaker's
own. Offsets are code points of the normalised text, from 0, the end not included, as the recommendation
counts them.
"""

from api.rest.linked.claims import quotation_id
from api.rest.linked.node import Here, Node, Row, address
from db.graph.dataset import LICENCE_URL

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def annotations(here: Here, row: Row, name: str) -> Node:
    """The collection of a statement's annotations; ``name`` is what ``?format=`` calls this form."""
    statement = here.at(row["id"])
    collection = f"{statement}?format={name}"
    source = address(row["article"]["url"]) or here.at(row["article"]["id"])
    items = [
        *(_span(collection, statement, source, row["proposition"], each) for each in row["anchors"]),
        *(_quoted(collection, source, quotation_id(here, row, each), each) for each in row["quotations"]),
    ]
    found: Node = {
        "@context": CONTEXT,
        "id": collection,
        "type": "AnnotationCollection",
        "label": row["proposition"],
        "rights": LICENCE_URL,
        "total": len(items),
    }
    if items:
        page = f"{collection}#page"
        found["first"] = {"id": page, "type": "AnnotationPage", "startIndex": 0, "items": items}
    return found


def _span(collection: str, statement: str, source: str, proposition: str, anchor: Row) -> Node:
    return {
        "id": f"{collection}#anchor-{anchor['start']}-{anchor['end']}",
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {"type": "SpecificResource", "source": statement, "purpose": "linking"},
            {
                "type": "TextualBody",
                "value": proposition,
                "format": "text/plain",
                "purpose": "describing",
            },
        ],
        "target": {"type": "SpecificResource", "source": source, "selector": _position(anchor)},
    }


def _quoted(collection: str, source: str, quotation: str, row: Row) -> Node:
    """The two selectors are alternatives for the same words: either finds them."""
    return {
        "id": f"{collection}#quotation-{row['position']}",
        "type": "Annotation",
        "motivation": "highlighting",
        "body": {"type": "SpecificResource", "source": quotation, "purpose": "linking"},
        "target": {
            "type": "SpecificResource",
            "source": source,
            "selector": [_position(row["anchor"]), {"type": "TextQuoteSelector", "exact": row["text"]}],
        },
    }


def _position(anchor: Row) -> Node:
    # The context knows `schema` as a prefix; selectors have no hash of their own.
    return {
        "type": "TextPositionSelector",
        "start": anchor["start"],
        "end": anchor["end"],
        "schema:sha256": anchor["sha256"],
    }
