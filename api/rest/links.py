"""The Link header of an answer (RFC 8288): the pages around it, and what describes it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from api.rest.query import Pairs
from db.compile.pages import DEFAULT_PAGE
from db.graph.dataset import LICENCE_URL

OPENAPI = "/openapi.json"

PAGING = ("first", "after", "last", "before")
# The same for every answer.
_ABOUT = f'<{OPENAPI}>; rel="describedby", <{LICENCE_URL}>; rel="license"'


def links(path: str, pairs: Pairs, page: Mapping[str, Any] | None) -> bytes:
    """The header for the resource at this path and query; ``page`` is a list's page information."""
    found = targets(path, pairs, page).items()
    return "".join([*(f'<{url}>; rel="{name}", ' for name, url in found), _ABOUT]).encode()


def targets(path: str, pairs: Pairs, page: Mapping[str, Any] | None) -> dict[str, str]:
    """The addresses of a resource and of the pages around it, by their relations.

    Paging keeps the size of the page and every other parameter, whichever way the page was asked for.
    """
    found = {"self": address(path, pairs)}
    if page is not None:
        kept = [pair for pair in pairs if pair[0] not in PAGING]
        given = dict(pairs)
        size = given.get("first") or given.get("last")
        forwards = [("first", size)] if size else []
        found["first"] = address(path, [*kept, *forwards])
        if page["hasPreviousPage"] and page["startCursor"]:
            # Without `last` this would be the first page, and not the one before.
            backwards = [("last", size or str(DEFAULT_PAGE)), ("before", page["startCursor"])]
            found["prev"] = address(path, [*kept, *backwards])
        if page["hasNextPage"] and page["endCursor"]:
            found["next"] = address(path, [*kept, *forwards, ("after", page["endCursor"])])
    return found


def address(path: str, pairs: Pairs) -> str:
    """The path with a query string."""
    return f"{path}?{urlencode(pairs, safe=',')}" if pairs else path
