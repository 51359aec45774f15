"""The routes for the application: the table's, the index, and what the types of problems mean."""

import inspect

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request as HTTPRequest
from starlette.responses import Response
from starlette.routing import Route

from api.gql.execution import Engine, Request
from api.problem import TYPES, BadParameter, problem_types, type_of
from api.rest.links import OPENAPI, links
from api.rest.parameters import Parameters
from api.rest.resource import Resource
from api.rest.stored import stored
from api.rest.table import ROOT, ROUTES
from db.errors import FactError


def routes(engine: Engine) -> list[Route]:
    """Everything below `ROOT`, and ``/problems/``. Each document is compiled now: none can fail later."""
    found = []
    for path, name in ROUTES:
        document = stored(name)
        parameters = Parameters(path, document)
        engine.plan(Request(document.text, None, parameters.blank, own=True))
        # An instance is an ASGI application to Starlette, which then adds nothing to the way of a request.
        found.append(
            Route(ROOT + path, Resource(engine, document, parameters), methods=["GET"], name=document.name)
        )
    return [
        *found,
        Route(ROOT, _index, name="getIndex"),
        Route(TYPES + "{name}", _problem_type, include_in_schema=False),
    ]


def index() -> dict[str, str]:
    """The addresses that need no slug, by name."""
    return {
        **{path[1:]: ROOT + path for path, _ in sorted(ROUTES) if "{" not in path},
        "openapi": OPENAPI,
        "documentation": "/docs",
    }


async def _index(request: HTTPRequest) -> Response:
    for name in request.query_params:
        raise BadParameter("there are no parameters here", name)
    headers = {"Link": links(request.url.path, [], None).decode()}
    return Response(orjson.dumps(index()), headers=headers, media_type="application/json")


async def _problem_type(request: HTTPRequest) -> Response:
    for kind in problem_types().values():
        if type_of(kind.code) == request.url.path:
            return Response(orjson.dumps(_described(kind)), media_type="application/json")
    raise HTTPException(404)


def _described(kind: type[FactError]) -> dict[str, str | int]:
    meaning = (inspect.getdoc(kind) or "").partition("\n\n")[0].replace("\n", " ")
    return {"code": kind.code, "title": kind.title, "status": kind.status, "meaning": meaning}
