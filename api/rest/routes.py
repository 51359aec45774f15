"""The routes for the application: the table's, and the index."""

import orjson
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from api.gql.execution import Engine, Request
from api.live.stream import PATH as STREAM
from api.problem import BadParameter, problem
from api.rest.linked.context import PATH as CONTEXT
from api.rest.linked.served import context_document
from api.rest.links import OPENAPI, links
from api.rest.parameters import Parameters
from api.rest.query import pairs_of
from api.rest.resource import Resource
from api.rest.stored import stored
from api.rest.table import ROOT, ROUTES
from api.web.accept import JSON
from api.web.document import Document
from db.errors import FactError


def routes(engine: Engine, *, max_age: int = 0) -> list[Route]:
    """Everything below `ROOT`. Each document is compiled now: none can fail later.

    max_age: seconds for which caches may keep an answer unasked.
    """
    found = []
    for path, name in ROUTES:
        document = stored(name)
        parameters = Parameters(path, document)
        for each in parameters.forms.values():
            engine.plan(Request(each.document.text, None, parameters.blank, own=True))
        resource = Resource(engine, document, parameters, max_age=max_age)
        # An instance is an ASGI application to Starlette, which then adds nothing to the way of a request.
        found.append(Route(ROOT + path, resource, methods=["GET"], name=document.name))
    fixed = (
        Route(ROOT, _Bare(_index_document()), methods=["GET"], name="getIndex"),
        Route(CONTEXT, _Bare(context_document), methods=["GET"], include_in_schema=False),
    )
    return [*found, *fixed]


def index() -> dict[str, str]:
    """The addresses that need no slug, by name."""
    return {
        **{
            path[1:]: ROOT + path
            for path in sorted([STREAM, *(path for path, _ in ROUTES)])
            if "{" not in path
        },
        "openapi": OPENAPI,
        "documentation": "/docs",
    }


def _index_document() -> Document:
    return Document((JSON, orjson.dumps(index())), headers=((b"link", links(ROOT, [], None)),))


class _Bare:
    """A document that takes no parameters: nothing below `ROOT` ignores what it is asked."""

    def __init__(self, document: ASGIApp) -> None:
        self._document = document

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            for name, _ in pairs_of(scope["query_string"]):
                raise BadParameter("there are no parameters here", name)
        except FactError as error:
            await problem(error, head=scope["method"] == "HEAD")(scope, receive, send)
            return
        await self._document(scope, receive, send)
