"""The application: routes, what lives as long as the server, and how errors are shown."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from api.gql.execution import Engine
from api.gql.http import GraphQLEndpoint
from api.gql.persisted import AutomaticDocuments, Documents
from api.gql.schema import CORE_SCHEMA, sdl
from api.gql.stored import stored_documents
from api.ide.example import examples
from api.ide.page import asset_routes, docs_page, ide_page
from api.problem import exception_handlers
from api.rest.openapi import openapi_json
from api.rest.routes import routes as rest_routes
from api.settings import Settings
from db.engine import open_reader
from db.migration import require_head

GRAPHQL = "/graphql"
OPENAPI = "/openapi.json"
DOCUMENTATION = "/docs"


def create_app(settings: Settings) -> Starlette:
    """The ASGI application over one database. Its start fails with a ``FactError`` that names the remedy."""
    reader = open_reader(
        settings.database_url, connections=settings.connections, time_limit=settings.statement_seconds
    )
    engine = Engine(CORE_SCHEMA, reader, limits=settings.limits)
    documents: Documents = AutomaticDocuments()
    page: Response | None = ide_page(GRAPHQL, examples())
    if settings.persisted_only is not None:
        # GraphiQL asks for what people write there, beginning with introspection.
        documents, page = stored_documents(settings.persisted_only, engine.check), None
    schema, openapi = sdl(), openapi_json()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        require_head(settings.database_url)
        async with reader:
            yield

    async def graphql_schema(_: Request) -> Response:
        return PlainTextResponse(schema, media_type="application/graphql")

    async def openapi_document(_: Request) -> Response:
        return Response(openapi, media_type="application/vnd.oai.openapi+json;version=3.1")

    async def rest_documentation(_: Request) -> Response:
        return docs_page(OPENAPI)

    async def front(_: Request) -> Response:
        return RedirectResponse(GRAPHQL if page is not None else DOCUMENTATION)

    endpoint = GraphQLEndpoint(engine, max_body_bytes=settings.max_body_bytes, page=page, documents=documents)
    return Starlette(
        routes=[
            Route(GRAPHQL, endpoint),
            *rest_routes(engine),
            Route(OPENAPI, openapi_document, include_in_schema=False),
            Route("/schema.graphql", graphql_schema, include_in_schema=False),
            Route(DOCUMENTATION, rest_documentation, include_in_schema=False),
            Route("/", front, include_in_schema=False),
            *asset_routes(),
        ],
        exception_handlers=exception_handlers,
        lifespan=lifespan,
    )
