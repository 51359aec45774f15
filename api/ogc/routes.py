"""The routes of OGC API Features for the application."""

from starlette.routing import Route

from api.gql.execution import Engine, Request
from api.ogc.collections import COLLECTIONS, LAYERS, OGC
from api.ogc.definition import OPENAPI_3
from api.ogc.items import item_of, items_of
from api.ogc.pages import API, CONFORMANCE, Page, api, collections, conformance, described, landing
from api.rest.resource import Resource


def routes(engine: Engine, *, max_age: int = 0) -> list[Route]:
    """Everything below `OGC`, which has a definition of its own. Each document is compiled now.

    max_age: seconds for which caches may keep the features unasked.
    """
    found = [
        _route(OGC, Page(landing)),
        _route(API, Page(api, OPENAPI_3)),
        _route(CONFORMANCE, Page(conformance)),
        _route(COLLECTIONS, Page(collections)),
    ]
    for layer in LAYERS:
        found.append(_route(layer.path, Page(described(layer))))
        # An identifier is a path itself.
        for path, (document, parameters) in (
            (layer.items, items_of(layer)),
            (f"{layer.items}/{{slug:path}}", item_of(layer)),
        ):
            for each in parameters.forms.values():
                engine.plan(Request(each.document.text, None, parameters.blank, own=True))
            found.append(_route(path, Resource(engine, document, parameters, max_age=max_age)))
    return found


def _route(path: str, page: Page | Resource) -> Route:
    return Route(path, page, methods=["GET"], include_in_schema=False)
