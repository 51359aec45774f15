"""Every link of the OpenAPI document, followed: it leads to what it says it does."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, ClassVar
from urllib.parse import quote

import pytest

from api.rest.parameters import Parameters
from api.rest.stored import stored
from api.rest.table import ROOT, ROUTES
from tests.rest.conftest import Served
from tests.rest.walk import DOCUMENT, requests
from tests.world import WORLD

DOCUMENTS = {ROOT + path: name for path, name in ROUTES}
PATHS = {each["get"]["operationId"]: path for path, each in DOCUMENT["paths"].items()}
LINKS: dict[str, dict[str, Any]] = {
    path: each["get"]["responses"]["200"].get("links", {}) for path, each in DOCUMENT["paths"].items()
}
# A distance is only shown to whom a point is given.
NEAR = "0,0,20000"


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, of which the expressions of a link speak."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any

    _EXPRESSION: ClassVar = re.compile(r"\$request\.(path|query)\.(.+)|\$response\.body#(/.+)")

    def evaluated(self, expression: str) -> str | None:
        """The value of a runtime expression (OpenAPI 3.1, 4.8.20.4); None where it has none."""
        found = self._EXPRESSION.fullmatch(expression)
        assert found is not None, expression
        if found[3] is None:
            return {"path": self.path, "query": self.query}[found[1]].get(found[2])
        value = self.body
        for step in found[3].split("/")[1:]:
            try:
                value = value[int(step) if isinstance(value, list) else step]
            except (IndexError, KeyError, TypeError):
                return None
        return None if value is None else str(value)


def followed(link: dict[str, Any], exchange: Exchange) -> tuple[str, dict[str, str]] | None:
    """The path and the query to which a link leads; None where nothing is there to be followed."""
    given: dict[str, dict[str, str]] = {"path": {}, "query": {}}
    for name, expression in link.get("parameters", {}).items():
        place, _, own = name.partition(".")
        if (value := exchange.evaluated(expression)) is not None:
            given[place][own] = value
        elif expression.startswith("$response"):
            return None
    path = PATHS[link["operationId"]]
    return path.format_map({name: quote(each, safe="") for name, each in given["path"].items()}), given[
        "query"
    ]


def asked(path: str) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """What stands in a path of the document and in its query, for all there is in the small world."""
    name = DOCUMENTS.get(path)
    if "{slug}" in path:
        yield from (({"slug": str(row["slug"])}, {}) for row in WORLD[str(name).partition("-")[0]])
        return
    for _, document_, variables in requests():
        if document_ == name:
            given = {key: str(value) for key, value in variables.items()}
            yield ({}, given) if "{" not in path else (given, {})
    if path == ROOT:
        yield {}, {}


def exchanges(served: Served, path: str) -> Iterator[Exchange]:
    """Requests at a path of the document, a row to a page, until there is no more to ask."""
    taken = [] if path == ROOT else Parameters(path, stored(DOCUMENTS[path])).in_query
    always = {"first": "1"} if "first" in taken else {}
    around: list[dict[str, str]] = [{}, {"near": NEAR}] if "near" in taken else [{}]
    for (in_path, required), point in product(asked(path), around):
        query, following = always | required | point, True
        while following:
            response = served.client.get(path.format(**in_path), params=query)
            assert response.status_code == 200, response.text
            body = response.json()
            yield Exchange(in_path, query, body)
            page = body.get("pageInfo", {"hasNextPage": False})
            following = page["hasNextPage"]
            query = query | {"after": page.get("endCursor")}


@pytest.mark.parametrize("path", [path for path, links in LINKS.items() if links])
def test_every_link_leads_where_it_says(world: Served, path: str) -> None:
    left = dict(LINKS[path])
    for exchange in exchanges(world, path):
        for name, link in list(left.items()):
            if (target := followed(link, exchange)) is None:
                continue
            response = world.client.get(target[0], params=target[1])
            assert response.status_code == 200, (name, response.text)
            _led(name, link, exchange, response.json())
            del left[name]
        if not left:
            break
    assert [*left] == [], "the small world has nothing to follow"


def _led(name: str, link: dict[str, Any], exchange: Exchange, answer: dict[str, Any]) -> None:
    """What a link promises holds of the answer."""
    if name == "next":
        assert answer["pageInfo"]["hasPreviousPage"]
        assert bool(answer["nodes"]) == exchange.body["pageInfo"]["hasNextPage"]
        assert answer["nodes"] != exchange.body["nodes"]
    for key, expression in link.get("parameters", {}).items():
        if expression.startswith("$response.body#/") and key.startswith("path."):
            assert str(answer[key.removeprefix("path.")]) == exchange.evaluated(expression)


def test_what_was_asked_is_asked_again() -> None:
    asked = {
        "form": "DIRECT",
        "attribution.role": "ORIGINATOR",
        "knownAt": "1",
        "last": "2",
        "format": "json",
    }
    there = Exchange({}, asked, {"pageInfo": {"endCursor": "c"}, "nodes": [{"slug": "s"}]})
    kept = {"form": "DIRECT", "knownAt": "1"}
    links = LINKS["/v1/statements"]
    assert followed(links["next"], there) == ("/v1/statements", {"after": "c", **kept})
    assert followed(links["countStatementsByForm"], there) == ("/v1/statements/counts/by-form", kept)
    assert followed(links["nodes"], there) == ("/v1/statements/s", {"knownAt": "1"})


def test_a_link_says_what_it_is_and_what_it_leaves_out() -> None:
    for path, links in LINKS.items():
        for name, link in links.items():
            assert re.fullmatch(r"[a-zA-Z.]+", name), path
            assert link["description"].endswith("."), (path, name)
    left_out = "What was asked for by a parameter with a dot in its name has to be asked for again."
    assert LINKS["/v1/statements"]["next"]["description"] == f"The next page. {left_out}"
    assert LINKS["/v1/revisions"]["next"]["description"] == "The next page."
    assert LINKS["/v1/events/{slug}"]["partOf"]["description"] == (
        "The larger event that it is directly a part of. Null where none is given."
    )
