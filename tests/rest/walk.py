"""The OpenAPI document, and every route of the table with what the small world has in its path."""

from collections.abc import Iterator
from typing import Any

from api.rest import openapi
from api.rest.table import ROOT, ROUTES
from tests.world import WORLD

# It takes a second to make.
DOCUMENT = openapi.document()

# A kind of entity has at least three of them, and the later ones are where the odd values are.
NUMBERS = (1, 2, 3)


def requests() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """For each route the path of a request, the name of its document, and the variables in it."""
    for path, document in ROUTES:
        if document == "term":
            yield f"{ROOT}/terms/stance/DENIES", document, {"scheme": "stance", "code": "DENIES"}
            continue
        if document == "search":
            yield f"{ROOT}/search?text=composed", document, {"text": "composed"}
            continue
        if "{number}" in path:
            yield ROOT + path.replace("{number}", "1"), document, {"number": 1}
            continue
        if "{slug}" not in path:
            yield ROOT + path, document, {}
            continue
        kind = document.partition("-")[0]
        for number in NUMBERS:
            slug = str(WORLD[kind][number - 1]["slug"])
            yield ROOT + path.replace("{slug}", slug), document, {"slug": slug}
