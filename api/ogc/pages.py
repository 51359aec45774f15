"""What leads to the features: the landing page, conformance, the collections, the definition of the API."""

from collections.abc import Callable
from typing import Any, Final

import orjson
from starlette.types import Receive, Scope, Send

from api.ogc.collections import COLLECTIONS, LAYERS, OGC, Collection
from api.ogc.definition import OPENAPI_3, definition
from api.problem import BadParameter, problem
from api.rest.geojson import GEOJSON, link
from api.rest.query import pairs_of
from api.rest.resource import origin
from api.web.accept import JSON, Representation
from api.web.responding import respond, wanted
from api.web.validators import content_version
from db.errors import FactError
from db.graph.dataset import LICENCE_URL

Json = dict[str, Any]

CONFORMANCE: Final = f"{OGC}/conformance"
API: Final = f"{OGC}/api"
CLASSES: Final = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" for name in ("core", "oas30", "geojson")
)
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


class Page:
    """The ASGI application of a page, which is written for each origin, as its links are whole addresses."""

    def __init__(self, write: Callable[[str], Json], form: Representation = JSON) -> None:
        self._write = write
        # Clients ask for the definition of an API as JSON, too.
        self._offered = tuple(dict.fromkeys((form, JSON)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers GET and HEAD. There are no parameters."""
        head = scope["method"] == "HEAD"
        try:
            asked = wanted(scope, self._offered)
            for name, _ in pairs_of(scope["query_string"]):
                raise BadParameter("there are no parameters here", name)
        except FactError as error:
            await problem(error, head=head)(scope, receive, send)
            return
        body = orjson.dumps(self._write(origin(scope)))
        headers = [(b"cache-control", b"no-cache")]
        await respond(send, asked, body, content_version(body), headers, head=head)


def landing(at: str) -> Json:
    """The landing page (7.2)."""
    return {
        "title": "Dateline",
        "description": "Events of the news and their places, each on the word of those who said so.",
        "links": [
            link(at, OGC, "self", JSON.media_type),
            link(at, API, "service-desc", OPENAPI_3.content_type),
            link(at, "/docs", "service-doc", "text/html"),
            link(at, CONFORMANCE, "conformance", JSON.media_type),
            link(at, COLLECTIONS, "data", JSON.media_type),
        ],
    }


def conformance(_: str) -> Json:
    """The conformance classes (7.4)."""
    return {"conformsTo": [*CLASSES]}


def collections(at: str) -> Json:
    """All collections (7.13)."""
    return {
        "links": [link(at, COLLECTIONS, "self", JSON.media_type)],
        "collections": [_described(at, each) for each in LAYERS],
    }


def described(layer: Collection) -> Callable[[str], Json]:
    """One collection (7.14)."""
    return lambda at: _described(at, layer)


def api(at: str) -> Json:
    """The definition of the API (7.3)."""
    return definition(at)


def _described(at: str, layer: Collection) -> Json:
    return {
        "id": layer.id,
        "title": layer.title,
        "description": layer.description,
        "itemType": "feature",
        "crs": [CRS84],
        "links": [
            link(at, layer.path, "self", JSON.media_type),
            link(at, layer.items, "items", GEOJSON.media_type),
            link(at, layer.items, "items", JSON.media_type),
            {"href": LICENCE_URL, "rel": "license", "type": "text/html"},
        ],
    }
